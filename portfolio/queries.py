"""Reads across all initiatives that a person may see; each counts in the database."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Min, QuerySet, Subquery, Value, When
from django.utils import timezone

from governance.figures.practices import choice_of
from governance.models import DesignInput
from governance.queries import waiting_inputs
from initiatives.involvement import (
    Earliness,
    InvitationLead,
    InvolvementFacts,
    TakenStep,
    earliness,
    invitation_lead,
)
from initiatives.models import Initiative, Invitation, Milestone
from initiatives.vocabulary import InvitationState, MilestoneKind, Stage, Status, TimeQuality
from people.models import User
from people.vocabulary import Party
from vendors.facts import Comparing, with_candidates

GOING_ON = (Status.ACTIVE, Status.PAUSED)
# Days since an input was raised, from and to, both included; the last has no end.
AGES: tuple[tuple[int, int | None], ...] = ((0, 7), (8, 30), (31, 90), (91, None))


def stage_counts(viewer: User) -> dict[tuple[str, str], int]:
    """Initiatives by stage and status."""
    rows = _visible(viewer).values_list("stage", "status").annotate(n=Count("pk"))
    return {(stage, status): n for stage, status, n in rows}


def unit_counts(viewer: User) -> list[tuple[int, str, int]]:
    """Units with initiatives, most first: key, name and how many."""
    rows = _visible(viewer).values_list("unit_id", "unit__name").annotate(n=Count("pk"))
    return list(rows.order_by("-n", "unit__name"))


# --- what waits ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of something waits, and since when the oldest does."""

    count: int
    since: dt.datetime | None


def waiting_answers(viewer: User) -> dict[Party, Waiting]:
    """Design inputs that wait, by the side that owes the answer."""
    rows = _waiting(viewer).values_list("raised_party")
    found = {Party.BUSINESS: Waiting(0, None), Party.IT: Waiting(0, None)}
    for raised_party, count, since in rows.annotate(n=Count("pk"), since=Min("raised_at")):
        side = _answering(raised_party)
        earliest = min(filter(None, (found[side].since, since)))
        found[side] = Waiting(found[side].count + count, earliest)
    return found


def unanswered_invitations(viewer: User) -> Waiting:
    """Invitations that IT has not answered."""
    sent = Invitation.objects.filter(
        state=InvitationState.SENT, initiative__in=_visible(viewer).filter(status__in=GOING_ON)
    )
    return Waiting(**sent.aggregate(count=Count("pk"), since=Min("invited_at")))


def not_invited(viewer: User) -> Waiting:
    """Initiatives going on to which IT was never invited."""
    found = without_it(_visible(viewer))
    return Waiting(**found.aggregate(count=Count("pk"), since=Min("registered_at")))


