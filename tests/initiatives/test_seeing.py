"""Who is told of an initiative: whoever sees it, and nobody else (A28, B61)."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from initiatives.actions import give_seat, restrict_visibility
from initiatives.models import Initiative
from initiatives.seeing import seats_that_see, who_may_see
from people.models import User
from people.vocabulary import Role
from tests.factories import person_with

Queries = Callable[[int], AbstractContextManager[None]]
pytestmark = pytest.mark.behaviour("A28", "B61")


def one_by_one(initiative: Initiative, people: list[User]) -> list[User]:
    """As pages ask it."""
    found = [User.objects.get(pk=each.pk) for each in people]
    return [
        each
        for each in found
        if Initiative.objects.visible_to(each).filter(pk=initiative.pk).exists()
    ]


@pytest.mark.parametrize("restricted", [False, True])
def test_asked_of_many_it_is_the_same_as_asked_of_each(
    initiative: Initiative,
    lead: User,
    architect: User,
    outsider: User,
    tomorrow: dt.date,
    at_most_queries: Queries,
    *,
    restricted: bool,
) -> None:
    guest, visitor = (person_with(Role.SESSION_PARTICIPANT) for _ in range(2))
    seated, gone = person_with(Role.EXECUTIVE), person_with(Role.AUDITOR, is_active=False)
    both = person_with(Role.SESSION_PARTICIPANT, Role.AUDITOR)
    once = person_with(Role.IT_ARCHITECT)
    for person, party in ((guest, "executive"), (seated, "executive"), (once, "it")):
        give_seat(initiative, person, party=party, actor=lead)
    once.role_assignments.all().delete()
    people = [lead, architect, outsider, guest, visitor, seated, gone, both, once]
    people += [person_with(role) for role in Role]
    if restricted:
        restrict_visibility(
            initiative, reason="Wages", until=tomorrow, it_member=architect, actor=lead
        )

    with at_most_queries(1):
        seeing = who_may_see(initiative, people)

    assert seeing == one_by_one(initiative, people)
    assert {lead, architect, guest, seated, both} <= set(seeing)
    assert not {outsider, visitor, gone, once} & set(seeing)
    assert {seat.user for seat in seats_that_see()} == {lead, guest, seated}
    with at_most_queries(0):
        assert who_may_see(initiative, []) == []
