"""Parts of actions that make the dates of a series, and forget those that will not come."""

import datetime as dt

from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from governance import events
from governance.models import SessionOccurrence, SessionRhythm, SessionSeries
from governance.sessions.days_off import name_of_day_off
from governance.sessions.telling import rhythm_of
from governance.vocabulary import OccurrenceState

AHEAD = dt.timedelta(weeks=8)


def fill_dates(series: SessionSeries, *, actor: Actor) -> int:
    """Make the dates of the next eight weeks that are missing; returns how many.

    Days off at the series' site are left out as planned, with their name as the reason. Dates
    that stand unmoved follow their rhythm's time zone where its rules have changed.

    Raises:
        UnknownTimeZone: the time zone of a rhythm is no longer known.
    """
    until = timezone.localdate(timezone=dt.UTC) + AHEAD
    standing = {each.slot_on: each for each in series.occurrences.all()}
    made: list[SessionOccurrence] = []
    for row in series.rhythms.all():
        rhythm = rhythm_of(row)
        start = max(rhythm.first_on, timezone.localdate(timezone=rhythm.zone()))
        for day in rhythm.days(start, min(until, row.last_on or until)):
            if day not in standing:
                made.append(_planned(series, row, day))
            elif standing[day].rhythm_id == row.pk:
                _follow_zone(standing[day], rhythm.instant(day))
    SessionOccurrence.objects.bulk_create(made)
    series.planned_until = until
    series.save(update_fields=["planned_until"])
    if made:
        dates = "1 date" if len(made) == 1 else f"{len(made)} dates"
        data = {"reference": series.reference, "dates": dates, "until": until}
        record(events.DATES_PLANNED, series, actor=actor, data=data)
    return len(made)


def forget_dates_from(
    series: SessionSeries, rhythm: SessionRhythm, last_on: dt.date | None
) -> dt.date:
    """Remove the rhythm's dates after the day that nobody has opened; the day it ends with.

    `last_on` None means now: what has started or been opened stays. Dates of the past stay.
    """
    now = timezone.now()
    unopened = series.occurrences.filter(rhythm=rhythm, opened_at=None, starts_at__gt=now)
    if last_on is not None:
        unopened = unopened.filter(slot_on__gt=last_on)
    unopened.delete()
    if last_on is not None:
        return last_on
    last = series.occurrences.filter(rhythm=rhythm).order_by("-slot_on").first()
    day_before = rhythm.first_on - dt.timedelta(days=1)
    return last.slot_on if last else day_before


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
