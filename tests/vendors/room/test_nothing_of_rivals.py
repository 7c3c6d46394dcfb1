"""A contact sees nothing of rivals, scores, notes or our people: by page, file, export, error."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative
from people.delivery import deliver_due_notices
from people.models import User
from tests.vendors.factories import CriteriaSetFactory, CriterionFactory, scored
from tests.vendors.room.scenes import in_room
from tests.vendors.room.test_answering import page_of, upload
from tests.vendors.uploads import files
from vendors.actions.answer_sheets import bring_answer_sheet
from vendors.actions.asking import Asked, ask_vendors, reply_to_vendor
from vendors.models import AnswerSheet, Candidate, EvidenceFile, VendorContact, VendorQuestion

pytestmark = pytest.mark.behaviour("A18", "B22")
SHEET = "Question,Answer in words\nHow does Zeta keep keys apart?,In a vault\n"


@pytest.fixture
def secrets(
    initiative: Initiative,
    candidate: Candidate,
    rival: Candidate,
    question: VendorQuestion,
    rival_question: VendorQuestion,
    lead: User,
    architect: User,
) -> list[str]:
    """What must not be met anywhere, and everything around it filled."""
    criteria = CriteriaSetFactory.create(initiative=initiative)
    criterion = CriterionFactory.create(introduced_in=criteria, question="Rated in secret?")
    scored(candidate, criterion, by=architect, value=1, evidence_note="Weak, we think")
    candidate.vendor.notes = "They once lost our data"  # type: ignore[union-attr]
    candidate.vendor.save()  # type: ignore[union-attr]
    reply_to_vendor(question, text="Order data", asks_again=False, actor=lead)
    return [
        "Zeta",
        "Weak, we think",
        "They once lost our data",
        "Rated in secret?",
        "anchor",
        lead.full_name,
        architect.full_name,
        initiative.problem,
        initiative.business_goal,
        "shortlist",
        "longlist",
        initiative.get_absolute_url(),
        "/api/",
    ]


def test_pages_and_files_of_ones_own_tell_nothing_else(
    secrets: list[str], vendor_client: Client, candidate: Candidate, question: VendorQuestion
) -> None:
    sheet = f"candidates/{candidate.pk}"
    for path in ("", f"questions/{question.pk}/", f"{sheet}/sheets/", f"{sheet}/questions.csv"):
        answer = vendor_client.get(f"/vendor-room/{path}")
        assert answer.status_code == 200, path
        shown = answer.content.decode()
        assert question.text in shown or "sheets" in path
        for secret in secrets:
            assert secret not in shown, (path, secret)


def test_everything_of_a_rival_is_missing(
    secrets: list[str],
    vendor_client: Client,
    contact: VendorContact,
    rival: Candidate,
    rival_question: VendorQuestion,
    rival_contact: VendorContact,
) -> None:
    theirs = in_room(rival_contact)
    theirs.post(
        page_of(rival_question),
        {
            "text": "In a vault",
            "version": "0",
            "verb": "send",
            "evidence": upload("a.pdf", files.PDF),
        },
    )
    file = EvidenceFile.objects.get()
    sheet = bring_answer_sheet(rival, SHEET.encode(), file_name="zeta.csv", actor=rival_contact)
    sheets = [rival.pk, sheet.pk]
    for name, args in (
        ("question", [rival_question.pk]),
        ("ask-back", [rival_question.pk]),
        ("send-drafts", [rival.pk]),
        ("questions-file", [rival.pk, "xlsx"]),
        ("questions-file", [rival.pk, "csv"]),
        ("bring", [rival.pk]),
        ("sheet", sheets),
        ("findings", sheets),
        ("file", [file.pk]),
        ("remove-file", [file.pk]),
        ("withdraw-file", [file.pk]),
    ):
        path = reverse(f"vendor_room:{name}", args=args)
        for ask in (vendor_client.get, vendor_client.post):
            answer: Any = ask(path)
            assert answer.status_code in {404, 405}, (name, answer.status_code)
            assert "Zeta" not in answer.content.decode()
    assert AnswerSheet.objects.get().state == "ready"
    # A sheet of a rival is not reached through one's own candidate either.


def test_a_sheet_of_a_rival_is_not_reached_through_ones_own_candidate(
    vendor_client: Client,
    candidate: Candidate,
    rival: Candidate,
    question: VendorQuestion,
    rival_question: VendorQuestion,
    rival_contact: VendorContact,
) -> None:
    sheet = bring_answer_sheet(rival, SHEET.encode(), file_name="z.csv", actor=rival_contact)
    for name in ("sheet", "findings"):
        path = reverse(f"vendor_room:{name}", args=[candidate.pk, sheet.pk])
        assert vendor_client.get(path).status_code == 404


def test_letters_tell_nothing_else(
    secrets: list[str],
    initiative: Initiative,
    candidate: Candidate,
    rival: Candidate,
    contact: VendorContact,
    architect: User,
) -> None:
    ask_vendors(initiative, [Asked("New?")], [candidate, rival], due_on=None, actor=architect)
    deliver_due_notices()
    letters = [each for each in mail.outbox if each.to == [contact.email]]
    assert len(letters) >= 2
    for letter in letters:
        assert initiative.title in f"{letter.subject}{letter.body}"
        for secret in secrets[:-2]:
            assert secret not in f"{letter.subject}{letter.body}", secret


def test_a_file_of_ours_about_the_vendor_is_not_theirs(
    vendor_client: Client, candidate: Candidate, lead: User
) -> None:
    ours = EvidenceFile.objects.create(
        vendor=candidate.vendor,
        candidate=candidate,
        original_name="our own test of Acme.pdf",
        detected_type="pdf",
        size=1,
        sha256="0" * 64,
        storage_name="evidence/aa/none",
        uploaded_by=lead,
        scan_state="clean",
    )
    path = reverse("vendor_room:file", args=[ours.pk])
    assert vendor_client.get(path).status_code == 404
    for name in ("remove-file", "withdraw-file"):
        path = reverse(f"vendor_room:{name}", args=[ours.pk])
        assert vendor_client.post(path).status_code == 404
