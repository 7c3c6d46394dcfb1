"""Parts of actions on a series: choosing its rhythm, keeping it, ending those before it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from governance.actions.dates import DAY, FARTHEST, forget_dates_from
from governance.models import SessionRhythm, SessionSeries
from governance.sessions import telling
from governance.sessions.rhythm import Rhythm, checked_rule, first_day_of
from people.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class WantedRhythm:
    """When a series shall meet, as somebody asked for it; None and empty mean as proposed."""

    rule: str = ""
    first_on: dt.date | None = None
    starts_at: dt.time | None = None
    time_zone: str = ""
    minutes: int | None = None


AS_PROPOSED = WantedRhythm()


def chosen_rhythm(wanted: WantedRhythm, proposed: Rhythm, *, taken: set[dt.date]) -> Rhythm:
    """The rhythm asked for; without a first day, from the next day that is ahead and free."""
    rule = checked_rule(wanted.rule) if wanted.rule else proposed.rule
    anchor = proposed.first_on  # the same rule goes on in the same weeks
    if rule != proposed.rule:
        anchor = first_day_of(rule, max(anchor, timezone.localdate()))
    rhythm = Rhythm.checked(
        rule,
        wanted.first_on or anchor,
        wanted.starts_at or proposed.starts_at,
        wanted.time_zone or proposed.time_zone,
        proposed.minutes if wanted.minutes is None else wanted.minutes,
    )
    if wanted.first_on is None:
        return replace(rhythm, first_on=_first_day_ahead(rhythm, taken))
    _refuse_first_day(rhythm, taken)
    return rhythm


def _first_day_ahead(rhythm: Rhythm, taken: set[dt.date]) -> dt.date:
    now = timezone.now()
    days = rhythm.days(timezone.localdate(timezone=rhythm.zone()), dt.date.max)
    return next(day for day in days if day not in taken and rhythm.instant(day) > now)


def _refuse_first_day(rhythm: Rhythm, taken: set[dt.date]) -> None:
    now = timezone.now()
    first = rhythm.instant(rhythm.first_on)
    message = way_out = ""
    if first <= now:
        message = "The first session would lie behind us."
        way_out = "Choose a day and a time ahead."
    elif first > now + FARTHEST:
        message = "The first session would be more than three months ahead."
        way_out = "Choose an earlier day."
    elif rhythm.first_on in taken:
        message = f"{date_format(rhythm.first_on, 'j F Y')} has a session already."
        way_out = "Choose a later day."
    if message:
        raise InvalidInput(message, way_out=way_out, field="first_on")


def days_taken(series: SessionSeries) -> set[dt.date]:
    """Days whose session has begun or been opened: another rhythm cannot take their place."""
    begun = Q(starts_at__lte=timezone.now()) | Q(opened_at__isnull=False)
    return set(series.occurrences.filter(begun).values_list("slot_on", flat=True))


def goes_on_as(before: Rhythm, rhythm: Rhythm) -> bool:
    """Whether the rhythm asked for is the one before, in the same weeks."""
    if replace(before, first_on=rhythm.first_on) != rhythm:
        return False
    return any(before.days(rhythm.first_on, rhythm.first_on))


def stands_beside(row: SessionRhythm, rhythm: Rhythm) -> bool:
    """An extra session stays, unless the rhythm meets on its day anyway."""
    return not row.rule and not any(rhythm.days(row.first_on, row.first_on))


def _has_days_after(row: SessionRhythm, day: dt.date) -> bool:
    if row.last_on is None:
        return True
    start = max(day + DAY, timezone.localdate())
    return any(telling.rhythm_of(row).days(start, row.last_on))


def current_rhythm(series: SessionSeries) -> Rhythm | None:
    """The rule that was kept last, also while it rests; None where there is none."""
    kept = series.rhythms.exclude(rule="").order_by("-pk").first()
    return telling.rhythm_of(kept) if kept else None


def keep_rhythm(series: SessionSeries, rhythm: Rhythm) -> SessionRhythm:
    """Part of an action: the rhythm as a row of the series, under a new calendar UID."""
    series.sequence += 1
    series.planned_until = None
    series.save(update_fields=["sequence", "planned_until"])
    return SessionRhythm.objects.create(
        series=series,
        rule=rhythm.rule,
        first_on=rhythm.first_on,
        starts_at=rhythm.starts_at,
        time_zone=rhythm.time_zone,
        minutes=rhythm.minutes,
        sequence=series.sequence,
    )


def keep_extra(series: SessionSeries, once: Rhythm) -> SessionRhythm:
    """Part of an action: an extra session as a row of its own, which ends with its day."""
    row = keep_rhythm(series, once)
    row.last_on = once.first_on
    row.save(update_fields=["last_on"])
    return row


def end_rhythms(
    series: SessionSeries,
    last_on: dt.date | None,
    *,
    stays: Callable[[SessionRhythm], bool] = lambda row: False,
) -> None:
    """Part of an action: every rhythm ends by that day, and later dates are forgotten.

    `last_on` None ends them now: sessions of today that have begun stay. A rhythm that had
    nothing ahead is not told of again; what `stays` goes on.
    """
    for rhythm in series.rhythms.all():
        ended = last_on is not None and rhythm.last_on is not None and rhythm.last_on <= last_on
        if ended or stays(rhythm):
            continue
        ends_on, forgot = forget_dates_from(series, rhythm, last_on)
        if not forgot and not _has_days_after(rhythm, ends_on):
            continue
        series.sequence += 1
        rhythm.last_on = min(ends_on, rhythm.last_on or ends_on)
        rhythm.sequence = series.sequence
        rhythm.changed_at = timezone.now()
        rhythm.save(update_fields=["last_on", "sequence", "changed_at"])
        telling.end_rhythm(series, rhythm)
