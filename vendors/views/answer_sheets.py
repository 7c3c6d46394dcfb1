"""Questions to a vendor as a spreadsheet, and a filled questionnaire back; files of evidence."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.queries import find_initiative
from people.errors import NotPermitted
from people.models import User, person
from vendors import policies
from vendors.actions.answer_sheets import plan_of
from vendors.evidence_responses import file_response
from vendors.models import AnswerSheet, Candidate
from vendors.question_forms import BringForm
from vendors.question_queries import find_candidate, find_file, find_sheet
from vendors.sheet_forms import export, findings_file
from vendors.sheet_steps import brought, looked_at, pressed
from vendors.views.questions import ONLY_COMPARING


@require_safe
def questions_file(request: HttpRequest, reference: str, pk: int, ending: str) -> HttpResponse:
    """The questions to a candidate, with what is answered."""
    candidate = find_candidate(pk, find_initiative(reference, person(request.user)))
    return export(candidate, ending, with_drafts=False)


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Bring a questionnaire that the vendor has filled."""
    viewer = person(request.user)
    candidate = _for_comparing(reference, pk, viewer)
    form, status = BringForm(), 200
    if request.method == "POST":
        form = BringForm(request.POST, request.FILES)
        sheet, status = brought(request, candidate, form, actor=viewer)
        if sheet is not None:
            return redirect("vendor_questions:sheet", reference, pk, sheet.pk)
    context = {"initiative": candidate.initiative, "candidate": candidate, "form": form}
    return render(request, "vendors/questions/bring.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, reference: str, pk: int, sheet_id: uuid.UUID) -> HttpResponse:
    """What taking a sheet would do; choosing columns; taking it."""
    viewer = person(request.user)
    found = find_sheet(sheet_id, _for_comparing(reference, pk, viewer), by_vendor=False)
    if request.method != "POST":
        context, status = looked_at(found)
        return _page(request, found, context, status)
    done, again = pressed(request, found, actor=viewer)
    if again is not None:
        return _page(request, found, *again)
    if done is not None and done.state == AnswerSheet.State.TAKEN:
        messages.success(request, f"{done.taken} answers of {found.candidate.name} are taken.")
        return redirect("vendor_questions:questions", reference)
    return redirect("vendor_questions:sheet", reference, pk, found.pk)


@require_safe
def findings(request: HttpRequest, reference: str, pk: int, sheet_id: uuid.UUID) -> HttpResponse:
    """Every finding as a file."""
    viewer = person(request.user)
    found = find_sheet(sheet_id, _for_comparing(reference, pk, viewer), by_vendor=False)
    if found.state == AnswerSheet.State.TAKEN:
        raise Http404
    return findings_file(plan_of(found))


@require_safe
def evidence(request: HttpRequest, reference: str, pk: uuid.UUID) -> HttpResponseBase:
    """A file that a vendor sent, for who may see the initiative."""
    viewer = person(request.user)
    find_initiative(reference, viewer)
    file = find_file(pk, viewer)
    if file.candidate is None or file.candidate.initiative.reference != reference:
        raise Http404
    return file_response(file)


def _for_comparing(reference: str, pk: int, viewer: User) -> Candidate:
    initiative = find_initiative(reference, viewer)
    candidate = find_candidate(pk, initiative)
    if not policies.may_compare(viewer, initiative):
        raise NotPermitted(ONLY_COMPARING, way_out="Ask one of them, or take a seat at the table.")
    return candidate


def _page(
    request: HttpRequest, found: AnswerSheet, context: dict[str, Any], status: int
) -> HttpResponse:
    candidate = found.candidate
    context = {**context, "candidate": candidate, "initiative": candidate.initiative}
    return render(request, "vendors/questions/sheet.html", context, status=status)
