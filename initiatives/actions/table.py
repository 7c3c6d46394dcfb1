"""The table of an initiative: locking it, and who sits at it."""

import datetime as dt

from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from initiatives import events
from initiatives.followers import followers
from initiatives.models import Initiative, Invitation, Member
from people.errors import NotPermitted, NotPossibleNow, NotVisible
from people.models import User
from people.vocabulary import Party


def lock_initiative(initiative: Initiative, *, actor: User) -> Initiative:
    """The initiative as it is now, locked until the transaction ends.

    Raises:
        NotVisible: it is gone, or the actor may not know of it.
    """
    visible = Initiative.objects.visible_to(actor).select_for_update(of=("self",))
    found = visible.filter(pk=initiative.pk).first()
    if found is None:
        raise NotVisible(
            "There is no such initiative.", way_out="Look for it in the list of initiatives."
        )
    return found


def permit(allowed: bool, message: str, *, way_out: str) -> None:  # noqa: FBT001
    """Go on only when a policy allowed it.

    Raises:
        NotPermitted: it did not.
    """
    if not allowed:
        raise NotPermitted(message, way_out=way_out)


def refuse_if_ended(initiative: Initiative) -> None:
    """Go on only while work has not ended.

    Raises:
        NotPossibleNow: the initiative is stopped or withdrawn.
    """
    if initiative.is_ended:
        raise NotPossibleNow(
            f"This initiative is {initiative.get_status_display().lower()}.",
            way_out="Resume it first, or register a new one.",
        )


def seat(initiative: Initiative, user: User, party: Party, *, actor: Actor) -> None:
    """Give a person a seat at the table; someone who has one keeps it."""
    _, new = Member.objects.get_or_create(
        initiative=initiative, user=user, left_at=None, defaults={"party": party}
    )
    if not new:
        return
    record(events.MEMBER_ADDED, initiative, actor=actor, data={"party": party.label})
    for follower in followers():
        follower.seat_taken(initiative, user, party, actor=actor)


def note_it_contribution(initiative: Initiative, *, actor: User) -> None:
    """Keep the moment of IT's first contribution and of each invitee's own (A10).

    Part of the caller's transaction, which holds the initiative's lock.
    """
    now = timezone.now()
    seat(initiative, actor, Party.IT, actor=actor)
    Invitation.objects.filter(
        initiative=initiative, invitee=actor, first_contribution_at=None
    ).update(first_contribution_at=now)
    note_it_joined(initiative, at=now, actor=actor)


def note_it_joined(initiative: Initiative, *, at: dt.datetime, actor: User) -> None:
    """Keep the moment of IT's first contribution, whoever noted it; once."""
    if initiative.it_joined_at is None:
        initiative.it_joined_at = at
        initiative.save(update_fields=["it_joined_at"])
        record(events.JOINED, initiative, actor=actor)
