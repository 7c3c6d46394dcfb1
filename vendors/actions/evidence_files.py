"""Files that a vendor shows: taken in, looked through, kept away where harmful."""

import datetime as dt
import hashlib
import uuid
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from people.actions import write_letter
from people.errors import InvalidInput
from people.models import User
from vendors import events, question_notices
from vendors.actions.answering import address_of, lock_own_question
from vendors.models import EvidenceFile, VendorContact, VendorQuestion
from vendors.telling import tell_asker
from vendors.uploads import storage
from vendors.uploads.kinds import FIELD, UploadKind, clean_name, kind_of, refuse_upload_size
from vendors.uploads.scanning import Scan, Verdict, scanning_is_configured
from vendors.vocabulary import ScanState

MOST_OF_A_QUESTION = 20
MOST_OF_A_DAY = 200
PIECE = 1024 * 1024
SCAN_WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 10, 60))
SCAN_LEASE = dt.timedelta(minutes=15)


def add_evidence(
    question: VendorQuestion, content: IO[bytes], *, name: str, actor: VendorContact
) -> EvidenceFile:
    """Take in a file for a question; the same file sent twice is taken once.

    It is looked at before the database is asked, and kept before its row is written; where the
    row is refused, the file is removed again.

    Raises:
        InvalidInput: it is too large, of a kind that is not taken, or not what its name says.
        NotVisible, NotPermitted: as `save_answer`.
        NotPossibleNow: the question is withdrawn, or has many files already.
    """
    name = clean_name(name)
    size, digest = _measured(content)
    kind = kind_of(content, name)
    kept_as = storage.keep(content)
    try:
        added = _add(question, kind, (name, kept_as, size, digest), actor=actor)
    except BaseException:
        storage.remove_kept(kept_as)
        raise
    if added.storage_name != kept_as:
        storage.remove_kept(kept_as)
    return added


def claim_file_to_scan() -> EvidenceFile | None:
    """The next file to look through, which this worker alone holds for a while; None without.

    What came while no scanner was set up is looked through once there is one.
    """
    now = timezone.now()
    open_states = (ScanState.WAITING, ScanState.FAILED, ScanState.NOT_CONFIGURED)
    due = Q(scan_state__in=open_states, scan_due_at__lte=now)
    due &= Q(scan_attempts__lte=len(SCAN_WAITS))
    kept = EvidenceFile.objects.held().filter(due)
    for pk in kept.order_by("scan_due_at").values_list("pk")[:20]:
        claimed = EvidenceFile.objects.filter(due, pk=pk[0]).update(scan_due_at=now + SCAN_LEASE)
        if claimed:
            return EvidenceFile.objects.get(pk=pk[0])
    return None


@transaction.atomic
def note_scan(file_id: uuid.UUID, scan: Scan, *, actor: Actor) -> EvidenceFile:
    """Keep what a look through a file found; a harmful one is removed and both sides are told.

    A fault is tried again, four times in all; until then and after it nobody else gets the file.
    """
    found = EvidenceFile.objects.select_for_update(of=("self",))
    file = found.select_related(
        "vendor", "candidate__initiative", "question__asked_by", "uploaded_by_contact"
    ).get(pk=file_id)
    if file.scan_state in {ScanState.CLEAN, ScanState.HARMFUL}:
        return file
    file.scan_state = _STATES[scan.verdict]
    file.scan_note = scan.said[:500]
    if scan.verdict == Verdict.FAULT:
        wait = SCAN_WAITS[min(file.scan_attempts, len(SCAN_WAITS) - 1)]
        file.scan_attempts += 1
        file.scan_due_at = timezone.now() + wait
    if scan.verdict == Verdict.UNCLEAN:
        file.removed_at = timezone.now()
        transaction.on_commit(lambda: storage.remove_kept(file.storage_name))
        _tell_both_sides(file)
    file.save(
        update_fields=["scan_state", "scan_note", "scan_attempts", "scan_due_at", "removed_at"]
    )
    record(
        events.EVIDENCE_SCANNED,
        file,
        actor=actor,
        data={"name": file.told_name, "state": file.get_scan_state_display().lower()},
    )
    return file


