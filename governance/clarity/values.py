"""Values of a field's parts: whether they are of their kind, and how they read."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.utils.formats import date_format

from governance.clarity.catalogue import LONGEST, Part
from governance.clarity.directory import Directory, fits

Row = dict[str, Any]
LONGEST_ID = 20  # of a row that others follow


def is_there(value: object) -> bool:
    """Whether anything was given; 0 and "no" are something."""
    return value is not None and value != "" and value != [] and value is not False


def is_of_kind(part: Part, value: object) -> bool:
    """Whether the value is one that the part takes."""
    if part.kind in {"person", "unit_or_post"}:
        return fits(value, part.kind)
    if part.kind == "choice":
        return isinstance(value, str) and value in part.choices
    if part.kind == "choices":
        return isinstance(value, list) and all(
            isinstance(each, str) and each in part.choices for each in value
        )
    if part.kind == "number":
        return _is_number(part, value)
    if part.kind == "date":
        return day(value) is not None
    if part.kind == "yes":
        return value is True
    if part.kind == "subject":
        return isinstance(value, str) and len(value) <= LONGEST_ID
    return _is_text(part, value)


def day(value: object) -> dt.date | None:
    """A day written as 2026-11-20."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def is_web_address(value: object) -> bool:
    """Whether it is a whole http or https address."""
    if not isinstance(value, str) or any(char.isspace() for char in value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def in_words(part: Part, value: object, directory: Directory) -> str:
    """The value as people read it; empty where there is none."""
    if not is_there(value):
        return ""
    if part.kind in {"person", "unit_or_post"}:
        return directory.name(str(value))
    if part.kind == "choices" and isinstance(value, list):
        return ", ".join(part.choices.get(str(each), str(each)) for each in value)
    if part.kind == "choice":
        return part.choices.get(str(value), str(value))
    if part.kind == "date" and (on := day(value)):
        return date_format(on, "j F Y")
    if part.kind == "yes":
        return "Yes"
    unit = part.unit.removesuffix("s") if value == 1 else part.unit
    return f"{value} {unit}".strip()


def _is_number(part: Part, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    low = part.least is None or value >= part.least
    return low and (part.most is None or value <= part.most)


def _is_text(part: Part, value: object) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST[part.kind]:
        return False
    return part.kind != "link" or is_web_address(value)
