"""Reads about people."""

import datetime as dt

from django.db.models import F, QuerySet
from django.utils import timezone

from people.models import ApiToken, Duty, Letter, Notice, Post, RoleAssignment, Unit, User
from people.vocabulary import Role


def it_architects() -> QuerySet[User]:
    """Active people who may be invited for IT."""
    return User.objects.filter(is_active=True, role_assignments__role=Role.IT_ARCHITECT).distinct()


def people_with_a_role() -> QuerySet[User]:
    """Active people who hold any role, by name."""
    return (
        User.objects.filter(is_active=True, role_assignments__isnull=False)
        .distinct()
        .order_by("full_name")
    )


def on_duty_for(unit: Unit, day: dt.date | None = None) -> User | None:
    """Who answers for IT in the unit; where nobody does, who does in the unit above."""
    day = day or timezone.localdate()
    place: Unit | None = unit
    while place is not None:
        duty = Duty.objects.on(day).filter(unit=place).select_related("person").first()
        if duty and duty.person.holds(Role.IT_ARCHITECT):
            return duty.person
        place = place.parent
    return None


def units() -> QuerySet[Unit]:
    """Every unit with its sites, by name."""
    return Unit.objects.prefetch_related("sites").order_by("name")


def administrators() -> QuerySet[User]:
    """Active people who give roles, by name."""
    return User.objects.filter(is_active=True, is_staff=True).order_by("full_name")


def roles_of(user: User) -> QuerySet[RoleAssignment]:
    """The person's roles with their units."""
    return user.role_assignments.select_related("unit").order_by("role", "unit__name")


def posts_of(user: User) -> QuerySet[Post]:
    """The positions the person holds, with their units and whom they report to."""
    return user.posts.select_related("unit", "reports_to__unit").order_by("title")


def duties_of(user: User) -> QuerySet[Duty]:
    """The person's IT duty today, by unit."""
    return user.duties.on(timezone.localdate()).select_related("unit").order_by("unit__name")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The person's API tokens, the newest first; those that work before those revoked."""
    return user.api_tokens.order_by(F("revoked_at").desc(nulls_first=True), "-created_at")


def inbox_of(user: User) -> QuerySet[Notice]:
    """What has been told to the person, the newest first, whatever became of its delivery."""
    now = timezone.now()
    return user.notices.filter(appears_at__lte=now).order_by("-appears_at", "-id")


def undelivered_letters() -> QuerySet[Letter]:
    """Letters to people outside that were given up, the newest first."""
    return Letter.objects.filter(state=Letter.State.GIVEN_UP).order_by("-written_at")


def undelivered() -> QuerySet[Notice]:
    """Notices that were given up, the newest first."""
    return Notice.objects.filter(state=Notice.State.GIVEN_UP).order_by("-appears_at")
