"""What a vendor may do with a file after sending: nothing it showed us is lost."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.actors import SystemActor
from audit.models import AuditEvent
from initiatives.models import Initiative
from people.errors import NotPermitted, NotPossibleNow, NotVisible
from people.models import Notice, User
from tests.vendors.room.test_answering import page_of, upload
from tests.vendors.uploads import files
from vendors.actions.answering import send_answer
from vendors.actions.asking import withdraw_question
from vendors.actions.contacts import end_contact_access
from vendors.actions.evidence_files import add_evidence, claim_file_to_scan, note_scan
from vendors.actions.evidence_taken_back import remove_evidence, withdraw_evidence
from vendors.answer_sheets.planning import Answer
from vendors.models import Candidate, EvidenceFile, VendorContact, VendorQuestion
from vendors.uploads.scanning import Scan, Verdict
from vendors.uploads.storage import open_kept

pytestmark = pytest.mark.behaviour("A18", "B22")


def shown_file(
    question: VendorQuestion, actor: VendorContact, name: str = "soc2.pdf", content: bytes = b""
) -> EvidenceFile:
    return add_evidence(question, io.BytesIO(content or files.PDF), name=name, actor=actor)


@pytest.fixture
def sent(question: VendorQuestion, contact: VendorContact) -> EvidenceFile:
    """A file that was sent with an answer in words."""
    file = shown_file(question, contact)
    send_answer(question, Answer("See the report"), actor=contact)
    return file


def test_a_file_added_after_sending_can_be_removed_until_it_is_sent(
    vendor_client: Client, question: VendorQuestion, sent: EvidenceFile
) -> None:
    vendor_client.post(
        page_of(question),
        {"text": "More", "version": "0", "verb": "save", "evidence": upload("n.txt", b"A note")},
    )
    added = EvidenceFile.objects.get(original_name="n.txt")
    page = vendor_client.get(page_of(question)).content.decode()
    remove = reverse("vendor_room:remove-file", args=[added.pk])
    assert "goes with your next answer" in page
    assert remove in page
    assert reverse("vendor_room:remove-file", args=[sent.pk]) not in page
    assert reverse("vendor_room:withdraw-file", args=[sent.pk]) in page

    assert vendor_client.post(remove).status_code == 302
    added.refresh_from_db()
    assert added.removed_at is not None
    assert AuditEvent.objects.filter(kind="evidence.removed").count() == 1
    page = vendor_client.get(page_of(question)).content.decode()
    assert "n.txt" not in page.replace("n.txt is removed", "")
    send_answer(question, Answer("Only the report"), actor=sent.uploaded_by_contact)  # type: ignore[arg-type]
    assert "n.txt" not in vendor_client.get(page_of(question)).content.decode()


@pytest.mark.parametrize("then", ["removes it", "is harmful"])
def test_the_record_and_we_learn_a_files_name_when_it_is_sent(
    question: VendorQuestion, contact: VendorContact, then: str
) -> None:
    file = shown_file(question, contact, "merger-with-zeta.pdf")
    if then == "removes it":
        remove_evidence(file, actor=contact)
    else:
        note_scan(file.pk, Scan(Verdict.UNCLEAN, "Eicar"), actor=SystemActor("scanner"))
    told = [str(event.content) for event in AuditEvent.objects.filter(kind__startswith="evidence")]
    assert len(told) == 2
    for secret in ("merger", file.sha256):
        assert not any(secret in each for each in told)
    for notice in Notice.objects.filter(kind="vendor-file-kept-away"):
        assert notice.text.startswith("A file that was not sent yet was found harmful")

    sent = shown_file(question, contact, "soc2.pdf", b"%PDF-1.4 another")
    send_answer(question, Answer("See"), actor=contact)

    event = AuditEvent.objects.get(kind="evidence.sent")
    assert event.object_label == "soc2.pdf"
    assert sent.sha256 in str(event.content)
    send_answer(question, Answer("See it"), actor=contact)
    assert AuditEvent.objects.filter(kind="evidence.sent").count() == 1


def test_a_sent_file_is_withdrawn_kept_and_both_sides_see_it(
    vendor_client: Client,
    question: VendorQuestion,
    sent: EvidenceFile,
    initiative: Initiative,
    architect: User,
    signed_in: Any,
) -> None:
    withdraw = reverse("vendor_room:withdraw-file", args=[sent.pk])
    assert vendor_client.post(withdraw).status_code == 302

    theirs = vendor_client.get(page_of(question)).content.decode()
    assert "sent, and withdrawn" in theirs
    assert withdraw not in theirs
    ours = signed_in(architect)
    page = reverse("vendor_questions:question", args=[initiative.reference, question.pk])
    assert "Withdrawn by the vendor" in ours.get(page).content.decode()
    address = reverse("vendor_questions:evidence", args=[initiative.reference, sent.pk])
    assert ours.get(address).getvalue() == files.PDF
    (told,) = ours.get(f"/api/v1/vendor-questions/{question.pk}/").json()["files"]
    assert told["withdrawn_at"] is not None

    notice = Notice.objects.get(kind="vendor-file-withdrawn")
    assert notice.recipient == architect
    assert "soc2.pdf" in notice.text
    event = AuditEvent.objects.get(kind="evidence.withdrawn")
    assert event.actor_party == "vendor"
    assert vendor_client.post(withdraw).status_code == 404


def test_another_file_takes_the_place_of_a_withdrawn_one(
    question: VendorQuestion, sent: EvidenceFile, contact: VendorContact
) -> None:
    newer = shown_file(question, contact, "soc2-2027.txt", b"Newer")
    send_answer(question, Answer(), actor=contact)
    withdraw_evidence(sent, actor=contact)
    with pytest.raises(NotPossibleNow, match="nothing else"):
        withdraw_evidence(newer, actor=contact)
    assert EvidenceFile.objects.filter(removed_at=None).get() == newer
    again = shown_file(question, contact)
    assert again.pk != sent.pk, "what was withdrawn may be shown again"


def test_an_answer_that_is_a_file_alone_keeps_it(
    question: VendorQuestion, contact: VendorContact
) -> None:
    file = shown_file(question, contact)
    send_answer(question, Answer(), actor=contact)
    events = AuditEvent.objects.count()
    with pytest.raises(NotPossibleNow) as refusal:
        withdraw_evidence(file, actor=contact)
    assert "Send another answer first" in refusal.value.way_out
    assert AuditEvent.objects.count() == events
    file.refresh_from_db()
    assert file.removed_at is None


def test_what_may_not_be_taken_back(
    question: VendorQuestion,
    candidate: Candidate,
    contact: VendorContact,
    rival_contact: VendorContact,
    architect: User,
    lead: User,
    sent: EvidenceFile,
) -> None:
    unsent = shown_file(question, contact, "n.txt", b"A note")
    events = AuditEvent.objects.count()
    with pytest.raises(NotPossibleNow, match="was sent with your answer"):
        remove_evidence(sent, actor=contact)
    with pytest.raises(NotPossibleNow, match="was not sent yet"):
        withdraw_evidence(unsent, actor=contact)
    for act in (remove_evidence, withdraw_evidence):
        for file in (sent, unsent):
            with pytest.raises(NotVisible):
                act(file, actor=rival_contact)
    assert AuditEvent.objects.count() == events
    withdraw_question(question, reason="Asked elsewhere", actor=architect)
    with pytest.raises(NotPossibleNow, match="no answer any more"):
        withdraw_evidence(sent, actor=contact)
    end_contact_access(candidate, contact, reason="Left", actor=lead)
    for act, file in ((remove_evidence, unsent), (withdraw_evidence, sent)):
        with pytest.raises(NotPermitted):
            act(file, actor=contact)
    assert EvidenceFile.objects.filter(removed_at=None).count() == 2
    assert Notice.objects.filter(kind="vendor-file-withdrawn").count() == 0


def test_a_withdrawn_file_is_still_looked_through_and_kept_away_when_harmful(
    question: VendorQuestion,
    contact: VendorContact,
    sent: EvidenceFile,
    initiative: Initiative,
    architect: User,
    signed_in: Any,
) -> None:
    withdraw_evidence(sent, actor=contact)
    assert claim_file_to_scan() == sent
    note_scan(sent.pk, Scan(Verdict.UNCLEAN, "Eicar"), actor=SystemActor("tests"))
    address = reverse("vendor_questions:evidence", args=[initiative.reference, sent.pk])
    assert signed_in(architect).get(address).status_code == 404


def test_withdrawing_deletes_no_content_and_removing_does(
    question: VendorQuestion,
    contact: VendorContact,
    sent: EvidenceFile,
    django_capture_on_commit_callbacks: Any,
) -> None:
    unsent = shown_file(question, contact, "n.txt", b"A note")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_evidence(sent, actor=contact)
        remove_evidence(unsent, actor=contact)
    with open_kept(sent.storage_name) as content:
        assert content.read() == files.PDF
    with pytest.raises(FileNotFoundError):
        open_kept(unsent.storage_name).read()
