"""The same creation sent twice is done once."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from audit.models import AuditEvent
from governance.models import DesignInput
from initiatives.models import Initiative, Invitation
from people.models import Unit, User
from tests.api.calls import post, problem
from tests.factories import registered

Api = Callable[[User], Client]
CONCERN = {
    "kind": "risk",
    "concern_group": "SEC",
    "stewardship_area": "stability",
    "title": "T",
}


def idea(unit: Unit) -> dict[str, Any]:
    return {"title": "T", "problem": "P", "unit": unit.pk, "how_far": "nothing_yet"}


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid.uuid4())}


def test_registering_twice_registers_once(lead: User, unit: Unit, api: Api) -> None:
    client, once = api(lead), key()

    first = post(client, "/initiatives/", idea(unit), **once)
    events = AuditEvent.objects.count()
    again = post(client, "/initiatives/", idea(unit), **once)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Initiative.objects.count() == 1
    assert AuditEvent.objects.count() == events
    post(client, "/initiatives/", idea(unit), **key())
    assert Initiative.objects.count() == 2


def test_inviting_and_raising_twice(lead: User, initiative: Initiative, api: Api) -> None:
    client, once = api(lead), key()
    path = f"/initiatives/{initiative.reference}"

    for _ in range(2):
        sent = post(client, f"{path}/invitations/", {"open_questions": ["Q"]}, **once)
        made = post(client, f"{path}/design-inputs/", CONCERN, **once)
        assert (sent.status_code, made.status_code) == (201, 201)

    assert (Invitation.objects.count(), DesignInput.objects.count()) == (1, 1)


@pytest.mark.usefixtures("architect")
def test_one_key_of_two_people_and_two_addresses(
    lead: User, other_lead: User, unit: Unit, initiative: Initiative, api: Api
) -> None:
    once = key()
    other = registered(lead, unit=unit)

    mine = post(api(lead), "/initiatives/", idea(unit), **once).json()
    theirs = post(api(other_lead), "/initiatives/", idea(unit), **once).json()
    here, there = (
        post(api(lead), f"/initiatives/{each.reference}/design-inputs/", CONCERN, **once).json()
        for each in (initiative, other)
    )

    assert mine["reference"] != theirs["reference"]
    assert theirs["lead"]["full_name"] == "Otto Berg"
    assert (here["initiative"], there["initiative"]) == (initiative.reference, other.reference)


@pytest.mark.parametrize("value", ["", "1", "no uuid", "x" * 500])
def test_a_key_that_is_none(lead: User, unit: Unit, api: Api, value: str) -> None:
    told = problem(post(api(lead), "/initiatives/", idea(unit), **{"Idempotency-Key": value}), 400)

    assert told["field"] == "Idempotency-Key"
    assert not Initiative.objects.exists()
