"""Links that are there twice: same ends, same data, two initiatives (B32, D10).

The database groups the links by their ends and gives back only those that two initiatives share;
what is left is sorted by class of data, so no link is ever compared with each other one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Min, QuerySet, Window
from django.db.models.functions import Coalesce, Lower

from architecture.models import Integration
from architecture.models.integrations import OF_WORK
from architecture.vocabulary import LINK_STYLES
from initiatives.models import Initiative, Restriction
from people.models import User

CROWDED_FROM = 3
_ENDS = (F("source"), F("target"), Lower("source_ai_system"), Lower("target_ai_system"))


@dataclass(frozen=True, slots=True)
class Link:
    """An integration as far as twins are told of it.

    Attributes:
        initiative: its key; `initiative_ref` and `initiative_title` name it.
        shared: the link it comes down to, itself where it reuses none.
    """

    pk: int
    reference: str
    name: str
    initiative: int
    initiative_ref: str
    initiative_title: str
    source: str
    target: str
    style: str
    shared: int
    data_classes: tuple[str, ...]

    @property
    def ends(self) -> str:
        """From where to where, in words."""
        return f"{self.source} to {self.target}"


@dataclass(frozen=True, slots=True)
class TwinGroup:
    """Links of at least two initiatives that carry one class of data between the same ends."""

    data_class: str
    links: tuple[Link, ...]

    @property
    def initiatives(self) -> set[int]:
        """Keys of the initiatives."""
        return {link.initiative for link in self.links}

    @property
    def ends(self) -> str:
        """From where to where, in words."""
        return self.links[0].ends


@dataclass(frozen=True, slots=True)
class Crowd:
    """A system with several links of the styles that multiply.

    Attributes:
        of_initiatives: the links of each initiative, by its key; each is the one it comes down to.
    """

    slug: str
    name: str
    of_initiatives: Mapping[int, Set[int]]

    @property
    def links(self) -> int:
        """How many there are."""
        return self.links_of(self.of_initiatives)

    def links_of(self, initiatives: Iterable[int]) -> int:
        """How many these have; one that several of them share is one."""
        return len(set().union(*(self.of_initiatives[key] for key in initiatives)))


def links_of_work(integrations: QuerySet[Integration]) -> QuerySet[Integration]:
    """Those in force, of the styles that multiply, where work goes on or waits."""
    return integrations.filter(OF_WORK, style__in=LINK_STYLES)


def twin_groups(
    integrations: QuerySet[Integration], shared: Mapping[int, int] | None = None
) -> list[TwinGroup]:
    """Twins among the integrations, by their ends; two queries, however many there are.

    A link that reuses the other one is not its twin: that is one link, shared. `shared` is what
    `chains_of_reuse` has read already.
    """
    groups = (
        TwinGroup(_as_written(links, folded), tuple(links))
        for folded, links in same_links(links_of_work(integrations), shared)
        if are_twins(links)
    )
    return sorted(groups, key=lambda each: (each.ends.casefold(), each.data_class.casefold()))


def same_links(
    links: QuerySet[Integration], shared: Mapping[int, int] | None = None
) -> list[tuple[str, list[Link]]]:
    """Links that carry one class of data between the same ends, where two initiatives have any;
    two queries.
    """
    found: dict[tuple[Any, ...], list[Link]] = defaultdict(list)
    for ends, link in _links_with_common_ends(links, shared):
        for each in link.data_classes:
            found[(*ends, each.casefold())].append(link)
    return [(key[-1], several) for key, several in found.items()]


def are_twins(links: Sequence[Link]) -> bool:
    """Whether two initiatives are among them, and not all come down to one shared link."""
    return len({link.initiative for link in links}) > 1 and len({link.shared for link in links}) > 1


def visible_twins(viewer: User) -> list[TwinGroup]:
    """Twins among what the person may see; two queries."""
    return twin_groups(Integration.objects.visible_to(viewer))


def twin_keys(groups: Iterable[TwinGroup]) -> set[int]:
    """Keys of all integrations that have a twin."""
    return {link.pk for group in groups for link in group.links}


def crowds(
    integrations: QuerySet[Integration], shared: Mapping[int, int] | None = None
) -> list[Crowd]:
    """Systems on which several such links meet, the most crowded first; three queries."""
    shared = chains_of_reuse() if shared is None else shared
    meeting: dict[tuple[str, str], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for end in ("source", "target"):
        rows = links_of_work(integrations).filter(**{f"{end}__isnull": False}).order_by()
        links = rows.values_list(f"{end}__slug", f"{end}__name", "initiative", "pk")
        for slug, name, initiative, pk in links.iterator(chunk_size=2000):
            meeting[slug, name][initiative].add(shared.get(pk, pk))
    found = [Crowd(slug, name, dict(each)) for (slug, name), each in meeting.items()]
    crowded = [each for each in found if each.links >= CROWDED_FROM]
    return sorted(crowded, key=lambda each: (-each.links, each.name.casefold()))


def chains_of_reuse() -> dict[int, int]:
    """For each link that uses one again the link at the end of that chain; one query.

    Chains pass through links that the viewer may not see: only their keys are used.
    """
    rows = Integration.objects.order_by().values_list("pk", "reuses")
    reused = {pk: reuses for pk, reuses in rows.exclude(reuses=None) if reuses}
    return {pk: _end_of_chain(pk, reused) for pk in reused}


def restricted_now() -> frozenset[int]:
    """Initiatives that not everybody may know of (A28); one query."""
    in_force = Restriction.objects.filter(Restriction.in_force())
    return frozenset(in_force.values_list("initiative", flat=True))


def _end_of_chain(pk: int, reused: Mapping[int, int]) -> int:
    passed = {pk}
    while (following := reused.get(pk)) and following not in passed:
        pk = following
        passed.add(pk)
    return pk


def _links_with_common_ends(
    links: QuerySet[Integration],
    shared: Mapping[int, int] | None,
) -> Iterator[tuple[tuple[Any, ...], Link]]:
    first = Window(Min("initiative"), partition_by=_ENDS)
    last = Window(Max("initiative"), partition_by=_ENDS)
    rows = (
        links.annotate(first=first, last=last)
        .exclude(first=F("last"))
        .order_by("pk")
        .values_list(
            "source",
            "target",
            Lower("source_ai_system"),
            Lower("target_ai_system"),
            "pk",
            "reference",
            "name",
            "initiative",
            "initiative__reference",
            "initiative__title",
            Coalesce("source__name", "source_ai_system"),
            Coalesce("target__name", "target_ai_system"),
            "style",
            "data_classes",
        )
    )
    shared = chains_of_reuse() if shared is None else shared
    for *ends_and_link, classes in rows.iterator(chunk_size=2000):
        pk = ends_and_link[4]
        fields: list[Any] = [*ends_and_link[4:], shared.get(pk, pk), _once(classes)]
        yield tuple(ends_and_link[:4]), Link(*fields)


def _once(classes: Sequence[str]) -> tuple[str, ...]:
    """Each class of data once, whichever way it is written."""
    return tuple({str(each).casefold(): str(each) for each in classes or ()}.values())


def _as_written(links: Sequence[Link], folded: str) -> str:
    written = (each for each in links[0].data_classes if each.casefold() == folded)
    return next(written, folded)


def initiatives_with_twins(groups: Iterable[TwinGroup]) -> QuerySet[Initiative]:
    """The initiatives that share twins."""
    keys: set[int] = set().union(*(group.initiatives for group in groups))
    return Initiative.objects.filter(pk__in=keys)
