"""Every list asks the database the same, whether it shows 5 rows or a full page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives.actions import invite_it, plan_milestone, save_draft
from initiatives.models import Initiative, Restriction, UseCaseVersion
from people.actions import issue_token
from people.models import Site, Unit, User
from people.vocabulary import Role
from tests.api.calls import get
from tests.factories import UnitFactory, person_with, raised, registered

MOST = 10
Api = Callable[[User], Client]
More = Callable[[int], None]


@pytest.fixture
def grow(lead: User, architect: User, unit: Unit, initiative: Initiative) -> More:
    """Adds one more of everything, as often as asked."""

    def add(number: int) -> None:
        place = UnitFactory.create()
        place.sites.add(Site.objects.create(name=f"Site {place.pk}"))
        colleague = person_with(Role.IT_ARCHITECT)
        other = registered(lead, unit=place)
        plan_milestone(other, "shortlist", planned_on=other.registered_at.date(), actor=lead)
        raised(initiative, architect, decision="shortlist")
        raised(other, lead, decision="shortlist")
        for each, invitee in ((initiative, colleague), (other, architect)):
            invite_it(each, open_questions=["A", "B"], invitee=invitee, actor=lead)
        save_draft({"title": "T"}, actor=lead)
        issue_token(lead, "more", actor=lead)
        UseCaseVersion.objects.create(initiative=initiative, number=100 + other.pk, title="T")
        restriction = {"reason": "x", "it_member": architect, "by": lead}
        Restriction.objects.create(
            initiative=initiative,
            until=other.registered_at.date(),
            lifted_at=other.registered_at,
            **restriction,
        )

    def grow(times: int) -> None:
        for number in range(times):
            add(number)

    return grow


LISTS = [
    "/units/",
    "/it-architects/",
    "/auth/tokens/",
    "/initiatives/",
    "/initiatives/?search=orders&stage=design&status=active&concern=SEC&sort=title",
    "/initiatives/{ref}/invitations/",
    "/initiatives/{ref}/history/",
    "/initiatives/{ref}/versions/",
    "/initiatives/{ref}/visibility-restrictions/",
    "/initiatives/{ref}/design-inputs/",
    "/initiatives/{ref}/design-inputs/?timing=can_shape",
    "/initiatives/{ref}/owed-items/",
    "/design-inputs/",
    "/owed-items/",
    "/registration-drafts/",
]


def rows(answer: Any) -> int:
    content = answer.json()
    return len(content.get("results", content.get("it", [])))


def test_no_list_asks_more_when_it_is_longer(
    lead: User, architect: User, initiative: Initiative, grow: More, api: Api
) -> None:
    calls = [(api(lead), path.format(ref=initiative.reference)) for path in LISTS]
    calls.append((api(architect), "/invitations/"))
    for client, _ in calls:
        get(client, "/profile/")  # notes the day of the token's first use
    grow(5)
    before = [_queries(client, path) for client, path in calls]
    grow(55)

    for (client, path), (few, with_few) in zip(calls, before, strict=True):
        many, with_many = _queries(client, path)
        asked = "\n".join(query["sql"][:300] for query in many)
        assert len(many) == len(few) <= MOST, f"{path}\n{asked}"
        assert rows(with_many) > rows(with_few), path


def _queries(client: Client, path: str) -> tuple[list[dict[str, str]], Any]:
    with CaptureQueriesContext(connection) as captured:
        answer = get(client, path)
    assert answer.status_code == 200, answer.content
    return captured.captured_queries, answer
