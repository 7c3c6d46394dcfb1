"""Opening a session, presence by side, notes, closing it."""

import datetime as dt

import pytest

from governance.actions import (
    Outcome,
    add_agenda_item,
    close_session,
    note_presence,
    open_session,
    record_result,
    save_note,
)
from governance.models import PartyPresence, SessionNote, SessionOccurrence, SessionSeries
from governance.sessions.agenda import agenda_of
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from tests.factories import raised
from tests.governance.sessions.table import (
    MONDAY,
    dates,
    fresh,
    later,
    recorded,
    refused,
    standing,
    told,
)

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def soon(rhythm: SessionSeries) -> SessionOccurrence:
    """A session that begins in an hour."""
    first = dates(rhythm)[0]
    SessionOccurrence.objects.filter(pk=first.pk).update(starts_at=MONDAY + dt.timedelta(hours=1))
    return fresh(first)


@pytest.fixture
def room(soon: SessionOccurrence, lead: User) -> SessionOccurrence:
    """A session that runs; business is noted as present."""
    return open_session(soon, actor=lead)


def present(occurrence: SessionOccurrence) -> set[str]:
    return set(PartyPresence.objects.filter(occurrence=occurrence).values_list("party", flat=True))


def test_opened_it_runs_and_keeps_its_agenda(soon: SessionOccurrence, lead: User) -> None:
    with recorded() as kinds:
        opened = open_session(soon, actor=lead)
    assert opened.is_running
    assert present(soon) == {"business"}
    assert [each.title for each in soon.agenda.all()] == ["Where may data be?"]
    assert kinds == ["session.opened"]


def test_opened_by_a_second_person_it_is_simply_joined(
    room: SessionOccurrence, architect: User
) -> None:
    with recorded() as kinds:
        assert open_session(room, actor=architect).opened_at == room.opened_at
    assert kinds == []
    assert present(room) == {"business"}


def test_not_long_before_but_any_time_after(rhythm: SessionSeries, lead: User) -> None:
    first = dates(rhythm)[0]
    with later(days=2, hours=12.9), refused(NotPossibleNow, "not today"):
        open_session(first, actor=lead)
    with later(weeks=9):
        assert open_session(first, actor=lead).is_running


def test_who_is_not_at_the_table_does_not_work_in_it(
    room: SessionOccurrence, other_lead: User, executive: User, auditor: User
) -> None:
    for person in (other_lead, executive, auditor):
        with refused(NotPermitted):
            open_session(room, actor=person)
        with refused(NotPermitted):
            note_presence(room, party="it", present=True, actor=person)
        with refused(NotPermitted):
            close_session(room, actor=person)


# --- presence -------------------------------------------------------------------------------------


@pytest.mark.behaviour("M10")
def test_presence_is_of_sides_and_never_of_people(
    room: SessionOccurrence, lead: User, architect: User
) -> None:
    """What M10 counts is kept by side; its figure is not made here."""
    with recorded() as kinds:
        for _ in range(2):
            note_presence(room, party="it", present=True, actor=architect)
    assert present(room) == {"business", "it"}
    assert kinds == ["session.presence_noted"]
    note_presence(room, party="business", present=False, actor=architect)
    note_presence(room, party="business", present=False, actor=architect)
    assert present(room) == {"it"}
    assert {each.name for each in PartyPresence._meta.get_fields()} == {
        "id", "occurrence", "party",
    }  # fmt: skip
    with refused(InvalidInput, field="party"):
        note_presence(room, party="aliens", present=True, actor=lead)


def test_nothing_is_noted_before_or_after(soon: SessionOccurrence, lead: User) -> None:
    for words in ("not open yet", "over"):
        with refused(NotPossibleNow, words):
            note_presence(soon, party="it", present=True, actor=lead)
        with refused(NotPossibleNow, words):
            save_note(soon, "item:1", text="x", actor=lead)
        with refused(NotPossibleNow, words):
            record_result(soon, "item:1", Outcome("again", "x"), actor=lead)
        if words == "not open yet":
            close_session(open_session(soon, actor=lead), actor=lead)
    with refused(NotPossibleNow, "held"):
        open_session(soon, actor=lead)


# --- notes ----------------------------------------------------------------------------------------


def test_everybody_writes_into_their_own_note(
    room: SessionOccurrence, lead: User, architect: User
) -> None:
    item = agenda_of(room, lead).items[0]
    with recorded() as kinds:
        mine = save_note(room, item.name, text="Region", actor=lead)
        save_note(room, item.name, text="Region\n or\tnot", actor=architect)
        again = save_note(room, item.name, text="Region", actor=lead, version=1)
        longer = save_note(room, item.name, text="Region only", actor=lead, version=1)
    assert (mine.version, again.version, longer.version) == (1, 1, 2)
    assert kinds == ["session_note.saved"] * 3
    notes = SessionNote.objects.order_by("pk").values_list("author_party", "text")
    assert list(notes) == [("business", "Region only"), ("it", "Region\n or\tnot")]


