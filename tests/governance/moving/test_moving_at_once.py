"""Two people move the same initiative in the same moment: one of them wins."""

import pytest

from audit.models import AuditEvent
from governance.actions import (
    answer_escalation,
    join_go_ahead,
    record_go_ahead,
    withdraw_go_ahead,
    write_escalation_view,
)
from governance.models import CarriedItem, Escalation, GoAhead
from initiatives.models import Initiative
from people.models import User
from tests.at_once import at_once
from tests.governance.moving.at_hand import moving_at_hand
from tests.governance.moving.scenes import fresh, move, seated, settle

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lacking(initiative: Initiative, lead: User, architect: User) -> Initiative:
    seated(initiative, architect, "it", by=lead)
    settle(initiative, but=("DO-1",), owner=architect)
    return fresh(initiative)


@pytest.mark.parametrize("attempt", range(4))
def test_of_two_moves_on_exactly_one_counts(lacking: Initiative, lead: User, attempt: int) -> None:
    wanted = move(lacking)

    def go() -> GoAhead:
        return record_go_ahead(fresh(lacking), wanted, actor=User.objects.get(pk=lead.pk))

    outcome = at_once(go, go)
    assert (len(outcome.done), len(outcome.refused)) == (1, 1)
    assert "in selection now" in outcome.refused[0].message
    assert fresh(lacking).stage == "selection"
    assert GoAhead.objects.count() == 1
    assert CarriedItem.objects.filter(closed_at=None).count() == 1
    assert AuditEvent.objects.filter(kind="stage.moved_on").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_joining_and_taking_back_at_once(
    lacking: Initiative, lead: User, architect: User, attempt: int
) -> None:
    Initiative.objects.filter(pk=lacking.pk).update(stage="integration")
    waiting = record_go_ahead(fresh(lacking), move(lacking), actor=lead)
    one = User.objects.get(pk=lead.pk)
    other = User.objects.get(pk=architect.pk)
    outcome = at_once(
        lambda: join_go_ahead(waiting, actor=other, version=1),
        lambda: withdraw_go_ahead(waiting, actor=one, version=1),
    )
    assert (len(outcome.done), len(outcome.refused)) == (1, 1)
    kept = GoAhead.objects.get()
    assert (kept.taken_at is None) != (kept.withdrawn_at is None)
    assert (fresh(lacking).stage == "operation") == (kept.taken_at is not None)


@pytest.mark.parametrize("attempt", range(3))
def test_an_answer_and_a_view_at_once_lose_nothing(
    lacking: Initiative, lead: User, architect: User, executive: User, attempt: int
) -> None:
    moving_at_hand(lacking, lead, executive)
    asked = Escalation.objects.get()
    it, boss = User.objects.get(pk=architect.pk), User.objects.get(pk=executive.pk)
    outcome = at_once(
        lambda: write_escalation_view(asked, text="It costs us.", actor=it, version=1),
        lambda: answer_escalation(
            asked, answer="give_means", text="Two people", actor=boss, version=1
        ),
    )
    assert (len(outcome.done), len(outcome.refused)) == (1, 1)
    kept = Escalation.objects.get()
    assert bool(kept.it_view) != bool(kept.answer)
    assert kept.version == 2
