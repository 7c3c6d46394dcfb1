"""A sheet is taken while a colleague brings the one that would let it go."""

import time

import pytest
from django.db import transaction

from audit.models import AuditEvent
from tests.at_once import at_once
from vendors.actions.answer_sheets import KEPT_SHEETS, bring_answer_sheet, take_answer_sheet
from vendors.models import AnswerSheet, Candidate, VendorContact, VendorQuestion

CONTENT = b"Question,Answer in words\nWhere is our data kept?,Here\n"


@pytest.mark.services
@pytest.mark.behaviour("B22")
@pytest.mark.django_db(transaction=True)
def test_a_sheet_that_is_being_taken_is_not_let_go(
    candidate: Candidate, question: VendorQuestion, contact: VendorContact
) -> None:
    oldest, *_ = [
        bring_answer_sheet(candidate, CONTENT, file_name=f"{number}.csv", actor=contact)
        for number in range(KEPT_SHEETS)
    ]

    def take() -> str:
        with transaction.atomic():
            take_answer_sheet(oldest, only_good_rows=False, actor=contact)
            time.sleep(0.6)
        return "taken"

    def bring() -> str:
        time.sleep(0.3)
        bring_answer_sheet(candidate, CONTENT, file_name="newest.csv", actor=contact)
        return "brought"

    outcome = at_once(take, bring)

    assert sorted(outcome.done) == ["brought", "taken"]
    assert AnswerSheet.objects.get(pk=oldest.pk).state == AnswerSheet.State.TAKEN
    assert not AuditEvent.objects.filter(kind="answer_sheet.let_go").exists()
