"""Quiet hours and the daily message by the person's own clock, also when clocks change."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.delivery.timing import Wishes, after_quiet_hours, first_moment, next_digest

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Santiago",
    "UTC",
]
# hypothesis wants them without a zone, and gives them the zone it is told.
FROM, UNTIL = dt.datetime(2025, 1, 1), dt.datetime(2028, 12, 31)  # noqa: DTZ001
NIGHT = Wishes(BERLIN, quiet=(dt.time(22), dt.time(7)))


def _berlin(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2026-11-17T21:59", "2026-11-17T21:59"),
        ("2026-11-17T22:00", "2026-11-18T07:00"),
        ("2026-11-18T03:00", "2026-11-18T07:00"),
        ("2026-11-18T07:00", "2026-11-18T07:00"),
        # Clocks go forward at 02:00 and back at 03:00; it stays seven by the clock on the wall.
        ("2026-03-28T23:00", "2026-03-29T07:00"),
        ("2026-10-24T23:00", "2026-10-25T07:00"),
    ],
)
def test_quiet_hours_across_midnight(asked: str, told: str) -> None:
    assert after_quiet_hours(NIGHT, _berlin(asked)) == _berlin(told)


def test_quiet_hours_within_a_day() -> None:
    lunch = Wishes(BERLIN, quiet=(dt.time(12), dt.time(13)))
    noon = _berlin("2026-11-17T12:30")
    assert after_quiet_hours(lunch, noon) == _berlin("2026-11-17T13:00")
    assert after_quiet_hours(lunch, _berlin("2026-11-17T23:00")) == _berlin("2026-11-17T23:00")


def test_an_end_that_comes_twice_ends_the_night_once() -> None:
    night = Wishes(BERLIN, quiet=(dt.time(22), dt.time(2, 30)))
    # 00:45 UTC is 02:45 in summer time; at 01:00 UTC the clock goes back to 02:00.
    between = dt.datetime(2026, 10, 25, 0, 45, tzinfo=dt.UTC)
    assert after_quiet_hours(night, between) == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)


def _in_quiet(clock: dt.time, start: dt.time, end: dt.time) -> bool:
    """By the face of the clock alone, told apart from how the code reckons."""
    return start <= clock < end if start < end else clock >= start or clock < end


@st.composite
def _quiet(draw: st.DrawFn) -> tuple[dt.time, dt.time]:
    """At most 23 hours, as the action allows."""
    start = draw(st.integers(0, 24 * 60 - 1))
    end = (start + draw(st.integers(1, 23 * 60))) % (24 * 60)
    return dt.time(start // 60, start % 60), dt.time(end // 60, end % 60)


@given(
    st.sampled_from(ZONES),
    _quiet(),
    st.one_of(st.none(), st.integers(0, 23)),
    st.datetimes(FROM, UNTIL, timezones=st.just(dt.UTC)),
)
def test_nobody_is_told_in_quiet_hours_and_everybody_is_told_in_the_end(
    zone_name: str, quiet: tuple[dt.time, dt.time], hour: int | None, now: dt.datetime
) -> None:
    zone = ZoneInfo(zone_name)
    moment = first_moment(Wishes(zone, quiet, hour), now, digest_of=now)

    assert not _in_quiet(moment.astimezone(zone).time(), *quiet)
    # A day until the daily message, a day of quiet hours, and the hour that clocks may change by.
    assert now <= moment <= now + dt.timedelta(hours=24 + 23 + 2)
    # Looked at again then, it is told then: nothing is put off for ever.
    assert first_moment(Wishes(zone, quiet, hour), moment, digest_of=now) == moment


@pytest.mark.parametrize(
    ("appeared", "digest"),
    [
        ("2026-11-17T07:59", "2026-11-17T08:00"),
        ("2026-11-17T08:00", "2026-11-17T08:00"),
        ("2026-11-17T08:01", "2026-11-18T08:00"),
        ("2026-03-28T09:00", "2026-03-29T08:00"),
        ("2026-10-24T09:00", "2026-10-25T08:00"),
    ],
)
def test_the_daily_message_comes_at_its_hour(appeared: str, digest: str) -> None:
    assert next_digest(BERLIN, 8, _berlin(appeared)) == _berlin(digest)
