"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from architecture.models import Integration, System
from people.vocabulary import Role
from tests.architecture_app.factories import (
    DecisionRecordFactory,
    SystemFactory,
    held_by,
    linked,
)
from tests.factories import person_with, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def integration() -> Integration:
    lead = person_with(Role.BUSINESS_LEAD)
    return linked(registered(lead), lead, is_place_of_interpretation=True)


@pytest.mark.behaviour("B85")
def test_an_initiative_has_one_place_of_interpretation(integration: Integration) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        linked(integration.initiative, integration.registered_by, is_place_of_interpretation=True)


@pytest.mark.behaviour("A21")
def test_an_integration_has_one_accepted_authority(integration: Integration) -> None:
    it = person_with(Role.IT_ARCHITECT)
    first = held_by(integration, it)
    assert first.is_held
    assert integration.current_authority == first
    with pytest.raises(IntegrityError), transaction.atomic():
        held_by(integration, person_with(Role.IT_ARCHITECT))


@pytest.mark.parametrize(
    "ends",
    [
        {"source": None, "source_ai_system": "Model"},
        {"target_ai_system": ""},
        {"source_ai_system": "Model"},
    ],
    ids=["no system at all", "no target", "a source that is two things"],
)
def test_an_integration_has_two_ends(integration: Integration, ends: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        linked(integration.initiative, integration.registered_by, **ends)


def test_a_system_is_not_merged_into_itself() -> None:
    system: System = SystemFactory.create()
    system.merged_into = system
    with pytest.raises(IntegrityError), transaction.atomic():
        system.save()


def test_a_decision_does_not_replace_itself(integration: Integration) -> None:
    decision = DecisionRecordFactory.create(
        initiative=integration.initiative, written_by=integration.registered_by
    )
    decision.status, decision.replaced_by = "replaced", decision
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save()
