"""The lists behind the figures of sprawl."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from architecture.sprawl import open_debts, visible_artefacts
from architecture.views.map import map_reader
from initiatives.pagination import page_of
from people.models import User
from people.panels import filled_panels, later_template

_KINDS = {
    "artefacts": ("Custom artefacts", "Code, scripts and pipelines that exist for one link only."),
    "debt": ("What pilots left behind", "Open until it is kept, replaced or retired."),
    "overdue": ("Past their day", "What pilots left behind, and its day has passed."),
}


@require_safe
def sprawl_figures(request: HttpRequest) -> HttpResponse:
    """The figures that the map asks for once it is shown; a page without JavaScript."""
    viewer = map_reader(request)
    context = {
        "panels": filled_panels(["architecture.panels.SprawlPanel"], viewer, later=True),
        "heading": "How links grew",
        "back_url": reverse("architecture:map"),
    }
    return render(request, later_template(request), context)


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
