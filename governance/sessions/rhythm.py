"""When a standing session meets: a rule, a first day and a wall-clock time in one time zone (A22).

The wall clock counts: a session at 10:00 stays at 10:00 when clocks change.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from governance.sessions.rules import LAST, Rule, checked_rule, read_rule
from people.errors import InvalidInput, NotPossibleNow

__all__ = [
    "Rhythm",
    "UnknownTimeZone",
    "checked_rule",
    "choices_for",
    "first_day_of",
    "known_zone",
    "proposed_first_day",
    "rule_in_words",
    "working_days_between",
]

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 480
_YEARS = range(2000, 2101)
_LONGEST_BREAK = 60  # calendar days; who knows no working day for longer is not believed

DayOff = Callable[[dt.date], bool]


class UnknownTimeZone(NotPossibleNow):
    """A time zone that this machine does not know, or does not know any more."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The days and the time of one stretch of a series.

    Attributes:
        rule: an RRULE value as `checked_rule` returns it; empty for one single session.
        first_on: the local day of the first session; it falls on the rule.
        starts_at: wall clock in `time_zone`.
        minutes: how long it takes.
    """

    rule: str
    first_on: dt.date
    starts_at: dt.time
    time_zone: str
    minutes: int

    @classmethod
    def checked(
        cls, rule: str, first_on: dt.date, starts_at: dt.time, time_zone: str, minutes: int
    ) -> Self:
        """A rhythm out of what somebody typed; an empty rule is one single session.

        Raises:
            InvalidInput: for `rule`, `first_on`, `time_zone` or `minutes`.
        """
        if first_on.year not in _YEARS:
            raise InvalidInput(
                f"{first_on.year} is not a year to plan in.",
                way_out="Choose a first day soon.",
                field="first_on",
            )
        if rule:
            rule = checked_rule(rule)
            _refuse_beside(read_rule(rule), first_on)
        try:
            known_zone(time_zone)
        except UnknownTimeZone as unknown:
            raise InvalidInput(
                unknown.message, way_out=unknown.way_out, field="time_zone"
            ) from unknown
        if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
            raise InvalidInput(
                f"{minutes} minutes is no length for a session.",
                way_out=f"Take {SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes.",
                field="minutes",
            )
        clock = starts_at.replace(second=0, microsecond=0, tzinfo=None, fold=0)
        return cls(rule, first_on, clock, time_zone, minutes)

    def in_words(self) -> str:
        """As people say it: "every two weeks on Tuesday, 10:00 to 10:45"."""
        often = (
            rule_in_words(self.rule) if self.rule else f"once, on {_day_in_words(self.first_on)}"
        )
        start = dt.datetime.combine(self.first_on, self.starts_at)
        end = start + dt.timedelta(minutes=self.minutes)
        return f"{often}, {start:%H:%M} to {end:%H:%M}"

    def days(self, start: dt.date, end: dt.date) -> Iterator[dt.date]:
        """The local days of its sessions from `start` to `end`, both included, in order."""
        for day in self._days_without_end(start):
            if day > end:
                return
            if day >= start:
                yield day

    def zone(self) -> ZoneInfo:
        """Its time zone.

        Raises:
            UnknownTimeZone: if it is not known any more.
        """
        return known_zone(self.time_zone)

    def instant(self, day: dt.date) -> dt.datetime:
        """When the session of a local day begins, in UTC.

        A time that clocks leave out that day is read with the offset before the gap, one that
        they show twice is the first (RFC 5545, 3.3.5).

        Raises:
            UnknownTimeZone: if its time zone is not known any more.
        """
        return dt.datetime.combine(day, self.starts_at, self.zone()).astimezone(dt.UTC)

    def _days_without_end(self, start: dt.date) -> Iterator[dt.date]:
        if not self.rule:
            return iter((self.first_on,))
        return read_rule(self.rule).days_from(self.first_on, start)


def known_zone(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        UnknownTimeZone: if this machine knows none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as fault:  # a folder's name is an OSError
        raise UnknownTimeZone(
            f"The time zone “{name[:60]}” is not known here.",
            way_out="Choose another time zone for the sessions.",
        ) from fault


def rule_in_words(rule: str) -> str:
    """A checked rule as people say it: "on the first Tuesday of the month"."""
    return read_rule(rule).in_words()


def choices_for(day: dt.date) -> list[tuple[str, str]]:
    """The rules a first session on that day suggests, each with its words, for a form."""
    weekday = day.weekday()
    rules = [Rule("week", interval, ((0, weekday),)) for interval in (1, 2, 3, 4)]
    nths = [nth for nth in (1, 2, 3, 4, LAST) if Rule("month", 1, ((nth, weekday),)).falls_on(day)]
    rules += [Rule("month", 1, ((nth, weekday),)) for nth in nths]
    return [(rule.text, rule.in_words()) for rule in rules]


def first_day_of(rule: str, not_before: dt.date) -> dt.date:
    """The first day from `not_before` on that falls on a checked rule."""
    pattern = read_rule(rule)
    return next(
        day
        for day in (not_before + dt.timedelta(days=ahead) for ahead in range(63))
        if pattern.falls_on(day)
    )


def proposed_first_day(registered: dt.date, is_day_off: DayOff) -> dt.date:
    """The third working day after registration, thus within five working days (A22)."""
    ahead = _working_days_after(registered, is_day_off)
    next(ahead)
    next(ahead)
    return next(ahead)


def working_days_between(after: dt.date, until: dt.date, is_day_off: DayOff) -> int:
    """How many working days follow `after`, up to and including `until`; 0 if it is not later."""
    days = (after + dt.timedelta(days=ahead) for ahead in range(1, (until - after).days + 1))
    return sum(_is_working_day(day, is_day_off) for day in days)


def _working_days_after(day: dt.date, is_day_off: DayOff) -> Iterator[dt.date]:
    last = day
    while True:
        day += dt.timedelta(days=1)
        unbelievable = (day - last).days > _LONGEST_BREAK
        if _is_working_day(day, is_day_off) or (unbelievable and day.weekday() < 5):
            last = day
            yield day


def _is_working_day(day: dt.date, is_day_off: DayOff) -> bool:
    return day.weekday() < 5 and not is_day_off(day)


def _refuse_beside(rule: Rule, first_on: dt.date) -> None:
    if rule.falls_on(first_on):
        return
    fitting = first_day_of(rule.text, first_on)
    raise InvalidInput(
        f"{_day_in_words(first_on)} is not a day of the rhythm “{rule.in_words()}”.",
        way_out=f"The next day that is: {_day_in_words(fitting)}.",
        field="first_on",
    )


def _day_in_words(day: dt.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
