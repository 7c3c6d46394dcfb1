"""What the pages of the comparison show."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import QueryDict

from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from vendors import policies
from vendors.comparing import Cell, Matrix, Row
from vendors.models import Candidate, CriteriaSet
from vendors.vocabulary import SIDES, CriterionGroup
from vendors.weighing import Pair, Total, Weighed, weigh


@dataclass(frozen=True, slots=True)
class SideState:
    """Where one side stands: its criteria and the scores it owes. Both are always shown."""

    party: Party
    criteria: CriteriaSet | None
    draft: CriteriaSet | None
    criteria_count: int
    owed: int
    given: int
    is_viewers: bool

    @property
    def total(self) -> int:
        """Scores that the side owes in all."""
        return self.owed + self.given


def side_states(matrix: Matrix) -> list[SideState]:
    """Business and IT, in that order."""
    return [_side_state(matrix, party) for party in SIDES]


def _side_state(matrix: Matrix, party: Party) -> SideState:
    owing = [part for cell in matrix.cells if (part := cell.part(party)) is not None]
    missing = sum(part.standing.is_missing for part in owing)
    return SideState(
        party,
        matrix.sets.get(party),
        matrix.drafts.get(party),
        sum(row.criterion.party == party for row in matrix.rows),
        missing,
        len(owing) - missing,
        matrix.side == party,
    )


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next: where, and whether a press does it at once."""

    label: str
    name: str
    party: str = ""


def next_step(matrix: Matrix, initiative: Initiative, user: User) -> NextStep | None:
    """What the page offers as its primary action; None where the viewer only reads."""
    if not policies.may_compare(user, initiative) or initiative.is_ended:
        return None
    side = matrix.side or Party.BUSINESS
    theirs, own = matrix.sets.get(Party.IT), matrix.sets.get(side)
    if (theirs is None or theirs.is_unasked) and side == Party.BUSINESS:
        return NextStep("Request IT criteria", "request", Party.IT)
    if own is None and side == Party.IT:
        return NextStep("Begin IT criteria", "draft", Party.IT)
    if own is not None and not own.is_published:
        return NextStep("Look through your criteria", "criteria", side)
    if not matrix.considered:
        return NextStep("Add a candidate", "candidates")
    if matrix.to_score:
        return NextStep("Score next criterion", "score-next")
    return None


@dataclass(frozen=True, slots=True)
class Shown:
    """The columns somebody chose, and the rows reduced to them."""

    candidates: tuple[Candidate, ...]
    groups: list[tuple[CriterionGroup, list[Row]]]
    is_reduced: bool


def shown(matrix: Matrix, chosen: QueryDict) -> Shown:
    """Candidates named by `c` in the address; without any, those that are considered."""
    numbers = {int(each) for each in chosen.getlist("c") if each.isdecimal() and len(each) < 18}
    candidates = tuple(each for each in matrix.candidates if each.pk in numbers)
    if not candidates:
        candidates = matrix.considered or matrix.candidates
    kept = {each.pk for each in candidates}
    groups = [(group, [_reduced(row, kept) for row in rows]) for group, rows in matrix.groups]
    return Shown(candidates, groups, len(candidates) < len(matrix.candidates))


def _reduced(row: Row, kept: set[int]) -> Row:
    return Row(row.criterion, tuple(cell for cell in row.cells if cell.candidate.pk in kept))


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate's weighted mean of one side, with what hides behind it."""

    candidate: Candidate
    total: Total

    @property
    def mean(self) -> str:
        """On the 0 to 4 scale, two decimals."""
        return f"{float(self.total.mean):.2f}"


@dataclass(frozen=True, slots=True)
class Turn:
    """Two candidates, and what it takes for their order to turn."""

    ahead: Candidate
    behind: Candidate
    pair: Pair

    @property
    def turns_at(self) -> str:
        """By how much weights must move, in per cent, rounded up."""
        at = self.pair.turns_at
        return "" if at is None else f"{-(-at.numerator * 100 // at.denominator)} %"


@dataclass(frozen=True, slots=True)
class SideWeighed:
    """What weights say about one side's own scores."""

    party: Party
    standings: list[Standing]
    turns: list[Turn]
    weighed: Weighed
    without_score: list[Candidate]


def weighed_sides(matrix: Matrix) -> list[SideWeighed]:
    """Each side's scores weighed apart; the two are never put into one figure."""
    weights = {
        row.criterion.key: Fraction(row.criterion.weight)
        for row in matrix.rows
        if row.criterion.weight
    }
    found = [_weighed(matrix, party, weights) for party in SIDES]
    return [each for each in found if each is not None]


def _weighed(matrix: Matrix, party: Party, weights: dict[str, Fraction]) -> SideWeighed | None:
    values = {each.pk: _values(matrix.cells, each, party) for each in matrix.considered}
    own = {
        row.criterion.key: weights[row.criterion.key]
        for row in matrix.rows
        if party in row.criterion.sides and row.criterion.key in weights
    }
    with_any = {pk: each for pk, each in values.items() if set(each) & set(own)}
    weighed = weigh(with_any, own)
    if weighed is None:
        return None
    by_pk = {each.pk: each for each in matrix.considered}
    return SideWeighed(
        party,
        [Standing(by_pk[total.candidate], total) for total in weighed.totals],
        [Turn(by_pk[pair.ahead], by_pk[pair.behind], pair) for pair in weighed.neighbours],
        weighed,
        [each for each in matrix.considered if each.pk not in with_any],
    )


def _values(cells: Sequence[Cell], candidate: Candidate, party: Party) -> dict[str, Fraction]:
    return {
        cell.criterion.key: Fraction(part.value)
        for cell in cells
        if cell.candidate.pk == candidate.pk
        and (part := cell.part(party)) is not None
        and part.value is not None
    }


def predates(matrix: Matrix) -> int:
    """How many scores, as far as the viewer may know, can be said to hold still (D02)."""
    return sum(part.is_early for cell in matrix.cells for part in cell.parts)


def matrix_context(
    initiative: Initiative, matrix: Matrix, user: User, chosen: QueryDict
) -> dict[str, Any]:
    """Everything the comparison's page shows."""
    view = shown(matrix, chosen)
    return {
        "initiative": initiative,
        "matrix": matrix,
        "shown": view,
        "shown_ids": [each.pk for each in view.candidates],
        "columns": len(view.candidates) + 1,
        "sides": side_states(matrix),
        "next_step": next_step(matrix, initiative, user),
        "may_compare": policies.may_compare(user, initiative) and not initiative.is_ended,
        "predates": predates(matrix),
        "weighed": weighed_sides(matrix),
        "has_weights": any(row.criterion.weight for row in matrix.rows),
    }
