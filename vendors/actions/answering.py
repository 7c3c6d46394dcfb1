"""What a vendor does in their room: keep half an answer, send it, ask back.

Each takes the contact as actor, finds the question among those of their own company only, and
refuses whose access has ended meanwhile.
"""

import uuid

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow, NotVisible
from people.models import User
from people.text import optional_text, required_text
from vendors import events, question_events, question_notices
from vendors.answer_sheets.planning import MOST_TEXT, Answer
from vendors.models import (
    Candidate,
    EvidenceFile,
    QuestionRemark,
    VendorAnswer,
    VendorContact,
    VendorQuestion,
)
from vendors.telling import tell_asker
from vendors.vocabulary import ControlOwner, PlainAnswer, QuestionState

MOST_REMARK = 2000
SAYS_NOTHING = "The answer says nothing yet."


@transaction.atomic
def save_answer(
    question: VendorQuestion, answer: Answer, *, actor: VendorContact, version: int | None = None
) -> VendorAnswer:
    """Keep half an answer; nobody but the contact's company sees it.

    `version` is that of the draft which was shown, 0 where there was none.

    Raises:
        NotVisible: it is no question to the contact's company.
        NotPermitted: the contact's access has ended.
        InvalidInput: a part is too long or not known.
        ChangedMeanwhile: a colleague of the contact saved something else.
        NotPossibleNow: the question is withdrawn.
    """
    question = lock_own_question(question, actor=actor)
    draft = _write_draft(question, answer, contact=actor, version=version)
    record(events.ANSWER_SAVED, draft, actor=actor)
    return draft


@transaction.atomic
def send_answer(
    question: VendorQuestion, answer: Answer, *, actor: VendorContact, version: int | None = None
) -> VendorAnswer:
    """Send an answer; one sent before is kept and superseded.

    Raises:
        InvalidInput: it says nothing and shows nothing.
        NotVisible, NotPermitted, ChangedMeanwhile, NotPossibleNow: as `save_answer`.
    """
    question = lock_own_question(question, actor=actor)
    draft = _write_draft(question, answer, contact=actor, version=version)
    shows = question.files.filter(removed_at=None, uploaded_by_contact__isnull=False).exists()
    if answer.is_empty and not shows:
        raise InvalidInput(
            SAYS_NOTHING, way_out="Write it, or choose a short answer.", field="text"
        )
    return put_sent(draft, actor=actor)


@transaction.atomic
def send_drafted_answers(candidate: Candidate, *, actor: VendorContact) -> int:
    """Send every draft that says something to the open questions of one candidate; how many.

    Raises:
        NotPermitted: the contact's access has ended.
        NotPossibleNow: no draft says anything.
    """
    refuse_ended_access(actor)
    # Questions before drafts, as everywhere: one that is being withdrawn is waited for.
    found = VendorQuestion.objects.select_for_update(of=("self",)).filter(
        candidate=candidate,
        candidate__vendor_id=actor.vendor_id,
        state__in=(QuestionState.OPEN, QuestionState.ANSWERED),
    )
    found = found.select_related("candidate__initiative", "asked_by").order_by("asked_at", "pk")
    questions = {each.pk: each for each in found}
    drafts = VendorAnswer.objects.select_for_update(of=("self",)).filter(
        question__in=list(questions), sent_at=None
    )
    sent = 0
    for draft in drafts.order_by("question"):
        if answer_of(draft).is_empty:
            continue
        draft.question = questions[draft.question_id]
        put_sent(draft, actor=actor)
        sent += 1
    if not sent:
        raise NotPossibleNow("No draft says anything yet.", way_out="Answer a question first.")
    return sent


@transaction.atomic
def ask_back(
    question: VendorQuestion,
    *,
    text: str,
    actor: VendorContact,
    submission_key: uuid.UUID | None = None,
) -> QuestionRemark:
    """Ask what a question means; from then on we owe a reply.

    Raises:
        InvalidInput: the text is empty or too long.
        NotVisible, NotPermitted, NotPossibleNow: as `save_answer`.
    """
    question = lock_own_question(question, actor=actor)
    if submission_key:
        written = QuestionRemark.objects.filter(submission_key=submission_key, question=question)
        if sent := written.first():
            return sent
    text = required_text(text, "remark", label="Your question", most=MOST_REMARK)
    remark = QuestionRemark.objects.create(
        question=question,
        party=actor.actor_party,
        contact=actor,
        text=text,
        submission_key=submission_key,
    )
    record(
        question_events.ASKED_BACK,
        question,
        actor=actor,
        data={"question": question.text},
        personal={"text": text},
    )
    candidate = question.candidate
    tell_asker(
        question,
        key=f"vendor-asked-back:{remark.pk}",
        kind=question_notices.VENDOR_ASKED_BACK,
        address=address_of(question),
        subject=f"{candidate.name} asks back: {candidate.initiative.title}",
        text=f"On your question “{question.text}”:\n\n{text}",
    )
    return remark


