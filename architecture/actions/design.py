"""Setting how far a design is; its holder alone does, and baselines it (A13, A19)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from architecture import designing, events
from architecture.actions.locking import (
    lock_integration,
    note_contribution,
    permit_setting,
    refuse_if_changed,
    save_changed,
)
from architecture.models import DesignStateChange, Integration
from architecture.transitions import DESIGN
from architecture.vocabulary import DesignState
from audit.recording import record
from initiatives.actions import take_milestone
from initiatives.actions.table import permit, refuse_if_ended
from initiatives.models import Milestone
from initiatives.policies import may_date_milestones
from initiatives.vocabulary import MilestoneKind
from people.checking import refuse_future, require_choice
from people.errors import NotPossibleNow
from people.models import User
from people.text import optional_text, required_text


@transaction.atomic
def set_design_state(
    integration: Integration,
    *,
    state: str,
    actor: User,
    note: str = "",
    effective_on: dt.date | None = None,
    version: int | None = None,
) -> Integration:
    """Set the state of a design one holds; the first baseline is the initiative's milestone.

    `effective_on` is the day it came about, today where not given. Where the initiative has ended
    and nobody holds the design, any IT architect retires it.

    Raises:
        NotPermitted: the actor does not hold the design.
        NotPossibleNow: the state does not lead there, or it is not retired and the initiative has
            ended.
        ChangedMeanwhile: somebody else changed it after the actor loaded it.
        InvalidInput: the state is unknown, or its day lies ahead.
    """
    integration = lock_integration(integration, actor=actor)
    require_choice(DesignState, state, "state")
    permit_setting(integration, actor)
    change = _move(integration, DesignState(state), actor, effective_on, version)
    change.note = optional_text(note, "note", label="The note", most=2000)
    change.save()
    _record(integration, change, actor)
    _date_first_baseline(integration, change, actor)
    note_contribution(integration.initiative, actor)
    return integration


@transaction.atomic
def override_design_state(
    integration: Integration,
    *,
    state: str,
    reason: str,
    actor: User,
    effective_on: dt.date | None = None,
    version: int | None = None,
) -> Integration:
    """Set a state as administrator, where its holder cannot; the reason stays beside it.

    Raises:
        NotPermitted: the actor is no administrator.
        NotPossibleNow: the state does not lead there, or it is not retired and the initiative has
            ended.
        ChangedMeanwhile: somebody else changed it after the actor loaded it.
        InvalidInput: there is no reason, the state is unknown, or its day lies ahead.
    """
    integration = lock_integration(integration, actor=actor)
    require_choice(DesignState, state, "state")
    permit(
        designing.may_override(actor),
        "Only administrators set a design that they do not hold.",
        way_out="Propose a design input on it.",
    )
    reason = required_text(reason, "reason", label="The reason", most=2000)
    change = _move(integration, DesignState(state), actor, effective_on, version)
    change.is_override = True
    change.override_reason = reason
    change.save()
    record(
        events.DESIGN_MOVED_BY_OVERRIDE,
        integration,
        actor=actor,
        data={
            "reference": integration.reference,
            "from_state": change.get_from_state_display().lower(),
            "to_state": change.get_to_state_display().lower(),
            "reason": reason,
        },
    )
    _date_first_baseline(integration, change, actor)
    return integration


def _move(
    integration: Integration,
    state: DesignState,
    actor: User,
    effective_on: dt.date | None,
    version: int | None,
) -> DesignStateChange:
    # What runs is taken down also once the work has ended.
    if state != DesignState.RETIRED:
        refuse_if_ended(integration.initiative)
    refuse_if_changed(integration, version)
    before = DesignState(integration.design_state)
    if state not in DESIGN[before]:
        raise NotPossibleNow(
            f"{integration.reference} is {before.label.lower()}; it cannot become "
            f"{state.label.lower()} from there.",
            way_out=_other_way(before, state),
            field="state",
        )
    day = effective_on or timezone.localdate()
    refuse_future(day, "effective_on", way_out="Set the state when it has come.")
    integration.design_state = state
    if state == DesignState.BASELINED:
        integration.baselined_on = day
    elif state in {DesignState.SKETCHED, DesignState.DESIGNED}:
        integration.baselined_on = None
    save_changed(integration)
    return DesignStateChange(
        integration=integration, from_state=before, to_state=state, by=actor, effective_on=day
    )


def _other_way(before: DesignState, state: DesignState) -> str:
    if before == state:
        return "It stands there already; go on from there."
    if before == DesignState.RETIRED:
        return "Propose a new integration."
    ways = ", ".join(each.label.lower() for each in DesignState if each in DESIGN[before])
    return f"From there it becomes {ways}."


def _record(integration: Integration, change: DesignStateChange, actor: User) -> None:
    record(
        events.DESIGN_MOVED,
        integration,
        actor=actor,
        data={
            "reference": integration.reference,
            "from_state": change.get_from_state_display().lower(),
            "to_state": change.get_to_state_display().lower(),
            "day": change.effective_on,
            "note": change.note,
        },
    )


def _date_first_baseline(integration: Integration, change: DesignStateChange, actor: User) -> None:
    """The first baseline dates the initiative's own; later ones stand at their integrations."""
    if change.to_state != DesignState.BASELINED:
        return
    initiative = integration.initiative
    taken = Milestone.objects.filter(
        initiative=initiative, kind=MilestoneKind.DESIGN_BASELINE, taken=True
    )
    # An administrator without a seat keeps no dates; whoever does records it then.
    if taken.exists() or not may_date_milestones(actor, initiative):
        return
    take_milestone(
        initiative, MilestoneKind.DESIGN_BASELINE, taken_on=change.effective_on, actor=actor
    )
