"""What an import will do, or did, in figures and single findings."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from initiatives.inventory.findings import Finding, Severity
from initiatives.inventory.planning import Plan
from initiatives.inventory.rows import InventoryRow

MOST_FINDINGS_KEPT = 10_000
EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The figures and findings of one import.

    Attributes:
        missing: references no longer in the file; they stay as they are.
        further_findings: how many findings there are beyond those kept.
        examples: the first rows to be taken, as they read.
    """

    source: str
    digest: str
    rows: int
    created: int
    changed: int
    unchanged: int
    bad: int
    notes: int
    missing: tuple[str, ...]
    units: tuple[str, ...]
    findings: tuple[Finding, ...]
    further_findings: int
    examples: tuple[dict[str, str], ...]

    @property
    def to_take(self) -> int:
        """How many rows change something."""
        return self.created + self.changed

    def as_json(self) -> dict[str, Any]:
        """For keeping with the import."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "ImportReport":
        """The report that `as_json` gave."""
        fields = dict(content)
        fields["findings"] = tuple(
            Finding(**{**finding, "severity": Severity(finding["severity"])})
            for finding in fields["findings"]
        )
        for name in ("missing", "units", "examples"):
            fields[name] = tuple(fields[name])
        return cls(**fields)


def report_on(plan: Plan, digest: str) -> ImportReport:
    """The report of a plan."""
    findings = sorted(plan.findings, key=lambda finding: not finding.keeps_row_out)
    shown = plan.taken_rows[:EXAMPLES]
    return ImportReport(
        source=plan.mapping.name,
        digest=digest,
        rows=plan.row_count,
        created=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        bad=len(plan.bad_rows),
        notes=sum(not finding.keeps_row_out for finding in findings),
        missing=tuple(plan.missing),
        units=tuple(plan.units),
        findings=tuple(findings[:MOST_FINDINGS_KEPT]),
        further_findings=max(0, len(findings) - MOST_FINDINGS_KEPT),
        examples=tuple(_example(row) for row in shown),
    )


def _example(row: InventoryRow) -> dict[str, str]:
    return {
        "row": str(row.number),
        "title": row.title,
        "unit": row.unit,
        "stage": row.stage.label,
        "operational_status": row.operational_status.label,
        "started_on": row.started_on.isoformat() if row.started_on else "",
        "problem": row.problem,
    }
