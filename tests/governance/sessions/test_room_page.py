"""The page on which a session is run: by roles, by posts, by parts that changed."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import (
    Outcome,
    add_agenda_item,
    close_session,
    dispose_design_input,
    note_presence,
    open_session,
    record_result,
    save_note,
)
from governance.models import AgendaItem, AgreedAction, DesignInput, SessionNote, SessionOccurrence
from governance.sessions.room import Room, key_of
from governance.vocabulary import OccurrenceState
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from tests.factories import raised

pytestmark = pytest.mark.usefixtures("without_profile")

SignIn = Callable[[User], Client]
PARTIAL = {"HX-Request": "true"}


@pytest.fixture
def planned(initiative: Initiative, lead: User, architect: User) -> SessionOccurrence:
    """The first session of an initiative where both sides sit at the table."""
    initiative.members.create(user=architect, party=Party.IT)
    series = initiative.session_series.get()
    return series.occurrences.select_related("series__initiative", "rhythm").earliest("starts_at")


@pytest.fixture
def running(planned: SessionOccurrence, lead: User) -> SessionOccurrence:
    """That session, opened by the lead, with one item."""
    with clock_at(planned.starts_at):
        open_session(planned, actor=lead)
    add_agenda_item(planned, title="Who decides on a proposal", actor=lead)
    planned.refresh_from_db()
    return planned


def page(name: str, occurrence: SessionOccurrence) -> str:
    return reverse(f"governance:{name}", args=occurrence.address)


def the_item(occurrence: SessionOccurrence) -> AgendaItem:
    return occurrence.agenda.get(title="Who decides on a proposal")


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain)


def seen_by(occurrence: SessionOccurrence, user: User) -> str:
    """What the page of that person says it shows."""
    found = SessionOccurrence.objects.select_related("series__initiative").get(pk=occurrence.pk)
    room = Room(found, user)
    states = {**room.parts, **{each.key: each.state for each in room.items}}
    return ",".join(f"{key}.{state}" for key, state in states.items())


def part_of(response: Any, element: str) -> str:
    """From the element with that id to the next element with an id of an item."""
    text: str = response.content.decode()
    return text.split(f'id="{element}"', 1)[1].split('id="item-', 1)[0]


# ---- the page ----


@pytest.mark.parametrize("who", ["lead", "architect", "other_architect"])
def test_those_at_the_table_see_the_room(
    running: SessionOccurrence, who: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    response = signed_in(request.getfixturevalue(who)).get(page("room", running))

    assert response.status_code == 200
    assert "Who decides on a proposal" in text_of(response)
    assert response.content.decode().count('class="btn"') == 1


def test_who_does_not_sit_there_is_led_to_what_stands(
    running: SessionOccurrence, executive: User, signed_in: SignIn
) -> None:
    response = signed_in(executive).get(page("room", running))

    assert response.status_code == 302
    assert response["Location"] == running.get_absolute_url()


def test_who_may_not_know_of_it_finds_nothing(
    running: SessionOccurrence, outsider: User, signed_in: SignIn
) -> None:
    client = signed_in(outsider)
    for name in ("room", "room-live", "save-note", "record-result", "close-session"):
        assert client.get(page(name, running)).status_code == 404


def test_an_address_of_another_initiative_finds_nothing(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    other = page("room", running).replace(running.address[0], "AI-2020-0001")

    assert signed_in(lead).get(other).status_code == 404


def test_before_it_is_opened_the_agenda_and_the_way_in(
    planned: SessionOccurrence, architect: User, lead: User, signed_in: SignIn
) -> None:
    raised(planned.series.initiative, lead, title="Orders stay in the region")

    with clock_at(planned.starts_at):
        response = signed_in(architect).get(page("room", planned))
    early = signed_in(architect).get(page("room", planned))

    assert "Open the session" in text_of(response)
    assert "Orders stay in the region" in text_of(response)
    assert "Open the session" not in text_of(early)
    assert "It can be opened on its day." in text_of(early)


def test_opening_notes_the_side_and_leads_into_the_room(
    planned: SessionOccurrence, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(architect)
    with clock_at(planned.starts_at):
        opened = client.post(page("open-session", planned))

    assert opened["Location"] == page("room", planned)
    assert [each.party for each in planned.presences.all()] == ["it"]


def test_opening_too_early_says_why_and_opens_nothing(
    planned: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    with clock_at(planned.starts_at - dt.timedelta(days=1)):
        response = signed_in(lead).post(page("open-session", planned))

    planned.refresh_from_db()
    assert planned.opened_at is None
    assert response["Location"] == planned.get_absolute_url()
    told = [str(each) for each in get_messages(response.wsgi_request)]
    assert told == [
        "This session is not today. Move it to now if you meet earlier, or prepare its agenda."
    ]


def test_a_closed_session_leads_to_what_came_out(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    close_session(running, actor=lead)

    assert signed_in(lead).get(page("room", running))["Location"] == running.get_absolute_url()
    assert signed_in(lead).get(page("close-session", running)).status_code == 302


def test_the_page_asks_the_same_however_long_the_agenda_is(
    running: SessionOccurrence,
    lead: User,
    architect: User,
    signed_in: SignIn,
) -> None:
    def measured(address: str) -> int:
        client = signed_in(architect)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    save_note(running, the_item(running).name, text="One", actor=lead)
    record_result(running, the_item(running).name, Outcome("decision", "Bea"), actor=lead)
    few = measured(page("room", running)), measured(page("room-live", running))
    for number in range(12):
        added = add_agenda_item(running, title=f"Item {number}", actor=lead)
        save_note(running, added.name, text="Two", actor=lead)
        save_note(running, added.name, text="Three", actor=architect)
        raised(running.series.initiative, lead, title=f"Input {number}")
        in_days = timezone.localdate() + dt.timedelta(days=3)
        agreed = Outcome("action", "Ask", owner=architect, due_on=in_days)
        record_result(running, added.name, agreed, actor=lead)

    many = measured(page("room", running)), measured(page("room-live", running))

    assert many == few
    assert max(many) <= 24


# ---- notes ----


def test_a_note_is_kept_and_shown_to_the_other_by_side(
    running: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    item = the_item(running)

    sent = signed_in(lead).post(
        page("save-note", running), {"item": item.name, "text": "Planners decide", "version": 0}
    )

    assert sent["Location"] == f"{page('room', running)}#item-{key_of(item.name)}"
    seen = signed_in(architect).get(page("room", running))
    others = part_of(seen, f"item-{key_of(item.name)}-others")
    assert "Business:" in others
    assert "Planners decide" in others
    assert lead.full_name not in others


def test_the_script_is_told_the_version_and_the_time(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    with clock_at(dt.datetime(2026, 11, 24, 9, 42, tzinfo=dt.UTC)):
        answer = signed_in(lead).post(
            page("save-note", running),
            {"item": the_item(running).name, "text": "Planners decide", "version": 0},
            headers={"Accept": "application/json"},
        )

    assert answer.json() == {"version": 1, "saved": "09:42"}


def test_two_windows_of_one_person_keep_both_texts(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    item = the_item(running)
    save_note(running, item.name, text="From the laptop", actor=lead)
    posted = {"item": item.name, "text": "From the phone", "version": 0}
    events = AuditEvent.objects.count()

    script = signed_in(lead).post(
        page("save-note", running), posted, headers={"Accept": "application/json"}
    )
    plain = signed_in(lead).post(page("save-note", running), posted)

    assert script.status_code == 409
    assert script.json()["text"] == "From the laptop"
    assert script.json()["version"] == 1
    assert plain.status_code == 409
    note = part_of(plain, f"item-{key_of(item.name)}-note")
    assert "From the phone" in note
    assert "From the laptop" in note
    assert 'name="version" value="1"' in note
    assert SessionNote.objects.get().text == "From the laptop"
    assert AuditEvent.objects.count() == events


def test_the_same_text_once_more_is_no_conflict(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    item = the_item(running)
    save_note(running, item.name, text="Planners decide", actor=lead)
    events = AuditEvent.objects.count()

    answer = signed_in(lead).post(
        page("save-note", running),
        {"item": item.name, "text": "Planners decide", "version": 0},
        headers={"Accept": "application/json"},
    )

    assert answer.json()["version"] == 1
    assert AuditEvent.objects.count() == events


def test_a_note_that_is_too_long_is_kept_in_its_form(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    long = {"item": the_item(running).name, "text": "x" * 5001, "version": 0}

    plain = signed_in(lead).post(page("save-note", running), long)
    script = signed_in(lead).post(
        page("save-note", running), long, headers={"Accept": "application/json"}
    )

    assert "x" * 5001 in plain.content.decode()
    assert "5000" in text_of(plain)
    assert script.status_code == 400
    assert "5000" in script.json()["told"]
    assert not SessionNote.objects.exists()


def test_a_note_on_what_the_sources_just_brought_is_kept(
    running: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    new = raised(running.series.initiative, architect)

    signed_in(lead).post(
        page("save-note", running),
        {"item": f"input:{new.reference}", "text": "Looks right", "version": 0},
    )

    assert SessionNote.objects.get().item.key == f"input:{new.reference}"


def test_a_note_to_a_closed_session_is_shown_again_and_not_kept(
    running: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    item = the_item(running)
    close_session(running, actor=lead)
    late = {"item": item.name, "text": "One more thing", "version": 0}

    plain = signed_in(architect).post(page("save-note", running), late)
    script = signed_in(architect).post(
        page("save-note", running), late, headers={"Accept": "application/json"}
    )

    assert plain.status_code == 409
    assert "One more thing" in text_of(plain)
    assert script.json()["over"] is True
    assert not SessionNote.objects.exists()


def test_a_note_typed_while_signed_out_is_in_the_room_after_signing_in(
    running: SessionOccurrence, lead: User, client: Client
) -> None:
    name = the_item(running).name
    typed = {"item": name, "text": "Typed too late", "version": 0}
    client.post(page("save-note", running), typed)
    # The first sign-in goes on with what the visitor's session holds.
    client.force_login(lead)

    response = client.get(page("save-note", running))

    assert "Typed too late" in part_of(response, f"item-{key_of(name)}-note")


# ---- results ----


def result_of(occurrence: SessionOccurrence, **typed: Any) -> dict[str, Any]:
    item = the_item(occurrence)
    return {"item": item.name, "version": item.version, **typed}


@pytest.mark.behaviour("A23")
def test_a_decision_is_one_choice_and_one_sentence(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    sent = signed_in(lead).post(
        page("record-result", running),
        result_of(running, result="decision", text="Planners decide"),
    )

    assert sent.status_code == 302
    seen = text_of(signed_in(lead).get(page("room", running)))
    assert "Decision: Planners decide" in seen
    assert "Recorded by business" in seen


def test_an_action_has_an_owner_of_the_table_and_a_day(
    running: SessionOccurrence, lead: User, architect: User, tomorrow: dt.date, signed_in: SignIn
) -> None:
    signed_in(lead).post(
        page("record-result", running),
        result_of(
            running, result="action", text="Ask the site", owner=architect.pk, due_on=tomorrow
        ),
    )

    action = AgreedAction.objects.get()
    assert (action.owner, action.due_on, action.text) == (architect, tomorrow, "Ask the site")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"result": "", "text": "Words"}, "Choose what it ended in."),
        ({"result": "decision", "text": ""}, "One sentence is enough."),
        ({"result": "action", "text": "Ask the site"}, "An action needs an owner at this table."),
        ({"result": "action", "text": "Ask", "owner": "999999"}, "Select a valid choice."),
        ({"result": "maybe", "text": "Words"}, "Select a valid choice."),
        ({"result": "decision", "text": "Words", "disposition": "declined"}, "valid choice"),
    ],
)
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "partial"])
def test_a_refused_result_keeps_what_was_typed(
    running: SessionOccurrence,
    lead: User,
    signed_in: SignIn,
    typed: dict[str, str],
    told: str,
    headers: dict[str, str],
) -> None:
    events = AuditEvent.objects.count()

    response = signed_in(lead).post(
        page("record-result", running), result_of(running, **typed), headers=headers
    )

    assert response.status_code == 200
    part = part_of(response, f"item-{key_of(the_item(running).name)}-result")
    assert told in part
    assert typed["text"] in part
    assert the_item(running).result == ""
    assert AuditEvent.objects.count() == events


def test_an_action_needs_a_day_ahead(
    running: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    typed = result_of(
        running, result="action", text="Ask", owner=architect.pk, due_on=yesterday.isoformat()
    )

    response = signed_in(lead).post(page("record-result", running), typed)

    assert "An action needs a day, today or ahead." in text_of(response)
    assert not AgreedAction.objects.exists()


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "partial"])
def test_the_second_recorder_sees_the_first_and_keeps_the_text(
    running: SessionOccurrence,
    lead: User,
    architect: User,
    signed_in: SignIn,
    headers: dict[str, str],
) -> None:
    typed = result_of(running, result="again", text="The site has to say first")
    record_result(running, typed["item"], Outcome("decision", "Planners decide"), actor=architect)

    response = signed_in(lead).post(page("record-result", running), typed, headers=headers)

    assert response.status_code == (200 if headers else 409)
    part = part_of(response, f"item-{key_of(typed['item'])}-result")
    assert "Somebody was faster." in part
    assert "Planners decide" in part
    assert "The site has to say first" in part
    assert 'name="version" value="2"' in part
    assert the_item(running).result == "decision"

    again = {**typed, "version": 2}
    assert signed_in(lead).post(page("record-result", running), again).status_code == 302
    assert the_item(running).result_text == "The site has to say first"


def test_a_decision_may_answer_the_design_input_it_is_about(
    running: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    until = timezone.localdate() + dt.timedelta(days=7)
    about = raised(running.series.initiative, architect)
    client = signed_in(lead)
    assert "Deferred until" in text_of(client.get(page("room", running)))

    client.post(
        page("record-result", running),
        {
            "item": f"input:{about.reference}",
            "version": 1,
            "result": "decision",
            "text": "After the pilot",
            "disposition": "deferred",
            "until": until,
        },
    )

    about.refresh_from_db()
    assert (about.state, about.deferred_until) == ("deferred", until)
    assert about.disposition_reason == "After the pilot"


def test_a_deferral_without_a_day_is_refused_beside_the_day(
    running: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    about = raised(running.series.initiative, architect)
    typed = {
        "item": f"input:{about.reference}",
        "version": 1,
        "result": "decision",
        "text": "After the pilot",
        "disposition": "deferred",
    }

    response = signed_in(lead).post(page("record-result", running), typed)

    assert "Deferring needs a day ahead." in text_of(response)
    assert "After the pilot" in text_of(response)
    about.refresh_from_db()
    assert about.state == "raised"


def test_what_the_session_raised_is_no_new_point_of_it(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    client.post(
        page("record-result", running),
        result_of(running, result="input", text="Order data stays in the region"),
    )

    about = DesignInput.objects.get()
    seen = client.get(page("room", running))
    assert about.reference in text_of(seen)
    assert f"item-{key_of(f'input:{about.reference}')}" not in seen.content.decode()
    close_session(running, actor=lead)
    assert not running.agenda.filter(key=f"input:{about.reference}").exists()


def test_an_item_that_is_gone_gives_the_text_back(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    typed = {"item": "item:999999", "version": 1, "result": "decision", "text": "Lost words"}

    plain = signed_in(lead).post(page("record-result", running), typed)
    partial = signed_in(lead).post(page("record-result", running), typed, headers=PARTIAL)

    assert plain.status_code == 409
    assert "Lost words" in text_of(plain)
    assert "This item is no longer on the agenda." in text_of(partial)
    assert partial["HX-Reswap"] == "none"


# ---- presence ----


@pytest.mark.behaviour("M10")
def test_sides_are_in_the_room_and_no_people(
    running: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)

    client.post(page("note-presence", running), {"party": "it", "present": "on"})
    both = part_of(client.get(page("room", running)), "room-present")
    client.post(page("note-presence", running), {"party": "it"})

    assert both.count('aria-pressed="true"') == 2
    assert architect.full_name not in both
    assert [each.party for each in running.presences.all()] == ["business"]


def test_an_unknown_side_is_refused_in_words(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    plain = signed_in(lead).post(
        page("note-presence", running), {"party": "cats", "present": "on"}, follow=True
    )
    partial = signed_in(lead).post(
        page("note-presence", running), {"party": "cats", "present": "on"}, headers=PARTIAL
    )

    assert "is no party" in text_of(plain)
    assert "is no party" in text_of(partial)
    assert running.presences.count() == 1


# ---- what changed ----


@pytest.fixture
def still(running: SessionOccurrence) -> Any:
    """The clock stands while a page asks."""
    with clock_at(running.starts_at):
        yield running


def ask(client: Client, occurrence: SessionOccurrence, seen: str) -> Any:
    return client.get(page("room-live", occurrence), {"seen": seen}, headers=PARTIAL)


def test_nothing_is_sent_where_nothing_changed(
    still: SessionOccurrence, architect: User, signed_in: SignIn
) -> None:
    assert ask(signed_in(architect), still, seen_by(still, architect)).status_code == 204


def test_only_the_item_that_changed_is_sent(
    still: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    add_agenda_item(still, title="Another item", actor=lead)
    seen = seen_by(still, architect)
    save_note(still, the_item(still).name, text="Planners decide", actor=lead)

    response = ask(signed_in(architect), still, seen)

    assert response.status_code == 200
    assert "Planners decide" in text_of(response)
    assert "Another item" not in text_of(response)
    assert 'id="room-agenda"' not in response.content.decode()
    assert ask(signed_in(architect), still, seen_by(still, architect)).status_code == 204


def test_a_new_item_comes_whole_and_the_agenda_with_it(
    still: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    seen = seen_by(still, architect)
    add_agenda_item(still, title="Another item", actor=lead)

    sent = ask(signed_in(architect), still, seen).content.decode()

    assert 'hx-swap-oob="beforeend:#room-items"' in sent
    assert 'id="room-agenda"' in sent


def test_the_minutes_that_are_left_go_on(
    running: SessionOccurrence, architect: User, signed_in: SignIn
) -> None:
    with clock_at(running.starts_at):
        seen = seen_by(running, architect)
    with clock_at(running.starts_at + dt.timedelta(minutes=5)):
        sent = text_of(ask(signed_in(architect), running, seen))

    assert "40 minutes left." in sent


def test_an_item_that_was_answered_elsewhere_is_settled(
    still: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    about = raised(still.series.initiative, architect, title="Orders stay here")
    save_note(still, f"input:{about.reference}", text="Yes", actor=architect)
    seen = seen_by(still, architect)
    dispose_design_input(about, state="incorporated", actor=lead)

    sent = ask(signed_in(architect), still, seen)

    assert "settled meanwhile" in text_of(sent)
    assert "Orders stay here" not in part_of(sent, "room-agenda")


def test_closing_ends_the_asking(
    running: SessionOccurrence, lead: User, architect: User, signed_in: SignIn
) -> None:
    close_session(running, actor=lead)

    response = ask(signed_in(architect), running, "")

    assert response.status_code == 286
    assert running.get_absolute_url() in response.content.decode()


def test_who_does_not_sit_there_is_told_nothing(
    running: SessionOccurrence, executive: User, signed_in: SignIn
) -> None:
    assert ask(signed_in(executive), running, "").status_code == 403


@pytest.mark.parametrize("seen", ["", "nonsense", "a.b.c,,,.", "x" * 3000])
def test_whatever_a_page_says_it_saw_it_gets_an_answer(
    running: SessionOccurrence, lead: User, signed_in: SignIn, seen: str
) -> None:
    assert ask(signed_in(lead), running, seen).status_code == 200


def test_a_recorded_result_comes_back_in_its_place(
    still: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    typed = result_of(still, result="decision", text="Planners decide")
    typed["seen"] = seen_by(still, lead)

    response = signed_in(lead).post(page("record-result", still), typed, headers=PARTIAL)

    sent = response.content.decode()
    assert sent.count(f'id="item-{key_of(typed["item"])}-result"') == 1
    assert re.search(r"\b1 of \d+ with a result", text_of(response))
    assert "HX-Reswap" not in response


# ---- the end ----


@pytest.mark.behaviour("A23")
def test_closing_says_first_what_comes_again(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    add_agenda_item(running, title="Never reached", actor=lead)
    record_result(
        running, the_item(running).name, Outcome("decision", "Planners decide"), actor=lead
    )
    client = signed_in(lead)

    before = client.get(page("close-session", running))
    closed = client.post(page("close-session", running))

    came_out, again = text_of(before).split("Comes again next time")
    assert "Planners decide" in came_out
    assert "Never reached" in again
    assert before.content.decode().count('class="btn"') == 1
    assert closed["Location"] == running.get_absolute_url()
    running.refresh_from_db()
    assert running.state == OccurrenceState.HELD


def test_closing_with_nobody_there_is_refused_with_the_way_out(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    note_presence(running, party="business", present=False, actor=lead)

    response = signed_in(lead).post(page("close-session", running))

    assert response.status_code == 400
    assert "Nobody is noted as present." in text_of(response)
    running.refresh_from_db()
    assert running.closed_at is None


def test_presence_said_while_closing_leads_back_there(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    sent = signed_in(lead).post(
        page("note-presence", running), {"party": "it", "present": "on", "back": "close"}
    )

    assert sent["Location"] == page("close-session", running)


def test_the_page_keeps_to_the_content_policy(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    response = signed_in(lead).get(page("room", running))
    sent = response.content.decode()

    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)", sent)
    assert not re.search(r"\s(?:style|on[a-z]+|hx-on[\w:-]*)=", sent)
    assert not re.search(r"hx-trigger=\"[^\"]*\[", sent)
