"""The workspace of one initiative, and taking its lead."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_POST, require_safe

from initiatives import policies
from initiatives.actions import take_over_lead
from initiatives.models import Initiative
from initiatives.queries import (
    find_initiative,
    find_workspace,
    fitting_status,
    interruption_in_force,
    restriction_in_force,
)
from initiatives.workspace import SHORT_PROBLEM, stage_line
from people.models import User, person
from people.panels import FilledPanel, filled_panels, later_template
from people.permissions import Permission, may


@require_safe
def workspace(request: HttpRequest, reference: str) -> HttpResponse:
    """One page that both sides read: outcome, stages, what is owed, decisions, people."""
    viewer = person(request.user)
    initiative = find_workspace(reference, viewer)
    panels = filled_panels(settings.WORKSPACE_PANELS, viewer, initiative)
    main = sorted(
        (panel for panel in panels if panel.area == "main"),
        key=lambda panel: not panel.context.get("leads", False),
    )
    add_input = _add_input(viewer, initiative)
    giver = next((panel for panel in panels if panel.context.get("primary")), None)
    context = {
        "initiative": initiative,
        "problem_in_brief": Truncator(initiative.problem).chars(SHORT_PROBLEM),
        "steps": stage_line(initiative, _told(panels, "in_stage_since")),
        "interruption": interruption_in_force(initiative),
        "restriction": restriction_in_force(initiative),
        "may_change": not initiative.is_ended and policies.may_change_use_case(viewer, initiative),
        "may_pause": policies.may_pause_initiative(viewer, initiative),
        "fitting_status": fitting_status(initiative),
        "may_restrict": policies.may_restrict_visibility(viewer, initiative),
        "main": main,
        "aside": [panel for panel in panels if panel.area == "aside"],
        "primary": giver.context["primary"] if giver else add_input,
        "add_input": add_input if giver else None,
        "primary_after": _place_of_primary(main, giver),
    }
    return render(request, "initiatives/workspace.html", context)


@require_safe
def workspace_later(request: HttpRequest, reference: str) -> HttpResponse:
    """The panels that the workspace asks for once it is shown; a page without JavaScript."""
    viewer = person(request.user)
    initiative = find_workspace(reference, viewer)
    context = {
        "panels": filled_panels(settings.WORKSPACE_PANELS, viewer, initiative, later=True),
        "heading": initiative.title,
        "back_url": initiative.get_absolute_url(),
    }
    return render(request, later_template(request), context)


@require_POST
def take_lead(request: HttpRequest, reference: str) -> HttpResponse:
    """Lead what nobody leads yet, such as an imported initiative."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    take_over_lead(initiative, actor=viewer)
    messages.success(request, "You lead this for business now. IT can be invited.")
    return redirect(initiative)


def _told(panels: list[FilledPanel], name: str) -> Any:
    """What the first panel that knows it tells the head of the page; None where none does."""
    return next((panel.context[name] for panel in panels if name in panel.context), None)


def _add_input(viewer: User, initiative: Initiative) -> dict[str, Any] | None:
    if initiative.is_ended or not may(viewer, Permission.DESIGN_INPUT_RAISE):
        return None
    try:
        address = reverse("governance:raise", args=[initiative.reference])
    except NoReverseMatch:
        return None
    return {"label": "Add design input", "url": address}


def _place_of_primary(main: list[FilledPanel], giver: FilledPanel | None) -> int:
    """After which panel of the reading column the primary action stands, counted from 0."""
    return main.index(giver) if giver in main and giver is not None else 0