def put_sent(draft: VendorAnswer, *, actor: Actor) -> VendorAnswer:
    """Make a draft the answer that counts; part of the caller's transaction."""
    now = timezone.now()
    question = draft.question
    unsent = [each for each in question.files.filter(removed_at=None) if not each.is_sent]
    question.answers.filter(sent_at__isnull=False, superseded_at=None).update(superseded_at=now)
    draft.sent_at = draft.saved_at = now
    draft.version += 1
    draft.save(update_fields=["sent_at", "saved_at", "version"])
    question.state = QuestionState.ANSWERED
    question.answered_at = now
    question.version += 1
    question.save(update_fields=["state", "answered_at", "version"])
    record(
        events.ANSWER_SENT,
        draft,
        actor=actor,
        data={"candidate": question.candidate.name, "question": question.text},
    )
    _record_files(unsent, question, actor=actor)
    if not isinstance(actor, User):
        _tell_asker(question)
    return draft


def lock_own_question(question: VendorQuestion, *, actor: VendorContact) -> VendorQuestion:
    """The question as it is now, locked, for somebody of the company it was put to.

    Raises:
        NotPermitted: the contact's access has ended.
        NotVisible: it is no question to the contact's company.
        NotPossibleNow: it is withdrawn.
    """
    refuse_ended_access(actor)
    found = VendorQuestion.objects.select_for_update(of=("self",)).filter(
        pk=question.pk, candidate__vendor_id=actor.vendor_id
    )
    locked = found.select_related("candidate__initiative", "asked_by").first()
    if locked is None:
        raise NotVisible("There is no such question.", way_out="Look at the list of questions.")
    if locked.state == QuestionState.WITHDRAWN:
        raise NotPossibleNow("This question needs no answer any more.", way_out="Go on to others.")
    return locked


def checked(answer: Answer) -> Answer:
    """The answer with its text tidied.

    Raises:
        InvalidInput: the text is too long, or a choice is not known.
    """
    if answer.plain_answer and answer.plain_answer not in PlainAnswer.values:
        raise InvalidInput(
            "That short answer is not known.",
            way_out="Choose yes, no or does not apply.",
            field="plain_answer",
        )
    if answer.control_owner and answer.control_owner not in ControlOwner.values:
        raise InvalidInput(
            "That is nobody a control can belong to.",
            way_out="Choose one of the four.",
            field="control_owner",
        )
    text = optional_text(answer.text, "text", label="The answer", most=MOST_TEXT)
    return Answer(text, answer.plain_answer, answer.control_owner)


def answer_of(kept: VendorAnswer) -> Answer:
    """What a kept answer says."""
    return Answer(kept.text, kept.plain_answer, kept.control_owner)


def address_of(question: VendorQuestion) -> str:
    """The page of the question for our own people."""
    return reverse(
        "vendor_questions:question", args=[question.candidate.initiative.reference, question.pk]
    )


def _write_draft(
    question: VendorQuestion,
    answer: Answer,
    *,
    contact: VendorContact | None,
    version: int | None,
    taken_by: User | None = None,
) -> VendorAnswer:
    answer = checked(answer)
    draft = question.answers.select_for_update(of=("self",)).filter(sent_at=None).first()
    if version is not None and version != (draft.version if draft else 0):
        raise ChangedMeanwhile(
            "A colleague saved an answer to this question since you opened it.",
            way_out="Open the question again in another tab, and put both together.",
        )
    if draft is None:
        draft = VendorAnswer(question=question, version=0)
    draft.question = question
    draft.contact, draft.taken_by = contact, taken_by
    draft.text = answer.text
    draft.plain_answer = answer.plain_answer
    draft.control_owner = answer.control_owner
    draft.saved_at = timezone.now()
    draft.version += 1
    draft.save()
    return draft


def write_draft(
    question: VendorQuestion,
    answer: Answer,
    *,
    contact: VendorContact | None = None,
    taken_by: User | None = None,
) -> VendorAnswer:
    """Keep an answer that a sheet brought, over what was drafted; part of a transaction."""
    return _write_draft(question, answer, contact=contact, version=None, taken_by=taken_by)


def refuse_ended_access(actor: VendorContact) -> None:
    """Go on only while the contact may come in.

    Raises:
        NotPermitted: their access has ended.
    """
    if not VendorContact.objects.filter(pk=actor.pk, is_active=True).exists():
        raise NotPermitted(
            "Your access has ended.", way_out="Ask the people who invited you for a new link."
        )


def _record_files(files: list[EvidenceFile], question: VendorQuestion, *, actor: Actor) -> None:
    """What goes along with an answer has its name on record from now on."""
    for each in files:
        each.question = question
        record(
            events.EVIDENCE_SENT,
            each,
            actor=actor,
            data={
                "name": each.told_name,
                "size": f"{each.size:,} bytes",
                "vendor": each.vendor.name,
                "sha256": each.sha256,
                "kind": each.detected_type,
            },
        )


def _tell_asker(question: VendorQuestion) -> None:
    """Once a day for each candidate, however many answers come."""
    candidate = question.candidate
    waiting = VendorQuestion.objects.filter(candidate=candidate, state=QuestionState.OPEN).count()
    rest = "None is left." if not waiting else f"{waiting} still wait{'s' if waiting == 1 else ''}."
    tell_asker(
        question,
        key=f"vendor-answered:{candidate.pk}:{timezone.localdate()}:{question.asked_by_id}",
        kind=question_notices.VENDOR_ANSWERED,
        address=reverse("vendor_questions:questions", args=[candidate.initiative.reference]),
        subject=f"{candidate.name} answers: {candidate.initiative.title}",
        text=f"The first answer of today is to “{question.text}”. {rest}",
    )
