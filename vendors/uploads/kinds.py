"""What may be uploaded: decided by what a file holds, which must agree with its name."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import puremagic

from people.errors import InvalidInput
from vendors.uploads.office import DOCUMENT, WORKBOOK, refuse_unfit_archive

MOST_NAME_CHARACTERS = 120
BEGINNING = 4096
PIECE = 1024 * 1024
FIELD = "file"


@dataclass(frozen=True, slots=True)
class UploadKind:
    """A kind of file that may come in.

    Attributes:
        endings: of the file's name, in lower case, without the dot.
        media_type: what it is served as.
    """

    name: str
    label: str
    endings: tuple[str, ...]
    media_type: str


PDF = UploadKind("pdf", "PDF", ("pdf",), "application/pdf")
PNG = UploadKind("png", "PNG picture", ("png",), "image/png")
JPEG = UploadKind("jpeg", "JPEG picture", ("jpg", "jpeg"), "image/jpeg")
DOCX = UploadKind(
    "docx",
    "Word document",
    ("docx",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
XLSX = UploadKind(
    "xlsx",
    "Excel workbook",
    ("xlsx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
CSV = UploadKind("csv", "CSV table", ("csv",), "text/csv; charset=utf-8")
TEXT = UploadKind("text", "Text", ("txt",), "text/plain; charset=utf-8")
KINDS = (PDF, PNG, JPEG, DOCX, XLSX, CSV, TEXT)
BY_NAME = {kind.name: kind for kind in KINDS}
_BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
ENDINGS = tuple(_BY_ENDING)
IN_WORDS = "PDF, PNG, JPG, Word (.docx), Excel (.xlsx), CSV or plain text"

_AS_XLSX = "Open it, choose “Save as” and “Excel workbook (.xlsx)”, which leaves macros out."
_AS_DOCX = "Open it, choose “Save as” and “Word document (.docx)”, which leaves macros out."
_WAYS_OUT = {
    **dict.fromkeys(("xlsm", "xlsb", "xltm", "xlam", "xls", "xlt"), _AS_XLSX),
    **dict.fromkeys(("docm", "dotm", "doc", "dot"), _AS_DOCX),
    **dict.fromkeys(
        ("zip", "7z", "rar", "gz", "tar"), "Unpack it and upload the files inside one by one."
    ),
    **dict.fromkeys(("html", "htm", "svg", "xhtml", "mht"), "Print it to a PDF and upload that."),
    **dict.fromkeys(("pptx", "ppt", "pptm", "odt", "ods", "odp"), "Export it as a PDF."),
}
_MARKUP = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype|html|head|body|script|svg|iframe|\?xml)\b",
    re.IGNORECASE | re.DOTALL,
)
# What draws or hides text in a name: the ending read must be the ending there is.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_RESERVED = re.compile(r'[\\/:*?"<>|]')


def clean_name(name: str) -> str:
    """The file's own name, without folders, control characters and tricks of direction."""
    own = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    seen = "".join(char for char in own if unicodedata.category(char) not in _UNSEEN)
    seen = " ".join(_RESERVED.sub(" ", seen).split()).strip(". ")
    stem, dot, ending = seen.rpartition(".")
    if not dot:
        return seen[:MOST_NAME_CHARACTERS]
    return f"{stem[: MOST_NAME_CHARACTERS - len(ending) - 1]}.{ending}"


def size_limit_in_words(most_bytes: int) -> str:
    """A limit as people say it, as in 50 MB."""
    return (
        f"{most_bytes / (1024 * 1024):.0f} MB"
        if most_bytes >= 1024 * 1024
        else (f"{most_bytes:,} bytes")
    )


def refuse_upload_size(size: int, most_bytes: int) -> None:
    """Go on only with a file that has something in it and is not too large.

    Raises:
        InvalidInput: it is empty or larger than `most_bytes`.
    """
    if size <= 0:
        raise InvalidInput(
            "The file is empty.", way_out="Choose the file again and upload it anew.", field=FIELD
        )
    if size > most_bytes:
        raise InvalidInput(
            f"The file has {size / (1024 * 1024):,.1f} MB; at most "
            f"{size_limit_in_words(most_bytes)} are taken.",
            way_out="Leave out pictures, split it, or say in the answer where it can be read.",
            field=FIELD,
        )


def kind_of(file: IO[bytes], name: str) -> UploadKind:
    """The kind of a file by what it holds, when its name says the same.

    The file is left at its beginning.

    Raises:
        InvalidInput: the kind is not taken, the name says another, or it carries what may run.
    """
    named = _named_kind(name)
    file.seek(0)
    try:
        found = _found_kind(file, named)
    finally:
        file.seek(0)
    if found is not named:
        raise _disagreeing(named, found.label)
    return named


def _named_kind(name: str) -> UploadKind:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _BY_ENDING.get(ending)
    if kind is None:
        what = f"Files ending in .{ending[:12]} are" if ending else "A file without an ending is"
        raise InvalidInput(
            f"{what} not taken here.",
            way_out=_WAYS_OUT.get(ending, f"Upload it as {IN_WORDS}."),
            field=FIELD,
        )
    return kind


def _found_kind(file: IO[bytes], named: UploadKind) -> UploadKind:
    beginning = file.read(BEGINNING)
    if beginning.startswith(b"%PDF-"):
        return PDF
    if beginning.startswith(b"\x89PNG\r\n\x1a\n") and beginning[12:16] == b"IHDR":
        return PNG
    if beginning.startswith(b"\xff\xd8\xff"):
        return JPEG
    if beginning.startswith(b"PK"):
        return {DOCUMENT: DOCX, WORKBOOK: XLSX}[refuse_unfit_archive(file)]
    if named not in (CSV, TEXT):
        raise _disagreeing(named, _guessed(beginning))
    _refuse_other_than_text(file, beginning, named)
    return named


def _guessed(beginning: bytes) -> str:
    """What a file that we do not take may be, in the words of puremagic's list."""
    try:
        guesses = puremagic.magic_string(beginning)
    except (puremagic.PureError, ValueError):
        return "something else"
    named = guesses[0].name.strip() if guesses else ""
    return named[:80] or "something else"


def _refuse_other_than_text(file: IO[bytes], beginning: bytes, named: UploadKind) -> None:
    """Go on only with text in UTF-8, UTF-16 or Windows-1252 that is no markup and no program."""
    if beginning.startswith((b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"#!", b"{\\rtf")):
        raise _disagreeing(named, _guessed(beginning))
    encoding = _encoding_of(beginning)
    for position, text in enumerate(_texts(file, encoding, named)):
        if position == 0 and _MARKUP.match(text.lstrip("\ufeff")):
            raise _disagreeing(named, "a web page or a drawing that a browser would run")
        if "\0" in text:
            raise _disagreeing(named, "no text: it has NUL characters")


def _encoding_of(beginning: bytes) -> str:
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8"


def _texts(file: IO[bytes], encoding: str, named: UploadKind) -> Iterator[str]:
    """The file's text in pieces; what is no UTF-8 is read as Windows-1252."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(PIECE):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise _disagreeing(named, "no text that can be read") from error
        yield from _old_texts(file, named)


def _old_texts(file: IO[bytes], named: UploadKind) -> Iterator[str]:
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            yield piece.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _disagreeing(named, "no text that can be read") from error


def _disagreeing(named: UploadKind, found: str) -> InvalidInput:
    return InvalidInput(
        f"By its name the file is of the kind {named.label}, but what is in it is {found}.",
        way_out=f"Save it anew from the program it comes from, as {IN_WORDS}.",
        field=FIELD,
    )
