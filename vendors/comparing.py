"""The comparison as one viewer may know it: cells of pairs, and what is missing in them.

Blindness is decided here and nowhere else: `may_know` says whether a score may be told; a cell
never carries what it may not tell. `vendors.sides` says on which side somebody stands.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from people.vocabulary import Party
from vendors.vocabulary import SIDES, CriterionGroup, EvidenceStrength, Supersession

if TYPE_CHECKING:
    from vendors.models import Candidate, CriteriaSet, Criterion, Score

WIDE_GAP = 2


class Standing(StrEnum):
    """What a viewer finds where one side owes a score."""

    NOT_SCORED = "not_scored"
    NOT_ASSESSED = "not_assessed"
    HIDDEN = "hidden"
    SCORED = "scored"

    @property
    def is_missing(self) -> bool:
        """Whether the side still owes a score here."""
        return self in {Standing.NOT_SCORED, Standing.NOT_ASSESSED}


def may_know(score: "Score", side: Party | None) -> bool:
    """Whether somebody of the side may know the score's value, evidence and words.

    A side knows its own; everybody knows what was revealed, and that something is a gap.
    """
    return score.is_gap or score.party == side or score.revealed_at is not None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a comparison.

    Attributes:
        side: the one they speak for; None for those who belong to neither.
        known: the one whose unshown scores they may know and add to; None for those of neither,
            and for those who have stood on both or could.
    """

    side: Party | None = None
    known: Party | None = None

    @property
    def is_of_both(self) -> bool:
        """Whether they speak for a side, but never for it alone, and so do not score blind."""
        return self.side is not None and self.known is None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A score of a cell that no longer counts and may be told."""

    value: int | None
    strength: str
    because: str
    on: dt.datetime
    note: str = ""

    @property
    def because_words(self) -> str:
        """Why it no longer counts."""
        return Supersession(self.because).label if self.because else ""

    @property
    def strength_words(self) -> str:
        return EvidenceStrength(self.strength).label if self.strength else ""


@dataclass(frozen=True, slots=True)
class SideScore:
    """One side's part of a cell, as the viewer may know it.

    Attributes:
        is_early: whether it was given before the criteria stood and they stand now (D02).
        version: of the score that stands there now; 0 where there is none.
        earlier: what stood there before, newest first, as far as it may be told.
    """

    party: Party
    standing: Standing
    value: int | None = None
    strength: str = ""
    note: str = ""
    link: str = ""
    gap_reason: str = ""
    scored_at: dt.datetime | None = None
    before_publication: bool = False
    is_early: bool = False
    version: int = 0
    earlier: tuple[Earlier, ...] = ()

    @property
    def strength_words(self) -> str:
        """The evidence word, or empty."""
        return EvidenceStrength(self.strength).label if self.strength else ""

    @property
    def is_reopened(self) -> bool:
        """Whether something stood here that no longer counts, and nothing new does."""
        return self.standing == Standing.NOT_SCORED and bool(self.earlier)


@dataclass(frozen=True, slots=True)
class Cell:
    """One candidate under one criterion: a part for each side that owes a score."""

    candidate: "Candidate"
    criterion: "Criterion"
    parts: tuple[SideScore, ...]
    viewer: Viewer = Viewer()

    @property
    def is_blind(self) -> bool:
        """Whether two sides score it and not both scores are shown."""
        return len(self.parts) > 1 and any(part.standing != Standing.SCORED for part in self.parts)

    @property
    def is_closed(self) -> bool:
        """Whether the viewer's side scores it without them."""
        return self.is_blind and self.viewer.is_of_both

    @property
    def difference(self) -> int | None:
        """How far the two sides are apart; None while there are not two values to compare."""
        values = [part.value for part in self.parts if part.value is not None]
        return abs(values[0] - values[1]) if len(values) == len(SIDES) else None

    @property
    def is_wide(self) -> bool:
        """Whether the sides differ so much that they should talk (B47)."""
        return (self.difference or 0) >= WIDE_GAP

    @property
    def missing(self) -> int:
        """How many scores are still owed here."""
        return sum(part.standing.is_missing for part in self.parts)

    def part(self, party: str) -> SideScore | None:
        """The side's part, where it owes one."""
        return next((part for part in self.parts if part.party == party), None)


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion across the candidates."""

    criterion: "Criterion"
    cells: tuple[Cell, ...]

    @property
    def missing(self) -> int:
        """Scores still owed in candidates that are considered."""
        return sum(cell.missing for cell in self.cells if cell.candidate.is_considered)

    @property
    def is_wide(self) -> bool:
        """Whether the sides are far apart on any candidate."""
        return any(cell.is_wide for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything that is compared, as one viewer may know it.

    Attributes:
        viewer: who looks, and what they may know.
        sets: the criteria in effect by side: the published version, else the one being drafted.
        drafts: versions being drafted beside a published one.
    """

    candidates: tuple["Candidate", ...]
    rows: tuple[Row, ...]
    viewer: Viewer = Viewer()
    sets: dict[str, "CriteriaSet"] = field(default_factory=dict)
    drafts: dict[str, "CriteriaSet"] = field(default_factory=dict)

    @property
    def side(self) -> Party | None:
        """The viewer's side; None for those who belong to neither."""
        return self.viewer.side

    @property
    def considered(self) -> tuple["Candidate", ...]:
        """Candidates that may still be chosen."""
        return tuple(each for each in self.candidates if each.is_considered)

    @property
    def groups(self) -> list[tuple[CriterionGroup, list[Row]]]:
        """Rows by what they are about, in the usual order."""
        grouped = [(group, self.rows_in(group)) for group in CriterionGroup]
        return [(group, rows) for group, rows in grouped if rows]

    def rows_in(self, group: str) -> list[Row]:
        """The rows of one group; what misses a score first, then what is far apart."""
        rows = [row for row in self.rows if row.criterion.group == group]
        return sorted(rows, key=lambda row: (not row.missing, not row.is_wide, row.criterion.key))

    def cell(self, criterion_id: int, candidate_id: int) -> Cell | None:
        """The cell where the two meet, or None."""
        for row in self.rows:
            if row.criterion.pk == criterion_id:
                return next((c for c in row.cells if c.candidate.pk == candidate_id), None)
        return None

    def missing_of(self, party: str) -> list[Cell]:
        """Cells of considered candidates in which the side still owes a score."""
        return [cell for cell in self.cells if _is_missing(cell.part(party))]

    @property
    def to_score(self) -> list[Cell]:
        """Cells in which the viewer's side owes a score that the viewer may give."""
        if self.side is None:
            return []
        return [cell for cell in self.missing_of(self.side) if not cell.is_closed]

    @property
    def cells(self) -> list[Cell]:
        """Every cell of candidates that are considered."""
        return [cell for row in self.rows for cell in row.cells if cell.candidate.is_considered]

    @property
    def wide(self) -> list[Cell]:
        """Cells in which the sides differ by two or more, as far as the viewer may know."""
        return [cell for cell in self.cells if cell.is_wide]


