"""Taking the lead of an initiative that has none."""

import pytest

from audit.models import AuditEvent
from initiatives.actions import stop_initiative, take_over_lead
from initiatives.models import Initiative, Member
from initiatives.policies import may_take_lead
from people.errors import NotPermitted, NotPossibleNow, NotVisible
from people.models import Unit, User


@pytest.fixture
def found(unit: Unit) -> Initiative:
    """An initiative that an import brought."""
    return Initiative.objects.create(
        reference="AI-2026-0900", title="Translate instructions", problem="-", unit=unit
    )


def test_a_business_lead_takes_it_and_sits_for_business(found: Initiative, lead: User) -> None:
    assert may_take_lead(lead, found)

    taken = take_over_lead(found, actor=lead)

    assert taken.lead == lead
    assert Member.objects.get(initiative=found).party == "business"
    kinds = AuditEvent.objects.filter(initiative_ref=found.reference).values_list("kind", flat=True)
    assert set(kinds) == {"lead.taken", "member.added"}


def test_the_second_to_take_it_is_told(found: Initiative, lead: User, other_lead: User) -> None:
    take_over_lead(found, actor=lead)
    events = AuditEvent.objects.count()

    with pytest.raises(NotPossibleNow, match="Somebody leads"):
        take_over_lead(found, actor=other_lead)

    found.refresh_from_db()
    assert found.lead == lead
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("who", ["architect", "executive", "auditor"])
def test_only_business_leads(found: Initiative, who: str, request: pytest.FixtureRequest) -> None:
    actor = request.getfixturevalue(who)
    assert not may_take_lead(actor, found)

    with pytest.raises(NotPermitted):
        take_over_lead(found, actor=actor)

    assert not Member.objects.filter(initiative=found).exists()


def test_somebody_without_a_role_does_not_know_of_it(found: Initiative, outsider: User) -> None:
    with pytest.raises(NotVisible):
        take_over_lead(found, actor=outsider)


def test_what_has_ended_is_not_taken(found: Initiative, lead: User, architect: User) -> None:
    stop_initiative(found, reason="Nobody uses it", resume_condition="Demand", actor=architect)

    with pytest.raises(NotPossibleNow, match="stopped"):
        take_over_lead(found, actor=lead)
