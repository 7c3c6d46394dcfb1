"""Twins among integrations: which links count, which do not, in one query."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from architecture.models import Integration
from architecture.twins import crowds, initiatives_with_twins, twin_groups, twin_keys, visible_twins
from architecture.vocabulary import LINK_STYLES, IntegrationStyle
from initiatives.actions import stop_initiative
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Role
from tests.factories import person_with, registered
from tests.governance.signals.twins import a_link, the_system

Queries = Callable[[int], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def other(other_lead: User) -> Initiative:
    """An initiative of somebody else."""
    return registered(other_lead, title="Plan the night shift")


def found() -> list[tuple[str, set[str]]]:
    """Class of data and titles of each group of twins."""
    groups = twin_groups(Integration.objects.all())
    return [(each.data_class, {link.initiative_title for link in each.links}) for each in groups]


@pytest.mark.behaviour("B32", "D10")
@pytest.mark.parametrize("style", sorted(LINK_STYLES))
def test_same_ends_and_data_of_two_initiatives_are_twins(
    style: str, initiative: Initiative, other: Initiative, lead: User
) -> None:
    a_link(initiative, lead, style=style, data_classes=["Orders", "stock"])
    a_link(other, lead, style=IntegrationStyle.DIRECT_DB, data_classes=["orders", "people"])

    assert found() == [("Orders", {initiative.title, other.title})]
    groups = twin_groups(Integration.objects.all())
    assert twin_keys(groups) == set(Integration.objects.values_list("pk", flat=True))
    assert set(initiatives_with_twins(groups)) == {initiative, other}


@pytest.mark.behaviour("D10")
@pytest.mark.parametrize(
    "fields",
    [
        {"style": IntegrationStyle.API_VIA_GATEWAY},
        {"style": IntegrationStyle.OVERLAY_READ_ONLY},
        {"data_classes": ["stock"]},
        {"data_classes": []},
        {"design_state": "retired"},
        {"target": None, "target_ai_system": "Planner"},
    ],
)
def test_what_differs_is_no_twin(
    fields: dict[str, Any], initiative: Initiative, other: Initiative, lead: User
) -> None:
    a_link(initiative, lead)
    a_link(other, lead, **fields)

    assert not found()


@pytest.mark.behaviour("D10")
def test_turned_round_or_within_one_initiative_is_no_twin(
    initiative: Initiative, other: Initiative, lead: User
) -> None:
    a_link(initiative, lead)
    a_link(initiative, lead)
    planning, mes = the_system("planning", "Planning"), the_system("mes", "MES")
    a_link(other, lead, source=planning, target=mes)

    assert not found()


@pytest.mark.behaviour("D10")
def test_the_same_ai_system_at_one_end_is_the_same_end(
    initiative: Initiative, other: Initiative, lead: User
) -> None:
    a_link(initiative, lead, target=None, target_ai_system="Night planner")
    a_link(other, lead, target=None, target_ai_system="night planner")

    assert len(found()) == 1


@pytest.mark.behaviour("D10", "B30")
def test_a_link_that_reuses_the_other_is_shared(
    initiative: Initiative, other: Initiative, lead: User
) -> None:
    first = a_link(initiative, lead)
    a_link(other, lead, reuses=first, reuse_result="reused")

    assert not found()


@pytest.mark.behaviour("D10")
def test_work_that_is_over_has_no_twins(
    initiative: Initiative, other: Initiative, lead: User, other_lead: User
) -> None:
    a_link(initiative, lead)
    a_link(other, lead)
    stop_initiative(other, reason="Over", resume_condition="Never", actor=other_lead)

    assert not found()


@pytest.mark.behaviour("D10")
def test_three_links_on_one_system_are_a_crowd(initiative: Initiative, lead: User) -> None:
    mes = the_system("mes", "MES")
    for number in range(2):
        a_link(initiative, lead, source=mes, target=the_system(f"s{number}", f"S{number}"))
    assert not crowds(Integration.objects.all())
    a_link(initiative, lead, source=the_system("late", "Late"), target=mes)

    crowd = crowds(Integration.objects.all())[0]
    everyone = set(Integration.objects.values_list("pk", flat=True))
    assert (crowd.name, crowd.links, crowd.of_initiatives) == ("MES", 3, {initiative.pk: everyone})


@pytest.mark.behaviour("D10", "B30")
def test_one_link_that_several_share_is_one(
    initiative: Initiative, other: Initiative, lead: User
) -> None:
    first = a_link(initiative, lead)
    second = a_link(other, lead, reuses=first, reuse_result="reused")
    third = registered(lead, title="Plan the weekend")
    a_link(third, lead, reuses=second, reuse_result="reused")

    assert not found()
    assert not crowds(Integration.objects.all())
    Integration.objects.filter(pk=second.pk).update(reuses=None)
    assert len(found()) == 1


def test_queries_and_what_is_not_visible(
    initiative: Initiative, other: Initiative, lead: User, at_most_queries: Queries
) -> None:
    for each in (initiative, other):
        for _ in range(8):
            a_link(each, lead)
    with at_most_queries(2):
        groups = twin_groups(Integration.objects.all())
    with at_most_queries(3):
        crowds(Integration.objects.all())

    assert len(groups[0].links) == 16
    participant = person_with(Role.SESSION_PARTICIPANT)
    assert visible_twins(lead)
    assert not visible_twins(participant)
