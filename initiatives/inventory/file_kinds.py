"""Telling what a file is when it is no table."""

import re

from people.errors import InvalidInput

AS_TABLE = "Bring the inventory as a CSV file or an Excel workbook (.xlsx)."
_SIGNATURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "a workbook or document of an old Office version",
    b"PK\x03\x04": "a ZIP archive",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"SQLite format 3": "a SQLite database",
    b"PAR1": "a Parquet file",
    b"{\\rtf": "an RTF document",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}
_WAYS_OUT = {
    "a workbook or document of an old Office version": "Open it and save it as .xlsx or as CSV "
    "UTF-8.",
    "a ZIP archive": "Unpack it and bring the table inside.",
    "a PDF document": "Ask for the table it was made from, as CSV or .xlsx.",
}
_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|\?xml|table|svg)\b", re.IGNORECASE)
_JSON = re.compile(rb'\s*(\{\s*"|\[\s*[\{\[])')


def refuse_other_kinds(content: bytes) -> None:
    """Go on only with what may be a table of text.

    Raises:
        InvalidInput: the beginning of the file says that it is something else.
    """
    start = content[:2048]
    for signature, kind in _SIGNATURES.items():
        if start.startswith(signature):
            raise _refusal(kind, _WAYS_OUT.get(kind, AS_TABLE))
    unmarked = start.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(unmarked):
        raise _refusal(
            "a web page or XML", "Use the page's download or export; it should give a CSV file."
        )
    if _JSON.match(unmarked):
        raise _refusal("JSON", AS_TABLE)


def _refusal(kind: str, way_out: str) -> InvalidInput:
    return InvalidInput(
        f"The file is {kind}, not a table, whatever its name says.", way_out=way_out, field="file"
    )
