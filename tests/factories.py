"""The people and things that tests begin with."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from governance.actions import Concern, raise_design_input
from governance.models import DesignInput
from initiatives.actions import register_initiative
from initiatives.models import Initiative
from people.models import Duty, RoleAssignment, Unit, User
from people.vocabulary import Role


class UnitFactory(DjangoModelFactory[Unit]):
    """A unit of its own."""

    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"Plant {n}")


class UserFactory(DjangoModelFactory[User]):
    """A person without a role and without a password."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")


def person_with(*roles: Role, **fields: Any) -> User:
    """A person who holds the roles for every unit."""
    user = UserFactory.create(**fields)
    for role in roles:
        RoleAssignment.objects.create(user=user, role=role)
    return user


# The fixed cast: what each holds, their name and their address.
_CAST: dict[str, tuple[tuple[Role, ...], str, str]] = {
    "lead": ((Role.BUSINESS_LEAD,), "Bea Lind", "lead@example.org"),
    "other_lead": ((Role.BUSINESS_LEAD,), "Otto Berg", "other@example.org"),
    "architect": ((Role.IT_ARCHITECT,), "Ira Novak", "architect@example.org"),
    "other_architect": ((Role.IT_ARCHITECT,), "Sam Ito", "stand.in@example.org"),
    "executive": ((Role.EXECUTIVE,), "Eva Roth", "exec@example.org"),
    "auditor": ((Role.AUDITOR,), "Ada Weiss", "audit@example.org"),
    "outsider": ((), "Nora Out", "outsider@example.org"),
}


def cast_as(part: str) -> User:
    """Somebody of the fixed cast."""
    roles, full_name, email = _CAST[part]
    return person_with(*roles, full_name=full_name, email=email)


def whole_cast() -> dict[str, User]:
    """Everybody of the fixed cast, by part."""
    return {part: cast_as(part) for part in _CAST}


def cast_at_hand() -> dict[str, User]:
    """Everybody of the fixed cast, as they stand in the database now, by part."""
    people = User.objects.in_bulk([email for _, _, email in _CAST.values()], field_name="email")
    return {part: people[email] for part, (_, _, email) in _CAST.items()}


def on_duty(person: User, unit: Unit) -> Duty:
    """IT duty for the unit from today on."""
    return Duty.objects.create(person=person, unit=unit)


def registered(lead: User, **fields: Any) -> Initiative:
    """An initiative registered through its action."""
    given = {
        "title": "See late orders two days before they slip",
        "problem": "Planners learn of a late order from the customer.",
        "business_goal": "Planners act on four of five late orders before the customer notices.",
        "operability_goal": "Runs on the data platform we have.",
        "how_far": "nothing_yet",
        **fields,
    }
    unit = given.pop("unit", None) or UnitFactory.create()
    return register_initiative(actor=lead, unit=unit, **given)


def raised(initiative: Initiative, actor: User, **fields: Any) -> DesignInput:
    """A design input raised through its action."""
    given = {
        "kind": "constraint",
        "concern_group": "SEC",
        "stewardship_area": "security_access",
        "title": "Order data stays in the region",
        "description": "Contracts with two customers forbid moving it.",
        "proposed_solution": "A read-only overlay on the regional platform.",
        **fields,
    }
    return raise_design_input(initiative, Concern(**given), actor=actor)
