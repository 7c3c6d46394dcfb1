"""Who owns the design of an integration, and how far it is."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from architecture import designing
from architecture.actions.authority import (
    accept_authority,
    decline_authority,
    hand_over_authority,
    offer_authority,
)
from architecture.actions.design import override_design_state, set_design_state
from architecture.actions.locking import permit_setting
from architecture.integration_forms import (
    DeclineForm,
    HandOverForm,
    OfferForm,
    OverrideForm,
    StateForm,
)
from architecture.integration_queries import find_integration
from architecture.models import DesignAuthority, Integration
from architecture.views.integrations import found_at
from people import kept_forms
from people.forms import unmet
from people.models import User, person
from people.queries import on_duty_for
from people.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMS: dict[str, type[forms.Form]] = {
    "offer": OfferForm,
    "take": forms.Form,
    "accept": forms.Form,
    "decline": DeclineForm,
    "hand_over": HandOverForm,
}
_TOLD = {
    "offer": "The design authority is offered. IT owes the answer.",
    "take": "You own the design now.",
    "accept": "You own the design now.",
    "decline": "Your answer is kept, and told to who asked.",
    "hand_over": "The design authority is handed over. IT owes the answer.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def authority(request: HttpRequest, ref: str, int_ref: str) -> HttpResponse:
    """Offer it, answer an offer, or hand it over; every row stays (A21)."""
    viewer = person(request.user)
    found = found_at(ref, int_ref, viewer)
    if request.method != "POST":
        return _page(request, found, _offered_forms(found, viewer, kept_forms.initial(request)))
    verb = request.POST.get("verb", "")
    if verb not in _FORMS:
        raise Http404
    form = _FORMS[verb](request.POST)
    code = unmet(form, lambda: _act(verb, found, form.cleaned_data, viewer))
    if code is None:
        messages.success(request, _TOLD[verb])
        return redirect(found)
    found = found_at(ref, int_ref, viewer)
    offered = {**_offered_forms(found, viewer, {}), verb: form}
    return _page(request, found, offered, refused=form, status=code)


@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, ref: str, int_ref: str) -> HttpResponse:
    """Set how far the design is: whose it is to set, or an administrator with a reason (A19)."""
    viewer = person(request.user)
    found = found_at(ref, int_ref, viewer)
    may_set = designing.may_set_design(viewer, found)
    if not designing.may_override(viewer):
        permit_setting(found, viewer)
    kind = StateForm if may_set else OverrideForm
    states = designing.permitted_states(viewer, found)
    asked = {"state": request.GET["state"]} if "state" in request.GET else {}
    initial = {"version": found.version, **asked, **kept_forms.initial(request)}
    form = (
        kind(request.POST, states=states)
        if request.method == "POST"
        else kind(states=states, initial=initial)
    )
    if request.method != "POST":
        return _state_page(request, found, form, may_set=may_set)
    act: Callable[..., Integration] = set_design_state if may_set else override_design_state
    code = unmet(form, lambda: act(found, actor=viewer, **form.cleaned_data))
    if code is None:
        messages.success(request, f"The design is {form.cleaned_data['state']}.")
        return redirect(found)
    if code == 409:
        found = find_integration(int_ref, viewer)
        form.now_seen(found.version)
    return _state_page(request, found, form, may_set=may_set, status=code)


def _state_page(
    request: HttpRequest, found: Integration, form: StateForm, *, may_set: bool, status: int = 200
) -> HttpResponse:
    now = found.get_design_state_display().lower()
    context = {
        "initiative": found.initiative,
        "form": form,
        "heading": f"Set the design of {found.name}",
        "lead": f"It is {now} now."
        + ("" if may_set else " You do not hold it; what you set is marked as an override."),
        "label": "Set it" if may_set else "Override it",
        "back_url": found.get_absolute_url(),
    }
    return render(request, "architecture/form.html", context, status=status)


def _act(verb: str, found: Integration, typed: dict[str, Any], viewer: User) -> DesignAuthority:
    if verb == "offer":
        return offer_authority(found, actor=viewer, **typed)
    if verb == "take":
        return offer_authority(found, to=viewer, actor=viewer)
    if verb == "hand_over":
        return hand_over_authority(found, actor=viewer, **typed)
    asked = designing.offer_of(found) or found.authorities.first()
    if asked is None:
        raise Http404
    if verb == "accept":
        return accept_authority(asked, actor=viewer)
    return decline_authority(asked, actor=viewer, **typed)


def _offered_forms(found: Integration, viewer: User, kept: dict[str, str]) -> dict[str, forms.Form]:
    """The forms that the viewer may fill in now, by verb, the likeliest first."""
    if found.initiative.is_ended:
        return {}
    offer = designing.offer_of(found)
    if offer and designing.may_answer_offer(viewer, offer):
        return {"accept": forms.Form(), "decline": DeclineForm(initial=kept)}
    if designing.holds_authority(viewer, found):
        return {"hand_over": HandOverForm(initial=kept)}
    if offer or not designing.may_offer_authority(viewer, found, found.initiative):
        return {}
    on_duty = on_duty_for(found.initiative.unit)
    form = OfferForm(initial={"to": on_duty.pk if on_duty else None, **kept})
    if viewer.holds(Role.IT_ARCHITECT):
        return {"take": forms.Form(), "offer": form}
    return {"offer": form}


def _page(
    request: HttpRequest,
    found: Integration,
    offered: dict[str, forms.Form],
    *,
    refused: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "initiative": found.initiative,
        "integration": found,
        "holder": designing.holder_of(found),
        "offer": designing.offer_of(found),
        "authorities": list(found.authorities.all()),
        "forms": offered,
        "refused": refused,
        "back_url": found.get_absolute_url(),
    }
    return render(request, "architecture/authority.html", context, status=status)
