"""Dates of decisions: planned, taken, and open to be taken again."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.kinds import EventKind
from audit.recording import record
from initiatives import events, policies
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from initiatives.models import Initiative, Milestone, Reopening
from initiatives.vocabulary import (
    DECLARED_BY_HOW_FAR,
    HowFar,
    MilestoneKind,
    ReopeningCause,
    TimeQuality,
)
from people.checking import refuse_future, require_choice
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import required_text
from people.vocabulary import Party

_PLAN_IT = "Plan the decision for that day instead."


def declare_how_far(initiative: Initiative, *, actor: User) -> None:
    """Declare what the answer to "how far" says has been taken (A12, A13, B60).

    Part of the registering transaction.
    """
    for kind, reopenable in DECLARED_BY_HOW_FAR[HowFar(initiative.how_far)].items():
        Milestone.objects.create(
            initiative=initiative,
            kind=kind,
            taken=True,
            taken_recorded_at=initiative.registered_at,
            quality=TimeQuality.DECLARED,
            reopenable=reopenable,
        )
        record(
            events.MILESTONE_DECLARED,
            initiative,
            actor=actor,
            data={"milestone": kind.label.lower(), "taken_on": "on a day not told yet"},
        )


@transaction.atomic
def plan_milestone(
    initiative: Initiative, kind: str, *, planned_on: dt.date, actor: User
) -> Milestone:
    """Say when a decision is meant to be taken; saying the same day again records nothing.

    Raises:
        NotPermitted: the actor keeps no dates here.
        NotPossibleNow: the decision is taken, or the initiative has ended.
        InvalidInput: the kind is unknown.
    """
    milestone = _locked_milestone(initiative, kind, actor=actor)
    if milestone.taken:
        raise NotPossibleNow(
            f"{milestone.get_kind_display()} is taken already.",
            way_out="Reopen the decision first if it can still change.",
        )
    if milestone.planned_on == planned_on:
        return milestone
    milestone.planned_on = planned_on
    milestone.save()
    _record(events.MILESTONE_PLANNED, milestone, actor, planned_on=planned_on)
    return milestone


@transaction.atomic
def take_milestone(
    initiative: Initiative, kind: str, *, actor: User, taken_on: dt.date | None = None
) -> Milestone:
    """Record that a decision was taken; a day before today makes it a declared time.

    Raises:
        NotPermitted: the actor keeps no dates here.
        NotPossibleNow: it is taken already, or the initiative has ended.
        InvalidInput: the kind is unknown or the day lies ahead.
    """
    milestone = _locked_milestone(initiative, kind, actor=actor)
    if milestone.taken:
        raise NotPossibleNow(
            f"{milestone.get_kind_display()} is taken already.",
            way_out="Reopen the decision first if it can still change.",
        )
    today = timezone.localdate()
    refuse_future(taken_on, "taken_on", way_out=_PLAN_IT)
    milestone.taken = True
    milestone.taken_on = taken_on or today
    milestone.taken_recorded_at = timezone.now()
    milestone.quality = (
        TimeQuality.RECORDED if milestone.taken_on == today else TimeQuality.DECLARED
    )
    milestone.reopenable = False
    milestone.save()
    if milestone.quality == TimeQuality.RECORDED:
        _record(events.MILESTONE_TAKEN, milestone, actor)
    else:
        _record(events.MILESTONE_DECLARED, milestone, actor, taken_on=f"on {taken_on}")
    return milestone


@transaction.atomic
def declare_milestone_date(
    initiative: Initiative, kind: str, *, taken_on: dt.date, actor: User
) -> Milestone:
    """Tell the day of a step that was declared without one (B60: the true start is kept).

    Raises:
        NotPermitted: the actor keeps no dates here.
        NotPossibleNow: the step is not declared.
        InvalidInput: the kind is unknown or the day lies ahead.
    """
    milestone = _locked_milestone(initiative, kind, actor=actor)
    if not milestone.taken or milestone.quality != TimeQuality.DECLARED:
        raise NotPossibleNow(
            f"{milestone.get_kind_display()} has no told date to correct.",
            way_out="Record it as taken instead.",
        )
    refuse_future(taken_on, "taken_on", way_out=_PLAN_IT)
    milestone.taken_on = taken_on
    milestone.save(update_fields=["taken_on"])
    _record(events.MILESTONE_DECLARED, milestone, actor, taken_on=f"on {taken_on}")
    return milestone


@transaction.atomic
def mark_reopenable(
    initiative: Initiative, kind: str, *, reopenable: bool, actor: User
) -> Milestone:
    """Say whether a taken decision can still change (A26).

    Raises:
        NotPermitted: the actor keeps no dates here.
        NotPossibleNow: the decision is not taken.
        InvalidInput: the kind is unknown.
    """
    milestone = _taken_milestone(initiative, kind, actor=actor)
    if milestone.reopenable == reopenable:
        return milestone
    milestone.reopenable = reopenable
    milestone.save(update_fields=["reopenable"])
    words = "open to change" if reopenable else "settled"
    _record(events.MILESTONE_REOPENABLE, milestone, actor, reopenable=words)
    return milestone


@transaction.atomic
def reopen_milestone(
    initiative: Initiative,
    kind: str,
    *,
    reason: str,
    actor: User,
    cause: str = ReopeningCause.OTHER,
    planned: bool = False,
) -> Milestone:
    """Take a decision back into the open; the record keeps when it had been taken (A26).

    `cause` says what made it necessary; `planned`, that this round had been agreed beforehand
    and is no rework (A32, M15).

    Raises:
        NotPermitted: the actor keeps no dates here.
        NotPossibleNow: the decision is not taken.
        InvalidInput: the kind or the cause is unknown, or the reason is empty.
    """
    milestone = _taken_milestone(initiative, kind, actor=actor)
    reason = required_text(reason, "reason", label="The reason", most=2000)
    require_choice(ReopeningCause, cause, "cause")
    is_recorded = milestone.quality == TimeQuality.RECORDED
    Reopening.objects.create(
        initiative=milestone.initiative,
        kind=kind,
        cause=cause,
        planned=planned,
        reason=reason,
        by_party=actor.party or Party.BUSINESS,
        was_recorded_at=milestone.taken_recorded_at if is_recorded else None,
    )
    was_taken_on = milestone.taken_on
    milestone.taken = False
    milestone.taken_on = None
    milestone.taken_recorded_at = None
    milestone.planned_on = None
    milestone.quality = TimeQuality.RECORDED
    milestone.reopenable = False
    milestone.save()
    words = "planned beforehand" if planned else ReopeningCause(cause).label.lower()
    _record(
        events.MILESTONE_REOPENED,
        milestone,
        actor,
        reason=reason,
        cause=words,
        was_taken_on=was_taken_on,
    )
    return milestone


def _locked_milestone(initiative: Initiative, kind: str, *, actor: User) -> Milestone:
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_date_milestones(actor, initiative),
        "Dates are kept by those at the table.",
        way_out="Ask the initiative's lead or an IT architect.",
    )
    refuse_if_ended(initiative)
    if kind not in MilestoneKind.values:
        raise InvalidInput(
            f"“{kind}” is no milestone.",
            way_out=f"Use one of {', '.join(MilestoneKind.values)}.",
            field="kind",
        )
    found = Milestone.objects.filter(initiative=initiative, kind=kind).first()
    return found or Milestone(initiative=initiative, kind=kind)


def _taken_milestone(initiative: Initiative, kind: str, *, actor: User) -> Milestone:
    milestone = _locked_milestone(initiative, kind, actor=actor)
    if not milestone.taken:
        raise NotPossibleNow(
            f"{milestone.get_kind_display()} is open.", way_out="Nothing needs reopening."
        )
    return milestone


def _record(
    kind: EventKind, milestone: Milestone, actor: User, **data: str | dt.date | None
) -> None:
    label = milestone.get_kind_display().lower()
    record(kind, milestone.initiative, actor=actor, data={"milestone": label, **data})
