"""What the initiatives app brings to the desk, the first page of everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from audit.queries import latest_events
from initiatives.desk_queries import drafts_of, next_decision, own_initiatives
from initiatives.models import Initiative, Invitation
from initiatives.policies import may_register_initiative
from initiatives.queries import Decision, invitations_waiting_for
from people.models import User
from people.panels import FilledPanel, NextStep, Panel
from people.permissions import Permission, may
from people.vocabulary import Role

MOST_OWN_INITIATIVES = 12
LATEST_EVENTS = 10

_PURPOSES = {
    Role.BUSINESS_LEAD: "What moves your initiatives next.",
    Role.IT_ARCHITECT: "Where your input can still change something.",
    Role.EXECUTIVE: "Where you are needed, and how the partnership works.",
    Role.AUDITOR: "What has changed, and where it is written down.",
    Role.SESSION_PARTICIPANT: "What we are doing now.",
}


def purpose_of_desk(viewer: User) -> str:
    """One sentence on what the page is for, by the person's first role; empty without one."""
    return next((words for role, words in _PURPOSES.items() if viewer.holds(role)), "")


def first_step(viewer: User, panels: Sequence[FilledPanel]) -> NextStep | None:
    """The desk's one primary action: what a panel would have done next, else the role's own."""
    for panel in panels:
        step = panel.context.get("next_step")
        if isinstance(step, NextStep):
            return step
    if may_register_initiative(viewer):
        return NextStep("Register an idea", reverse("initiatives:register"))
    if viewer.holds(Role.AUDITOR):
        return NextStep("Search the record", reverse("record:explorer"))
    if may(viewer, Permission.INITIATIVE_VIEW):
        return NextStep("Look at the initiatives", reverse("initiatives:list"))
    return None


class InvitationsPanel(Panel):
    """Invitations that wait for the viewer's answer, with the open questions (A11)."""

    template = "initiatives/desk/invitations.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not viewer.holds(Role.IT_ARCHITECT):
            return None
        waiting: list[Invitation] = list(invitations_waiting_for(viewer))
        if not waiting:
            return None
        first = waiting[0]
        url = reverse("initiatives:invitation", args=[first.initiative.reference, first.pk])
        return {"invitations": waiting, "next_step": NextStep("Answer invitation", url)}


@dataclass(frozen=True, slots=True)
class OwnInitiative:
    """An initiative of the viewer's side with what it waits for."""

    initiative: Initiative
    decision: Decision | None


class OwnInitiativesPanel(Panel):
    """The initiatives at whose table the viewer sits for business; those without IT first (A10)."""

    template = "initiatives/desk/own_initiatives.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not viewer.holds(Role.BUSINESS_LEAD):
            return None
        found = list(own_initiatives(viewer)[: MOST_OWN_INITIATIVES + 1])
        shown = found[:MOST_OWN_INITIATIVES]
        context: dict[str, Any] = {
            "own": [OwnInitiative(each, next_decision(each)) for each in shown],
            "there_are_more": len(found) > len(shown),
        }
        if shown and shown[0].it_invited_at is None:
            url = reverse("initiatives:invite", args=[shown[0].reference])
            context["next_step"] = NextStep("Invite IT", url)
        return context


class DraftsPanel(Panel):
    """The viewer's own drafts and the day each is removed (B61)."""

    template = "initiatives/desk/drafts.html"
    area = "aside"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not may_register_initiative(viewer):
            return None
        drafts = list(drafts_of(viewer))
        return {"drafts": drafts} if drafts else None


class RecordPanel(Panel):
    """The latest changes to initiatives, for auditors."""

    template = "initiatives/desk/record.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not viewer.holds(Role.AUDITOR):
            return None
        return {"events": list(latest_events()[:LATEST_EVENTS])}
