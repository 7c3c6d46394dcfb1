"""Signals, norms and figures by API."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import Signal
from initiatives.models import Initiative
from people.models import User
from tests.governance.signals.test_answering import a_signal

Api = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[None]]
ROOT = "/api/v1"


@pytest.fixture
def signal(initiative: Initiative) -> Signal:
    """A signal that stands."""
    return a_signal(initiative)


def test_lists_and_one(signal: Signal, lead: User, api: Api, at_most_queries: Queries) -> None:
    client = api(lead)
    for number in range(9):
        a_signal(signal.initiative, subject=str(number), ended_at=timezone.now())
    with at_most_queries(9):
        found = client.get(f"{ROOT}/signals/").json()["results"]

    assert len(found) == 10
    standing = client.get(f"{ROOT}/signals/?standing=true").json()["results"]
    assert [each["id"] for each in standing] == [signal.pk]
    assert standing[0]["label"] == "Decided before IT was asked"
    assert "raised_by" not in standing[0]
    below = f"{ROOT}/initiatives/{signal.initiative.reference}/signals/?detector=D01"
    assert len(client.get(below).json()["results"]) == 10
    assert client.get(f"{ROOT}/signals/?detector=D02").json()["results"] == []
    assert client.get(f"{ROOT}/signals/?severity=dire").status_code == 400
    one = client.get(f"{ROOT}/signals/{signal.pk}/").json()
    assert one["facts"] == signal.facts
    assert client.get(f"{ROOT}/signals/{10**18}/").status_code == 404


def test_replies(signal: Signal, architect: User, executive: User, api: Api) -> None:
    address = f"{ROOT}/signals/{signal.pk}"
    client = api(architect)

    heard = client.post(f"{address}/acknowledgement/").json()
    assert (heard["state"], heard["replied_party"]) == ("acknowledged", "it")
    said = {"reason": "We know", "version": 1}
    stale = client.post(f"{address}/explanation/", said, content_type="application/json")
    assert stale.status_code == 409
    empty = client.post(f"{address}/explanation/", {"reason": " "}, content_type="application/json")
    assert empty.status_code == 400
    told = client.post(
        f"{address}/explanation/", {"reason": "We know"}, content_type="application/json"
    ).json()
    assert (told["state"], told["reason"]) == ("explained", "We know")
    assert api(executive).get(f"{address}/").status_code == 404


def test_norms(lead: User, executive: User, architect: User, api: Api) -> None:
    assert api(lead).get(f"{ROOT}/norms/").status_code == 403
    listed = {each["name"]: each for each in api(executive).get(f"{ROOT}/norms/").json()}
    assert listed["rest_days"]["value"] == listed["rest_days"]["proposed"] == 14
    address, seven = f"{ROOT}/norms/rest_days/", {"value": 7}
    refused = api(executive).put(address, seven, content_type="application/json")
    assert refused.status_code == 403
    architect.is_staff = True
    architect.save()
    client = api(architect)

    done = client.put(address, seven, content_type="application/json").json()

    assert (done["value"], done["proposed"]) == (7, 14)
    wrong = client.put(address, {"value": 0}, content_type="application/json")
    assert wrong.status_code == 400
    missing = client.put(f"{ROOT}/norms/tea/", seven, content_type="application/json")
    assert missing.status_code == 404


def test_figures(initiative: Initiative, lead: User, outsider: User, api: Api) -> None:
    found = api(lead).get(f"{ROOT}/initiatives/{initiative.reference}/figures/").json()
    assert found["of"] == len(found["practices"]) == 6
    assert {"M1", "M18"} <= {each["id"] for each in found["figures"]}
    across = api(lead).get(f"{ROOT}/figures/").json()
    assert across["initiatives"] == 1
    assert api(outsider).get(f"{ROOT}/figures/").status_code == 403
