"""Rules of escalating: who asks, who answers, and whether it was discussed first (A30, A31)."""

from django.utils import timezone

from governance.models import DesignInput, Escalation, SessionOccurrence
from governance.norms import norm
from governance.vocabulary import EscalationAnswer
from governance.working_days import has_waited
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


def was_discussed_first(escalation: Escalation) -> bool:
    """Whether a session or a design input is linked that is older than the escalation (M11)."""
    if escalation.session is not None:
        return escalation.session.starts_at < escalation.raised_at
    return escalation.design_input_id is not None


def heads_up(
    session: SessionOccurrence | None, design_input: DesignInput | None, *, is_emergency: bool
) -> str:
    """What to think of before sending: the sides have not talked about it long enough (D04).

    Empty where they have, or where it cannot wait. It never stops anything.
    """
    if is_emergency:
        return ""
    days = norm("discussed_days")
    about = session or design_input
    since = about.starts_at if isinstance(about, SessionOccurrence) else None
    since = about.raised_at if isinstance(about, DesignInput) else since
    if since is not None and has_waited(
        timezone.localdate(since), timezone.localdate(), days - 1, ""
    ):
        return ""
    if since is None:
        return (
            "Both sides have not talked about this in a session or a design input yet. Often a "
            "point on the next agenda settles it sooner."
        )
    return (
        f"Both sides began to talk about this less than {days} working days ago. Often one more "
        "session settles it sooner."
    )