def test_a_note_from_an_older_window_is_refused(room: SessionOccurrence, lead: User) -> None:
    item = agenda_of(room, lead).items[0]
    save_note(room, item.name, text="One", actor=lead)
    for version in (0, 2):
        with refused(ChangedMeanwhile, field="text"):
            save_note(room, item.name, text="Other", actor=lead, version=version)
    with refused(InvalidInput, field="text"):
        save_note(room, item.name, text="x" * 5001, actor=lead, version=1)
    with refused(InvalidInput, field="item"):
        save_note(room, "item:0", text="x", actor=lead)


def test_a_note_on_a_point_that_came_up_just_now(
    joined: Initiative, room: SessionOccurrence, lead: User, architect: User
) -> None:
    new = raised(joined, architect, title="Just now")
    assert save_note(room, f"input:{new.reference}", text="Oh", actor=lead).item.title == "Just now"


# --- closing --------------------------------------------------------------------------------------


def test_closed_it_is_held_and_all_are_told_once(
    room: SessionOccurrence, lead: User, architect: User
) -> None:
    add_agenda_item(room, title="Who pays?", actor=lead)
    item = agenda_of(room, lead).items[0]
    record_result(room, item.name, Outcome("decision", "In the region"), actor=lead)
    with told() as notices, recorded() as kinds:
        held = close_session(room, actor=lead)
        close_session(room, actor=architect)

    assert (held.state, held.is_running) == ("held", False)
    assert kinds == ["session.held"]
    assert notices.methods == {"session-result": 2}
    assert {each.recipient for each in notices} == {lead, architect}
    assert "Present: Business" in notices[0].text
    assert "- Where may data be?: decision: In the region" in notices[0].text
    assert "- Who pays?: again next time: Not reached." in notices[0].text
    assert [each.result for each in agenda_of(fresh(room), lead).items] == ["decision", "again"]


def test_with_nobody_present_it_was_not_held(room: SessionOccurrence, lead: User) -> None:
    note_presence(room, party="business", present=False, actor=lead)
    with refused(InvalidInput, "Nobody", field="party"):
        close_session(room, actor=lead)
    assert fresh(room).is_running


def test_never_opened_it_is_not_closed(soon: SessionOccurrence, lead: User) -> None:
    with refused(NotPossibleNow, "not open yet"):
        close_session(soon, actor=lead)


def test_with_nothing_on_it_the_result_says_so(
    rhythm: SessionSeries, room: SessionOccurrence, lead: User
) -> None:
    room.agenda.all().delete()
    room.series.initiative.invitations.all().delete()
    with told() as notices:
        close_session(room, actor=lead)
    assert "Nothing was recorded." in notices[0].text


def test_it_in_the_room_has_joined_when_the_session_closes(
    joined: Initiative, room: SessionOccurrence, lead: User, architect: User
) -> None:
    note_presence(room, party="it", present=True, actor=architect)
    assert Initiative.objects.get(pk=joined.pk).it_joined_at is None
    with later(hours=1):
        close_session(room, actor=lead)
    assert Initiative.objects.get(pk=joined.pk).it_joined_at == MONDAY + dt.timedelta(hours=1)

    second = dates(standing(joined))[1]
    with later(weeks=3):
        open_session(second, actor=architect)
        with recorded() as kinds:
            close_session(second, actor=architect)
    assert kinds == ["session.held"]
    assert Initiative.objects.get(pk=joined.pk).it_joined_at == MONDAY + dt.timedelta(hours=1)


def test_without_it_nobody_has_joined(
    joined: Initiative, room: SessionOccurrence, lead: User
) -> None:
    close_session(room, actor=lead)
    assert Initiative.objects.get(pk=joined.pk).it_joined_at is None


def test_what_the_session_itself_raised_is_not_put_off_in_it(
    room: SessionOccurrence, lead: User
) -> None:
    item = agenda_of(room, lead).items[0]
    record_result(room, item.name, Outcome("input", "Data stays in the region"), actor=lead)
    close_session(room, actor=lead)
    assert [each.result for each in agenda_of(fresh(room), lead).items] == ["input"]
    later_one = dates(room.series)[1]
    with later(days=1):
        assert [each.title for each in agenda_of(later_one, lead).items] == [
            "Data stays in the region"
        ]
