"""Waiting in working days: without weekends and the public holidays of a unit's country."""

import datetime as dt
from functools import partial

from governance.sessions.days_off import is_day_off
from governance.sessions.rhythm import working_days_between
from people.models import Unit

# Whoever has waited longer than the norm has done so by then, whatever holidays there were.
_FAR_ENOUGH = 21


def country_of(unit: Unit) -> str:
    """Where the unit works, for public holidays; empty where no site of it says."""
    return next((site.country for site in unit.sites.all()), "")


def has_waited(since: dt.date, today: dt.date, count: int, country: str = "") -> bool:
    """Whether more than `count` working days have gone by since the day.

    Args:
        country: ISO 3166 code; an empty or unknown one has no holidays.
    """
    until = min(today, since + dt.timedelta(days=2 * count + _FAR_ENOUGH))
    return working_days_between(since, until, partial(is_day_off, country)) > count
