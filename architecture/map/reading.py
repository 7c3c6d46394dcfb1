"""What the map shows to one person: systems, and links of initiatives they may see.

A link of an initiative that the person may not see is left out without a trace.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from architecture.map.asking import Asked, Lens
from architecture.models import Fragility, Integration, System
from architecture.twins import twin_groups, twin_keys
from architecture.vocabulary import LINK_STYLES, WRITING, IntegrationStyle, Lifecycle, SystemKind
from initiatives.vocabulary import Stage
from people.models import User

AI = "ai:"


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A system of the catalogue as the map shows it."""

    slug: str
    name: str
    kind: str
    site_id: int | None
    site: str
    is_ot: bool
    lifecycle: str

    @property
    def is_retired(self) -> bool:
        """Whether it is gone, or soon."""
        return self.lifecycle == Lifecycle.RETIRED

    @property
    def kind_label(self) -> str:
        """What it is, in words."""
        return str(SystemKind(self.kind).label)

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("architecture:system", args=[self.slug])


@dataclass(frozen=True, slots=True)
class LinkRow:
    """An integration as the map shows it.

    Attributes:
        source, target: slug of the system, or `ai:` and the initiative's reference.
        beneath: address of the initiative's architecture, found once for all of its links.
    """

    pk: int
    reference: str
    name: str
    initiative: str
    initiative_title: str
    stage: str
    unit: str
    source: str
    target: str
    style: str
    direction: str
    data_classes: tuple[str, ...]
    is_fragile: bool
    is_twin: bool
    beneath: str

    @property
    def is_direct(self) -> bool:
        """Whether its style is one of those that multiply."""
        return self.style in LINK_STYLES

    @property
    def writes(self) -> bool:
        """Whether it changes data in a system (B111)."""
        return self.direction in WRITING

    @property
    def style_label(self) -> str:
        """How it connects, in words."""
        return str(IntegrationStyle(self.style).label)

    @property
    def stage_label(self) -> str:
        """The stage of its initiative, in words."""
        return str(Stage(self.stage).label)

    @property
    def url(self) -> str:
        """Its page."""
        return f"{self.beneath}{self.reference}/"

    @property
    def initiative_url(self) -> str:
        """The initiative's page."""
        return reverse("initiatives:workspace", args=[self.initiative])


@dataclass(frozen=True, slots=True)
class Landscape:
    """What is asked for, as the person may see it; systems and links by name.

    Attributes:
        systems: those in the picture.
        links: those that the lens and the other choices leave.
        standing: links before the lens, so that nothing moves when another lens is chosen.
        names: what each end is called, by its key.
        sites: every site with a system, as key and name.
    """

    systems: list[SystemRow]
    links: list[LinkRow]
    standing: list[LinkRow]
    names: dict[str, str]
    sites: list[tuple[str, str]]

    @property
    def initiatives(self) -> int:
        """How many initiatives the links are of."""
        return len({link.initiative for link in self.links})


def landscape(viewer: User, wanted: Asked) -> Landscape:
    """What the map shows; at most four queries."""
    standing = _links(viewer, wanted)
    # A system that is retired stays in the picture for as long as links in force touch it.
    touched = set(_ends(standing))
    systems = [each for each in _systems() if not each.is_retired or each.slug in touched]
    by_slug = {each.slug: each for each in systems}
    sites = sorted({(str(each.site_id), each.site) for each in systems if each.site_id})
    names = {each.slug: each.name for each in systems}
    names |= {f"{AI}{link.initiative}": link.initiative_title for link in standing}
    if wanted.is_narrowed:
        standing, systems = _narrowed(standing, systems, wanted)
    standing.sort(key=lambda link: (_key(names, link.source), _key(names, link.target), link.pk))
    sites.sort(key=lambda site: site[1].casefold())
    links = [each for each in standing if _is_looked_at(each, wanted.lens, by_slug)]
    return Landscape(systems, links, standing, names, sites)


def _key(names: dict[str, str], end: str) -> str:
    return names.get(end, end).casefold()


