"""What is to be said about single cells of an inventory."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from people.errors import InvalidInput
from people.spreadsheets import inert


class Severity(StrEnum):
    """Whether a row can be taken in spite of what was found."""

    BAD_ROW = "bad_row"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one cell.

    Attributes:
        row: counted as a spreadsheet does, the heading being row 1.
        column: as the file names it; empty when the whole row is meant.
        value: as it stands in the file, shortened.
    """

    row: int
    column: str
    value: str
    message: str
    severity: Severity

    @property
    def keeps_row_out(self) -> bool:
        """Whether the row cannot be taken."""
        return self.severity is Severity.BAD_ROW

    def as_json(self) -> dict[str, str | int]:
        """For keeping in the report."""
        return asdict(self)


def bad_row(row: int, column: str, value: str, message: str) -> Finding:
    """A finding that keeps the row out."""
    return Finding(row, column, value, message, Severity.BAD_ROW)


def note(row: int, column: str, value: str, message: str) -> Finding:
    """A finding that the row is taken in spite of."""
    return Finding(row, column, value, message, Severity.NOTE)


def refuse_bad_rows(bad: int, *, only_good_rows: bool) -> None:
    """Go on only when every row can be taken, or the others alone are wanted.

    Raises:
        InvalidInput: rows are bad, and nobody chose to leave them out.
    """
    if bad and not only_good_rows:
        rows = "1 row cannot" if bad == 1 else f"{bad} rows cannot"
        raise InvalidInput(
            f"{rows} be taken, so none was.",
            way_out="Correct the rows named in the findings, or choose to take the good rows only.",
            field="only_good_rows",
        )


def as_csv(findings: Iterable[Finding]) -> str:
    """The findings as a table that a spreadsheet opens.

    A cell that a spreadsheet would run as a formula is led by an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["row", "column", "value", "finding", "taken"])
    for finding in findings:
        taken = "no" if finding.keeps_row_out else "yes"
        cells = (finding.column, finding.value, finding.message)
        writer.writerow([finding.row, *(inert(cell) for cell in cells), taken])
    return out.getvalue()
