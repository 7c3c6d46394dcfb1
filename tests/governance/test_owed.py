"""What each side owes is derived from what is open."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.actions import dispose_design_input
from governance.models import DesignInput
from governance.owed import last_answers, owed_across, owed_items
from governance.queries import Ledger, ledger
from initiatives.actions import (
    accept_invitation,
    decline_invitation,
    invite_it,
    pause_initiative,
    stop_initiative,
)
from initiatives.models import Initiative
from initiatives.owed import Owed
from people.models import User
from people.vocabulary import Party
from tests.factories import raised, registered

pytestmark = [pytest.mark.behaviour("A04", "B01"), pytest.mark.usefixtures("without_profile")]
SignIn = Callable[[User], Client]


def _ledger(initiative: Initiative, viewer: User) -> Ledger:
    fresh = Initiative.objects.select_related("unit").get(pk=initiative.pk)
    return ledger(owed_items(fresh, viewer))


def _titles(items: list[Owed]) -> list[str]:
    return [item.title for item in items]


@pytest.fixture
def joined(initiative: Initiative, lead: User, architect: User) -> Initiative:
    """An initiative with IT at the table and nothing owed."""
    invitation = invite_it(initiative, open_questions=["Where may data be?"], actor=lead)
    accept_invitation(invitation, actor=architect)
    initiative.refresh_from_db()
    return initiative


def test_with_it_at_the_table_and_both_goals_nothing_is_owed(
    joined: Initiative, lead: User
) -> None:
    assert _ledger(joined, lead) == Ledger([], [])


@pytest.mark.behaviour("A10")
def test_before_it_was_ever_invited_business_owes_the_invitation(
    initiative: Initiative, lead: User
) -> None:
    owed = _ledger(initiative, lead)

    assert _titles(owed.business) == ["Invite IT to the table"]
    assert owed.business[0].since == initiative.registered_at
    assert owed.it == []


def test_an_unanswered_invitation_is_owed_by_it_until_it_is_answered(
    initiative: Initiative, lead: User, architect: User, other_architect: User
) -> None:
    invitation = invite_it(initiative, open_questions=["Where?"], actor=lead)
    owed = _ledger(initiative, lead)
    assert (owed.business, _titles(owed.it)) == ([], ["Answer the invitation to the table"])

    passed_on = decline_invitation(
        invitation, reason="Away", stand_in=other_architect, actor=architect
    )
    assert [item.since for item in _ledger(initiative, lead).it] == [passed_on.invited_at]

    accept_invitation(passed_on, actor=other_architect)
    assert _ledger(initiative, lead).it == []


@pytest.mark.parametrize("state", ["raised", "discussed"])
def test_an_open_input_is_owed_by_the_side_that_did_not_raise_it(
    joined: Initiative, lead: User, architect: User, state: str
) -> None:
    of_it = raised(joined, architect, title="From IT", kind="question")
    of_business = raised(joined, lead, title="From business")
    if state == "discussed":
        for each in (of_it, of_business):
            dispose_design_input(each, state=state, actor=architect)

    owed = _ledger(joined, lead)

    assert _titles(owed.business) == ["From IT"]
    assert _titles(owed.it) == ["From business"]
    assert owed.business[0].what_answers == "Answer the question."
    assert owed.business[0].address == of_it.get_absolute_url()
    assert owed.business[0].since == of_it.raised_at
    assert owed.it[0].area == "Security and access"


@pytest.mark.parametrize("state", ["incorporated", "adapted", "declined", "withdrawn"])
def test_an_answered_input_is_owed_by_nobody(
    joined: Initiative, architect: User, state: str
) -> None:
    dispose_design_input(raised(joined, architect), state=state, reason="So", actor=architect)

    assert _ledger(joined, architect) == Ledger([], [])


def test_a_deferred_input_is_owed_again_once_its_day_has_passed(
    joined: Initiative, lead: User, architect: User
) -> None:
    design_input = raised(joined, architect)
    today = timezone.localdate()
    dispose_design_input(
        design_input, state="deferred", until=today + dt.timedelta(days=1), actor=lead
    )
    assert _ledger(joined, lead).business == []

    DesignInput.objects.filter(pk=design_input.pk).update(deferred_until=today)
    assert _ledger(joined, lead).business == []

    DesignInput.objects.filter(pk=design_input.pk).update(
        deferred_until=today - dt.timedelta(days=3)
    )
    (item,) = _ledger(joined, lead).business
    assert timezone.localdate(item.since) == today - dt.timedelta(days=2)
    assert "that day has passed" in item.what_answers


@pytest.mark.behaviour("A01")
def test_a_missing_business_goal_is_owed_by_business(lead: User, architect: User) -> None:
    initiative = registered(lead, business_goal="")
    raised(initiative, architect, kind="evidence")

    owed = _ledger(initiative, lead)

    assert "Say what business wants" in _titles(owed.business)
    assert owed.it == []


@pytest.mark.behaviour("A01")
def test_a_missing_operability_goal_passes_from_it_to_business(lead: User, architect: User) -> None:
    initiative = registered(lead, operability_goal="")
    assert _ledger(initiative, lead).it == []  # Nobody asked IT yet.

    invitation = invite_it(initiative, open_questions=["Where?"], invitee=architect, actor=lead)
    assert _titles(_ledger(initiative, lead).it) == ["Answer the invitation to the table"]

    accept_invitation(invitation, actor=architect)
    (owed,) = _ledger(initiative, lead).it
    assert owed.title == "Propose what keeps it operable"
    assert owed.address.startswith(reverse("governance:raise", args=[initiative.reference]))

    proposal = raised(initiative, architect, kind="requirement", title="Runs at night")
    asked = _ledger(initiative, lead)
    assert (_titles(asked.business), asked.it) == (["Runs at night"], [])

    dispose_design_input(proposal, state="incorporated", actor=lead)
    left = _ledger(initiative, lead)
    assert _titles(left.business) == ["Write down what keeps it operable"]
    assert left.it == []


def test_a_declined_proposal_leaves_the_question_with_it(lead: User, architect: User) -> None:
    initiative = registered(lead, operability_goal="")
    proposal = raised(initiative, architect, kind="requirement")
    dispose_design_input(proposal, state="declined", reason="Too dear", actor=lead)

    assert _titles(_ledger(initiative, lead).it) == ["Propose what keeps it operable"]


def test_an_ended_initiative_owes_nothing_a_paused_one_does(
    joined: Initiative, lead: User, architect: User
) -> None:
    raised(joined, architect)
    pause_initiative(joined, reason="Holiday", resume_condition="September", actor=lead)
    assert len(_ledger(joined, lead).business) == 1

    stop_initiative(joined, reason="Funds", resume_condition="New funds", actor=lead)
    assert _ledger(joined, lead) == Ledger([], [])


def test_oldest_first(joined: Initiative, lead: User, architect: User) -> None:
    for days, title in ((1, "young"), (9, "old"), (4, "middle")):
        design_input = raised(joined, architect, title=title)
        DesignInput.objects.filter(pk=design_input.pk).update(
            raised_at=timezone.now() - dt.timedelta(days=days)
        )

    assert _titles(_ledger(joined, lead).business) == ["old", "middle", "young"]


def test_without_a_role_nothing_is_told(initiative: Initiative, outsider: User) -> None:
    assert owed_items(initiative, outsider) == []


def an_invoice(initiative: Initiative) -> list[Owed]:
    """A source of somebody's own."""
    return [
        Owed(
            owing=Party.IT,
            title="Send the invoice",
            what_answers="The invoice.",
            since=initiative.registered_at,
            address="/",
        )
    ]


