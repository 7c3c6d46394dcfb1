"""Tables of systems, read by a mapping as inventories of initiatives are."""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

from django.db import models

from architecture.catalogue.entries import FIELDS, CatalogueFile, SystemEntry, words_of
from architecture.catalogue.planning import OWN_TABLE
from architecture.models import System
from architecture.vocabulary import Criticality, Lifecycle, SystemKind
from initiatives.inventory.cells import IDENTITY_SEPARATOR, CellReader
from initiatives.inventory.findings import Finding, bad_row
from initiatives.inventory.mapping import InventoryMapping, read_mapping
from initiatives.inventory.reading import InventoryTable, Record, read_table
from initiatives.inventory.rows import misfit
from initiatives.inventory.targets import Target, TargetKind, Targets
from people.spreadsheets import as_meant, inert

OWN_MAPPING = Path(__file__).resolve().parent.parent / "mappings" / "joinery-systems.toml"
LONGEST_KEY = 200
COLUMNS = {
    "name": "Name",
    "kind": "Kind",
    "description": "Description",
    "is_ot": "Shop floor",
    "site": "Site",
    "criticality": "Criticality",
    "owner": "Owner",
    "lifecycle": "Lifecycle",
    "data_classes": "Classes of data",
    "patterns": "Patterns offered",
}


class YesNo(models.TextChoices):
    """A truth in a table."""

    YES = "yes", "Yes"
    NO = "no", "No"


TARGETS = Targets(
    "system",
    (
        Target("name", TargetKind.LINE, required=True, most=200, must_fit=True),
        Target("kind", TargetKind.CHOICE, words=SystemKind),
        Target("description", TargetKind.TEXT, most=5000),
        Target("is_ot", TargetKind.CHOICE, words=YesNo),
        Target("site", TargetKind.LINE, most=120, must_fit=True),
        Target("criticality", TargetKind.CHOICE, words=Criticality),
        Target("owner", TargetKind.LINE, most=200, must_fit=True),
        Target("lifecycle", TargetKind.CHOICE, words=Lifecycle),
        Target("data_classes", TargetKind.LINE, most=3000),
        Target("patterns", TargetKind.LINE, most=3000),
    ),
)


def read_system_mapping(text: str) -> InventoryMapping:
    """The mapping of a table of systems.

    Raises:
        InvalidInput: it cannot be used; the message names the key.
    """
    return read_mapping(text, TARGETS)


def own_mapping_text() -> str:
    """The mapping of the table that Joinery itself writes."""
    return OWN_MAPPING.read_text(encoding="utf-8")


def read_system_table(
    content: bytes,
    mapping: InventoryMapping,
    *,
    file_name: str,
    today: dt.date,
    most_bytes: int,
) -> CatalogueFile:
    """The systems in a CSV file or workbook.

    Raises:
        InvalidInput: the file cannot be read by the mapping.
    """
    table = read_table(content, mapping, most_bytes=most_bytes)
    read = CatalogueFile(
        file_name, mapping.name, hashlib.sha256(content).hexdigest(), names_all=True
    )
    read.rows = len(table.records)
    first_rows: dict[str, int] = {}
    for each in table.records:
        record = _as_meant(each) if mapping.name == OWN_TABLE else each
        entry, findings = _entry(record, table, mapping, today)
        for finding in findings:
            read.add(finding)
        if entry and record.number not in read.bad_rows:
            _keep(read, entry, first_rows)
    return read


def _as_meant(record: Record) -> Record:
    """The row without the apostrophes that `as_table` has put before formulas."""
    return Record(record.number, [as_meant(cell) for cell in record.cells])


def _keep(read: CatalogueFile, entry: SystemEntry, first_rows: dict[str, int]) -> None:
    first = first_rows.setdefault(entry.key, entry.number)
    if first == entry.number:
        read.entries.append(entry)
        return
    message = f"The same system as in row {first}. Keep one of the two rows."
    read.add(bad_row(entry.number, "", entry.name, message))


def _entry(
    record: Record, table: InventoryTable, mapping: InventoryMapping, today: dt.date
) -> tuple[SystemEntry | None, list[Finding]]:
    unfit = misfit(record, table, mapping)
    if unfit:
        return None, [unfit]
    cells = CellReader(record, table.columns, mapping, today)
    identity = cells.identity().strip(IDENTITY_SEPARATOR)
    if not identity:
        message = "Nothing says which system this is; fill at least one of these cells."
        return None, [bad_row(record.number, ", ".join(mapping.identity), "", message)]
    return _build(cells, _key(identity), mapping), cells.findings


def _key(identity: str) -> str:
    if len(identity) <= LONGEST_KEY:
        return identity
    return f"sha256:{hashlib.sha256(identity.encode()).hexdigest()}"


def _build(cells: CellReader, key: str, mapping: InventoryMapping) -> SystemEntry:
    return SystemEntry(
        number=cells.number,
        key=key,
        name=cells.text(TARGETS["name"]),
        kind=cells.word(TARGETS["kind"]) or SystemKind.APPLICATION,
        description=cells.text(TARGETS["description"]),
        is_ot=cells.word(TARGETS["is_ot"]) == YesNo.YES,
        site=cells.text(TARGETS["site"]),
        criticality=cells.word(TARGETS["criticality"]),
        owner=cells.text(TARGETS["owner"]),
        lifecycle=cells.word(TARGETS["lifecycle"]) or Lifecycle.PRODUCTION,
        data_classes=words_of(cells.text(TARGETS["data_classes"])),
        patterns=words_of(cells.text(TARGETS["patterns"])),
        told=frozenset(name for name in FIELDS if mapping.fills(name)),
    )


def as_table(systems: Iterable[System]) -> str:
    """The systems as CSV that `joinery-systems` reads again.

    A cell that a spreadsheet would run as a formula is led by an apostrophe, which is taken off
    when the table is read again.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Key", *COLUMNS.values()])
    for system in systems:
        texts = system.as_texts()
        texts |= {
            "kind": system.get_kind_display(),
            "criticality": system.get_criticality_display(),
            "lifecycle": system.get_lifecycle_display(),
        }
        writer.writerow([system.slug, *(inert(texts[name]) for name in COLUMNS)])
    return out.getvalue()
