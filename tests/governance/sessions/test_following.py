"""The standing session rests, goes on and ends with its initiative (A22)."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from config.demo.clock import clock_at
from governance.actions import (
    WantedRhythm,
    add_agenda_item,
    add_extra_session,
    arrange_series,
    cancel_occurrence,
    change_rhythm,
    close_session,
    end_series,
    move_occurrence,
    open_session,
    plan_dates_ahead,
    record_result,
    restore_occurrence,
    skip_occurrence,
)
from governance.actions.results import Outcome
from governance.models import RestingDate, SessionOccurrence, SessionSeries
from governance.sessions import rhythm as rhythms
from governance.sessions.agenda import agenda_of
from governance.sessions.due import tell_what_is_due
from governance.tasks import PLANNER, plan_sessions_ahead
from initiatives.actions import (
    accept_invitation,
    invite_it,
    leave_table,
    pause_initiative,
    resume_initiative,
    stop_initiative,
    withdraw_initiative,
)
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPossibleNow
from people.models import Site, User
from tests.factories import registered
from tests.governance.sessions.table import (
    FIRST,
    WEEK,
    dates,
    event_of,
    fresh,
    later,
    on,
    recorded,
    refused,
    sequence_of,
    slots,
    standing,
    told,
)

pytestmark = [pytest.mark.behaviour("A22"), pytest.mark.usefixtures("monday")]
THIRD = FIRST + 4 * WEEK


def pause(initiative: Initiative, actor: User) -> None:
    pause_initiative(initiative, reason="Wait", resume_condition="The budget", actor=actor)


def stop(initiative: Initiative, actor: User) -> None:
    stop_initiative(initiative, reason="No use", resume_condition="A new use", actor=actor)


def resume(initiative: Initiative, actor: User) -> None:
    resume_initiative(initiative, reason="The budget is there", actor=actor)


def withdraw(initiative: Initiative, actor: User) -> None:
    withdraw_initiative(initiative, reason="No use", actor=actor)


def ahead(series: SessionSeries, now: dt.datetime) -> list[SessionOccurrence]:
    return [each for each in dates(series) if each.starts_at > now]


# --- pausing and going on -------------------------------------------------------------------------


def test_a_pause_lets_it_rest(joined: Initiative, rhythm: SessionSeries, lead: User) -> None:
    before = rhythm.rhythms.get().sequence
    with later(weeks=3), told() as notices, recorded() as kinds:
        pause(joined, lead)

    assert slots(rhythm) == [FIRST, FIRST + 2 * WEEK]
    assert standing(joined).ended_at is None
    assert kinds == ["initiative.paused", "session_series.interrupted"]
    assert notices.methods == {"session-ended REQUEST": 2}
    (until,) = event_of(notices[0])["RRULE"]["UNTIL"]
    assert until == on(FIRST + 2 * WEEK)
    assert sequence_of(notices[0]) > before
    with later(weeks=4):
        assert plan_sessions_ahead() == 0
        assert plan_dates_ahead(rhythm, actor=PLANNER) == 0
        assert tell_what_is_due() == 0
    assert len(slots(rhythm)) == 2


def test_before_its_first_session_a_pause_cancels_it(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    with told() as notices:
        pause(joined, lead)
    assert slots(rhythm) == []
    assert notices.methods == {"session-ended CANCEL": 2}


def test_going_on_takes_up_the_same_rhythm_in_the_same_weeks(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    with later(weeks=3):
        pause(joined, lead)
    with later(weeks=6, days=1), told() as notices, recorded() as kinds:
        resume(joined, lead)

    assert slots(rhythm)[:4] == [FIRST, FIRST + 2 * WEEK, FIRST + 6 * WEEK, FIRST + 8 * WEEK]
    old, now = rhythm.rhythms.order_by("pk")
    assert (old.rule, old.starts_at, old.minutes) == (now.rule, now.starts_at, now.minutes)
    assert old.uid != now.uid
    assert now.sequence > old.sequence
    assert kinds == [
        "initiative.resumed", "session_series.resumed", "session_series.dates_planned",
    ]  # fmt: skip
    assert notices.methods == {"session-invitation REQUEST": 2}
    assert "Next: Thursday 7 January 2027" in notices[0].text


def test_paused_and_resumed_many_times_it_stays_one_series(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    sequence = 0
    for day in range(6):
        with later(days=day):
            pause(joined, lead)
            assert not ahead(rhythm, on(dt.date(2026, 11, 23) + dt.timedelta(days=day), "09:00"))
            resume(joined, lead)
        assert standing(joined).pk == rhythm.pk
        assert standing(joined).sequence > sequence
        sequence = standing(joined).sequence
    assert len(slots(rhythm)) == len(set(slots(rhythm))) == 5  # that of the day itself too


def test_a_session_held_before_its_slot_brings_no_date_back(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    """The third was met early; a pause forgets the second, and going on does not make it anew."""
    third = dates(rhythm)[2]
    move_occurrence(third, starts_at=on(dt.date(2026, 11, 24)), actor=lead)
    with later(days=1, hours=1):
        open_session(third, actor=lead)
        close_session(third, actor=lead)
    with later(days=2), told() as notices:
        pause(joined, lead)
    assert slots(rhythm) == [THIRD]
    assert notices.methods == {"session-ended CANCEL": 2}

    with later(days=3, hours=3), told() as notices:
        resume(joined, lead)
    assert slots(rhythm) == [THIRD, FIRST + 2 * WEEK, FIRST + 6 * WEEK, FIRST + 8 * WEEK]
    assert b"20261224T100000" in event_of(notices[0])["EXDATE"].to_ical()


def test_a_session_moved_ahead_of_the_pause_is_called_off_too(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    """Its rhythm changed since; the calendar hears of it all the same."""
    move_occurrence(dates(rhythm)[0], starts_at=on(dt.date(2026, 12, 8)), actor=lead)
    change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=MO", dt.date(2026, 11, 30)), actor=lead)
    with later(weeks=1), told() as notices:
        pause(joined, lead)
    assert ahead(rhythm, on(dt.date(2026, 11, 30), "09:00")) == []
    assert notices.methods["session-ended CANCEL"] == 4


def test_extra_sessions_rest_too(joined: Initiative, rhythm: SessionSeries, lead: User) -> None:
    add_extra_session(
        rhythm, day=dt.date(2026, 12, 1), starts_at=dt.time(9), reason="Vendor", actor=lead
    )
    pause(joined, lead)
    assert slots(rhythm) == []


def test_what_was_arranged_ahead_stands_again_when_it_goes_on(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    first, second, third, fourth = dates(rhythm)[:4]
    next_day = on(FIRST + dt.timedelta(days=1), "16:00")
    move_occurrence(first, starts_at=next_day, purpose="criteria", reason="Late", actor=lead)
    cancel_occurrence(second, reason="Stocktaking", actor=lead)
    skip_occurrence(third, reason="Fair", actor=lead)
    extra = dt.date(2026, 12, 1)
    add_extra_session(
        rhythm, day=extra, starts_at=dt.time(9), reason="Vendor", purpose="readiness", actor=lead
    )
    before = [_as_arranged(each) for each in dates(rhythm)]
    assert sum(each.times_put_off for each in dates(rhythm)) == 1

    with later(days=1):
        pause(joined, lead)
        assert dates(rhythm) == []
        with told() as notices, recorded() as kinds:
            resume(joined, lead)

    assert [_as_arranged(each) for each in dates(rhythm)] == before
    assert "session_series.dates_taken_up" in kinds
    assert notices.methods == {"session-invitation REQUEST": 4}
    (main,) = [event_of(each) for each in notices.to(lead) if "RRULE" in event_of(each)]
    left_out = {each.dts[0].dt.date() for each in main["EXDATE"]}
    assert {second.slot_on, third.slot_on} <= left_out
    assert not RestingDate.objects.exists()
    assert fourth.slot_on in slots(rhythm)


def test_a_session_put_off_within_the_day_outlasts_a_pause_of_that_day(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    """Its slot has passed; its time has not."""
    move_occurrence(dates(rhythm)[0], starts_at=on(FIRST, "16:00"), purpose="criteria", actor=lead)
    with clock_at(on(FIRST, "12:00")):
        pause(joined, lead)
        resume(joined, lead)

    today = dates(rhythm)[0]
    assert (today.slot_on, today.starts_at) == (FIRST, on(FIRST, "16:00"))
    assert (today.purpose, today.state) == ("criteria", "planned")


def test_a_session_that_people_hold_on_a_public_holiday_outlasts_a_pause(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    rhythm.site = Site.objects.create(name="Works", country="DE", time_zone="Europe/Berlin")
    rhythm.save()
    change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=FR", dt.date(2026, 11, 27)), actor=lead)
    left_out = next(each for each in dates(rhythm) if each.state == "planned_skip")
    restore_occurrence(left_out, actor=lead)
    with later(days=1):
        pause(joined, lead)
        resume(joined, lead)

    (again,) = [each for each in dates(rhythm) if each.slot_on == left_out.slot_on]
    assert (again.state, again.reason) == ("planned", "")


def test_what_was_arranged_for_a_time_that_has_passed_is_gone(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    move_occurrence(dates(rhythm)[0], starts_at=on(FIRST, "16:00"), actor=lead)
    cancel_occurrence(dates(rhythm)[1], reason="Stocktaking", actor=lead)
    pause(joined, lead)
    with later(weeks=5):
        resume(joined, lead)

    assert {each.state for each in dates(rhythm)} == {"planned"}
    assert not RestingDate.objects.exists()


def test_what_people_meant_for_an_extra_session_stays_with_it(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    extra = add_extra_session(
        rhythm, day=dt.date(2026, 12, 1), starts_at=dt.time(9), reason="Vendor", actor=lead
    )
    add_agenda_item(extra, title="Where the data may be", why="", actor=lead)
    with later(days=1):
        pause(joined, lead)
        resume(joined, lead)

    (again,) = [each for each in dates(rhythm) if each.slot_on == extra.slot_on]
    assert [each.title for each in again.agenda.filter(key="")] == ["Where the data may be"]


def _as_arranged(each: SessionOccurrence) -> tuple[object, ...]:
    return (
        each.slot_on, each.starts_at, each.minutes, each.state, each.purpose,
        each.times_put_off, each.reason,
    )  # fmt: skip


def test_who_sits_down_while_it_rests_is_invited_when_it_goes_on(
    joined: Initiative, rhythm: SessionSeries, lead: User, other_architect: User
) -> None:
    with later(days=3, hours=3):
        pause(joined, lead)
        invitation = invite_it(joined, open_questions=["Who?"], invitee=other_architect, actor=lead)
        with told() as notices:
            accept_invitation(invitation, actor=other_architect)
        assert not [each for each in notices if each.calendar_method]
    with later(days=4), told() as notices:
        resume(joined, lead)
    assert len(notices.to(other_architect)) == 1


# --- stopping and withdrawing ---------------------------------------------------------------------


@pytest.mark.parametrize("end", [stop, withdraw])
def test_an_end_an_hour_before_a_session(
    joined: Initiative, rhythm: SessionSeries, lead: User, end: Callable[[Initiative, User], None]
) -> None:
    before = rhythm.rhythms.get().sequence
    with later(days=17, minutes=-1):
        tell_what_is_due()
    with later(days=17, hours=0), told() as notices, recorded() as kinds:  # 10:00 is in an hour
        end(joined, lead)
    with later(days=17, minutes=1), told() as reminders:
        assert tell_what_is_due() == 0

    assert reminders == []
    series = standing(joined)
    assert series.ended_at is not None
    assert slots(series) == [FIRST]
    assert kinds[-1] == "session_series.ended"
    assert notices.methods == {"session-ended REQUEST": 2}
    assert {str(event_of(each)["UID"]) for each in notices} == {str(rhythm.rhythms.get().uid)}
    assert min(map(sequence_of, notices)) > before
    assert plan_dates_ahead(rhythm, actor=PLANNER) == 0


def test_after_a_stop_it_begins_anew_with_rhythm_and_place(
    joined: Initiative, rhythm: SessionSeries, lead: User, architect: User
) -> None:
    arrange_series(
        rhythm, place="Room 4", business_facilitator=lead, it_facilitator=architect, actor=lead
    )
    change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=WE", minutes=30), actor=lead)
    with later(weeks=3):
        stop(joined, lead)
    with later(weeks=5), told() as notices, recorded() as kinds:
        resume(joined, lead)

    new = standing(joined)
    assert new.pk != rhythm.pk
    assert new.place == "Room 4"
    assert (new.business_facilitator, new.it_facilitator) == (lead, architect)
    assert [day.isoformat() for day in slots(new)[:2]] == ["2026-12-30", "2027-01-06"]
    assert dates(new)[0].minutes == 30
    assert kinds[:2] == ["initiative.resumed", "session_series.started"]
    assert notices.methods == {"session-invitation REQUEST": 2}


def test_one_that_people_ended_before_stays_ended(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    end_series(rhythm, reason="We meet daily anyway", actor=lead)
    with later(days=1):
        pause(joined, lead)
    with later(days=2):
        resume(joined, lead)
    with later(days=3):
        stop(joined, lead)
    with later(days=4):
        resume(joined, lead)
    assert standing(joined).pk == rhythm.pk


def test_an_imported_initiative_has_none_after_a_pause_either(
    initiative: Initiative, lead: User
) -> None:
    SessionSeries.objects.all().delete()
    pause(initiative, lead)
    resume(initiative, lead)
    assert not SessionSeries.objects.exists()


def test_what_was_opened_before_the_stop_can_be_finished(
    joined: Initiative, rhythm: SessionSeries, lead: User, architect: User
) -> None:
    """The end is often what a session decides."""
    first = dates(rhythm)[0]
    with later(days=3, hours=1):
        open_session(first, actor=lead)
        stop(joined, lead)
        item = agenda_of(fresh(first), lead).items[0]
        outcome = Outcome(result="decision", text="We stop it")
        record_result(first, item.name, outcome, actor=architect)
        close_session(first, actor=lead)
        assert fresh(first).state == "held"
        with refused(NotPossibleNow, "stopped"):
            record_result(first, item.name, outcome, actor=lead)


def test_what_was_put_off_is_on_the_first_agenda_after_the_stop(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    first = dates(rhythm)[0]
    with later(days=3, hours=1):
        open_session(first, actor=lead)
        close_session(first, actor=lead)
        assert [each.result for each in agenda_of(fresh(first), lead).items] == ["again"]
        stop(joined, lead)
    with later(days=4):
        resume(joined, lead)
        new = dates(standing(joined))[0]
        (item,) = agenda_of(new, lead).items
    assert (item.title, item.why) == ("Where may data be?", "Put off last time: Not reached.")


# --- who leaves -----------------------------------------------------------------------------------


def test_who_leaves_runs_it_no_more_and_is_told_alone(
    joined: Initiative, rhythm: SessionSeries, lead: User, architect: User
) -> None:
    with told() as notices:
        leave_table(joined, architect, reason="Another task", actor=architect)
    assert standing(joined).it_facilitator is None
    assert [each.calendar_method for each in notices.to(architect)] == ["CANCEL"]
    assert not [each for each in notices.to(lead) if each.calendar_method]


# --- a time zone that is gone ---------------------------------------------------------------------


@pytest.fixture
def without_berlin(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Berlin's time zone is no longer known."""

    def zone(name: str) -> ZoneInfo:
        if name == "Europe/Berlin":
            raise KeyError(name)
        return ZoneInfo(name)

    return lambda: monkeypatch.setattr(rhythms, "ZoneInfo", zone)


