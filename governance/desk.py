"""Governance's parts of the first page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from governance.models import SessionOccurrence
from governance.owed import columns, has_seat_on_a_side, owed_across
from governance.session_panels import may_open_now
from governance.sessions.across import agreed_by, own_sessions
from initiatives.models import Initiative, Milestone
from initiatives.vocabulary import Stage, Status
from people.models import User
from people.panels import NextStep, Panel
from people.vocabulary import Party, Role

_MOST = 10


class OwedPanel(Panel):
    """What is owed at the tables the viewer sits at, both sides, oldest first (A04, B01)."""

    template = "governance/panels/owed_across.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not has_seat_on_a_side(viewer):
            return None
        owed = owed_across(viewer)
        own = owed.it if viewer.party == Party.IT else owed.business
        context: dict[str, Any] = {"columns": columns(owed, most=_MOST)}
        if own:
            context["next_step"] = NextStep("Answer next item", own[0].address)
        return context


class DecisionsAheadPanel(Panel):
    """Decisions not taken yet, by the day they are planned for: where input still shapes (A06)."""

    template = "governance/panels/decisions_ahead.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not viewer.holds(Role.IT_ARCHITECT):
            return None
        going_on = (
            Initiative.objects.visible_to(viewer)
            .filter(status=Status.ACTIVE)
            .exclude(stage=Stage.RETIRED)
        )
        ahead = (
            Milestone.objects.filter(taken=False, planned_on__isnull=False, initiative__in=going_on)
            .select_related("initiative__unit")
            .order_by("planned_on", "pk")
        )
        today = timezone.localdate()
        found = list(ahead[: _MOST + 1])
        context: dict[str, Any] = {
            "rows": [
                (each, (each.planned_on - today).days) for each in found[:_MOST] if each.planned_on
            ],
            "more": len(found) > _MOST,
        }
        if found:
            address = reverse("governance:raise", args=[found[0].initiative.reference])
            url = f"{address}?{urlencode({'decision': found[0].kind})}"
            context["next_step"] = NextStep("Add design input", url)
        return context


class SessionsPanel(Panel):
    """The sessions of every table the viewer sits at, and what they agreed to do (A22)."""

    template = "governance/panels/own_sessions.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """Two queries, however many tables."""
        unrecorded, ahead = own_sessions(viewer)
        actions = agreed_by(viewer)
        if not (unrecorded or ahead or actions):
            return None
        context: dict[str, Any] = {
            "unrecorded": unrecorded[:_MOST],
            "ahead": ahead[:_MOST],
            "more": len(unrecorded) > _MOST or len(ahead) > _MOST,
            "actions": actions[:_MOST],
            "more_actions": len(actions) > _MOST,
        }
        step = _next_session_step(viewer, ahead)
        return {**context, "next_step": step} if step else context


def _next_session_step(viewer: User, ahead: list[SessionOccurrence]) -> NextStep | None:
    """A session that is on or comes today; for those who come for sessions alone, the next."""
    if not ahead:
        return None
    first = ahead[0]
    if first.is_running:
        return NextStep("Go to the session", reverse("governance:room", args=first.address))
    if may_open_now(first) or viewer.holds(Role.SESSION_PARTICIPANT):
        return NextStep("Open the agenda", first.get_absolute_url())
    return None
