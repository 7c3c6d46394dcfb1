"""Questions and answers as files that spreadsheets open without running anything in them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from people.spreadsheets import inert
from vendors.answer_sheets.columns import TARGETS
from vendors.vocabulary import ControlOwner, PlainAnswer

HEADER = (*(target.headings[0] for target in TARGETS), "Evidence asked for", "Due", "State")
WIDTHS = (12, 60, 16, 22, 70, 30, 12, 14)
SHEET = "Questions"
_BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}"  # tells Excel that this is UTF-8
_MOST_CELL = 32_000  # characters; Excel's own limit is 32,767
_ROWS_BEYOND = 500


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows under our heading as CSV in UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow([inert(cell) for cell in row])
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()


def as_workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows under our heading as a workbook; every cell is text, choices are offered."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "C2"
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, text, bold=True) for text in HEADER])
    count = 1
    for count, row in enumerate(rows, start=2):  # noqa: B007 - told after the loop
        sheet.append([_cell(sheet, text) for text in row])
    for column, words in (("C", PlainAnswer), ("D", ControlOwner)):
        offered = ",".join(str(label) for label in words.labels)
        choices = DataValidation(type="list", formula1=f'"{offered}"', allow_blank=True)
        choices.add(f"{column}2:{column}{count + _ROWS_BEYOND}")
        sheet.data_validations.append(choices)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text)[:_MOST_CELL])
    # Text, whatever it begins with: no program reads it as a formula.
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
