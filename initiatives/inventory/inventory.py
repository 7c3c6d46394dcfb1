"""An inventory: a file read by a mapping, ready to be compared and taken."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from initiatives.inventory.mapping import InventoryMapping
from initiatives.inventory.pairing import KnownRow
from initiatives.inventory.planning import Plan, plan_inventory
from initiatives.inventory.reading import read_table
from initiatives.inventory.rows import RowsRead, read_rows, tell_nobody


@dataclass(frozen=True, slots=True)
class InventoryFile:
    """A file taken without a page, for the events about it."""

    source: str
    name: str
    audit_initiative_ref: str = ""

    @property
    def audit_ref(self) -> str:
        return f"inventory:{self.source}"

    @property
    def audit_label(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a file says.

    Attributes:
        digest: hex SHA-256 of the file, so that the record names the very file.
        row_count: rows with something in them, the heading not counted.
    """

    file_name: str
    digest: str
    mapping: InventoryMapping
    read: RowsRead
    row_count: int

    def plan(
        self,
        known: Iterable[KnownRow],
        units: Iterable[str],
        report_progress: Callable[[int, int], None] = tell_nobody,
    ) -> Plan:
        """What taking it will do."""
        return plan_inventory(
            self.read,
            self.mapping,
            row_count=self.row_count,
            known=known,
            units=units,
            report_progress=report_progress,
        )


def read_inventory(
    content: bytes,
    mapping: InventoryMapping,
    *,
    file_name: str,
    today: dt.date,
    most_bytes: int,
    report_progress: Callable[[int, int], None] = tell_nobody,
) -> Inventory:
    """The inventory in a file.

    Raises:
        InvalidInput: the file cannot be read by the mapping; see `reading.read_table`.
    """
    table = read_table(content, mapping, most_bytes=most_bytes)
    read = read_rows(table, mapping, today=today, report_progress=report_progress)
    return Inventory(
        file_name=file_name,
        digest=hashlib.sha256(content).hexdigest(),
        mapping=mapping,
        read=read,
        row_count=len(table.records),
    )
