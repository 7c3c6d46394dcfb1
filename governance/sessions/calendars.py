"""Working sessions as calendars read them: a private feed, and invitations by mail (RFC 5545).

What real clients made necessary:

- Outlook takes the change of one date only if it comes alone, with its RECURRENCE-ID, and with a
  SEQUENCE that is not below the series'. So the two numbers are added up (`MovedMeeting`).
- Outlook and Gmail take a cancellation only with the UID, the ORGANIZER and the ATTENDEE of the
  invitation and a greater SEQUENCE; the mail's `Content-Type` must name the same `method`.
- Replies by mail are not read: RSVP is FALSE and Outlook offers no other time.
- Exchange computes the length from DTEND, so DTEND it is; each EXDATE has a line of its own.
- In a feed, ORGANIZER and ATTENDEE would make clients offer replies, so they are left out.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from icalendar import Calendar, Event, vCalAddress, vRecur, vText
from icalendar.timezone import is_utc

from governance.sessions.rhythm import Rhythm, UnknownTimeZone
from governance.sessions.time_zones import vtimezone
from people.errors import NotPossibleNow

PRODUCT = "-//Joinery//Working sessions//EN"
REFRESHED_EVERY = dt.timedelta(hours=1)
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class MovedMeeting:
    """One date of a rhythm that takes place at another time or place.

    Attributes:
        day: the local day its rhythm gave it.
        starts_at: when it begins now, with a time zone.
        sequence: how often this date was told anew; the series' own is added to it, so that
            either change makes it greater.
        place: where, if elsewhere.
    """

    day: dt.date
    starts_at: dt.datetime
    minutes: int
    sequence: int = 1
    place: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One rhythm of a series, or one single session: what a calendar keeps under one UID.

    Attributes:
        sequence: how often the whole was told anew; never smaller than before.
        last_day: the last local day that counts; None while the initiative is its only end.
        skipped: local days of the rhythm that are left out.
        moved: dates that moved; what is skipped, or after the last day, does not count.
        changed_at: when any of this last changed.
    """

    uid: str
    sequence: int
    rhythm: Rhythm
    summary: str
    organizer_email: str
    changed_at: dt.datetime
    last_day: dt.date | None = None
    skipped: frozenset[dt.date] = frozenset()
    moved: tuple[MovedMeeting, ...] = ()
    description: str = ""
    place: str = ""
    url: str = ""
    organizer_name: str = ""

    def takes_place_on(self, day: dt.date) -> bool:
        """Whether the local day is one of its rhythm's, and not left out."""
        counts = day not in self.skipped and (self.last_day is None or day <= self.last_day)
        return counts and any(self.rhythm.days(day, day))

    def first_day(self) -> dt.date | None:
        """The first local day on which it takes place; None if there is none."""
        return next((day for day in self._rhythm_days() if day not in self.skipped), None)

    def last_instant(self) -> dt.datetime | None:
        """When its last session begins; None without an end, or without a session."""
        days = list(self._rhythm_days()) if self.last_day else []
        return self.rhythm.instant(days[-1]) if days else None

    def left_out(self, first: dt.date) -> Iterator[dt.date]:
        """The days that are left out of the rhythm after its first one."""
        last = max(self.skipped, default=first)
        return (day for day in self.rhythm.days(first, last) if day in self.skipped)

    def _rhythm_days(self) -> Iterator[dt.date]:
        return self.rhythm.days(self.rhythm.first_on, self.last_day or dt.date.max)


