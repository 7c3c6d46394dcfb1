"""Reading a sheet of an Excel workbook as rows of text."""

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any
from xml.parsers import expat

import openpyxl

from initiatives.inventory.wording import ISO_DATE, did_you_mean
from people.archives import DAMAGED
from people.errors import InvalidInput

ZIP_SIGNATURE = b"PK\x03\x04"
MOST_BLANK_ROWS = 1_000


def is_workbook(content: bytes) -> bool:
    """Whether the content is an Excel workbook, whatever the file is called."""
    if not content.startswith(ZIP_SIGNATURE):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except DAMAGED:
        return False


def read_workbook(
    content: bytes, sheet: str, *, most_bytes: int, most_columns: int
) -> Iterator[list[str]]:
    """The rows of the sheet of that name, or of the first sheet.

    Raises:
        InvalidInput: the workbook is damaged or unpacks to too much, or has no such sheet.
    """
    refuse_unfit_workbook(content, most_bytes=most_bytes)
    try:
        yield from _rows(content, sheet, most_columns)
    except InvalidInput:
        raise
    except Exception as error:  # openpyxl raises what its XML reader happens to raise
        raise _damaged() from error


def refuse_unfit_workbook(content: bytes, *, most_bytes: int) -> None:
    """Go on only with what unpacks to little and has no document types, whose entities would
    unpack to a hundred times the file; to be asked before anything reads the XML.

    Raises:
        InvalidInput: it is damaged, unpacks to too much, or has parts that no spreadsheet writes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > most_bytes:
                raise InvalidInput(
                    f"The workbook unpacks to {unpacked / 1_000_000:.0f} MB; at most "
                    f"{most_bytes / 1_000_000:.0f} MB are read.",
                    way_out="Save the sheet alone as CSV UTF-8 and bring that.",
                    field="file",
                )
            _refuse_entities(archive)
    except DAMAGED as error:
        raise _damaged() from error


def _damaged() -> InvalidInput:
    return InvalidInput(
        "The workbook is damaged and cannot be read.",
        way_out="Open it in a spreadsheet and save it anew, or save the sheet as CSV UTF-8.",
        field="file",
    )


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    for entry in archive.infolist():
        with archive.open(entry) as part:
            if _has_document_type(part):
                raise InvalidInput(
                    "The workbook has parts that no spreadsheet writes.",
                    way_out="Save the sheet alone as CSV UTF-8 and bring that.",
                    field="file",
                )


def _has_document_type(part: IO[bytes]) -> bool:
    """Read as far as the first element; whatever is no XML has none."""
    met: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: met.append(True)
    parser.StartElementHandler = lambda *_: met.append(False)
    try:
        while not met and (piece := part.read(65_536)):
            parser.Parse(piece)
    except expat.ExpatError:
        pass
    return bool(met) and met[0]


def _rows(content: bytes, sheet: str, most_columns: int) -> Iterator[list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and charts, which are not read
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        if sheet and sheet not in workbook.sheetnames:
            sheets = ", ".join(workbook.sheetnames)
            raise InvalidInput(
                f"The workbook has no sheet “{sheet}”.{did_you_mean(sheet, workbook.sheetnames)}",
                way_out=f"Its sheets are {sheets}; name one in the mapping.",
                field="file",
            )
        worksheet = workbook[sheet] if sheet else workbook.worksheets[0]
        yield from _padded(
            worksheet.iter_rows(
                max_col=min(worksheet.max_column or most_columns, most_columns), values_only=True
            )
        )
    finally:
        workbook.close()


def _padded(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    """Texts, each row as wide as the heading; a sheet leaves out empty cells at the end."""
    width = blank = 0
    for row in rows:
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        width = width or len(cells)
        blank = 0 if cells else blank + 1
        if blank > MOST_BLANK_ROWS:
            return
        yield cells + [""] * (width - len(cells))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.strftime(ISO_DATE) if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
