"""What an event recorded, value by value, in readable words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded value in readable words; several where a list was recorded."""

    label: str
    values: list[str]


def facts_of(recorded: Mapping[str, Any]) -> list[Fact]:
    """Recorded values by name, in readable words."""
    return [Fact(name_in_words(name), _words(value)) for name, value in recorded.items()]


def name_in_words(name: str) -> str:
    """The name of a recorded value: `resume_condition` reads `Resume condition`."""
    return name.replace("_", " ").capitalize()


def _words(value: Any) -> list[str]:
    """A recorded value as people read it."""
    if isinstance(value, bool):
        return ["Yes" if value else "No"]
    if value is None or value in ("", []):
        return ["Not said"]
    if isinstance(value, list):
        return [str(each) for each in value]
    return [_day_or_text(str(value))]


def _day_or_text(text: str) -> str:
    try:
        return date_format(dt.date.fromisoformat(text), "j F Y")
    except ValueError:
        return text
