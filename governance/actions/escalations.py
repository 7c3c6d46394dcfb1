"""Putting a question to an executive, and what comes of it (A30, A31)."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import escalating, events
from governance.escalations_told import tell_answered, tell_named, tell_ownership, tell_sent
from governance.models import DesignInput, Escalation, SessionOccurrence
from governance.policies import speaks_for
from governance.vocabulary import EscalationAnswer, EscalationKind, OccurrenceState
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from initiatives.models import Initiative
from initiatives.policies import sits_at
from initiatives.references import lock_series, take_references
from people.checking import require_choice
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Party, Role


@dataclass(frozen=True, slots=True)
class Question:
    """What an executive is asked.

    Attributes:
        session, design_input: where it was discussed; else `no_session_reason` says why not.
        view: how the asking side sees it.
    """

    kind: str
    topic: str
    asked: str
    view: str
    put_to: User | None
    session: SessionOccurrence | None = None
    design_input: DesignInput | None = None
    no_session_reason: str = ""
    is_emergency: bool = False


@transaction.atomic
def escalate(
    initiative: Initiative,
    question: Question,
    *,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> Escalation:
    """Put a question to an executive; the other side is told at once and asked for its view.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended.
        InvalidInput: a text is missing; nobody, or no executive who may see it, is asked; or
            neither a session, a design input nor a reason is given (A30).
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        escalating.may_escalate(actor, initiative),
        "Business and IT at the table put questions to executives.",
        way_out="Ask somebody at the table, or raise a design input.",
    )
    refuse_if_ended(initiative)
    require_choice(EscalationKind, question.kind, "kind")
    party = speaks_for(actor, initiative)
    fields = {
        "topic": required_text(question.topic, "topic", label="The topic", most=200, lines=False),
        "asked": required_text(question.asked, "asked", label="What is asked", most=2000),
        _view_field(party): required_text(question.view, "view", label="Your view", most=2000),
        "session": _discussed_in(initiative, question.session),
        "design_input": _raised_as(initiative, question),
        "no_session_reason": _why_no_session(question),
        "put_to": _executive(initiative, question.put_to),
    }
    series = lock_series("ESC-")
    if submission_key:
        sent = Escalation.objects.filter(submission_key=submission_key, raised_by=actor).first()
        if sent is not None:
            return sent
    escalation = Escalation.objects.create(
        reference=take_references(series)[0],
        initiative=initiative,
        kind=question.kind,
        is_emergency=question.is_emergency,
        raised_by=actor,
        raised_party=party,
        submission_key=submission_key,
        **fields,
    )
    record(
        events.ESCALATION_SENT,
        escalation,
        actor=actor,
        data={
            "reference": escalation.reference,
            "topic": escalation.topic,
            "kind": escalation.get_kind_display().lower(),
            "party": party,
            "discussed_first": escalating.was_discussed_first(escalation),
        },
        personal={"put_to": escalation.put_to.full_name, "view": question.view},
    )
    tell_sent(escalation, actor)
    return escalation


@transaction.atomic
def write_escalation_view(
    escalation: Escalation, *, text: str, actor: User, version: int | None = None
) -> Escalation:
    """Write how one's own side sees it; the other side's view stays as it is.

    Raises:
        NotPermitted: the actor sits at the table for neither side.
        NotPossibleNow: it is answered for good.
        ChangedMeanwhile: somebody wrote after the actor loaded it.
        InvalidInput: the text is empty.
    """
    escalation = _lock(escalation, actor=actor)
    party = speaks_for(actor, escalation.initiative)
    permit(
        party in escalating.SIDES
        and escalating.may_write_view(actor, escalation.initiative, party),
        "Each side at the table writes its own view.",
        way_out="Ask the initiative's lead for a seat.",
    )
    if not escalating.is_open(escalation):
        raise NotPossibleNow(
            f"{escalation.reference} is answered.", way_out="What was said stays as it is."
        )
    _refuse_if_changed(escalation, version)
    text = required_text(text, "text", label="The view", most=2000)
    if getattr(escalation, _view_field(party)) == text:
        return escalation
    setattr(escalation, _view_field(party), text)
    _save(escalation)
    data = {"reference": escalation.reference, "party": party.label}
    record(events.ESCALATION_VIEW, escalation, actor=actor, data=data, personal={"text": text})
    return escalation


