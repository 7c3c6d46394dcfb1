"""Public holidays of the country a site is in."""

import datetime as dt
from functools import lru_cache

from holidays import country_holidays


def is_day_off(country: str, day: dt.date) -> bool:
    """Whether the day is a public holiday of the whole country.

    Args:
        country: ISO 3166 code; an empty or unknown one has no holidays.
    """
    return day in _days_off(country, day.year)


def name_of_day_off(country: str, day: dt.date) -> str:
    """What the country calls the day, in English where the list has it; empty for other days."""
    return _days_off(country, day.year).get(day, "")


@lru_cache(maxsize=512)
def _days_off(country: str, year: int) -> dict[dt.date, str]:
    try:
        return dict(country_holidays(country.strip().upper(), years=year, language="en_US"))
    except NotImplementedError:  # what the list says of a country it does not know
        return {}
