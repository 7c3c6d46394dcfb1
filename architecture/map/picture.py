"""The map as a picture: who stands where, and which lines are drawn.

Many links are drawn as few lines between groups, each as wide as it is busy; up to `MOST_SINGLE`
are drawn one by one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from architecture.drawing.curves import Curve, between_cells, between_groups
from architecture.drawing.layout import Box, Group, Layout, lay_out
from architecture.map.asking import Asked, Grouping
from architecture.map.reading import AI, Landscape, LinkRow, SystemRow
from initiatives.vocabulary import Stage

MOST_SINGLE = 160
MOST_IN_CENTRE = 60  # more initiatives than that stand by their unit, then by their stage
CENTRE = "ai"
CENTRE_WIDTH = 212
CHARACTER = 6.3  # how wide a letter is, about


@dataclass(frozen=True, slots=True)
class Cell:
    """A system or an AI initiative in the picture.

    Attributes:
        name: what it is called in full; `label` is cut to fit.
        url: its page; empty for several initiatives together.
        links: how many of the shown links end here.
    """

    key: str
    group: str
    label: str
    name: str
    url: str
    box: Box
    links: int
    is_ai: bool = False
    is_ot: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether none of the links that are looked at ends here."""
        return not self.links


@dataclass(frozen=True, slots=True)
class Line:
    """A link that is drawn by itself."""

    link: LinkRow
    source: str
    target: str
    curve: Curve
    title: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The links between two groups, drawn as one line."""

    one: str
    other: str
    count: int
    width: float
    curve: Curve
    title: str


@dataclass(frozen=True, slots=True)
class PlacedGroup:
    """A group's box with what it says.

    Attributes:
        inside: links within it, which a bundle cannot show.
    """

    key: str
    label: str
    box: Box
    count: int
    inside: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn.

    Attributes:
        lines: every link by itself; the server draws them only where `is_single`.
    """

    width: float
    height: float
    groups: list[PlacedGroup]
    cells: list[Cell]
    lines: list[Line]
    bundles: list[Bundle]

    @property
    def is_single(self) -> bool:
        """Whether few enough links are left to draw each."""
        return len(self.lines) <= MOST_SINGLE


def picture(found: Landscape, wanted: Asked) -> Picture:
    """The picture of what is asked for; no query."""
    groups = _system_groups(found.systems, wanted.by)
    seat = _seats(found.standing)
    centre = _centre(seat)
    members = {key: group.key for group in groups for key in group.members}
    members |= dict.fromkeys(centre.members if centre else (), CENTRE)
    layout = lay_out(groups, centre)
    lines = _lines(found, layout, members, seat)
    counts = Counter(end for line in lines for end in {line.source, line.target})
    everything = [*groups, centre] if centre else groups
    labels = {group.key: group.label for group in everything}
    pairs = Counter(_pair(members[line.source], members[line.target]) for line in lines)
    return Picture(
        layout.width,
        layout.height,
        [
            PlacedGroup(
                group.key,
                group.label,
                layout.boxes[group.key],
                len(group.members),
                pairs[group.key, group.key],
            )
            for group in everything
        ],
        [
            *_system_cells(found.systems, layout, members, counts),
            *_centre_cells(found, layout, seat, counts),
        ],
        lines,
        [] if len(lines) <= MOST_SINGLE else _bundles(pairs, layout, labels),
    )


def _system_groups(systems: Sequence[SystemRow], by: Grouping) -> list[Group]:
    found: dict[str, list[str]] = defaultdict(list)
    for each in systems:
        label = each.kind_label if by == Grouping.KIND else each.site or "No site"
        found[label].append(each.slug)
    return [
        Group(f"group-{slugify(label) or number}", label, found[label])
        for number, label in enumerate(sorted(found, key=str.casefold))
    ]


def _seats(links: Iterable[LinkRow]) -> dict[str, tuple[str, str]]:
    """Where each AI initiative stands in the middle, as key and label: by itself, or where there
    are too many, with its unit, or with its stage.
    """
    ends = {}
    for link in links:
        if AI + link.initiative in {link.source, link.target}:
            ends[AI + link.initiative] = link
    ways = (
        {key: (key, link.initiative_title) for key, link in ends.items()},
        {key: (f"{AI}unit-{slugify(link.unit)}", link.unit) for key, link in ends.items()},
        {
            key: (f"{AI}stage-{link.stage}", str(Stage(link.stage).label))
            for key, link in ends.items()
        },
    )
    return next((way for way in ways if len(set(way.values())) <= MOST_IN_CENTRE), ways[-1])


def _centre(seats: dict[str, tuple[str, str]]) -> Group | None:
    if not seats:
        return None
    standing = sorted(set(seats.values()), key=lambda seat: (seat[1].casefold(), seat[0]))
    return Group(CENTRE, "AI initiatives", [key for key, _ in standing], CENTRE_WIDTH)


def _lines(
    found: Landscape, layout: Layout, members: dict[str, str], seat: dict[str, tuple[str, str]]
) -> list[Line]:
    lines = []
    for link in found.links:
        source, target = (
            seat[end][0] if end in seat else end for end in (link.source, link.target)
        )
        curve = between_cells(layout, source, target, members)
        lines.append(Line(link, source, target, curve, _title(link, found.names)))
    return lines


def _title(link: LinkRow, names: dict[str, str]) -> str:
    ends = f"{names[link.source]} to {names[link.target]}"
    marks = [
        word
        for word, holds in (
            ("writes", link.writes),
            ("twin", link.is_twin),
            ("fragile", link.is_fragile),
        )
        if holds
    ]
    said = f"{ends}: {link.style_label}"
    return f"{said} ({', '.join(marks)})" if marks else said


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _bundles(
    pairs: Counter[tuple[str, str]], layout: Layout, labels: dict[str, str]
) -> list[Bundle]:
    most = max(pairs.values(), default=1)
    return [
        Bundle(
            one,
            other,
            count,
            round(1.5 + 9 * math.sqrt(count / most), 1),
            between_groups(layout, one, other),
            f"{labels[one]} and {labels[other]}: {count} links",
        )
        for (one, other), count in sorted(pairs.items())
        if one != other
    ]


def _system_cells(
    systems: Iterable[SystemRow], layout: Layout, members: dict[str, str], counts: Counter[str]
) -> Iterable[Cell]:
    for each in systems:
        yield Cell(
            each.slug,
            members[each.slug],
            cut(each.name, layout.cells[each.slug]),
            each.name,
            each.url,
            layout.cells[each.slug],
            counts[each.slug],
            is_ot=each.is_ot,
        )


def _centre_cells(
    found: Landscape, layout: Layout, seats: dict[str, tuple[str, str]], counts: Counter[str]
) -> Iterable[Cell]:
    of_initiative = {AI + link.initiative: link for link in found.standing}
    pages = {
        key: of_initiative[key].initiative_url for key, _ in seats.values() if key in of_initiative
    }
    together = Counter(key for key, _ in seats.values())
    for key, label in dict.fromkeys(seats.values()):
        name = label if key in pages else f"{label}: {together[key]} initiatives"
        yield Cell(
            key,
            CENTRE,
            cut(label, layout.cells[key]),
            name,
            pages.get(key, ""),
            layout.cells[key],
            counts[key],
            is_ai=True,
        )


def cut(text: str, box: Box) -> str:
    """The text as it fits into a cell."""
    most = int((box.width - 12) / CHARACTER)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
