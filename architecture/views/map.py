"""The map of systems: a page with a picture and tables, its data, and a drawing to print."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from architecture.map.asking import Asked, Lens, MapForm, asked
from architecture.map.data import map_as_data
from architecture.map.picture import picture
from architecture.map.reading import Landscape, LinkRow, SystemRow, landscape
from architecture.policies import may_keep_catalogue, may_read_catalogue
from people.errors import NotPermitted
from people.models import User, person

LINKS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice in use and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class NamedLink:
    """A link in the table, with what its ends are called."""

    link: LinkRow
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class SystemLine:
    """A system in the table, with how many of the links looked at touch it."""

    system: SystemRow
    map_url: str
    links: int
    twins: int
    direct: int
    writing: int
    fragile: int


@require_safe
def system_map(request: HttpRequest) -> HttpResponse:
    """Systems, AI initiatives and integrations, drawn and in tables, by the same choices."""
    viewer = map_reader(request)
    wanted = asked(request.GET)
    found = landscape(viewer, wanted)
    drawn = picture(found, wanted)
    page = _page_number(request.GET.get("page", ""), len(found.links))
    start = (page - 1) * LINKS_A_PAGE
    context = {
        "wanted": wanted,
        "may_keep": may_keep_catalogue(viewer),
        "found": found,
        "drawn": drawn,
        "form": MapForm(wanted, found.sites),
        "chips": _chips(wanted, found),
        "asked": wanted.address(),
        "systems": _system_lines(found, wanted),
        "links": [
            NamedLink(link, found.names[link.source], found.names[link.target])
            for link in found.links[start : start + LINKS_A_PAGE]
        ],
        "first": start + 1,
        "last": min(start + LINKS_A_PAGE, len(found.links)),
        "previous_url": _page_address(wanted, page - 1) if page > 1 else "",
        "next_url": _page_address(wanted, page + 1)
        if start + LINKS_A_PAGE < len(found.links)
        else "",
    }
    return render(request, "architecture/map/map.html", context)


@require_safe
def map_data(request: HttpRequest) -> JsonResponse:
    """The same picture as values, for the script on the page."""
    viewer = map_reader(request)
    wanted = asked(request.GET)
    data = map_as_data(picture(landscape(viewer, wanted), wanted))
    return JsonResponse(data, json_dumps_params={"separators": (",", ":")})


@require_safe
def map_svg(request: HttpRequest) -> HttpResponse:
    """The same picture as a file to print or to pass on."""
    viewer = map_reader(request)
    wanted = asked(request.GET)
    context = {"drawn": picture(landscape(viewer, wanted), wanted), "is_file": True}
    answer = render(
        request, "architecture/map/_drawing.html", context, content_type="image/svg+xml"
    )
    answer["Content-Disposition"] = 'attachment; filename="map-of-systems.svg"'
    return answer


def map_reader(request: HttpRequest) -> User:
    """The viewer, who works across initiatives.

    Raises:
        NotPermitted: they do not.
    """
    viewer = person(request.user)
    if not may_read_catalogue(viewer):
        raise NotPermitted(
            "The map of systems is for people who work across initiatives.",
            way_out="Ask the person who looks after Joinery in your organisation for a role.",
        )
    return viewer


def _page_number(text: str, links: int) -> int:
    last = max(1, -(-links // LINKS_A_PAGE))
    return min(max(1, int(text)), last) if text.isascii() and text.isdigit() else 1


def _page_address(wanted: Asked, page: int) -> str:
    return f"?{wanted.address()}&page={page}#links"


def _chips(wanted: Asked, found: Landscape) -> list[Chip]:
    choices = {
        "system": (wanted.system, f"Around {found.names.get(wanted.system, wanted.system)}"),
        "initiative": (wanted.initiative, f"Links of {wanted.initiative}"),
        "words": (wanted.words, f"“{wanted.words}”"),
    }
    return [
        Chip(label, f"?{wanted.address(**{name: ''})}")
        for name, (value, label) in choices.items()
        if value
    ]


def _system_lines(found: Landscape, wanted: Asked) -> list[SystemLine]:
    counts = {name: Counter[str]() for name in ("links", "twins", "direct", "writing", "fragile")}
    for link in found.links:
        for end in {link.source, link.target}:
            _count(counts, link, end)
    return [
        SystemLine(
            each,
            f"?{wanted.address(system=each.slug)}",
            **{name: counted[each.slug] for name, counted in counts.items()},
        )
        for each in found.systems
        if counts["links"][each.slug] or wanted.lens == Lens.ALL
    ]


def _count(counts: dict[str, Counter[str]], link: LinkRow, end: str) -> None:
    for name, holds in (
        ("links", True),
        ("twins", link.is_twin),
        ("direct", link.is_direct),
        ("writing", link.writes),
        ("fragile", link.is_fragile),
    ):
        counts[name][end] += holds
