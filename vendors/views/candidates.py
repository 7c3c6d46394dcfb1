"""Candidates: added, listed, dated, left."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.models import Initiative
from initiatives.queries import decisions_of, find_initiative
from initiatives.vocabulary import MilestoneKind
from people import kept_forms
from people.forms import unmet
from people.models import User, person
from vendors import policies
from vendors.actions import (
    add_candidate,
    consider_again,
    leave_candidate,
    permit_comparing,
    take_longlist,
    take_shortlist,
)
from vendors.comparing import Cell
from vendors.forms import CandidateForm, ListForm, ReasonForm, known_vendors
from vendors.models import Candidate
from vendors.queries import candidates_of, find_candidate, matrix_of
from vendors.vocabulary import CriterionGroup

_STEPS = (MilestoneKind.LONGLIST, MilestoneKind.SHORTLIST, MilestoneKind.SELECTION)


@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest, ref: str) -> HttpResponse:
    """What is chosen among, the dated steps, and a form to add one (A12, A18)."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    if request.method == "POST":
        form = CandidateForm(request.POST)
        status = unmet(
            form,
            lambda: add_candidate(
                initiative,
                form.candidate(),
                actor=user,
                submission_key=form.cleaned_data["submission_key"],
            ),
        )
        if status is None:
            messages.success(request, "The candidate is added.")
            return redirect("vendors:candidates", initiative.reference)
    else:
        form, status = CandidateForm(initial=kept_forms.initial(request)), HTTPStatus.OK
    return _list_page(request, initiative, user, form, status)


@require_http_methods(["GET", "HEAD"])
def candidate(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """One candidate: what we know of its vendor, and how far each side is with it."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    found = find_candidate(initiative, pk)
    compared = matrix_of(initiative, user)
    cells = [cell for row in compared.rows for cell in row.cells if cell.candidate.pk == found.pk]
    context = {
        "initiative": initiative,
        "candidate": found,
        "vendor": found.vendor,
        "groups": _by_group(cells),
        "side": compared.side,
        "may_compare": policies.may_compare(user, initiative) and not initiative.is_ended,
    }
    return render(request, "vendors/candidate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def longlist(request: HttpRequest, ref: str) -> HttpResponse:
    """Dates the longlist as it stands (A12)."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    permit_comparing(initiative, user)
    considered = [each for each in candidates_of(initiative) if each.is_considered]
    form = _list_form(request, considered, choosing=False)
    status: HTTPStatus | None = HTTPStatus.OK
    if request.method == "POST":
        status = unmet(
            form,
            lambda: take_longlist(
                initiative,
                actor=user,
                taken_on=form.cleaned_data["taken_on"],
                sole_reason=form.cleaned_data.get("sole_reason", ""),
            ),
        )
    if status is None:
        messages.success(request, "The longlist is dated.")
        return redirect("vendors:candidates", initiative.reference)
    return _step_page(request, initiative, form, considered, "longlist", status)


@require_http_methods(["GET", "HEAD", "POST"])
def shortlist(request: HttpRequest, ref: str) -> HttpResponse:
    """Chooses the shortlist and dates it; the only one on it needs a reason (A12, A18)."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    permit_comparing(initiative, user)
    considered = [each for each in candidates_of(initiative) if each.is_considered]
    form = _list_form(request, considered, choosing=True)
    status: HTTPStatus | None = HTTPStatus.OK
    if request.method == "POST":
        status = unmet(
            form,
            lambda: take_shortlist(
                initiative,
                form.cleaned_data["candidates"],
                actor=user,
                taken_on=form.cleaned_data["taken_on"],
                sole_reason=form.cleaned_data["sole_reason"],
            ),
        )
    if status is None:
        messages.success(request, "The shortlist is kept.")
        return redirect("vendors:candidates", initiative.reference)
    return _step_page(request, initiative, form, considered, "shortlist", status)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Takes a candidate no further, or up again; both with a reason."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    permit_comparing(initiative, user)
    found = find_candidate(initiative, pk)
    is_leaving = found.is_considered
    act = leave_candidate if is_leaving else consider_again
    status: HTTPStatus | None = HTTPStatus.OK
    if request.method == "POST":
        form = ReasonForm(request.POST)
        status = unmet(form, lambda: act(found, reason=form.cleaned_data["reason"], actor=user))
    else:
        form = ReasonForm(initial=kept_forms.initial(request))
    if status is None:
        said = "is not taken further" if is_leaving else "is considered again"
        messages.success(request, f"{found.name} {said}.")
        return redirect("vendors:candidates", initiative.reference)
    context = {
        "initiative": initiative,
        "heading": f"Not take {found.name} further" if is_leaving else f"Consider {found.name}",
        "lead": "" if is_leaving else f"It was left: {found.left_reason}",
        "form": form,
        "label": "Not take it further" if is_leaving else "Consider it again",
        "note": "Scores and answers are kept.",
        "back_url": reverse("vendors:candidate", args=[initiative.reference, found.pk]),
    }
    return render(request, "vendors/reason.html", context, status=status)


def _list_page(
    request: HttpRequest, initiative: Initiative, user: User, form: CandidateForm, status: int
) -> HttpResponse:
    found = candidates_of(initiative)
    may_compare = policies.may_compare(user, initiative) and not initiative.is_ended
    taken = {each.kind: each for each in decisions_of(initiative) if each.kind in _STEPS}
    context: dict[str, Any] = {
        "initiative": initiative,
        "considered": [each for each in found if each.is_considered],
        "left": [each for each in found if not each.is_considered],
        "steps": [taken[kind] for kind in _STEPS],
        "longlist_taken": taken[MilestoneKind.LONGLIST].state != "open",
        "shortlist_taken": taken[MilestoneKind.SHORTLIST].state != "open",
        "may_compare": may_compare,
        "form": form,
        "known": known_vendors() if may_compare else [],
    }
    return render(request, "vendors/candidates.html", context, status=status)


def _list_form(request: HttpRequest, considered: list[Candidate], *, choosing: bool) -> ListForm:
    if request.method == "POST":
        return ListForm(request.POST, considered=considered, choosing=choosing)
    initial: dict[str, Any] = dict(kept_forms.initial(request))
    initial.pop("candidates", None)
    return ListForm(initial=initial, considered=considered, choosing=choosing)


def _step_page(
    request: HttpRequest,
    initiative: Initiative,
    form: ListForm,
    considered: list[Candidate],
    step: str,
    status: int,
) -> HttpResponse:
    context = {
        "initiative": initiative,
        "form": form,
        "considered": considered,
        "step": step,
        "back_url": reverse("vendors:candidates", args=[initiative.reference]),
    }
    return render(request, "vendors/step.html", context, status=status)


def _by_group(cells: list[Cell]) -> list[tuple[CriterionGroup, list[Cell], int]]:
    grouped = []
    for group in CriterionGroup:
        found = [cell for cell in cells if cell.criterion.group == group]
        if found:
            grouped.append((group, found, sum(cell.missing for cell in found)))
    return grouped