@transaction.atomic
def answer_escalation(
    escalation: Escalation,
    *,
    answer: str,
    text: str,
    actor: User,
    owner: User | None = None,
    version: int | None = None,
) -> Escalation:
    """Hear both sides, return it to the session, give means, or decide and name an owner.

    After hearing both sides another answer follows. A decision without an owner stands, and
    stays visible as such until somebody accepts to own it (A31).

    Raises:
        NotPermitted: it is put to somebody else.
        NotPossibleNow: it is answered already.
        ChangedMeanwhile: a side wrote its view after the actor loaded it.
        InvalidInput: the answer is none of the choices, or its words are missing.
    """
    escalation = _lock(escalation, actor=actor)
    permit(
        escalating.is_asked(actor, escalation),
        f"This is put to {escalation.put_to.full_name}.",
        way_out="Speak with them, or write your side's view.",
    )
    if not escalating.is_open(escalation):
        raise NotPossibleNow(
            f"{escalation.reference} is answered: {escalation.get_answer_display().lower()}.",
            way_out="Whoever sees it differently puts a new question.",
        )
    _refuse_if_changed(escalation, version)
    require_choice(EscalationAnswer, answer, "answer")
    escalation.answer_text = required_text(text, "text", label="The answer", most=2000)
    escalation.answer = answer
    escalation.answered_at = timezone.now()
    if answer == EscalationAnswer.DECIDE_AND_NAME_OWNER and owner is not None:
        _name(escalation, owner)
    _save(escalation)
    record(
        events.ESCALATION_ANSWERED,
        escalation,
        actor=actor,
        data={
            "reference": escalation.reference,
            "answer": escalation.get_answer_display().lower(),
            "text": escalation.answer_text,
        },
        personal={"owner": owner.full_name} if owner else None,
    )
    tell_answered(escalation, actor)
    return escalation


@transaction.atomic
def name_owner(
    escalation: Escalation, *, owner: User | None, actor: User, version: int | None = None
) -> Escalation:
    """Ask somebody to own a decision that nobody owns yet, or nobody active any more (A31).

    Whoever was asked before and has not answered is asked no longer.

    Raises:
        NotPermitted: it is put to somebody else.
        NotPossibleNow: nothing was decided, or somebody owns it already.
        ChangedMeanwhile: it changed after the actor loaded it.
        InvalidInput: the person does not sit at the table for a side, or is asked already.
    """
    escalation = _lock(escalation, actor=actor)
    permit(
        escalating.is_asked(actor, escalation),
        f"{escalation.put_to.full_name} names the owner.",
        way_out="Say to them who would take it on.",
    )
    if not escalating.may_name_owner(escalation):
        raise NotPossibleNow(
            "There is no decision that looks for an owner.",
            way_out="Look at what became of it.",
        )
    _refuse_if_changed(escalation, version)
    if owner is None:
        raise InvalidInput("Nobody is named.", way_out="Choose who is to own it.", field="owner")
    if escalating.may_answer_ownership(owner, escalation):
        raise InvalidInput(
            f"{owner.full_name} is asked already.",
            way_out="Wait for the answer, or choose somebody else.",
            field="owner",
        )
    asked_before = None if escalation.ownership_answered_at else escalation.named_owner
    _name(escalation, owner)
    _save(escalation)
    record(
        events.OWNER_NAMED,
        escalation,
        actor=actor,
        data={"reference": escalation.reference},
        personal={"owner": owner.full_name},
    )
    tell_named(escalation, asked_before)
    return escalation


