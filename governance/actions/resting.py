"""Parts of actions: what people arranged about dates ahead outlasts a pause."""

import datetime as dt

from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from governance import events
from governance.actions.rhythms import keep_extra
from governance.models import RestingDate, SessionOccurrence, SessionRhythm, SessionSeries
from governance.sessions.days_off import name_of_day_off
from governance.sessions.rhythm import Rhythm
from governance.sessions.telling import rhythm_of
from governance.vocabulary import OccurrenceState, SessionPurpose

# What people may arrange about a date; a resting date keeps it under the same names.
_ARRANGED = ("starts_at", "minutes", "state", "purpose", "times_put_off", "reason")


def keep_what_was_arranged(series: SessionSeries) -> None:
    """Note which dates ahead are no plain dates of their rhythm, before a pause forgets them."""
    ahead = series.occurrences.filter(opened_at=None, starts_at__gt=timezone.now())
    RestingDate.objects.bulk_create(
        RestingDate(
            series=series,
            rhythm=each.rhythm,
            slot_on=each.slot_on,
            **{name: getattr(each, name) for name in _ARRANGED},
        )
        for each in ahead.select_related("rhythm")
        if _is_arranged(each, series)
    )


def take_up_what_was_arranged(
    series: SessionSeries, kept: SessionRhythm, *, actor: Actor
) -> list[SessionRhythm]:
    """Make the dates that are still ahead as they had been arranged, before any other is made.

    A date that is no date of the rhythm any more, or was none, becomes an extra session on its
    day where that day is free. Returns the rows of the extra sessions, to be invited to.
    """
    resting = list(series.resting_dates.select_related("rhythm"))
    series.resting_dates.all().delete()
    taken = set(series.occurrences.values_list("slot_on", flat=True))
    usual, extras, made = rhythm_of(kept), list[SessionRhythm](), list[dt.date]()
    # Those of the rhythm first: an extra session gives way to what stands on its day.
    for each in sorted(resting, key=lambda each: (not each.rhythm.rule, each.starts_at)):
        if each.starts_at <= timezone.now():
            continue
        if each.rhythm.rule and _meets(usual, each.slot_on):
            made.append(_make(each, series, kept, each.slot_on))
            continue
        local = timezone.localtime(each.starts_at, usual.zone())
        day = local.date()
        takes_place = each.state in OccurrenceState.expected()
        if not takes_place or day in {*taken, *made} or _meets(usual, day):
            continue
        row = keep_extra(series, Rhythm("", day, local.time(), usual.time_zone, each.minutes))
        each.state = OccurrenceState.PLANNED
        made.append(_make(each, series, row, day))
        extras.append(row)
    if made:
        dates = "1 date" if len(made) == 1 else f"{len(made)} dates"
        data = {"reference": series.reference, "dates": dates, "days": sorted(made)}
        record(events.DATES_TAKEN_UP, series, actor=actor, data=data)
    return extras


def _is_arranged(occurrence: SessionOccurrence, series: SessionSeries) -> bool:
    if not occurrence.rhythm.rule or occurrence.times_put_off:
        return True
    if occurrence.purpose != SessionPurpose.ORDINARY:
        return True
    day_off = name_of_day_off(series.country, occurrence.slot_on)
    if occurrence.state == OccurrenceState.PLANNED_SKIP:
        return occurrence.reason != day_off
    return occurrence.state != OccurrenceState.PLANNED or bool(day_off)


def _meets(rhythm: Rhythm, day: dt.date) -> bool:
    return day >= rhythm.first_on and any(rhythm.days(day, day))


def _make(resting: RestingDate, series: SessionSeries, row: SessionRhythm, day: dt.date) -> dt.date:
    SessionOccurrence.objects.create(
        series=series,
        rhythm=row,
        slot_on=day,
        sequence=series.sequence,
        **{name: getattr(resting, name) for name in _ARRANGED},
    )
    return day
