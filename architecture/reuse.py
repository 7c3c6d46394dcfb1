"""Looking for what is there already, before a new integration is drawn (B28, B30, AR-5).

Integrations with the same ends and data come first, then those whose purpose reads alike. As for
alike initiatives the database finds candidates and one ranking serves both databases.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Case, Expression, IntegerField, Q, QuerySet, Value, When

from architecture.models import Integration, System
from architecture.vocabulary import OVERLAY_STYLES
from initiatives.similarity import alikeness, stems
from people.models import User
from people.text import tidy

MOST_CANDIDATES = 200
ALIKE_FROM = 0.3
SAME_LINK, SAME_SOURCE, SAME_ENDS = 3.0, 2.0, 1.5
_ABOVE_OTHERS = 0.2  # what lies above existing systems is easier to share


@dataclass(frozen=True, slots=True)
class Proposal:
    """An integration somebody has in mind; whatever is not known yet is left empty.

    Attributes:
        source, target: systems of the catalogue; None where the AI system is that end.
        integration: its own row where it exists already, which is then not offered.
    """

    name: str = ""
    purpose: str = ""
    source: System | None = None
    target: System | None = None
    data_classes: Sequence[str] = ()
    integration: Integration | None = None

    @property
    def has_ends(self) -> bool:
        """Whether a system is named."""
        return self.source is not None or self.target is not None


@dataclass(frozen=True, slots=True)
class Similar:
    """An integration that may serve.

    Attributes:
        why: in what it is alike, as a sentence.
        score: higher is nearer; only good for ordering.
    """

    integration: Integration
    why: str
    score: float

    @property
    def is_overlay(self) -> bool:
        """Whether it lies above existing systems, so that more can share it (B82, B104)."""
        return self.integration.style in OVERLAY_STYLES


def similar_integrations(proposal: Proposal, viewer: User, *, most: int = 8) -> list[Similar]:
    """What may be reused or extended, the nearest first; at most two queries.

    Only integrations in force of initiatives that the person may see.
    """
    rows = Integration.objects.visible_to(viewer).in_force()
    rows = rows.select_related("initiative__unit", "source", "target")
    if proposal.integration is not None:
        rows = rows.exclude(pk=proposal.integration.pk)
    candidates = {each.pk: each for each in _with_ends(rows, proposal)}
    candidates |= {each.pk: each for each in _with_words(rows, proposal)}
    ranked = [found for each in candidates.values() if (found := _ranked(each, proposal))]
    ranked.sort(key=lambda each: (-each.score, each.integration.pk))
    return ranked[:most]


def _with_ends(rows: QuerySet[Integration], proposal: Proposal) -> Iterable[Integration]:
    if not proposal.has_ends:
        return []
    ends = Q()
    for end in ("source", "target"):
        if system := getattr(proposal, end):
            ends |= Q(**{end: system})
    is_same = Case(
        When(source=proposal.source, target=proposal.target, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return rows.filter(ends).order_by(is_same, "-pk")[:MOST_CANDIDATES]


def _with_words(rows: QuerySet[Integration], proposal: Proposal) -> Iterable[Integration]:
    words = stems(tidy(f"{proposal.name} {proposal.purpose}"))
    if not words:
        return []
    if connection.vendor == "postgresql":
        query = SearchQuery(" or ".join(words[:20]), search_type="websearch", config="english")
        # As the index `integration_meaning` has it; another expression would not find the index.
        text = SearchVector("name", "purpose", config="english")
        return rows.alias(text=text).filter(text=query).order_by("-pk")[:MOST_CANDIDATES]
    shared: Expression = Value(0)
    for word in sorted(words, key=len, reverse=True)[:8]:
        in_name = When(name__icontains=word, then=2)
        shared = shared + Case(in_name, When(purpose__icontains=word, then=1), default=0)
    sharing = rows.annotate(shared=shared).filter(shared__gt=0)
    return sharing.order_by("-shared", "-pk")[:MOST_CANDIDATES]


def _ranked(other: Integration, proposal: Proposal) -> Similar | None:
    data = _common(proposal.data_classes, other.data_classes)
    read_alike = alikeness(tidy(proposal.name), tidy(proposal.purpose), other.name, other.purpose)
    points, why = _by_ends(other, proposal, data)
    if not points and read_alike < ALIKE_FROM:
        return None
    why = why or "Its purpose reads alike."
    above = _ABOVE_OTHERS if other.style in OVERLAY_STYLES else 0.0
    return Similar(other, why, points + read_alike + above)


def _by_ends(other: Integration, proposal: Proposal, data: list[str]) -> tuple[float, str]:
    if not proposal.has_ends:
        return 0.0, ""
    same_source = other.source_id == (proposal.source.pk if proposal.source else None)
    same_target = other.target_id == (proposal.target.pk if proposal.target else None)
    carried = f" and data: {', '.join(data)}." if data else "; other data."
    if same_source and same_target:
        return (SAME_LINK if data else SAME_ENDS), f"Same source, same target{carried}"
    if data and same_source and proposal.source:
        return SAME_SOURCE, f"Same source{carried}"
    if data and same_target and proposal.target:
        return SAME_SOURCE, f"Same target{carried}"
    return 0.0, ""


def _common(wanted: Iterable[str], carried: Iterable[str]) -> list[str]:
    known = {each.casefold() for each in wanted}
    return [each for each in carried if each.casefold() in known]
