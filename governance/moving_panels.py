"""What moving on and escalating bring to the workspace, the desk and the portfolio."""

from typing import Any

from governance import escalating, moving
from governance.carried import load_carried, open_carried
from governance.clarity.profile import load_clarity
from governance.escalation_reads import (
    offered_to,
    put_to,
    standing_out,
    standing_questions,
)
from governance.models import CarriedItem
from governance.moving_reads import latest_moves
from initiatives.models import Initiative
from initiatives.vocabulary import Status
from people.models import User
from people.panels import NextStep, Panel
from people.vocabulary import Role

_SHOWN = 5
_MOST = 10


class StagePanel(Panel):
    """Where the initiative is, what it carried forward to get there, and how it moves on."""

    template = "governance/panels/stage.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """At most two queries beside the profile's; `in_stage_since` is for the page's head."""
        initiative: Initiative = subject
        load_carried([initiative])
        carried = open_carried(initiative)
        since, waiting = latest_moves(initiative)
        return {
            "initiative": initiative,
            "in_stage_since": since,
            "carried": carried[:_SHOWN],
            "total": len(carried),
            "more": len(carried) - _SHOWN,
            "waiting": waiting,
            "next_stage": None if initiative.is_ended else moving.next_stage(initiative),
            "may_escalate": not initiative.is_ended and escalating.may_escalate(viewer, initiative),
        }


class EscalationsPanel(Panel):
    """Questions to executives without an answer, and decisions without an owner (A31)."""

    template = "governance/panels/escalations.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """Nothing where nothing stands out; one query."""
        initiative: Initiative = subject
        found = standing_out(initiative)
        return {"escalations": found, "initiative": initiative} if found else None


class QuestionsToExecutivePanel(Panel):
    """Questions put to the viewer, and their decisions that nobody owns yet (A31)."""

    template = "governance/panels/questions.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """One query, however many there are."""
        if not viewer.holds(Role.EXECUTIVE):
            return None
        found = list(put_to(viewer).select_related("session__series")[: _MOST + 1])
        if not found:
            return None
        label = "Answer the question" if escalating.is_open(found[0]) else "Name an owner"
        return {
            "escalations": found[:_MOST],
            "more": len(found) > _MOST,
            "next_step": NextStep(label, found[0].get_absolute_url()),
        }


class OwnershipPanel(Panel):
    """Decisions that the viewer is asked to own (A31)."""

    template = "governance/panels/ownership.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """One query."""
        found = list(offered_to(viewer)[:_MOST])
        if not found:
            return None
        step = NextStep("Say whether you own it", found[0].get_absolute_url())
        return {"escalations": found, "next_step": step}


class WithoutOwnerPanel(Panel):
    """Where an executive is asked, decisions without an owner, and what is carried forward."""

    template = "governance/panels/carried_across.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """A fixed number of queries, however many initiatives there are."""
        carried = _carried_across(viewer)
        waiting, unowned = standing_questions(viewer)
        if not (carried or waiting or unowned):
            return None
        return {
            "carried": carried[:_MOST],
            "total": len(carried),
            "initiatives": len({each.initiative_id for each in carried}),
            "overdue": sum(1 for each in carried if each.is_overdue),
            "waiting": waiting[:_MOST],
            "unowned": unowned[:_MOST],
        }


def _carried_across(viewer: User) -> list[CarriedItem]:
    with_items = (
        Initiative.objects.visible_to(viewer)
        .filter(carried_items__closed_at=None, carried_items__isnull=False)
        .exclude(status__in=[Status.STOPPED, Status.WITHDRAWN])
        .select_related("unit")
        .distinct()
    )
    found = list(with_items)
    load_carried(found)
    load_clarity(found)
    items = [item for each in found for item in open_carried(each)]
    return sorted(items, key=lambda each: (each.due_on, each.pk))
