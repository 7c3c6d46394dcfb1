"""Raising a design input."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from governance.actions import next_open_decision, permit_raising, raise_design_input
from governance.embodying import integration_named
from governance.forms import RaiseForm
from governance.queries import last_raised_by
from initiatives.models import Initiative
from initiatives.queries import decisions_of, find_initiative
from people import kept_forms
from people.errors import Refusal
from people.forms import show_refusal, shown_status
from people.models import User, person

_PREFILLED = ("title", "kind", "decision", "concern_group", "subject")


@require_http_methods(["GET", "HEAD", "POST"])
def raise_input(request: HttpRequest, ref: str) -> HttpResponse:
    """One form for every concern (A24, A25)."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    if request.method == "POST":
        return _raised(request, initiative, user)
    permit_raising(initiative, user)
    # What the address brings is more to the point than what was raised last.
    asked = {name: request.GET[name] for name in _PREFILLED if name in request.GET}
    initial = {**_known(initiative, user), **asked, **kept_forms.initial(request)}
    form = RaiseForm(initial=initial, decisions=decisions_of(initiative))
    return _form_page(request, initiative, form)


def _raised(request: HttpRequest, initiative: Initiative, user: User) -> HttpResponse:
    form = RaiseForm(request.POST, decisions=decisions_of(initiative))
    if not form.is_valid():
        return _form_page(request, initiative, form)
    try:
        design_input = raise_design_input(
            initiative, form.concern(), actor=user, submission_key=form.key
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _form_page(request, initiative, form, status=shown_status(refusal))
    other = design_input.answering_party.label
    messages.success(request, f"{design_input.reference} is raised. {other} owes the answer.")
    return redirect(design_input)


def _known(initiative: Initiative, user: User) -> dict[str, str]:
    known = {"decision": next_open_decision(initiative)}
    last = last_raised_by(user)
    if last:
        known["concern_group"] = last.concern_group
    return known


def _form_page(
    request: HttpRequest, initiative: Initiative, form: RaiseForm, *, status: int = 200
) -> HttpResponse:
    back_url = reverse("governance:inputs", args=[initiative.reference])
    about = integration_named(str(form["subject"].value() or ""), initiative)
    context = {
        "initiative": initiative,
        "form": form,
        "about": about,
        "back_url": about.get_absolute_url() if about else back_url,
    }
    return render(request, "governance/raise.html", context, status=status)
