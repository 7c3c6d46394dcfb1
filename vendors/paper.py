"""The comparison and the choice on paper, for those who were not there (PDF/UA).

Paper is handed on, so it tells what both sides may know and nothing that only one has scored.
"""

from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from initiatives.models import Initiative
from people.paper import cut, typeset
from people.vocabulary import Party
from vendors.choosing import carried_gaps, current_record, gaps_of, what_was_weighed
from vendors.comparing import Cell, Matrix, SideScore, Standing
from vendors.models import Candidate, SelectionRecord
from vendors.queries import matrix_for_side
from vendors.vocabulary import SIDES, CriterionGroup

_TEMPLATE = Path(__file__).with_name("paper.typ")
_TITLE, _QUESTION, _LONG = 200, 160, 1500
_COLUMNS = 4  # candidates beside each other on a page


def comparison_as_pdf(initiative: Initiative) -> bytes:
    """The comparison as PDF/UA-1; a fixed number of queries."""
    return typeset(_TEMPLATE, content_of(initiative))


def content_of(initiative: Initiative) -> dict[str, Any]:
    """Everything that stands on the paper, as plain data."""
    matrix = matrix_for_side(initiative, None)
    record = current_record(initiative)
    now = timezone.localtime()
    title = cut(initiative.title, _TITLE)
    return {
        "title": f"Vendor comparison for {title}",
        "description": f"How candidates for {initiative.reference} were compared and chosen",
        "heading": title,
        "subject": f"Vendor comparison of {initiative.reference}, {initiative.unit}",
        "standing": _standing(matrix),
        "candidates": [_candidate(each, matrix) for each in matrix.considered],
        "left": [f"{each.name}: {cut(each.left_reason, _QUESTION)}" for each in _left(matrix)],
        "open": [*_missing(matrix), *_apart(matrix)],
        "tables": _tables(matrix),
        "choice": _choice(record, matrix) if record else None,
        "foot": f"{initiative.reference}, as it stood on {date_format(now, 'j F Y, H:i')}",
    }


def _standing(matrix: Matrix) -> str:
    said = [_criteria_of(matrix, side) for side in SIDES]
    return (
        f"{len(matrix.considered)} candidates, {len(matrix.rows)} criteria. {' '.join(said)} "
        "Each side scores by itself, 0 to 4, with the evidence behind it; there is no total."
    )


def _criteria_of(matrix: Matrix, side: Party) -> str:
    found = matrix.sets.get(side)
    if found is None or found.published_at is None:
        return f"{side.label} has published no criteria."
    day = date_format(timezone.localtime(found.published_at), "j F Y")
    return f"{side.label}'s criteria, version {found.number}, are of {day}."


def _candidate(candidate: Candidate, matrix: Matrix) -> dict[str, str]:
    gaps = gaps_of(matrix, candidate)
    missing = [
        f"{side.label} has not assessed {_criteria(count)}"
        for side in SIDES
        if (count := sum(gap.party == side for gap in gaps))
    ]
    return {
        "name": cut(candidate.name, _TITLE),
        "stage": candidate.get_stage_display().lower(),
        "missing": "; ".join(missing) or "assessed throughout",
        "sole": cut(candidate.sole_reason, _LONG),
    }


def _left(matrix: Matrix) -> list[Candidate]:
    return [each for each in matrix.candidates if not each.is_considered]


def _missing(matrix: Matrix) -> list[str]:
    """Criteria that nobody has assessed on any candidate, before everything else."""
    return [
        f"{_named(row.cells[0])}: not assessed on any candidate."
        for row in matrix.rows
        if row.cells and all(_is_blank(c) for c in row.cells if c.candidate.is_considered)
    ]


def _is_blank(cell: Cell) -> bool:
    return all(part.standing.is_missing for part in cell.parts)


def _apart(matrix: Matrix) -> list[str]:
    return [
        f"{_named(cell)}: business and IT are {cell.difference} points apart on "
        f"{cut(cell.candidate.name, _TITLE)}."
        for cell in matrix.wide
    ]


def _named(cell: Cell) -> str:
    return f"{cell.criterion.key} {cut(cell.criterion.question, _QUESTION)}"


def _tables(matrix: Matrix) -> list[dict[str, Any]]:
    """A table for each group of criteria and each few candidates."""
    columns = [matrix.considered[n : n + _COLUMNS] for n in range(0, len(matrix.considered), 4)]
    return [
        {
            "label": CriterionGroup(group).label,
            "candidates": [cut(each.name, 60) for each in shown],
            "rows": [
                {
                    "key": row.criterion.key,
                    "question": cut(row.criterion.question, _QUESTION),
                    "cells": [_cell(_of(row.cells, each)) for each in shown],
                }
                for row in rows
            ],
        }
        for shown in columns
        for group, rows in matrix.groups
    ]


def _of(cells: tuple[Cell, ...], candidate: Candidate) -> Cell:
    return next(cell for cell in cells if cell.candidate.pk == candidate.pk)


def _cell(cell: Cell) -> dict[str, Any]:
    apart = f"{cell.difference} apart" if cell.is_wide else ""
    return {"parts": [_part(part) for part in cell.parts], "apart": apart}


def _part(part: SideScore) -> dict[str, str]:
    words = {
        Standing.NOT_SCORED: "not scored",
        Standing.NOT_ASSESSED: "not assessed",
        Standing.HIDDEN: "scored, shown once the other side has",
        Standing.SCORED: part.strength_words.lower(),
    }
    value = str(part.value) if part.standing == Standing.SCORED else ""
    return {"side": part.party.label, "value": value, "words": words[part.standing]}


def _choice(record: SelectionRecord, matrix: Matrix) -> dict[str, Any]:
    at = timezone.localtime(record.recorded_at)
    weighed = record.weighed
    if not weighed and record.candidate:
        weighed = what_was_weighed(matrix, record.candidate)
    return {
        "name": cut(record.candidate.name if record.candidate else "", _TITLE),
        "recorded": f"Recorded on {date_format(at, 'j F Y')}.",
        "facts": [
            {"label": label, "text": cut(text, _LONG)}
            for label, text in (
                ("Why", record.why),
                ("What was weighed", weighed),
                ("Why there was no other", record.single_candidate_reason),
                ("The way out", record.exit_outline),
                ("Run cost", _run_cost(record)),
                ("Benefits", _months(record.benefit_months)),
                ("Looked at again on", _day(record.review_on)),
            )
            if text
        ],
        "views": [
            {"side": "Business", "text": cut(record.business_view, _LONG) or "Not written yet."},
            {"side": "IT", "text": cut(record.it_view, _LONG) or "Not written yet."},
        ],
        "gaps": [
            f"{each.gap.criterion.key} {cut(each.gap.criterion.question, _QUESTION)}: "
            f"{each.gap.get_party_display()}, {each.gap.owner.full_name}, "
            f"by {_day(each.gap.due_on)}."
            for each in carried_gaps(record, matrix)
            if not each.is_closed
        ],
    }


def _run_cost(record: SelectionRecord) -> str:
    if record.run_cost_amount is None:
        return ""
    over = _months(record.run_cost_months)
    return f"{record.run_cost_amount:,.2f} {record.run_cost_currency} over {over}"


def _months(months: int | None) -> str:
    return "" if months is None else "1 month" if months == 1 else f"{months} months"


def _day(day: Any) -> str:
    return date_format(day, "j F Y") if day else ""


def _criteria(number: int) -> str:
    return "one criterion" if number == 1 else f"{number} criteria"
