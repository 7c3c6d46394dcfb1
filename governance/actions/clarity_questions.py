"""Questions against a field: its asker's counterpart answers, and the asker may differ (B58).

Auditors put questions too; the side that owes the field owes the answer.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import events, policies
from governance.clarity.catalogue import catalogue
from governance.clarity_told import sides_owe, tell_answered, tell_asked
from governance.models import ClarityQuestion
from governance.vocabulary import RaiserView
from initiatives.actions.table import (
    lock_initiative,
    note_it_contribution,
    permit,
    refuse_if_ended,
)
from initiatives.models import Initiative
from people.checking import require_choice
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow, NotVisible
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Party

USUAL_WAIT = dt.timedelta(days=7)


@transaction.atomic
def ask_about_field(
    initiative: Initiative,
    field_id: str,
    *,
    text: str,
    actor: User,
    wanted_by: dt.date | None = None,
    submission_key: uuid.UUID | None = None,
) -> ClarityQuestion:
    """A question against a field; the other side owes the answer, by a day, and is told.

    Without a day it is wanted in a week. Sent twice under one `submission_key` it is asked once.

    Raises:
        NotPermitted: the actor works on no side of this table and does not audit.
        NotVisible: the catalogue has no such field.
        NotPossibleNow: the initiative has ended.
        InvalidInput: the text is empty or too long, or the day lies behind us.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_ask_about_field(actor, initiative),
        "Those at the table and auditors put questions to a field.",
        way_out="Ask somebody at the table to put it for you.",
    )
    refuse_if_ended(initiative)
    field = catalogue().get(field_id)
    if field is None:
        raise NotVisible(
            f"{field_id[:20]} is not asked.", way_out="Look at the profile for what is."
        )
    text = required_text(text, "text", label="The question", most=2000)
    today = timezone.localdate()
    if wanted_by is not None and wanted_by <= today:
        raise InvalidInput(
            "The day lies behind us.", way_out="Give a day ahead.", field="wanted_by"
        )
    if submission_key:
        asked = ClarityQuestion.objects.filter(submission_key=submission_key, asked_by=actor)
        if found := asked.first():
            return found
    party = policies.asks_for(actor, initiative)
    question = ClarityQuestion.objects.create(
        initiative=initiative,
        field=field.id,
        text=text,
        asked_by=actor,
        asked_party=party,
        asked_of=field.sides[0] if party == Party.OVERSIGHT and len(field.sides) == 1 else "",
        wanted_by=wanted_by or today + USUAL_WAIT,
        submission_key=submission_key,
    )
    data = {
        "field": field.id,
        "label": field.label,
        "text": text,
        "wanted_by": question.wanted_by,
    }
    record(events.FIELD_ASKED, question, actor=actor, data=data)
    tell_asked(question, field.label)
    if party == Party.IT:
        note_it_contribution(initiative, actor=actor)
    return question


@transaction.atomic
def answer_clarity_question(
    question: ClarityQuestion, *, answer: str, actor: User, version: int | None = None
) -> ClarityQuestion:
    """Answer a question; the field counts again, whatever its asker makes of the answer.

    Raises:
        NotPermitted: the actor speaks for neither the side that owes the answer nor is the asker.
        NotPossibleNow: it is answered, or the initiative has ended.
        ChangedMeanwhile: somebody answered it after the actor loaded it.
        InvalidInput: the answer is empty or too long.
    """
    question, initiative = _lock(question, actor=actor)
    permit(
        policies.may_answer_question(actor, question, initiative),
        f"{sides_owe(question.answering_parties)} this answer.",
        way_out="Wait for it, or talk about it in the next session.",
    )
    refuse_if_ended(initiative)
    _refuse_if_changed(question, version)
    if question.answered_at:
        raise NotPossibleNow(
            "This question is answered.", way_out="Ask again where something is still open."
        )
    question.answer = required_text(answer, "answer", label="The answer", most=2000)
    question.answered_by = actor
    question.answered_at = timezone.now()
    question.version += 1
    question.save()
    data = {"field": question.field, "text": question.text, "answer": question.answer}
    record(events.FIELD_QUESTION_ANSWERED, question, actor=actor, data=data)
    tell_answered(question, actor)
    if policies.speaks_for(actor, initiative) == Party.IT:
        note_it_contribution(initiative, actor=actor)
    return question


@transaction.atomic
def reply_to_clarity_answer(
    question: ClarityQuestion,
    *,
    view: str,
    actor: User,
    text: str = "",
    version: int | None = None,
) -> ClarityQuestion:
    """The asker's word on the answer: it changes nothing and stays; said once.

    Raises:
        NotPermitted: the actor did not ask it.
        NotPossibleNow: it has no answer yet, or the asker has replied.
        ChangedMeanwhile: it changed after the actor loaded it.
        InvalidInput: the view is unknown, or seeing it differently is not explained.
    """
    question, _ = _lock(question, actor=actor)
    permit(
        question.asked_by_id == actor.pk,
        "Only the person who asked replies.",
        way_out="Put a question of your own.",
    )
    _refuse_if_changed(question, version)
    if not question.answered_at or question.asker_view:
        raise NotPossibleNow(
            "There is no answer that waits for your reply.",
            way_out="What was said stays as it is.",
        )
    require_choice(RaiserView, view, "view")
    text = optional_text(text, "text", label="The reply", most=2000)
    if view == RaiserView.SEE_IT_DIFFERENTLY and not text:
        raise InvalidInput("Say how you see it.", way_out="One sentence is enough.", field="text")
    question.asker_view = view
    question.asker_reply = text
    question.version += 1
    question.save()
    data = {"field": question.field, "view": RaiserView(view).label.lower(), "text": text}
    record(events.FIELD_QUESTION_REPLIED, question, actor=actor, data=data)
    return question


def _lock(question: ClarityQuestion, *, actor: User) -> tuple[ClarityQuestion, Initiative]:
    initiative = lock_initiative(question.initiative, actor=actor)
    found = ClarityQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    found.initiative = initiative
    return found, initiative


def _refuse_if_changed(question: ClarityQuestion, version: int | None) -> None:
    if version is not None and version != question.version:
        raise ChangedMeanwhile(
            "Somebody has answered this question since you opened it.",
            way_out="What you typed is kept; look at the answer and decide again.",
        )
