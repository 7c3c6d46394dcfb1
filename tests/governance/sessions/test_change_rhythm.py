"""Meeting differently from a day on; what was before stays (A22)."""

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from governance.actions import (
    WantedRhythm,
    add_extra_session,
    arrange_series,
    cancel_occurrence,
    change_rhythm,
    end_series,
    move_occurrence,
    open_session,
)
from governance.models import SessionSeries
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from tests.governance.sessions.table import (
    FIRST,
    WEEK,
    dates,
    event_of,
    later,
    on,
    recorded,
    refused,
    sequence_of,
    slots,
    told,
)

pytestmark = [pytest.mark.behaviour("A22"), pytest.mark.usefixtures("monday")]
EVERY_WEEK = "FREQ=WEEKLY;BYDAY=TH"


def _local(series: SessionSeries) -> set[str]:
    zone = ZoneInfo(series.rhythms.order_by("-pk")[0].time_zone)
    return {f"{each.starts_at.astimezone(zone):%H:%M}" for each in dates(series)}


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("Europe/Berlin", "2027-03-15", ["09:00", "08:00"]),
        ("America/New_York", "2027-03-01", ["15:00", "14:00"]),
        ("Australia/Lord_Howe", "2027-03-15", ["23:00", "23:30"]),  # half an hour
        ("America/Santiago", "2027-03-22", ["13:00", "14:00"]),
        ("Asia/Kolkata", "2027-03-15", ["04:30", "04:30"]),
    ],
)
def test_the_wall_clock_stays_when_clocks_change(
    rhythm: SessionSeries, lead: User, zone: str, day: str, utc: list[str]
) -> None:
    first = dt.date.fromisoformat(day)
    with later(days=(first - dt.date(2026, 11, 23)).days - 1):
        wanted = WantedRhythm("FREQ=WEEKLY;BYDAY=MO", first, dt.time(10), zone)
        change_rhythm(rhythm, wanted, actor=lead)

        met = [each for each in dates(rhythm) if each.slot_on >= first]
        assert {f"{each.starts_at.astimezone(ZoneInfo(zone)):%H:%M}" for each in met} == {"10:00"}
        assert [f"{each.starts_at:%H:%M}" for each in (met[0], met[-1])] == utc


def test_a_time_that_does_not_exist_that_day_is_read_with_the_clock_before(
    rhythm: SessionSeries, lead: User
) -> None:
    with later(days=110):
        gap = dt.date(2027, 3, 28)  # Berlin goes from 02:00 to 03:00
        wanted = WantedRhythm("FREQ=WEEKLY;BYDAY=SU", gap, dt.time(2, 30), "Europe/Berlin")
        change_rhythm(rhythm, wanted, actor=lead)
        met = {each.slot_on: each.starts_at for each in dates(rhythm)}

    assert met[gap] == dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)  # 03:30 on that day
    assert met[gap + WEEK] == dt.datetime(2027, 4, 4, 0, 30, tzinfo=dt.UTC)


def test_the_past_stays_and_later_dates_are_made_anew(rhythm: SessionSeries, lead: User) -> None:
    with later(weeks=3):
        before = [each for each in dates(rhythm) if each.slot_on <= FIRST + 2 * WEEK]
        new = FIRST + 4 * WEEK
        with told() as notices, recorded() as kinds:
            change_rhythm(rhythm, WantedRhythm(EVERY_WEEK, new, minutes=30), actor=lead)

        old, now = rhythm.rhythms.order_by("pk")
        assert [each.pk for each in dates(rhythm)][: len(before)] == [each.pk for each in before]
        ahead = [each for each in dates(rhythm) if each.slot_on >= new]
        assert [each.slot_on for each in ahead] == [new + n * WEEK for n in range(len(ahead))]
        assert len(ahead) >= 6
        assert {(each.rhythm_id, each.minutes) for each in ahead} == {(now.pk, 30)}
    assert old.last_on == new - dt.timedelta(days=1)
    assert kinds == ["session_series.rhythm_changed", "session_series.dates_planned"]
    assert notices.methods == {"session-ended REQUEST": 2, "session-invitation REQUEST": 2}
    ended = next(each for each in notices if each.unique_key.startswith("session-ended"))
    assert str(event_of(ended)["UID"]) == str(old.uid)
    (until,) = event_of(ended)["RRULE"]["UNTIL"]
    assert until == on(FIRST + 2 * WEEK)
    invited = next(each for each in notices if each.unique_key.startswith("session-invitation"))
    assert str(event_of(invited)["UID"]) == str(now.uid)
    assert sequence_of(ended) < sequence_of(invited)