@pytest.fixture
def berlin(joined: Initiative, rhythm: SessionSeries, lead: User) -> SessionSeries:
    """The standing session, on Berlin's clock."""
    return change_rhythm(rhythm, WantedRhythm(time_zone="Europe/Berlin"), actor=lead)


@pytest.mark.parametrize("end", [pause, stop, withdraw])
def test_without_its_time_zone_it_still_rests_and_ends(
    joined: Initiative,
    berlin: SessionSeries,
    lead: User,
    without_berlin: Callable[[], None],
    end: Callable[[Initiative, User], None],
) -> None:
    without_berlin()
    with later(weeks=3), told() as notices:
        end(joined, lead)
    assert slots(berlin) == [FIRST, FIRST + 2 * WEEK]
    assert len(notices) == 2
    assert {each.calendar_method for each in notices} == {""}  # the words are told all the same


@pytest.mark.parametrize("end", [pause, stop])
def test_it_goes_on_in_the_proposed_zone_once_its_own_is_gone(
    joined: Initiative,
    berlin: SessionSeries,
    lead: User,
    without_berlin: Callable[[], None],
    end: Callable[[Initiative, User], None],
) -> None:
    with later(weeks=3):
        end(joined, lead)
    without_berlin()
    with later(weeks=4):
        resume(joined, lead)
    assert standing(joined).rhythms.order_by("-pk")[0].time_zone == "UTC"
    assert len(slots(standing(joined))) > 2


