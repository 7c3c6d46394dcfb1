"""What detectors and figures know of how initiatives compare and choose, read for many at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from initiatives.models import Initiative
from people.vocabulary import Party
from vendors.models import Candidate, CriteriaSet, Score, SelectionRecord, VendorQuestion
from vendors.vocabulary import CandidateStage, CriteriaState, QuestionState


@dataclass(frozen=True, slots=True)
class PublishedCriteria:
    """A version of IT's criteria: since when it holds, and how many there are in it."""

    at: dt.datetime
    count: int


@dataclass(frozen=True, slots=True)
class ChosenFacts:
    """What the record of the choice that holds says of money and time, in months."""

    recorded_at: dt.datetime
    run_cost: Decimal | None = None
    run_cost_months: int | None = None
    benefit_months: int | None = None


@dataclass(frozen=True, slots=True)
class Comparing:
    """How one initiative compares and chooses.

    Attributes:
        candidates: every one there ever was; `considered` those that may still be chosen.
        in_house, considered_in_house: how many of them would be built here.
        it_criteria: published versions of IT's criteria, the first one first.
        first_scored_at: when a value was first given, also one that no longer counts.
        standing_since, standing_until: when the oldest and the newest value that counts were given,
            for candidates that may still be chosen.
        asked_vendors_at: when each question was asked that a vendor has not answered.
    """

    candidates: int = 0
    in_house: int = 0
    considered: int = 0
    considered_in_house: int = 0
    it_criteria: tuple[PublishedCriteria, ...] = ()
    first_scored_at: dt.datetime | None = None
    standing_since: dt.datetime | None = None
    standing_until: dt.datetime | None = None
    choice: ChosenFacts | None = None
    asked_vendors_at: tuple[dt.datetime, ...] = ()

    @property
    def criteria_published_at(self) -> dt.datetime | None:
        """When IT's criteria were published first."""
        return self.it_criteria[0].at if self.it_criteria else None

    @property
    def is_single(self) -> bool:
        """Whether there never was a candidate but one from outside (A18)."""
        return self.candidates == 1 and not self.in_house

    @property
    def is_in_house(self) -> bool:
        """Whether there never was a candidate but building it ourselves."""
        return self.candidates > 0 and self.candidates == self.in_house

    @property
    def is_in_house_now(self) -> bool:
        """Whether nothing but building it ourselves is considered any more."""
        return self.considered > 0 and self.considered == self.considered_in_house

    @property
    def is_scored_by_criteria(self) -> bool:
        """Whether values stand, and each was given after IT's criteria were published."""
        published = self.criteria_published_at
        since = self.standing_since
        return published is not None and since is not None and since >= published

    def it_criteria_at(self, moment: dt.datetime) -> int:
        """How many criteria of IT held at the moment."""
        held = [each.count for each in self.it_criteria if each.at <= moment]
        return held[-1] if held else 0


def load_comparing(initiatives: Iterable[Initiative]) -> dict[int, Comparing]:
    """The facts by the initiative's key, of each that compares anything; five queries."""
    keys = [each.pk for each in initiatives]
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for read in (_candidates, _it_criteria, _scores, _choices, _asked_vendors):
        for pk, told in read(keys).items():
            found[pk] |= told
    return {pk: Comparing(**told) for pk, told in found.items()}


def with_candidates(initiatives: QuerySet[Initiative]) -> QuerySet[Any]:
    """The rows with `candidate_count` and `in_house_count`; None where there is no candidate."""
    of_initiative = Candidate.objects.filter(initiative=OuterRef("pk")).order_by()
    counted = of_initiative.values("initiative").annotate(
        every=Count("pk"), own=Count("pk", filter=Q(vendor=None))
    )
    return initiatives.annotate(
        candidate_count=Subquery(counted.values("every")),
        in_house_count=Subquery(counted.values("own")),
    )


Told = Mapping[int, Mapping[str, Any]]


def _candidates(keys: Collection[int]) -> Told:
    left, own = Q(stage=CandidateStage.NOT_TAKEN_FURTHER), Q(vendor=None)
    counted = (
        Candidate.objects.filter(initiative__in=keys)
        .order_by()
        .values("initiative")
        .annotate(
            candidates=Count("pk"),
            in_house=Count("pk", filter=own),
            considered=Count("pk", filter=~left),
            considered_in_house=Count("pk", filter=own & ~left),
        )
    )
    return {
        row["initiative"]: {name: count for name, count in row.items() if name != "initiative"}
        for row in counted
    }


def _it_criteria(keys: Collection[int]) -> Told:
    sets = CriteriaSet.objects.filter(
        initiative__in=keys, party=Party.IT, state=CriteriaState.PUBLISHED
    )
    rows = (
        sets.order_by("initiative", "number")
        .annotate(new=Count("introduced", distinct=True), gone=Count("ended", distinct=True))
        .values_list("initiative", "published_at", "new", "gone")
    )
    versions: dict[int, list[tuple[dt.datetime, int]]] = defaultdict(list)
    for pk, at, new, gone in rows:
        if at is not None:
            versions[pk].append((at, new - gone))
    return {
        pk: {
            "it_criteria": tuple(
                PublishedCriteria(at, count)
                for (at, _), count in zip(
                    each, accumulate(change for _, change in each), strict=True
                )
            )
        }
        for pk, each in versions.items()
    }


def _scores(keys: Collection[int]) -> Told:
    given = Score.objects.filter(candidate__initiative__in=keys, value__isnull=False)
    stands = Q(superseded_at=None) & ~Q(candidate__stage=CandidateStage.NOT_TAKEN_FURTHER)
    rows = (
        given.order_by()
        .values_list("candidate__initiative")
        .annotate(
            first=Min("scored_at"),
            since=Min("scored_at", filter=stands),
            until=Max("scored_at", filter=stands),
        )
    )
    return {
        pk: {"first_scored_at": first, "standing_since": since, "standing_until": until}
        for pk, first, since, until in rows
    }


def _choices(keys: Collection[int]) -> Told:
    records = SelectionRecord.objects.filter(
        initiative__in=keys, superseded_at=None, recorded_at__isnull=False
    )
    rows = records.order_by().values_list(
        "initiative", "recorded_at", "run_cost_amount", "run_cost_months", "benefit_months"
    )
    return {
        pk: {"choice": ChosenFacts(at, cost, paid, benefits)}
        for pk, at, cost, paid, benefits in rows
        if at is not None
    }


def _asked_vendors(keys: Collection[int]) -> Told:
    waiting = VendorQuestion.objects.filter(
        candidate__initiative__in=keys, state=QuestionState.OPEN
    ).exclude(candidate__stage=CandidateStage.NOT_TAKEN_FURTHER)
    asked: dict[int, list[dt.datetime]] = defaultdict(list)
    for pk, at in waiting.order_by("asked_at").values_list("candidate__initiative", "asked_at"):
        asked[pk].append(at)
    return {pk: {"asked_vendors_at": tuple(each)} for pk, each in asked.items()}
