"""Looking into documents and workbooks: no macros, no bombs, nothing packed away."""

import zipfile
from typing import IO

from people.archives import DAMAGED
from people.errors import InvalidInput

DOCUMENT = "document"
WORKBOOK = "workbook"
MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024  # bytes
# A part of text packs to a twentieth; what packs to less than a hundredth is there to unpack.
MOST_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024  # bytes; below, a ratio says nothing
MOST_CONTENT_TYPES = 1024 * 1024
_MAIN_PARTS = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCUMENT,
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": WORKBOOK,
}
_RUNS = ("vbaproject.bin", "vbadata.xml", "xl/macrosheets/", "/activex/", "intlmacrosheet")
_PACKED_AWAY = ("/embeddings/oleobject", ".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1")
_MACRO_TYPES = (b"macroenabled", b"vnd.ms-office.vbaproject", b"macrosheet")
_FIELD = "file"


def refuse_unfit_archive(file: IO[bytes]) -> str:
    """`DOCUMENT` or `WORKBOOK`, for an archive that is one and carries nothing that runs.

    Raises:
        InvalidInput: it is another archive, is damaged, unpacks to too much, or has macros.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts)
            _refuse_hidden_parts(parts)
            return _main_part(archive)
    except DAMAGED as error:
        raise InvalidInput(
            "The file is damaged, or locked with a password.",
            way_out="Open it, take the password off, save it anew and upload that.",
            field=_FIELD,
        ) from error


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    ratios = [
        part
        for part in parts
        if part.file_size > RATIO_COUNTS_FROM
        and part.file_size > MOST_RATIO * max(part.compress_size, 1)
    ]
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or ratios:
        raise InvalidInput(
            "The file unpacks to far more than it seems to hold.",
            way_out="Leave out what is empty or repeated, save it anew, or upload it as a PDF.",
            field=_FIELD,
        )


def _refuse_hidden_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [f"/{part.filename.lower()}" for part in parts]
    if any(mark in name for name in names for mark in _RUNS):
        raise _macros()
    if any(mark in name for name in names for mark in _PACKED_AWAY):
        raise InvalidInput(
            "Other files are packed into this one.",
            way_out="Upload those one by one, or upload this one as a PDF.",
            field=_FIELD,
        )
    if any("/../" in name or name.startswith("//") for name in names):
        raise InvalidInput(
            "The file has parts that no office program writes.",
            way_out="Open it and save it anew, or upload it as a PDF.",
            field=_FIELD,
        )


def _main_part(archive: zipfile.ZipFile) -> str:
    try:
        with archive.open("[Content_Types].xml") as listed:
            types = listed.read(MOST_CONTENT_TYPES)
    except KeyError:
        types = b""
    if any(mark in types.lower() for mark in _MACRO_TYPES):
        raise _macros()
    for mark, main in _MAIN_PARTS.items():
        if mark in types:
            return main
    raise InvalidInput(
        "The file is an archive, not a Word document or an Excel workbook.",
        way_out="Unpack it and upload the files inside one by one.",
        field=_FIELD,
    )


def _macros() -> InvalidInput:
    return InvalidInput(
        "The file has macros, which could run on the machine of whoever opens it.",
        way_out="Open it, choose “Save as” and “Excel workbook (.xlsx)” or “Word document "
        "(.docx)”, which leaves macros out, and upload that.",
        field=_FIELD,
    )
