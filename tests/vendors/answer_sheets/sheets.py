"""Questionnaires as vendors send them: with titles, merged cells and columns elsewhere."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook

from tests.vendors.uploads import files

CAIQ = "Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership", "CSC Duties"
WORDS = "CSP Implementation Description (Optional/Recommended)"


def saved(book: Workbook) -> bytes:
    """The workbook as a file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def caiq() -> bytes:
    """A CAIQ: a cover sheet first, titles above the heading, merged cells, an empty column."""
    book = Workbook()
    cover: Any = book.active
    cover.title = "Introduction"
    cover.append(["How to fill this in"])
    sheet: Any = book.create_sheet("CAIQv4")
    sheet.append([None, "CONSENSUS ASSESSMENT", None, None])
    sheet.merge_cells("B1:G1")
    sheet.append([])
    sheet.append([None, *CAIQ, WORDS, "Control ID"])
    sheet.append([None, "Audit & Assurance", *[None] * 6])
    sheet.merge_cells("B4:H4")
    sheet.append([None, "A&A-01.1", "Are audits planned?", "Yes", "CSP-owned", None, "Yearly."])
    sheet.append([None, "A&A-01.2", "Are they reviewed?", "NA", "Shared CSP and CSC", None, None])
    # One explanation stands for two rows, as a merged cell does.
    sheet.merge_cells("G5:G6")
    sheet.append([None, "A&A-02.1", "Are they independent?", "Maybe", "CSP-owned", None, "x"])
    sheet.append([None, "A&A-03.1", "Is risk looked at?", None, None, None, None])
    sheet.append([None, "A&A-01.1", "Are audits planned?", "No", None, None, "Twice."])
    return saved(book)


def cut_off() -> bytes:
    """A workbook that is damaged behind the rows that are read."""
    content = workbook([["Question", "Answer in words"], ["Where?", "Here"]])
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        sheet = opened.read(part)
    many = b"".join(b'<row r="%d"/>' % number for number in range(3, 1_100))
    return files.with_parts(
        content, {part: sheet.replace(b"</sheetData>", many + b"</sheetData><mergeCells")}
    )


def workbook(rows: list[list[object]], *, merged: tuple[str, ...] = ()) -> bytes:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merged_cells.add(cells)
    return saved(book)
