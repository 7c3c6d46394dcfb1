"""The page of one date, before and after it, and the forms that change it."""

import datetime as dt
import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import (
    Outcome,
    add_agenda_item,
    cancel_occurrence,
    close_session,
    dispose_design_input,
    move_occurrence,
    note_presence,
    record_result,
    reorder_agenda,
    save_note,
    skip_occurrence,
)
from governance.models import SessionOccurrence, SessionReply, SessionSeries
from governance.sessions.agenda import agenda_of
from governance.sessions.agenda_rows import rows_of
from initiatives.actions import accept_invitation, invite_it, pause_initiative
from initiatives.models import Initiative
from people.models import User
from tests.factories import raised
from tests.governance.sessions.scenes import running

pytestmark = pytest.mark.usefixtures("without_profile")

SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def series(initiative: Initiative, lead: User, architect: User) -> SessionSeries:
    """The standing session of an initiative at which IT sits."""
    accept_invitation(invite_it(initiative, open_questions=["Where?"], actor=lead), actor=architect)
    return SessionSeries.objects.select_related("initiative").get(initiative=initiative)


@pytest.fixture
def first(series: SessionSeries) -> SessionOccurrence:
    """Its first date, ahead."""
    return series.occurrences.select_related("rhythm").order_by("starts_at")[0]


def shown(client: Client, occurrence: SessionOccurrence) -> str:
    response = client.get(occurrence.get_absolute_url())
    assert response.status_code == 200
    return _text(response)


def _text(response: Any) -> str:
    return html.unescape(" ".join(response.content.decode().split()))


def primary(text: str) -> list[str]:
    return re.findall(r'class="btn"[^>]*>([^<]+)<', text)


def address(name: str, occurrence: SessionOccurrence) -> str:
    return reverse(f"governance:{name}", args=occurrence.address)


def at(occurrence: SessionOccurrence, moment: dt.datetime) -> SessionOccurrence:
    """The date, put to another time without anybody's doing."""
    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=moment)
    occurrence.refresh_from_db()
    return occurrence


