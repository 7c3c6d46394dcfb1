"""What is missing of an answer, said in one sentence."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format

from governance.clarity.catalogue import Field
from governance.clarity.facts import Facts
from governance.clarity.rules import RULES, WHOLE, Check, parents, parents_to_answer
from governance.clarity.values import Row, is_of_kind, is_there
from governance.models import ClarityAnswer
from initiatives.vocabulary import Stage


def missing(field: Field, answer: ClarityAnswer | None, stage: Stage, facts: Facts) -> str:
    """What the values lack for leaving the stage, one sentence; empty where nothing."""
    rows = live_rows(field, answer, facts)
    check = Check(field, rows, stage, facts)
    return next(filter(None, _lacks(check, answer)), "")


def live_rows(field: Field, answer: ClarityAnswer | None, facts: Facts) -> list[Row]:
    """The rows that count: those of a type or an integration that is gone do not."""
    if answer is None or answer.kind != ClarityAnswer.Kind.VALUE:
        return []
    rows = [row for row in answer.rows if isinstance(row, dict)]
    if not field.parent:
        return rows
    known = {each for each, _ in parents(field, facts)} | ({WHOLE} if field.whole else set())
    return [row for row in rows if row.get("type", WHOLE) in known]


def inactive(field: Field, rows: list[Row], facts: Facts) -> str:
    """The first link that no longer leads to somebody active, one sentence."""
    for row in rows:
        for part in field.parts:
            value = row.get(part.name)
            if part.kind not in {"person", "unit_or_post"} or not is_there(value):
                continue
            if not facts.directory.is_active(str(value)):
                name = facts.directory.name(str(value))
                return f"{part.label}: {name} is no longer active; name somebody else."
    return ""


def passed(answer: ClarityAnswer) -> str:
    """The day on which the answer, or its gap, was to be looked at, where that is behind us."""
    today = timezone.localdate()
    if answer.kind == ClarityAnswer.Kind.KNOWN_GAP:
        if answer.gap_due_on and answer.gap_due_on < today:
            day = date_format(answer.gap_due_on, "j F Y")
            return f"The gap was to be closed by {day}; answer the field, or set another day."
        if answer.gap_owner and not answer.gap_owner.is_active:
            return f"{answer.gap_owner} took care of the gap and is no longer active."
    if answer.review_on and answer.review_on < today:
        return f"Its review was due on {date_format(answer.review_on, 'j F Y')}; look at it again."
    return ""


def _lacks(check: Check, answer: ClarityAnswer | None) -> Iterator[str]:
    field = check.field
    if (kept := check.facts.kept.get(field.id)) and kept.lacks:
        yield kept.lacks
    if not field.derived:
        yield _rows_missing(check)
        yield from (_parts_missing(check, row) for row in check.rows)
    if field.rule:
        yield RULES[field.rule](check)
    evidence = field.evidence_from
    if evidence and check.is_by(evidence) and not (answer and answer.evidence):
        yield "Link the evidence."


def _rows_missing(check: Check) -> str:
    field = check.field
    if field.parent:
        return _parents_missing(check)
    if not check.rows:
        return "" if field.empty else field.question
    if field.rows == "one" and len(check.rows) > 1:
        return f"{field.label}: say one thing, not {len(check.rows)}."
    return ""


def _parents_missing(check: Check) -> str:
    field = check.field
    whole_is_enough = field.whole and not check.is_by(Stage.SELECTION)
    if whole_is_enough:
        return "" if check.rows else field.question
    if not parents(field, check.facts):
        return (
            "Name the decision types first."
            if field.rows == "per_type"
            else "Say first how it connects."
        )
    for type_id, name in parents_to_answer(check):
        count = len(check.rows_of(type_id))
        if not count:
            return f"{field.label}: “{name}” is still open."
        if count > 1 and not field.many:
            return f"{field.label}: say one thing for “{name}”, not {count}."
    return ""


def _parts_missing(check: Check, row: Row) -> str:
    for part in check.field.parts:
        value = row.get(part.name)
        if is_there(value) or value == 0:
            if not is_of_kind(part, value):
                return f"{part.label} was asked in another way before; answer it again."
        elif part.is_needed(check.stage):
            return f"{part.label} is missing{_where(check, row)}."
    return ""


def _where(check: Check, row: Row) -> str:
    names = dict(parents(check.field, check.facts)) if check.field.parent else {}
    name = names.get(str(row.get("type", WHOLE)), "")
    return f" for “{name}”" if name else ""
