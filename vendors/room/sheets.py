"""Answering in a spreadsheet: our questions as a file, and the filled file back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from vendors.actions.answer_sheets import plan_of
from vendors.models import AnswerSheet, VendorContact
from vendors.question_queries import find_own_candidate, find_sheet
from vendors.room.forms import SheetForm
from vendors.room.frame import room_page, shown, slowed_down
from vendors.room.limits import UPLOADING
from vendors.sheet_forms import export, findings_file
from vendors.sheet_steps import brought, looked_at, pressed


@room_page
@require_safe
def questions_file(
    request: HttpRequest, contact: VendorContact, pk: int, ending: str
) -> HttpResponse:
    """The company's own questions as a spreadsheet."""
    return export(find_own_candidate(pk, contact), ending, with_drafts=True)


@room_page
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, contact: VendorContact, pk: int) -> HttpResponse:
    """Bring a filled spreadsheet."""
    candidate = find_own_candidate(pk, contact)
    form, status = SheetForm(), 200
    if request.method == "POST":
        if UPLOADING.is_passed(request, str(contact.pk)):
            return slowed_down(request)
        form = SheetForm(request.POST, request.FILES)
        sheet, status = brought(request, candidate, form, actor=contact)
        if sheet is not None:
            return redirect("vendor_room:sheet", candidate.pk, sheet.pk)
    return shown(request, "bring.html", {"candidate": candidate, "form": form}, status=status)


@room_page
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(
    request: HttpRequest, contact: VendorContact, pk: int, sheet_id: uuid.UUID
) -> HttpResponse:
    """What taking a sheet would do; choosing columns; taking it."""
    found = find_sheet(sheet_id, find_own_candidate(pk, contact), by_vendor=True)
    if request.method != "POST":
        context, status = looked_at(found)
        return _page(request, found, context, status)
    done, again = pressed(request, found, actor=contact)
    if again is not None:
        return _page(request, found, *again)
    if done is not None and done.state == AnswerSheet.State.TAKEN:
        messages.success(request, f"{done.taken} answers are drafts now. Look, then send them.")
        return redirect("vendor_room:home")
    return redirect("vendor_room:sheet", pk, found.pk)


@room_page
@require_safe
def findings(
    request: HttpRequest, contact: VendorContact, pk: int, sheet_id: uuid.UUID
) -> HttpResponse:
    """Every finding as a file."""
    found = find_sheet(sheet_id, find_own_candidate(pk, contact), by_vendor=True)
    if found.state == AnswerSheet.State.TAKEN:
        raise Http404
    return findings_file(plan_of(found))


def _page(
    request: HttpRequest, found: AnswerSheet, context: dict[str, Any], status: int
) -> HttpResponse:
    context = {**context, "candidate": found.candidate}
    return shown(request, "sheet.html", context, status=status)
