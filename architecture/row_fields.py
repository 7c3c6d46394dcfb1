"""A form field that is a short table: rows of a few columns, as many as wanted."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

ROWS_WITHOUT_SCRIPT = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a row.

    Attributes:
        kind: `text`, `long`, `choice`, `day` or `hidden`.
        choices: value and words of each, for a choice.
        read: turns what was typed into a value; raises ValueError with the words to show.
    """

    name: str
    label: str
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = ()
    read: Callable[[str], Any] = str
    most: int = 2000


def read_day(typed: str) -> dt.date | None:
    """A day, or None where nothing was typed.

    Raises:
        ValueError: it is none.
    """
    if not typed:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        message = f"“{typed}” is no day."
        raise ValueError(message) from None


class Rows(forms.Widget):
    """Inputs of one name for each column; what is empty throughout is no row."""

    template_name = "architecture/_rows.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = columns

    def value_from_datadict(
        self, data: Any, files: MultiValueDict[str, Any], name: str
    ) -> list[dict[str, str]]:
        """Every row in which something was typed, as typed."""
        if not isinstance(data, QueryDict):
            return list(data.get(name, []))
        lists = [data.getlist(f"{name}-{column.name}") for column in self.columns]
        count = max((len(each) for each in lists), default=0)
        rows = [
            {
                column.name: typed[number] if number < len(typed) else ""
                for column, typed in zip(self.columns, lists, strict=True)
            }
            for number in range(count)
        ]
        return [row for row in rows if any(text.strip() for text in row.values())]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        blank: dict[str, str] = {}
        rows += [blank] * max(1, ROWS_WITHOUT_SCRIPT - len(rows))
        context["widget"]["rows"] = [self._cells(row) for row in rows]
        context["widget"]["blank"] = self._cells(blank)
        return context

    def _cells(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"column": column, "value": str(row.get(column.name) or "")} for column in self.columns
        ]


class RowsField(forms.Field):
    """A list of rows as values by column; the action says whether they make sense."""

    widget: Rows

    def __init__(self, columns: Sequence[Column], **options: Any) -> None:
        self.columns = columns
        super().__init__(widget=Rows(columns), required=False, **options)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The rows, each value read by its column."""
        try:
            return [
                {column.name: column.read(row[column.name].strip()) for column in self.columns}
                for row in value or []
            ]
        except ValueError as error:
            raise ValidationError(str(error)) from None
