"""The explorer: questions, pages, whether the record is whole, and who may look."""

import datetime as dt
import html
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit import kinds
from audit.actors import SystemActor
from audit.kinds import EventKind, find_event_kind
from audit.models import AuditEvent, CheckpointDelivery, RecordCheckpoint, Sealer
from audit.outside import deliver_due_checkpoints
from audit.recording import record
from audit.sealing import seal
from config.demo.clock import clock_at
from governance.actions import dispose_design_input
from initiatives.actions import change_use_case, pause_initiative, restrict_visibility
from initiatives.models import Initiative
from people.models import Unit, User
from tests.factories import raised, registered

SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def ask(auditor: User, signed_in: SignIn) -> Callable[..., str]:
    """The explorer's page for a question, as an auditor reads it."""
    client = signed_in(auditor)

    def page(**params: Any) -> str:
        answer = client.get(reverse("record:explorer"), params)
        assert answer.status_code == 200
        return html.unescape(answer.content.decode())

    return page


def shown(page: str) -> list[str]:
    """Ids of the events on a page, in order."""
    return re.findall(r'href="/audit/events/([0-9a-f-]{36})/"', page)


def kinds_shown(page: str) -> set[str]:
    return set(AuditEvent.objects.filter(pk__in=shown(page)).values_list("kind", flat=True))


def outcome(initiative: Initiative, architect: User, lead: User) -> None:
    """IT raises two inputs; business adapts one and declines the other."""
    for title, state in (("Overlay by night", "adapted"), ("Keep it in the region", "declined")):
        design_input = raised(initiative, architect, title=title)
        dispose_design_input(design_input, state=state, reason="Because of the shift", actor=lead)


@pytest.mark.behaviour("B87", "B100", "B112")
def test_events_are_found_by_initiative_kind_side_outcome_and_words(
    initiative: Initiative, lead: User, architect: User, unit: Unit, ask: Callable[..., str]
) -> None:
    outcome(initiative, architect, lead)
    other = registered(lead, unit=unit, title="Count the pallets")

    assert len(shown(ask())) == AuditEvent.objects.count()
    by_reference = shown(ask(initiative=other.reference.lower()))
    assert by_reference == shown(ask(initiative="pallets"))
    assert {each.initiative_ref for each in AuditEvent.objects.filter(pk__in=by_reference)} == {
        other.reference
    }
    assert kinds_shown(ask(kind="design_input.declined")) == {"design_input.declined"}
    assert kinds_shown(ask(kind="answers")) == {"design_input.adapted", "design_input.declined"}
    by_it = AuditEvent.objects.filter(pk__in=shown(ask(party="it")))
    assert {each.actor_party for each in by_it} == {"it"}
    assert kinds_shown(ask(q="OVERLAY night")) == {"design_input.raised", "design_input.adapted"}
    assert shown(ask(q="IN-0002")) == shown(ask(q="in-0002")) != []
    both = ask(initiative=initiative.reference, kind="answers", party="business", q="region")
    assert kinds_shown(both) == {"design_input.declined"}


def test_events_are_found_by_day_in_the_viewers_time_zone(
    lead: User, unit: Unit, auditor: User, ask: Callable[..., str]
) -> None:
    auditor.time_zone = "Asia/Tokyo"
    auditor.save()
    with clock_at(dt.datetime(2026, 4, 30, 15, 30, tzinfo=dt.UTC)):
        registered(lead, unit=unit)

    assert kinds_shown(ask(since="2026-05-01", until="2026-05-01"))
    assert not shown(ask(until="2026-04-30"))
    assert "1 May 2026, 00:30" in ask(since="2026-05-01", until="2026-05-01")


def test_the_system_and_administrators_are_sides_of_their_own(
    initiative: Initiative, outsider: User, ask: Callable[..., str]
) -> None:
    kind = find_event_kind("administration.changed")
    with transaction.atomic():
        for actor in (SystemActor("clock"), outsider):
            record(kind, outsider, actor=actor, data={"thing": "t", "name": "n", "change": "c"})

    by_system, by_nobody = shown(ask(party="system")), shown(ask(party="none"))

    assert len(by_system) == len(by_nobody) == 1
    assert AuditEvent.objects.get(pk=by_system[0]).actor_id == "system:clock"
    assert AuditEvent.objects.get(pk=by_nobody[0]).actor_id == outsider.actor_id
    assert "Joinery (clock)</span> changed the t" in ask(party="system")


