"""Comparing what a file tells with what was taken from it before."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from initiatives.inventory.findings import Finding, bad_row, note
from initiatives.inventory.mapping import InventoryMapping
from initiatives.inventory.pairing import KnownRow, Pair, pair_rows
from initiatives.inventory.rows import EVERY, InventoryRow, RowsRead, tell_nobody
from initiatives.inventory.targets import TARGETS, milestone_target
from initiatives.inventory.wording import did_you_mean, excerpt, folded
from initiatives.vocabulary import Stage

# Fields that a repeat import brings up to date. The stage is not one of them: it moves by a
# go-ahead only. How far an initiative was is asked once.
UPDATED = tuple(name for name in TARGETS if name not in {"stage", "how_far"})
LONGEST_KEPT = 64


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row not taken before, and the key it will be recognised by."""

    row: InventoryRow
    source_key: str
    repeat: int


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row whose file values changed since it was last taken."""

    row: InventoryRow
    known: KnownRow
    fields: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """What taking a file will do.

    Attributes:
        missing: references of initiatives that are no longer in the file; they stay.
        units: names of units to be made.
    """

    mapping: InventoryMapping
    row_count: int = 0
    new: list[NewRow] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bad_rows: set[int] = field(default_factory=set)

    @property
    def taken_rows(self) -> list[InventoryRow]:
        """The rows that make or change an initiative."""
        return [new.row for new in self.new] + [changed.row for changed in self.changed]


def fingerprint(value: str) -> str:
    """A short text itself, a long one as its digest: enough to see whether it changed."""
    if len(value) <= LONGEST_KEPT and not value.startswith("sha256:"):
        return value
    return f"sha256:{hashlib.sha256(value.encode()).hexdigest()}"


def row_texts(row: InventoryRow) -> dict[str, str]:
    """What a row says for each target, as text; days as 2024-05-17."""
    texts = {
        name: str(getattr(row, name) or "")
        for name in UPDATED
        if name not in {"started_on"} and hasattr(row, name)
    }
    texts["started_on"] = row.started_on.isoformat() if row.started_on else ""
    texts |= {milestone_target(kind): day.isoformat() for kind, day in row.milestones.items()}
    return texts


def row_values(row: InventoryRow, mapping: InventoryMapping) -> dict[str, str]:
    """Fingerprints of what the mapping has to say, by target."""
    texts = row_texts(row)
    return {name: fingerprint(texts.get(name, "")) for name in UPDATED if mapping.fills(name)}


def identity_digest(identity: str) -> str:
    """What is kept of the identifying cells."""
    return hashlib.sha256(identity.encode()).hexdigest()


def source_key(digest: str, repeat: int) -> str:
    """The key of one of the rows with these identifying cells."""
    return hashlib.sha256(f"{digest}#{repeat}".encode()).hexdigest()


def plan_inventory(
    read: RowsRead,
    mapping: InventoryMapping,
    *,
    row_count: int,
    known: Iterable[KnownRow],
    units: Iterable[str],
    report_progress: Callable[[int, int], None] = tell_nobody,
) -> Plan:
    """What taking the rows will do to the initiatives known from this source."""
    plan = Plan(mapping, row_count, findings=list(read.findings), bad_rows=set(read.bad_rows))
    known_units = list(units)
    rows = _settle_units(plan, read.rows, known_units)
    pairs, left_over = pair_rows(
        [(identity_digest(row.identity), row, row_values(row, mapping)) for row in rows], known
    )
    for done, pair in enumerate(pairs, start=1):
        _place(plan, pair)
        if done % EVERY == 0 or done == len(pairs):
            report_progress(done, len(pairs))
    plan.units = _units_to_make(plan, {folded(name) for name in known_units})
    plan.missing = sorted(known_row.reference for known_row in left_over if not known_row.is_hidden)
    plan.findings.sort(key=lambda finding: (finding.row, not finding.keeps_row_out))
    return plan


def _settle_units(
    plan: Plan, rows: Sequence[InventoryRow], known_units: Iterable[str]
) -> list[InventoryRow]:
    """Rows with the unit's name as Joinery spells it; a new unit as its first row does."""
    spellings = {folded(name): name for name in known_units}
    known = list(spellings.values())
    column = ", ".join(plan.mapping.columns.get("unit", ()))
    settled: list[InventoryRow] = []
    for row in rows:
        name = folded(row.unit)
        if name not in spellings and not plan.mapping.creates_units:
            message = (
                f"Joinery has no unit of this name.{did_you_mean(row.unit, known)} Add the unit, "
                "translate the name in [values.unit], or write create = true under [units]."
            )
            plan.findings.append(bad_row(row.number, column, excerpt(row.unit), message))
            plan.bad_rows.add(row.number)
            continue
        settled.append(replace(row, unit=spellings.setdefault(name, row.unit)))
    return settled


def _units_to_make(plan: Plan, known: set[str]) -> list[str]:
    """Units that rows to be taken need; a unit renamed in Joinery is not made a second time."""
    needed = [new.row.unit for new in plan.new]
    needed += [changed.row.unit for changed in plan.changed if "unit" in changed.fields]
    return [name for name in dict.fromkeys(needed) if folded(name) not in known]


def _place(plan: Plan, pair: Pair) -> None:
    row, known = pair.row, pair.known
    if known is None:
        plan.new.append(NewRow(row, source_key(pair.digest, pair.repeat), pair.repeat))
        return
    if known.is_hidden:
        plan.unchanged += 1
        return
    changed: list[str] = []
    for name, value in pair.values.items():
        last, current = known.values.get(name, ""), known.current.get(name, "")
        if value in {last, current}:
            continue
        if last == current:
            changed.append(name)
        else:
            plan.findings.append(_kept(plan, row, known, name))
    stage = _stage_differs(plan, row, known)
    if stage:
        plan.findings.append(stage)
    if changed:
        plan.changed.append(ChangedRow(row, known, tuple(changed)))
    else:
        plan.unchanged += 1


def _kept(plan: Plan, row: InventoryRow, known: KnownRow, name: str) -> Finding:
    message = (
        f"{TARGETS[name].label} of {known.reference} was changed in Joinery and stays as it is "
        "there; the file says something new. Change it in Joinery if the file is right."
    )
    column = ", ".join(plan.mapping.columns.get(name, ()))
    return note(row.number, column, excerpt(row_texts(row).get(name, "")), message)


def _stage_differs(plan: Plan, row: InventoryRow, known: KnownRow) -> Finding | None:
    if row.stage in {known.values.get("stage"), known.current.get("stage")}:
        return None
    current = Stage(known.current["stage"]).label.lower()
    message = (
        f"The file says {row.stage.label.lower()}; {known.reference} is in {current}. A stage "
        "moves by a go-ahead only."
    )
    column = ", ".join(plan.mapping.columns.get("stage", ()))
    return note(row.number, column, row.stage.label, message)


def kept_values(row: InventoryRow, mapping: InventoryMapping, repeat: int) -> Mapping[str, str]:
    """What an initiative keeps to compare with the next file."""
    return {
        **row_values(row, mapping),
        "stage": row.stage.value,
        "identity": identity_digest(row.identity),
        "repeat": str(repeat),
    }
