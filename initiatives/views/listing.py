"""The list of initiatives, on pages and as files."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from initiatives import exports, policies
from initiatives.filters import SORTS, USUAL_SORT, InitiativeList, filtered_initiatives
from initiatives.forms import ListForm
from initiatives.pagination import page_of
from initiatives.queries import listed
from people.errors import NotPermitted
from people.models import User, person
from people.permissions import Permission, may

_PLACES = ("after", "before")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class ColumnSort:
    """How a column head turns the list: its address and what it says to screen readers now."""

    url: str
    direction: str


@require_GET
def initiatives(request: HttpRequest) -> HttpResponse:
    """What the viewer may see, filtered, in order, 50 a page."""
    viewer = _reader(request)
    found = filtered_initiatives(viewer, request.GET)
    after, before = (request.GET.get(name, "") for name in _PLACES)
    page = page_of(found.initiatives, found.keys, after=after, before=before)
    _tell_what_was_left_aside(request, found, lost=page.lost)
    matching = found.initiatives.count()
    context = {
        "page": page,
        "matching": matching,
        "total": listed(viewer).count() if found.is_narrowed else matching,
        "found": found,
        "form": ListForm(found),
        "columns": {name: _column(request.GET, found.sort, name) for name in SORTS},
        "chips": _chips(request.GET, found),
        "previous_url": page.before and _address(request.GET, before=page.before),
        "pager_note": "" if len(page.rows) == matching else f"{len(page.rows)} of {matching}",
        "next_url": page.after and _address(request.GET, after=page.after),
        "asked": _address(request.GET),
        "may_register": policies.may_register_initiative(viewer),
        "may_import": policies.may_import_inventory(viewer),
    }
    return render(request, "initiatives/list.html", context)


@require_GET
def export_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every initiative of the list as shown, as CSV, sent while it is read."""
    found = filtered_initiatives(_reader(request), request.GET)
    answer = StreamingHttpResponse(exports.csv_lines(found.initiatives), content_type=exports.CSV)
    answer["Content-Disposition"] = f'attachment; filename="{_file_name("csv")}"'
    return answer


@require_GET
def export_xlsx(request: HttpRequest) -> FileResponse:
    """Every initiative of the list as shown, as a spreadsheet."""
    found = filtered_initiatives(_reader(request), request.GET)
    return FileResponse(
        exports.workbook(found.initiatives),
        as_attachment=True,
        filename=_file_name("xlsx"),
        content_type=exports.XLSX,
    )


def _reader(request: HttpRequest) -> User:
    viewer = person(request.user)
    if not may(viewer, Permission.INITIATIVE_VIEW):
        raise NotPermitted(
            "You have no role yet, so there is nothing to list.",
            way_out="Ask the person who looks after Joinery in your organisation for one.",
        )
    return viewer


def _file_name(ending: str) -> str:
    return f"initiatives-{timezone.localdate():%Y-%m-%d}.{ending}"


def _tell_what_was_left_aside(request: HttpRequest, found: InitiativeList, *, lost: bool) -> None:
    for sentence in found.not_understood.values():
        messages.info(request, f"{sentence} It was left aside.")
    if lost:
        messages.info(request, "That place in the list could not be read; this is its beginning.")


def _address(asked: QueryDict, **changes: str) -> str:
    """The address asked for, at its first page, with some parameters changed or, if empty, gone."""
    params = asked.copy()
    for name in (*_PLACES, *changes):
        params.pop(name, None)
    for name, value in changes.items():
        if value:
            params[name] = value
    return f"?{params.urlencode()}"


def _column(asked: QueryDict, sort: str, name: str) -> ColumnSort:
    in_use = sort.removeprefix("-") == name
    turned = sort.startswith("-")
    wanted = f"-{name}" if in_use and not turned else name
    url = _address(asked, sort="" if wanted == USUAL_SORT else wanted)
    if not in_use:
        return ColumnSort(url, "")
    falls = SORTS[name].keys[0].startswith("-") != turned
    return ColumnSort(url, "descending" if falls else "ascending")


def _chips(asked: QueryDict, found: InitiativeList) -> list[Chip]:
    chips = [Chip(f"“{found.words}”", _address(asked, q=""))] if found.words else []
    return chips + [
        Chip(f"{each.label}: {each.words}", _address(asked, **{each.name: ""}))
        for each in found.chosen
    ]
