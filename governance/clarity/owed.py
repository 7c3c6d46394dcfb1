"""What the profile brings to the ledger and to the agenda."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format

from governance.clarity.facts import facts_of
from governance.clarity.profile import (
    FieldStanding,
    is_taken_up,
    needed_for_leaving,
    profile_of,
)
from governance.models import ClarityQuestion
from governance.vocabulary import FieldState
from initiatives.agenda import AgendaPoint
from initiatives.models import Initiative
from initiatives.owed import Owed
from initiatives.vocabulary import Stage


def needed_fields(initiative: Initiative) -> Iterator[Owed]:
    """Each field that the next move needs, owed by each side that could answer it now (B22).

    A question against a field is owed instead of the field, and what another app brings to the
    ledger itself is not brought twice.
    """
    for standing in needed_for_leaving(initiative, Stage(initiative.stage)):
        if standing.state == FieldState.QUESTIONED:
            continue
        if standing.kept and standing.kept.is_owed_there:
            continue
        for party in standing.owing:
            yield Owed(
                owing=party,
                title=standing.field.label,
                what_answers=standing.what_answers,
                since=standing.since,
                address=field_address(initiative, standing),
                reference=initiative.reference,
                area=standing.field.area_label,
                key=standing.key,
            )


def open_questions(initiative: Initiative) -> Iterator[Owed]:
    """Each open question against a field is owed by its asker's counterpart (B58).

    One that oversight asks is owed by who owes the field.
    """
    for questions in facts_of(initiative).questions.values():
        for question, party in ((q, party) for q in questions for party in q.answering_parties):
            wanted = question.wanted_by
            by = f", wanted by {date_format(wanted, 'j F')}" if wanted else ""
            yield Owed(
                owing=party,
                title=question.text,
                what_answers=f"Answer {_whose(question)} on {question.field}{by}.",
                since=question.asked_at,
                address=reverse(
                    "governance:clarity-field", args=[initiative.reference, question.field]
                )
                + f"#question-{question.pk}",
                reference=initiative.reference,
                key=f"clarity-question:{question.pk}",
            )


def _whose(question: ClarityQuestion) -> str:
    return "oversight's question" if question.is_by_oversight else "the question"


def governance_fields(initiative: Initiative) -> Iterator[AgendaPoint]:
    """Unanswered governance fields, from the first session on (B40, B91).

    One point names them together, so that they are talked about before they are owed.
    """
    if initiative.is_ended or not is_taken_up(initiative):
        return
    waiting = [
        standing
        for standing in profile_of(initiative).standings.values()
        if standing.field.area == "built_in_governance"
        and standing.state == FieldState.UNANSWERED
        and standing.field.id != "GV-7"
    ]
    if waiting:
        names = ", ".join(each.field.label.lower() for each in waiting)
        yield AgendaPoint(
            key="clarity:governance",
            title="How it will be governed",
            why=f"Nobody has said yet: {names}."[:500],
            address=reverse("governance:clarity", args=[initiative.reference])
            + "#built_in_governance",
        )


def field_address(initiative: Initiative, standing: FieldStanding) -> str:
    """The page where a field is answered."""
    if standing.field.id == "GV-7":
        return reverse("governance:sessions", args=[initiative.reference])
    if standing.kept and not standing.open_questions:
        return standing.kept.address
    return reverse("governance:clarity-field", args=[initiative.reference, standing.field.id])
