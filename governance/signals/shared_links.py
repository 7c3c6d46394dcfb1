"""Twins and crowded systems as each initiative may know of them, read once for all (D10)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from architecture.models import Integration
from architecture.twins import (
    CROWDED_FROM,
    Link,
    TwinGroup,
    chains_of_reuse,
    crowds,
    restricted_now,
    twin_groups,
)
from governance.models import Signal

DETECTOR = "D10"
TWIN, CROWD = "twin:", "crowd:"
MOST_PARTNERS = 10  # one conversation with so many others is one about the system itself
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Twins:
    """What one initiative has twice with another one.

    Attributes:
        pairs: class of data, the own link, the other's link.
    """

    other_ref: str
    pairs: tuple[tuple[str, Link, Link], ...]

    @property
    def subject(self) -> str:
        """What tells the signal apart."""
        return f"{TWIN}{self.other_ref}"

    @property
    def in_words(self) -> str:
        """Which data flows where, as in "orders from MES to Planning"."""
        said = [f"{data} from {own.ends}" for data, own, _ in self.pairs[:_MOST_NAMED]]
        more = len(self.pairs) - _MOST_NAMED
        return "; ".join(said) + (f"; and {more} more" if more > 0 else "")

    @property
    def references(self) -> str:
        """Own and other links, as in "INT-0001 and INT-0002"."""
        named = {link.reference for _, own, other in self.pairs for link in (own, other)}
        return ", ".join(sorted(named)[: 2 * _MOST_NAMED])


@dataclass(frozen=True, slots=True)
class CrowdedSystem:
    """A system with several such links, one of them at least of the initiative."""

    slug: str
    name: str
    links: int
    own: int

    @property
    def subject(self) -> str:
        """What tells the signal apart."""
        return f"{CROWD}{self.slug}"


@dataclass
class SharedLinks:
    """Twins and crowded systems by the key of the initiative."""

    twins: dict[int, list[Twins]] = field(default_factory=dict)
    crowded: dict[int, list[CrowdedSystem]] = field(default_factory=dict)


def load_shared_links() -> SharedLinks:
    """What every initiative shares with others; five queries.

    An initiative that is restricted (A28) is told of others, and none is told of it.
    """
    hidden = restricted_now()
    everything, shared = Integration.objects.all(), chains_of_reuse()
    crowded: dict[int, list[CrowdedSystem]] = defaultdict(list)
    for crowd in crowds(everything, shared):
        told_of = crowd.of_initiatives.keys() - hidden
        for key, own in crowd.of_initiatives.items():
            links = crowd.links_of(told_of | {key})
            if links >= CROWDED_FROM:
                crowded[key].append(CrowdedSystem(crowd.slug, crowd.name, links, len(own)))
    return SharedLinks(_twins(twin_groups(everything, shared), hidden), crowded)


def _twins(groups: Iterable[TwinGroup], hidden: frozenset[int]) -> dict[int, list[Twins]]:
    found: dict[tuple[int, str], list[tuple[str, Link, Link]]] = defaultdict(list)
    for group in groups:
        for own, other in _pairs(group, hidden):
            found[own.initiative, other.initiative_ref].append((group.data_class, own, other))
    twins: dict[int, list[Twins]] = defaultdict(list)
    for (key, other_ref), pairs in sorted(found.items()):
        if len(twins[key]) < MOST_PARTNERS:
            twins[key].append(Twins(other_ref, tuple(pairs)))
    return twins


def _pairs(group: TwinGroup, hidden: frozenset[int]) -> Iterator[tuple[Link, Link]]:
    """Each link with the first ones of others; never all with all."""
    told_of = sorted(
        (link for link in group.links if link.initiative not in hidden),
        key=lambda link: (link.initiative_ref, link.pk),
    )
    first: dict[int, Link] = {}
    for link in told_of:
        first.setdefault(link.initiative, link)
        if len(first) > MOST_PARTNERS:
            break
    for own in group.links:
        for other in first.values():
            if other.initiative != own.initiative and other.shared != own.shared:
                yield own, other


def partners_of(references: Iterable[str]) -> set[str]:
    """Initiatives that share a link with these, or did when they were looked at last.

    What one of them changes ends or begins a signal at the other too, in the same moment; six
    queries.
    """
    changed = set(references)
    named = [f"{TWIN}{each}" for each in changed]
    standing = Signal.objects.filter(detector=DETECTOR, ended_at=None, subject__in=named)
    found = set(standing.values_list("initiative__reference", flat=True))
    of_changed = Signal.objects.filter(
        detector=DETECTOR, ended_at=None, initiative__reference__in=changed
    )
    subjects = of_changed.values_list("subject", flat=True)
    found |= {each.removeprefix(TWIN) for each in subjects if each.startswith(TWIN)}
    for group in twin_groups(Integration.objects.all()):
        of_group = {link.initiative_ref for link in group.links}
        if of_group & changed:
            found |= of_group
    return found - changed
