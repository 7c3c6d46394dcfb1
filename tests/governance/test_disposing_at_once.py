"""Two people answer the same design input in the same moment."""

from collections.abc import Callable

import pytest

from audit.models import AuditEvent
from governance.actions import dispose_design_input
from governance.models import DesignInput
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile
from people.models import User
from tests.at_once import at_once
from tests.factories import raised


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_two_answers_to_one_version_exactly_one_counts(
    initiative: Initiative, lead: User, architect: User, attempt: int
) -> None:
    design_input = raised(initiative, architect)

    def answer(actor: User, state: str) -> Callable[[], str]:
        mine = DesignInput.objects.select_related("initiative").get(pk=design_input.pk)
        seen = mine.version

        def act() -> str:
            dispose_design_input(mine, state=state, reason="My reason", actor=actor, version=seen)
            return state

        return act

    outcome = at_once(answer(lead, "declined"), answer(architect, "adapted"))

    assert [type(each) for each in outcome.refused] == [ChangedMeanwhile]
    [done] = outcome.done
    design_input.refresh_from_db()
    assert design_input.state == done
    assert design_input.version == 2
    assert f"is {done} since you opened it" in outcome.refused[0].message
    answers = AuditEvent.objects.filter(
        object_ref=design_input.reference,
        kind__in=["design_input.declined", "design_input.adapted"],
    )
    assert [event.kind for event in answers] == [f"design_input.{done}"]