def test_an_adopter_adds_a_source_by_a_line(joined: Initiative, lead: User, settings: Any) -> None:
    settings.OWED_SOURCES = [*settings.OWED_SOURCES, f"{__name__}.an_invoice"]

    assert _titles(_ledger(joined, lead).it) == ["Send the invoice"]


def test_one_initiatives_ledger_costs_six_queries(
    joined: Initiative, lead: User, architect: User, at_most_queries: Any
) -> None:
    for _ in range(4):
        raised(joined, architect)
    fresh = Initiative.objects.get(pk=joined.pk)
    assert lead.roles
    with at_most_queries(6):
        assert len(owed_items(fresh, lead)) == 4


def test_across_tables_only_ones_own_count(
    joined: Initiative,
    lead: User,
    other_lead: User,
    architect: User,
    other_architect: User,
    at_most_queries: Any,
) -> None:
    raised(joined, architect, title="At the first table")
    second = registered(lead, title="The second table")
    raised(second, architect, title="At the second table")
    raised(registered(other_lead), other_architect, title="At a table of others")
    fresh = User.objects.get(pk=lead.pk)

    with at_most_queries(8):
        owed = owed_across(fresh)

    assert _titles(owed.business) == ["At the first table", "At the second table"]
    assert [item.initiative for item in owed.business] == [joined.title, "The second table"]
    assert _titles(owed_across(architect).business) == _titles(owed.business)


def test_the_page_shows_both_sides_in_full(
    joined: Initiative, lead: User, architect: User, auditor: User, signed_in: SignIn
) -> None:
    for number in range(12):
        raised(joined, architect, title=f"Input {number:02d}")

    shown = signed_in(lead).get(reverse("governance:owed")).content.decode()

    assert shown.count("Input ") == 12
    assert "Business owes IT" in shown
    assert "IT owes business" in shown
    nothing = signed_in(auditor).get(reverse("governance:owed")).content.decode()
    assert nothing.count("Nothing owed.") == 2


def test_taking_an_answer_into_discussion_again_is_not_the_other_sides_answer(
    joined: Initiative, lead: User, architect: User
) -> None:
    design_input = raised(joined, lead)
    answered = dispose_design_input(design_input, state="incorporated", actor=architect)
    assert set(last_answers([answered])) == {"it"}

    again = dispose_design_input(answered, state="discussed", actor=lead)

    assert last_answers([again]) == {}
