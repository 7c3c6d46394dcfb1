"""The mapping: a TOML file that says how the columns of one inventory are to be read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from initiatives.inventory.mapping_tables import (
    Table,
    read_encoding,
    read_formats,
    refuse,
    word_of,
)
from initiatives.inventory.targets import TARGETS, TargetKind, Targets
from initiatives.inventory.wording import did_you_mean, folded, parse_date

MOST_CHARACTERS = 200_000
# The parser needs memory by the square of a key's parts: 180 KB of dots would take gigabytes.
MOST_DOTS_IN_LINE = 100
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", ",": ",", ";": ";", "\t": "\t"}
KEYS = {
    "name", "title", "encoding", "delimiter", "sheet", "columns", "values", "dates", "defaults",
    "identity", "units", "empty", "labels",
}  # fmt: skip


class OnRepeat(StrEnum):
    """What becomes of rows that the identifying columns do not tell apart."""

    NUMBER = "number"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class InventoryMapping:
    """How one inventory is read.

    Attributes:
        name: the source that its rows belong to; a repeat import must use the same.
        columns: target -> source columns.
        values: target -> folded source value -> value of the target.
        empty: folded spellings of nothing.
        identity: columns that say which row is which.
        labels: folded source column -> word for it in the source note.
        targets: what it may fill.
    """

    name: str
    title: str
    encoding: str
    delimiter: str
    sheet: str
    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]]
    empty: frozenset[str]
    date_formats: tuple[str, ...]
    defaults: Mapping[str, str]
    identity: tuple[str, ...]
    on_repeat: OnRepeat
    creates_units: bool
    labels: Mapping[str, str]
    targets: Targets = field(default_factory=lambda: TARGETS)

    @property
    def source_columns(self) -> list[str]:
        """Every column the file must have, once, in the order the mapping names them."""
        named = [*self.identity, *(name for names in self.columns.values() for name in names)]
        return list(dict.fromkeys(named))

    def fills(self, target: str) -> bool:
        """Whether the mapping has something to say about a target."""
        return target in self.columns or target in self.defaults


def read_mapping(text: str, targets: Targets = TARGETS) -> InventoryMapping:
    """The mapping that a TOML text describes, of a table of initiatives if nothing else is said.

    Raises:
        InvalidInput: it is no TOML, or a key is unknown, missing or unusable; the message names
            the key.
    """
    root = Table("", _parse(text))
    root.refuse_other_keys(KEYS)
    columns = _read_columns(root, targets)
    formats = read_formats(root.table("dates", {"formats"}))
    identity = root.table("identity", {"columns", "on_repeat"})
    return InventoryMapping(
        name=_read_name(root),
        title=root.text("title"),
        encoding=read_encoding(root),
        delimiter=_read_delimiter(root),
        sheet=root.text("sheet"),
        columns=columns,
        values=_read_values(root, targets),
        empty=frozenset({""} | {folded(value) for value in _empty_values(root)}),
        date_formats=formats,
        defaults=_read_defaults(root, columns, formats, targets),
        identity=identity.texts("columns", required=True),
        on_repeat=_read_on_repeat(identity),
        creates_units=root.table("units", {"create"}).truth("create"),
        labels=_read_labels(root, columns),
        targets=targets,
    )


def _parse(text: str) -> dict[str, Any]:
    if len(text) > MOST_CHARACTERS:
        raise refuse(
            "", "It is far longer than a mapping is.", "Give the .toml file, not the data."
        )
    if max(line.count(".") for line in text.split("\n")) > MOST_DOTS_IN_LINE:
        raise refuse(
            "", "One of its lines has too many dots.", "Write a long list over several lines."
        )
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    # A number of thousands of digits is a ValueError of Python's own.
    except (ValueError, RecursionError) as error:
        raise refuse(
            "", f"It is not valid TOML: {error}.", "Correct that line; docs/import.md has examples."
        ) from error


def _read_name(root: Table) -> str:
    name = root.text("name", required=True)
    if len(name) > 60:
        raise refuse("name", "It is longer than 60 characters.", "Give the source a short name.")
    return name


def _read_delimiter(root: Table) -> str:
    given = root.values.get("delimiter", "")
    if given == "":
        return ""
    if not isinstance(given, str) or given not in DELIMITERS:
        raise refuse(
            "delimiter",
            f"“{given}” is not known.",
            "Write comma, semicolon or tab, or leave it out.",
        )
    return DELIMITERS[given]


def _read_on_repeat(identity: Table) -> OnRepeat:
    given = identity.text("on_repeat") or OnRepeat.REFUSE.value
    try:
        return OnRepeat(given)
    except ValueError:
        raise refuse(
            "identity.on_repeat", f"“{given}” is not known.", "Write “number” or “refuse”."
        ) from None


def _read_columns(root: Table, targets: Targets) -> dict[str, tuple[str, ...]]:
    table = root.table("columns")
    columns: dict[str, tuple[str, ...]] = {}
    for name in table.values:
        _refuse_unknown_target("columns", name, targets)
        columns[name] = table.texts(name, required=True)
        if len(columns[name]) > 1 and not targets[name].joins_columns:
            raise refuse(
                f"columns.{name}", "It takes one column, not several.", "Name the one that counts."
            )
    return columns


def _refuse_unknown_target(table: str, name: str, targets: Targets) -> None:
    if name not in targets:
        raise refuse(
            f"{table}.{name}",
            f"“{name}” is no target.{did_you_mean(name, targets)}",
            f"Targets are {', '.join(targets)}.",
        )


def _read_values(root: Table, targets: Targets) -> dict[str, dict[str, str]]:
    table = root.table("values")
    values: dict[str, dict[str, str]] = {}
    for name in table.values:
        _refuse_unknown_target("values", name, targets)
        if targets[name].kind in {TargetKind.DATE, TargetKind.NOTE}:
            raise refuse(
                f"values.{name}", "Its values are not translated.", "Leave this table out."
            )
        inner = table.table(name)
        values[name] = {
            folded(source): word_of(targets[name], f"values.{name}", inner.text(source))
            for source in inner.values
        }
    return values


def _read_defaults(
    root: Table,
    columns: Mapping[str, tuple[str, ...]],
    formats: tuple[str, ...],
    targets: Targets,
) -> dict[str, str]:
    table = root.table("defaults")
    defaults: dict[str, str] = {}
    for name in table.values:
        _refuse_unknown_target("defaults", name, targets)
        value = word_of(targets[name], f"defaults.{name}", table.text(name))
        if targets[name].kind is TargetKind.DATE and parse_date(value, formats) is None:
            raise refuse(f"defaults.{name}", f"“{value}” is no day.", "Write it as 2024-05-17.")
        defaults[name] = value
    for name in targets.required:
        if name not in columns and not defaults.get(name):
            raise refuse(
                f"columns.{name}",
                f"Every {targets.of} needs a {name}, and no column gives it.",
                "Name its column in [columns], or one value for all rows in [defaults].",
            )
    return defaults


def _read_labels(root: Table, columns: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    table = root.table("labels")
    noted = columns.get("source_note", ())
    for name in table.values:
        if folded(name) not in {folded(column) for column in noted}:
            raise refuse(
                f"labels.{name}",
                f"This column is not in the source note.{did_you_mean(name, noted)}",
                "Add it to columns.source_note, or leave the label out.",
            )
    return {folded(name): table.text(name) for name in table.values}


def _empty_values(root: Table) -> tuple[str, ...]:
    return root.table("empty", {"values"}).texts("values")
