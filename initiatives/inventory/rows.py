"""From the cells of a row to an initiative as the file tells it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from initiatives.inventory.cells import CellReader
from initiatives.inventory.findings import Finding, bad_row, note
from initiatives.inventory.mapping import InventoryMapping, OnRepeat
from initiatives.inventory.reading import InventoryTable, Record
from initiatives.inventory.targets import MILESTONE_TARGETS, TARGETS
from initiatives.inventory.wording import excerpt, folded
from initiatives.vocabulary import (
    OPERATIONAL_STATUS_BY_HOW_FAR,
    HowFar,
    MilestoneKind,
    OperationalStatus,
    Stage,
)

HOW_FAR_BY_STAGE = {
    Stage.DESIGN: HowFar.NOTHING_YET,
    Stage.SELECTION: HowFar.TOOL_IN_MIND,
    Stage.INTEGRATION: HowFar.PILOT_RUNNING,
    Stage.OPERATION: HowFar.IN_USE,
    Stage.RETIRED: HowFar.IN_USE,
}
EVERY = 200


def tell_nobody(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """An initiative as the file tells it.

    Attributes:
        identity: the identifying cells as compared, joined.
    """

    number: int
    identity: str
    title: str
    problem: str
    business_goal: str
    operability_goal: str
    unit: str
    stage: Stage
    operational_status: OperationalStatus
    how_far: HowFar
    started_on: dt.date | None
    milestones: dict[MilestoneKind, dt.date]
    source_note: str


@dataclass(slots=True)
class RowsRead:
    """The rows that can be taken and what is to be said about all of them."""

    rows: list[InventoryRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bad_rows: set[int] = field(default_factory=set)

    def add(self, finding: Finding) -> None:
        """Keep a finding, and the row out if it says so."""
        self.findings.append(finding)
        if finding.keeps_row_out:
            self.bad_rows.add(finding.row)


def read_rows(
    table: InventoryTable,
    mapping: InventoryMapping,
    *,
    today: dt.date,
    report_progress: Callable[[int, int], None] = tell_nobody,
) -> RowsRead:
    """Every row of the table, as an initiative or with what keeps it out."""
    read = RowsRead()
    first_rows: dict[str, int] = {}
    total = len(table.records)
    for done, record in enumerate(table.records, start=1):
        row, findings = _read_row(record, table, mapping, today)
        findings += _repeats(row, record, mapping, first_rows)
        for finding in findings:
            read.add(finding)
        if row and record.number not in read.bad_rows:
            read.rows.append(row)
        if done % EVERY == 0 or done == total:
            report_progress(done, total)
    return read


def _read_row(
    record: Record, table: InventoryTable, mapping: InventoryMapping, today: dt.date
) -> tuple[InventoryRow | None, list[Finding]]:
    unfit = misfit(record, table, mapping)
    if unfit:
        return None, [unfit]
    cells = CellReader(record, table.columns, mapping, today)
    identity = cells.identity()
    if not identity.strip("\x1f"):
        columns = ", ".join(mapping.identity)
        message = "Nothing says which initiative this is; fill at least one of these cells."
        return None, [*cells.findings, bad_row(record.number, columns, "", message)]
    row = _build(cells, identity)
    return row, cells.findings


def misfit(record: Record, table: InventoryTable, mapping: InventoryMapping) -> Finding | None:
    """What is wrong with a row that has more cells than the heading, or too few."""
    surplus = [cell for cell in record.cells[len(table.header) :] if cell.strip()]
    furthest = max(table.columns[folded(name)] for name in mapping.source_columns)
    if not surplus and len(record.cells) > furthest:
        return None
    message = (
        f"The row has {len(record.cells)} cells and the heading {len(table.header)}; look for a "
        "delimiter or a quotation mark too many or too few."
    )
    return bad_row(record.number, "", excerpt(surplus[0]) if surplus else "", message)


def _build(cells: CellReader, identity: str) -> InventoryRow | None:
    texts = {name: cells.text(TARGETS[name]) for name in _TEXTS}
    words = {name: cells.word(TARGETS[name]) for name in _WORDS}
    started_on = cells.day(TARGETS["started_on"])
    days = {kind: cells.day(TARGETS[name]) for name, kind in MILESTONE_TARGETS.items()}
    if any(finding.keeps_row_out for finding in cells.findings):
        return None
    stage = Stage(words["stage"])
    how_far = HowFar(words["how_far"]) if words["how_far"] else HOW_FAR_BY_STAGE[stage]
    return InventoryRow(
        number=cells.number,
        identity=identity,
        **texts,
        stage=stage,
        how_far=how_far,
        operational_status=_operational_status(words["operational_status"], stage, how_far),
        started_on=started_on,
        milestones={kind: day for kind, day in days.items() if day},
        source_note=cells.source_note(),
    )


_TEXTS = ("title", "problem", "business_goal", "operability_goal", "unit")
_WORDS = ("stage", "operational_status", "how_far")


def _operational_status(word: str, stage: Stage, how_far: HowFar) -> OperationalStatus:
    if word:
        return OperationalStatus(word)
    if stage == Stage.RETIRED:
        return OperationalStatus.STOPPED
    return OPERATIONAL_STATUS_BY_HOW_FAR[how_far]


def _repeats(
    row: InventoryRow | None,
    record: Record,
    mapping: InventoryMapping,
    first_rows: dict[str, int],
) -> Sequence[Finding]:
    if row is None:
        return []
    first = first_rows.setdefault(row.identity, record.number)
    if first == record.number:
        return []
    columns = ", ".join(mapping.identity)
    if mapping.on_repeat is OnRepeat.NUMBER:
        message = f"The same as in row {first}; taken as an initiative of its own."
        return [note(record.number, columns, row.title, message)]
    message = (
        f"The same as in row {first}. Correct one of them, or write on_repeat = “number” in the "
        "mapping to take each as an initiative of its own."
    )
    return [bad_row(record.number, columns, row.title, message)]
