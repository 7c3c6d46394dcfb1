"""Two people do something to the same session in the same moment; one after the other."""

import datetime as dt

import pytest

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import (
    Outcome,
    WantedRhythm,
    add_agenda_item,
    cancel_occurrence,
    change_rhythm,
    close_session,
    drop_agenda_item,
    make_calendar_feed,
    move_occurrence,
    open_session,
    plan_dates_ahead,
    record_result,
    save_note,
)
from governance.models import (
    AgendaItem,
    AgreedAction,
    CalendarFeed,
    SessionNote,
    SessionOccurrence,
    SessionSeries,
)
from governance.sessions.due import tell_what_is_due
from governance.tasks import PLANNER
from initiatives.actions import pause_initiative, resume_initiative, stop_initiative
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, NotPossibleNow
from people.models import Notice, User
from tests.at_once import at_once
from tests.governance.sessions.table import FIRST, MONDAY, dates, fresh, on, slots, standing

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]


@pytest.fixture
def soon(rhythm: SessionSeries) -> SessionOccurrence:
    """A session that begins now."""
    first = dates(rhythm)[0]
    SessionOccurrence.objects.filter(pk=first.pk).update(starts_at=MONDAY)
    return fresh(first)


@pytest.fixture
def room(soon: SessionOccurrence, lead: User) -> SessionOccurrence:
    """A session that runs."""
    return open_session(soon, actor=lead)


def count(kind: str) -> int:
    return AuditEvent.objects.filter(kind=kind).count()


def test_opened_by_both_it_is_opened_once(
    soon: SessionOccurrence, lead: User, architect: User
) -> None:
    outcome = at_once(
        lambda: open_session(fresh(soon), actor=lead),
        lambda: open_session(fresh(soon), actor=architect),
    )
    assert outcome.refused == []
    assert count("session.opened") == 1
    assert soon.presences.count() == 1
    assert soon.agenda.count() == 1


def test_closed_by_both_it_is_held_once(
    room: SessionOccurrence, lead: User, architect: User
) -> None:
    outcome = at_once(
        lambda: close_session(fresh(room), actor=lead),
        lambda: close_session(fresh(room), actor=architect),
    )
    assert outcome.refused == []
    assert count("session.held") == 1
    assert Notice.objects.filter(unique_key__startswith="session-result").count() == 2


def test_of_two_results_on_one_item_one_is_refused(
    room: SessionOccurrence, lead: User, architect: User
) -> None:
    item = add_agenda_item(room, title="Who pays?", actor=lead)
    result = Outcome("action", "Ask", owner=lead, due_on=MONDAY.date())
    outcome = at_once(
        lambda: record_result(room, item.name, result, actor=lead, version=item.version),
        lambda: record_result(room, item.name, result, actor=architect, version=item.version),
    )
    assert [type(each) for each in outcome.refused] == [ChangedMeanwhile]
    assert AgreedAction.objects.count() == 1
    assert AgendaItem.objects.get(pk=item.pk).version == item.version + 1


def test_two_write_notes_on_one_item_and_both_stay(
    room: SessionOccurrence, lead: User, architect: User
) -> None:
    item = add_agenda_item(room, title="Who pays?", actor=lead)
    outcome = at_once(
        lambda: save_note(room, item.name, text="Mine", actor=lead),
        lambda: save_note(room, item.name, text="Yours", actor=architect),
        lambda: save_note(room, item.name, text="Mine too", actor=lead),
    )
    assert [type(each) for each in outcome.refused] == [ChangedMeanwhile]
    assert SessionNote.objects.count() == 2


def test_dropped_and_recorded_at_once_it_is_one_or_both_in_order(
    room: SessionOccurrence, lead: User, architect: User
) -> None:
    item = add_agenda_item(room, title="Who pays?", actor=lead)
    outcome = at_once(
        lambda: drop_agenda_item(room, item.name, actor=lead),
        lambda: record_result(room, item.name, Outcome("again", "Next"), actor=architect),
    )
    now = AgendaItem.objects.get(pk=item.pk)
    assert (now.result, now.dropped_at) == ("again", None)
    assert [type(each) for each in outcome.refused] in ([], [NotPossibleNow])


