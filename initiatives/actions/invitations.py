"""Bringing IT to the table while questions are open."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.recording import record
from initiatives import events, notices, policies
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended, seat
from initiatives.models import Initiative, Invitation, OpenQuestion
from initiatives.transitions import INVITATION
from initiatives.vocabulary import InvitationState
from people.actions import write_notice
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.queries import on_duty_for
from people.text import required_text, tidy
from people.vocabulary import Party, Role

MOST_QUESTIONS = 50


@transaction.atomic
def invite_it(
    initiative: Initiative,
    *,
    open_questions: Sequence[str],
    actor: User,
    invitee: User | None = None,
    submission_key: uuid.UUID | None = None,
) -> Invitation:
    """Invite an IT architect, by default the one on duty for the unit (A10).

    Raises:
        InvalidInput: no design question is open (A11), nobody is on duty, or the invitee does
            not sit for IT.
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: the initiative has ended, or the invitee has an open invitation or a
            seat already.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_invite_it(actor, initiative),
        "Those at the table invite IT.",
        way_out="Ask the initiative's lead.",
    )
    refuse_if_ended(initiative)
    if submission_key:
        sent = Invitation.objects.filter(submission_key=submission_key, invited_by=actor).first()
        if sent:
            return sent
    questions = _questions(open_questions)
    invitee = invitee or on_duty_for(initiative.unit)
    if invitee is None:
        raise InvalidInput(
            f"Nobody is on IT duty for {initiative.unit} today.",
            way_out="Choose an IT architect yourself.",
            field="invitee",
        )
    return _send(initiative, invitee, questions, actor=actor, submission_key=submission_key)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, actor: User) -> Invitation:
    """Take the seat for IT.

    Raises:
        NotPermitted: the invitation is for somebody else.
        NotPossibleNow: it is answered already.
    """
    invitation = _lock(invitation, "accept", actor=actor)
    invitation.state = InvitationState.ACCEPTED
    invitation.answered_at = timezone.now()
    invitation.save(update_fields=["state", "answered_at"])
    record(events.ACCEPTED, invitation, actor=actor)
    seat(invitation.initiative, actor, Party.IT, actor=actor)
    write_notice(
        invitation.invited_by,
        key=f"invitation-accepted:{invitation.pk}",
        kind=notices.INVITATION_ACCEPTED,
        address=invitation.initiative.get_absolute_url(),
        subject=f"IT is at the table: {invitation.initiative.title}",
        text=f"{actor.full_name} accepted the invitation to “{invitation.initiative.title}”.",
    )
    return invitation


@transaction.atomic
def decline_invitation(
    invitation: Invitation, *, reason: str, stand_in: User, actor: User
) -> Invitation:
    """Decline with a reason and pass the questions on to a stand-in; returns the new invitation.

    Raises:
        NotPermitted: the invitation is for somebody else.
        NotPossibleNow: it is answered already, or the stand-in is invited or seated already.
        InvalidInput: the reason is empty or the stand-in does not sit for IT.
    """
    invitation = _lock(invitation, "decline", actor=actor)
    reason = required_text(reason, "reason", label="The reason", most=2000)
    if stand_in.pk == actor.pk:
        raise InvalidInput(
            "You cannot stand in for yourself.",
            way_out="Choose a colleague in IT.",
            field="stand_in",
        )
    invitation.state = InvitationState.DECLINED
    invitation.answered_at = timezone.now()
    invitation.decline_reason = reason
    invitation.save(update_fields=["state", "answered_at", "decline_reason"])
    record(
        events.DECLINED,
        invitation,
        actor=actor,
        data={"reason": reason},
        personal={"stand_in": stand_in.full_name},
    )
    questions = [question.text for question in invitation.open_questions.all()]
    passed_on = _send(invitation.initiative, stand_in, questions, actor=actor, field="stand_in")
    invitation.passed_on_to = passed_on
    invitation.save(update_fields=["passed_on_to"])
    return passed_on


