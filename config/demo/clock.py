"""A clock that the demo can set, so that its history lies in the past."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from zoneinfo import ZoneInfo

SATURDAY = 5


@contextmanager
def clock_at(moment: dt.datetime) -> Iterator[None]:
    """Let Django believe that it is `moment`, in this thread's process.

    Only the class that `django.utils.timezone` reads is replaced: model defaults hold on to
    `timezone.now` itself, so replacing that function would miss them.
    """

    class MovedDatetime(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    with mock.patch("django.utils.timezone.datetime", MovedDatetime):
        yield


def workday(today: dt.date, offset: int) -> dt.date:
    """The day so many working days after today, or before it; Monday to Friday.

    0 is today, or the Friday before a weekend.
    """
    day = today
    while day.weekday() >= SATURDAY:
        day -= dt.timedelta(days=1)
    step = dt.timedelta(days=1 if offset > 0 else -1)
    for _ in range(abs(offset)):
        day += step
        while day.weekday() >= SATURDAY:
            day += step
    return day


def moment_of(day: dt.date, at: str, zone: str) -> dt.datetime:
    """The moment of a time of day such as `09:40` in a time zone."""
    return dt.datetime.combine(day, dt.time.fromisoformat(at), ZoneInfo(zone))