@pytest.mark.behaviour("A23")
def test_ahead_it_shows_its_agenda_with_why_and_who_comes(
    initiative: Initiative, first: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(initiative, architect)

    text = shown(signed_in(lead), first)

    assert f'href="{design_input.get_absolute_url()}"' in text
    assert "Raised by IT" in text
    assert ">Business</span> comes" in text
    assert ">IT</span> comes" in text
    assert primary(text) == []
    for name in ("move-session", "leave-out-session", "cancel-session", "add-agenda-item"):
        assert address(name, first) in text


def test_items_can_be_ordered_and_dropped_as_they_stand(
    initiative: Initiative, first: SessionOccurrence, lead: User, architect: User
) -> None:
    gone = raised(initiative, architect, title="Settled meanwhile")
    add_agenda_item(first, title="First own", actor=lead)
    dispose_design_input(gone, state="incorporated", actor=lead)
    add_agenda_item(first, title="Second own", actor=lead)
    raised(initiative, architect, title="Came later")

    def titles() -> list[str]:
        return [row.item.title for row in rows_of(agenda_of(first, lead))]

    def row(title: str) -> Any:
        return next(each for each in rows_of(agenda_of(first, lead)) if each.item.title == title)

    before = titles()
    assert row(before[0]).earlier is None
    assert row(before[-1]).later is None
    for place, title in enumerate(before[1:], start=1):
        reorder_agenda(first, row(title).item.name, to=row(title).earlier, actor=lead)
        expected = [*before]
        expected[place - 1], expected[place] = expected[place], expected[place - 1]
        assert titles() == expected
        reorder_agenda(first, row(title).item.name, to=row(title).later, actor=lead)
        assert titles() == before


def test_what_was_settled_before_stands_beneath(
    initiative: Initiative, first: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(initiative, architect, title="Settled meanwhile")
    add_agenda_item(first, title="Own", actor=lead)
    dispose_design_input(design_input, state="incorporated", actor=lead)

    text = shown(signed_in(lead), first)

    assert text.index("Settled before it came up") < text.index("Settled meanwhile")


@pytest.mark.behaviour("A22")
def test_a_reply_is_shown_by_side_and_to_oneself(
    first: SessionOccurrence, lead: User, architect: User, executive: User, signed_in: SignIn
) -> None:
    client = signed_in(architect)
    assert "You have not said yet." in shown(client, first)

    assert client.post(first.get_absolute_url(), {"coming": "no"}).status_code == 302

    assert "You said that it does not fit." in shown(client, first)
    seen = shown(signed_in(lead), first)
    assert "cannot come" in seen
    assert "Ira Novak said" not in seen
    assert "You have not said yet." in seen
    assert 'name="coming"' not in shown(signed_in(executive), first)

    client.post(first.get_absolute_url(), {"coming": "yes"})
    assert SessionReply.objects.get().coming is True


def test_a_reply_that_says_nothing_is_refused(
    first: SessionOccurrence, architect: User, executive: User, signed_in: SignIn
) -> None:
    assert signed_in(architect).post(first.get_absolute_url()).status_code == 400
    assert signed_in(executive).post(first.get_absolute_url(), {"coming": "yes"}).status_code == 403
    assert not SessionReply.objects.exists()


def test_who_may_see_and_do_what(
    first: SessionOccurrence,
    outsider: User,
    executive: User,
    other_lead: User,
    other_architect: User,
    signed_in: SignIn,
) -> None:
    assert signed_in(outsider).get(first.get_absolute_url()).status_code == 404
    for viewer in (executive, other_lead):
        text = shown(signed_in(viewer), first)
        assert address("add-agenda-item", first) not in text
        assert address("move-session", first) not in text
    for name in ("move-session", "cancel-session", "leave-out-session", "restore-session"):
        assert signed_in(outsider).get(address(name, first)).status_code == 404
        assert signed_in(executive).get(address(name, first)).status_code == 403
        assert signed_in(other_lead).post(address(name, first), {
            "reason": "No", "day": "2030-01-01", "starts_at": "10:00", "minutes": "45",
        }).status_code == 403  # fmt: skip
        assert signed_in(other_architect).get(address(name, first)).status_code == 200


@pytest.mark.parametrize("slot", ["2026-02-30", "1999-01-01"])
def test_a_day_without_a_session_is_not_found(
    series: SessionSeries, lead: User, signed_in: SignIn, slot: str
) -> None:
    where = reverse(
        "governance:session", args=[series.initiative.reference, series.reference, slot]
    )
    assert signed_in(lead).get(where).status_code == 404


def test_a_session_under_another_initiative_is_not_found(
    first: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    _, series, slot = first.address
    elsewhere = reverse("governance:session", args=["AI-2026-9999", series, slot])
    assert signed_in(lead).get(elsewhere).status_code == 404


def test_when_its_day_has_come_it_starts_and_then_is_on(
    first: SessionOccurrence, lead: User, executive: User, signed_in: SignIn
) -> None:
    at(first, timezone.now() + dt.timedelta(hours=3))
    assert primary(shown(signed_in(lead), first)) == ["Start the session"]
    assert primary(shown(signed_in(executive), first)) == []

    signed_in(lead).post(address("open-session", first))
    text = shown(signed_in(lead), first)
    assert "The session is on now." in text
    assert primary(text) == ["Go to the session"]
    assert address("room", first) in text
    assert address("move-session", first) not in text


def test_one_that_nobody_recorded_asks_for_it(
    first: SessionOccurrence, lead: User, executive: User, signed_in: SignIn
) -> None:
    at(first, timezone.now() - dt.timedelta(days=1))

    text = shown(signed_in(lead), first)
    assert "Not recorded yet." in text
    assert primary(text) == ["Record what came out"]
    assert "It did not take place" in text
    assert 'name="coming"' not in text
    assert "Not recorded yet." in shown(signed_in(executive), first)

    client, where = signed_in(lead), address("cancel-session", first)
    assert "It did not take place" in _text(client.get(where))
    assert client.post(where, {"reason": "Stocktaking"}).status_code == 302
    assert "Cancelled: Stocktaking" in shown(client, first)


@pytest.mark.behaviour("A23", "M10")
def test_over_it_shows_what_came_out_by_item_and_side(
    initiative: Initiative, series: SessionSeries, lead: User, architect: User, signed_in: SignIn
) -> None:
    occurrence = running(series, lead)
    note_presence(occurrence, party="it", present=True, actor=architect)
    agreed = add_agenda_item(occurrence, title="Who asks the platform team?", actor=lead)
    later = add_agenda_item(occurrence, title="Who pays?", actor=lead)
    save_note(occurrence, agreed.name, text="They need two weeks.", actor=architect)
    save_note(occurrence, agreed.name, text="Fine by us.", actor=lead)
    due_on = timezone.localdate() + dt.timedelta(days=3)
    outcome = Outcome(result="action", text="Ask them", owner=architect, due_on=due_on)
    record_result(occurrence, agreed.name, outcome, actor=lead)
    again = Outcome(result="again", text="Needs the figures.")
    record_result(occurrence, later.name, again, actor=lead)
    close_session(occurrence, actor=lead)

    text = shown(signed_in(lead), occurrence)

    assert "Held, business and IT present" in text
    assert text.index("What came out") < text.index("Who asks the platform team?")
    assert ">IT</span> owes it:" in text
    assert agreed.agreed_action.get_absolute_url() in text
    assert text.index("Business noted") < text.index("Fine by us.") < text.index("IT noted")
    assert text.index("Put off to the next one") < text.index("Who pays?")
    assert "Needs the figures." in text
    assert primary(text) == []
    assert "Bea Lind noted" not in text
    assert address("add-agenda-item", occurrence) not in text


def test_called_off_it_can_be_put_back(
    first: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    sent = client.post(address("leave-out-session", first), {"reason": "Summer party"})
    assert sent.status_code == 302
    text = shown(client, first)
    assert "Left out: Summer party" in text
    assert "This date has no agenda" in text
    assert address("restore-session", first) in text

    assert "Summer party" in _text(client.get(address("restore-session", first)))
    assert client.post(address("restore-session", first)).status_code == 302
    first.refresh_from_db()
    assert first.state == "planned"


def test_reasons_are_needed_and_refusals_keep_them(
    first: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    for name in ("cancel-session", "leave-out-session"):
        refused = client.post(address(name, first), {"reason": "  "})
        assert list(refused.context["form"].errors) == ["reason"]

    cancel_occurrence(first, reason="Fair", actor=lead)
    before = AuditEvent.objects.count()
    late = client.post(address("leave-out-session", first), {"reason": "My long reason"})
    assert late.status_code == 409
    assert "This session is cancelled." in _text(late)
    assert "My long reason" in _text(late)
    assert AuditEvent.objects.count() == before


def test_its_time_has_come_so_it_is_not_left_out(
    first: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    at(first, timezone.now() - dt.timedelta(minutes=1))
    assert address("leave-out-session", first) not in shown(signed_in(lead), first)

    refused = signed_in(lead).post(address("leave-out-session", first), {"reason": "Late"})
    assert refused.status_code == 409


def move_form(occurrence: SessionOccurrence, **changed: str) -> dict[str, str]:
    day = occurrence.slot_on + dt.timedelta(days=1)
    return {
        "day": day.isoformat(),
        "starts_at": "14:00",
        "minutes": "45",
        "reason": "The lead is travelling",
        "version": str(occurrence.sequence),
        **changed,
    }


def test_moving_is_on_the_clock_of_the_series(
    series: SessionSeries, first: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    series.rhythms.update(time_zone="Asia/Kolkata")
    client = signed_in(lead)
    assert "On the clock of Asia/Kolkata." in _text(client.get(address("move-session", first)))

    assert client.post(address("move-session", first), move_form(first)).status_code == 302

    first.refresh_from_db()
    assert (first.starts_at.hour, first.starts_at.minute) == (8, 30)
    assert "on the series' clock 14:00 to 14:45, Asia/Kolkata" in shown(client, first)


def test_an_unknown_clock_leaves_the_readers_own(
    series: SessionSeries, first: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    series.rhythms.update(time_zone="Mars/Olympus")
    lead.time_zone = "Europe/Berlin"
    lead.save()
    client = signed_in(lead)

    assert "On the clock of Europe/Berlin." in _text(client.get(address("move-session", first)))
    assert client.post(address("move-session", first), move_form(first)).status_code == 302
    assert client.get(first.get_absolute_url()).status_code == 200


def test_moved_by_somebody_else_meanwhile(
    first: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    sent = move_form(first)
    elsewhere = first.starts_at + dt.timedelta(days=2)
    moved = move_occurrence(first, starts_at=elsewhere, actor=architect)

    refused = signed_in(lead).post(address("move-session", first), sent)

    text = _text(refused)
    assert refused.status_code == 409
    assert "Somebody changed this session after you opened it." in text
    assert f"Now: {elsewhere:%A} {elsewhere.day} {elsewhere:%B}" in text
    assert "The lead is travelling" in text
    assert f'name="version" value="{moved.sequence}"' in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2020-01-01"),
        ("day", "2999-01-01"),
        ("minutes", "3"),
        ("minutes", "900"),
        ("day", "soon"),
        ("starts_at", ""),
    ],
)
def test_a_time_that_cannot_be_is_refused(
    first: SessionOccurrence, lead: User, signed_in: SignIn, field: str, value: str
) -> None:
    refused = signed_in(lead).post(
        address("move-session", first), move_form(first, **{field: value})
    )

    assert refused.status_code == 200
    assert refused.context["form"].errors
    assert "The lead is travelling" in _text(refused)
    first.refresh_from_db()
    assert first.state == "planned"


def test_paused_nothing_is_offered(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    occurrence = at(series.occurrences.all()[0], timezone.now() - dt.timedelta(days=2))
    pause_initiative(initiative, reason="Wait", resume_condition="Later", actor=lead)

    assert address("cancel-session", occurrence) not in shown(signed_in(lead), occurrence)
    assert signed_in(lead).get(address("cancel-session", occurrence)).status_code == 409


def test_the_page_asks_as_much_for_a_long_agenda_as_for_a_short_one(
    initiative: Initiative,
    series: SessionSeries,
    first: SessionOccurrence,
    lead: User,
    architect: User,
    signed_in: SignIn,
    at_most_queries: AtMost,
) -> None:
    client = signed_in(lead)
    for number in range(25):
        raised(initiative, architect, title=f"Input {number}")
        add_agenda_item(first, title=f"Item {number}", actor=lead)
    skip_occurrence(series.occurrences.order_by("starts_at")[1], reason="Fair", actor=lead)
    shown(client, first)

    with at_most_queries(20):
        text = shown(client, first)
    assert text.count("Take it off this agenda") == 50 + 1  # and the question IT was asked
