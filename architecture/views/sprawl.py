"""The lists behind the figures of sprawl."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from architecture.sprawl import open_debts, visible_artefacts
from architecture.views.map import map_reader
from initiatives.pagination import page_of
from people.models import User

_KINDS = {
    "artefacts": ("Custom artefacts", "Code, scripts and pipelines that exist for one link only."),
    "debt": ("What pilots left behind", "Open until it is kept, replaced or retired."),
    "overdue": ("Past their day", "What pilots left behind, and its day has passed."),
}


@require_safe
def sprawl_list(request: HttpRequest, kind: str) -> HttpResponse:
    """Custom artefacts, or open debt of pilots, of links that the viewer may see."""
    viewer = map_reader(request)
    if kind not in _KINDS:
        raise Http404
    heading, lead = _KINDS[kind]
    after, before = (request.GET.get(name, "") for name in ("after", "before"))
    page = page_of(_rows(viewer, kind), ("pk",), after=after, before=before)
    context = {
        "heading": heading,
        "lead": lead,
        "is_debt": kind != "artefacts",
        "page": page,
        "previous_url": page.before and f"?before={page.before}",
        "next_url": page.after and f"?after={page.after}",
    }
    return render(request, "architecture/sprawl/list.html", context)


def _rows(viewer: User, kind: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = visible_artefacts(viewer)
    if kind != "artefacts":
        rows = open_debts(viewer, overdue=kind == "overdue")
    return rows.select_related("integration__initiative")
