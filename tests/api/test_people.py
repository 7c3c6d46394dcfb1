"""Units, IT architects and the person who asks."""

from collections.abc import Callable

import pytest
from django.test import Client

from people.models import Unit, User
from tests.api.calls import get, patch, problem

Api = Callable[[User], Client]


def test_units_have_the_id_that_registering_takes(lead: User, unit: Unit, api: Api) -> None:
    listed = get(api(lead), "/units/").json()

    assert listed["results"] == [
        {"id": unit.pk, "name": "Plant North", "parent": None, "sites": []}
    ]
    assert listed["next"] is None


def test_a_unit_says_who_is_on_duty(lead: User, architect: User, unit: Unit, api: Api) -> None:
    shown = get(api(lead), f"/units/{unit.pk}/").json()

    assert shown["on_duty"] == {"id": architect.pk, "full_name": "Ira Novak"}


def test_only_it_architects_are_listed(
    lead: User, architect: User, other_architect: User, executive: User, api: Api
) -> None:
    other_architect.is_active = False
    other_architect.save()

    listed = get(api(lead), "/it-architects/").json()["results"]

    assert [each["email"] for each in listed] == ["architect@example.org"]


def test_the_profile_is_ones_own(lead: User, api: Api) -> None:
    changed = patch(
        api(lead), "/profile/", {"time_zone": "Asia/Tokyo", "email": "x@example.org"}
    ).json()

    assert changed["time_zone"] == "Asia/Tokyo"
    assert changed["roles"] == ["business_lead"]
    assert changed["party"] == "business"
    assert changed["email"] == "lead@example.org"


@pytest.mark.parametrize(
    ("field", "value"), [("time_zone", "Moon/Base"), ("full_name", ""), ("language", "xx")]
)
def test_a_profile_that_cannot_be(lead: User, api: Api, field: str, value: str) -> None:
    assert problem(patch(api(lead), "/profile/", {field: value}), 400)["field"] == field
    lead.refresh_from_db()
    assert lead.full_name == "Bea Lind"


def test_times_are_told_in_the_persons_zone(lead: User, unit: Unit, api: Api) -> None:
    lead.time_zone = "Asia/Tokyo"
    lead.save()
    client = api(lead)

    listed = get(client, "/auth/tokens/").json()["results"]

    assert listed[0]["created_at"].endswith("+09:00")
