"""Reads that an import needs."""

import datetime as dt
from collections import defaultdict

from audit.actors import Actor
from initiatives.inventory.pairing import KnownRow
from initiatives.inventory.planning import UPDATED, fingerprint
from initiatives.inventory.targets import milestone_target
from initiatives.models import Initiative, Milestone
from initiatives.queries import restricted_from
from initiatives.vocabulary import MilestoneKind
from people.models import Unit, User

_OWN_TEXTS = (
    "title",
    "problem",
    "business_goal",
    "operability_goal",
    "operational_status",
    "source_note",
)


def unit_names() -> list[str]:
    """The names of all units."""
    return list(Unit.objects.order_by("name").values_list("name", flat=True))


def known_rows(source: str, *, actor: Actor, locked: bool = False) -> list[KnownRow]:
    """Initiatives taken from a source before, as they were told and as they read now.

    Those restricted from the actor are among them, so that no row is taken a second time.

    `locked` keeps everybody else from changing them until the transaction ends.
    """
    initiatives = Initiative.objects.filter(source=source).select_related("unit").order_by("pk")
    if locked:
        initiatives = initiatives.select_for_update(of=("self",))
    found = list(initiatives)
    days = _milestone_days(source)
    hidden: set[int] = set()
    if isinstance(actor, User):
        hidden.update(restricted_from(actor).filter(source=source).values_list("pk", flat=True))
    return [
        _known_row(initiative, days[initiative.pk], is_hidden=initiative.pk in hidden)
        for initiative in found
    ]


def _known_row(initiative: Initiative, days: dict[str, str], *, is_hidden: bool) -> KnownRow:
    current = {name: getattr(initiative, name) for name in _OWN_TEXTS}
    current["unit"] = initiative.unit.name
    current["started_on"] = initiative.started_on.isoformat() if initiative.started_on else ""
    current |= days
    told = dict(initiative.source_values)
    return KnownRow(
        pk=initiative.pk,
        reference=initiative.reference,
        digest=told.get("identity", ""),
        repeat=int(told.get("repeat", 1)),
        values=told,
        current={name: fingerprint(current.get(name, "")) for name in UPDATED}
        | {"stage": initiative.stage},
        is_hidden=is_hidden,
    )


def _milestone_days(source: str) -> dict[int, dict[str, str]]:
    days: dict[int, dict[str, str]] = defaultdict(dict)
    milestones = Milestone.objects.filter(initiative__source=source)
    for milestone in milestones.only("initiative_id", "kind", "taken", "taken_on", "planned_on"):
        day = milestone_day(milestone)
        name = milestone_target(MilestoneKind(milestone.kind))
        days[milestone.initiative_id][name] = day.isoformat() if day else ""
    return days


def milestone_day(milestone: Milestone) -> dt.date | None:
    """The day a step was taken, or is planned for while it is not."""
    return milestone.taken_on if milestone.taken else milestone.planned_on
