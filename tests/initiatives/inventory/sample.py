"""A small inventory with a mapping of its own, in German."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from audit.actors import SystemActor
from initiatives.inventory import queries
from initiatives.inventory.actions import bring_inventory, take_inventory
from initiatives.inventory.inventory import Inventory, InventoryFile, read_inventory
from initiatives.inventory.mapping import read_mapping
from initiatives.inventory.planning import Plan
from initiatives.inventory.report import ImportReport
from initiatives.models import InventoryImport
from people.models import User

TODAY = dt.date(2026, 3, 2)
MOST_BYTES = 25 * 1024 * 1024
HEADING = ("Nr.", "Vorhaben", "Werk", "Problem", "Stand", "Beginn", "Start", "Anmerkung")
MAPPING = """
name = "werke-2026"
encoding = "utf-8"

[identity]
columns = ["Nr."]
on_repeat = "refuse"

[units]
create = true

[columns]
title = "Vorhaben"
problem = "Problem"
unit = "Werk"
stage = "Stand"
started_on = "Beginn"
live_on = "Start"
source_note = ["Nr.", "Anmerkung"]

[values.stage]
"Idee" = "design"
"Auswahl" = "selection"
"Im Bau" = "integration"
"Läuft" = "operation"
"Beendet" = "retired"

[dates]
formats = ["%d.%m.%Y"]

[empty]
values = ["k. A.", "—"]
"""
ROWS = (
    ("1", "Späte Aufträge erkennen", "Werk Nord", "Niemand sieht sie", "Läuft", "3.5.2021", "", ""),
    ("2", "Ausschuss senken", "Werk Süd", "Zu viel Ausschuss", "Idee", "k. A.", "—", "offen"),
    ("3", "Anlagen vorausschauend warten", "Werk Nord", "Stillstand", "Im Bau", "", "1.9.2026", ""),
)
ACTOR = SystemActor("tests")

Rows = Sequence[Sequence[str]]


def as_csv(rows: Rows, *, heading: Sequence[str] = HEADING, delimiter: str = ";") -> bytes:
    """A file as a German spreadsheet saves it, but in UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([heading, *rows])
    return out.getvalue().encode()


def read(content: bytes, mapping: str = MAPPING, **options: Any) -> Inventory:
    """The inventory in a file, as of a fixed day."""
    given = {"file_name": "werke.csv", "today": TODAY, "most_bytes": MOST_BYTES, **options}
    return read_inventory(content, read_mapping(mapping), **given)


def plan(content: bytes, mapping: str = MAPPING) -> Plan:
    """What taking a file would do now."""
    inventory = read(content, mapping)
    known = queries.known_rows(inventory.mapping.name, actor=ACTOR)
    return inventory.plan(known, queries.unit_names())


def take(content: bytes, mapping: str = MAPPING, **options: Any) -> ImportReport:
    """Take a file."""
    inventory = read(content, mapping)
    about = InventoryFile(inventory.mapping.name, inventory.file_name)
    given = {"only_good_rows": False, "actor": ACTOR, **options}
    return take_inventory(inventory, about=about, **given)


def changed(rows: Rows, number: int, column: str, value: str) -> list[list[str]]:
    """The rows with one cell changed; `number` counts from 0."""
    copy = [list(row) for row in rows]
    copy[number][HEADING.index(column)] = value
    return copy


def bring(actor: User, content: bytes | None = None) -> InventoryImport:
    """A file brought on the page, ready to be taken."""
    content = as_csv(ROWS) if content is None else content
    return bring_inventory(read(content), content, MAPPING, actor=actor)
