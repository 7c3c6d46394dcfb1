"""One decision record: read, settled, replaced, and whose inputs it embodies."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from architecture import designing
from architecture.actions.credits import credit_decision_inputs
from architecture.actions.decision_states import replace_decision, settle_decision
from architecture.decision_forms import ReplaceForm, StandingForm
from architecture.inputs import known_inputs
from architecture.integration_forms import CreditForm
from architecture.integration_queries import credits_of, find_decision
from architecture.models import DecisionRecord
from architecture.transitions import DECISION
from architecture.views.integrations import input_choices
from architecture.vocabulary import DecisionStatus
from initiatives.actions.table import permit, refuse_if_ended
from people import kept_forms
from people.forms import unmet
from people.models import User, person


@require_safe
def decision(request: HttpRequest, ref: str, adr_ref: str) -> HttpResponse:
    """What was decided, why, and whose inputs are in it (A08)."""
    viewer = person(request.user)
    found = decision_at(ref, adr_ref, viewer)
    is_open = not found.initiative.is_ended
    may_settle = is_open and designing.may_settle_decision(viewer, found, found.initiative)
    may_write = is_open and designing.may_write_decisions(viewer, found.initiative)
    known = {each.reference: each.address for each in known_inputs(found.initiative)}
    context = {
        "initiative": found.initiative,
        "decision": found,
        "credits": credits_of(found.embodied.all()),
        "addresses": known,
        "replaces": list(found.replaces.select_related("initiative")),
        "may_write": may_write,
        "may_change": may_write and found.status == DecisionStatus.PROPOSED,
        "may_settle": may_settle and bool(_statuses(found)),
        "may_replace": may_settle and found.status == DecisionStatus.DECIDED,
    }
    return render(request, "architecture/decision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, ref: str, adr_ref: str) -> HttpResponse:
    """Record that it is decided, not taken, retired or proposed again."""
    viewer = person(request.user)
    found = decision_at(ref, adr_ref, viewer)
    _permit_settling(found, viewer)
    told: dict[str, Any] = {
        "heading": f"Record what became of {found.reference}",
        "lead": f"{found.title}. It is {found.get_status_display().lower()} now.",
        "label": "Record it",
    }
    statuses = _statuses(found)
    if request.method != "POST":
        initial = {"version": found.version, **kept_forms.initial(request)}
        return _form_page(request, found, StandingForm(statuses=statuses, initial=initial), **told)
    form = StandingForm(request.POST, statuses=statuses)
    code = unmet(form, lambda: settle_decision(found, actor=viewer, **form.cleaned_data))
    if code is None:
        messages.success(request, f"{found.reference} is recorded.")
        return redirect(found)
    if code == 409:
        form.now_seen(decision_at(ref, adr_ref, viewer).version)
    return _form_page(request, found, form, status=code, **told)


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, ref: str, adr_ref: str) -> HttpResponse:
    """Name the record that takes the place of this one; a circle is refused."""
    viewer = person(request.user)
    found = decision_at(ref, adr_ref, viewer)
    _permit_settling(found, viewer)
    told: dict[str, Any] = {
        "heading": f"Replace {found.reference}",
        "lead": f"{found.title}. It stays readable, with a link to what took its place.",
        "label": "Replace it",
    }
    if request.method != "POST":
        initial = {"version": found.version, **kept_forms.initial(request)}
        return _form_page(request, found, ReplaceForm(record=found, initial=initial), **told)
    form = ReplaceForm(request.POST, record=found)
    code = unmet(form, lambda: replace_decision(found, actor=viewer, **form.cleaned_data))
    if code is None:
        messages.success(request, f"{found.reference} is replaced.")
        return redirect(found)
    if code == 409:
        form.now_seen(decision_at(ref, adr_ref, viewer).version)
    return _form_page(request, found, form, status=code, **told)


@require_http_methods(["GET", "HEAD", "POST"])
def embodied(request: HttpRequest, ref: str, adr_ref: str) -> HttpResponse:
    """Name the design inputs that it took in."""
    viewer = person(request.user)
    found = decision_at(ref, adr_ref, viewer)
    permit(
        designing.may_write_decisions(viewer, found.initiative),
        "Decision records are kept by those at the table.",
        way_out="Raise a design input instead.",
    )
    refuse_if_ended(found.initiative)
    choices = input_choices(known_inputs(found.initiative))
    named = [each.input_reference for each in found.embodied.all()]
    told: dict[str, Any] = {
        "heading": "Inputs it took in",
        "lead": f"Which design inputs are in “{found.title}”? Their sides are thanked on its page.",
        "label": "Save",
    }
    if request.method != "POST":
        form = CreditForm(choices=choices, initial={"inputs": named})
        return _form_page(request, found, form, nothing=not choices, **told)
    form = CreditForm(request.POST, choices=choices)
    code = unmet(
        form, lambda: credit_decision_inputs(found, form.cleaned_data["inputs"], actor=viewer)
    )
    if code is None:
        messages.success(request, "It says now what it took in.")
        return redirect(found)
    return _form_page(request, found, form, status=code, **told)


def decision_at(ref: str, adr_ref: str, viewer: User) -> DecisionRecord:
    """The record, at its own address only.

    Raises:
        Http404: there is none there, or the person may not know of it.
    """
    found = find_decision(adr_ref, viewer)
    if found.initiative.reference != ref:
        raise Http404
    return found


def _statuses(found: DecisionRecord) -> list[DecisionStatus]:
    after = DECISION[DecisionStatus(found.status)] - {DecisionStatus.REPLACED}
    return [each for each in DecisionStatus if each in after]


def _permit_settling(found: DecisionRecord, viewer: User) -> None:
    permit(
        designing.may_settle_decision(viewer, found, found.initiative),
        "What is decided about a design is recorded by who holds it.",
        way_out="Propose a design input on the integration.",
    )
    refuse_if_ended(found.initiative)


def _form_page(
    request: HttpRequest, found: DecisionRecord, form: Any, *, status: int = 200, **told: Any
) -> HttpResponse:
    context = {
        "initiative": found.initiative,
        "form": form,
        "back_url": found.get_absolute_url(),
        **told,
    }
    return render(request, "architecture/form.html", context, status=status)
