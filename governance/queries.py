"""Reads of design inputs, with fixed numbers of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from governance.models import DesignInput
from governance.vocabulary import OPEN_STATES
from initiatives.models import Initiative, Milestone
from initiatives.vocabulary import MilestoneKind
from people.models import User
from people.vocabulary import Party


@dataclass(frozen=True, slots=True)
class PlacedInput:
    """A design input beside the decision it concerns (A06).

    Attributes:
        timing: `shaping`, `late`, or empty without a decision.
        days_left: days until the decision is planned; None when it has no date or is taken.
    """

    design_input: DesignInput
    timing: str
    days_left: int | None


def inputs_of(initiative: Initiative) -> QuerySet[DesignInput]:
    """Every design input of the initiative, newest first."""
    return initiative.design_inputs.select_related("raised_by", "initiative")


def find_design_input(reference: str, user: User) -> DesignInput:
    """The design input for a page or endpoint of its own.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    found = (
        DesignInput.objects.select_related("raised_by", "initiative__unit", "initiative__lead")
        .filter(reference=reference, initiative__in=Initiative.objects.visible_to(user))
        .first()
    )
    if found is None:
        raise Http404
    return found


def place(
    design_inputs: Iterable[DesignInput], milestones: Iterable[Milestone]
) -> list[PlacedInput]:
    """Each design input with whether it shapes its decision or comes late."""
    by_kind = {milestone.kind: milestone for milestone in milestones}
    today = timezone.localdate()
    return [_placed(each, by_kind.get(each.decision), today) for each in design_inputs]


def _placed(design_input: DesignInput, milestone: Milestone | None, today: dt.date) -> PlacedInput:
    if not design_input.decision:
        return PlacedInput(design_input, "", None)
    late = milestone is not None and milestone.was_taken_before(design_input.raised_at)
    planned = milestone.planned_on if milestone and not milestone.taken else None
    days_left = (planned - today).days if planned else None
    return PlacedInput(design_input, "late" if late else "shaping", days_left)


@dataclass(frozen=True, slots=True)
class Owed:
    """What one side owes the other, derived, never typed in."""

    owing: Party
    title: str
    what_answers: str
    since: dt.datetime
    address: str
    reference: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the two sides owe each other, oldest first; never one without the other (A04)."""

    business: list[Owed]
    it: list[Owed]


def ledger(items: Iterable[Owed]) -> Ledger:
    """The items as two equal columns."""
    by_age = sorted(items, key=lambda item: item.since)
    return Ledger(
        [item for item in by_age if item.owing == Party.BUSINESS],
        [item for item in by_age if item.owing == Party.IT],
    )


def open_inputs(user: User) -> QuerySet[DesignInput]:
    """Design inputs without an answer, of initiatives the person may see and work on."""
    return DesignInput.objects.select_related("initiative", "raised_by").filter(
        state__in=OPEN_STATES, initiative__in=Initiative.objects.visible_to(user)
    )


def decision_label(kind: str) -> str:
    """The decision's words, or empty."""
    return MilestoneKind(kind).label if kind else ""
