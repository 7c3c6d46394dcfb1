"""The parts of an integration: what it consists of, what it leaves behind, what broke."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from architecture import designing
from architecture.actions.afterwards import Breakage, close_debt, report_incident
from architecture.actions.locking import permit_change
from architecture.integration_forms import CloseDebtForm, IncidentForm
from architecture.models import Integration
from architecture.part_pages import PAGES, act_on
from architecture.views.integrations import found_at
from initiatives.actions.table import permit, refuse_if_ended
from people import kept_forms
from people.forms import unmet
from people.models import User, person


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, ref: str, int_ref: str, part: str) -> HttpResponse:
    """Tell one part; what is known is filled in."""
    viewer = person(request.user)
    found = found_at(ref, int_ref, viewer)
    if part not in PAGES:
        raise Http404
    page = PAGES[part]
    if page.joint:
        _permit_jointly(found, viewer)
    else:
        permit_change(found, viewer)
        refuse_if_ended(found.initiative)
    if request.method != "POST":
        initial = {"version": found.version, **kept_forms.initial(request)}
        return _part_page(
            request, found, part, page.form(integration=found, viewer=viewer, initial=initial)
        )
    form = page.form(request.POST, integration=found, viewer=viewer)
    code = unmet(form, lambda: act_on(part, found, form, viewer))
    if code is None:
        messages.success(request, f"{page.heading}: saved.")
        return redirect(found)
    if code == 409:
        form.now_seen(found_at(ref, int_ref, viewer).version)
    return _part_page(request, found, part, form, status=code)


@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, ref: str, int_ref: str) -> HttpResponse:
    """Record that it broke, with cause and cost (B64)."""
    viewer = person(request.user)
    found = found_at(ref, int_ref, viewer)
    _permit_jointly(found, viewer)
    if request.method != "POST":
        form = IncidentForm(initiative=found.initiative, initial=kept_forms.initial(request))
        return _form_page(request, found, form, **_INCIDENT)
    form = IncidentForm(request.POST, initiative=found.initiative)
    code = unmet(form, lambda: _report(found, form.cleaned_data, viewer))
    if code is None:
        messages.success(request, "It is recorded, with its cause.")
        return redirect(f"{found.get_absolute_url()}#incidents")
    return _form_page(request, found, form, status=code, **_INCIDENT)


@require_http_methods(["GET", "HEAD", "POST"])
def debt(request: HttpRequest, ref: str, int_ref: str, pk: int) -> HttpResponse:
    """Say what came of something that a pilot left behind (B34)."""
    viewer = person(request.user)
    found = found_at(ref, int_ref, viewer)
    owed = get_object_or_404(found.debts, pk=pk)
    _permit_jointly(found, viewer)
    told: dict[str, Any] = {
        "heading": f"Close: {owed.item}",
        "lead": f"{owed.get_decision_display() or 'Nothing decided'} was planned.",
        "label": "Close it",
    }
    if request.method != "POST":
        return _form_page(request, found, CloseDebtForm(), **told)
    form = CloseDebtForm(request.POST)
    code = unmet(form, lambda: close_debt(owed, note=form.cleaned_data["note"], actor=viewer))
    if code is None:
        messages.success(request, f"“{owed.item}” is closed.")
        return redirect(found)
    return _form_page(request, found, form, status=code, **told)


_INCIDENT: dict[str, Any] = {
    "heading": "Record that it broke",
    "lead": "What happened, why, and what it cost. It is shown with the initiative it came from.",
    "label": "Record it",
}


def _permit_jointly(found: Integration, viewer: User) -> None:
    permit(
        designing.may_shape(viewer, found.initiative),
        "Those at the table keep this.",
        way_out="Ask somebody at the table to record it.",
    )


def _report(found: Integration, typed: dict[str, Any], viewer: User) -> object:
    key = typed.pop("submission_key")
    return report_incident(found, Breakage(**typed), actor=viewer, submission_key=key)


def _part_page(
    request: HttpRequest, found: Integration, part: str, form: Any, *, status: int = 200
) -> HttpResponse:
    page = PAGES[part]
    context: dict[str, Any] = {
        "heading": page.heading,
        "lead": f"{found.name}. {page.asks}",
        "label": "Save",
    }
    return _form_page(request, found, form, status=status, **context)


def _form_page(
    request: HttpRequest, found: Integration, form: Any, *, status: int = 200, **told: Any
) -> HttpResponse:
    context = {
        "initiative": found.initiative,
        "form": form,
        "back_url": found.get_absolute_url(),
        **told,
    }
    return render(request, "architecture/form.html", context, status=status)