def _is_missing(part: SideScore | None) -> bool:
    return part is not None and part.standing.is_missing


def part_of(
    party: Party,
    scores: Iterable["Score"],
    side: Party | None,
    since: dt.datetime | None = None,
) -> SideScore:
    """A side's part of a cell from all its scores there, of which one may be current.

    `since` is when the criteria stood.
    """
    kept = sorted(scores, key=lambda score: score.pk, reverse=True)
    earlier = tuple(
        Earlier(
            each.value,
            each.strength,
            each.superseded_because,
            each.scored_at,
            each.evidence_note or each.gap_reason,
        )
        for each in kept
        if each.superseded_at is not None and may_know(each, side)
    )
    current = next((each for each in kept if each.superseded_at is None), None)
    if current is None:
        version = max((each.version for each in kept), default=0)
        return SideScore(party, Standing.NOT_SCORED, version=version, earlier=earlier)
    if not may_know(current, side):
        return SideScore(party, Standing.HIDDEN, earlier=earlier)
    return SideScore(
        party,
        Standing.NOT_ASSESSED if current.is_gap else Standing.SCORED,
        value=current.value,
        strength=current.strength,
        note=current.evidence_note,
        link=current.evidence_link,
        gap_reason=current.gap_reason,
        scored_at=current.scored_at,
        before_publication=current.before_publication,
        is_early=since is not None and current.scored_at < since,
        version=current.version,
        earlier=earlier,
    )
