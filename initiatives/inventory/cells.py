"""Reading the cells of one row, target by target."""

import datetime as dt
from collections.abc import Mapping

from initiatives.inventory.findings import Finding, bad_row, note
from initiatives.inventory.mapping import InventoryMapping
from initiatives.inventory.mapping_tables import own_word
from initiatives.inventory.reading import Record
from initiatives.inventory.targets import Target, TargetKind
from initiatives.inventory.wording import (
    did_you_mean,
    excerpt,
    folded,
    parse_date,
    shortened,
    why_unlikely,
)
from people.text import tidy

IDENTITY_SEPARATOR = "\x1f"


class CellReader:
    """The cells of one row, and what was found while reading them."""

    def __init__(
        self,
        record: Record,
        columns: Mapping[str, int],
        mapping: InventoryMapping,
        today: dt.date,
    ) -> None:
        self.number = record.number
        self.findings: list[Finding] = []
        self._record = record
        self._columns = columns
        self._mapping = mapping
        self._today = today
        self._kept: list[str] = []
        self._in_full: list[str] = []

    def identity(self) -> str:
        """The identifying cells as compared, joined."""
        cells = (folded(self._cell(column)) for column in self._mapping.identity)
        return IDENTITY_SEPARATOR.join("" if self._is_empty(cell) else cell for cell in cells)

    def text(self, target: Target) -> str:
        """A text: the target's columns, joined, or its default."""
        lines = target.kind is TargetKind.TEXT
        words = self._mapping.values.get(target.name, {})
        parts = []
        for column in self._mapping.columns.get(target.name, ()):
            part = tidy(self._cell(column), lines=lines)
            if not self._is_empty(part):
                parts.append(words.get(folded(part), part))
        text = ("\n\n" if lines else ", ").join(parts) or self._default(target)
        return self._fitted(target, text)

    def word(self, target: Target) -> str:
        """A value of the target's own list, or empty where none is needed."""
        for column in self._mapping.columns.get(target.name, ()):
            cell = self._cell(column)
            if self._is_empty(cell):
                continue
            known = self._mapping.values.get(target.name, {})
            found = known.get(folded(cell)) or own_word(target, cell)
            if found is None:
                self._refuse_word(target, column, cell)
            return found or ""
        return self._default(target)

    def day(self, target: Target) -> dt.date | None:
        """A day, or None; what cannot be read as one is kept in the source note."""
        formats = self._mapping.date_formats
        for column in self._mapping.columns.get(target.name, ()):
            cell = tidy(self._cell(column))
            if self._is_empty(cell):
                continue
            day = parse_date(cell, formats)
            doubt = why_unlikely(day, self._today) if day else "This is no day in a known format."
            if doubt:
                message = f"{doubt} It stays in the source note."
                self.findings.append(note(self.number, column, excerpt(cell), message))
                self._kept.append(f"{self._label(column)}, not read as a day: {cell}")
                return None
            return day
        default = self._mapping.defaults.get(target.name)
        return parse_date(default, formats) if default else None

    def source_note(self) -> str:
        """What is kept of the row beside the fields; to be asked for last."""
        for column in self._mapping.columns.get("source_note", ()):
            cell = tidy(self._cell(column), lines=True)
            if not self._is_empty(cell):
                self._kept.append(f"{self._label(column)}: {cell}")
        return "\n".join([*self._in_full, *self._kept])

    def _cell(self, column: str) -> str:
        position = self._columns[folded(column)]
        cells = self._record.cells
        return cells[position] if position < len(cells) else ""

    def _is_empty(self, text: str) -> bool:
        return len(text) <= 200 and folded(text) in self._mapping.empty

    def _label(self, column: str) -> str:
        return self._mapping.labels.get(folded(column), " ".join(column.split()))

    def _column_of(self, target: Target) -> str:
        return ", ".join(self._mapping.columns.get(target.name, ()))

    def _default(self, target: Target) -> str:
        default = self._mapping.defaults.get(target.name, "")
        column = self._column_of(target)
        if not default and target.required:
            message = (
                f"Every {self._mapping.targets.of} needs a {target.label.lower()}; this cell says "
                "nothing."
            )
            self.findings.append(bad_row(self.number, column, "", message))
        elif default and column:
            message = f"Nothing stands here; taken as “{excerpt(default)}”, as the mapping says."
            self.findings.append(note(self.number, column, "", message))
        return default

    def _fitted(self, target: Target, text: str) -> str:
        if len(text) <= target.most:
            return text
        column = self._column_of(target)
        if target.must_fit:
            message = (
                f"A {target.label.lower()} has at most {target.most} characters, this one "
                f"{len(text)}."
            )
            self.findings.append(bad_row(self.number, column, excerpt(text), message))
            return text
        message = (
            f"{target.label} has {len(text)} characters and was shortened to {target.most}; the "
            "whole text stays in the source note."
        )
        self.findings.append(note(self.number, column, excerpt(text), message))
        self._in_full.append(f"{target.label} in full: {text}")
        return shortened(text, target.most)

    def _refuse_word(self, target: Target, column: str, cell: str) -> None:
        known = [*self._mapping.values.get(target.name, {}), *(target.words or ())]
        message = (
            f"No {target.label.lower()} is known by this name.{did_you_mean(cell, known)} Add it "
            f"to [values.{target.name}] in the mapping."
        )
        self.findings.append(bad_row(self.number, column, excerpt(cell), message))
