"""Both sides answer one field in the same moment: one is kept, the other is told."""

import pytest

from audit.models import AuditEvent
from governance.actions import FieldAnswer, answer_field
from governance.models import ClarityAnswer
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile
from people.models import User
from tests.at_once import at_once
from tests.governance.moving.scenes import fresh, seated

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.mark.behaviour("B68")
@pytest.mark.parametrize("attempt", range(4))
def test_of_two_first_answers_exactly_one_stands(
    initiative: Initiative, lead: User, architect: User, attempt: int
) -> None:
    seated(initiative, architect, "it", by=lead)

    def answer(who: User, place: str) -> str:
        given = FieldAnswer(rows=[{"place": place}])
        actor = User.objects.get(pk=who.pk)
        answer_field(fresh(initiative), "AR-8", given, version=0, actor=actor)
        return place

    outcome = at_once(
        lambda: answer(lead, "The order screen"), lambda: answer(architect, "The data platform")
    )

    assert len(outcome.done) == 1
    assert [type(each) for each in outcome.refused] == [ChangedMeanwhile]
    kept = ClarityAnswer.objects.get(initiative=initiative)
    assert kept.rows == [{"place": outcome.done[0]}]
    assert AuditEvent.objects.filter(object_ref=kept.audit_ref).count() == 1
