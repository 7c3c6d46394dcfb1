"""Merged cells of a worksheet: a reader of rows sees the first only, people see all."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import iterparse

from openpyxl.utils.cell import range_boundaries

from people.errors import InvalidInput

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MOST_RANGES = 20_000
MOST_ROWS = 5_000
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class MergedRange:
    """Cells shown as one, counted from 0; the last row and column are part of it."""

    top: int
    left: int
    bottom: int
    right: int


def merged_ranges(content: bytes, sheet: str) -> list[MergedRange]:
    """The merged cells of the sheet of that name, as far as rows are read.

    The caller has made sure that the archive holds no document types (`read_workbook` does).
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return []
        with archive.open(part) as opened:
            ranges: list[MergedRange] = []
            for _, element in iterparse(opened):  # noqa: S314 - no entities: see above
                if element.tag == f"{_MAIN}mergeCell":
                    ranges += _range(element.get("ref", ""))
                if element.tag != f"{_MAIN}mergeCells":
                    element.clear()
                if len(ranges) >= MOST_RANGES:
                    break
            return ranges


def fill_merged(rows: list[list[str]], ranges: list[MergedRange]) -> None:
    """Write the first cell of each range into all of its cells.

    Raises:
        InvalidInput: the ranges cover more cells than there are, so they lie over each other.
    """
    to_fill = MOST_ROWS * MOST_COLUMNS
    for each in ranges:
        if each.top >= len(rows) or each.left >= len(rows[each.top]):
            continue
        text = rows[each.top][each.left]
        covered = rows[each.top : each.bottom + 1]
        to_fill -= len(covered) * max(0, each.right + 1 - each.left)
        if to_fill < 0:
            raise InvalidInput(
                "The merged cells of the sheet lie over each other.",
                way_out="Take the merging off in your spreadsheet, save it and bring it again.",
                field="file",
            )
        for row in covered:
            if len(row) <= each.right:
                row.extend([""] * (each.right + 1 - len(row)))
            row[each.left : each.right + 1] = [text] * (each.right + 1 - each.left)


def _range(reference: str) -> Iterator[MergedRange]:
    if not re.fullmatch(r"[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7}", reference):
        return
    left, top, right, bottom = range_boundaries(reference)
    if None in (left, top, right, bottom):
        return
    yield MergedRange(
        int(top or 1) - 1,
        int(left or 1) - 1,
        min(int(bottom or 1) - 1, MOST_ROWS),
        min(int(right or 1) - 1, MOST_COLUMNS),
    )


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where the archive keeps the sheet."""
    with archive.open("xl/workbook.xml") as opened:
        identity = next(
            (
                element.get(f"{_RELATIONS}id")
                for _, element in iterparse(opened)  # noqa: S314
                if element.tag == f"{_MAIN}sheet" and element.get("name") == sheet
            ),
            None,
        )
    try:
        with archive.open("xl/_rels/workbook.xml.rels") as opened:
            target = next(
                (
                    element.get("Target", "")
                    for _, element in iterparse(opened)  # noqa: S314
                    if element.tag == f"{_PACKAGE}Relationship" and element.get("Id") == identity
                ),
                "",
            )
    except KeyError:
        return None
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return part if part in archive.namelist() else None
