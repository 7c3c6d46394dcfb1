"""What detectors and figures know of an initiative, read for many at once.

The number of queries for a batch does not depend on how many initiatives are in it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from architecture.facts import integrations_of
from architecture.models import Integration
from governance.clarity.facts import Facts as ProfileFacts
from governance.clarity.facts import facts_of as clarity_of
from governance.clarity.facts import load_clarity
from governance.clarity_links import is_still_owed
from governance.models import (
    AgendaItem,
    CarriedItem,
    ClarityQuestion,
    DesignInput,
    Escalation,
    GoAhead,
)
from governance.norms import PROPOSED, Norms, current_norms
from governance.owed import open_items
from governance.queries import load_inputs
from governance.sessions.cadence import StandingFacts
from governance.sessions.standing import standing_sessions
from governance.signals.plans import Plan, plans_of
from governance.signals.shared_links import CrowdedSystem, SharedLinks, Twins, load_shared_links
from governance.vocabulary import ItemResult
from governance.working_days import country_of, has_waited
from initiatives.models import (
    Initiative,
    Invitation,
    Member,
    Milestone,
    OperationalStatusChange,
    Reopening,
    Restriction,
)
from initiatives.owed import Owed
from initiatives.vocabulary import MilestoneKind, Stage, Status
from people.models import User
from people.vocabulary import Party
from vendors.facts import Comparing, load_comparing

BATCH = 500
LATELY = dt.timedelta(days=90)
_LONG_TEXTS = ("description", "proposed_solution", "raiser_reply")
_Row = TypeVar("_Row", DesignInput, ClarityQuestion, GoAhead, CarriedItem, Escalation)


@dataclass
class InitiativeFacts:
    """Everything that rules may look at for one initiative. They ask the database nothing.

    Attributes:
        seats_ever: who sat at the table, also those who left.
        reopenings: decisions that were taken back into the open, newest first.
        status_since: since when it runs as what it does, where that was changed.
        plans: days that were planned for decisions, in the order they were said.
        profile: what stands in the clarity profile.
        carried: what go-aheads carried and is still owed, also before somebody closes it.
        session_decisions: what sessions decided within the last 90 days.
        comparing: candidates, criteria, scores and the choice.
        inactive_people: whoever sees nothing: no longer active, or without a role (B61).
        twins: links that another initiative has as well.
        crowded: systems on which several links meet, some of them of this initiative.
        country: where its unit works, for public holidays.
    """

    initiative: Initiative
    now: dt.datetime
    norms: Norms = field(default_factory=lambda: PROPOSED)
    country: str = ""
    standing: StandingFacts | None = None
    milestones: dict[str, Milestone] = field(default_factory=dict)
    plans: dict[str, list[Plan]] = field(default_factory=dict)
    reopenings: list[Reopening] = field(default_factory=list)
    status_since: dt.date | None = None
    seats_ever: list[Member] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    inputs: list[DesignInput] = field(default_factory=list)
    profile: ProfileFacts | None = None
    questions: list[ClarityQuestion] = field(default_factory=list)
    go_aheads: list[GoAhead] = field(default_factory=list)
    carried: list[CarriedItem] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    session_decisions: int = 0
    comparing: Comparing = field(default_factory=Comparing)
    inactive_people: frozenset[int] = frozenset()
    integrations: list[Integration] = field(default_factory=list)
    twins: list[Twins] = field(default_factory=list)
    crowded: list[CrowdedSystem] = field(default_factory=list)

    @cached_property
    def today(self) -> dt.date:
        """The day on which the rules are asked, in UTC so that every run means the same."""
        return self.day(self.now)

    @cached_property
    def owed(self) -> list[Owed]:
        """What the two sides owe each other here (M14)."""
        return open_items(self.initiative)

    @property
    def goes_on(self) -> bool:
        """Whether work goes on; what is paused or over owes nobody a conversation."""
        initiative = self.initiative
        return initiative.status == Status.ACTIVE and initiative.stage != Stage.RETIRED

    @cached_property
    def seats(self) -> list[Member]:
        """Who sits at the table now."""
        return [seat for seat in self.seats_ever if seat.left_at is None]

    @property
    def it_was_there(self) -> bool:
        """Whether IT has contributed or has a seat."""
        return self.initiative.it_joined_at is not None or self.has_seat(Party.IT)

    def has_seat(self, party: Party) -> bool:
        """Whether somebody sits at the table for the side now."""
        return any(seat.party == party for seat in self.seats)

    def days_since(self, moment: dt.datetime | dt.date) -> int:
        """Whole days from a moment or a day to today."""
        day = self.day(moment) if isinstance(moment, dt.datetime) else moment
        return (self.today - day).days

    def has_waited(self, since: dt.datetime | dt.date, working_days: int) -> bool:
        """Whether more working days than so many have gone by."""
        day = self.day(since) if isinstance(since, dt.datetime) else since
        return has_waited(day, self.today, working_days, self.country)

    def taken(self, kind: MilestoneKind) -> Milestone | None:
        """The decision, where it is taken."""
        found = self.milestones.get(kind)
        return found if found is not None and found.taken else None

    @staticmethod
    def day(moment: dt.datetime) -> dt.date:
        """The moment's day, in UTC."""
        return moment.astimezone(dt.UTC).date()


