"""Until a file is looked through nobody else gets it; a harmful one is kept away, and told."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from people.delivery import deliver_due_notices
from people.models import Notice, User
from tests.vendors.room.test_answering import page_of, upload
from tests.vendors.uploads import files
from vendors.actions.evidence_files import SCAN_WAITS, scan_again
from vendors.models import EvidenceFile, VendorQuestion
from vendors.tasks import scan_uploads

pytestmark = pytest.mark.behaviour("A18", "B22")


@pytest.fixture
def sent(vendor_client: Client, question: VendorQuestion, settings: Any) -> EvidenceFile:
    """A file that was sent while a scanner is set up, and waits for it."""
    settings.UPLOAD_SCAN = "true"
    vendor_client.post(
        page_of(question),
        {"text": "See", "version": "0", "verb": "send", "evidence": upload("a.pdf", files.PDF)},
    )
    return EvidenceFile.objects.get()


@pytest.fixture
def address(sent: EvidenceFile, initiative: Initiative) -> str:
    return reverse("vendor_questions:evidence", args=[initiative.reference, sent.pk])


def test_a_clean_file_is_got_once_it_was_looked_through(
    sent: EvidenceFile, address: str, lead: User, signed_in: Any, vendor_client: Client
) -> None:
    ours = signed_in(lead)
    assert ours.get(address).status_code == 404
    own = vendor_client.get(reverse("vendor_room:file", args=[sent.pk]))
    assert own.getvalue() == files.PDF

    assert scan_uploads() == 1
    assert scan_uploads() == 0

    assert ours.get(address).getvalue() == files.PDF


def test_a_harmful_file_is_removed_and_both_sides_are_told(
    sent: EvidenceFile,
    address: str,
    question: VendorQuestion,
    architect: User,
    lead: User,
    signed_in: Any,
    settings: Any,
    vendor_client: Client,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.UPLOAD_SCAN = "false"
    with django_capture_on_commit_callbacks(execute=True):
        scan_uploads()

    sent.refresh_from_db()
    assert sent.scan_state == "harmful"
    assert not (Path(settings.MEDIA_ROOT) / sent.storage_name).exists()
    assert signed_in(lead).get(address).status_code == 404
    assert vendor_client.get(reverse("vendor_room:file", args=[sent.pk])).status_code == 404
    assert "kept away" in vendor_client.get(page_of(question)).content.decode()
    assert Notice.objects.filter(recipient=architect, kind="vendor-file-kept-away").count() == 1
    deliver_due_notices()
    told = [each for each in mail.outbox if "kept away" in each.subject]
    assert {address for each in told for address in each.to} == {
        architect.email,
        "vera@acme.example",
    }


def test_a_fault_is_tried_again_then_shown_to_administrators(
    sent: EvidenceFile, address: str, lead: User, signed_in: Any, settings: Any
) -> None:
    settings.UPLOAD_SCAN = "no-such-scanner-anywhere"
    for _ in range(len(SCAN_WAITS) + 1):
        assert scan_uploads() == 1
        EvidenceFile.objects.update(scan_due_at=timezone.now())
    assert scan_uploads() == 0
    assert signed_in(lead).get(address).status_code == 404

    lead.is_staff = lead.is_superuser = True
    lead.save()
    client = signed_in(lead)
    assert "could not be looked through" in client.get("/").content.decode()
    listed = client.get(reverse("admin:vendors_evidencefile_changelist"))
    assert "It cannot be started" in listed.content.decode()

    settings.UPLOAD_SCAN = "true"
    assert scan_again(sent, actor=lead)
    assert not scan_again(sent, actor=lead)
    scan_uploads()
    assert client.get(address).getvalue() == files.PDF


def test_a_file_whose_content_is_gone_is_a_fault_too(sent: EvidenceFile, settings: Any) -> None:
    (Path(settings.MEDIA_ROOT) / sent.storage_name).unlink()
    assert scan_uploads() == 1
    sent.refresh_from_db()
    assert (sent.scan_state, sent.scan_note) == (
        "failed",
        "It could not be fetched (FileNotFoundError).",
    )


def test_what_came_before_a_scanner_was_set_up_is_looked_through_later(
    vendor_client: Client, question: VendorQuestion, settings: Any
) -> None:
    data = {"text": "See", "version": "0", "verb": "send", "evidence": upload("a.pdf", files.PDF)}
    vendor_client.post(page_of(question), data)
    assert EvidenceFile.objects.get().scan_state == "not_configured"
    assert scan_uploads() == 0
    settings.UPLOAD_SCAN = "true"
    assert scan_uploads() == 1
    assert EvidenceFile.objects.get().scan_state == "clean"