@transaction.atomic
def answer_ownership(
    escalation: Escalation,
    *,
    accepts: bool,
    actor: User,
    reason: str = "",
    version: int | None = None,
) -> Escalation:
    """Take on what was decided, or decline with a reason; nobody is made its owner (A31).

    Raises:
        NotPermitted: somebody else is named.
        NotPossibleNow: it is answered already, or nobody is named.
        ChangedMeanwhile: it changed after the actor loaded it.
        InvalidInput: declining comes without a reason.
    """
    escalation = _lock(escalation, actor=actor)
    permit(
        escalation.named_owner_id == actor.pk,
        "Only the person named says whether they own it.",
        way_out="Speak with them.",
    )
    if not escalating.may_answer_ownership(actor, escalation):
        raise NotPossibleNow(
            "You have answered this already.", way_out="Speak with whoever asked you."
        )
    _refuse_if_changed(escalation, version)
    if accepts:
        reason = optional_text(reason, "reason", label="Your words", most=2000)
    else:
        reason = required_text(reason, "reason", label="The reason", most=2000)
    escalation.ownership_accepted = accepts
    escalation.ownership_reason = reason
    escalation.ownership_answered_at = timezone.now()
    _save(escalation)
    words = "accepted" if accepts else "declined"
    data = {"reference": escalation.reference, "answer": words, "reason": reason}
    record(events.OWNERSHIP_ANSWERED, escalation, actor=actor, data=data)
    tell_ownership(escalation, actor)
    return escalation


def _view_field(party: Party) -> str:
    return "it_view" if party == Party.IT else "business_view"


def _discussed_in(
    initiative: Initiative, session: SessionOccurrence | None
) -> SessionOccurrence | None:
    if session is None:
        return None
    own = session.series.initiative_id == initiative.pk
    if not own or session.state != OccurrenceState.HELD:
        raise InvalidInput(
            "It was discussed in a session of this initiative that was held.",
            way_out="Choose one of those, or say why there was none.",
            field="session",
        )
    return session


def _raised_as(initiative: Initiative, question: Question) -> DesignInput | None:
    about = question.design_input
    if about is None or question.session is not None:
        return None
    if about.initiative_id != initiative.pk:
        raise InvalidInput(
            "This design input belongs to something else.",
            way_out="Choose one of this initiative.",
            field="design_input",
        )
    return about


def _why_no_session(question: Question) -> str:
    if question.session is not None or question.design_input is not None:
        return ""
    return required_text(
        question.no_session_reason,
        "no_session_reason",
        label="Why no session discussed it",
        most=2000,
    )


def _executive(initiative: Initiative, put_to: User | None) -> User:
    able = put_to is not None and put_to.is_active and put_to.holds(Role.EXECUTIVE)
    if put_to is None or not able:
        raise InvalidInput(
            "A question needs an executive who can answer it.",
            way_out="Choose one of those offered.",
            field="put_to",
        )
    if not Initiative.objects.visible_to(put_to).filter(pk=initiative.pk).exists():
        raise InvalidInput(
            f"{put_to.full_name} cannot see this initiative while it is restricted.",
            way_out="Give them a seat at the table, or choose somebody who has one.",
            field="put_to",
        )
    return put_to


def _name(escalation: Escalation, owner: User) -> None:
    if not owner.is_active or not sits_at(owner, escalation.initiative, *escalating.SIDES):
        raise InvalidInput(
            "Whoever owns a decision sits at this table for business or IT.",
            way_out="Choose one of those, or leave it open for now.",
            field="owner",
        )
    escalation.named_owner = owner
    escalation.ownership_answered_at = None
    escalation.ownership_accepted = None
    escalation.ownership_reason = ""


def _lock(escalation: Escalation, *, actor: User) -> Escalation:
    initiative = lock_initiative(escalation.initiative, actor=actor)
    escalation = Escalation.objects.select_related("put_to", "named_owner", "raised_by").get(
        pk=escalation.pk
    )
    escalation.initiative = initiative
    return escalation


def _refuse_if_changed(escalation: Escalation, version: int | None) -> None:
    if version is not None and version != escalation.version:
        raise ChangedMeanwhile(
            f"{escalation.reference} has changed since you opened it.",
            way_out="What you typed is kept; look at what stands there now and send it again.",
        )


def _save(escalation: Escalation) -> None:
    escalation.version += 1
    escalation.save()
