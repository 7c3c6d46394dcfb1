"""Lists of initiatives as files that spreadsheets open without running anything in them."""

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from initiatives.models import Initiative
from people.spreadsheets import inert

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

COLUMNS = (
    "Reference",
    "Title",
    "Unit",
    "Stage",
    "How it runs",
    "Work",
    "How far when registered",
    "Problem",
    "What business wants",
    "What keeps it operable",
    "Lead",
    "Registered (UTC)",
    "IT invited (UTC)",
    "IT joined (UTC)",
    "Changed (UTC)",
)
_BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}"  # tells Excel that this is UTF-8
_ROWS_AT_A_TIME = 500


def csv_lines(initiatives: QuerySet[Initiative]) -> Iterator[str]:
    """The list as CSV, line by line, with a byte order mark; no cell reads as a formula."""
    writer = csv.writer(_Echo())
    yield _BYTE_ORDER_MARK + str(writer.writerow(COLUMNS))
    for row in _rows(initiatives):
        yield str(writer.writerow([inert(cell) for cell in row]))


def workbook(initiatives: QuerySet[Initiative]) -> IO[bytes]:
    """The list as a spreadsheet, at its beginning; every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Initiatives")
    sheet.freeze_panes = "C2"
    sheet.append(_cells(sheet, COLUMNS))
    for row in _rows(initiatives):
        sheet.append(_cells(sheet, row))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


class _Echo:
    """A file that hands back what is written to it, so that nothing is gathered in memory."""

    def write(self, line: str) -> str:
        return line


def _rows(initiatives: QuerySet[Initiative]) -> Iterator[tuple[str, ...]]:
    for each in initiatives.iterator(chunk_size=_ROWS_AT_A_TIME):
        yield (
            each.reference,
            each.title,
            each.unit.name,
            each.get_stage_display(),
            each.get_operational_status_display(),
            each.get_status_display(),
            each.get_how_far_display(),
            each.problem,
            each.business_goal,
            each.operability_goal,
            each.lead.full_name if each.lead else "",
            _iso(each.registered_at),
            _iso(each.it_invited_at),
            _iso(each.it_joined_at),
            _iso(each.updated_at),
        )


def _iso(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else ""


def _cells(sheet: Any, row: Iterable[str]) -> list[Any]:
    cells = []
    for text in row:
        cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type = "s"
        cells.append(cell)
    return cells
