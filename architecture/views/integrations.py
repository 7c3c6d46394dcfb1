"""The integrations of an initiative, and one of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from architecture import designing
from architecture.actions.credits import credit_inputs
from architecture.actions.integrations import place_interpretation
from architecture.actions.locking import permit_change
from architecture.architecture_tab import design_ledger, rows_of
from architecture.inputs import KnownInput, known_inputs
from architecture.integration_forms import CreditForm
from architecture.integration_queries import (
    cost_of_incidents,
    credits_of,
    decisions_on,
    find_integration,
    incidents_of,
    inputs_on,
    integrations_of,
    open_debts,
)
from architecture.models import Integration
from architecture.part_pages import PAGES
from initiatives.actions.table import refuse_if_ended
from initiatives.queries import find_initiative
from people.forms import unmet
from people.models import User, person


@require_safe
def integrations(request: HttpRequest, ref: str) -> HttpResponse:
    """What the initiative connects to, who owns each design, and what is owed about it."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    found = integrations_of(initiative)
    may_shape = not initiative.is_ended and designing.may_shape(viewer, initiative)
    context = {
        "initiative": initiative,
        "rows": rows_of(found),
        "owed": design_ledger(initiative),
        "decisions": decisions_on(initiative),
        "incidents": incidents_of(initiative),
        "debts": open_debts(initiative),
        "interpreting": next((each for each in found if each.is_place_of_interpretation), None),
        "may_shape": may_shape,
        "new_url": reverse("architecture:propose", args=[ref]),
    }
    return render(request, "architecture/integrations.html", context)


@require_safe
def integration(request: HttpRequest, ref: str, int_ref: str) -> HttpResponse:
    """Everything about one integration: ends, holder, state, parts, credits, breakages."""
    viewer = person(request.user)
    found = found_at(ref, int_ref, viewer)
    known = {each.reference: each for each in known_inputs(found.initiative)}
    may_change = designing.may_change_design(viewer, found, found.initiative)
    may_shape = designing.may_shape(viewer, found.initiative)
    is_open = not found.initiative.is_ended
    context = {
        "initiative": found.initiative,
        "integration": found,
        "holder": designing.holder_of(found),
        "offer": designing.offer_of(found),
        "authorities": list(found.authorities.all()),
        "changes": list(found.state_changes.select_related("by")),
        "states": designing.permitted_states(viewer, found),
        "holds": designing.holds_authority(viewer, found),
        "may_set": designing.may_set_design(viewer, found),
        "may_override": designing.may_override(viewer),
        "may_change": is_open and may_change,
        "may_shape": is_open and may_shape,
        "may_settle": may_shape,
        "parts": PAGES,
        "dependencies": list(found.dependencies.select_related("system")),
        "fragilities": list(found.fragilities.all()),
        "artefacts": list(found.artefacts.select_related("owner")),
        "debts": list(found.debts.select_related("owner")),
        "incidents": list(found.incidents.select_related("decision__initiative")),
        "cost_days": cost_of_incidents(found),
        "decisions": list(found.decisions.all()),
        "credits": credits_of(inputs_on(found)),
        "addresses": {reference: each.address for reference, each in known.items()},
        "raise_url": _raise_url(found),
    }
    return render(request, "architecture/integration.html", context)


@require_POST
def interpretation(request: HttpRequest, ref: str, int_ref: str) -> HttpResponse:
    """Name it as the initiative's one place of interpretation (B85)."""
    viewer = person(request.user)
    found = found_at(ref, int_ref, viewer)
    place_interpretation(found, actor=viewer)
    messages.success(request, "Figures and words get their meaning here now, and nowhere else.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def embodied(request: HttpRequest, ref: str, int_ref: str) -> HttpResponse:
    """Name the design inputs that the design took in (A08, A25)."""
    viewer = person(request.user)
    found = found_at(ref, int_ref, viewer)
    permit_change(found, viewer)
    refuse_if_ended(found.initiative)
    choices = input_choices(known_inputs(found.initiative))
    named = [each.input_reference for each in inputs_on(found)]
    form = CreditForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial={"inputs": named, "version": found.version},
    )
    status = 200
    if request.method == "POST":
        code = unmet(
            form,
            lambda: credit_inputs(
                found,
                form.cleaned_data["inputs"],
                version=form.cleaned_data["version"],
                actor=viewer,
            ),
        )
        if code is None:
            messages.success(request, "It says now what it took in.")
            return redirect(found)
        status = code
    context = {
        "initiative": found.initiative,
        "form": form,
        "heading": "Inputs it took in",
        "lead": f"Which design inputs are in {found.name}? Their sides are thanked on its page.",
        "label": "Save",
        "back_url": found.get_absolute_url(),
        "nothing": not choices,
    }
    return render(request, "architecture/form.html", context, status=status)


def found_at(ref: str, int_ref: str, viewer: User) -> Integration:
    """The integration, at its own address only.

    Raises:
        Http404: there is none there, or the person may not know of it.
    """
    found = find_integration(int_ref, viewer)
    if found.initiative.reference != ref:
        raise Http404
    return found


def input_choices(known: list[KnownInput]) -> list[tuple[str, str]]:
    """Design inputs to choose from; those already taken in by an answer stand first."""
    ordered = sorted(known, key=lambda each: (not each.is_taken_in, each.reference))
    return [(each.reference, f"{each.reference} {each.title}") for each in ordered]


def _raise_url(found: Integration) -> str:
    address = reverse("governance:raise", args=[found.initiative.reference])
    return f"{address}?subject=integration:{found.pk}&decision=design_baseline"
