"""The recurrence rules a standing session may follow, and how people say them (RFC 5545).

Only rules that name a day in every stretch they cover are taken: a standing session never skips
a month because that month has no 31st.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NoReturn

from dateutil import rrule

from people.errors import InvalidInput

LONGEST_RULE = 200
MOST_WEEKS = 8
MOST_MONTHS = 3

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
_DAYS_IN_WORDS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_NUMBERS = ("", "", "two", "three", "four", "five", "six", "seven", "eight")
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}
_DATEUTIL_DAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
_NAMED_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_MONTH_DAY = re.compile(r"[+-]?[0-9]{1,2}")

_NO_END = (
    "A standing session has no end of its own: it ends with the initiative.",
    "Leave the end out of the rule.",
)
_REFUSED_PARTS = {"UNTIL": _NO_END, "COUNT": _NO_END}
_REFUSED_FREQUENCIES = {
    "YEARLY": ("Once a year is too seldom to stay in touch.", "Take every third month at most."),
    "DAILY": ("A standing session is not daily.", "Take every week, on several weekdays."),
}
_OTHER_FREQUENCY = ("It can be weekly or monthly.", "Start the rule with FREQ=WEEKLY or MONTHLY.")
_KNOWN_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "WKST"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule that was checked.

    Attributes:
        unit: "week" or "month".
        interval: every how many of them.
        weekdays: pairs of an ordinal (0 in weekly rules, 1 to 4 or -1) and a weekday (0 is Monday).
        month_days: 1 to 28 or -1; only in monthly rules, and then without `weekdays`.
    """

    unit: Literal["week", "month"]
    interval: int
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()

    @property
    def monthly(self) -> bool:
        return self.unit == "month"

    @property
    def text(self) -> str:
        """The value of RRULE in one canonical form: the same rule is the same text."""
        parts = ["FREQ=MONTHLY" if self.monthly else "FREQ=WEEKLY"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            days = (f"{nth or ''}{WEEKDAYS[weekday]}" for nth, weekday in self.weekdays)
            parts.append(f"BYDAY={','.join(days)}")
        if self.month_days:
            parts.append(f"BYMONTHDAY={','.join(map(str, self.month_days))}")
        return ";".join(parts)

    def in_words(self) -> str:
        """As people say it: "every two weeks on Tuesday"."""
        if not self.monthly:
            every = "week" if self.interval == 1 else f"{_NUMBERS[self.interval]} weeks"
            days = joined([_DAYS_IN_WORDS[weekday] for _, weekday in self.weekdays])
            return f"every {every} on {days}"
        days = _named_days_in_words(self.weekdays) or joined(
            [_month_day_in_words(day) for day in self.month_days]
        )
        every = "the" if self.interval == 1 else f"every {_ORDINALS[self.interval]}"
        return f"on the {days} of {every} month"

    def falls_on(self, day: dt.date) -> bool:
        """Whether its pattern names the day, whichever week or month it is anchored in."""
        if not self.monthly:
            return (0, day.weekday()) in self.weekdays
        from_end = day.day - calendar.monthrange(day.year, day.month)[1] - 1
        nths = {(day.day + 6) // 7, LAST if from_end >= -7 else 0}
        return (
            day.day in self.month_days
            or from_end in self.month_days
            or any((nth, day.weekday()) in self.weekdays for nth in nths)
        )

    def days_from(self, first_on: dt.date, start: dt.date) -> Iterator[dt.date]:
        """Its days without end, counted from a first day that falls on it.

        Days before `start` may come along; most are passed over, or old series would be slow.
        """
        if not self.monthly:
            stretch = dt.timedelta(weeks=self.interval)
            first_on += max(0, (start - first_on) // stretch) * stretch
        moments = rrule.rrule(
            rrule.MONTHLY if self.monthly else rrule.WEEKLY,
            dtstart=dt.datetime.combine(first_on, dt.time()),
            interval=self.interval,
            byweekday=[
                _DATEUTIL_DAYS[weekday](nth) if nth else _DATEUTIL_DAYS[weekday]
                for nth, weekday in self.weekdays
            ]
            or None,
            bymonthday=self.month_days or None,
        )
        return (moment.date() for moment in moments)


def joined(words: list[str]) -> str:
    """The words as one list: "a, b and c"; empty for none."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


@lru_cache(maxsize=512)
def read_rule(text: str) -> Rule:
    """The rule behind a text, in upper or lower case, with or without `RRULE:`.

    Raises:
        InvalidInput: for `rule`, if it is none that a standing session may follow.
    """
    parts = _parts(text)
    for name in parts:
        if name in _REFUSED_PARTS:
            _refuse(*_REFUSED_PARTS[name])
        if name not in _KNOWN_PARTS:
            _refuse(f"“{name[:40]}” is not understood here.", "Choose one of the rhythms offered.")
    frequency = parts.get("FREQ", "")
    if frequency not in ("WEEKLY", "MONTHLY"):
        _refuse(*_REFUSED_FREQUENCIES.get(frequency, _OTHER_FREQUENCY))
    if parts.get("WKST", "MO") != "MO":
        _refuse("Weeks are counted from Monday here.", "Leave WKST out of the rule.")
    if frequency == "MONTHLY":
        return _monthly(parts)
    return _weekly(parts)


def checked_rule(text: str) -> str:
    """The rule in its canonical form.

    Raises:
        InvalidInput: for `rule`, if it is none that a standing session may follow.
    """
    return read_rule(text).text


def _refuse(message: str, way_out: str) -> NoReturn:
    raise InvalidInput(message, way_out=way_out, field="rule")


def _parts(text: str) -> dict[str, str]:
    if len(text) > LONGEST_RULE:
        _refuse("The rule is too long.", f"Keep it within {LONGEST_RULE} characters.")
    plain = text.strip().upper().removeprefix("RRULE:")
    if not plain:
        _refuse("How often do you meet?", "Choose one of the rhythms offered.")
    parts: dict[str, str] = {}
    for part in plain.split(";"):
        name, equals, value = part.partition("=")
        if not (name and equals and value):
            _refuse(f"“{part[:40]}” is not part of a rule.", "Choose one of the rhythms offered.")
        if name in parts:
            _refuse(f"{name[:40]} is there twice.", "Name it once.")
        parts[name] = value
    return parts


def _interval(parts: dict[str, str], most: int, unit: str) -> int:
    value = parts.get("INTERVAL", "1")
    if not re.fullmatch(r"[0-9]{1,4}", value):
        _refuse(f"“{value[:40]}” is not a number of {unit}.", f"Take 1 to {most} {unit}.")
    interval = int(value)
    if interval == 0:
        _refuse(f"Every 0 {unit} is no rhythm.", f"Take 1 to {most} {unit}.")
    if interval > most:
        _refuse(f"Every {interval} {unit} is too seldom.", f"Take {most} {unit} at most.")
    return interval


def _weekly(parts: dict[str, str]) -> Rule:
    if "BYMONTHDAY" in parts:
        _refuse("A weekly rule has no days of the month.", "Name weekdays, or take a monthly rule.")
    weekdays = _weekdays(parts)
    if not weekdays:
        _refuse("Which weekday?", "Name at least one weekday, as in BYDAY=TU.")
    if any(nth for nth, _ in weekdays):
        _refuse("A weekly rule has plain weekdays.", "Take BYDAY=TU, or a monthly rule.")
    return Rule("week", _interval(parts, MOST_WEEKS, "weeks"), weekdays)


def _monthly(parts: dict[str, str]) -> Rule:
    weekdays, month_days = _weekdays(parts), _month_days(parts)
    if bool(weekdays) == bool(month_days):
        _refuse(
            "A monthly rule needs either weekdays or days of the month.",
            "Take BYDAY=1TU for the first Tuesday, or BYMONTHDAY=15.",
        )
    for nth, _ in weekdays:
        if nth == 0:
            _refuse("Which one in the month?", "Take BYDAY=1TU for the first Tuesday.")
        if nth not in _ORDINALS:
            _refuse(
                "Not every month has that weekday so often.",
                "Take the first to fourth, or -1 for the last one.",
            )
    return Rule("month", _interval(parts, MOST_MONTHS, "months"), weekdays, month_days)


def _weekdays(parts: dict[str, str]) -> tuple[tuple[int, int], ...]:
    if "BYDAY" not in parts:
        return ()
    days = set()
    for name in parts["BYDAY"].split(","):
        found = _NAMED_DAY.fullmatch(name)
        if not found:
            _refuse(f"“{name[:40]}” is not a weekday.", "Take MO, TU, WE, TH, FR, SA or SU.")
        days.add((int(found[1] or 0), WEEKDAYS.index(found[2])))
    return tuple(sorted(days, key=lambda day: (_last_at_the_end(day[0]), day[1])))


def _month_days(parts: dict[str, str]) -> tuple[int, ...]:
    if "BYMONTHDAY" not in parts:
        return ()
    days = set()
    for name in parts["BYMONTHDAY"].split(","):
        day = int(name) if _MONTH_DAY.fullmatch(name) else 0
        if 29 <= day <= 31:
            _refuse(
                f"Not every month has a day {day}.",
                "Take the last day (BYMONTHDAY=-1), or the last Tuesday (BYDAY=-1TU).",
            )
        if day != LAST and not 1 <= day <= 28:
            _refuse(
                f"“{name[:40]}” is not a day of every month.", "Take 1 to 28, or -1 for the last."
            )
        days.add(day)
    return tuple(sorted(days, key=_last_at_the_end))


def _last_at_the_end(number: int) -> int:
    return number if number >= 0 else 100 - number


def _named_days_in_words(weekdays: tuple[tuple[int, int], ...]) -> str:
    if len({weekday for _, weekday in weekdays}) == 1:
        nths = joined([_ORDINALS[nth] for nth, _ in weekdays])
        return f"{nths} {_DAYS_IN_WORDS[weekdays[0][1]]}"
    return joined([f"{_ORDINALS[nth]} {_DAYS_IN_WORDS[weekday]}" for nth, weekday in weekdays])


def _month_day_in_words(day: int) -> str:
    if day == LAST:
        return "last day"
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{day}{endings.get(day % 10, 'th') if day not in (11, 12, 13) else 'th'}"
