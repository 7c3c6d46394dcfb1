"""What people at the table are told of their sessions; calendars are told with it (RFC 5546).

Everything here is written in the transaction of the change. Each calendar mail is about one UID,
as iMIP wants it, and names its recipient alone as attendee.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from governance import notices
from governance.models import AgendaItem, SessionOccurrence, SessionRhythm, SessionSeries
from governance.sessions import calendars
from governance.sessions.days_off import is_day_off
from governance.sessions.links import reply_links
from governance.sessions.queries import participants
from governance.sessions.rhythm import Rhythm, UnknownTimeZone, known_zone
from governance.vocabulary import ItemResult, OccurrenceState
from people.actions import CalendarPart, NoticeDraft, write_notices
from people.models import User

# How far days off are taken out of what a calendar expands by itself.
CALENDAR_YEARS = dt.timedelta(days=2 * 366)

CalendarFor = Callable[[User], CalendarPart]


def rhythm_of(row: SessionRhythm) -> Rhythm:
    """The row as the rule that can be expanded."""
    return Rhythm(row.rule, row.first_on, row.starts_at, row.time_zone, row.minutes)


def local_words(moment: dt.datetime, zone: str) -> str:
    """The moment in the words of a mail, as in Tuesday 24 November 2026, 10:00 (Europe/Berlin)."""
    try:
        local = timezone.localtime(moment, known_zone(zone))
    except UnknownTimeZone:
        return f"{moment:%A} {moment.day} {moment:%B %Y, %H:%M} (UTC)"
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({zone})"


def meeting(series: SessionSeries, row: SessionRhythm) -> calendars.Meeting:
    """The rhythm as calendars know it, with its dates that were moved, cancelled or left out."""
    rhythm = rhythm_of(row)
    every = list(series.occurrences.all())
    standing = [each for each in every if each.rhythm_id == row.pk]
    held_on = {each.slot_on for each in standing if each.state in _TAKES_PLACE}
    # A day of the series is one session: what stands there under another rhythm is not met twice.
    skipped = {each.slot_on for each in every if each.slot_on not in held_on}
    last = row.first_on + CALENDAR_YEARS
    if row.rule and series.country:
        skipped |= {
            day
            for day in rhythm.days(row.first_on, min(last, row.last_on or last))
            if day not in held_on and is_day_off(series.country, day)
        }
    return calendars.Meeting(
        uid=str(row.uid),
        sequence=row.sequence,
        rhythm=rhythm,
        last_day=row.last_on,
        skipped=frozenset(skipped),
        moved=tuple(
            moved(each, series)
            for each in standing
            if each.state in _TAKES_PLACE and _stands_elsewhere(each, row, rhythm)
        ),
        summary=f"Working session: {series.initiative.title}",
        description=f"{series.initiative.title} ({series.initiative.reference})\n{_page(series)}",
        place=series.place,
        url=_page(series),
        organizer_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        changed_at=row.changed_at,
    )


def moved(occurrence: SessionOccurrence, series: SessionSeries) -> calendars.MovedMeeting:
    """One date that takes place at another time than its rhythm says, or for another while."""
    return calendars.MovedMeeting(
        day=occurrence.slot_on,
        starts_at=occurrence.starts_at,
        minutes=occurrence.minutes,
        sequence=occurrence.sequence,
        place=series.place,
    )


def invite_to_rhythm(series: SessionSeries, row: SessionRhythm) -> None:
    """Ask everybody at the table into the rhythm."""
    invite_people(series, row, participants(series.initiative))


def invite_people(series: SessionSeries, row: SessionRhythm, people: Iterable[User]) -> None:
    """Ask people into the rhythm; who was asked at this state of it is not asked again."""
    people = list(people)
    if not people:
        return
    about = meeting(series, row)
    begins = _begins(series, row, about)
    if not begins:
        return
    words = rhythm_of(row).in_words()
    if row.rule:
        meets = (
            f"The standing session of “{series.initiative.title}” meets {words}.\nNext: {begins}."
        )
        goes_on = "It goes on as long as the initiative does.\n"
    else:
        meets = f"An extra session of “{series.initiative.title}”: {begins}."
        goes_on = ""
    _tell(
        series,
        people,
        key=f"session-invitation:{row.uid}:{row.sequence}",
        subject=f"Working session: {series.initiative.title}",
        text=lambda person: (
            f"{meets}\n{_where(series)}{goes_on}\n{reply_links(series, None, person)}"
        ),
        calendar=_request_of(about),
    )


def send_rhythms_again(series: SessionSeries, why: str) -> None:
    """Tell calendars what changed about dates ahead: the place, for instance."""
    for row in series.rhythms.all():
        if not _begins(series, row, meeting(series, row)):
            continue
        series.sequence += 1
        row.sequence = series.sequence
        row.changed_at = timezone.now()
        row.save(update_fields=["sequence", "changed_at"])
        about = meeting(series, row)
        _tell(
            series,
            participants(series.initiative),
            key=f"session-invitation:{row.uid}:{row.sequence}",
            subject=f"Working session: {series.initiative.title}",
            text=lambda person: f"{why}\n{_where(series)}",
            calendar=_request_of(about),
        )
    series.save(update_fields=["sequence"])


def take_out_of_calendar(series: SessionSeries, person: User) -> None:
    """Somebody left the table: their calendar forgets what is ahead, each rhythm by its UID."""
    today = timezone.localdate()
    for row in series.rhythms.all():
        if row.last_on is not None and row.last_on < today:
            continue
        # Whoever comes back is invited under a greater number than this.
        series.sequence += 1
        row.sequence = series.sequence
        row.save(update_fields=["sequence"])
        _tell(
            series,
            [person],
            key=f"session-left:{row.uid}:{row.sequence}",
            subject=f"You left the table: {series.initiative.title}",
            text=lambda person: "Its working sessions are no longer yours.",
            calendar=_cancellation_of(meeting(series, row)),
        )
    series.save(update_fields=["sequence"])


def end_rhythm(series: SessionSeries, row: SessionRhythm) -> None:
    """Take what will not come out of calendars; what was before it stays in them."""
    about = meeting(series, row)
    _tell(
        series,
        participants(series.initiative),
        key=f"session-ended:{row.uid}:{row.sequence}",
        subject=f"No more dates of this rhythm: {series.initiative.title}",
        text=lambda person: (
            f"The sessions {rhythm_of(row).in_words()} come to an end.\n"
            f"What stands now: {_page(series)}"
        ),
        calendar=_cancellation_of(about) if about.first_day() is None else _request_of(about),
    )


def tell_moved(occurrence: SessionOccurrence, reason: str) -> None:
    """One date takes place at another time, or takes place after all."""
    series = occurrence.series
    about = meeting(series, occurrence.rhythm)
    when = local_words(occurrence.starts_at, occurrence.rhythm.time_zone)
    _tell(
        series,
        participants(series.initiative),
        key=f"session-moved:{occurrence.pk}:{occurrence.sequence}",
        subject=f"Session now {when}: {series.initiative.title}",
        text=lambda person: (
            f"The session planned for {occurrence.slot_on:%d %B} takes place {when}.\n{reason}\n"
            f"{_where(series)}\n{reply_links(series, occurrence, person)}"
        ),
        calendar=lambda person: CalendarPart(
            "REQUEST",
            calendars.occurrence_request(
                about, moved(occurrence, series), person.email, person.full_name
            ),
        ),
        expires_at=occurrence.starts_at,
    )


def tell_cancelled(occurrence: SessionOccurrence) -> None:
    """One date does not take place."""
    series = occurrence.series
    about = meeting(series, occurrence.rhythm)
    when = local_words(occurrence.starts_at, occurrence.rhythm.time_zone)
    _tell(
        series,
        participants(series.initiative),
        key=f"session-cancelled:{occurrence.pk}:{occurrence.sequence}",
        subject=f"No session on {when}: {series.initiative.title}",
        text=lambda person: f"It does not take place: {occurrence.reason}\n{_page(series)}",
        calendar=lambda person: CalendarPart(
            "CANCEL",
            calendars.occurrence_cancellation(
                about, occurrence.slot_on, occurrence.sequence, person.email, person.full_name
            ),
        ),
    )


def tell_result(occurrence: SessionOccurrence, items: list[AgendaItem], present: str) -> None:
    """What came out, to everybody at the table, whether they were there or not."""
    series = occurrence.series
    when = local_words(occurrence.starts_at, occurrence.rhythm.time_zone)
    lines = "\n".join(f"- {each.title}: {result_words(each)}" for each in items)
    drafts = [
        NoticeDraft(
            recipient=person,
            key=f"session-result:{occurrence.pk}:{person.pk}",
            kind=notices.SESSION_RESULT,
            subject=f"What came out: {series.initiative.title}",
            text=f"Session of {when}. Present: {present}.\n\n{lines or 'Nothing was recorded.'}",
            address=occurrence.get_absolute_url(),
        )
        for person in participants(series.initiative)
    ]
    write_notices(drafts)


def result_words(item: AgendaItem) -> str:
    """One result in words."""
    action = item.action
    if item.result == ItemResult.ACTION and action:
        told = f"{action.text} ({action.owner.full_name}, by {action.due_on:%d %B %Y})"
        return f"{told}, carried: {item.result_text}" if item.carried_action else told
    if item.result == ItemResult.INPUT and item.raised_input:
        return f"design input {item.raised_input.reference}: {item.result_text}"
    label = item.get_result_display().lower()
    return f"{label}: {item.result_text}" if item.result_text else label


_TAKES_PLACE = frozenset({OccurrenceState.PLANNED, OccurrenceState.MOVED, OccurrenceState.HELD})


def _stands_elsewhere(each: SessionOccurrence, row: SessionRhythm, rhythm: Rhythm) -> bool:
    try:
        rhythm.zone()
    except UnknownTimeZone:
        return False
    return each.starts_at != rhythm.instant(each.slot_on) or each.minutes != row.minutes


def _begins(series: SessionSeries, row: SessionRhythm, about: calendars.Meeting) -> str:
    """When the rhythm's next session begins, in words; empty if none is left."""
    now = timezone.now()
    ahead = series.occurrences.filter(
        rhythm=row, state__in=OccurrenceState.expected(), starts_at__gt=now
    )
    soonest = ahead.order_by("starts_at").first()
    if soonest is not None:
        return local_words(soonest.starts_at, row.time_zone)
    first = about.first_day()
    if first is None or first <= timezone.localdate():
        return ""
    try:  # It begins after the weeks whose dates are made.
        return local_words(about.rhythm.instant(first), row.time_zone)
    except UnknownTimeZone:
        return f"{first:%A} {first.day} {first:%B %Y}"


