"""Whom a question against a field is told to: who owes its answer, then whoever asked it (B58)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format

from governance import notices
from governance.clarity.reading import field_label
from governance.models import ClarityQuestion
from initiatives.seeing import seats_that_see, who_may_see
from people.actions import NoticeDraft, write_notices
from people.models import User
from people.vocabulary import Party


def tell_asked(question: ClarityQuestion, label: str) -> None:
    """Those at the table who are to answer it; the asker knows."""
    asked_by = question.asked_by
    by = "oversight" if question.is_by_oversight else Party(question.asked_party).label
    wanted = f"\nWanted by {date_format(question.wanted_by, 'j F')}." if question.wanted_by else ""
    text = f"{asked_by.full_name}, {by}, asks: {question.text}{wanted}"
    seats = seats_that_see().filter(
        initiative=question.initiative, party__in=question.answering_parties
    )
    subject = f"A question on “{label}”: {question.initiative.title}"
    asked = seats.exclude(user=asked_by)
    write_notices([_draft(question, seat.user, "asked", subject, text) for seat in asked])


def tell_answered(question: ClarityQuestion, actor: User) -> None:
    """Who asked hears the answer, unless they found it themselves or see it no more (A28)."""
    asked_by = question.asked_by
    if asked_by.pk == actor.pk or not who_may_see(question.initiative, [asked_by]):
        return
    subject = f"Your question on “{field_label(question.field)}” is answered"
    text = f"You asked: {question.text}\n{actor.full_name}: {question.answer}"
    write_notices([_draft(question, asked_by, "answered", subject, text)])


def sides_owe(parties: Iterable[Party]) -> str:
    """As a sentence begins: "IT owes", "Business and IT owe"."""
    labels = [party.label for party in parties]
    return f"{' and '.join(labels)} {'owes' if len(labels) == 1 else 'owe'}"


def _draft(
    question: ClarityQuestion, recipient: User, step: str, subject: str, text: str
) -> NoticeDraft:
    page = reverse("governance:clarity-field", args=[question.initiative.reference, question.field])
    return NoticeDraft(
        recipient=recipient,
        key=f"clarity-question:{question.pk}:{step}:{recipient.pk}",
        kind=notices.CLARITY_QUESTION,
        subject=subject,
        text=text,
        address=f"{page}#question-{question.pk}",
    )
