"""Days off come from the country of the site; a country nobody knows has none."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.sessions import days_off
from governance.sessions.days_off import is_day_off, name_of_day_off

CHRISTMAS = dt.date(2026, 12, 25)
WEDNESDAY = dt.date(2026, 11, 25)


def test_a_public_holiday_is_a_day_off_with_a_name() -> None:
    assert is_day_off("DE", CHRISTMAS)
    assert name_of_day_off("DE", CHRISTMAS) == "Christmas Day"
    assert name_of_day_off("DE", dt.date(2027, 10, 3)) == "German Unity Day"


def test_an_ordinary_day_is_none() -> None:
    assert not is_day_off("DE", WEDNESDAY)
    assert name_of_day_off("DE", WEDNESDAY) == ""


def test_countries_differ() -> None:
    independence = dt.date(2026, 8, 15)

    assert is_day_off("IN", independence)
    assert not is_day_off("US", independence)
    assert is_day_off("us", dt.date(2026, 11, 26))


@pytest.mark.parametrize("country", ["", "  ", "XX", "ZZ", "DE-BY", "1", "\x00"])
def test_a_country_nobody_knows_has_no_days_off(country: str) -> None:
    assert not is_day_off(country, CHRISTMAS)
    assert name_of_day_off(country, CHRISTMAS) == ""


@settings(max_examples=100)
@given(country=st.text(max_size=4), day=st.dates())
def test_it_never_fails(country: str, day: dt.date) -> None:
    assert is_day_off(country, day) == bool(name_of_day_off(country, day))


def test_a_year_of_a_country_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, int]] = []

    def counted(country: str, *, years: int, language: str) -> dict[dt.date, str]:
        read.append((country, years))
        return {CHRISTMAS: "Christmas Day"}

    monkeypatch.setattr(days_off, "country_holidays", counted)
    days_off._days_off.cache_clear()
    try:
        for day in range(365):
            is_day_off("DE", dt.date(2026, 1, 1) + dt.timedelta(days=day))
    finally:
        days_off._days_off.cache_clear()

    assert read == [("DE", 2026)]
