"""The definition of a time zone that goes into a calendar (RFC 5545, VTIMEZONE).

Exchange keeps one yearly rule for each direction and reads it from RRULE with a single BYDAY
(MS-OXCICAL 2.1.3.1.1.19.2.2); a list of dates it cuts to one year. So a zone whose clocks change
by such a rule is written with it; only the others, as Morocco at Ramadan, get their dates.
"""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from governance.sessions.rules import LAST, WEEKDAYS

YEARS_BEFORE, YEARS_AHEAD = 2, 20
_ALWAYS = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - local, as VTIMEZONE wants it


@dataclass(frozen=True, slots=True)
class _Offset:
    """What clocks show from a moment on."""

    name: str
    utc: dt.timedelta


@dataclass(frozen=True, slots=True)
class _Change:
    """Clocks going from one offset to another; `at` is local, by the clock before."""

    at: dt.datetime
    before: _Offset
    after: _Offset

    @property
    def place_in_year(self) -> tuple[int, int, int, dt.time]:
        """Month, which weekday in it (-1 is the last), the weekday, the time."""
        at = self.at
        is_last = at.day + 7 > calendar.monthrange(at.year, at.month)[1]
        return at.month, LAST if is_last else (at.day + 6) // 7, at.weekday(), at.time()


@lru_cache(maxsize=128)
def vtimezone(name: str, year: int) -> Timezone:
    """The zone as it is from the year before `year` until twenty years later.

    It is shared: add it to a calendar, do not change it.
    """
    zone = ZoneInfo(name)
    begin = dt.datetime(year - YEARS_BEFORE, 1, 1, tzinfo=dt.UTC)
    changes = list(_changes(zone, begin, begin.replace(year=year + YEARS_AHEAD)))
    component = Timezone()
    component.add("TZID", name)
    if not changes:
        steady = _offset(zone, begin)
        component.add_component(_observance([_Change(_ALWAYS, steady, steady)], None))
        return component
    kinds = _by_kind(changes)
    rules = [_yearly_rule(kind) for kind in kinds]
    if None in rules:
        first = changes[0].before
        start = (begin + first.utc).replace(tzinfo=None)
        component.add_component(_observance([_Change(start, first, first)], None))
        rules = [None] * len(kinds)
    for kind, rule in zip(kinds, rules, strict=True):
        component.add_component(_observance(kind, rule))
    return component


def _offset(zone: ZoneInfo, moment: dt.datetime) -> _Offset:
    local = moment.astimezone(zone)
    return _Offset(local.tzname() or zone.key, local.utcoffset() or dt.timedelta())


def _changes(zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> Iterator[_Change]:
    earlier = begin
    while earlier < end:
        later = earlier + dt.timedelta(days=1)
        before, after = _offset(zone, earlier), _offset(zone, later)
        if before != after:
            moment = _moment_of_change(zone, earlier, later)
            yield _Change((moment + before.utc).replace(tzinfo=None), before, after)
        earlier = later


def _moment_of_change(zone: ZoneInfo, earlier: dt.datetime, later: dt.datetime) -> dt.datetime:
    before = _offset(zone, earlier)
    while later - earlier > dt.timedelta(seconds=1):
        middle = earlier + dt.timedelta(seconds=(later - earlier) // dt.timedelta(seconds=2))
        if _offset(zone, middle) == before:
            earlier = middle
        else:
            later = middle
    return later


def _by_kind(changes: list[_Change]) -> list[list[_Change]]:
    def kind(change: _Change) -> tuple[str, str, dt.timedelta, dt.timedelta]:
        return change.before.name, change.after.name, change.before.utc, change.after.utc

    return [list(group) for _, group in groupby(sorted(changes, key=kind), key=kind)]


def _yearly_rule(changes: list[_Change]) -> str | None:
    """The rule by which they come back every year of the whole stretch, if there is one."""
    years = [change.at.year for change in changes]
    if years != list(range(years[0], years[0] + YEARS_BEFORE + YEARS_AHEAD)):
        return None
    places = {change.place_in_year for change in changes}
    if len(places) != 1:
        return None
    month, nth, weekday, _ = places.pop()
    return f"FREQ=YEARLY;BYMONTH={month};BYDAY={nth}{WEEKDAYS[weekday]}"


def _observance(changes: list[_Change], rule: str | None) -> TimezoneStandard | TimezoneDaylight:
    first, *others = changes
    forward = first.after.utc > first.before.utc
    component = TimezoneDaylight() if forward else TimezoneStandard()
    component.DTSTART = first.at
    component.TZOFFSETFROM = first.before.utc
    component.TZOFFSETTO = first.after.utc
    component.add("TZNAME", first.after.name)
    if rule:
        component.add("RRULE", vRecur.from_ical(rule))
    elif others:
        component.add("RDATE", [change.at for change in others])
    return component
