"""Whether a design input shapes its decision or comes late (A06)."""

import datetime as dt

import pytest
from django.utils import timezone

from governance.models import DesignInput
from governance.queries import PlacedInput, place
from initiatives.actions import (
    declare_milestone_date,
    plan_milestone,
    reopen_milestone,
    take_milestone,
)
from initiatives.models import Initiative
from people.models import User
from tests.factories import raised, registered

pytestmark = pytest.mark.behaviour("A06")


def _placed(design_input: DesignInput) -> PlacedInput:
    return place([design_input], design_input.initiative.milestones.all())[0]


def _today(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def test_before_an_undated_decision_it_shapes(initiative: Initiative, architect: User) -> None:
    placed = _placed(raised(initiative, architect, decision="shortlist"))

    assert (placed.timing, placed.days_left, placed.can_shape) == ("shaping", None, True)


@pytest.mark.parametrize("days", [12, 1, 0, -3])
def test_the_days_left_are_counted_to_the_planned_day(
    initiative: Initiative, lead: User, architect: User, days: int
) -> None:
    design_input = raised(initiative, architect, decision="shortlist")
    plan_milestone(initiative, "shortlist", planned_on=_today(days), actor=lead)

    placed = _placed(design_input)

    assert (placed.timing, placed.days_left) == ("shaping", days)
    assert placed.days_over == max(0, -days)
    assert placed.can_shape


def test_after_the_decision_was_taken_it_is_late(
    initiative: Initiative, lead: User, architect: User
) -> None:
    take_milestone(initiative, "shortlist", actor=lead)

    placed = _placed(raised(initiative, architect, decision="shortlist"))

    assert (placed.timing, placed.days_left, placed.can_shape) == ("late", None, False)


def test_raised_before_it_was_taken_it_has_shaped(
    initiative: Initiative, lead: User, architect: User
) -> None:
    design_input = raised(initiative, architect, decision="shortlist")
    take_milestone(initiative, "shortlist", actor=lead)

    placed = _placed(design_input)

    assert (placed.timing, placed.can_shape) == ("shaping", False)


def test_a_decision_declared_without_a_day_was_taken_before(lead: User, architect: User) -> None:
    initiative = registered(lead, how_far="tool_in_mind")

    placed = _placed(raised(initiative, architect, decision="shortlist"))

    assert placed.timing == "late"


def test_a_told_day_after_the_input_makes_it_shaping(lead: User, architect: User) -> None:
    initiative = registered(lead, how_far="tool_in_mind")
    design_input = raised(initiative, architect, decision="shortlist")
    DesignInput.objects.filter(pk=design_input.pk).update(
        raised_at=timezone.now() - dt.timedelta(days=5)
    )
    declare_milestone_date(initiative, "shortlist", taken_on=_today(-2), actor=lead)
    design_input.refresh_from_db()

    assert _placed(design_input).timing == "shaping"


def test_a_told_day_before_the_input_keeps_it_late(lead: User, architect: User) -> None:
    initiative = registered(lead, how_far="tool_in_mind")
    design_input = raised(initiative, architect, decision="shortlist")
    declare_milestone_date(initiative, "shortlist", taken_on=_today(-2), actor=lead)

    assert _placed(design_input).timing == "late"


@pytest.mark.behaviour("A26")
def test_a_reopened_decision_can_be_shaped_again(lead: User, architect: User) -> None:
    initiative = registered(lead, how_far="tool_in_mind")
    design_input = raised(initiative, architect, decision="shortlist")
    reopen_milestone(initiative, "shortlist", reason="A second vendor", actor=lead)

    placed = _placed(design_input)

    assert (placed.timing, placed.can_shape) == ("shaping", True)


def test_without_a_decision_there_is_no_timing(initiative: Initiative, architect: User) -> None:
    placed = _placed(raised(initiative, architect, decision=""))

    assert (placed.timing, placed.can_shape) == ("", False)