def test_changed_before_the_first_date_the_old_one_is_cancelled(
    rhythm: SessionSeries, lead: User
) -> None:
    (old,) = rhythm.rhythms.all()
    with told() as notices:
        change_rhythm(
            rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=TU", dt.date(2026, 11, 24)), actor=lead
        )

    assert notices.methods == {"session-ended CANCEL": 2, "session-invitation REQUEST": 2}
    cancelled = next(each for each in notices if each.calendar_method == "CANCEL")
    assert str(event_of(cancelled)["UID"]) == str(old.uid)
    assert sequence_of(cancelled) > old.sequence
    assert slots(rhythm)[:2] == [dt.date(2026, 11, 24), dt.date(2026, 12, 1)]


def test_changed_again_each_old_rhythm_is_told_of_once(rhythm: SessionSeries, lead: User) -> None:
    with later(weeks=3):
        change_rhythm(rhythm, WantedRhythm(EVERY_WEEK), actor=lead)
    with later(weeks=5), told() as notices:
        end_series(rhythm, reason="Done", actor=lead)

    assert notices.methods == {"session-ended REQUEST": 2}


def test_a_later_change_is_taken_back_by_an_earlier_one(rhythm: SessionSeries, lead: User) -> None:
    change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=MO", dt.date(2027, 1, 4)), actor=lead)
    change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=WE", dt.date(2026, 12, 2)), actor=lead)
    change_rhythm(rhythm, WantedRhythm(minutes=60), actor=lead)

    assert {day.weekday() for day in slots(rhythm) if day > FIRST} == {2}
    assert {each.minutes for each in dates(rhythm) if each.slot_on > FIRST} == {60}


def test_the_same_rule_goes_on_in_the_same_weeks(rhythm: SessionSeries, lead: User) -> None:
    with later(weeks=1):
        change_rhythm(rhythm, WantedRhythm(minutes=60), actor=lead)
    assert slots(rhythm)[:3] == [FIRST, FIRST + 2 * WEEK, FIRST + 4 * WEEK]


def test_on_the_day_itself_after_its_time_the_next_one_changes(
    rhythm: SessionSeries, lead: User
) -> None:
    """Nobody has to name a first day; today's 10:00 is over at 12:00."""
    with later(days=3, hours=3):
        change_rhythm(rhythm, WantedRhythm(starts_at=dt.time(16)), actor=lead)
        assert [f"{each.starts_at:%d %H}" for each in dates(rhythm)[:2]] == ["26 10", "10 16"]

        with refused(InvalidInput, "has a session already", field="first_on"):
            change_rhythm(rhythm, WantedRhythm(first_on=FIRST, starts_at=dt.time(17)), actor=lead)


def test_what_stands_already_changes_nothing(rhythm: SessionSeries, lead: User) -> None:
    with told() as notices, recorded() as kinds:
        change_rhythm(rhythm, WantedRhythm(minutes=45), actor=lead)
        change_rhythm(rhythm, WantedRhythm(first_on=FIRST + 2 * WEEK), actor=lead)
    assert (notices, kinds) == ([], [])
    with recorded() as kinds:
        change_rhythm(rhythm, WantedRhythm(first_on=FIRST + WEEK), actor=lead)  # the other weeks
    assert "session_series.rhythm_changed" in kinds


def test_extra_sessions_stay_unless_the_rhythm_meets_that_day(
    rhythm: SessionSeries, lead: User
) -> None:
    monday, tuesday = dt.date(2026, 12, 14), dt.date(2026, 12, 15)
    for day in (monday, tuesday):
        add_extra_session(rhythm, day=day, starts_at=dt.time(9), reason="Vendor", actor=lead)
    with told() as notices:
        change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=TU"), actor=lead)

    met = {each.slot_on: each for each in dates(rhythm)}
    assert met[monday].rhythm.rule == ""
    assert met[tuesday].rhythm.rule == "FREQ=WEEKLY;BYDAY=TU"
    assert notices.methods == {
        "session-ended REQUEST": 2,  # the old rhythm, after its first date
        "session-ended CANCEL": 2,  # the extra session of that Tuesday
        "session-invitation REQUEST": 2,
    }


def test_a_session_moved_beyond_the_change_stays(rhythm: SessionSeries, lead: User) -> None:
    first = dates(rhythm)[0]
    move_occurrence(first, starts_at=on(dt.date(2026, 12, 8)), actor=lead)
    change_rhythm(rhythm, WantedRhythm(EVERY_WEEK, dt.date(2026, 12, 3)), actor=lead)
    assert first.pk in {each.pk for each in dates(rhythm)}