def test_the_list_names_sides_and_no_person(
    initiative: Initiative, lead: User, architect: User, ask: Callable[..., str]
) -> None:
    outcome(initiative, architect, lead)

    page = ask()

    assert "Bea Lind" not in page
    assert "Ira Novak" not in page
    assert '<span class="it">IT</span> raised IN-0001' in page
    fields = set(re.findall(r'name="(\w+)"', page)) - {"csrfmiddlewaretoken", "viewport"}
    assert {"q", "initiative", "kind", "party", "since", "until"} <= fields
    assert not fields & {"actor", "person", "who", "sort"}


def test_nobody_is_found_by_searching_for_what_was_done_to_them(
    lead: User, outsider: User, ask: Callable[..., str]
) -> None:
    kind = find_event_kind("rights.changed")
    with transaction.atomic():
        record(kind, outsider, actor=lead, data={"change": "c"}, personal={"name": "Nora Out"})

    assert shown(ask(kind="rights"))
    assert not shown(ask(q="Person"))
    assert not shown(ask(q=outsider.audit_ref))


@pytest.mark.behaviour("B106")
def test_places_in_the_log_are_shown_once_sealed(
    initiative: Initiative, lead: User, ask: Callable[..., str], seal_all: Callable[[], None]
) -> None:
    assert ask().count("not sealed yet") == AuditEvent.objects.count()

    seal_all()
    sealed = ask()
    assert "not sealed yet" not in sealed
    assert "Everything is sealed." in sealed
    change_use_case(initiative, changes={"title": "Anew"}, version=1, actor=lead)

    page = ask()
    assert page.count("not sealed yet") == 1
    assert "1 event waits since" in page


def test_a_restricted_initiative_is_in_the_record_for_auditors(
    initiative: Initiative, lead: User, architect: User, tomorrow: dt.date, ask: Callable[..., str]
) -> None:
    restrict_visibility(
        initiative, reason="A takeover", until=tomorrow, it_member=architect, actor=lead
    )

    assert initiative.title in ask(kind="visibility.restricted")


@pytest.mark.behaviour("B87")
def test_pages_of_fifty_lead_there_and_back_with_the_question(
    initiative: Initiative, lead: User, auditor: User, signed_in: SignIn
) -> None:
    for number in range(1, 120):
        change_use_case(initiative, changes={"title": f"T {number}"}, version=number, actor=lead)
    client = signed_in(auditor)
    address = reverse("record:explorer")
    seen: list[str] = []
    query = "?kind=initiative.use_case_changed"
    pages = []
    while query:
        page = html.unescape(client.get(address + query).content.decode())
        pages.append(shown(page))
        seen += shown(page)
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        back = re.search(r'href="(\?[^"]+)" rel="prev"', page)
        query = following[1] if following else ""
        assert not query or "kind=initiative.use_case_changed" in query

    assert [len(each) for each in pages] == [50, 50, 19]
    assert seen == sorted(set(seen), reverse=True)
    assert back is not None
    assert shown(client.get(address + back[1]).content.decode()) == pages[1]
    lost = client.get(address, {"after": "made up"}).content.decode()
    assert "its beginning" in lost


def test_the_page_asks_ten_queries_whatever_the_size(
    initiative: Initiative,
    lead: User,
    auditor: User,
    settings: Any,
    tmp_path: Path,
    signed_in: SignIn,
    seal_all: Callable[[], None],
    at_most_queries: AtMost,
) -> None:
    settings.RECORD_SINKS = [f"dir:{tmp_path / str(each)}" for each in range(4)]
    for number in range(1, 60):
        change_use_case(initiative, changes={"title": f"T {number}"}, version=number, actor=lead)
    seal_all()
    change_use_case(initiative, changes={"title": "last"}, version=60, actor=lead)
    client = signed_in(auditor)
    question = {"q": "T", "initiative": "late", "party": "business", "since": "2026-01-01"}

    with at_most_queries(10):
        everything = client.get(reverse("record:explorer"))
    with at_most_queries(10):
        narrowed = client.get(reverse("record:explorer"), question)

    assert len(shown(everything.content.decode())) == 50
    assert narrowed.status_code == 200


