"""The portfolio's figures by API."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from initiatives.models import Initiative
from people.models import Unit, User
from tests.api.calls import get
from tests.factories import raised, registered

Api = Callable[[User], Client]


@pytest.mark.behaviour("A04", "A05")
def test_the_figures_of_what_one_may_see(
    lead: User,
    architect: User,
    executive: User,
    unit: Unit,
    initiative: Initiative,
    api: Api,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    raised(initiative, architect)
    registered(lead, unit=unit)
    client = api(executive)
    get(client, "/profile/")

    with at_most_queries(15):
        told = get(client, "/portfolio/summary/").json()

    assert told["stages"] == [{"stage": "design", "status": "active", "count": 2}]
    assert told["units"] == [{"unit": unit.pk, "unit_name": "Plant North", "count": 2}]
    assert set(told["waiting"]) == {"business", "it"}
    assert told["waiting"]["business"]["answers"]["count"] == 1
    assert told["waiting"]["business"]["invitations"]["count"] == 1
    assert told["waiting"]["it"]["answers"] == {"count": 0, "since": None}
    assert told["involvement"]["days_from_invitation_to_shortlist"]["median"] is None
    assert told["involvement"]["decided"] == 0
