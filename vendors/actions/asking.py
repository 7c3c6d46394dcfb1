"""Asking vendors, and what we owe them: a reply where they ask back."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from audit.recording import Happening, record, record_all
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow, NotVisible
from people.models import User
from people.text import required_text
from vendors import events, policies, question_events, question_notices
from vendors.actions.contact_links import organisation, tell_contacts
from vendors.models import Candidate, Criterion, QuestionRemark, VendorQuestion
from vendors.vocabulary import QuestionState

MOST_AT_ONCE = 300
MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be asked; with a criterion, its answer helps to score that."""

    text: str
    criterion: Criterion | None = None
    source_key: str = ""


@transaction.atomic
def ask_vendors(
    initiative: Initiative,
    questions: Sequence[Asked],
    candidates: Sequence[Candidate],
    *,
    due_on: dt.date | None,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> list[VendorQuestion]:
    """Ask each candidate's vendor each question; what is open with one already is not asked twice.

    Raises:
        NotPermitted: the actor does not compare vendors here.
        InvalidInput: there is no question, no vendor, or the day has passed.
        NotPossibleNow: the initiative has ended, or all of it is asked already.
    """
    initiative = _lock(initiative, actor=actor)
    if submission_key:
        sent = VendorQuestion.objects.filter(
            asked_together=submission_key, candidate__initiative=initiative, asked_by=actor
        )
        if found := list(sent.select_related("candidate__initiative")):
            return found
    texts = _worded(questions, initiative)
    asked_of = _asked_of(initiative, candidates)
    if due_on is not None and due_on < timezone.localdate():
        raise InvalidInput(
            "That day has passed.", way_out="Choose a day from today on.", field="due_on"
        )
    rows = _not_asked_yet(texts, asked_of, initiative)
    if not rows:
        raise NotPossibleNow(
            "All of this is asked already and waits for an answer.",
            way_out="Open the question to see how it stands.",
        )
    together = submission_key or uuid.uuid4()
    now = timezone.now()
    party = policies.side_of(actor, initiative) or ""
    created = [
        VendorQuestion.objects.create(
            candidate=candidate,
            criterion=asked.criterion,
            text=asked.text,
            source_key=asked.source_key,
            asked_by=actor,
            asked_party=party,
            asked_at=now,
            asked_together=together,
            due_on=due_on,
        )
        for candidate, asked in rows
    ]
    _record_asked(created, actor=actor)
    for candidate in asked_of:
        _tell(candidate, [each for each in created if each.candidate_id == candidate.pk], actor)
    return created


@transaction.atomic
def withdraw_question(
    question: VendorQuestion, *, reason: str, actor: User, version: int | None = None
) -> VendorQuestion:
    """Take a question back; the vendor sees that no answer is needed, not why.

    Raises:
        NotPermitted: the actor does not compare vendors here.
        InvalidInput: no reason is given.
        ChangedMeanwhile: it was answered or changed since it was opened.
        NotPossibleNow: it is withdrawn already.
    """
    question = _lock_question(question, actor=actor, version=version)
    reason = required_text(reason, "reason", label="The reason", most=MOST_CHARACTERS)
    question.state = QuestionState.WITHDRAWN
    question.withdrawn_reason = reason
    question.version += 1
    question.save(update_fields=["state", "withdrawn_reason", "version"])
    record(
        events.QUESTION_WITHDRAWN,
        question,
        actor=actor,
        data={"candidate": question.candidate.name, "reason": reason},
    )
    return question


@transaction.atomic
def reply_to_vendor(
    question: VendorQuestion,
    *,
    text: str,
    asks_again: bool,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> QuestionRemark:
    """Reply to what a vendor asked back; with `asks_again` the vendor owes an answer again.

    Raises:
        NotPermitted: the actor does not compare vendors here.
        InvalidInput: the text is empty.
        NotPossibleNow: the question is withdrawn.
    """
    question = _lock_question(question, actor=actor)
    if submission_key:
        written = QuestionRemark.objects.filter(submission_key=submission_key, question=question)
        if sent := written.first():
            return sent
    text = required_text(text, "text", label="The reply", most=MOST_CHARACTERS)
    remark = QuestionRemark.objects.create(
        question=question,
        party=policies.side_of(actor, question.candidate.initiative) or "",
        written_by=actor,
        text=text,
        submission_key=submission_key,
    )
    opened = asks_again and question.state == QuestionState.ANSWERED
    if opened:
        question.state = QuestionState.OPEN
        question.answered_at = None
        question.version += 1
        question.save(update_fields=["state", "answered_at", "version"])
    record(
        question_events.ASKED_AGAIN if opened else question_events.REPLIED,
        question,
        actor=actor,
        data={"candidate": question.candidate.name, "question": question.text},
        personal={"text": text},
    )
    if question.candidate.vendor is not None:
        title = question.candidate.initiative.title
        tell_contacts(
            question.candidate.vendor,
            about=question_notices.REPLY,
            subject=f"A reply to your question about “{title}”",
            text=f"{organisation()} has replied on: {question.text}",
            sent_by=actor,
        )
    return remark


def _lock(initiative: Initiative, *, actor: User) -> Initiative:
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_compare(actor, initiative),
        "Questions to vendors are asked by the business leads at the table and by IT.",
        way_out="Ask one of them, or take a seat at the table.",
    )
    refuse_if_ended(initiative)
    return initiative


def _lock_question(
    question: VendorQuestion, *, actor: User, version: int | None = None
) -> VendorQuestion:
    initiative = _lock(question.candidate.initiative, actor=actor)
    found = VendorQuestion.objects.select_for_update(of=("self",)).filter(
        pk=question.pk, candidate__initiative=initiative
    )
    locked = found.select_related("candidate__initiative", "candidate__vendor").first()
    if locked is None:
        raise NotVisible("There is no such question.", way_out="Look at the list of questions.")
    if version is not None and version != locked.version:
        raise ChangedMeanwhile(
            f"This question is {locked.get_state_display().lower()} since you opened it.",
            way_out="Read what came meanwhile, then do it again.",
        )
    if locked.state == QuestionState.WITHDRAWN:
        raise NotPossibleNow("This question is withdrawn already.", way_out="Ask it anew.")
    return locked


def _worded(questions: Sequence[Asked], initiative: Initiative) -> list[Asked]:
    if not questions:
        raise InvalidInput(
            "There is no question yet.",
            way_out="Choose criteria, or write a question of your own.",
            field="own",
        )
    worded = []
    for asked in questions:
        if asked.criterion is not None and asked.criterion.initiative_id != initiative.pk:
            raise NotVisible("There is no such criterion here.", way_out="Choose from the list.")
        text = required_text(asked.text, "own", label="A question", most=MOST_CHARACTERS)
        worded.append(Asked(text, asked.criterion, asked.source_key))
    return worded


def _asked_of(initiative: Initiative, candidates: Sequence[Candidate]) -> list[Candidate]:
    found = Candidate.objects.select_related("vendor", "initiative").filter(
        pk__in=[each.pk for each in candidates], initiative=initiative, vendor__isnull=False
    )
    asked_of = list(found)
    if not asked_of:
        raise InvalidInput(
            "Nobody is chosen to be asked.",
            way_out="Choose at least one candidate of a vendor.",
            field="candidates",
        )
    return asked_of


def _not_asked_yet(
    questions: Sequence[Asked], candidates: Sequence[Candidate], initiative: Initiative
) -> list[tuple[Candidate, Asked]]:
    waiting = VendorQuestion.objects.filter(
        candidate__initiative=initiative, state=QuestionState.OPEN
    )
    known = {
        (candidate, text.casefold())
        for candidate, text in waiting.values_list("candidate_id", "text")
    }
    rows = []
    for candidate in candidates:
        for asked in questions:
            key = (candidate.pk, asked.text.casefold())
            if key not in known:
                known.add(key)
                rows.append((candidate, asked))
    if len(rows) > MOST_AT_ONCE:
        raise InvalidInput(
            f"These are {len(rows)} questions at once.",
            way_out=f"Ask {MOST_AT_ONCE} or fewer; a vendor answers few questions best.",
            field="own",
        )
    return rows


def _record_asked(created: Sequence[VendorQuestion], *, actor: User) -> None:
    record_all(
        [
            Happening(
                events.QUESTION_ASKED,
                question,
                data={
                    "candidate": question.candidate.name,
                    "due_on": str(question.due_on or "no day named"),
                    "text": question.text,
                },
            )
            for question in created
        ],
        actor=actor,
    )


def _tell(candidate: Candidate, created: Sequence[VendorQuestion], actor: User) -> None:
    if candidate.vendor is None or not created:
        return
    title = candidate.initiative.title
    count = "A question" if len(created) == 1 else f"{len(created)} questions"
    due_on = created[0].due_on
    until = f" Please answer by {date_format(due_on, 'j F Y')}." if due_on else ""
    tell_contacts(
        candidate.vendor,
        about=question_notices.QUESTIONS,
        subject=f"{count} about “{title}”",
        text=f"{organisation()} asks {candidate.vendor.name} about “{title}”.{until}",
        sent_by=actor,
    )