def test_of_two_moves_from_one_state_one_is_refused(
    rhythm: SessionSeries, lead: User, architect: User
) -> None:
    first = dates(rhythm)[0]
    outcome = at_once(
        lambda: move_occurrence(first, starts_at=on(FIRST, "14:00"), actor=lead, version=0),
        lambda: move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=architect, version=0),
    )
    assert [type(each) for each in outcome.refused] == [ChangedMeanwhile]
    assert Notice.objects.filter(unique_key__startswith="session-moved").count() == 2


def test_a_rhythm_changed_while_its_dates_are_used(
    rhythm: SessionSeries, lead: User, architect: User
) -> None:
    first, second = dates(rhythm)[:2]
    wanted = WantedRhythm("FREQ=WEEKLY;BYDAY=TU", dt.date(2026, 11, 24))
    outcome = at_once(
        lambda: change_rhythm(standing(rhythm.initiative), wanted, actor=lead),
        lambda: move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=architect),
        lambda: add_agenda_item(second, title="Who?", actor=architect),
        lambda: plan_dates_ahead(standing(rhythm.initiative), actor=PLANNER),
    )
    assert {type(each) for each in outcome.refused} <= {NotPossibleNow}
    assert {day.weekday() for day in slots(rhythm)} == {1}
    assert len(set(slots(rhythm))) == len(slots(rhythm))


def test_a_stop_while_a_session_is_opened_and_told_of(
    rhythm: SessionSeries, soon: SessionOccurrence, lead: User, architect: User
) -> None:
    SessionOccurrence.objects.filter(pk=soon.pk).update(starts_at=MONDAY + dt.timedelta(minutes=30))
    initiative = Initiative.objects.get(pk=rhythm.initiative_id)
    outcome = at_once(
        lambda: stop_initiative(initiative, reason="No", resume_condition="Yes", actor=lead),
        lambda: open_session(fresh(soon), actor=architect),
        lambda: cancel_occurrence(dates(rhythm)[1], reason="No", actor=architect),
        tell_what_is_due,
    )
    assert {type(each) for each in outcome.refused} <= {NotPossibleNow}
    series = standing(initiative)
    assert series.ended_at is not None
    assert [each for each in dates(series) if each.is_ahead and each.starts_at > MONDAY] == []


@pytest.mark.parametrize("attempt", range(3))
def test_everything_at_once_waits_for_its_turn(
    rhythm: SessionSeries, room: SessionOccurrence, lead: User, architect: User, attempt: int
) -> None:
    """Whatever each locks, the initiative is locked first: nobody waits for each other."""
    initiative = Initiative.objects.get(pk=rhythm.initiative_id)
    item = add_agenda_item(room, title="Who pays?", actor=lead)
    far = dates(rhythm)[-1]
    with clock_at(MONDAY):
        at_once(
            lambda: record_result(room, item.name, Outcome("input", "Data"), actor=lead),
            lambda: save_note(room, item.name, text="x", actor=architect),
            lambda: move_occurrence(far, starts_at=on(FIRST, "15:00"), actor=lead),
            lambda: pause_initiative(initiative, reason="x", resume_condition="y", actor=architect),
            lambda: resume_initiative(initiative, reason="x", actor=lead),
            lambda: plan_dates_ahead(rhythm, actor=PLANNER),
            lambda: close_session(fresh(room), actor=lead),
            tell_what_is_due,
        )
    assert SessionSeries.objects.filter(initiative=initiative, ended_at=None).count() == 1
    assert len(set(slots(rhythm))) == len(slots(rhythm))


def test_two_presses_make_one_calendar_address(lead: User) -> None:
    outcome = at_once(
        lambda: make_calendar_feed(lead, actor=lead),
        lambda: make_calendar_feed(lead, actor=lead),
    )
    assert outcome.refused == []
    assert CalendarFeed.objects.filter(user=lead).count() == 1
