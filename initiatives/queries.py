"""Reads of initiatives, with fixed numbers of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from initiatives.models import (
    Initiative,
    InitiativeQuerySet,
    Interruption,
    Invitation,
    Member,
    Milestone,
    Restriction,
    UseCaseVersion,
)
from initiatives.transitions import FITTING_STATUS
from initiatives.vocabulary import (
    InvitationState,
    MilestoneKind,
    OperationalStatus,
    Stage,
    Status,
)
from people.models import User

SEARCHED_FIELDS = ("reference", "title", "problem", "business_goal", "source_note")


def listed(user: User) -> InitiativeQuerySet:
    """Initiatives the person may see, with what a list row shows."""
    return Initiative.objects.visible_to(user).select_related("unit", "lead")


def restricted_from(user: User) -> InitiativeQuerySet:
    """Initiatives whose restriction keeps this administrator out (A28); roles do not matter."""
    restricted = Initiative.objects.filter(
        Exists(Restriction.objects.filter(Restriction.in_force(), initiative=OuterRef("pk")))
    )
    return restricted.exclude(pk__in=Initiative.objects.visible_to(user).values("pk"))


def search(initiatives: QuerySet[Initiative], words: str) -> QuerySet[Initiative]:
    """Initiatives that contain every word in one of the searched fields."""
    for word in words.split()[:8]:
        found = Q()
        for field in SEARCHED_FIELDS:
            found |= Q(**{f"{field}__icontains": word})
        initiatives = initiatives.filter(found)
    return initiatives


def find_initiative(reference: str, user: User) -> Initiative:
    """The initiative for a page or endpoint of its own.

    Raises:
        Http404: there is none, or the person may not know of it.
    """
    found = listed(user).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def find_workspace(reference: str, user: User) -> Initiative:
    """The initiative with its table, decisions and invitations; five queries, whatever there is.

    It also carries `is_restricted` (today, A28) and `changes_after_it_joined` (how often the use
    case was worded anew since, A14).

    Raises:
        Http404: there is none, or the person may not know of it.
    """
    restricted = Restriction.objects.filter(Restriction.in_force(), initiative=OuterRef("pk"))
    changes = (
        UseCaseVersion.objects.filter(initiative=OuterRef("pk"), after_it_joined=True)
        .order_by()
        .values("initiative")
        .annotate(number_of_changes=Count("pk"))
        .values("number_of_changes")
    )
    seats = Member.objects.filter(left_at=None).select_related("user").order_by("party", "pk")
    invitations = Invitation.objects.select_related(
        "invitee", "invited_by", "passed_on_to__invitee"
    ).prefetch_related("open_questions")
    found = (
        listed(user)
        .filter(reference=reference)
        .annotate(
            is_restricted=Exists(restricted),
            changes_after_it_joined=Coalesce(Subquery(changes), 0),
        )
        .prefetch_related(
            Prefetch("members", seats), "milestones", Prefetch("invitations", invitations)
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_invitation(pk: str, user: User) -> Invitation:
    """The invitation with its questions.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    invitations = Invitation.objects.select_related(
        "initiative__unit", "invitee", "invited_by"
    ).prefetch_related("open_questions")
    visible = invitations.filter(pk=pk, initiative__in=Initiative.objects.visible_to(user))
    found = visible.first()
    if found is None:
        raise Http404
    return found


def invitations_waiting_for(user: User) -> QuerySet[Invitation]:
    """Invitations that the person has not answered, oldest first.

    One to an initiative that was restricted from them since (A28) is left out.
    """
    waiting = Invitation.objects.filter(
        invitee=user,
        state=InvitationState.SENT,
        initiative__in=Initiative.objects.visible_to(user),
    )
    return (
        waiting.select_related("initiative__unit", "invited_by")
        .prefetch_related("open_questions")
        .order_by("invited_at", "pk")
    )


def seats_of(initiative: Initiative) -> list[Member]:
    """Who sits at the table now, with the people; one query."""
    seats = Member.objects.filter(initiative=initiative, left_at=None).select_related("user")
    found = list(seats.order_by("party", "joined_at", "pk"))
    for each in found:
        each.initiative = initiative
    return found


def invitations_of(initiative: Initiative) -> QuerySet[Invitation]:
    """Every invitation of the initiative with its questions, newest first."""
    return (
        initiative.invitations.select_related("invitee", "invited_by")
        .prefetch_related(Prefetch("open_questions"))
        .order_by("-invited_at", "-pk")
    )


def restriction_in_force(initiative: Initiative) -> Restriction | None:
    """What restricts the initiative today; no query where `find_workspace` found nothing."""
    if not getattr(initiative, "is_restricted", True):
        return None
    restrictions = initiative.restrictions.filter(Restriction.in_force())
    return restrictions.select_related("it_member", "by").first()


def interruption_in_force(initiative: Initiative) -> Interruption | None:
    """Who paused, stopped or withdrew it and why (B66); no query while work goes on."""
    if initiative.status == Status.ACTIVE:
        return None
    return initiative.interruptions.filter(ended_at=None).select_related("by").first()


def fitting_status(initiative: Initiative) -> OperationalStatus | None:
    """As what it runs in all likelihood since it came into its stage; None: as it is."""
    now = OperationalStatus(initiative.operational_status)
    return FITTING_STATUS.get((Stage(initiative.stage), now))


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of an initiative as IT sees it first: open, taken or reopenable (A27)."""

    kind: MilestoneKind
    milestone: Milestone | None

    @property
    def state(self) -> str:
        """`open`, `taken` or `reopenable`."""
        if self.milestone is None or not self.milestone.taken:
            return "open"
        return "reopenable" if self.milestone.reopenable else "taken"


def decisions(milestones: Iterable[Milestone]) -> list[Decision]:
    """Every decision in its usual order, also those that nobody has dated."""
    dated = {milestone.kind: milestone for milestone in milestones}
    return [Decision(kind, dated.get(kind)) for kind in MilestoneKind]


def decisions_of(initiative: Initiative) -> list[Decision]:
    """The decisions of one initiative; one query."""
    return decisions(initiative.milestones.all())
