"""Reads of the first page and of registering: what is one's own."""

import uuid

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.utils import timezone

from initiatives.models import DRAFT_LIFETIME, Initiative, Member, RegistrationDraft
from initiatives.queries import Decision, decisions_of
from initiatives.vocabulary import Stage, Status
from people.models import Unit, User
from people.vocabulary import Party, Role


def next_decision(initiative: Initiative) -> Decision | None:
    """What is decided next: the open decision planned first, else the first open one in order."""
    still_open = [each for each in decisions_of(initiative) if each.state == "open"]
    dated = [each for each in still_open if each.milestone and each.milestone.planned_on]
    if dated:
        return min(dated, key=lambda each: str(each.milestone and each.milestone.planned_on))
    return still_open[0] if still_open else None


def own_initiatives(user: User) -> QuerySet[Initiative]:
    """Initiatives at whose table the person sits for business and where work is not over.

    Those without IT come first, then the recently changed; milestones are prefetched.
    """
    seated = Member.objects.filter(
        initiative=OuterRef("pk"), user=user, left_at=None, party=Party.BUSINESS
    )
    return (
        Initiative.objects.visible_to(user)
        .filter(Exists(seated), status__in=(Status.ACTIVE, Status.PAUSED))
        .exclude(stage=Stage.RETIRED)
        .select_related("unit")
        .prefetch_related("milestones")
        .order_by(Case(When(it_invited_at=None, then=Value(0)), default=Value(1)), "-updated_at")
    )


def drafts_of(user: User) -> QuerySet[RegistrationDraft]:
    """The person's own drafts that have not expired, last saved first (B61)."""
    return RegistrationDraft.objects.filter(
        owner=user, saved_at__gte=timezone.now() - DRAFT_LIFETIME
    ).order_by("-saved_at")


def find_draft(pk: str | uuid.UUID, user: User) -> RegistrationDraft | None:
    """The person's own draft; None when it is gone, expired, or not a draft's key at all."""
    try:
        return drafts_of(user).filter(pk=uuid.UUID(str(pk))).first()
    except ValueError:
        return None


def draft_under(key: uuid.UUID, user: User) -> RegistrationDraft:
    """The person's own draft of that key, or a new one, not saved yet."""
    kept = RegistrationDraft.objects.filter(pk=key, owner=user).first()
    return kept or RegistrationDraft(pk=key, owner=user)


def usual_unit(user: User) -> Unit | None:
    """The unit that the person most likely registers for: their role's, else the last used."""
    roles = user.role_assignments.filter(role=Role.BUSINESS_LEAD).exclude(unit=None)
    role = roles.select_related("unit").order_by("pk").first()
    if role:
        return role.unit
    last = user.led_initiatives.select_related("unit").order_by("-registered_at", "-pk").first()
    return last.unit if last else None
