"""The map, twins, sprawl and the reuse search for programs."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from initiatives.models import Initiative
from people.models import User
from tests.api.calls import ROOT
from tests.factories import registered
from tests.governance.signals.twins import a_link

pytestmark = pytest.mark.django_db
Api = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def twins(initiative: Initiative, lead: User, other_lead: User) -> Initiative:
    """The other initiative with the same link."""
    other = registered(other_lead, title="Plan the night shift")
    a_link(initiative, lead, name="Late orders for planners")
    a_link(other, lead)
    return other


@pytest.mark.behaviour("B32", "B86")
def test_map_twins_and_sprawl(
    twins: Initiative, initiative: Initiative, lead: User, api: Api, at_most_queries: Queries
) -> None:
    client = api(lead)
    with at_most_queries(8):
        found = client.get(f"{ROOT}/systems/map/?lens=twins").json()

    assert {each["initiative"] for each in found["links"]} == {
        initiative.reference,
        twins.reference,
    }
    assert client.get(f"{ROOT}/systems/map/?lens=lilac").status_code == 400
    with at_most_queries(8):
        groups = client.get(f"{ROOT}/integration-twins/").json()
    assert groups["count"] == 1
    assert groups["results"][0]["data_class"] == "orders"
    assert groups["results"][0]["ends"] == "MES to Planning"
    assert len(groups["results"][0]["links"]) == 2
    nothing = client.get(f"{ROOT}/integration-twins/?initiative=AI-1999-0001").json()
    assert nothing == {"count": 0, "results": []}
    grown = client.get(f"{ROOT}/integration-sprawl/").json()
    assert len(grown["months"]) == 12
    assert grown["months"][-1]["twins"] == 2


@pytest.mark.behaviour("B30")
def test_looking_for_what_is_there(twins: Initiative, lead: User, api: Api) -> None:
    client = api(lead)
    asked = "source=mes&target=planning&data_class=orders&data_class=stock&name=Late+orders"
    found = client.get(f"{ROOT}/integration-search/?{asked}").json()["results"]

    assert len(found) == 2
    assert found[0]["why"] == "Same source, same target and data: orders."
    assert found[0]["integration"]["source"] == "MES"
    wrong = client.get(f"{ROOT}/integration-search/?source=nowhere")
    assert wrong.status_code == 400
    assert client.get(f"{ROOT}/integration-search/").json() == {"results": []}