def _systems() -> list[SystemRow]:
    rows = System.objects.filter(merged_into=None).order_by()
    values = rows.values_list("slug", "name", "kind", "site", "site__name", "is_ot", "lifecycle")
    found = [
        SystemRow(slug, _called(name, lifecycle), kind, site, site_name or "", is_ot, lifecycle)
        for slug, name, kind, site, site_name, is_ot, lifecycle in values
    ]
    return sorted(found, key=lambda each: (each.name.casefold(), each.slug))


def _called(name: str, lifecycle: str) -> str:
    return f"{name} (retired)" if lifecycle == Lifecycle.RETIRED else name


def _links(viewer: User, wanted: Asked) -> list[LinkRow]:
    visible = Integration.objects.visible_to(viewer).of_work()
    twins = twin_keys(twin_groups(visible))
    rows = _as_asked(visible, wanted)
    fragile = Exists(Fragility.objects.filter(integration=OuterRef("pk")))
    values = (
        rows.annotate(fragile=fragile)
        .order_by("pk")
        .values_list(
            "pk",
            "reference",
            "name",
            "initiative__reference",
            "initiative__title",
            "initiative__stage",
            "initiative__unit__name",
            "source__slug",
            "target__slug",
            "style",
            "direction",
            "data_classes",
            "fragile",
        )
    )
    found = list(values)
    beneath = {
        initiative: reverse("architecture:integrations", args=[initiative])
        for initiative in {row[3] for row in found}
    }
    return [_link(row, twins, beneath[row[3]]) for row in found]


def _as_asked(rows: QuerySet[Integration], wanted: Asked) -> QuerySet[Integration]:
    """What the database can leave out by itself."""
    if wanted.style:
        rows = rows.filter(style=wanted.style)
    if wanted.stage:
        rows = rows.filter(initiative__stage=wanted.stage)
    if wanted.initiative:
        rows = rows.filter(initiative__reference=wanted.initiative)
    return rows


def _link(row: tuple[object, ...], twins: set[int], beneath: str) -> LinkRow:
    (pk, reference, name, initiative, title, stage, unit, *rest) = row
    source, target, style, direction, classes, fragile = rest
    end = f"{AI}{initiative}"
    return LinkRow(
        int(str(pk)),
        str(reference),
        str(name),
        str(initiative),
        str(title),
        str(stage),
        str(unit),
        str(source or end),
        str(target or end),
        str(style),
        str(direction),
        tuple(str(each) for each in classes if each) if isinstance(classes, list) else (),
        bool(fragile),
        pk in twins,
        beneath,
    )


def _is_looked_at(link: LinkRow, lens: Lens, systems: dict[str, SystemRow]) -> bool:
    source, target = systems.get(link.source), systems.get(link.target)
    return {
        Lens.ALL: True,
        Lens.TWINS: link.is_twin,
        Lens.POINT_TO_POINT: link.is_direct,
        Lens.WRITES: link.writes,
        Lens.FRAGILE: link.is_fragile,
        Lens.SITES: bool(source and target and source.site_id != target.site_id),
        Lens.SHOP_FLOOR: _crosses_to_shop_floor(source, target),
    }[lens]


def _crosses_to_shop_floor(source: SystemRow | None, target: SystemRow | None) -> bool:
    """Whether data passes between OT and something that is not (B121); an AI system is not."""
    return bool(source and source.is_ot) != bool(target and target.is_ot)


def _narrowed(
    links: list[LinkRow], systems: list[SystemRow], wanted: Asked
) -> tuple[list[LinkRow], list[SystemRow]]:
    """The systems asked for, their links, and what these lead to."""
    wanted_here = {each.slug for each in systems if _is_wanted(each, wanted)}
    if not wanted.initiative or wanted.site or wanted.system or wanted.words:
        links = [each for each in links if {each.source, each.target} & wanted_here]
    else:
        wanted_here = set()
    shown = wanted_here | set(_ends(links))
    return links, [each for each in systems if each.slug in shown]


def _is_wanted(system: SystemRow, wanted: Asked) -> bool:
    if wanted.site and str(system.site_id) != wanted.site:
        return False
    if wanted.system and system.slug != wanted.system:
        return False
    return wanted.words.casefold() in system.name.casefold()


def _ends(links: Iterable[LinkRow]) -> Iterable[str]:
    for link in links:
        yield link.source
        yield link.target
