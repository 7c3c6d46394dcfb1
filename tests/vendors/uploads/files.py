"""Files as vendors bring them, good and bad, made here so that each byte is known."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook

DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"


def png() -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    points = zlib.compress(b"\0\xff\xff\xff")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")
    )


def xlsx(rows: list[list[object]] | None = None) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    for row in rows or [["a"]]:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    """A document; `more` are further parts by name, with `/` written as `__`."""
    types = (
        f'<Types><Override PartName="/word/document.xml" ContentType="{DOCUMENT_TYPE}"/></Types>'
    )
    parts = {"[Content_Types].xml": types.encode(), "word/d.xml": b"<document/>"}
    return archive({**parts, **{name.replace("__", "/"): data for name, data in more.items()}})


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip archive of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def damaged(content: bytes, part: str) -> bytes:
    """The archive with the first packed bytes of a part overwritten."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        start = opened.getinfo(part).header_offset + 30 + len(part)
    return content[:start] + b"\xff" * 8 + content[start + 8 :]


def misnamed(content: bytes) -> bytes:
    """The archive with a name that says it is UTF-8 and is not."""
    entry = content.rindex(b"PK\x01\x02")
    flags = struct.pack("<H", struct.unpack_from("<H", content, entry + 8)[0] | 0x800)
    marked = content[: entry + 8] + flags + content[entry + 10 :]
    return marked[: entry + 46] + b"\xd6" + marked[entry + 47 :]


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The archive with further parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        kept = {name: opened.read(name) for name in opened.namelist()}
    return archive({**kept, **parts})