def test_what_is_opened_stays_under_the_old_rhythm(rhythm: SessionSeries, lead: User) -> None:
    with later(days=2, hours=14):  # the evening before
        open_session(dates(rhythm)[0], actor=lead)
        change_rhythm(rhythm, WantedRhythm(EVERY_WEEK, starts_at=dt.time(15)), actor=lead)
        assert [f"{each.starts_at:%d %H}" for each in dates(rhythm)[:2]] == ["26 10", "03 15"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (WantedRhythm("FREQ=WEEKLY;INTERVAL=0;BYDAY=TU"), "rule"),
        (WantedRhythm("FREQ=MONTHLY;BYMONTHDAY=31"), "rule"),
        (WantedRhythm("nonsense"), "rule"),
        (WantedRhythm(time_zone="Mars/Olympus"), "time_zone"),
        (WantedRhythm(minutes=4), "minutes"),
        (WantedRhythm(first_on=dt.date(2026, 11, 25)), "first_on"),
        (WantedRhythm(first_on=dt.date(2026, 11, 12)), "first_on"),
        (WantedRhythm(first_on=dt.date(2062, 11, 30)), "first_on"),
    ],
)
def test_what_cannot_be_a_rhythm_is_refused(
    rhythm: SessionSeries, lead: User, wanted: WantedRhythm, field: str
) -> None:
    with refused(InvalidInput, field=field):
        change_rhythm(rhythm, wanted, actor=lead)


def test_two_who_looked_at_the_same_state(
    rhythm: SessionSeries, lead: User, architect: User
) -> None:
    seen = SessionSeries.objects.get(pk=rhythm.pk).version
    change_rhythm(rhythm, WantedRhythm(minutes=30), actor=lead, version=seen)
    with refused(ChangedMeanwhile):
        change_rhythm(rhythm, WantedRhythm(minutes=60), actor=architect, version=seen)


def test_who_may_not_and_what_has_ended(
    rhythm: SessionSeries, other_lead: User, auditor: User, lead: User
) -> None:
    for person in (other_lead, auditor):
        with refused(NotPermitted):
            change_rhythm(rhythm, WantedRhythm(minutes=30), actor=person)
    end_series(rhythm, reason="Done", actor=lead)
    with refused(NotPossibleNow, "has ended"):
        change_rhythm(rhythm, WantedRhythm(minutes=30), actor=lead)
    with refused(NotPossibleNow, "has ended"):
        end_series(rhythm, reason="Again", actor=lead)


def test_ending_needs_a_reason(rhythm: SessionSeries, lead: User) -> None:
    with refused(InvalidInput, field="reason"):
        end_series(rhythm, reason="  ", actor=lead)


# --- the place, and who runs it -------------------------------------------------------------------


def test_a_new_place_is_told_once_with_a_growing_sequence(
    rhythm: SessionSeries, lead: User, architect: User
) -> None:
    before = rhythm.rhythms.get().sequence
    in_room_4 = partial(
        arrange_series,
        place="Room 4",
        business_facilitator=lead,
        it_facilitator=architect,
        actor=lead,
    )
    with told() as notices:
        in_room_4(rhythm)
    assert notices.methods == {"session-invitation REQUEST": 2}
    assert {str(event_of(each)["LOCATION"]) for each in notices} == {"Room 4"}
    assert min(map(sequence_of, notices)) > before

    with told() as notices, recorded() as kinds:
        in_room_4(rhythm)
    assert (notices, kinds) == ([], [])


def test_another_place_though_an_extra_was_called_off(rhythm: SessionSeries, lead: User) -> None:
    extra = add_extra_session(
        rhythm, day=dt.date(2026, 12, 1), starts_at=dt.time(9), reason="Vendor", actor=lead
    )
    cancel_occurrence(extra, reason="Not needed", actor=lead)
    with told() as notices:
        arrange_series(
            rhythm, place="Room 4", business_facilitator=lead, it_facilitator=None, actor=lead
        )
    assert notices.methods == {"session-invitation REQUEST": 2}


def test_only_those_at_the_table_for_a_side_run_it(
    rhythm: SessionSeries, lead: User, architect: User, other_architect: User
) -> None:
    with refused(InvalidInput, field="it_facilitator"):
        arrange_series(rhythm, place="", business_facilitator=lead, it_facilitator=lead, actor=lead)
    with refused(InvalidInput, field="it_facilitator"):
        arrange_series(
            rhythm, place="", business_facilitator=lead, it_facilitator=other_architect, actor=lead
        )
    with refused(InvalidInput, field="place"):
        arrange_series(
            rhythm, place="x" * 301, business_facilitator=lead, it_facilitator=None, actor=lead
        )
