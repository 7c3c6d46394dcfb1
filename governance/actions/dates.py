"""Parts of actions that make the dates of a series, and forget those that will not come."""

import datetime as dt

from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from governance import events
from governance.actions.keeping import put_on_next_agenda, set_aside
from governance.models import SessionOccurrence, SessionRhythm, SessionSeries
from governance.sessions.days_off import name_of_day_off
from governance.sessions.rhythm import UnknownTimeZone
from governance.sessions.telling import rhythm_of
from governance.vocabulary import OccurrenceState
from people.errors import NotPossibleNow

AHEAD = dt.timedelta(weeks=8)
FARTHEST = dt.timedelta(days=92)
DAY = dt.timedelta(days=1)


def fill_dates(series: SessionSeries, *, actor: Actor) -> int:
    """Make the dates of the next eight weeks that are missing; returns how many.

    What people put on the agenda of a date that went comes on that of the next. Days off at the
    series' site are left out as planned, with their name as the reason. Dates that stand unmoved
    follow their rhythm's time zone where its rules have changed.

    Raises:
        UnknownTimeZone: the time zone of the rhythm that goes on is no longer known.
    """
    until = timezone.localdate(timezone=dt.UTC) + AHEAD
    standing = {each.slot_on: each for each in series.occurrences.all()}
    made: list[SessionOccurrence] = []
    for row in series.rhythms.all():
        for day in _days_to_make(row, until):
            if day not in standing:
                made.append(_planned(series, row, day))
            elif standing[day].rhythm_id == row.pk:
                _follow_zone(standing[day], rhythm_of(row).instant(day))
    SessionOccurrence.objects.bulk_create(made)
    series.planned_until = until
    series.save(update_fields=["planned_until"])
    put_on_next_agenda(series, actor=actor)
    if made:
        dates = "1 date" if len(made) == 1 else f"{len(made)} dates"
        data = {"reference": series.reference, "dates": dates, "until": until}
        record(events.DATES_PLANNED, series, actor=actor, data=data)
    return len(made)


def forget_dates_from(
    series: SessionSeries, rhythm: SessionRhythm, last_on: dt.date | None
) -> tuple[dt.date, bool]:
    """Remove the rhythm's dates after the day that nobody has opened; what people put on their
    agendas is set aside.

    `last_on` None means now: what has started or been opened stays. Dates of the past stay.
    Returns the day the rhythm ends with, and whether any date is gone.
    """
    ahead = series.occurrences.filter(rhythm=rhythm, opened_at=None, starts_at__gt=timezone.now())
    if last_on is not None:
        ahead = ahead.filter(slot_on__gt=last_on)
    gone = list(ahead.values_list("slot_on", flat=True))
    set_aside(series.initiative, ahead)
    ahead.delete()
    if last_on is not None:
        return last_on, bool(gone)
    today = timezone.localdate()
    # A session held before its slot does not bring back the slots that are gone before it.
    first_gone = min((slot for slot in gone if slot >= today), default=dt.date.max)
    stays = series.occurrences.filter(rhythm=rhythm, slot_on__lt=first_gone).order_by("-slot_on")
    last = stays.first()
    return (last.slot_on if last else rhythm.first_on - DAY), bool(gone)


def find_date(occurrence: SessionOccurrence) -> SessionOccurrence:
    """Part of actions that hold the initiative's lock: the date as it stands now.

    Raises:
        NotPossibleNow: it went when the rhythm changed or came to rest.
    """
    found = (
        SessionOccurrence.objects.select_related("rhythm", "series")
        .filter(pk=occurrence.pk)
        .first()
    )
    if found is None:
        raise NotPossibleNow(
            "This date is not planned any more.",
            way_out="The page of the sessions shows what is next.",
        )
    return found


def _days_to_make(row: SessionRhythm, until: dt.date) -> list[dt.date]:
    rhythm = rhythm_of(row)
    try:
        today = timezone.localdate(timezone=rhythm.zone())
    except UnknownTimeZone:
        if row.last_on is None:
            raise
        return []  # It ends; what was planned of it stays as it is.
    return list(rhythm.days(max(row.first_on, today), min(until, row.last_on or until)))


def _planned(series: SessionSeries, row: SessionRhythm, day: dt.date) -> SessionOccurrence:
    off = name_of_day_off(series.country, day) if row.rule else ""
    return SessionOccurrence(
        series=series,
        rhythm=row,
        slot_on=day,
        starts_at=rhythm_of(row).instant(day),
        minutes=row.minutes,
        state=OccurrenceState.PLANNED_SKIP if off else OccurrenceState.PLANNED,
        reason=off,
    )


def _follow_zone(occurrence: SessionOccurrence, instant: dt.datetime) -> None:
    if occurrence.state == OccurrenceState.PLANNED and occurrence.starts_at != instant:
        occurrence.starts_at = instant
        occurrence.save(update_fields=["starts_at"])
