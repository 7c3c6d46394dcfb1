"""Pages of the inventory import: bring a file, look at what it would do, take it."""

import logging
import uuid
from functools import partial
from typing import cast

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from audit.actors import SystemActor
from initiatives.import_forms import BringForm, TakeForm
from initiatives.inventory.actions import (
    bring_inventory,
    fail_inventory_import,
    start_inventory_import,
)
from initiatives.inventory.findings import as_csv
from initiatives.inventory.progress import find_progress
from initiatives.inventory.report import ImportReport
from initiatives.inventory.shipped import shipped_paths
from initiatives.models import InventoryImport
from initiatives.policies import may_import_inventory
from initiatives.tasks import run_inventory_import
from people.errors import InvalidInput, NotPermitted
from people.models import User

logger = logging.getLogger(__name__)
SHOWN_FINDINGS = 200
LATEST = 10
State = InventoryImport.State


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file and a mapping; a good one is kept and shown before anything is taken."""
    user = _importer(request)
    sent = request.method == "POST"
    form = BringForm(request.POST, request.FILES) if sent else BringForm()
    if sent and form.is_valid():
        brought = bring_inventory(form.inventory, form.content, form.mapping_text, actor=user)
        return redirect("initiatives:import-show", brought.pk)
    latest = InventoryImport.objects.select_related("by").defer("report", "mapping_text")[:LATEST]
    context = {"form": form, "latest": latest, "shipped": shipped_paths()}
    status = 422 if form.errors else 200
    return render(request, "initiatives/import.html", context, status=status)


@require_safe
def shipped_mapping(request: HttpRequest, name: str) -> HttpResponse:
    """A mapping that comes with Joinery, to be adapted."""
    _importer(request)
    try:
        text = shipped_paths()[name].read_text(encoding="utf-8")
    except KeyError:
        raise Http404 from None
    headers = {"Content-Disposition": f'attachment; filename="{name}.toml"'}
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)


@require_safe
def show(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """What an import would do, how far it is, or what came of it."""
    _importer(request)
    return _show(request, _find(import_id), TakeForm())


@require_POST
def take(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Start the import in the background; a second press finds it started."""
    user = _importer(request)
    found = _find(import_id)
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        with transaction.atomic():
            started = start_inventory_import(
                found.pk, only_good_rows=form.only_good_rows, actor=user
            )
            if started:
                transaction.on_commit(partial(_enqueue, started.pk))
    except InvalidInput as refusal:
        form.add_error(None, str(refusal))
        return _show(request, found, form)
    return redirect("initiatives:import-show", found.pk)


@require_safe
def progress(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """The fragment that the page asks for each second; ended, it lets the page reload."""
    _importer(request)
    found = _find(import_id)
    if found.state != State.RUNNING and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "initiatives/import_progress.html", _progress_context(found))


@require_safe
def findings(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Every finding as a CSV file."""
    _importer(request)
    report = ImportReport.from_json(_find(import_id).report)
    headers = {"Content-Disposition": 'attachment; filename="findings.csv"'}
    content = as_csv(report.findings).encode("utf-8-sig")
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _importer(request: HttpRequest) -> User:
    user = cast("User", request.user)
    if not may_import_inventory(user):
        raise NotPermitted(
            "Only IT architects and administrators take an inventory.",
            way_out="Ask one of them to bring the file.",
        )
    return user


def _find(import_id: uuid.UUID) -> InventoryImport:
    found = InventoryImport.objects.select_related("by").defer("mapping_text")
    try:
        return found.get(pk=import_id)
    except InventoryImport.DoesNotExist:
        raise Http404 from None


def _show(request: HttpRequest, found: InventoryImport, form: TakeForm) -> HttpResponse:
    report = ImportReport.from_json(found.report)
    context = {
        "inventory_import": found,
        "report": report,
        "form": form,
        "shown_findings": report.findings[:SHOWN_FINDINGS],
        "all_findings": len(report.findings) + report.further_findings,
        **_progress_context(found),
    }
    status = 422 if form.errors else 200
    return render(request, f"initiatives/import_{found.state}.html", context, status=status)


def _progress_context(found: InventoryImport) -> dict[str, object]:
    return {"inventory_import": found, "progress": find_progress(found.pk)}


def _enqueue(import_id: uuid.UUID) -> None:
    try:
        run_inventory_import.delay(str(import_id))
    except (OperationalError, OSError):
        logger.exception("The queue cannot be reached.")
        why = "Background work cannot be reached just now. Bring the file again a little later."
        fail_inventory_import(import_id, why=why, actor=SystemActor("inventory import"))
