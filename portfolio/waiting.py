"""What waits for whom, as two equal columns."""

import datetime as dt
from dataclasses import dataclass

from people.models import User
from people.vocabulary import Party
from portfolio import queries
from portfolio.bars import list_address
from portfolio.filters import NAME
from portfolio.queries import Waiting


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One kind of thing that waits, with the list behind it."""

    words: str
    waiting: Waiting
    url: str


@dataclass(frozen=True, slots=True)
class WaitingColumn:
    """One side's half, always shown beside the other's."""

    party: Party
    heading: str
    lines: list[WaitingLine]

    @property
    def total(self) -> int:
        """How much waits for this side."""
        return sum(line.waiting.count for line in self.lines)

    @property
    def since(self) -> dt.datetime | None:
        """When the oldest of it began to wait."""
        return min((line.waiting.since for line in self.lines if line.waiting.since), default=None)


def waiting_columns(viewer: User) -> list[WaitingColumn]:
    """What business owes IT and what IT owes business, across all initiatives; three queries."""
    answers = queries.waiting_answers(viewer)
    business = [
        _line("answer to IT", "answers to IT", answers[Party.BUSINESS], "business_owes"),
        _line(
            "initiative where IT is not invited yet",
            "initiatives where IT is not invited yet",
            queries.not_invited(viewer),
            "not_invited",
        ),
    ]
    it = [
        _line("answer to business", "answers to business", answers[Party.IT], "it_owes"),
        _line(
            "invitation to answer",
            "invitations to answer",
            queries.unanswered_invitations(viewer),
            "unanswered",
        ),
    ]
    return [
        WaitingColumn(Party.BUSINESS, "Waits for business", _some(business)),
        WaitingColumn(Party.IT, "Waits for IT", _some(it)),
    ]


def _line(one: str, several: str, waiting: Waiting, value: str) -> WaitingLine:
    words = f"{waiting.count} {one if waiting.count == 1 else several}"
    return WaitingLine(words, waiting, list_address(**{NAME: value}))


def _some(lines: list[WaitingLine]) -> list[WaitingLine]:
    return [line for line in lines if line.waiting.count]
