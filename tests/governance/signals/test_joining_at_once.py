"""Two people press "raise one for both" in the same moment (D10, B104)."""

from typing import Any

import pytest

from audit.models import AuditEvent
from governance import detecting
from governance.actions import raise_joint_input
from governance.models import DesignInput, Signal
from initiatives.models import Initiative
from people.models import User
from tests.at_once import at_once
from tests.factories import registered
from tests.governance.signals.twins import a_link


@pytest.mark.services
@pytest.mark.behaviour("D10", "B104")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("where", ["same signal", "each at their own"])
def test_one_input_stands_at_both_and_the_second_is_told(
    where: str, attempt: int, initiative: Initiative, lead: User, other_lead: User, architect: User
) -> None:
    other = registered(other_lead, title="Plan the night shift", unit=initiative.unit)
    a_link(initiative, lead)
    a_link(other, other_lead)
    detecting.look_at_everything()
    signals = Signal.objects.filter(detector="D10")
    mine = signals.get(initiative=initiative)
    theirs = mine if where == "same signal" else signals.get(initiative=other)
    second = architect if where == "same signal" else other_lead

    def press(signal: Signal, actor: User) -> Any:
        return lambda: raise_joint_input(Signal.objects.get(pk=signal.pk), actor=actor)

    outcome = at_once(press(mine, lead), press(theirs, second))

    assert outcome.refused == []
    raised, told = sorted(outcome.done, key=lambda each: not each.is_new)
    assert (raised.is_new, told.is_new) == (True, False)
    assert {raised.here, raised.there} == {told.here, told.there}
    assert [
        DesignInput.objects.filter(initiative=each).count() for each in (initiative, other)
    ] == [
        1,
        1,
    ]
    assert AuditEvent.objects.filter(kind="design_input.raised").count() == 2
    acknowledged = {mine.pk, theirs.pk}
    assert AuditEvent.objects.filter(kind="signal.acknowledged").count() == len(acknowledged)
