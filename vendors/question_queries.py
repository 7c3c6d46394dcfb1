"""Reads of questions to vendors, for us and for a vendor's contact, in fixed numbers of queries."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404

from initiatives.models import Initiative
from people.models import User
from vendors.answer_sheets.planning import Answer, KnownQuestion
from vendors.models import (
    AnswerSheet,
    Candidate,
    EvidenceFile,
    QuestionRemark,
    VendorAnswer,
    VendorContact,
    VendorQuestion,
)
from vendors.vocabulary import QuestionState, ScanState


@dataclass(slots=True)
class QuestionRow:
    """A question as a list or a page shows it to one side.

    Attributes:
        answer: the one that counts; None while there is none.
        draft: the vendor's own half of an answer; None for us, always.
        files: those that count, and those kept away as harmful.
        withdrawn_files: sent once, and withdrawn by the vendor since; kept.
        unsent_files: those among `files` that we do not see yet; empty for us, always.
    """

    question: VendorQuestion
    answer: VendorAnswer | None
    draft: VendorAnswer | None
    remarks: list[QuestionRemark]
    files: list[EvidenceFile]
    withdrawn_files: list[EvidenceFile] = field(default_factory=list)
    unsent_files: list[EvidenceFile] = field(default_factory=list)

    @property
    def headline(self) -> str:
        """The first line of the question."""
        return self.question.text.split("\n", 1)[0]

    @property
    def further(self) -> str:
        """What follows the first line, as what would show it; or empty."""
        return self.question.text.partition("\n")[2].strip()

    @property
    def vendor_owes(self) -> bool:
        """Whether an answer is waited for."""
        return self.question.state == QuestionState.OPEN

    @property
    def reply_owed_since(self) -> dt.datetime | None:
        """Since when the vendor waits for a reply of ours; None while we owe none."""
        if self.question.state == QuestionState.WITHDRAWN or not self.remarks:
            return None
        last = self.remarks[-1]
        return last.written_at if last.by_vendor else None


@dataclass(slots=True)
class CandidateQuestions:
    """The questions to one candidate's vendor, two-sided.

    Attributes:
        contacts: those who may come in.
    """

    candidate: Candidate
    contacts: list[VendorContact] = field(default_factory=list)
    rows: list[QuestionRow] = field(default_factory=list)

    @property
    def vendor_owes(self) -> list[QuestionRow]:
        """What waits for the vendor, what is due first first."""
        owed = [row for row in self.rows if row.vendor_owes]
        return sorted(owed, key=lambda row: (row.question.due_on or dt.date.max, row.question.pk))

    @property
    def we_owe(self) -> list[QuestionRow]:
        """What the vendor waits for, the oldest first."""
        owed = [row for row in self.rows if row.reply_owed_since]
        return sorted(owed, key=lambda row: str(row.reply_owed_since))

    @property
    def answered(self) -> list[QuestionRow]:
        """What was answered and is not asked again."""
        return [row for row in self.rows if row.question.state == QuestionState.ANSWERED]

    @property
    def withdrawn(self) -> list[QuestionRow]:
        """What needs no answer any more."""
        return [row for row in self.rows if row.question.state == QuestionState.WITHDRAWN]

    @property
    def drafts(self) -> list[QuestionRow]:
        """The vendor's drafts that say something."""
        return [row for row in self.rows if row.draft and not said(row.draft).is_empty]


def questions_of(initiative: Initiative) -> list[CandidateQuestions]:
    """Every candidate of a vendor with its questions, for our own people. Five queries."""
    candidates = (
        initiative.candidates.filter(vendor__isnull=False)
        .select_related("vendor", "initiative")
        .prefetch_related("vendor__contacts")
    )
    groups = {
        each.pk: CandidateQuestions(
            each, [contact for contact in _contacts(each) if contact.is_active]
        )
        for each in candidates
    }
    questions = with_words(VendorQuestion.objects.filter(candidate__in=list(groups)))
    for question in questions:
        groups[question.candidate_id].rows.append(our_row(question))
    return list(groups.values())


