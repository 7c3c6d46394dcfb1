"""What a choice needs to be recorded: what nobody could assess, what decided, what stands now."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from initiatives.models import Initiative
from people.text import tidy
from people.vocabulary import Party
from vendors.comparing import Cell, Matrix
from vendors.models import (
    Candidate,
    Criterion,
    ReopeningTrigger,
    SelectionGap,
    SelectionRecord,
    VendorAnswer,
)
from vendors.vocabulary import SIDES

_MOST_NAMED = 4
_MOST_TRIGGERS = 20
EXIT_CRITERION = "LOC-04"


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion on which a side has not assessed the candidate."""

    criterion: Criterion
    party: Party


def gaps_of(matrix: Matrix, candidate: Candidate) -> list[Gap]:
    """What is not assessed of the candidate, by side; a score nobody is shown yet is no gap."""
    return [
        Gap(cell.criterion, part.party)
        for cell in cells_of(matrix, candidate)
        for part in cell.parts
        if part.standing.is_missing
    ]


def cells_of(matrix: Matrix, candidate: Candidate) -> list[Cell]:
    """The candidate's column."""
    return [cell for row in matrix.rows for cell in row.cells if cell.candidate.pk == candidate.pk]


def what_was_weighed(matrix: Matrix, candidate: Candidate) -> str:
    """The beginning of "what was weighed", from what the viewer may know of the comparison."""
    rivals = [each for each in matrix.considered if each.pk != candidate.pk]
    lines = [_beside(rivals), *_decided_by(matrix, candidate), *_apart(matrix, candidate)]
    missing = Counter(gap.party for gap in gaps_of(matrix, candidate))
    lines += [
        f"Not assessed by {_inside(side)}: {_criteria(missing[side])}."
        for side in SIDES
        if missing[side]
    ]
    return "\n".join(line for line in lines if line)


def _beside(rivals: list[Candidate]) -> str:
    if not rivals:
        return "There was no other candidate."
    return f"Compared with {', '.join(each.name for each in rivals)}."


def _decided_by(matrix: Matrix, candidate: Candidate) -> list[str]:
    """Criteria on which both sides, or the one that scores, put it above every other."""
    above = [
        row.criterion
        for row in matrix.rows
        if (own := _worth(row.cells, candidate)) is not None
        and (others := [w for each in matrix.considered if each.pk != candidate.pk
             and (w := _worth(row.cells, each)) is not None])
        and own > max(others)
    ]  # fmt: skip
    return [f"Ahead on {_named(above)}."] if above else []


def _worth(cells: tuple[Cell, ...], candidate: Candidate) -> int | None:
    """The lower of the two sides' scores; None where one is missing or not told."""
    cell = next((each for each in cells if each.candidate.pk == candidate.pk), None)
    values = [part.value for part in cell.parts] if cell else []
    known = [value for value in values if value is not None]
    return min(known) if known and len(known) == len(values) else None


def _apart(matrix: Matrix, candidate: Candidate) -> list[str]:
    wide = [cell.criterion for cell in cells_of(matrix, candidate) if cell.is_wide]
    return [f"Business and IT are apart on {_named(wide)}."] if wide else []


def _named(criteria: list[Criterion]) -> str:
    shown = "; ".join(f"{each.key} {each.question.rstrip('?.')}" for each in criteria[:_MOST_NAMED])
    more = len(criteria) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def exit_known(matrix: Matrix, candidate: Candidate) -> str:
    """What the evidence on leaving the vendor says, as far as the viewer may know (LOC-04)."""
    cells = [cell for cell in cells_of(matrix, candidate) if cell.criterion.key == EXIT_CRITERION]
    notes = [part.note for cell in cells for part in cell.parts if part.note]
    return tidy("\n".join(notes), lines=True)


def current_record(initiative: Initiative) -> SelectionRecord | None:
    """The choice that holds, with its candidate and who wrote; one query."""
    records = SelectionRecord.objects.filter(initiative=initiative, superseded_at=None)
    found = records.select_related(
        "candidate__vendor", "recorded_by", "business_view_by", "it_view_by"
    ).first()
    if found is not None:
        found.initiative = initiative
    return found


def earlier_records(initiative: Initiative) -> list[SelectionRecord]:
    """Choices that another one superseded, the newest first; one query."""
    records = SelectionRecord.objects.filter(initiative=initiative, superseded_at__isnull=False)
    return list(records.select_related("candidate__vendor").order_by("-superseded_at", "-pk"))


def triggers_of(initiative: Initiative) -> list[ReopeningTrigger]:
    """What happened at the vendors of the initiative's candidates, the newest first."""
    at_vendors = Q(vendor__candidates__initiative=initiative)
    here = Q(initiative=None) | Q(initiative=initiative)
    found = ReopeningTrigger.objects.filter(at_vendors, here).select_related("vendor").distinct()
    return list(found.order_by("-happened_on", "-pk")[:_MOST_TRIGGERS])


def sent_answer(candidate: Candidate, key: str) -> str:
    """What the candidate's vendor has sent on the criterion, or empty; one query."""
    answers = VendorAnswer.objects.filter(
        question__candidate=candidate,
        question__criterion__key=key,
        sent_at__isnull=False,
        superseded_at=None,
    )
    found = answers.order_by("-sent_at").first()
    return tidy(found.text) if found else ""


@dataclass(frozen=True, slots=True)
class CarriedGap:
    """A gap that was carried forward, and whether a score has closed it since."""

    gap: SelectionGap
    is_closed: bool


def carried_gaps(record: SelectionRecord, matrix: Matrix) -> list[CarriedGap]:
    """The gaps of a choice, open ones first; one query."""
    open_now = {(gap.criterion.key, gap.party) for gap in _open_now(record, matrix)}
    gaps = record.gaps.select_related("criterion", "owner")
    found = [CarriedGap(each, (each.criterion.key, each.party) not in open_now) for each in gaps]
    return sorted(found, key=lambda each: (each.is_closed, each.gap.due_on, each.gap.pk))


def _open_now(record: SelectionRecord, matrix: Matrix) -> list[Gap]:
    return gaps_of(matrix, record.candidate) if record.candidate else []


def _inside(side: Party) -> str:
    return "IT" if side == Party.IT else side.label.lower()


def _criteria(number: int) -> str:
    return "one criterion" if number == 1 else f"{number} criteria"
