"""Agendas, reminders and questions are written once, when they can still be of use."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.demo.clock import clock_at
from governance.actions import (
    add_agenda_item,
    add_extra_session,
    arrange_series,
    cancel_occurrence,
    close_session,
    drop_agenda_item,
    move_occurrence,
    open_session,
)
from governance.models import SessionOccurrence, SessionSeries
from governance.sessions import due
from governance.sessions.due import tell_what_is_due
from governance.tasks import tell_due_sessions
from initiatives.actions import accept_invitation, invite_it, leave_table, stop_initiative
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.models import Notice, User
from tests.at_once import at_once
from tests.factories import raised, registered
from tests.governance.sessions.table import (
    FIRST,
    MONDAY,
    Told,
    dates,
    later,
    on,
    standing,
    told,
)

pytestmark = [pytest.mark.usefixtures("monday"), pytest.mark.usefixtures("without_profile")]
HOUR = dt.timedelta(hours=1)
TEN = on(FIRST)


def tick(moment: dt.datetime) -> Told:
    """What the task writes at that moment."""
    with clock_at(moment), told() as notices:
        written = tell_due_sessions()
    assert written == len(notices)
    return notices


def kinds(notices: Told) -> list[str]:
    return sorted({each.unique_key.partition(":")[0] for each in notices})


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (TEN - dt.timedelta(days=2, seconds=1), []),
        (TEN - dt.timedelta(days=2), ["session-agenda"]),
        (TEN - HOUR - dt.timedelta(seconds=1), ["session-agenda"]),
        (TEN - HOUR, ["session-reminder"]),
        (TEN - dt.timedelta(seconds=1), ["session-reminder"]),
        (TEN, []),
        (TEN + dt.timedelta(minutes=45, seconds=-1) + HOUR, []),
        (TEN + dt.timedelta(minutes=45) + HOUR, ["session-unrecorded"]),
    ],
)
def test_when_each_is_due_for_everybody_at_the_table(
    rhythm: SessionSeries, lead: User, architect: User, moment: dt.datetime, expected: list[str]
) -> None:
    notices = tick(moment)
    assert kinds(notices) == expected
    assert {each.recipient for each in notices} == ({lead, architect} if expected else set())
    assert len(notices) == 2 * len(expected)


@pytest.mark.behaviour("B61")
def test_a_seat_without_a_role_is_told_nothing(
    rhythm: SessionSeries, lead: User, architect: User
) -> None:
    architect.role_assignments.all().delete()
    told_of = [
        tick(moment)
        for moment in (TEN - 24 * HOUR, TEN - HOUR / 2, TEN + dt.timedelta(minutes=45) + HOUR)
    ]
    with later(hours=0), told() as moved:
        move_occurrence(dates(rhythm)[1], starts_at=TEN + 200 * HOUR, actor=lead)
    for notices in (*told_of, moved):
        assert {each.recipient for each in notices} == {lead}


def test_each_is_told_once_whatever_the_number_of_ticks(rhythm: SessionSeries) -> None:
    written = Told()
    moment = MONDAY
    while moment < TEN + 4 * HOUR:
        for _ in range(2):
            written += tick(moment)
        moment += dt.timedelta(minutes=20)
    assert len({each.unique_key for each in written}) == len(written)
    assert written.methods == {
        "session-agenda": 2, "session-reminder": 2, "session-unrecorded": 2,
    }  # fmt: skip


def test_what_is_too_late_is_not_sent(rhythm: SessionSeries) -> None:
    assert {each.expires_at for each in tick(TEN - 24 * HOUR)} == {TEN}
    assert {(each.expires_at, each.may_wait) for each in tick(TEN - HOUR / 2)} == {(TEN, False)}


def test_a_moved_session_is_announced_anew(rhythm: SessionSeries, lead: User) -> None:
    assert kinds(tick(TEN - 24 * HOUR)) == ["session-agenda"]
    assert kinds(tick(TEN - HOUR)) == ["session-reminder"]
    there = TEN + 72 * HOUR
    with clock_at(TEN - HOUR / 2):
        move_occurrence(dates(rhythm)[0], starts_at=there, actor=lead)

    assert kinds(tick(TEN)) == []
    assert kinds(tick(there - 24 * HOUR)) == ["session-agenda"]
    assert kinds(tick(there - HOUR)) == ["session-reminder"]
    assert kinds(tick(there + 2 * HOUR)) == ["session-unrecorded"]


def test_moved_into_the_next_hour_it_is_reminded_of_at_once(
    rhythm: SessionSeries, lead: User
) -> None:
    with later(hours=0):
        move_occurrence(dates(rhythm)[0], starts_at=MONDAY + HOUR / 2, actor=lead)
    assert kinds(tick(MONDAY + HOUR / 10)) == ["session-reminder"]


def test_what_does_not_take_place_is_not_announced(rhythm: SessionSeries, lead: User) -> None:
    cancel_occurrence(dates(rhythm)[0], reason="Nobody is in", actor=lead)
    for moment in (TEN - 24 * HOUR, TEN - HOUR, TEN + 2 * HOUR):
        assert tick(moment) == []


def test_what_runs_or_is_recorded_is_not_asked_about(rhythm: SessionSeries, lead: User) -> None:
    first = dates(rhythm)[0]
    with clock_at(TEN - HOUR / 2):
        open_session(first, actor=lead)
    assert tick(TEN - HOUR / 4) == []  # they are in the room
    assert kinds(tick(TEN + 2 * HOUR)) == ["session-unrecorded"]  # and forgot to close it
    SessionOccurrence.objects.update(asked_at=None)
    with clock_at(TEN + 2 * HOUR):
        close_session(first, actor=lead)
    assert tick(TEN + 3 * HOUR) == []


def test_a_long_session_is_asked_about_after_its_end(rhythm: SessionSeries, lead: User) -> None:
    move_occurrence(dates(rhythm)[0], starts_at=TEN, minutes=240, actor=lead)
    assert tick(TEN + 4.9 * HOUR) == []
    assert kinds(tick(TEN + 5 * HOUR)) == ["session-unrecorded"]


def test_an_initiative_that_stopped_or_retired_is_left_alone(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    Initiative.objects.filter(pk=joined.pk).update(stage=Stage.RETIRED)
    assert tick(TEN - HOUR) == []
    Initiative.objects.filter(pk=joined.pk).update(stage=Stage.DESIGN)
    with clock_at(TEN - HOUR):
        stop_initiative(joined, reason="No use", resume_condition="A use", actor=lead)
    for moment in (TEN - HOUR / 2, TEN + 2 * HOUR):
        assert tick(moment) == []


# --- what the agenda says -------------------------------------------------------------------------


def test_the_agenda_is_the_one_people_made(
    rhythm: SessionSeries, joined: Initiative, lead: User, architect: User
) -> None:
    raised(joined, architect, title="Order data stays here")
    first = dates(rhythm)[0]
    add_agenda_item(first, title="Who owns it?", why="Nobody yet", actor=lead)
    drop_agenda_item(first, _named(first, "Where may data be?"), actor=lead)

    (text,) = {each.text for each in tick(TEN - 24 * HOUR)}

    assert "- Order data stays here: Raised by IT" in text
    assert "- Who owns it?: Nobody yet" in text
    assert "Where may data be?" not in text


def test_a_long_agenda_says_how_much_more(
    rhythm: SessionSeries, joined: Initiative, architect: User
) -> None:
    for number in range(14):
        raised(joined, architect, title=f"Input {number}")
    (text,) = {each.text for each in tick(TEN - 24 * HOUR)}
    assert text.count("\n- ") == 11
    assert text.endswith("and 3 more")


def test_an_empty_agenda_says_so(lead: User) -> None:
    initiative = registered(lead)
    Initiative.objects.filter(pk=initiative.pk).update(it_invited_at=MONDAY)
    (notice,) = tick(TEN - 24 * HOUR)
    assert "Nothing is open" in notice.text


def _named(occurrence: SessionOccurrence, title: str) -> str:
    return occurrence.agenda.get(title=title).name


# --- who is asked ---------------------------------------------------------------------------------


def test_those_who_run_it_are_asked_and_others_only_where_nobody_does(
    joined: Initiative, rhythm: SessionSeries, lead: User, architect: User, other_architect: User
) -> None:
    second = invite_it(joined, open_questions=["Who?"], invitee=other_architect, actor=lead)
    accept_invitation(second, actor=other_architect)
    after = TEN + 2 * HOUR

    assert {each.recipient for each in tick(after)} == {lead, architect}

    leave_table(Initiative.objects.get(pk=joined.pk), architect, reason="Gone", actor=architect)
    SessionOccurrence.objects.update(asked_at=None)
    Notice.objects.all().delete()
    assert {each.recipient for each in tick(after)} == {lead, other_architect}

    arrange_series(
        standing(joined),
        place="",
        business_facilitator=None,
        it_facilitator=other_architect,
        actor=lead,
    )
    User.objects.filter(pk=other_architect.pk).update(is_active=False)
    SessionOccurrence.objects.update(asked_at=None)
    Notice.objects.all().delete()
    assert {each.recipient for each in tick(after)} == {lead}


# --- a machine that was off -----------------------------------------------------------------------


def test_off_for_three_days_there_is_one_question_and_nothing_outdated(
    lead: User, architect: User, rhythm: SessionSeries
) -> None:
    """Thirty sessions, one question; what lies behind is not announced."""
    for _ in range(29):
        registered(lead, unit=rhythm.initiative.unit)

    notices = tick(TEN + 72 * HOUR)

    assert notices.methods == {"session-unrecorded": 2}
    (asked,) = notices.to(lead)
    assert asked.subject == "30 sessions are not recorded yet"
    assert asked.text.count("\n- ") == 30
    assert tick(TEN + 73 * HOUR) == []


def test_many_initiatives_are_one_question_beyond_a_batch(
    lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "MOST_AT_ONCE", 3)
    for _ in range(7):
        registered(lead)
    assert tick(TEN + 72 * HOUR).methods == {"session-unrecorded": 1}


def test_more_than_a_batch_is_told_in_one_tick(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due._REMINDER, "most", 3)
    for _ in range(7):
        registered(lead)
    assert tick(TEN - HOUR).methods == {"session-reminder": 7}


def test_what_nobody_recorded_for_three_months_is_not_asked_about(rhythm: SessionSeries) -> None:
    SessionOccurrence.objects.exclude(slot_on=FIRST).delete()
    assert tick(TEN + dt.timedelta(days=91)) == []


def test_a_broken_agenda_keeps_nobody_from_being_reminded(
    rhythm: SessionSeries, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_extra_session(
        rhythm, day=FIRST + dt.timedelta(days=1), starts_at=dt.time(9), reason="More", actor=lead
    )

    def broken(*_: object) -> list[object]:
        raise RuntimeError("no agenda")

    monkeypatch.setattr(due, "agenda_points", broken)
    notices = tick(TEN - HOUR / 2)
    assert kinds(notices) == ["session-reminder"]
    monkeypatch.undo()
    assert kinds(tick(TEN - HOUR / 4)) == ["session-agenda"]


# --- cost, and three at once ----------------------------------------------------------------------


@pytest.mark.usefixtures("every_source")
def test_a_tick_costs_the_same_however_many_sessions_are_due(
    lead: User, architect: User, rhythm: SessionSeries
) -> None:
    def queries() -> int:
        Notice.objects.all().delete()
        SessionOccurrence.objects.update(agenda_told_at=None)
        with clock_at(TEN - 24 * HOUR), CaptureQueriesContext(connection) as captured:
            assert tell_what_is_due() > 0
        return len(captured)

    few = queries()
    for _ in range(12):
        registered(lead, unit=rhythm.initiative.unit)
    assert queries() <= few


def test_an_idle_tick_is_three_questions_to_the_database(rhythm: SessionSeries) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert tell_what_is_due() == 0
    asked = [each for each in captured if "SAVEPOINT" not in each["sql"]]
    assert len(asked) == 3


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_three_schedulers_at_once_write_each_notice_once(lead: User, architect: User) -> None:
    for _ in range(20):
        registered(lead)

    with clock_at(TEN - HOUR / 2):
        outcome = at_once(tell_due_sessions, tell_due_sessions, tell_due_sessions)

    assert outcome.refused == []
    assert sum(outcome.done) == 20
    reminders = Notice.objects.filter(unique_key__startswith="session-reminder")
    assert reminders.count() == 20
    assert not SessionOccurrence.objects.filter(slot_on=FIRST, reminded_at=None).exists()
