"""Asking others to the table and its sessions, and leaving it."""

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from initiatives import events, policies
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended, seat
from initiatives.followers import followers
from initiatives.models import Initiative, Member
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import required_text
from people.vocabulary import Party, Role

# Vendors come in with their candidates; they never sit at the table unseen.
SEATED_PARTIES = (Party.BUSINESS, Party.IT, Party.EXECUTIVE, Party.OVERSIGHT)


@transaction.atomic
def give_seat(initiative: Initiative, user: User, *, party: str, actor: User) -> Initiative:
    """Ask somebody to the table, for a side; the sessions are in their calendar from now on.

    Raises:
        NotPermitted: the actor does not sit at the table for business or IT.
        NotPossibleNow: the initiative has ended, or the person sits there already.
        InvalidInput: the person is not active, has no role, may not see the initiative, or
            speaks for another side.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_give_seat(actor, initiative),
        "Those at the table ask others to it.",
        way_out="Ask the initiative's lead.",
    )
    refuse_if_ended(initiative)
    _refuse_unfit(initiative, user, party)
    seat(initiative, user, Party(party), actor=actor)
    return initiative


@transaction.atomic
def leave_table(initiative: Initiative, user: User, *, reason: str, actor: User) -> Initiative:
    """Free a seat; what the person said and owes stays where it is.

    Raises:
        NotPermitted: the actor is neither the person nor at the table for business or IT.
        NotPossibleNow: the person leads the initiative, or has no seat.
        InvalidInput: the reason is empty.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        actor.pk == user.pk or policies.may_give_seat(actor, initiative),
        "Only the person and those at the table free a seat.",
        way_out="Ask the initiative's lead.",
    )
    if initiative.lead_id == user.pk:
        raise NotPossibleNow(
            "The lead stays at the table.", way_out="Find another lead first, or withdraw it."
        )
    reason = required_text(reason, "reason", label="The reason", most=2000)
    taken = Member.objects.filter(initiative=initiative, user=user, left_at=None)
    if not taken.update(left_at=timezone.now()):
        raise NotPossibleNow(
            f"{user.full_name} has no seat here.", way_out="Reload the page to see who has."
        )
    record(
        events.MEMBER_LEFT,
        initiative,
        actor=actor,
        data={"reason": reason},
        personal={"who": user.full_name},
    )
    for follower in followers():
        follower.seat_left(initiative, user, actor=actor)
    return initiative


def _refuse_unfit(initiative: Initiative, user: User, party: str) -> None:
    if party not in SEATED_PARTIES:
        raise InvalidInput(
            "There is no seat for that side.",
            way_out="Choose business, IT, executive or oversight.",
            field="party",
        )
    if not user.roles:
        raise InvalidInput(
            f"{user.full_name} has no role yet.",
            way_out="Ask an administrator to make them a session participant.",
            field="user",
        )
    own = user.party
    if own in {Party.BUSINESS, Party.IT} and own != party:
        raise InvalidInput(
            f"{user.full_name} speaks for {own.label}.",
            way_out=f"Choose the side {own.label}.",
            field="party",
        )
    if initiative.members.filter(user=user, left_at=None).exists():
        raise NotPossibleNow(
            f"{user.full_name} sits at this table already.",
            way_out="Choose somebody else.",
            field="user",
        )
    only_participant = user.roles == {Role.SESSION_PARTICIPANT}
    visible = Initiative.objects.visible_to(user).filter(pk=initiative.pk)
    if not only_participant and not visible.exists():
        raise InvalidInput(
            f"{user.full_name} may not see this restricted initiative.",
            way_out="Open it to everybody first.",
            field="user",
        )