def _tell(
    series: SessionSeries,
    people: Iterable[User],
    *,
    key: str,
    subject: str,
    text: Callable[[User], str],
    calendar: CalendarFor,
    expires_at: dt.datetime | None = None,
) -> None:
    drafts = [
        NoticeDraft(
            recipient=person,
            key=f"{key}:{person.pk}",
            kind=notices.SESSION_INVITATION,
            subject=subject,
            text=text(person),
            address=series.get_absolute_url(),
            calendar=_part(calendar, person),
            expires_at=expires_at,
            may_wait=False,
        )
        for person in people
    ]
    write_notices(drafts)


def _request_of(about: calendars.Meeting) -> CalendarFor:
    return lambda person: CalendarPart(
        "REQUEST", calendars.request(about, person.email, person.full_name)
    )


def _cancellation_of(about: calendars.Meeting) -> CalendarFor:
    return lambda person: CalendarPart(
        "CANCEL", calendars.cancellation(about, person.email, person.full_name)
    )


def _part(calendar: CalendarFor, person: User) -> CalendarPart | None:
    """None where the time zone is no longer known: the words are told all the same."""
    try:
        return calendar(person)
    except UnknownTimeZone:
        return None


def _where(series: SessionSeries) -> str:
    return f"Place: {series.place}\n" if series.place else ""


def _page(series: SessionSeries) -> str:
    return f"{settings.BASE_URL}{series.get_absolute_url()}"