def load_facts(
    initiatives: QuerySet[Initiative], *, size: int = BATCH
) -> Iterator[list[InitiativeFacts]]:
    """The facts of the initiatives in batches of at most `size`, in the order of their keys.

    Each batch costs the same number of queries; norms and shared links are read once for all.
    """
    norms, shared = current_norms(), load_shared_links()
    last = 0
    while batch := list(_with_relations(initiatives).filter(pk__gt=last).order_by("pk")[:size]):
        last = batch[-1].pk
        yield _facts_of(batch, norms, shared)


def facts_of(initiative: Initiative) -> InitiativeFacts:
    """The facts of one initiative."""
    rows = Initiative.objects.filter(pk=initiative.pk)
    return _facts_of(list(_with_relations(rows)), current_norms(), load_shared_links())[0]


def _with_relations(initiatives: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """The initiatives with every row that a rule may look at."""
    inputs = DesignInput.objects.defer(*_LONG_TEXTS)
    carried = CarriedItem.objects.filter(closed_at=None).select_related("go_ahead")
    escalations = Escalation.objects.select_related("session", "named_owner")
    related = {
        "members": ("seats_ever", Member.objects.order_by("joined_at", "pk")),
        "restrictions": ("open_restrictions", Restriction.objects.filter(Restriction.in_force())),
        "design_inputs": ("known_inputs", inputs),
        "clarity_questions": ("known_questions", ClarityQuestion.objects.all()),
        "go_aheads": ("known_go_aheads", GoAhead.objects.filter(taken_at__isnull=False)),
        "carried_items": ("open_carried", carried),
        "escalations": ("known_escalations", escalations),
    }
    changes = OperationalStatusChange.objects.filter(initiative=OuterRef("pk"))
    last_change = Subquery(changes.values("effective_on")[:1])
    rows = initiatives.annotate(status_since=last_change)
    return rows.select_related("unit").prefetch_related(
        "unit__sites",
        "milestones",
        "reopenings",
        "invitations",
        *(Prefetch(name, rows, to_attr=attribute) for name, (attribute, rows) in related.items()),
    )


def _facts_of(
    initiatives: Sequence[Initiative], norms: Norms, shared: SharedLinks
) -> list[InitiativeFacts]:
    now = timezone.now()
    load_inputs(initiatives)
    load_clarity(initiatives)
    standing = standing_sessions(initiatives)
    plans = plans_of(initiatives)
    decided = _session_decisions(initiatives, now)
    comparing = load_comparing(initiatives)
    inactive = frozenset(
        User.objects.filter(Q(is_active=False) | Q(role_assignments=None)).values_list(
            "pk", flat=True
        )
    )
    found = []
    for each in initiatives:
        related: Any = each
        found.append(
            InitiativeFacts(
                initiative=each,
                now=now,
                norms=norms,
                country=country_of(each.unit),
                standing=standing[each.pk].facts,
                milestones={row.kind: row for row in each.milestones.all()},
                plans=plans.get(each.reference, {}),
                reopenings=list(each.reopenings.all()),
                status_since=related.status_since,
                seats_ever=related.seats_ever,
                invitations=list(each.invitations.all()),
                restrictions=related.open_restrictions,
                inputs=_of(each, related.known_inputs),
                profile=clarity_of(each),
                questions=_of(each, related.known_questions),
                go_aheads=_of(each, related.known_go_aheads),
                carried=_still_owed(each, related.open_carried),
                escalations=_of(each, related.known_escalations),
                session_decisions=decided.get(each.pk, 0),
                comparing=comparing.get(each.pk, Comparing()),
                inactive_people=inactive,
                integrations=integrations_of(each),
                twins=shared.twins.get(each.pk, []),
                crowded=shared.crowded.get(each.pk, []),
            )
        )
    return found


def _of(initiative: Initiative, rows: list[_Row]) -> list[_Row]:
    """The rows, knowing their initiative, so that none asks for it."""
    for row in rows:
        row.initiative = initiative
    return rows


def _still_owed(initiative: Initiative, carried: list[CarriedItem]) -> list[CarriedItem]:
    """Without those whose field is answered meanwhile, which closes them within the hour."""
    return [each for each in _of(initiative, carried) if is_still_owed(initiative, each)]


def _session_decisions(initiatives: Sequence[Initiative], now: dt.datetime) -> dict[int, int]:
    decided = AgendaItem.objects.filter(
        result=ItemResult.DECISION,
        recorded_at__gte=now - LATELY,
        occurrence__series__initiative__in=initiatives,
    )
    of_initiative = decided.order_by().values_list("occurrence__series__initiative")
    return dict(of_initiative.annotate(n=Count("pk")))