def questions_for(contact: VendorContact) -> list[CandidateQuestions]:
    """Everything asked of the contact's company and nothing else. Four queries."""
    questions = with_words(
        VendorQuestion.objects.filter(candidate__vendor_id=contact.vendor_id)
    ).select_related("candidate__initiative", "candidate__vendor", "criterion")
    groups: dict[int, CandidateQuestions] = {}
    for question in questions:
        group = groups.setdefault(question.candidate_id, CandidateQuestions(question.candidate))
        group.rows.append(_vendor_row(question))
    return list(groups.values())


def find_question(pk: int, initiative: Initiative) -> QuestionRow:
    """A question of the initiative, for our own people.

    Raises:
        Http404: there is none.
    """
    found = with_words(
        VendorQuestion.objects.filter(pk=pk, candidate__initiative=initiative)
    ).select_related("candidate__initiative", "candidate__vendor", "criterion", "asked_by")
    question = found.first()
    if question is None:
        raise Http404
    return our_row(question)


def find_own_question(pk: int, contact: VendorContact) -> QuestionRow:
    """A question to the contact's company.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    found = with_words(
        VendorQuestion.objects.filter(pk=pk, candidate__vendor_id=contact.vendor_id)
    ).select_related("candidate__initiative", "candidate__vendor", "criterion")
    question = found.first()
    if question is None:
        raise Http404
    return _vendor_row(question)


def find_candidate(pk: int, initiative: Initiative) -> Candidate:
    """A candidate of a vendor.

    Raises:
        Http404: there is none, or it would be built by ourselves.
    """
    found = initiative.candidates.select_related("vendor", "initiative").filter(
        pk=pk, vendor__isnull=False
    )
    candidate = found.first()
    if candidate is None:
        raise Http404
    return candidate


def find_own_candidate(pk: int, contact: VendorContact) -> Candidate:
    """A candidate of the contact's company that was asked something.

    Raises:
        Http404: there is none.
    """
    asked = VendorQuestion.objects.filter(candidate=OuterRef("pk"))
    found = Candidate.objects.filter(Exists(asked), pk=pk, vendor_id=contact.vendor_id)
    candidate = found.select_related("vendor", "initiative").first()
    if candidate is None:
        raise Http404
    return candidate


def find_file(pk: uuid.UUID, viewer: User) -> EvidenceFile:
    """A file that was sent to us, of an initiative the person may see, and that may be opened.

    Raises:
        Http404: there is none such.
    """
    file = EvidenceFile.objects.open_to(viewer).filter(pk=pk).select_related("vendor").first()
    if file is None:
        raise Http404
    return file


def find_own_file(pk: uuid.UUID, contact: VendorContact) -> EvidenceFile:
    """A file that the contact's company uploaded; not one of ours about them.

    Raises:
        Http404: there is none, it was removed, or it was found harmful.
    """
    found = EvidenceFile.objects.held().filter(
        pk=pk, vendor_id=contact.vendor_id, uploaded_by_contact__isnull=False
    )
    file = found.exclude(scan_state=ScanState.HARMFUL).select_related("vendor", "question").first()
    if file is None:
        raise Http404
    return file


def find_sheet(pk: uuid.UUID, candidate: Candidate, *, by_vendor: bool) -> AnswerSheet:
    """An answer sheet that our own people, or the vendor's, brought for the candidate.

    Raises:
        Http404: there is none.
    """
    found = candidate.answer_sheets.filter(pk=pk, brought_by_contact__isnull=not by_vendor)
    sheet = found.select_related("candidate__initiative", "candidate__vendor").first()
    if sheet is None:
        raise Http404
    return sheet


def known_questions(
    candidate: Candidate, *, with_drafts: bool, locked: bool = False
) -> list[KnownQuestion]:
    """What was asked of a candidate, as a sheet is compared with it."""
    questions = VendorQuestion.objects.filter(candidate=candidate).order_by("asked_at", "pk")
    if locked:
        questions = questions.select_for_update(of=("self",))
    known = []
    for question in questions.prefetch_related("answers"):
        row = _row(question, drafts=with_drafts)
        kept = row.draft or row.answer
        known.append(
            KnownQuestion(
                pk=question.pk,
                number=number_of(question),
                text=question.text,
                is_open_to_answers=question.state != QuestionState.WITHDRAWN,
                answer=said(kept) if kept else Answer(),
                is_being_answered=not with_drafts
                and any(each.is_draft for each in question.answers.all()),
            )
        )
    return known


def sheet_rows(candidate: Candidate, *, with_drafts: bool) -> Iterable[Sequence[str]]:
    """The questions to a candidate with what is answered, as our own sheet has them."""
    questions = VendorQuestion.objects.filter(candidate=candidate).exclude(
        state=QuestionState.WITHDRAWN
    )
    questions = questions.select_related("criterion").prefetch_related("answers")
    for question in questions.order_by("asked_at", "pk"):
        row = _row(question, drafts=with_drafts)
        kept = row.draft or row.answer
        yield (
            number_of(question),
            question.text,
            kept.get_plain_answer_display() if kept else "",
            kept.get_control_owner_display() if kept else "",
            kept.text if kept else "",
            question.criterion.evidence_wanted if question.criterion else "",
            question.due_on.isoformat() if question.due_on else "",
            question.get_state_display(),
        )


def number_of(question: VendorQuestion) -> str:
    """How sheets name the question."""
    return question.source_key or f"Q-{question.pk}"


def said(kept: VendorAnswer) -> Answer:
    """What a kept answer says."""
    return Answer(kept.text, kept.plain_answer, kept.control_owner)


def with_words(questions: QuerySet[VendorQuestion]) -> QuerySet[VendorQuestion]:
    """The questions with everything that a row needs, read in three queries more."""
    files = EvidenceFile.objects.filter(uploaded_by_contact__isnull=False).order_by("uploaded_at")
    return questions.select_related("criterion").prefetch_related(
        "answers", "remarks", Prefetch("files", queryset=files)
    )


def our_row(question: VendorQuestion) -> QuestionRow:
    """Without drafts, and with the files only that were sent."""
    row = _row(question, drafts=False)
    row.remarks = list(question.remarks.all())
    sent = [each.sent_at for each in question.answers.all() if each.sent_at]
    last = max(sent, default=None)
    row.files = [
        file
        for file in question.files.all()
        if last and file.uploaded_at <= last and _is_kept(file)
    ]
    row.withdrawn_files = _withdrawn(question)
    return row


def _vendor_row(question: VendorQuestion) -> QuestionRow:
    row = _row(question, drafts=True)
    row.remarks = list(question.remarks.all())
    row.files = [file for file in question.files.all() if _is_kept(file)]
    answers = list(question.answers.all())
    row.unsent_files = [file for file in row.files if not file.was_sent_with(answers)]
    row.withdrawn_files = _withdrawn(question)
    return row


def _withdrawn(question: VendorQuestion) -> list[EvidenceFile]:
    answers = list(question.answers.all())
    gone = [file for file in question.files.all() if not _is_kept(file)]
    return [file for file in gone if file.was_sent_with(answers)]


def _is_kept(file: EvidenceFile) -> bool:
    """Whether it is there, or was kept away and should be told of."""
    return file.removed_at is None or file.scan_state == ScanState.HARMFUL


def _row(question: VendorQuestion, *, drafts: bool) -> QuestionRow:
    answers = list(question.answers.all())
    counts = [each for each in answers if each.sent_at and each.superseded_at is None]
    draft = next((each for each in answers if each.sent_at is None), None)
    return QuestionRow(
        question=question,
        answer=counts[0] if counts else None,
        draft=draft if drafts else None,
        remarks=[],
        files=[],
    )


def _contacts(candidate: Candidate) -> list[VendorContact]:
    return list(candidate.vendor.contacts.all()) if candidate.vendor else []
