"""From the bytes of a spreadsheet to its heading and rows, wherever the heading stands."""

import codecs
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import openpyxl

from initiatives.inventory.reading import delimited_rows
from initiatives.inventory.sheets import is_workbook, read_workbook, refuse_unfit_workbook
from people.errors import InvalidInput
from vendors.answer_sheets.columns import QUESTION, SheetMapping, suggest_columns
from vendors.answer_sheets.merged import (
    MOST_COLUMNS,
    MOST_ROWS,
    MergedRange,
    fill_merged,
    merged_ranges,
)
from vendors.uploads.office import refuse_unfit_archive

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_SHEETS = 20
HEADING_WITHIN = 40  # rows; questionnaires have titles and instructions above their heading
CELL_CHARACTERS = 20_000
HEADING_CHARACTERS = 200
MOST_CHARACTERS = 5_000_000  # of all cells that are kept; a full questionnaire has a fifth
FIELD = "file"
AS_TABLE = "Save it as an Excel workbook (.xlsx) or as CSV UTF-8, and bring that."


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet; `number` counts as a spreadsheet does, from 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of questions and answers.

    Attributes:
        name: of the sheet in its workbook; empty for CSV.
        records: the rows below the heading that have something in them.
    """

    name: str
    header: list[str]
    records: list[Row]


def read_sheet(content: bytes, mapping: SheetMapping) -> Sheet:
    """The sheet, and the row in it, that look most like a heading of questions.

    Merged cells count for all that they cover.

    Raises:
        InvalidInput: it is too large, damaged, has macros, or nothing in it looks like questions.
    """
    if len(content) > MOST_BYTES:
        raise InvalidInput(
            f"The file has {len(content) / (1024 * 1024):.1f} MB; at most "
            f"{MOST_BYTES // (1024 * 1024)} MB are read.",
            way_out="Leave out pictures and other sheets, and bring it again.",
            field=FIELD,
        )
    if content.startswith(b"PK"):
        return _of_workbook(content, mapping)
    rows = list(_within(islice(_delimited(content), MOST_ROWS + 1)))
    return _sheet("", rows, _heading_of(rows, mapping))


def _of_workbook(content: bytes, mapping: SheetMapping) -> Sheet:
    refuse_unfit_archive(io.BytesIO(content))
    if not is_workbook(content):
        raise InvalidInput("The file is no workbook.", way_out=AS_TABLE, field=FIELD)
    refuse_unfit_workbook(content, most_bytes=MOST_UNPACKED)
    name = mapping.sheet or _likeliest(content, mapping)
    rows = list(_rows(content, name, MOST_ROWS + 1))
    fill_merged(rows, _merged(content, name))
    return _sheet(name, rows, _heading_of(rows, mapping))


def _likeliest(content: bytes, mapping: SheetMapping) -> str:
    """The sheet with the most known headings; the first of several."""
    names = _sheet_names(content)
    scores = {}
    for name in names:
        beginning = list(_rows(content, name, HEADING_WITHIN))
        scores[name] = _score(beginning, mapping)[0]
    return max(names, key=lambda name: scores[name])


def _sheet_names(content: bytes) -> list[str]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        names = [sheet.title for sheet in book.worksheets][:MOST_SHEETS]
        book.close()
    except Exception as error:  # openpyxl raises what its XML reader happens to raise
        raise _damaged() from error
    if not names:
        raise _damaged()
    return names


def _merged(content: bytes, name: str) -> list[MergedRange]:
    try:
        return merged_ranges(content, name)
    except Exception as error:  # the rows are read as far as they are wanted, this to the end
        raise _damaged() from error


def _damaged() -> InvalidInput:
    return InvalidInput(
        "The workbook is damaged and cannot be read.", way_out=AS_TABLE, field=FIELD
    )


def _rows(content: bytes, sheet: str, most: int) -> Iterator[list[str]]:
    rows = read_workbook(content, sheet, most_bytes=MOST_UNPACKED, most_columns=MOST_COLUMNS)
    return _within(islice(rows, most))


def _within(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows with their cells cut, as long as they do not hold too much altogether.

    A workbook keeps a text once and names it as often as it likes, and a merged cell is one text
    for all of its cells: a small file can hold any number of characters.

    Raises:
        InvalidInput: they hold too much.
    """
    characters = 0
    for row in rows:
        characters += sum(min(len(cell), CELL_CHARACTERS) for cell in row)
        if characters > MOST_CHARACTERS:
            raise InvalidInput(
                f"The sheet holds more than {MOST_CHARACTERS:,} characters.",
                way_out="Leave out columns that are no questions and no answers, or split it.",
                field=FIELD,
            )
        yield [cell[:CELL_CHARACTERS] for cell in row]


def _delimited(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text or not text.strip():
        raise InvalidInput("The file is no table of text.", way_out=AS_TABLE, field=FIELD)
    beginning = text[:20_000]
    delimiter = max((",", ";", "\t"), key=beginning.count)
    return delimited_rows(text, delimiter)


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _heading_of(rows: list[list[str]], mapping: SheetMapping) -> int:
    """The position of the heading.

    Raises:
        InvalidInput: nothing near the top looks like one.
    """
    known, position = _score(rows[:HEADING_WITHIN], mapping)
    if not known:
        seen = next((" | ".join(filter(None, row)) for row in rows if any(row)), "nothing")
        raise InvalidInput(
            "No row near the top looks like a heading of questions and answers. The first reads "
            f"“{seen[:150]}”.",
            way_out="Name the columns “Question” and “Answer in words”, or export our sheet and "
            "fill that.",
            field=FIELD,
        )
    return position


def _score(rows: list[list[str]], mapping: SheetMapping) -> tuple[int, int]:
    """How many targets the best row names, a question among them, and where it is."""
    best = (0, 0)
    for position, row in enumerate(rows):
        found = suggest_columns([cell[:HEADING_CHARACTERS] for cell in row], mapping)
        score = len(found) + (QUESTION in found) if len(found) > 1 else 0
        if score > best[0]:
            best = (score, position)
    return best


def _sheet(name: str, rows: list[list[str]], heading: int) -> Sheet:
    if len(rows) > MOST_ROWS:
        raise InvalidInput(
            f"The sheet has more than {MOST_ROWS:,} rows.",
            way_out="Split it and bring the parts one after the other.",
            field=FIELD,
        )
    width = len(rows[heading])  # no column can be chosen beyond it
    below = _within(row[:width] for row in rows[heading + 1 :])
    records = [
        Row(number, cells)
        for number, cells in enumerate(below, start=heading + 2)
        if any(cell.strip() for cell in cells)
    ]
    if not records:
        raise InvalidInput("The sheet has a heading and no rows.", way_out=AS_TABLE, field=FIELD)
    return Sheet(name, _named(rows[heading]), records)


def _named(header: Iterable[str]) -> list[str]:
    return [" ".join(cell.split())[:HEADING_CHARACTERS] for cell in header]
