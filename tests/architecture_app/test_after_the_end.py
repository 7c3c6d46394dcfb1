"""What an initiative leaves running outlives it: debt is settled and links are taken down."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from architecture.actions.afterwards import close_debt, set_pilot_debt
from architecture.actions.design import set_design_state
from architecture.models import Integration, PilotDebt
from initiatives.actions import withdraw_initiative
from initiatives.models import Initiative
from people.errors import NotPermitted, NotPossibleNow
from people.models import User
from tests.architecture_app.scenes import held, proposed

SignIn = Callable[[User], Client]


@pytest.fixture
def debt(initiative: Initiative, lead: User, architect: User) -> PilotDebt:
    """Something that a pilot left behind, overdue; the pilot's idea was taken back."""
    integration = proposed(initiative, lead, is_pilot=True)
    held(integration, architect, lead)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    set_pilot_debt(integration, [{"item": "Copy script", "due_on": yesterday}], actor=lead)
    withdraw_initiative(initiative, reason="No budget", actor=lead)
    return PilotDebt.objects.select_related("integration__initiative").get()


def retired_today() -> dict[str, Any]:
    return {
        "state": "retired",
        "effective_on": timezone.localdate().isoformat(),
        "version": Integration.objects.get().version,
    }


@pytest.mark.behaviour("B34")
def test_debt_is_planned_anew_and_closed(
    debt: PilotDebt, lead: User, architect: User, tomorrow: dt.date
) -> None:
    row = {"pk": debt.pk, "item": debt.item, "decision": "retire", "due_on": tomorrow}
    set_pilot_debt(debt.integration, [row], actor=lead)
    debt.refresh_from_db()
    assert not debt.is_overdue
    assert close_debt(debt, note="Taken off the server.", actor=architect).closed_at


@pytest.mark.behaviour("B34", "A19")
def test_a_link_is_retired_and_moved_nowhere_else(debt: PilotDebt, architect: User) -> None:
    with pytest.raises(NotPossibleNow, match="withdrawn"):
        set_design_state(debt.integration, state="designed", actor=architect)
    retired = set_design_state(debt.integration, state="retired", actor=architect)
    assert retired.design_state == "retired"


@pytest.mark.behaviour("B34", "A19")
@pytest.mark.parametrize("had_a_holder", [False, True])
def test_a_link_that_nobody_holds_is_retired_by_any_architect(
    initiative: Initiative,
    lead: User,
    architect: User,
    other_architect: User,
    signed_in: SignIn,
    had_a_holder: bool,
) -> None:
    link = proposed(initiative, lead, is_pilot=True)
    if had_a_holder:
        held(link, architect, lead)
    with pytest.raises(NotPermitted, match=r"Nobody holds|Ira"):
        set_design_state(link, state="retired", actor=other_architect)
    withdraw_initiative(initiative, reason="No budget", actor=lead)
    if had_a_holder:
        with pytest.raises(NotPermitted, match="only they set its state"):
            set_design_state(link, state="retired", actor=other_architect)
        architect.is_active = False
        architect.save()
    with pytest.raises(NotPermitted) as refused:
        set_design_state(link, state="retired", actor=lead)
    assert refused.value.way_out == "Ask an IT architect to retire it."
    with pytest.raises(NotPossibleNow, match="withdrawn"):
        set_design_state(link, state="designed", actor=other_architect)

    client = signed_in(other_architect)
    state = reverse("architecture:state", args=[initiative.reference, link.reference])
    assert state in client.get(link.get_absolute_url()).content.decode()
    page = client.get(state).content.decode()
    assert ('value="retired"' in page, 'value="designed"' in page) == (True, False)
    assert client.post(state, retired_today()).status_code == 302
    change = Integration.objects.get().state_changes.get()
    assert (change.to_state, change.by, change.is_override) == ("retired", other_architect, False)


@pytest.mark.behaviour("B34")
def test_the_pages_offer_it(
    debt: PilotDebt, lead: User, architect: User, signed_in: SignIn
) -> None:
    link = debt.integration
    where = [link.initiative.reference, link.reference]
    closing = reverse("architecture:close-debt", args=[*where, debt.pk])
    assert closing in signed_in(lead).get(link.get_absolute_url()).content.decode()
    assert signed_in(lead).post(closing, {"note": "Gone"}).status_code == 302
    client, state = signed_in(architect), reverse("architecture:state", args=where)
    page = client.get(state).content.decode()
    assert ('value="retired"' in page, 'value="designed"' in page) == (True, False)
    assert client.post(state, retired_today()).status_code == 302
    for part, status in (("debt", 200), ("basics", 409)):
        answer = client.get(reverse("architecture:part", args=[*where, part]))
        assert answer.status_code == status
    assert Integration.objects.get().design_state == "retired"
