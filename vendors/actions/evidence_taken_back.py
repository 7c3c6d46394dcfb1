"""Files a vendor takes back: removed before they are sent, withdrawn and kept after it."""

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from people.errors import NotPossibleNow, NotVisible
from vendors import events, question_notices
from vendors.actions.answering import address_of, answer_of, refuse_ended_access
from vendors.models import EvidenceFile, VendorAnswer, VendorContact, VendorQuestion
from vendors.telling import tell_asker
from vendors.uploads import storage
from vendors.vocabulary import QuestionState


@transaction.atomic
def remove_evidence(file: EvidenceFile, *, actor: VendorContact) -> None:
    """Take back a file that has not been sent with an answer yet; its content is deleted.

    Raises:
        NotPermitted: the contact's access has ended.
        NotVisible: it is no file of the contact's company.
        NotPossibleNow: it was sent.
    """
    file = _lock_own(file, actor=actor)
    if file.is_sent:
        raise NotPossibleNow(
            f"{file.original_name} was sent with your answer.",
            way_out="Withdraw it on the page of its question; it is kept and marked.",
        )
    _mark_removed(file)
    record(
        events.EVIDENCE_REMOVED,
        file,
        actor=actor,
        data={
            "name": file.told_name,
            "vendor": file.vendor.name,
            "reason": "taken back before it was sent",
        },
    )
    transaction.on_commit(lambda: storage.remove_kept(file.storage_name))


@transaction.atomic
def withdraw_evidence(file: EvidenceFile, *, actor: VendorContact) -> EvidenceFile:
    """Say that a file which was sent counts no more; it is kept, as scores may rest on it.

    Who asked the question is told.

    Raises:
        NotPermitted: the contact's access has ended.
        NotVisible: it is no file of the contact's company, or it was withdrawn.
        NotPossibleNow: it was not sent yet, the question needs no answer any more, or the answer
            says nothing without the file.
    """
    file = _lock_own(file, actor=actor)
    question = file.question
    if question is None or not file.is_sent:
        raise NotPossibleNow(
            f"{file.original_name} was not sent yet.",
            way_out="Remove it on the page of its question.",
        )
    if question.state == QuestionState.WITHDRAWN:
        raise NotPossibleNow("This question needs no answer any more.", way_out="Go on to others.")
    _refuse_emptying(file, question)
    _mark_removed(file)
    record(
        events.EVIDENCE_WITHDRAWN,
        file,
        actor=actor,
        data={"name": file.original_name, "vendor": file.vendor.name, "sha256": file.sha256},
    )
    _tell_asker(file, question)
    return file


def _lock_own(file: EvidenceFile, *, actor: VendorContact) -> EvidenceFile:
    """The file and its question, locked in the order in which answers are sent."""
    refuse_ended_access(actor)
    if file.question_id is not None:
        VendorQuestion.objects.select_for_update().filter(pk=file.question_id).first()
    found = EvidenceFile.objects.select_for_update(of=("self",)).filter(
        pk=file.pk, vendor_id=actor.vendor_id, uploaded_by_contact__isnull=False, removed_at=None
    )
    locked = found.select_related(
        "candidate__initiative", "vendor", "question__candidate__initiative", "question__asked_by"
    ).first()
    if locked is None:
        raise NotVisible("There is no such file.", way_out="Look at the question it belongs to.")
    return locked


def _refuse_emptying(file: EvidenceFile, question: VendorQuestion) -> None:
    answer = question.answers.filter(sent_at__isnull=False, superseded_at=None).first()
    if answer is None or not answer_of(answer).is_empty or _shows_more(answer, file):
        return
    raise NotPossibleNow(
        f"Your answer is {file.original_name} and nothing else.",
        way_out="Send another answer first, in words or with another file; then withdraw this one.",
    )


def _shows_more(answer: VendorAnswer, file: EvidenceFile) -> bool:
    others = EvidenceFile.objects.filter(
        question=answer.question_id,
        uploaded_by_contact__isnull=False,
        removed_at=None,
        uploaded_at__lte=answer.sent_at,
    )
    return others.exclude(pk=file.pk).exists()


def _mark_removed(file: EvidenceFile) -> None:
    file.removed_at = timezone.now()
    file.save(update_fields=["removed_at"])


def _tell_asker(file: EvidenceFile, question: VendorQuestion) -> None:
    candidate = question.candidate
    tell_asker(
        question,
        key=f"vendor-file-withdrawn:{file.pk}",
        kind=question_notices.FILE_WITHDRAWN,
        address=address_of(question),
        subject=f"{candidate.name} withdrew a file: {candidate.initiative.title}",
        text=f"{file.original_name}, sent with the answer to “{question.text}”, counts no more. "
        "It is kept. If a score rests on it, look at that score again.",
    )
