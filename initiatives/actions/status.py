"""Pausing, stopping, withdrawing and resuming; never silently (B66)."""

from django.db import transaction
from django.utils import timezone

from audit.kinds import EventKind
from audit.recording import record
from initiatives import events, policies
from initiatives.actions.table import lock_initiative, permit
from initiatives.followers import followers
from initiatives.models import Initiative, Interruption
from initiatives.transitions import STATUS
from initiatives.vocabulary import Status
from people.errors import NotPossibleNow
from people.models import User
from people.text import required_text
from people.vocabulary import Party


def pause_initiative(
    initiative: Initiative, *, reason: str, resume_condition: str, actor: User
) -> Initiative:
    """Pause the work; says why and what would resume it.

    Raises:
        NotPermitted: the actor sits on neither side.
        NotPossibleNow: it is not active.
        InvalidInput: reason or condition is empty.
    """
    return _interrupt(
        initiative, "pause", events.PAUSED, reason=reason, condition=resume_condition, actor=actor
    )


def stop_initiative(
    initiative: Initiative, *, reason: str, resume_condition: str, actor: User
) -> Initiative:
    """Stop the work; says why and what would resume it. Raises as `pause_initiative`."""
    return _interrupt(
        initiative, "stop", events.STOPPED, reason=reason, condition=resume_condition, actor=actor
    )


def withdraw_initiative(initiative: Initiative, *, reason: str, actor: User) -> Initiative:
    """Take the idea back; it stays readable and does not resume.

    Raises:
        NotPermitted: the actor does not sit at the table for business.
        NotPossibleNow: it has ended already.
        InvalidInput: the reason is empty.
    """
    return _interrupt(
        initiative, "withdraw", events.WITHDRAWN, reason=reason, condition=None, actor=actor
    )


@transaction.atomic
def resume_initiative(initiative: Initiative, *, reason: str, actor: User) -> Initiative:
    """Go on after a pause or a stop; says what has changed.

    Raises:
        NotPermitted: the actor sits on neither side.
        NotPossibleNow: it is neither paused nor stopped.
        InvalidInput: the reason is empty.
    """
    initiative = lock_initiative(initiative, actor=actor)
    status = _next_status(initiative, "resume", actor)
    reason = required_text(reason, "reason", label="What has changed", most=2000)
    Interruption.objects.filter(initiative=initiative, ended_at=None).update(
        ended_at=timezone.now(), end_reason=reason
    )
    _set_status(initiative, status)
    record(events.RESUMED, initiative, actor=actor, data={"reason": reason})
    _tell_followers(initiative, actor)
    return initiative


@transaction.atomic
def _interrupt(
    initiative: Initiative,
    verb: str,
    kind: EventKind,
    *,
    reason: str,
    condition: str | None,
    actor: User,
) -> Initiative:
    initiative = lock_initiative(initiative, actor=actor)
    status = _next_status(initiative, verb, actor)
    reason = required_text(reason, "reason", label="The reason", most=2000)
    if condition is None:
        condition = ""
    else:
        condition = required_text(
            condition, "resume_condition", label="What would resume it", most=2000
        )
    now = timezone.now()
    Interruption.objects.filter(initiative=initiative, ended_at=None).update(ended_at=now)
    Interruption.objects.create(
        initiative=initiative,
        status=status,
        by=actor,
        by_party=actor.party or Party.BUSINESS,
        reason=reason,
        resume_condition=condition,
        since=now,
    )
    _set_status(initiative, status)
    record(kind, initiative, actor=actor, data={"reason": reason, "resume_condition": condition})
    _tell_followers(initiative, actor)
    return initiative


def _next_status(initiative: Initiative, verb: str, actor: User) -> Status:
    may = policies.may_withdraw_initiative if verb == "withdraw" else policies.may_pause_initiative
    permit(
        may(actor, initiative),
        f"You cannot {verb} this initiative.",
        way_out="Ask the initiative's lead or an IT architect.",
    )
    status = STATUS.get((Status(initiative.status), verb))
    if status is None:
        raise NotPossibleNow(
            f"This initiative is {initiative.get_status_display().lower()} now.",
            way_out="Reload the page to see what happened.",
        )
    return status


def _set_status(initiative: Initiative, status: Status) -> None:
    initiative.status = status
    initiative.updated_at = timezone.now()
    initiative.save(update_fields=["status", "updated_at"])


def _tell_followers(initiative: Initiative, actor: User) -> None:
    for follower in followers():
        follower.status_changed(initiative, actor=actor)
