"""M15: decisions that were taken again after selection."""

import datetime as dt

from architecture.facts import IntegrationDecision, decisions_taken
from governance.figures.recorded import recorded
from governance.figures.shares import Share
from governance.models import DesignInput
from governance.reopening import cause_of
from governance.signals.facts import InitiativeFacts
from governance.vocabulary import InputState
from initiatives.vocabulary import MilestoneKind, ReopeningCause

REOPENED = (MilestoneKind.SELECTION, MilestoneKind.CONTRACT, MilestoneKind.DESIGN_BASELINE)


def rework(facts: InitiativeFacts) -> Share:
    """M15: selections, contracts, design baselines and decisions on integrations that were
    reopened or replaced after selection for security, architecture, ownership, compliance,
    support or data, of those that were taken.

    Each decision counts once. A round that had been agreed beforehand and any other cause are no
    rework; before a selection that was noted as it happened there is none.
    """
    selected_at = _first_selected(facts)
    if selected_at is None:
        return Share(0, 0)
    reopened = {each.kind for each in facts.reopenings}
    decided = [kind for kind in REOPENED if facts.taken(kind) or kind in reopened]
    again = {
        each.kind
        for each in facts.reopenings
        if each.at >= selected_at and not each.planned and each.cause != ReopeningCause.OTHER
    }
    on_integrations = decisions_taken(facts.integrations)
    replaced = sum(_is_rework(facts, each, selected_at) for each in on_integrations)
    return Share(
        sum(kind in again for kind in decided) + replaced, len(decided) + len(on_integrations)
    )


def _is_rework(
    facts: InitiativeFacts, decision: IntegrationDecision, selected_at: dt.datetime
) -> bool:
    """Whether a later problem took the decision's place.

    Nobody is asked for the cause: it is the design input that came up after the decision and
    that the one in its place embodies.
    """
    if decision.replaced_at is None or decision.replaced_at < selected_at:
        return False
    if _was_agreed(facts, decision.replaced_at):
        return False
    return any(
        _came_up_after(decision, each)
        for each in facts.inputs
        if each.reference in decision.embodies
    )


def _came_up_after(decision: IntegrationDecision, problem: DesignInput) -> bool:
    if decision.noted_at is None or problem.state == InputState.WITHDRAWN:
        return False
    is_cause = cause_of(problem.stewardship_area, problem.concern_group) is not None
    return is_cause and problem.raised_at > decision.noted_at


def _was_agreed(facts: InitiativeFacts, at: dt.datetime) -> bool:
    """Whether the design was open then for a round that had been agreed beforehand."""
    of_design = (each for each in facts.reopenings if each.kind == MilestoneKind.DESIGN_BASELINE)
    last = max((each for each in of_design if each.at <= at), key=lambda r: r.at, default=None)
    if last is None or not last.planned:
        return False
    baseline = recorded(facts, MilestoneKind.DESIGN_BASELINE)
    closed_at = baseline.taken_recorded_at if baseline else None
    return closed_at is None or not last.at <= closed_at <= at


def _first_selected(facts: InitiativeFacts) -> dt.datetime | None:
    """When it was selected the first time, noted as it happened; None before that."""
    known = [
        each.was_recorded_at
        for each in facts.reopenings
        if each.kind == MilestoneKind.SELECTION and each.was_recorded_at
    ]
    selection = recorded(facts, MilestoneKind.SELECTION)
    if selection is not None and selection.taken_recorded_at is not None:
        known.append(selection.taken_recorded_at)
    return min(known, default=None)
