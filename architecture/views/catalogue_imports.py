"""Bringing a file of systems: look at what it would do, then take it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from architecture.actions import bring_catalogue, finish_catalogue_import
from architecture.catalogue.reading import read_catalogue_file
from architecture.catalogue.tables import own_mapping_text
from architecture.catalogue_forms import BringForm, TakeForm
from architecture.models import CatalogueImport
from architecture.views.systems import keeper
from initiatives.inventory.findings import Finding, Severity, as_csv
from people.errors import InvalidInput

SHOWN_FINDINGS = 200
LATEST = 10


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file; a good one is kept and shown before anything is taken."""
    viewer = keeper(request)
    sent = request.method == "POST"
    form = BringForm(request.POST, request.FILES) if sent else BringForm()
    if sent and form.is_valid():
        brought = bring_catalogue(form.read, form.content, form.mapping_text, actor=viewer)
        return redirect(brought)
    latest = CatalogueImport.objects.select_related("by").defer("report", "mapping_text")[:LATEST]
    context = {"form": form, "latest": latest}
    status = 422 if form.errors else 200
    return render(request, "architecture/catalogue/import.html", context, status=status)


@require_safe
def own_mapping(request: HttpRequest) -> HttpResponse:
    """The mapping of Joinery's own table, to be adapted."""
    keeper(request)
    headers = {"Content-Disposition": 'attachment; filename="joinery-systems.toml"'}
    return HttpResponse(
        own_mapping_text(), content_type="application/toml; charset=utf-8", headers=headers
    )


@require_safe
def show(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """What an import would do, or what came of it."""
    keeper(request)
    found = _find(import_id)
    return _show(request, found, TakeForm(report=found.report))


@require_POST
def take(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Take the file, whole or not at all."""
    viewer = keeper(request)
    found = _find(import_id)
    if found.state == CatalogueImport.State.DONE:
        return redirect(found)
    form = TakeForm(request.POST, report=found.report)
    if not form.is_valid():
        return _show(request, found, form)
    with found.file.open("rb") as kept:
        content = kept.read()
    file = read_catalogue_file(
        content, found.mapping_text, file_name=found.file_name, today=timezone.localdate()
    )
    try:
        done = finish_catalogue_import(
            found.pk,
            file,
            only_good_rows=form.only_good_rows,
            missing=form.what_is_missing,
            actor=viewer,
        )
    except InvalidInput as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, found, form)
    messages.success(request, f"{done.file_name} is in the catalogue.")
    return redirect(done)


@require_safe
def findings(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Every finding as a CSV file."""
    keeper(request)
    content = as_csv(_findings(_find(import_id))).encode("utf-8-sig")
    headers = {"Content-Disposition": 'attachment; filename="findings.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _find(import_id: uuid.UUID) -> CatalogueImport:
    found = CatalogueImport.objects.select_related("by").filter(pk=import_id).first()
    if found is None:
        raise Http404
    return found


def _findings(found: CatalogueImport) -> list[Finding]:
    kept: list[dict[str, Any]] = found.report.get("findings", [])
    return [Finding(**{**each, "severity": Severity(each["severity"])}) for each in kept]


def _show(request: HttpRequest, found: CatalogueImport, form: TakeForm) -> HttpResponse:
    kept = _findings(found)
    context = {
        "catalogue_import": found,
        "report": found.report,
        "form": form,
        "shown_findings": kept[:SHOWN_FINDINGS],
        "all_findings": len(kept) + found.report.get("further_findings", 0),
        "is_done": found.state == CatalogueImport.State.DONE,
    }
    status = 422 if form.errors else 200
    return render(request, "architecture/catalogue/import_show.html", context, status=status)
