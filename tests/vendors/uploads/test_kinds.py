"""A file is what it holds, its name must agree, and nothing that runs comes in."""

import io

import pytest

from people.errors import InvalidInput
from tests.vendors.uploads import files
from vendors.uploads.kinds import clean_name, kind_of, refuse_upload_size

TEXT = "Größe: 5 µm\n".encode()


@pytest.mark.behaviour("A18", "B22")
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("report.pdf", files.PDF, "pdf"),
        ("REPORT.PDF", files.PDF, "pdf"),
        ("picture.png", files.png(), "png"),
        ("photo.jpeg", files.JPEG, "jpeg"),
        ("photo.jpg", files.JPEG, "jpeg"),
        ("policy.docx", files.docx(), "docx"),
        ("caiq.xlsx", files.xlsx(), "xlsx"),
        ("table.csv", b"a;b\n1;2\n", "csv"),
        ("notes.txt", TEXT, "text"),
        ("old.txt", "Größe".encode("cp1252"), "text"),
        ("wide.txt", "Größe".encode("utf-16"), "text"),
    ],
)
def test_what_is_taken(name: str, content: bytes, kind: str) -> None:
    file = io.BytesIO(content)
    assert kind_of(file, name).name == kind
    assert file.tell() == 0


@pytest.mark.behaviour("A18", "B22")
@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("report.pdf", files.HTML, "but what is in it is"),
        ("report.pdf", files.png(), "PNG picture"),
        ("picture.png", files.SVG, "but what is in it is"),
        ("picture.png", files.PROGRAM, "but what is in it is"),
        ("notes.txt", files.HTML, "browser would run"),
        ("notes.txt", b"\xef\xbb\xbf \n<!-- x -->\n<svg onload=alert(1)>", "browser would run"),
        ("notes.txt", files.PROGRAM, "but what is in it is"),
        ("notes.txt", b"#!/bin/sh\nrm -rf /\n", "but what is in it is"),
        ("table.csv", b"a,b\0c\n", "NUL"),
        ("table.csv", files.PDF, "PDF"),
        ("policy.docx", files.xlsx(), "Excel workbook"),
        ("policy.docx", files.archive({"a.txt": b"a"}), "an archive, not"),
        ("policy.docx", b"PK\x03\x04 nothing more", "damaged"),
        ("policy.docx", files.damaged(files.docx(), "[Content_Types].xml"), "damaged"),
        ("policy.docx", files.misnamed(files.docx()), "damaged"),
        ("policy.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "but what is in it is"),
        ("page.html", files.HTML, "ending in .html"),
        ("drawing.svg", files.SVG, "ending in .svg"),
        ("all.zip", files.archive({"a.txt": b"a"}), "ending in .zip"),
        ("report.pdf.exe", files.PROGRAM, "ending in .exe"),
        ("README", TEXT, "without an ending"),
        ("sheet.xlsm", files.xlsx(), "ending in .xlsm"),
    ],
)
def test_what_is_refused_with_a_way_out(name: str, content: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refusal:
        kind_of(io.BytesIO(content), name)
    assert refusal.value.way_out


@pytest.mark.behaviour("A18", "B22")
@pytest.mark.parametrize(
    "parts",
    [
        {"xl/vbaProject.bin": b"macro"},
        {"xl/macrosheets/sheet1.xml": b"<macrosheet/>"},
        {"xl/activeX/activeX1.bin": b"x"},
    ],
)
def test_macros_are_refused_whatever_the_name_says(parts: dict[str, bytes]) -> None:
    content = files.with_parts(files.xlsx(), parts)
    with pytest.raises(InvalidInput, match="macros") as refusal:
        kind_of(io.BytesIO(content), "answers.xlsx")
    assert "leaves macros out" in refusal.value.way_out


def test_a_workbook_that_only_declares_macros_is_refused() -> None:
    types = b'<Types><Default ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    content = files.archive({"[Content_Types].xml": types, "xl/workbook.xml": b"<workbook/>"})
    with pytest.raises(InvalidInput, match="macros"):
        kind_of(io.BytesIO(content), "answers.xlsx")


@pytest.mark.behaviour("A18", "B22")
def test_bombs_are_refused_without_being_unpacked() -> None:
    deep = files.with_parts(files.xlsx(), {"xl/big.xml": b"0" * 30_000_000})
    wide = files.docx(**{f"word__p{number}.xml": b"" for number in range(5_100)})
    for content, name in ((deep, "a.xlsx"), (wide, "a.docx")):
        with pytest.raises(InvalidInput, match="unpacks to far more"):
            kind_of(io.BytesIO(content), name)


def test_other_files_packed_into_one_are_refused() -> None:
    for part in ("word__embeddings__oleObject1.bin", "word__media__run.exe"):
        with pytest.raises(InvalidInput, match="packed into"):
            kind_of(io.BytesIO(files.docx(**{part: b"x"})), "a.docx")


@pytest.mark.behaviour("A18", "B22")
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\win.pdf", "win.pdf"),
        ("/absolute/report.pdf", "report.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie x.pdf"),
        ('"quoted" <name>.pdf', "quoted name .pdf"),
        ("  .pdf", "pdf"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
    ],
)
def test_names_lose_folders_and_tricks(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_sizes_are_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="is empty"):
        refuse_upload_size(0, 10)
    with pytest.raises(InvalidInput, match="at most 50 MB"):
        refuse_upload_size(1024**3, 50 * 1024**2)
