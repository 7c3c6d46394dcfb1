"""A side's criteria within an initiative: asked for, worded, published, changed."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.forms import unmet
from people.models import User, person
from people.vocabulary import Party
from vendors import policies
from vendors.actions import (
    add_criterion,
    change_criterion,
    draft_criteria,
    permit_wording,
    publish_criteria,
    request_criteria,
    take_from_library,
    withdraw_criterion,
)
from vendors.criteria_page import criteria_context
from vendors.forms import FromLibraryForm, PublishForm, ReasonForm, WordingForm, worded
from vendors.models import Criterion
from vendors.vocabulary import SIDES


@require_safe
def criteria(request: HttpRequest, ref: str, party: str) -> HttpResponse:
    """What one side asks of the candidates, and what the other asks beside it."""
    user = person(request.user)
    return _page(request, find_initiative(ref, user), _side(party), user)


@require_POST
def ask(request: HttpRequest, ref: str, party: str) -> HttpResponse:
    """One press asks a side for its criteria (A17)."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    side = _side(party)
    asked = request_criteria(initiative, side, actor=user)
    if asked.is_published or asked.number > 1:
        messages.info(request, f"{side.label} has published its criteria already.")
    else:
        messages.success(request, f"{side.label} is asked for its criteria. A draft awaits it.")
    return redirect("vendors:matrix", initiative.reference)


@require_POST
def draft(request: HttpRequest, ref: str, party: str) -> HttpResponse:
    """One's own side begins its criteria or their next version."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    side = _side(party)
    begun = draft_criteria(initiative, side, actor=user)
    messages.success(request, f"Version {begun.number} is being drafted.")
    return redirect("vendors:criteria", initiative.reference, side)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, ref: str, party: str) -> HttpResponse:
    """From now on the other side and vendors may rely on them."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    side = _side(party)
    if request.method != "POST":
        return redirect("vendors:criteria", initiative.reference, side)
    form = PublishForm(request.POST)
    status = unmet(
        form,
        lambda: publish_criteria(
            initiative,
            side,
            actor=user,
            version=form.cleaned_data["version"],
            change_reason=form.cleaned_data["change_reason"],
        ),
    )
    if status is not None:
        return _page(request, initiative, side, user, status=status, publish_form=form)
    messages.success(request, f"The {side.label} criteria are published.")
    return redirect("vendors:matrix", initiative.reference)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, ref: str, party: str) -> HttpResponse:
    """Adds one criterion from the library."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    side = _side(party)
    if request.method != "POST":
        return redirect("vendors:criteria", initiative.reference, side)
    form = FromLibraryForm(request.POST)
    status = unmet(
        form, lambda: take_from_library(initiative, side, form.cleaned_data["key"], actor=user)
    )
    if status is not None:
        return _page(request, initiative, side, user, status=status, library_form=form)
    messages.success(request, f"{form.cleaned_data['key']} is added.")
    return redirect("vendors:criteria", initiative.reference, side)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, ref: str, party: str) -> HttpResponse:
    """A criterion in the side's own words."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    side = _side(party)
    if request.method == "POST":
        form = WordingForm(request.POST)
        status = unmet(form, lambda: add_criterion(initiative, side, form.wording(), actor=user))
        if status is None:
            messages.success(request, "The criterion is added.")
            return redirect("vendors:criteria", initiative.reference, side)
    else:
        permit_wording(initiative, side, user)
        initial = {"scored_by": side, **kept_forms.initial(request)}
        form, status = WordingForm(initial=initial), HTTPStatus.OK
    context = {"initiative": initiative, "party": side, "form": form}
    return render(request, "vendors/criterion_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Words a criterion anew; scores by the old words are opened again once it is published."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    criterion = _criterion(initiative, pk)
    if request.method == "POST":
        form = WordingForm(request.POST)
        status = unmet(
            form,
            lambda: change_criterion(
                criterion, form.wording(), actor=user, version=form.cleaned_data["version"]
            ),
        )
        if status is None:
            messages.success(request, f"{criterion.key} is worded anew.")
            return redirect("vendors:criteria", initiative.reference, criterion.party)
    else:
        permit_wording(initiative, Party(criterion.party), user)
        initial = {**worded(criterion), "version": criterion.version}
        form, status = (
            WordingForm(initial={**initial, **kept_forms.initial(request)}),
            HTTPStatus.OK,
        )
    context = {
        "initiative": initiative,
        "party": Party(criterion.party),
        "criterion": criterion,
        "scores": criterion.scores.filter(superseded_at=None).count(),
        "form": form,
    }
    return render(request, "vendors/criterion_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Leaves a criterion out; its words and scores are kept."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    criterion = _criterion(initiative, pk)
    if request.method == "POST":
        form = ReasonForm(request.POST)
        status = unmet(
            form,
            lambda: withdraw_criterion(criterion, reason=form.cleaned_data["reason"], actor=user),
        )
        if status is None:
            messages.success(request, f"{criterion.key} is withdrawn.")
            return redirect("vendors:criteria", initiative.reference, criterion.party)
    else:
        permit_wording(initiative, Party(criterion.party), user)
        form, status = ReasonForm(initial=kept_forms.initial(request)), HTTPStatus.OK
    context = {
        "initiative": initiative,
        "heading": f"Withdraw {criterion.key}",
        "lead": criterion.question,
        "form": form,
        "label": "Withdraw it",
        "note": "Its words and scores stay on record.",
        "back_url": reverse("vendors:criteria", args=[initiative.reference, criterion.party]),
    }
    return render(request, "vendors/reason.html", context, status=status)


def _page(
    request: HttpRequest,
    initiative: Initiative,
    side: Party,
    user: User,
    *,
    status: int = 200,
    **given: Any,
) -> HttpResponse:
    context = {**criteria_context(initiative, side, user), **given}
    context["may_word"] = policies.may_word_criteria(user, initiative, side)
    return render(request, "vendors/criteria.html", context, status=status)


def _side(party: str) -> Party:
    if party not in SIDES:
        raise Http404
    return Party(party)


def _criterion(initiative: Initiative, pk: int) -> Criterion:
    found = Criterion.objects.filter(initiative=initiative, pk=pk).first()
    if found is None:
        raise Http404
    found.initiative = initiative
    return found
