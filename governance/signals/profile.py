"""What detectors read of the clarity profile; the shape of its rows is known here only."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from governance.clarity.directory import Directory
from governance.clarity.values import day as day_of
from governance.clarity.values import is_there
from governance.models import ClarityAnswer
from governance.signals.facts import InitiativeFacts

Row = dict[str, Any]


def answer_to(facts: InitiativeFacts, field: str) -> ClarityAnswer | None:
    """What stands in the field."""
    return facts.profile.answers.get(field) if facts.profile else None


def rows_of(facts: InitiativeFacts, field: str) -> list[Row]:
    """The rows that stand in a field as an answer; none where it is a gap or does not apply."""
    answer = answer_to(facts, field)
    if answer is None or answer.kind != ClarityAnswer.Kind.VALUE:
        return []
    return [row for row in answer.rows if isinstance(row, dict)]


def values_of(facts: InitiativeFacts, field: str, part: str) -> list[Any]:
    """What stands in one part of a field's rows, where anything does."""
    return [row[part] for row in rows_of(facts, field) if is_there(row.get(part))]


def is_answered(facts: InitiativeFacts, field: str) -> bool:
    """Whether anything stands there as an answer, or it does not apply here."""
    answer = answer_to(facts, field)
    if answer is not None and answer.kind == ClarityAnswer.Kind.NOT_APPLICABLE:
        return True
    return bool(rows_of(facts, field))


def is_open_gap(facts: InitiativeFacts, field: str) -> bool:
    """Whether it is a known gap whose day has not come."""
    answer = answer_to(facts, field)
    if answer is None or answer.kind != ClarityAnswer.Kind.KNOWN_GAP:
        return False
    return answer.gap_due_on is None or answer.gap_due_on >= facts.today


def directory(facts: InitiativeFacts) -> Directory:
    """Who and what the rows point to."""
    return facts.profile.directory if facts.profile else Directory()


def people_in(facts: InitiativeFacts, field: str, part: str) -> Iterator[int | None]:
    """The active person behind each value; None for a group, a vendor or nobody active."""
    known = directory(facts)
    for value in values_of(facts, field, part):
        yield known.human(value)


def experiment_ends_on(facts: InitiativeFacts) -> dt.date | None:
    """The day on which the experiment ends (SU-8); None where nobody told it."""
    return next(iter(filter(None, map(day_of, values_of(facts, "SU-8", "ends_on")))), None)
