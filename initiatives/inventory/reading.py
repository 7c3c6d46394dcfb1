"""From the bytes of a file to a table of texts."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from initiatives.inventory.file_kinds import refuse_other_kinds
from initiatives.inventory.mapping import InventoryMapping
from initiatives.inventory.sheets import is_workbook, read_workbook
from initiatives.inventory.wording import did_you_mean, excerpt, folded
from people.errors import InvalidInput

MOST_ROWS = 20_000  # on SQLite a longer import keeps other writers waiting too long
MOST_COLUMNS = 2_000
CELL_CHARACTERS = 1_000_000
DELIMITERS = (",", ";", "\t")
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SAVE_AS_CSV = "In your spreadsheet choose “Save as”, then “CSV UTF-8”, and bring that file."


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the table; `number` counts as a spreadsheet does, the heading being row 1."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class InventoryTable:
    """The table of a file.

    Attributes:
        columns: folded heading -> position. A heading that occurs again is “heading #2”.
        blank_rows: how many rows had nothing in them and were passed over.
    """

    header: Sequence[str]
    columns: dict[str, int]
    records: Sequence[Record]
    blank_rows: int


def size_in_words(size: int) -> str:
    """A number of bytes as people say it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size:,} bytes"


def refuse_size(size: int, most_bytes: int) -> None:
    """Go on only with a file of a size that can be read; ask before reading it.

    Raises:
        InvalidInput: the file is empty or too large.
    """
    if size == 0:
        raise InvalidInput(
            "The file is empty.",
            way_out="Export the inventory again and bring the new file.",
            field="file",
        )
    if size > most_bytes:
        raise InvalidInput(
            f"The file has {size_in_words(size)}; at most {size_in_words(most_bytes)} are read.",
            way_out="Leave out columns that the mapping does not name, or split the file by unit.",
            field="file",
        )


def read_table(content: bytes, mapping: InventoryMapping, *, most_bytes: int) -> InventoryTable:
    """The table in a file, with every column the mapping needs.

    Raises:
        InvalidInput: it is empty, too large, no table, wrongly encoded, or lacks a column.
    """
    refuse_size(len(content), most_bytes)
    if is_workbook(content):
        rows = read_workbook(
            content, mapping.sheet, most_bytes=10 * most_bytes, most_columns=MOST_COLUMNS
        )
        return _table(rows, mapping)
    refuse_other_kinds(content)
    text = _decode(content, mapping.encoding)
    return _table(delimited_rows(text, _delimiter(text, mapping)), mapping)


def _decode(content: bytes, encoding: str) -> str:
    for mark, marked_encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            encoding = marked_encoding
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, UnicodeError) as error:
        raise _wrongly_encoded(content, encoding, error) from error
    if not text.strip():
        raise InvalidInput(
            "The file has nothing but blanks in it.",
            way_out="Export the inventory again and bring the new file.",
            field="file",
        )
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InvalidInput(
            f"The file has a NUL character in line {line}; a table of text has none.",
            way_out=SAVE_AS_CSV,
            field="file",
        )
    return text


def _wrongly_encoded(content: bytes, encoding: str, error: UnicodeError) -> InvalidInput:
    if not isinstance(error, UnicodeDecodeError):
        return InvalidInput(
            f"The file cannot be read as {encoding}.", way_out=SAVE_AS_CSV, field="file"
        )
    line = content.count(b"\n", 0, error.start) + 1
    other = "utf-8" if _decodes(content, "utf-8") else "cp1252"
    return InvalidInput(
        f"The file is not in the encoding {encoding}: byte {content[error.start]:#04x} at position "
        f"{error.start} (line {line}) does not belong there.",
        way_out=f"Write encoding = “{other}” in the mapping if the file comes from there, or save "
        "it as CSV UTF-8.",
        field="file",
    )


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeError:
        return False
    return True


def _delimiter(text: str, mapping: InventoryMapping) -> str:
    if mapping.delimiter:
        return mapping.delimiter
    wanted = {folded(column) for column in mapping.source_columns}
    return max(DELIMITERS, key=lambda delimiter: _score(text, delimiter, wanted))


def _score(text: str, delimiter: str, wanted: set[str]) -> tuple[int, int]:
    try:
        header = next(_rows_with_text(delimited_rows(text, delimiter)), (0, []))[1]
    except InvalidInput:
        return (0, 0)
    return (len(wanted & {folded(cell) for cell in header}), len(header))


def delimited_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a delimited text.

    Raises:
        InvalidInput: a quotation mark is not closed or not doubled.
    """
    csv.field_size_limit(CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise InvalidInput(
            f"The table cannot be read near line {reader.line_num}: {error}.",
            way_out="Look there for a quotation mark that is not closed or not doubled. "
            + SAVE_AS_CSV,
            field="file",
        ) from error


def _rows_with_text(rows: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(rows, start=1):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _table(rows: Iterable[list[str]], mapping: InventoryMapping) -> InventoryTable:
    filled = _rows_with_text(rows)
    first, header = next(filled, (0, []))
    columns = _positions(header)
    _refuse_missing(mapping, header, columns)
    records: list[Record] = []
    last = first
    for number, cells in filled:
        records.append(Record(number, cells))
        last = number
        if len(records) > MOST_ROWS:
            raise InvalidInput(
                f"The table has more than {MOST_ROWS:,} rows.",
                way_out="Split the file by unit and bring the parts one after the other.",
                field="file",
            )
    if not records:
        raise InvalidInput(
            "The table has a heading and no rows.",
            way_out="Export the inventory again, with its rows.",
            field="file",
        )
    return InventoryTable(header, columns, records, last - first - len(records))


def _positions(header: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    times: dict[str, int] = {}
    for position, cell in enumerate(header):
        name = folded(cell)
        times[name] = times.get(name, 0) + 1
        columns[name if times[name] == 1 else f"{name} #{times[name]}"] = position
    return columns


def _refuse_missing(
    mapping: InventoryMapping, header: Sequence[str], columns: dict[str, int]
) -> None:
    missing = [name for name in mapping.source_columns if folded(name) not in columns]
    if not missing:
        return
    if len(missing) == len(mapping.source_columns):
        raise InvalidInput(
            f"The file has none of the {len(missing)} columns that the mapping “{mapping.name}” "
            f"names. Its first row reads “{excerpt(' | '.join(header), 200)}”.",
            way_out="Check that the first row holds the column names and that this is the mapping "
            "for this inventory.",
            field="file",
        )
    hints = {name: did_you_mean(name, header) for name in missing[:5]}
    unlike = ", ".join(f"“{excerpt(name)}”" for name, hint in hints.items() if not hint)
    alike = [f"“{excerpt(name)}”.{hint}" for name, hint in hints.items() if hint]
    named = " ".join([f"{unlike}.", *alike] if unlike else alike)
    more = f" And {len(missing) - 5} more." if len(missing) > 5 else ""
    raise InvalidInput(
        f"The file lacks {len(missing)} of the columns that the mapping names: {named}{more}",
        way_out="Correct the names in the mapping, or bring a file with these columns.",
        field="file",
    )
