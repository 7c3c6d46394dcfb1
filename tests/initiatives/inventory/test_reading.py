"""What cannot be read is named, with the way out; nothing else is done with it."""

import datetime as dt
import gzip
import io
import zipfile

import openpyxl
import pytest

from initiatives.inventory.mapping import read_mapping
from initiatives.inventory.reading import read_table
from people.errors import InvalidInput
from tests.initiatives.inventory.sample import (
    HEADING,
    MAPPING,
    MOST_BYTES,
    ROWS,
    Rows,
    as_csv,
    read,
)
from tests.vendors.uploads import files


def workbook(rows: Rows | list[list[object]], sheet: str = "Inventar") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in [HEADING, *rows]:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("werke.csv", as_csv(ROWS))
    return out.getvalue()


GOOD = as_csv(ROWS)
LATIN = GOOD.decode().encode("cp1252")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ["empty"]),
        (b" \r\n\r\n", ["nothing but blanks"]),
        (LATIN, ["not in the encoding utf-8", "0xe4", "position", "line 2", "cp1252"]),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), ["a PNG picture", "CSV"]),
        (b"\xff\xd8\xff\xe0" + bytes(200), ["a JPEG picture"]),
        (b"%PDF-1.7\n%\xe2\xe3", ["a PDF document", "the table it was made from"]),
        (archive(), ["a ZIP archive", "Unpack it"]),
        (b"PK\x03\x04" + b"damaged", ["a ZIP archive"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), ["old Office", ".xlsx"]),
        (gzip.compress(GOOD), ["a gzip archive"]),
        (b"SQLite format 3\0" + bytes(20), ["a SQLite database"]),
        (b"\xef\xbb\xbf<!DOCTYPE html><html></html>", ["a web page", "export"]),
        (b"\n<table><tr><td>", ["a web page"]),
        (b'{"rows": []}', ["JSON"]),
        (b'[{"Nr.": 1}]', ["JSON"]),
        (GOOD.replace(b"Zu viel", b"Zu\0viel"), ["NUL character in line 3", "CSV UTF-8"]),
        (bytes(1000), ["NUL character"]),
        (as_csv(ROWS)[len(";".join(HEADING)) + 2 :], ["none of the 8 columns", "Späte"]),
        (b"just some words\nand more\n", ["none of the 8 columns"]),
        (as_csv([]), ["a heading and no rows"]),
        (as_csv(ROWS).replace(b"Vorhaben", b"Vorhabn"), ["lacks 1", "Did you mean “Vorhabn”?"]),
        (GOOD + b'4;"offen', ["near line 5", "quotation mark"]),
        (as_csv([["x"] * 8] * 20_001), ["more than 20,000 rows", "Split"]),
    ],
)
def test_what_is_no_inventory_is_named_with_the_way_out(content: bytes, says: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(content)

    assert refusal.value.field == "file"
    assert refusal.value.way_out.endswith(".")
    for words in says:
        assert words in str(refusal.value)


def test_a_file_of_100_mb_is_refused_by_its_size() -> None:
    with pytest.raises(InvalidInput, match=r"104\.9 MB; at most 26\.2 MB"):
        read(bytes(100 * 1024 * 1024))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    assert len(read(as_csv(ROWS, delimiter=delimiter)).read.rows) == 3


def test_a_given_delimiter_is_not_guessed() -> None:
    with pytest.raises(InvalidInput, match="none of the 8 columns"):
        read(GOOD, f'delimiter = "comma"\n{MAPPING}')


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.decode().encode("utf-16"),
        b"\r\n;;;\r\n" + GOOD,
        GOOD.replace(b"Vorhaben", b"  VORHABEN "),
        GOOD.replace(b"\r\n", b"\n"),
        as_csv(ROWS, heading=[f'"{HEADING[0]}"', *HEADING[1:]]).replace(b'"""Nr."""', b'"Nr."'),
    ],
    ids=["mark", "utf-16", "blank lines first", "capitals", "unix lines", "quoted"],
)
def test_ways_to_save_the_same_table(content: bytes) -> None:
    inventory = read(content)

    assert [row.title for row in inventory.read.rows] == [row[1] for row in ROWS]
    assert not inventory.read.findings


def test_the_encoding_of_the_mapping_counts() -> None:
    inventory = read(LATIN, MAPPING.replace("utf-8", "cp1252"))

    assert inventory.read.rows[0].title == "Späte Aufträge erkennen"


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    content = as_csv([ROWS[0], [""] * 8, ["2", "In zwei\r\nZeilen", *ROWS[1][2:]], ROWS[2]])
    table = read_table(content, read_mapping(MAPPING), most_bytes=MOST_BYTES)

    assert [record.number for record in table.records] == [2, 4, 5]
    assert table.blank_rows == 1


def test_a_heading_that_occurs_again_is_numbered() -> None:
    content = as_csv([[*row, "zweite"] for row in ROWS], heading=[*HEADING, "Anmerkung"])
    inventory = read(content, MAPPING.replace('"Anmerkung"]', '"Anmerkung #2"]'))

    assert "Anmerkung #2: zweite" in inventory.read.rows[0].source_note


def test_a_workbook_reads_as_a_table() -> None:
    rows: list[list[object]] = [
        [1, "Späte Aufträge erkennen", "Werk Nord", "Niemand sieht sie", "Läuft"],
        [2.0, "Ausschuss", "Werk Süd", "Zu viel", "Idee", dt.datetime(2024, 5, 17)],  # noqa: DTZ001
    ]
    inventory = read(workbook(rows), file_name="werke.xlsx")

    assert not inventory.read.findings
    assert inventory.read.rows[1].started_on == dt.date(2024, 5, 17)
    assert "Nr.: 2" in inventory.read.rows[1].source_note


def test_the_sheet_is_named_in_the_mapping() -> None:
    content = workbook(ROWS)

    assert len(read(content, f'sheet = "Inventar"\n{MAPPING}').read.rows) == 3
    with pytest.raises(InvalidInput, match="Did you mean “Inventar”"):
        read(content, f'sheet = "Inventur"\n{MAPPING}')


def test_a_damaged_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("xl/workbook.xml", "<not-closed")

    with pytest.raises(InvalidInput, match="damaged"):
        read(out.getvalue())


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_workbook_whose_bytes_are_damaged_is_refused(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        file.writestr("xl/workbook.xml", b"<workbook>" * 500)
    content = bytearray(out.getvalue())
    begin = content.index(b"xl/workbook.xml") + len("xl/workbook.xml")
    content[begin : begin + 24] = b"\xff" * 24

    with pytest.raises(InvalidInput, match="damaged"):
        read(bytes(content))


def test_an_archive_whose_names_are_damaged_is_no_workbook() -> None:
    with pytest.raises(InvalidInput):
        read(files.misnamed(files.xlsx()))


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", bytes(3_000_000))

    with pytest.raises(InvalidInput, match="unpacks to 3 MB"):
        read(out.getvalue(), most_bytes=100_000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_entities_is_refused(encoding: str) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!-- --><!DOCTYPE x [<!ENTITY a "aa">]><x/>'
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as good, zipfile.ZipFile(changed, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, bomb.encode(encoding) if name == sheet else good.read(name))

    with pytest.raises(InvalidInput, match="no spreadsheet writes"):
        read(changed.getvalue())