def test_others_are_planned_and_reminded_and_it_takes_another_zone(
    joined: Initiative,
    berlin: SessionSeries,
    lead: User,
    architect: User,
    without_berlin: Callable[[], None],
) -> None:
    other = standing(registered(lead, unit=joined.unit))
    without_berlin()
    with later(weeks=2, days=1):
        assert plan_sessions_ahead() == 1
        assert slots(other)[-1] == FIRST + 8 * WEEK
        assert slots(berlin)[-1] == FIRST + 6 * WEEK
        with told() as notices:
            tell_what_is_due()
        assert {each.unique_key.partition(":")[0] for each in notices} >= {
            "session-agenda", "session-unrecorded",
        }  # fmt: skip
        assert {each.recipient for each in notices} == {lead, architect}
        with refused(InvalidInput, field="time_zone"):
            change_rhythm(berlin, WantedRhythm(minutes=30), actor=lead)
        with refused(InvalidInput, field="time_zone"):
            add_extra_session(
                berlin, day=dt.date(2026, 12, 9), starts_at=dt.time(9), reason="No", actor=lead
            )

        change_rhythm(berlin, WantedRhythm(time_zone="Europe/Paris"), actor=lead)
    assert slots(berlin)[-1] == FIRST + 8 * WEEK


def test_the_seat_is_taken_and_dates_are_moved_without_its_time_zone(
    joined: Initiative,
    berlin: SessionSeries,
    lead: User,
    other_architect: User,
    without_berlin: Callable[[], None],
) -> None:
    without_berlin()
    invitation = invite_it(joined, open_questions=["Who?"], invitee=other_architect, actor=lead)
    with told() as notices:
        accept_invitation(invitation, actor=other_architect)
    (invited,) = notices.to(other_architect)
    assert "(UTC)" in invited.text
    moved = move_occurrence(dates(berlin)[1], starts_at=on(dt.date(2026, 12, 11)), actor=lead)
    assert moved.state == "moved"
