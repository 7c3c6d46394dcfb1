"""Decision records as MADR files: one, the whole folder, and back."""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from architecture.actions.decision_locking import permit_writing
from architecture.actions.madr import TakenFiles, import_decisions
from architecture.decision_folder import (
    Brought,
    file_name,
    madr_of,
    opened,
)
from architecture.decision_folder import (
    folder as zipped,
)
from architecture.decision_forms import MOST_FILE_BYTES, FilesForm
from architecture.integration_queries import decisions_on
from architecture.madr import write_madr
from architecture.views.decision import decision_at
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people.errors import InvalidInput
from people.forms import show_refusal
from people.models import person

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@require_safe
def one_file(request: HttpRequest, ref: str, adr_ref: str) -> HttpResponse:
    """One record as a MADR file."""
    found = decision_at(ref, adr_ref, person(request.user))
    return _download(write_madr(madr_of(found)).encode(), file_name(found), "text/markdown")


@require_safe
def folder(request: HttpRequest, ref: str) -> HttpResponse:
    """Every record of the initiative as a folder that a git repository can take."""
    initiative = find_initiative(ref, person(request.user))
    records = sorted(decisions_on(initiative), key=lambda each: each.reference)
    content = zipped((file_name(each), write_madr(madr_of(each))) for each in records)
    return _download(content, f"{ref}-decisions.zip", "application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, ref: str) -> HttpResponse:
    """First look at what the files hold and lack, then take them."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    permit_writing(initiative, viewer)
    if request.method != "POST":
        return _page(request, initiative, FilesForm())
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, initiative, form)
    brought = _brought(form)
    if brought.trouble:
        way_out = "Choose a Markdown file or a zip."
        show_refusal(form, InvalidInput(brought.trouble, way_out=way_out, field="file"))
        return _page(request, initiative, form)
    if "take" not in request.POST:
        again = FilesForm(
            initial={"kept": json.dumps(brought.texts), "lacking": form.cleaned_data["lacking"]}
        )
        return _page(request, initiative, again, brought=brought)
    only_whole = form.cleaned_data["lacking"] == FilesForm.WHOLE
    taken = import_decisions(initiative, brought.to_take(only_whole=only_whole), actor=viewer)
    messages.success(request, f"{len(taken.taken)} taken, {len(taken.known)} were here already.")
    return _page(request, initiative, None, brought=brought, taken=taken)


def _brought(form: FilesForm) -> Brought:
    file: UploadedFile[Any] | None = form.cleaned_data["file"]
    if file is not None:
        if (file.size or 0) > MOST_FILE_BYTES:
            return Brought(trouble="It is larger than one megabyte.")
        return opened(file.name or "record.md", file.read())
    kept = form.cleaned_data["kept"]
    if not kept:
        return Brought(trouble="No file is chosen.")
    try:
        texts = json.loads(kept)
    except ValueError:
        texts = None
    if not isinstance(texts, dict):
        return Brought(trouble="What was looked at is lost.")
    return Brought({str(name): str(text) for name, text in texts.items()})


def _page(
    request: HttpRequest,
    initiative: Initiative,
    form: FilesForm | None,
    *,
    brought: Brought | None = None,
    taken: TakenFiles | None = None,
) -> HttpResponse:
    context = {
        "initiative": initiative,
        "form": form,
        "files": brought.read() if brought else [],
        "taken": taken,
        "back_url": reverse("architecture:decisions", args=[initiative.reference]),
    }
    return render(request, "architecture/take_decisions.html", context, status=HTTPStatus.OK)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    quoted = name.replace('"', "")
    answer.headers["Content-Disposition"] = f'attachment; filename="{quoted}"'
    return answer