def test_an_empty_record_and_an_empty_answer_say_so(auditor: User, ask: Callable[..., str]) -> None:
    assert "Nothing has happened yet" in ask()
    assert "Nowhere." in ask()
    page = ask(q="nothing of the kind")
    assert "Nothing matches" in page
    assert "Export with proof" not in page


def test_what_is_not_understood_is_said_and_left_aside(
    initiative: Initiative, ask: Callable[..., str]
) -> None:
    page = ask(kind="made.up", since="soon")

    assert "“made.up” is not a kind of event. It was left aside." in page
    assert "“soon” is not a day" in page
    assert len(shown(page)) == AuditEvent.objects.count()


@pytest.mark.behaviour("B106")
def test_the_strip_tells_of_checkpoint_sealer_and_places(
    initiative: Initiative,
    lead: User,
    outside: Path,
    ask: Callable[..., str],
    seal_all: Callable[[], None],
) -> None:
    assert "None yet." in ask()
    seal_all()
    size = RecordCheckpoint.objects.get().size
    page = ask()
    assert f"{size} events, signed today, " in page
    assert f"Kept in the folder {outside}, up to {size}, today, " in page
    assert re.search(r'data-copy-text-value="[A-Za-z0-9+/]{43}="', page)

    shutil.rmtree(outside)
    change_use_case(initiative, changes={"title": "Anew"}, version=1, actor=lead)
    seal()
    deliver_due_checkpoints()

    page = ask()
    assert f"Kept in the folder {outside}, up to {size}" in page
    assert "Failing since today, " in page
    assert "There is no folder" in page
    assert CheckpointDelivery.objects.filter(delivered_at=None).count() == 1


def test_a_refusal_of_the_sealer_is_worth_a_conversation(db: None, ask: Callable[..., str]) -> None:
    words = "The outside keeps more. `manage.py audit start-origin` begins a new log."
    Sealer.objects.create(name="sealer", refusal=words, refused_at=timezone.now())

    page = ask()

    assert "The sealer refuses to go on since today, " in page
    assert words in page


def test_looking_writes_nothing(initiative: Initiative, auditor: User, signed_in: SignIn) -> None:
    before = AuditEvent.objects.count()
    client = signed_in(auditor)

    for name in ("record:explorer", "record:checkpoints"):
        client.get(reverse(name))
        assert client.post(reverse(name)).status_code == 405

    assert AuditEvent.objects.count() == before
    assert not Sealer.objects.exists()


@pytest.mark.behaviour("B88")
def test_others_are_told_whom_to_ask(
    initiative: Initiative,
    lead: User,
    architect: User,
    executive: User,
    outsider: User,
    signed_in: SignIn,
) -> None:
    event = AuditEvent.objects.first()
    assert event is not None
    addresses = [
        reverse("record:explorer"),
        reverse("record:export"),
        reverse("record:checkpoints"),
        reverse("record:event", args=[event.pk]),
    ]
    for person in (lead, architect, executive, outsider):
        client = signed_in(person)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 403
            assert "role of auditor" in answer.content.decode()
        assert 'href="/audit/"' not in client.get("/").content.decode()


def test_a_kind_that_no_app_knows_any_more_can_still_be_read(
    lead: User, ask: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = EventKind("gone.done", "Gone", "did it")
    with monkeypatch.context() as patched:
        patched.setitem(kinds._kinds, gone.code, gone)
        with transaction.atomic():
            event = record(gone, lead, actor=lead)

    page = ask()

    assert shown(page) == [str(event.pk)]
    assert "no words for (gone.done)" in page


def test_pauses_are_a_question(initiative: Initiative, lead: User, ask: Callable[..., str]) -> None:
    pause_initiative(initiative, reason="Budget", resume_condition="In May", actor=lead)

    assert kinds_shown(ask(kind="interruptions")) == {"initiative.paused"}
