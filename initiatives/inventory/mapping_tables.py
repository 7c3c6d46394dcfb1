"""Reading typed values out of the tables of a mapping, with messages that name the key."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from initiatives.inventory.targets import Target
from initiatives.inventory.wording import did_you_mean, folded
from people.errors import InvalidInput

DATE_EXAMPLE = "%m/%d/%Y"


def refuse(key: str, message: str, way_out: str) -> InvalidInput:
    """The refusal of a mapping, to be raised."""
    place = f"The mapping cannot be used, at {key}" if key else "The mapping cannot be used"
    return InvalidInput(f"{place}: {message}", way_out=way_out, field="mapping")


class Table:
    """One TOML table and the dotted key it stands under."""

    def __init__(self, key: str, values: Mapping[str, Any]) -> None:
        self.key = key
        self.values = values

    def path(self, name: str) -> str:
        """The dotted key of an entry."""
        return f"{self.key}.{name}" if self.key else name

    def refuse_other_keys(self, known: Iterable[str]) -> None:
        """Refuse an entry that means nothing, so that no typing error stays unseen."""
        names = sorted(known)
        for name in self.values:
            if name not in names:
                raise refuse(
                    self.path(name),
                    f"“{name}” means nothing here.{did_you_mean(name, names)}",
                    f"What may stand here: {', '.join(names)}.",
                )

    def table(self, name: str, known: Iterable[str] | None = None) -> "Table":
        """A table inside this one; an absent one is empty."""
        values = self.values.get(name, {})
        if not isinstance(values, Mapping):
            raise refuse(
                self.path(name), "It is not a table.", f"Write [{self.path(name)}] above its lines."
            )
        table = Table(self.path(name), values)
        if known is not None:
            table.refuse_other_keys(known)
        return table

    def text(self, name: str, *, required: bool = False) -> str:
        """A text; an absent one is empty."""
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise refuse(self.path(name), "It is not a text.", 'Write it in quotes: "…".')
        if required and not value.strip():
            raise refuse(self.path(name), "It is missing.", f'Add a line {name} = "…".')
        return value.strip()

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """Several texts; a single one may stand alone."""
        value = self.values.get(name, [])
        entries = [value] if isinstance(value, str) else value
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise refuse(self.path(name), "It is not a list of texts.", 'Write it as ["…", "…"].')
        if required and not [entry for entry in entries if entry.strip()]:
            raise refuse(
                self.path(name),
                "It names nothing.",
                f'Add a line {name} = ["…"] with what it needs.',
            )
        return tuple(entries)

    def truth(self, name: str) -> bool:
        """True or false; an absent one is false."""
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise refuse(self.path(name), "It is neither true nor false.", f"Write {name} = true.")
        return value


def word_of(target: Target, key: str, value: str) -> str:
    """The target's own value for what the mapping writes; labels count as well.

    Raises:
        InvalidInput: it is none of them.
    """
    found = own_word(target, value)
    if found is None:
        words = list(target.words.values) if target.words else []
        raise refuse(
            key,
            f"“{value}” is no {target.label.lower()}.{did_you_mean(value, words)}",
            f"Write one of {', '.join(words)}.",
        )
    return found


def own_word(target: Target, value: str) -> str | None:
    """The target's own value that a text spells, or None; any text where it has no list."""
    if target.words is None:
        return value
    wanted = folded(value)
    for word, label in target.words.choices:
        if wanted in {folded(word), folded(str(label))}:
            return str(word)
    return None


def read_encoding(root: Table) -> str:
    """The name of a text encoding that Python knows; UTF-8 when none is named."""
    name = root.text("encoding") or "utf-8"
    try:
        "a".encode(name)
    except (LookupError, UnicodeError, ValueError):
        raise refuse(
            "encoding",
            f"“{name}” is no text encoding.",
            "Write utf-8, or cp1252 for files from older spreadsheets.",
        ) from None
    return name


def read_formats(dates: Table) -> tuple[str, ...]:
    """Date formats in Python's notation, each with a year."""
    formats = dates.texts("formats")
    for date_format in formats:
        if "%Y" not in date_format and "%y" not in date_format:
            raise refuse(
                dates.path("formats"),
                f"“{date_format}” has no year (%Y).",
                f"Write it as in {DATE_EXAMPLE}.",
            )
        if not _reads_days(date_format):
            raise refuse(
                dates.path("formats"),
                f"“{date_format}” reads no day.",
                f"Write it as in {DATE_EXAMPLE}, each part once.",
            )
    return formats


def _reads_days(date_format: str) -> bool:
    """Whether Python can read what it writes in the format."""
    try:
        dt.datetime.strptime(dt.date(2024, 5, 17).strftime(date_format), date_format)  # noqa: DTZ007
    except (ValueError, re.error):
        return False
    return True
