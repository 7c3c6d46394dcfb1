"""When a person may be told: quiet hours and the daily message, by the person's own clock."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
# A notice that waited longer than this is one of a backlog: several become one message.
OVERDUE = dt.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Wishes:
    """When a person wants to be told.

    Attributes:
        quiet: from and until, by the clock on the wall; the end may be on the next day.
        digest_hour: the full hour of the one message a day; None where each comes at once.
    """

    zone: ZoneInfo
    quiet: tuple[dt.time, dt.time] | None = None
    digest_hour: int | None = None


def first_moment(wishes: Wishes, now: dt.datetime, *, digest_of: dt.datetime | None) -> dt.datetime:
    """The first moment from now on at which the person may be told.

    `digest_of` is when a notice that goes into the daily message appeared.
    """
    moment = now
    if digest_of is not None and wishes.digest_hour is not None:
        moment = max(now, next_digest(wishes.zone, wishes.digest_hour, digest_of))
    return after_quiet_hours(wishes, moment)


def after_quiet_hours(wishes: Wishes, moment: dt.datetime) -> dt.datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    if wishes.quiet is None:
        return moment
    while (end := _end_of_quiet(wishes.zone, wishes.quiet, moment)) is not None:
        moment = end
    return moment


def next_digest(zone: ZoneInfo, hour: int, appeared: dt.datetime) -> dt.datetime:
    """The first daily message at or after the moment."""
    day = appeared.astimezone(zone).date()
    days = (day, day + DAY)
    first, second = (dt.datetime.combine(each, dt.time(hour), zone) for each in days)
    # Compared as instants: within one zone Python would compare readings of the clock.
    digest = first.astimezone(dt.UTC)
    return digest if digest >= appeared else second.astimezone(dt.UTC)


def _end_of_quiet(
    zone: ZoneInfo, quiet: tuple[dt.time, dt.time], moment: dt.datetime
) -> dt.datetime | None:
    start, end = quiet
    today = moment.astimezone(zone).date()
    for day in (today - DAY, today):
        last_day = day if start < end else day + DAY
        over = _last(last_day, end, zone)
        if _first(day, start, zone) <= moment < over:
            return over
    return None


def _first(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """When the clock on the wall may first show the time; an hour may come twice, or be skipped."""
    return min(_readings(day, time, zone))


def _last(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """When the clock may last show it: with `_first` the quiet hours are never cut short."""
    return max(_readings(day, time, zone))


def _readings(day: dt.date, time: dt.time, zone: ZoneInfo) -> list[dt.datetime]:
    readings = (dt.datetime.combine(day, time.replace(fold=fold), zone) for fold in (0, 1))
    return [reading.astimezone(dt.UTC) for reading in readings]