def without_it(initiatives: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """Those going on to which IT was neither invited nor came by itself."""
    going_on = initiatives.filter(status__in=GOING_ON).exclude(stage=Stage.RETIRED)
    return going_on.filter(it_invited_at=None, it_joined_at=None)


@dataclass(frozen=True, slots=True)
class WaitingInputs:
    """Design inputs that wait: by concern and by age, each by the side that owes the answer.

    Attributes:
        by_age: counts by place in `AGES`.
    """

    by_concern: Counter[tuple[str, Party]]
    by_age: Counter[tuple[int, Party]]

    @property
    def total(self) -> int:
        """How many in all."""
        return self.by_age.total()


def waiting_inputs_counted(viewer: User) -> WaitingInputs:
    """Counts of what waits, in one query."""
    rows = (
        _waiting(viewer)
        .annotate(age_place=_age_place())
        .values_list("concern_group", "raised_party", "age_place")
        .annotate(n=Count("pk"))
        .order_by()
    )
    by_concern: Counter[tuple[str, Party]] = Counter()
    by_age: Counter[tuple[int, Party]] = Counter()
    for concern, raised_party, age, n in rows:
        side = _answering(raised_party)
        by_concern[concern, side] += n
        by_age[age, side] += n
    return WaitingInputs(by_concern, by_age)


@dataclass(frozen=True, slots=True)
class WaitingAges:
    """M7: the ages in days that half and nine tenths of the waiting inputs do not exceed."""

    median: int
    ninth_tenth: int


def ages_of_waiting(viewer: User, total: int, least: int) -> WaitingAges | None:
    """M7 by nearest rank, in one query; None where fewer than `least` wait."""
    if total < least:
        return None
    newest_first = _waiting(viewer).order_by("-raised_at").values("raised_at")

    def rank(share: float) -> Subquery:
        place = math.ceil(share * total) - 1
        return Subquery(newest_first[place : place + 1])

    ranks = _waiting(viewer).order_by().annotate(half=rank(0.5), most=rank(0.9))
    found = ranks.values_list("half", "most")[:1].get()
    return WaitingAges(*map(_days_since, found))


def _answering(raised_party: str) -> Party:
    # The rule is the model's; it reads nothing but the raising side.
    return DesignInput(raised_party=raised_party).answering_party


def raised_within(place: int) -> dict[str, dt.datetime]:
    """The lookup on `raised_at` of one of `AGES`, in the viewer's days."""
    first, last = AGES[place]
    lookup = {} if first == 0 else {"raised_at__lt": _start_of_day(first - 1)}
    return lookup if last is None else {**lookup, "raised_at__gte": _start_of_day(last)}


def _age_place() -> Case:
    ages = [
        When(raised_at__gte=_start_of_day(last), then=Value(place))
        for place, (_, last) in enumerate(AGES)
        if last is not None
    ]
    return Case(*ages, default=Value(len(AGES) - 1), output_field=IntegerField())


def _start_of_day(days_ago: int) -> dt.datetime:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _days_since(moment: dt.datetime) -> int:
    return (timezone.localdate() - timezone.localdate(moment)).days


# --- how early IT came --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Involvement:
    """M1 and M2 of one initiative."""

    initiative_id: int
    lead: InvitationLead
    earliness: Earliness


def involvement(viewer: User) -> list[Involvement]:
    """M1 and M2 of every initiative the person may see; two queries."""
    visible = _visible(viewer)
    taken = _taken_steps(visible)
    today = timezone.now().astimezone(dt.UTC).date()
    rows = (
        with_candidates(visible)
        .order_by()
        .values_list(
            "pk",
            "registered_at",
            "it_invited_at",
            "it_joined_at",
            "candidate_count",
            "in_house_count",
        )
    )
    found = []
    for pk, registered_at, invited_at, joined_at, candidates, in_house in rows.iterator(
        chunk_size=2000
    ):
        facts = InvolvementFacts(
            registered_on=_utc_day(registered_at),
            invited_on=_utc_day(invited_at) if invited_at else None,
            joined_on=_utc_day(joined_at) if joined_at else None,
            taken=taken.get(pk, {}),
            choice=choice_of(Comparing(candidates or 0, in_house or 0)),
        )
        found.append(Involvement(pk, invitation_lead(facts, today=today), earliness(facts)))
    return found


def _taken_steps(
    initiatives: QuerySet[Initiative],
) -> dict[int, dict[MilestoneKind, TakenStep]]:
    rows = Milestone.objects.filter(taken=True, initiative__in=initiatives.order_by()).values_list(
        "initiative_id", "kind", "taken_on", "taken_recorded_at", "quality"
    )
    taken: dict[int, dict[MilestoneKind, TakenStep]] = {}
    for pk, kind, taken_on, recorded_at, quality in rows.iterator(chunk_size=2000):
        recorded = quality == TimeQuality.RECORDED
        # A recorded step has a moment, so that its day and the invitation's are of one zone.
        day = _utc_day(recorded_at) if recorded and recorded_at else taken_on
        taken.setdefault(pk, {})[MilestoneKind(kind)] = TakenStep(day, recorded)
    return taken


def _utc_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()


@dataclass(frozen=True, slots=True)
class LeadGroups:
    """Initiatives by what M1 can say of them; every one is in exactly one group."""

    invited_first: list[int]
    invited_later: list[int]
    declared: list[int]
    undecided: list[int]


def lead_groups(found: Iterable[Involvement]) -> LeadGroups:
    """The groups of M1's share, as keys of initiatives."""
    groups = LeadGroups([], [], [], [])
    for each in found:
        _group_of(each.lead, groups).append(each.initiative_id)
    return groups


def _group_of(lead: InvitationLead, groups: LeadGroups) -> list[int]:
    if lead.running:
        return groups.undecided
    if not lead.recorded:
        return groups.declared
    return groups.invited_first if lead.invited_before else groups.invited_later


def _visible(viewer: User) -> QuerySet[Initiative]:
    return Initiative.objects.visible_to(viewer).order_by()


def _waiting(viewer: User) -> QuerySet[DesignInput]:
    return waiting_inputs().filter(initiative__in=_visible(viewer)).order_by()
