"""What detectors read of the clarity profile; the shape of its rows is known here only."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from architecture.facts import holders
from governance.clarity.catalogue import DECISION_TYPES, INTEGRATIONS, Field, catalogue
from governance.clarity.directory import Directory
from governance.clarity.missing import missing
from governance.clarity.profile import needs_confirming
from governance.clarity.rules import WHOLE
from governance.clarity.values import day as day_of
from governance.clarity.values import is_there
from governance.models import ClarityAnswer, ClarityQuestion
from governance.signals.facts import InitiativeFacts
from governance.signals.findings import SIDES
from initiatives.vocabulary import Stage
from people.vocabulary import Party

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


def is_settled(facts: InitiativeFacts, field: str) -> bool:
    """Whether it is answered in full and without an open question, or does not apply here.

    Whether those who stand there are still active is another matter, and so is its review.
    """
    return not _questions(facts, field) and _is_in_full(facts, field)


def open_since(facts: InitiativeFacts, field: str) -> dt.datetime:
    """Since when it stands unanswered.

    Registration, where it never was answered. Else what made its answer no longer enough: a
    question on it, or its last wording, what its rows follow, or the stage that was entered.
    """
    answer = answer_to(facts, field)
    if answer is None or facts.profile is None:
        return facts.initiative.registered_at
    if _is_in_full(facts, field) and (questions := _questions(facts, field)):
        return questions[0].asked_at
    since = [answer.written_at]
    if answer.kind == ClarityAnswer.Kind.VALUE:
        asked = catalogue().by_id[field]
        if asked.parent and (followed := answer_to(facts, asked.parent)):
            since.append(followed.written_at)
        if entered := facts.profile.entered.get(_stage_of(facts, asked)):
            since.append(entered)
    return max(since)


def _questions(facts: InitiativeFacts, field: str) -> list[ClarityQuestion]:
    return facts.profile.questions.get(field, []) if facts.profile else []


def _is_in_full(facts: InitiativeFacts, field: str) -> bool:
    answer, asked = answer_to(facts, field), catalogue().by_id[field]
    if answer is None or facts.profile is None:
        return False
    if answer.kind == ClarityAnswer.Kind.NOT_APPLICABLE:
        return True
    return (
        answer.kind == ClarityAnswer.Kind.VALUE
        and not missing(asked, answer, _stage_of(facts, asked), facts.profile)
        and not needs_confirming(asked, answer)
    )


def _stage_of(facts: InitiativeFacts, asked: Field) -> Stage:
    """The stage for which the field is looked at: the present one, or the first to need it."""
    stage = Stage(facts.initiative.stage)
    return stage if asked.need(stage) else asked.first_needed


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


def side_of(facts: InitiativeFacts, person: int | None) -> Party | None:
    """The side of the table that somebody sits on; None for everybody else."""
    seats = (seat for seat in facts.seats if seat.user_id == person and seat.party in SIDES)
    return next((Party(seat.party) for seat in seats), None)


def with_a_say(facts: InitiativeFacts, about: str) -> set[int]:
    """Who decides or answers for a decision type, or holds the design of an integration; for
    neither, who does any of it here.
    """
    if about in values_of(facts, DECISION_TYPES, "id"):
        return _deciding(facts, {about, WHOLE})
    if about in values_of(facts, INTEGRATIONS, "id"):
        links = [each for each in facts.integrations if each.reference == about]
        return holders(links) if links else _designing(facts)
    return _deciding(facts) | _designing(facts)


def _deciding(facts: InitiativeFacts, types: set[str] | None = None) -> set[int]:
    named = [
        row.get(part, "")
        for field, part in (("DO-3", "decider"), ("DO-4", "accountable"))
        for row in rows_of(facts, field)
        if types is None or row.get("type", WHOLE) in types
    ]
    return {pk for each in named if (pk := directory(facts).human(each)) is not None}


def _designing(facts: InitiativeFacts) -> set[int]:
    is_accepted = "accepted" in values_of(facts, "AR-3", "state")
    named = people_in(facts, "AR-3", "holder") if is_accepted else ()
    return {pk for pk in named if pk is not None} | holders(facts.integrations)


def experiment_ends_on(facts: InitiativeFacts) -> dt.date | None:
    """The day on which the experiment ends (SU-8); None where nobody told it."""
    return next(iter(filter(None, map(day_of, values_of(facts, "SU-8", "ends_on")))), None)
