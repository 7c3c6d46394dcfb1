"""The choice: its record with both views, recording it, and what opens its scores again."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.forms import unmet
from people.models import User, person
from people.vocabulary import Party
from vendors import policies
from vendors.actions import record_selection, record_trigger, write_selection_view
from vendors.choice_forms import (
    ChoiceForm,
    ChoiceViewForm,
    VendorChangeForm,
    filled_in,
    missing_by_side,
)
from vendors.choosing import carried_gaps, current_record, earlier_records, gaps_of, triggers_of
from vendors.comparing import Matrix
from vendors.models import Candidate, SelectionRecord
from vendors.paper import comparison_as_pdf
from vendors.queries import matrix_for_side, matrix_of


@require_http_methods(["GET", "HEAD", "POST"])
def selection(request: HttpRequest, ref: str) -> HttpResponse:
    """What was chosen, why, both views, and what is carried forward; posting keeps a view."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    record = current_record(initiative)
    if request.method != "POST" or record is None:
        return _page(request, initiative, record, _view_form(request, initiative, viewer, record))
    form = ChoiceViewForm(request.POST)
    typed = record
    code = unmet(form, lambda: write_selection_view(typed, **form.cleaned_data, actor=viewer))
    if code is None:
        messages.success(request, "Your side's view stands beside the other one.")
        return redirect(record)
    if code == HTTPStatus.CONFLICT and (record := current_record(initiative)) is not None:
        form.now_seen(record.version)
    return _page(request, initiative, record, form, status=code)


def _view_form(
    request: HttpRequest, initiative: Initiative, viewer: User, record: SelectionRecord | None
) -> ChoiceViewForm | None:
    side = policies.side_of(viewer, initiative)
    if record is None or side is None or initiative.is_ended:
        return None
    if not policies.may_write_choice_view(viewer, initiative, side):
        return None
    own = record.it_view if side == Party.IT else record.business_view
    kept = kept_forms.initial(request)
    return ChoiceViewForm(initial={"text": own, "version": record.version, **kept})


def _page(
    request: HttpRequest,
    initiative: Initiative,
    record: SelectionRecord | None,
    form: ChoiceViewForm | None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    viewer = person(request.user)
    side = policies.side_of(viewer, initiative)
    gaps = carried_gaps(record, matrix_for_side(initiative, None)) if record else []
    context = {
        "initiative": initiative,
        "record": record,
        "gaps": gaps,
        "gaps_open": sum(not each.is_closed for each in gaps),
        "earlier": earlier_records(initiative),
        "triggers": triggers_of(initiative),
        "form": form,
        "has_own_view": record is not None and bool(getattr(record, f"{side}_view", "")),
        "may_record": not initiative.is_ended and policies.may_record_choice(viewer, initiative),
    }
    return render(request, "vendors/choice/selection.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def record_choice(request: HttpRequest, ref: str) -> HttpResponse:
    """First which candidate, then everything about it, filled in from the comparison."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    matrix = matrix_for_side(initiative, None)
    current = current_record(initiative)
    candidate = _named(request, matrix, current)
    if candidate is None or not policies.may_record_choice(viewer, initiative):
        return _which(request, initiative, matrix_of(initiative, viewer), current)
    form = _choice_form(request, initiative, matrix, candidate, current)
    if request.method != "POST":
        return _choice_page(request, initiative, form, current)
    made: list[SelectionRecord] = []
    code = unmet(form, lambda: made.append(_record(initiative, form, viewer)))
    if code is None:
        messages.success(request, "The choice is recorded. Both sides have been told.")
        return redirect(made[0])
    if code == HTTPStatus.CONFLICT:
        current = current_record(initiative)
        form.now_seen(current)
    return _choice_page(request, initiative, form, current, status=code)


def _named(
    request: HttpRequest, matrix: Matrix, current: SelectionRecord | None
) -> Candidate | None:
    """The candidate of the address; the only one, where there is no other."""
    considered = {str(each.pk): each for each in matrix.considered}
    asked = request.GET.get("candidate", "")
    if not asked and len(considered) == 1:
        return next(iter(considered.values()))
    return considered.get(asked)


def _choice_form(
    request: HttpRequest,
    initiative: Initiative,
    matrix: Matrix,
    candidate: Candidate,
    current: SelectionRecord | None,
) -> ChoiceForm:
    given: dict[str, Any] = {
        "initiative": initiative,
        "candidate": candidate,
        "gaps": gaps_of(matrix, candidate),
        "is_single": len(matrix.considered) == 1,
    }
    if request.method == "POST":
        return ChoiceForm(request.POST, **given)
    known = filled_in(matrix, candidate, current)
    return ChoiceForm(initial={**known, **kept_forms.initial(request)}, **given)


def _record(initiative: Initiative, form: ChoiceForm, viewer: User) -> SelectionRecord:
    typed = form.cleaned_data
    return record_selection(
        initiative,
        form.choice(),
        actor=viewer,
        supersedes=typed["supersedes"],
        submission_key=typed["submission_key"],
    )


def _which(
    request: HttpRequest,
    initiative: Initiative,
    matrix: Matrix,
    current: SelectionRecord | None,
) -> HttpResponse:
    viewer = person(request.user)
    rows = [
        {"candidate": each, "missing": missing_by_side(gaps_of(matrix, each))}
        for each in matrix.considered
    ]
    context = {
        "initiative": initiative,
        "rows": rows,
        "current": current,
        "may_record": not initiative.is_ended and policies.may_record_choice(viewer, initiative),
        "compare_url": reverse("vendors:matrix", args=[initiative.reference]),
    }
    return render(request, "vendors/choice/which.html", context)


def _choice_page(
    request: HttpRequest,
    initiative: Initiative,
    form: ChoiceForm,
    current: SelectionRecord | None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "initiative": initiative,
        "form": form,
        "candidate": form.candidate,
        "current": current,
    }
    return render(request, "vendors/choice/record.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def vendor_change(request: HttpRequest, ref: str) -> HttpResponse:
    """Record what happened at a vendor; its scores are open again (B46)."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    candidates = [each for each in matrix_of(initiative, viewer).considered if each.vendor]
    form = VendorChangeForm(
        request.POST if request.method == "POST" else None,
        candidates=candidates,
        initial={**request.GET.dict(), **kept_forms.initial(request)},
    )
    status = HTTPStatus.OK
    if request.method == "POST":
        code = unmet(form, lambda: _note_change(initiative, form, viewer))
        if code is None:
            messages.success(request, "It is recorded, and the scores are open again.")
            return redirect("vendors:selection", initiative.reference)
        status = code
    context = {
        "initiative": initiative,
        "form": form,
        "has_vendors": bool(candidates),
        "may_compare": not initiative.is_ended and policies.may_compare(viewer, initiative),
    }
    return render(request, "vendors/choice/vendor_change.html", context, status=status)


def _note_change(initiative: Initiative, form: VendorChangeForm, viewer: User) -> None:
    typed = form.cleaned_data
    record_trigger(
        form.chosen_vendor,
        form.change(),
        actor=viewer,
        initiative=None if typed["everywhere"] else initiative,
        submission_key=typed["submission_key"],
    )


@require_safe
def comparison_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """The comparison and the choice on paper, for those who were not there.

    It tells what both sides may know: what only one side has scored stays untold on it.
    """
    initiative = find_initiative(ref, person(request.user))
    name = f"{initiative.reference}-comparison.pdf"
    return HttpResponse(
        comparison_as_pdf(initiative),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
