"""Rules of escalating: who asks, who answers, and whether it was discussed first (A30, A31)."""

import datetime as dt

from django.utils import timezone

from governance.models import DesignInput, Escalation, SessionOccurrence
from governance.norms import norm
from governance.vocabulary import EscalationAnswer
from governance.working_days import country_of, has_waited
from initiatives.models import Initiative
from initiatives.policies import sits_at
from people.models import User
from people.vocabulary import Party, Role

SIDES = (Party.BUSINESS, Party.IT)


def may_escalate(user: User, initiative: Initiative) -> bool:
    """Both sides at the table, and every IT architect."""
    return user.holds(Role.IT_ARCHITECT) or sits_at(user, initiative, *SIDES)


def may_write_view(user: User, initiative: Initiative, party: Party) -> bool:
    """Each side at the table writes its own view."""
    if sits_at(user, initiative, party):
        return True
    return party == Party.IT and user.holds(Role.IT_ARCHITECT)


def is_asked(user: User, escalation: Escalation) -> bool:
    """Whom it is put to; once that person is gone, every executive."""
    if not user.holds(Role.EXECUTIVE):
        return False
    asked = escalation.put_to
    return asked.pk == user.pk or not (asked.is_active and asked.holds(Role.EXECUTIVE))


def may_answer_ownership(user: User, escalation: Escalation) -> bool:
    """Only the person named says whether they own it."""
    return escalation.named_owner_id == user.pk and escalation.ownership_answered_at is None


def is_open(escalation: Escalation) -> bool:
    """Whether an answer is still to come; hearing both sides is the way to one."""
    return escalation.answer in {"", EscalationAnswer.HEAR_BOTH}


def may_name_owner(escalation: Escalation) -> bool:
    """Whether a decision looks for its owner, also while somebody is asked who never answers."""
    return escalation.is_decided_without_owner


def was_discussed_by(
    asked_at: dt.datetime,
    session: SessionOccurrence | None,
    design_input: DesignInput | None,
    *,
    days: int,
    country: str,
) -> bool:
    """Whether a session before then discussed it, or a design input of so many working days did.

    One rule for the heads-up, the record, the page, D04 and M11.
    """
    if session is not None and session.starts_at < asked_at:
        return True
    if design_input is None:
        return False
    raised, asked = (each.astimezone(dt.UTC).date() for each in (design_input.raised_at, asked_at))
    return has_waited(raised, asked, days - 1, country)


def was_discussed_first(escalation: Escalation) -> bool:
    """Whether both sides talked about what is linked before it was put to an executive."""
    return was_discussed_by(
        escalation.raised_at,
        escalation.session,
        escalation.design_input,
        days=norm("discussed_days"),
        country=country_of(escalation.initiative.unit),
    )


def heads_up(
    initiative: Initiative,
    session: SessionOccurrence | None,
    design_input: DesignInput | None,
    *,
    is_emergency: bool,
) -> str:
    """What to think of before sending: the sides have not talked about it long enough (D04).

    Empty where they have, or where it cannot wait. It never stops anything.
    """
    days = norm("discussed_days")
    country = country_of(initiative.unit)
    if is_emergency or was_discussed_by(
        timezone.now(), session, design_input, days=days, country=country
    ):
        return ""
    if design_input is None:
        return (
            "Both sides have not talked about this in a session or a design input yet. Often a "
            "point on the next agenda settles it sooner."
        )
    return (
        f"Both sides began to talk about this less than {days} working days ago. Often one more "
        "session settles it sooner."
    )