@transaction.atomic
def scan_again(file: EvidenceFile, *, actor: User) -> bool:
    """Have a file that could not be looked through tried from the first attempt on."""
    found = EvidenceFile.objects.held().select_for_update(of=("self",))
    found = found.filter(pk=file.pk, scan_state=ScanState.FAILED)
    failed = found.select_related("candidate__initiative").first()
    if failed is None:
        return False
    failed.scan_attempts, failed.scan_due_at = 0, timezone.now()
    failed.scan_state = ScanState.WAITING
    failed.save(update_fields=["scan_attempts", "scan_due_at", "scan_state"])
    record(
        events.EVIDENCE_SCANNED,
        failed,
        actor=actor,
        data={"name": failed.told_name, "state": "to be tried again"},
    )
    return True


def _measured(content: IO[bytes]) -> tuple[int, str]:
    """Size and SHA-256, read once in pieces.

    Raises:
        InvalidInput: it is empty or too large.
    """
    most = settings.UPLOAD_MAX_BYTES
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while piece := content.read(PIECE):
        size += len(piece)
        if size > most:
            content.seek(0, 2)
            refuse_upload_size(max(content.tell(), size), most)
        digest.update(piece)
    refuse_upload_size(size, most)
    content.seek(0)
    return size, digest.hexdigest()


@transaction.atomic
def _add(
    question: VendorQuestion,
    kind: UploadKind,
    facts: tuple[str, str, int, str],
    *,
    actor: VendorContact,
) -> EvidenceFile:
    name, kept_as, size, digest = facts
    question = lock_own_question(question, actor=actor)
    kept = question.files.filter(removed_at=None, uploaded_by_contact__isnull=False)
    if same := kept.filter(sha256=digest).first():
        return same
    since = timezone.now() - dt.timedelta(days=1)
    lately = EvidenceFile.objects.filter(vendor_id=actor.vendor_id, uploaded_at__gt=since)
    if kept.count() >= MOST_OF_A_QUESTION or lately.count() >= MOST_OF_A_DAY:
        raise InvalidInput(
            "Many files are here already.",
            way_out="Remove those that are no longer needed, or go on tomorrow.",
            field=FIELD,
        )
    file = EvidenceFile.objects.create(
        vendor_id=actor.vendor_id,
        candidate=question.candidate,
        question=question,
        original_name=name,
        detected_type=kind.name,
        size=size,
        sha256=digest,
        storage_name=kept_as,
        scan_state=ScanState.WAITING if scanning_is_configured() else ScanState.NOT_CONFIGURED,
        uploaded_by_contact=actor,
    )
    record(
        events.EVIDENCE_UPLOADED,
        file,
        actor=actor,
        data={"name": file.told_name, "vendor": file.vendor.name},
    )
    return file


def _tell_both_sides(file: EvidenceFile) -> None:
    question = file.question
    if question is not None:
        which = file.original_name if file.is_sent else "A file that was not sent yet"
        tell_asker(
            question,
            key=f"vendor-file-kept-away:{file.pk}",
            kind=question_notices.FILE_KEPT_AWAY,
            address=address_of(question),
            subject=f"A file of {file.vendor.name} was kept away",
            text=f"{which} was found harmful and removed. The vendor has been told.",
        )
    if file.uploaded_by_contact is not None and file.uploaded_by_contact.is_active:
        write_letter(
            file.uploaded_by_contact.email,
            key=f"own-file-kept-away:{file.pk}",
            about=question_notices.OWN_FILE_KEPT_AWAY,
            subject="A file you uploaded was kept away",
            text=(
                f"Hello {file.uploaded_by_contact.name},\n\n{file.original_name}, which you "
                "uploaded, was found harmful. It has been removed and shown to nobody. Please "
                "look into it on your side, and upload a clean copy."
            ),
        )


_STATES = {
    Verdict.CLEAN: ScanState.CLEAN,
    Verdict.UNCLEAN: ScanState.HARMFUL,
    Verdict.FAULT: ScanState.FAILED,
}
