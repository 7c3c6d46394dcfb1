"""Answers are sent while their question is withdrawn, or while a colleague sends one of them."""

import time
from collections.abc import Callable

import pytest
from django.db import transaction

from people.errors import ChangedMeanwhile, NotPossibleNow
from people.models import User
from tests.at_once import at_once
from vendors.actions.answering import save_answer, send_answer, send_drafted_answers
from vendors.actions.asking import withdraw_question
from vendors.answer_sheets.planning import Answer
from vendors.models import Candidate, VendorAnswer, VendorContact, VendorQuestion

pytestmark = [
    pytest.mark.services,
    pytest.mark.behaviour("B22"),
    pytest.mark.django_db(transaction=True),
]


def withdrawing(question: VendorQuestion, actor: User) -> Callable[[], str]:
    """Withdrawing that is not committed at once."""
    mine = VendorQuestion.objects.select_related("candidate__initiative").get(pk=question.pk)

    def act() -> str:
        with transaction.atomic():
            withdraw_question(mine, reason="Asked elsewhere", actor=actor)
            time.sleep(0.6)
        return "withdrawn"

    return act


def sending_all(
    candidate: Candidate, actor: VendorContact, *, after: float = 0
) -> Callable[[], str]:
    """Sending every draft."""

    def act() -> str:
        time.sleep(after)
        send_drafted_answers(candidate, actor=actor)
        return "sent"

    return act


def test_a_question_that_is_being_withdrawn_stays_withdrawn(
    candidate: Candidate, question: VendorQuestion, contact: VendorContact, architect: User
) -> None:
    save_answer(question, Answer("In Frankfurt"), actor=contact)
    outcome = at_once(withdrawing(question, architect), sending_all(candidate, contact, after=0.3))
    assert outcome.done == ["withdrawn"]
    assert [type(each) for each in outcome.refused] == [NotPossibleNow]
    question.refresh_from_db()
    assert question.state == "withdrawn"
    assert VendorAnswer.objects.get().is_draft


@pytest.mark.parametrize("attempt", range(4))
def test_sending_all_and_sending_one_do_not_wait_for_each_other_for_ever(
    candidate: Candidate, question: VendorQuestion, contact: VendorContact, attempt: int
) -> None:
    draft = save_answer(question, Answer("In Frankfurt"), actor=contact)

    def send_one() -> str:
        send_answer(question, Answer("In Paris"), actor=contact, version=draft.version)
        return "sent"

    outcome = at_once(send_one, sending_all(candidate, contact))
    assert outcome.done
    assert {type(each) for each in outcome.refused} <= {NotPossibleNow, ChangedMeanwhile}
    assert VendorAnswer.objects.filter(sent_at__isnull=False, superseded_at=None).count() == 1
