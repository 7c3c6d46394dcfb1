"""Which days were planned for decisions over time, read from the record."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from audit.models import AuditEvent
from initiatives import events
from initiatives.models import Initiative
from initiatives.vocabulary import MilestoneKind

_KIND_OF_LABEL = {kind.label.lower(): kind for kind in MilestoneKind}
_READ = (events.MILESTONE_PLANNED.code, events.MILESTONE_REOPENED.code)


@dataclass(frozen=True, slots=True)
class Plan:
    """A day that was said for a decision; None when the decision was reopened instead."""

    said_at: dt.datetime
    planned_on: dt.date | None


@dataclass(frozen=True, slots=True)
class PushedBack:
    """How often a planned day moved to a later one, and how far in all, in days."""

    times: int
    days: int


def plans_of(initiatives: Iterable[Initiative]) -> dict[str, dict[str, list[Plan]]]:
    """The plans by the initiative's reference and the kind of decision, oldest first; one query."""
    references = [each.reference for each in initiatives]
    rows = AuditEvent.objects.filter(initiative_ref__in=references, kind__in=_READ).order_by("id")
    plans: dict[str, dict[str, list[Plan]]] = defaultdict(lambda: defaultdict(list))
    for event in rows:
        data = event.content["data"]
        kind = _KIND_OF_LABEL.get(data["milestone"])
        if kind is not None:
            day = data.get("planned_on")
            plan = Plan(event.occurred_at, dt.date.fromisoformat(day) if day else None)
            plans[event.initiative_ref][kind].append(plan)
    return plans


def first_committed(plans: Iterable[Plan]) -> dt.date | None:
    """The first day that was ever said (M18); planning again does not change it."""
    return next((plan.planned_on for plan in plans if plan.planned_on), None)


def pushed_back(plans: Iterable[Plan]) -> PushedBack:
    """How the day moved since the decision was last opened (D06); to an earlier day is no push.

    Of what was said on one day the last counts: the others were put right.
    """
    said: dict[dt.date, dt.date] = {}
    for plan in plans:
        if plan.planned_on is None:
            said = {}
        else:
            said[plan.said_at.astimezone(dt.UTC).date()] = plan.planned_on
    days = list(said.values())
    if not days:
        return PushedBack(0, 0)
    later = sum(1 for before, after in pairwise(days) if after > before)
    return PushedBack(later, max(0, (days[-1] - days[0]).days))
