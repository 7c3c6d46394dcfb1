"""Governance's parts of an initiative's workspace; together they cost one query."""

from typing import Any

from django.urls import reverse

from governance.models import SessionOccurrence
from governance.owed import columns, last_answers, owed_items
from governance.policies import may_dispose_design_input, may_raise_design_input, speaks_for
from governance.queries import Owed, ledger, load_inputs, place
from governance.session_panels import is_resting, primary_of, unknown_zone_of
from governance.sessions.agenda import live_points, merged
from governance.sessions.standing import standing_session
from initiatives.models import Initiative
from people.models import User
from people.panels import Panel
from people.vocabulary import Party

_SHOWN_INPUTS = 6
_SHOWN_OWED = 8


class OwedPanel(Panel):
    """What business owes IT and what IT owes business, side by side (A04)."""

    template = "governance/panels/owed.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """Two columns, and `primary`, the next item of the viewer's side, where one is owed."""
        initiative: Initiative = subject
        owed = ledger(owed_items(initiative, viewer))
        answers = last_answers(initiative.design_inputs.all())
        context: dict[str, Any] = {
            "columns": columns(owed, most=_SHOWN_OWED, answers=answers),
            "board_url": reverse("governance:inputs", args=[initiative.reference]),
        }
        own = _own_side(viewer, initiative, owed.business, owed.it)
        if own:
            context["primary"] = {"label": "Answer next item", "url": own[0].address}
        return context


class DesignInputsPanel(Panel):
    """The design inputs, open ones first (A06, A27)."""

    template = "governance/panels/design_inputs.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        initiative: Initiative = subject
        load_inputs([initiative])
        placed = place(initiative.design_inputs.all(), initiative.milestones.all())
        open_first = sorted(placed, key=lambda each: not each.design_input.is_open)
        return {
            "initiative": initiative,
            "placed": open_first[:_SHOWN_INPUTS],
            "total": len(placed),
            "can_shape": sum(1 for each in placed if each.can_shape),
            "board_url": reverse("governance:inputs", args=[initiative.reference]),
            "may_raise": may_raise_design_input(viewer) and not initiative.is_ended,
        }


class NextSessionPanel(Panel):
    """When both sides meet next, who can come, and how the rhythm lives (A22, M9, M10)."""

    template = "governance/panels/next_session.html"
    area = "aside"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """At most ten queries, whatever has been held."""
        initiative: Initiative = subject
        standing = standing_session(initiative)
        if initiative.is_ended and not standing.all_series:
            return None
        occurrence = standing.next_date
        return {
            "initiative": initiative,
            "series": standing.current,
            "next_date": occurrence,
            "items": _points_on(occurrence) if occurrence else 0,
            "sides": standing.sides(occurrence) if occurrence else [],
            "rhythm_words": standing.rhythm_words,
            "unknown_zone": unknown_zone_of(standing.rhythm),
            "health": standing.health,
            "is_resting": is_resting(initiative),
            "offer": primary_of(standing, viewer),
        }


def _points_on(occurrence: SessionOccurrence) -> int:
    """How many points its agenda has now."""
    return len(merged(occurrence, list(occurrence.agenda.all()), live_points(occurrence)).items)


def _own_side(
    viewer: User, initiative: Initiative, business: list[Owed], it: list[Owed]
) -> list[Owed]:
    if not may_dispose_design_input(viewer, initiative):
        return []
    return it if speaks_for(viewer, initiative) == Party.IT else business
