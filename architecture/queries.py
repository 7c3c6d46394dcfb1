"""Reads of the catalogue, with fixed numbers of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from architecture.catalogue.planning import KnownSystem
from architecture.models import Dependency, Integration, System, SystemMerge, SystemRelation
from architecture.vocabulary import Criticality, DesignState, Lifecycle, SystemKind
from people.models import Site, User
from people.text import tidy

SEARCHED = ("name", "slug", "description", "owner_team", "owner__full_name", "source_key")
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter in use."""

    name: str
    label: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class SystemList:
    """Systems as asked for.

    Attributes:
        not_understood: parameters that were left aside, each with a sentence that says so.
    """

    systems: QuerySet[System]
    words: str
    offered: Mapping[str, tuple[str, list[tuple[str, str]]]]
    chosen: list[Chosen]
    not_understood: dict[str, str]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was searched or chosen."""
        return bool(self.words or self.chosen)


def links_of(end: str) -> Coalesce:
    """How many integrations that are not retired have the system at this end."""
    counted = (
        Integration.objects.in_force()
        .filter(**{end: OuterRef("pk")})
        .order_by()
        .values(end)
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def catalogue() -> QuerySet[System]:
    """Every system that was not merged into another, with what a list row shows."""
    return (
        System.objects.filter(merged_into=None)
        .select_related("site", "owner")
        .annotate(links=links_of("source") + links_of("target"))
    )


def filtered_systems(params: Mapping[str, str]) -> SystemList:
    """The list that the parameters of an address ask for; one query for the sites on offer.

    Known parameters are `q` (every word must occur), `kind`, `site`, `ot`, `criticality` and
    `lifecycle`.
    """
    words = tidy(params.get("q", ""))[:LONGEST_SEARCH]
    systems = catalogue()
    for word in words.split()[:8]:
        found = Q()
        for name in SEARCHED:
            found |= Q(**{f"{name}__icontains": word})
        systems = systems.filter(found)
    offered = _offered()
    chosen: list[Chosen] = []
    not_understood: dict[str, str] = {}
    for name, (label, choices) in offered.items():
        value = params.get(name, "")
        if not value:
            continue
        known = dict(choices).get(value)
        if known is None:
            not_understood[name] = f"{label} “{tidy(value)[:60]}” is not known."
            continue
        systems = systems.filter(_condition(name, value))
        chosen.append(Chosen(name, label, value, known))
    return SystemList(systems, words, offered, chosen, not_understood)


def _offered() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    sites = [(str(pk), name) for pk, name in Site.objects.values_list("pk", "name")]
    return {
        "kind": ("Kind", list(SystemKind.choices)),
        "site": ("Site", [*sites, ("none", "No site")]),
        "ot": ("Shop floor", [("yes", "Shop floor (OT)"), ("no", "Office (IT)")]),
        "criticality": ("Criticality", [*Criticality.choices, ("none", "Not said")]),
        "lifecycle": ("Lifecycle", list(Lifecycle.choices)),
    }


def _condition(name: str, value: str) -> Q:
    if name == "ot":
        return Q(is_ot=value == "yes")
    if name == "site":
        return Q(site=None) if value == "none" else Q(site_id=int(value))
    return Q(**{name: "" if value == "none" else value})


def find_system(slug: str) -> System:
    """The system, even one that was merged into another.

    Raises:
        Http404: there is none.
    """
    found = System.objects.select_related("site", "owner", "merged_into").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def became(system: System) -> System:
    """The system that a merged one is now; itself where it was not merged."""
    seen = set()
    while system.merged_into is not None and system.pk not in seen:
        seen.add(system.pk)
        system = system.merged_into
    return system


@dataclass(frozen=True, slots=True)
class Touching:
    """What touches a system.

    Attributes:
        unseen: how many integrations belong to initiatives that the viewer may not know of.
    """

    integrations: list[Integration]
    unseen: int
    relations: list[SystemRelation]
    related_from: list[SystemRelation]
    merges: list[SystemMerge]

    @property
    def initiatives(self) -> int:
        """How many initiatives the viewer sees here."""
        return len({each.initiative_id for each in self.integrations})


def touching(system: System, viewer: User) -> Touching:
    """Integrations, relations and merges of a system; five queries."""
    at_it = Integration.objects.filter(
        Q(source=system)
        | Q(target=system)
        | Q(identity_provider=system)
        | Q(pk__in=Dependency.objects.filter(system=system).values("integration"))
    )
    seen = list(
        at_it.visible_to(viewer)
        .select_related("initiative__unit", "source", "target")
        .order_by("initiative__reference", "reference")
    )
    return Touching(
        integrations=seen,
        unseen=at_it.exclude(design_state=DesignState.RETIRED).count()
        - sum(each.design_state != DesignState.RETIRED for each in seen),
        relations=list(system.relations.select_related("target")),
        related_from=list(system.related_from.select_related("system")),
        merges=list(system.merges.select_related("merged", "by")),
    )


def known_systems(*, locked: bool = False) -> list[KnownSystem]:
    """Every system as far as files are compared with it; one query."""
    systems = (
        System.objects.select_related("site", "owner", "merged_into")
        .annotate(links=links_of("source") + links_of("target"))
        .order_by("pk")
    )
    if locked:
        systems = systems.select_for_update(of=("self",))
    return [
        KnownSystem(
            pk=each.pk,
            slug=each.slug,
            source=each.source,
            source_key=each.source_key,
            texts=each.as_texts(),
            taken=each.source_values.get("taken", {}),
            bundle=each.source_values.get("bundle", ""),
            links=each.links,
            merged_into=each.merged_into.name if each.merged_into else "",
        )
        for each in systems
    ]


def site_names() -> list[str]:
    """The names of all sites."""
    return list(Site.objects.values_list("name", flat=True))


def integrations_at(systems: Sequence[System]) -> QuerySet[Integration]:
    """Integrations that have one of the systems at an end."""
    return Integration.objects.filter(Q(source__in=systems) | Q(target__in=systems))


def owner_from(text: str, people: Mapping[str, User]) -> tuple[User | None, str]:
    """The person an e-mail address belongs to, else the text as a team."""
    person = people.get(text.strip().lower())
    return (person, "") if person else (None, text)


def people_by_email(texts: Iterable[str]) -> dict[str, User]:
    """Active people with one of the addresses; one query, or none."""
    emails = {text.strip().lower() for text in texts if "@" in text}
    if not emails:
        return {}
    return {
        each.email.lower(): each for each in User.objects.filter(email__in=emails, is_active=True)
    }
