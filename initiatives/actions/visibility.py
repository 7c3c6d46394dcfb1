"""Restricting who sees an initiative, for a reason and a while (A28)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from initiatives import events, policies
from initiatives.actions.table import lock_initiative, permit
from initiatives.models import Initiative, Restriction
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import required_text
from people.vocabulary import Role

LONGEST_RESTRICTION = dt.timedelta(days=180)


@transaction.atomic
def restrict_visibility(
    initiative: Initiative, *, reason: str, until: dt.date, it_member: User, actor: User
) -> Restriction:
    """Let only the table, one named IT member and auditors see it, until a day.

    Raises:
        NotPermitted: the actor does not sit at the table for business.
        NotPossibleNow: it is restricted already.
        InvalidInput: the reason is empty, the day is not ahead or too far, or the IT member is
            no active IT architect.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_restrict_visibility(actor, initiative),
        "Only the business side at the table restricts who sees this.",
        way_out="Ask the initiative's lead.",
    )
    reason = required_text(reason, "reason", label="The reason", most=2000)
    _refuse_bad_end(until)
    if not it_member.holds(Role.IT_ARCHITECT):
        raise InvalidInput(
            f"{it_member.full_name} is not an active IT architect.",
            way_out="Name somebody from IT who stays at the table.",
            field="it_member",
        )
    open_ones = initiative.restrictions.filter(lifted_at=None)
    if open_ones.filter(Restriction.in_force()).exists():
        raise NotPossibleNow(
            "It is restricted already.", way_out="Open it first, then restrict it anew."
        )
    open_ones.update(lifted_at=timezone.now())
    restriction = Restriction.objects.create(
        initiative=initiative, reason=reason, until=until, it_member=it_member, by=actor
    )
    record(
        events.RESTRICTED,
        initiative,
        actor=actor,
        data={"reason": reason, "until": until},
        personal={"it_member": it_member.full_name},
    )
    return restriction


@transaction.atomic
def open_visibility(initiative: Initiative, *, actor: User) -> None:
    """Let everybody with a role see it again.

    Raises:
        NotPermitted: the actor does not sit at the table for business.
        NotPossibleNow: it is not restricted.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_restrict_visibility(actor, initiative),
        "Only the business side at the table opens this.",
        way_out="Ask the initiative's lead.",
    )
    lifted = initiative.restrictions.filter(lifted_at=None).update(lifted_at=timezone.now())
    if not lifted:
        raise NotPossibleNow("It is not restricted.", way_out="Nothing needs doing.")
    record(events.UNRESTRICTED, initiative, actor=actor)


def _refuse_bad_end(until: dt.date) -> None:
    today = timezone.localdate()
    if until <= today:
        raise InvalidInput(
            f"{until} is not ahead.", way_out="Choose a day after today.", field="until"
        )
    if until > today + LONGEST_RESTRICTION:
        raise InvalidInput(
            f"{until} is more than 180 days ahead.",
            way_out="Choose an earlier day; it can be renewed.",
            field="until",
        )
