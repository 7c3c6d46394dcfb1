"""Two people baseline the same design in the same moment."""

import pytest

from architecture.actions.design import override_design_state, set_design_state
from architecture.models import DesignStateChange, Integration
from audit.models import AuditEvent
from initiatives.models import Initiative, Milestone
from people.errors import ChangedMeanwhile
from people.models import User
from tests.architecture_app.scenes import held, proposed
from tests.at_once import at_once


@pytest.mark.services
@pytest.mark.behaviour("A13")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_two_baselines_exactly_one_counts(
    initiative: Initiative, lead: User, architect: User, attempt: int
) -> None:
    lead.is_staff = True
    lead.save()
    integration = proposed(initiative, lead)
    held(integration, architect, lead)
    for_holder, for_administrator = (
        Integration.objects.select_related("initiative").get(pk=integration.pk) for _ in range(2)
    )
    seen = for_holder.version

    outcome = at_once(
        lambda: set_design_state(for_holder, state="baselined", actor=architect, version=seen),
        lambda: override_design_state(
            for_administrator, state="baselined", reason="Away", actor=lead, version=seen
        ),
    )

    assert len(outcome.done) == 1
    assert [type(each) for each in outcome.refused] == [ChangedMeanwhile]
    assert "design is baselined" in outcome.refused[0].message
    assert DesignStateChange.objects.count() == 1
    assert Milestone.objects.filter(kind="design_baseline", taken=True).count() == 1
    assert AuditEvent.objects.filter(kind__startswith="integration.design_moved").count() == 1
