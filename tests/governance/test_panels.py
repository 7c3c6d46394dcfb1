"""Governance's panels on the workspace and the desk."""

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from governance import desk, workspace
from governance.actions import dispose_design_input
from governance.filters import ConcernFilter
from initiatives.actions import plan_milestone, reopen_milestone, stop_initiative, take_milestone
from initiatives.models import Initiative
from initiatives.queries import find_workspace
from people.models import User
from people.panels import NextStep, Panel
from tests.factories import raised, registered

pytestmark = pytest.mark.usefixtures("without_profile")


def _shown(panel: Panel, viewer: User, subject: Initiative | None = None) -> str:
    context = panel.context(viewer, subject)
    assert context is not None
    return " ".join(render_to_string(panel.template, {"panel": context}).split())


@pytest.mark.behaviour("A04")
def test_the_workspace_shows_both_columns_alike(
    initiative: Initiative, lead: User, architect: User
) -> None:
    dispose_design_input(raised(initiative, lead), state="incorporated", actor=architect)
    raised(initiative, architect, title="Who decides at night")

    shown = _shown(workspace.OwedPanel(), lead, find_workspace(initiative.reference, lead))

    assert "Business owes IT <span>1, oldest since today</span>" in shown
    assert "Who decides at night" in shown
    assert "IT owes business <span>nothing</span>" in shown
    assert "The last answer was given today, " in shown
    assert shown.index("Business owes IT") < shown.index("IT owes business")


def test_the_side_that_owes_is_offered_its_next_item(
    initiative: Initiative, lead: User, architect: User, other_lead: User, executive: User
) -> None:
    design_input = raised(initiative, architect)

    def primary(viewer: User) -> Any:
        subject = find_workspace(initiative.reference, viewer)
        return (workspace.OwedPanel().context(viewer, subject) or {}).get("primary")

    assert primary(lead) == {
        "label": "Answer next item",
        "url": design_input.get_absolute_url(),
    }
    assert primary(architect) is None
    assert primary(other_lead) is None
    assert primary(executive) is None


@pytest.mark.behaviour("A06")
def test_the_workspace_lists_open_inputs_first(
    initiative: Initiative, lead: User, architect: User
) -> None:
    old = raised(initiative, architect, title="Still open", decision="shortlist")
    done = raised(initiative, architect, title="Taken in", decision="shortlist")
    dispose_design_input(done, state="incorporated", actor=lead)

    subject = find_workspace(initiative.reference, lead)
    shown = _shown(workspace.DesignInputsPanel(), lead, subject)

    assert shown.index(old.title) < shown.index(done.title)
    assert "One can still shape a decision that is not taken." in shown


def test_an_empty_workspace_invites_to_begin(
    initiative: Initiative, lead: User, executive: User
) -> None:
    panel = workspace.DesignInputsPanel()
    assert "Start with the one thing" in _shown(panel, lead, initiative)
    assert "Start with the one thing" not in _shown(panel, executive, initiative)


def test_both_workspace_panels_cost_five_queries(
    initiative: Initiative, lead: User, architect: User, at_most_queries: Any
) -> None:
    for _ in range(12):
        raised(initiative, architect)
    subject = find_workspace(initiative.reference, lead)
    assert lead.roles

    with at_most_queries(5):
        for panel in (workspace.OwedPanel(), workspace.DesignInputsPanel()):
            _shown(panel, lead, subject)


@pytest.mark.behaviour("A04")
def test_the_desk_shows_ten_of_each_side_and_how_many_more(
    initiative: Initiative, lead: User, architect: User, at_most_queries: Any
) -> None:
    for number in range(13):
        raised(initiative, architect, title=f"Input {number:02d}")
    raised(initiative, lead, title="From business")
    assert lead.roles

    with at_most_queries(7):
        shown = _shown(desk.OwedPanel(), lead)

    assert shown.count("Input ") == 10
    assert "and 3 more" in shown
    assert "From business" in shown
    assert initiative.title in shown


def test_the_desk_offers_the_oldest_item_of_ones_own_side(
    initiative: Initiative, lead: User, architect: User, executive: User
) -> None:
    design_input = raised(initiative, architect)

    of_lead = desk.OwedPanel().context(lead)
    of_architect = desk.OwedPanel().context(architect)

    assert of_lead is not None
    assert of_lead["next_step"] == NextStep("Answer next item", design_input.get_absolute_url())
    assert of_architect is not None
    assert "next_step" not in of_architect
    assert desk.OwedPanel().context(executive) is None


@pytest.mark.behaviour("A27")
def test_it_sees_the_decisions_ahead_by_their_day(
    initiative: Initiative, lead: User, architect: User, executive: User, at_most_queries: Any
) -> None:
    today = timezone.localdate()
    second = registered(lead, title="The second idea")
    ended = registered(lead, title="An ended idea")
    plan_milestone(initiative, "shortlist", planned_on=today + dt.timedelta(days=9), actor=lead)
    plan_milestone(second, "selection", planned_on=today - dt.timedelta(days=2), actor=lead)
    plan_milestone(second, "contract", planned_on=today + dt.timedelta(days=4), actor=lead)
    take_milestone(second, "contract", actor=lead)
    plan_milestone(ended, "shortlist", planned_on=today, actor=lead)
    stop_initiative(ended, reason="Funds", resume_condition="New funds", actor=lead)
    assert architect.roles

    with at_most_queries(1):
        shown = _shown(desk.DecisionsAheadPanel(), architect)

    assert shown.index("The second idea") < shown.index(initiative.title)
    assert "was planned for" in shown
    assert "Contract" not in shown
    assert "An ended idea" not in shown
    assert "?decision=selection" in shown
    assert desk.DecisionsAheadPanel().context(lead) is None
    assert desk.DecisionsAheadPanel().context(executive) is None


@pytest.mark.behaviour("A26")
def test_a_reopened_decision_lies_ahead_again_once_it_is_planned(
    initiative: Initiative, lead: User, architect: User
) -> None:
    take_milestone(initiative, "shortlist", actor=lead)
    assert "has a day yet" in _shown(desk.DecisionsAheadPanel(), architect)

    reopen_milestone(initiative, "shortlist", reason="A second vendor", actor=lead)
    plan_milestone(initiative, "shortlist", planned_on=timezone.localdate(), actor=lead)

    assert "Shortlist" in _shown(desk.DecisionsAheadPanel(), architect)


def test_initiatives_are_found_by_an_open_concern(
    initiative: Initiative, lead: User, architect: User
) -> None:
    answered = registered(lead)
    dispose_design_input(
        raised(answered, architect, concern_group="SEC"), state="incorporated", actor=lead
    )
    raised(initiative, architect, concern_group="SEC")
    raised(initiative, architect, concern_group="SEC")
    narrowed = ConcernFilter(lead)

    assert ("SEC", "Security and data") in narrowed.choices()
    assert list(narrowed.apply(Initiative.objects.all(), "SEC")) == [initiative]
    assert list(narrowed.apply(Initiative.objects.all(), "LOC")) == []
