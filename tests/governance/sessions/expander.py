"""Reads calendars the slow way: plain loops over days, and clocks from VTIMEZONE alone.

It shares nothing with what writes the calendars: no dateutil, no zoneinfo. icalendar only takes
the text apart.
"""

import calendar as months
import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from icalendar import Calendar, Component, Event

DAY = dt.timedelta(days=1)
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
UTC_ZONE = "UTC"

OffsetAt = Callable[[dt.datetime], dt.timedelta]


@dataclass(frozen=True, order=True)
class Entry:
    """What stands in a calendar in the end; times in UTC, without tzinfo."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    uid: str
    place: str = ""


def read(text: str) -> Calendar:
    """The calendar, if nothing in it was unreadable or is not defined."""
    calendar = Calendar.from_ical(text)
    assert not [part.errors for part in calendar.walk() if part.errors]
    assert not calendar.get_missing_tzids()
    return calendar


def entries(text: str, until: dt.datetime) -> list[Entry]:
    """Everything the calendar holds before a moment, moved dates included."""
    calendar = read(text)
    clocks = {str(zone["TZID"]): offsets_of(zone, until) for zone in calendar.timezones}
    clocks[UTC_ZONE] = lambda _: dt.timedelta()
    found: dict[tuple[str, dt.datetime], Entry] = {}
    events = calendar.walk("VEVENT")
    for event in events:
        if "RECURRENCE-ID" not in event:
            for slot, entry in _expanded(event, clocks, until):
                found[entry.uid, slot] = entry
    for event in events:
        if "RECURRENCE-ID" in event:
            slot = _instant(event["RECURRENCE-ID"], clocks)
            uid = str(event["UID"])
            assert (uid, slot) in found, f"{slot} is moved, but not part of the rhythm"
            ends_at = _instant(event["DTEND"], clocks)
            found[uid, slot] = Entry(_instant(event["DTSTART"], clocks), ends_at, uid, _at(event))
    return sorted(found.values())


def offsets_of(zone: Component, until: dt.datetime) -> OffsetAt:
    """What clocks show by a VTIMEZONE; fails for a moment before the first one it defines."""
    onsets: list[tuple[dt.datetime, dt.timedelta]] = []
    for observance in zone.subcomponents:
        before, after = observance["TZOFFSETFROM"].td, observance["TZOFFSETTO"].td
        onsets += [(local - before, after) for local in _onsets(observance, until)]
    onsets.sort()

    def offset_at(moment: dt.datetime) -> dt.timedelta:
        passed = bisect_right(onsets, moment, key=lambda onset: onset[0])
        assert passed, f"{moment} is before anything the zone defines"
        return onsets[passed - 1][1]

    return offset_at


def utc(wall: dt.datetime, offset_at: OffsetAt) -> dt.datetime:
    """RFC 5545, 3.3.5: the first of two; the offset before the gap for a time that is left out."""
    before, after = offset_at(wall - DAY), offset_at(wall + DAY)
    real = [wall - offset for offset in (before, after) if offset_at(wall - offset) == offset]
    return min(real, default=wall - before)


def _onsets(observance: Component, until: dt.datetime) -> Iterator[dt.datetime]:
    first: dt.datetime = observance["DTSTART"].dt
    yield first
    dates = observance.get("RDATE", [])
    for line in dates if isinstance(dates, list) else [dates]:
        yield from (date.dt for date in line.dts)
    rule = observance.get("RRULE")
    if not rule:
        return
    assert sorted(rule) == ["BYDAY", "BYMONTH", "FREQ"], "more than Exchange can read"
    assert rule["FREQ"] == ["YEARLY"]
    day = first.date() + DAY
    while day <= until.date() + DAY:
        if day.month == rule["BYMONTH"][0] and _named(day, rule["BYDAY"][0]):
            yield dt.datetime.combine(day, first.time())
        day += DAY


def _expanded(
    event: Event, clocks: dict[str, OffsetAt], until: dt.datetime
) -> Iterator[tuple[dt.datetime, Entry]]:
    start, length = event["DTSTART"], _instant(event["DTEND"], clocks)
    length -= _instant(start, clocks)
    first = start.dt.replace(tzinfo=None)
    left_out = _left_out(event)
    rule = event.get("RRULE", {})
    last = rule["UNTIL"][0].replace(tzinfo=None) if "UNTIL" in rule else until
    day = first.date()
    while day <= until.date() + DAY:
        wall = dt.datetime.combine(day, first.time())
        if wall not in left_out and (_follows(day, first.date(), rule) if rule else wall == first):
            begins = utc(wall, clocks[_zone(start)])
            if begins <= last and begins < until:
                yield begins, Entry(begins, begins + length, str(event["UID"]), _at(event))
        day += DAY


def _follows(day: dt.date, first: dt.date, rule: dict[str, list[object]]) -> bool:
    interval = int(str(rule.get("INTERVAL", [1])[0]))
    if rule["FREQ"] == ["WEEKLY"]:
        weeks = (_monday(day) - _monday(first)).days // 7
        return weeks % interval == 0 and WEEKDAYS[day.weekday()] in map(str, rule["BYDAY"])
    assert rule["FREQ"] == ["MONTHLY"]
    passed = (day.year - first.year) * 12 + day.month - first.month
    if passed % interval:
        return False
    if "BYMONTHDAY" in rule:
        from_end = day.day - months.monthrange(day.year, day.month)[1] - 1
        return day.day in rule["BYMONTHDAY"] or from_end in rule["BYMONTHDAY"]
    return any(_named(day, name) for name in rule["BYDAY"])


def _named(day: dt.date, name: object) -> bool:
    nth, weekday = str(name)[:-2], str(name)[-2:]
    if WEEKDAYS[day.weekday()] != weekday:
        return False
    if nth == "-1":
        return (day + 7 * DAY).month != day.month
    return (day - int(nth) * 7 * DAY).month != day.month == (day - (int(nth) - 1) * 7 * DAY).month


def _left_out(event: Event) -> set[dt.datetime]:
    lines = event.get("EXDATE", [])
    lines = lines if isinstance(lines, list) else [lines]
    for line in lines:
        assert _zone(line) == _zone(event["DTSTART"]), "clients compare EXDATE in DTSTART's zone"
    return {date.dt.replace(tzinfo=None) for line in lines for date in line.dts}


def _instant(prop: object, clocks: dict[str, OffsetAt]) -> dt.datetime:
    wall: dt.datetime = prop.dt  # type: ignore[attr-defined]
    return utc(wall.replace(tzinfo=None), clocks[_zone(prop)])


def _zone(prop: object) -> str:
    return str(prop.params.get("TZID", UTC_ZONE))  # type: ignore[attr-defined]


def _at(event: Event) -> str:
    return str(event.get("LOCATION", ""))


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * DAY