def _lock(invitation: Invitation, verb: str, *, actor: User) -> Invitation:
    lock_initiative(invitation.initiative, actor=actor)
    locked = Invitation.objects.select_for_update(of=("self",)).select_related(
        "initiative__unit", "invited_by"
    )
    invitation = locked.get(pk=invitation.pk)
    permit(
        policies.may_answer_invitation(actor, invitation),
        "Only the person invited answers.",
        way_out="Ask them to name you as stand-in.",
    )
    if (InvitationState(invitation.state), verb) not in INVITATION:
        raise NotPossibleNow(
            f"This invitation is {invitation.get_state_display().lower()} already.",
            way_out="Open the initiative and go on there.",
        )
    return invitation


def _questions(texts: Sequence[str]) -> list[str]:
    questions = [text for text in map(tidy, texts) if text]
    if not questions:
        raise InvalidInput(
            "An invitation needs at least one open design question.",
            way_out="Write what is still undecided, such as where the data may be processed.",
            field="open_questions",
        )
    if len(questions) > MOST_QUESTIONS:
        raise InvalidInput(
            f"These are {len(questions)} questions.",
            way_out=f"Ask the {MOST_QUESTIONS} that matter most; the others come up at the table.",
            field="open_questions",
        )
    for question in questions:
        required_text(question, "open_questions", label="A question", most=500, lines=False)
    return questions


def _send(
    initiative: Initiative,
    invitee: User,
    questions: Sequence[str],
    *,
    actor: User,
    submission_key: uuid.UUID | None = None,
    field: str = "invitee",
) -> Invitation:
    _refuse_unfit(initiative, invitee, field)
    now = timezone.now()
    invitation = Invitation.objects.create(
        initiative=initiative,
        invitee=invitee,
        invited_by=actor,
        invited_at=now,
        submission_key=submission_key,
    )
    OpenQuestion.objects.bulk_create(
        [OpenQuestion(invitation=invitation, text=text) for text in questions]
    )
    if initiative.it_invited_at is None:
        initiative.it_invited_at = now
        initiative.save(update_fields=["it_invited_at"])
    record(
        events.INVITED,
        invitation,
        actor=actor,
        data={
            "asked": _asked(len(questions)),
            "open_questions": list(questions),
        },
        personal={"invitee": invitee.full_name},
    )
    asked = "\n".join(f"- {text}" for text in questions)
    write_notice(
        invitee,
        key=f"invitation-sent:{invitation.pk}",
        kind=notices.INVITATION_SENT,
        address=reverse("initiatives:invitation", args=[initiative.reference, invitation.pk]),
        subject=f"Design questions are open: {initiative.title}",
        text=(
            f"{actor.full_name} asks you to the table of “{initiative.title}” "
            f"({initiative.reference}, {initiative.unit}).\n\nStill open:\n{asked}\n"
        ),
    )
    return invitation


def _asked(count: int) -> str:
    return "1 open design question" if count == 1 else f"{count} open design questions"


def _refuse_unfit(initiative: Initiative, invitee: User, field: str) -> None:
    if not invitee.holds(Role.IT_ARCHITECT):
        raise InvalidInput(
            f"{invitee.full_name} is not an active IT architect.",
            way_out="Choose somebody from IT.",
            field=field,
        )
    if not Initiative.objects.visible_to(invitee).filter(pk=initiative.pk).exists():
        raise InvalidInput(
            f"{invitee.full_name} may not see this restricted initiative.",
            way_out="Invite the IT member named in the restriction, or open it first.",
            field=field,
        )
    open_now = initiative.invitations.filter(invitee=invitee, state=InvitationState.SENT)
    if open_now.exists() or initiative.members.filter(user=invitee, left_at=None).exists():
        raise NotPossibleNow(
            f"{invitee.full_name} is invited or at the table already.",
            way_out="Choose a different IT architect, or raise your question as a design input.",
            field=field,
        )
