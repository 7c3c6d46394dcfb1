"""Governance's parts of an initiative's workspace."""

from typing import Any

from django.urls import reverse

from governance.owed import columns, last_answers, owed_items
from governance.policies import (
    may_arrange_sessions,
    may_dispose_design_input,
    may_raise_design_input,
    speaks_for,
)
from governance.queries import ledger, load_inputs, place
from governance.session_panels import is_resting, unknown_zone_of
from governance.sessions.queries import latest_series, replies_to, rhythm_kept_last, upcoming
from governance.sessions.standing import sides_that_come, standing_session
from governance.sessions.words import rhythm_in_words
from initiatives.models import Initiative
from initiatives.owed import Owed
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
    """When both sides meet next, and which can come (A22)."""

    template = "governance/panels/next_session.html"
    area = "aside"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """Two queries, whatever has been held; four where no date is ahead."""
        initiative: Initiative = subject
        occurrence = upcoming(initiative)
        if occurrence is not None and not is_resting(initiative):
            return {
                "initiative": initiative,
                "next_date": occurrence,
                "rhythm_words": rhythm_in_words(occurrence.rhythm),
                "sides": sides_that_come(initiative, replies_to(occurrence), occurrence),
            }
        series = latest_series(initiative)
        if series is None and initiative.is_ended:
            return None
        rhythm = rhythm_kept_last(series)
        may_begin = may_arrange_sessions(viewer, initiative) and not is_resting(initiative)
        return {
            "initiative": initiative,
            "series": series if series and series.ended_at is None else None,
            "rhythm_words": rhythm_in_words(rhythm) if rhythm else "",
            "unknown_zone": unknown_zone_of(rhythm),
            "is_resting": is_resting(initiative),
            "may_begin": may_begin,
        }


class RhythmPanel(Panel):
    """How the rhythm lives: its figures (M9, M10). What they mean stands among the signals."""

    template = "governance/panels/rhythm.html"
    area = "aside"
    comes_later = True

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        initiative: Initiative = subject
        health = standing_session(initiative).health
        if not health.in_words():
            return None
        return {"initiative": initiative, "health": health}


def _own_side(
    viewer: User, initiative: Initiative, business: list[Owed], it: list[Owed]
) -> list[Owed]:
    if not may_dispose_design_input(viewer, initiative):
        return []
    return it if speaks_for(viewer, initiative) == Party.IT else business
