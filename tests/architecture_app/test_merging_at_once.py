"""A system is merged in the same moment in which others merge it, or link something to it."""

from collections.abc import Callable
from typing import Any

import pytest

from architecture.actions import merge_systems
from architecture.actions.parts import change_part, set_dependencies
from architecture.models import Dependency, Integration, System, SystemMerge
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from tests.architecture_app.factories import SystemFactory, linked
from tests.architecture_app.scenes import proposed
from tests.at_once import at_once

pytestmark = [
    pytest.mark.services,
    pytest.mark.behaviour("A20"),
    pytest.mark.django_db(transaction=True),
]


def merged(system: System, into: System, actor: User) -> System:
    merge_systems(system, into, reason="The same", version=1, actor=actor)
    return into


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_merges_exactly_one_counts(
    initiative: Initiative, lead: User, architect: User, attempt: int
) -> None:
    one, other = SystemFactory.create_batch(2)
    link = linked(initiative, lead, source=one)
    back = linked(initiative, lead, source=other)

    outcome = at_once(lambda: merged(one, other, architect), lambda: merged(other, one, architect))

    (kept,) = outcome.done
    (refusal,) = outcome.refused
    assert isinstance(refusal, NotPossibleNow)
    assert SystemMerge.objects.count() == 1
    for each in (link, back):
        each.refresh_from_db()
        assert each.source == kept
    assert System.objects.get(pk=kept.pk).merged_into is None


@pytest.mark.parametrize("attempt", range(5))
def test_merges_at_both_ends_of_the_same_links_both_count(
    initiative: Initiative, lead: User, architect: User, attempt: int
) -> None:
    one, its_twin, other, its_other_twin = SystemFactory.create_batch(4)
    there = linked(initiative, lead, source=one, target=other)
    back = linked(initiative, lead, source=other, target=one)

    outcome = at_once(
        lambda: merged(one, its_twin, architect), lambda: merged(other, its_other_twin, architect)
    )

    assert len(outcome.done) == 2
    there.refresh_from_db()
    back.refresh_from_db()
    assert (there.source, there.target) == (its_twin, its_other_twin)
    assert (back.source, back.target) == (its_other_twin, its_twin)


def _propose(link: Integration, system: System, actor: User) -> Any:
    return proposed(link.initiative, actor, source=system)


def _propose_the_other_way(link: Integration, system: System, actor: User) -> Any:
    return proposed(link.initiative, actor, source=SystemFactory.create(), target=system)


def _identify(link: Integration, system: System, actor: User) -> Any:
    return change_part(link, "data", {"identity_provider": system}, actor=actor)


def _rely(link: Integration, system: System, actor: User) -> Any:
    return set_dependencies(link, [{"system": system}], actor=actor)


@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("tie", [_propose, _propose_the_other_way, _identify, _rely])
def test_nothing_points_to_what_a_system_was_before_it_was_merged(
    tie: Callable[[Integration, System, User], Any],
    attempt: int,
    initiative: Initiative,
    lead: User,
    architect: User,
) -> None:
    old, new = SystemFactory.create_batch(2)
    if attempt % 2:
        old, new = new, old
    # The merge moves this one, and the change below is made to it: each waits for the other's.
    link = linked(initiative, lead, source=old)
    ends_before = Integration.objects.count()

    outcome = at_once(lambda: tie(link, old, lead), lambda: merged(old, new, architect))

    assert new in outcome.done
    assert all(isinstance(each, InvalidInput) for each in outcome.refused)
    assert not Integration.objects.filter(source=old).exists()
    assert not Integration.objects.filter(target=old).exists()
    assert not Integration.objects.filter(identity_provider=old).exists()
    assert not Dependency.objects.filter(system=old).exists()
    if outcome.refused:
        assert "was merged" in outcome.refused[0].message
        assert Integration.objects.count() == ends_before