def feed(meetings: Iterable[Meeting], *, name: str) -> str:
    """The text of somebody's private calendar.

    A meeting whose time zone is not known any more cannot be placed; the description of the
    calendar says that it is missing.
    """
    calendar = _calendar()
    calendar.add("NAME", _plain(name))
    calendar.add("X-WR-CALNAME", _plain(name))
    calendar.add("REFRESH-INTERVAL", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    placed, missing = [], []
    for meeting in meetings:
        try:
            placed.append((meeting.rhythm, _events(meeting)))
        except UnknownTimeZone as unknown:
            missing.append(f"Missing: {_plain(meeting.summary)}. {unknown}")
    if missing:
        calendar.add("X-WR-CALDESC", "\n".join(missing))
    return _written(calendar, placed)


def request(meeting: Meeting, attendee_email: str, attendee_name: str) -> str:
    """The invitation to a whole rhythm with its moved dates, or its newest form (REQUEST).

    Only the attendee is named in it, never the others.

    Raises:
        NotPossibleNow: if none of its dates is left (`first_day` is None); cancel it instead.
        UnknownTimeZone: if its time zone is not known any more.
    """
    events = _events(meeting)
    if not events:
        raise NotPossibleNow(
            "None of these sessions takes place.", way_out="Cancel the invitation instead."
        )
    return _mail("REQUEST", meeting, events, _invited(attendee_email, attendee_name))


def cancellation(meeting: Meeting, attendee_email: str, attendee_name: str) -> str:
    """Takes a whole rhythm out of a calendar (CANCEL).

    Raises:
        UnknownTimeZone: if its time zone is not known any more.
    """
    events = _events(meeting)[:1] or [_whole(meeting, meeting.rhythm.first_on)]
    return _mail("CANCEL", meeting, events, _invited(attendee_email, attendee_name))


def occurrence_request(
    meeting: Meeting, moved: MovedMeeting, attendee_email: str, attendee_name: str
) -> str:
    """Moves one date in a calendar that has the rhythm (REQUEST).

    Raises:
        UnknownTimeZone: if its time zone is not known any more.
    """
    return _mail(
        "REQUEST", meeting, [_one_date(meeting, moved)], _invited(attendee_email, attendee_name)
    )


def occurrence_cancellation(
    meeting: Meeting, day: dt.date, sequence: int, attendee_email: str, attendee_name: str
) -> str:
    """Takes one date of a rhythm out of a calendar (CANCEL).

    Args:
        day: the local day its rhythm gave it, wherever it moved since.
        sequence: as in `MovedMeeting`.

    Raises:
        UnknownTimeZone: if its time zone is not known any more.
    """
    start, minutes = meeting.rhythm.instant(day), meeting.rhythm.minutes
    event = _one_date(meeting, MovedMeeting(day, start, minutes, sequence))
    return _mail("CANCEL", meeting, [event], _invited(attendee_email, attendee_name))


def _mail(method: str, meeting: Meeting, events: list[Event], attendee: vCalAddress) -> str:
    calendar = _calendar()
    calendar.add("METHOD", method)
    for event in events:
        event["STATUS"] = vText("CANCELLED" if method == "CANCEL" else "CONFIRMED")
        event.add("ORGANIZER", _address(meeting.organizer_email, meeting.organizer_name))
        event.add("ATTENDEE", attendee)
        event.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")
    return _written(calendar, [(meeting.rhythm, events)])


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _written(calendar: Calendar, placed: list[tuple[Rhythm, list[Event]]]) -> str:
    """The text, with every time zone that occurs in it defined once, before it is used."""
    years: dict[str, int] = {}
    for rhythm, events in placed:
        if events and not is_utc(rhythm.zone()):
            year = rhythm.first_on.year
            years[rhythm.time_zone] = min(year, years.get(rhythm.time_zone, year))
    for name, year in years.items():
        calendar.add_component(vtimezone(name, year))
    for _, events in placed:
        for event in events:
            calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _events(meeting: Meeting) -> list[Event]:
    """The rhythm and its moved dates; nothing if no date is left."""
    first = meeting.first_day()
    if first is None:
        return []
    moved = [date for date in meeting.moved if meeting.takes_place_on(date.day)]
    if not meeting.rhythm.rule and moved:
        return [_one_date(meeting, moved[0])]
    return [_whole(meeting, first), *(_one_date(meeting, date) for date in moved)]


def _whole(meeting: Meeting, first: dt.date) -> Event:
    rhythm = meeting.rhythm
    event = _event(meeting, meeting.sequence, meeting.place)
    ends_at = rhythm.instant(first) + dt.timedelta(minutes=rhythm.minutes)
    event.add("DTSTART", _wall_clock(rhythm, first))
    event.add("DTEND", _local(rhythm, ends_at))
    if rhythm.rule:
        rule = vRecur.from_ical(rhythm.rule)
        if until := meeting.last_instant():
            rule["UNTIL"] = until
        event.add("RRULE", rule)
    for day in meeting.left_out(first):
        event.add("EXDATE", _wall_clock(rhythm, day))
    return event


def _one_date(meeting: Meeting, moved: MovedMeeting) -> Event:
    rhythm = meeting.rhythm
    event = _event(meeting, meeting.sequence + moved.sequence, moved.place or meeting.place)
    if rhythm.rule:
        event.add("RECURRENCE-ID", _wall_clock(rhythm, moved.day))
    event.add("DTSTART", _local(rhythm, moved.starts_at))
    event.add("DTEND", _local(rhythm, moved.starts_at + dt.timedelta(minutes=moved.minutes)))
    return event


def _event(meeting: Meeting, sequence: int, place: str) -> Event:
    event = Event()
    changed_at = meeting.changed_at.astimezone(dt.UTC)
    event.add("UID", meeting.uid)
    event.add("SEQUENCE", sequence)
    event.add("DTSTAMP", changed_at)
    event.add("LAST-MODIFIED", changed_at)
    event.add("SUMMARY", _plain(meeting.summary))
    for name, text in (("DESCRIPTION", meeting.description), ("LOCATION", place)):
        if text:
            event.add(name, _plain(text))
    if meeting.url:
        event.add("URL", _one_line(meeting.url))
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "OPAQUE")
    return event


def _wall_clock(rhythm: Rhythm, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, rhythm.starts_at, rhythm.zone())


def _local(rhythm: Rhythm, moment: dt.datetime) -> dt.datetime:
    """The moment by the series' clock; in UTC where that clock shows the same time before."""
    moment = moment.astimezone(dt.UTC)
    local = moment.astimezone(rhythm.zone())
    return moment if local.fold else local


def _invited(email: str, name: str) -> vCalAddress:
    address = _address(email, name)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "FALSE"
    return address


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{_one_line(email)}")
    if name:
        address.params["CN"] = _one_line(name)
    return address


def _plain(text: str) -> str:
    """Without the characters that calendars may not contain, or take for the end of a line."""
    return _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n"))


def _one_line(text: str) -> str:
    return _plain(text).replace("\n", " ").strip()
