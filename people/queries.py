"""Reads about people."""

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from people.models import Duty, Unit, User
from people.vocabulary import Role


def it_architects() -> QuerySet[User]:
    """Active people who may be invited for IT."""
    return User.objects.filter(is_active=True, role_assignments__role=Role.IT_ARCHITECT).distinct()


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
