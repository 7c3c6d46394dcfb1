"""Decisions by API: planned, taken, told, open to change, reopened."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from initiatives.models import Initiative, Milestone
from initiatives.vocabulary import MilestoneKind
from people.models import Unit, User
from tests.api.calls import get, post, problem
from tests.factories import registered

Api = Callable[[User], Client]


@pytest.mark.behaviour("A12", "A27")
def test_every_decision_is_listed_with_its_state(lead: User, unit: Unit, api: Api) -> None:
    initiative = registered(lead, unit=unit, how_far="in_use")

    listed = get(api(lead), f"/initiatives/{initiative.reference}/milestones/").json()["results"]

    assert [each["kind"] for each in listed] == MilestoneKind.values
    states = {each["kind"]: each["state"] for each in listed}
    assert states["contract"] == "open"
    assert states["live"] == "taken"
    assert states["selection"] == "reopenable"
    assert {each["quality"] for each in listed} == {None, "declared"}


@pytest.mark.behaviour("A26")
def test_a_decision_is_planned_taken_and_reopened(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    client = api(architect)
    path = f"/initiatives/{initiative.reference}/milestones/shortlist"
    ahead = str(timezone.localdate() + dt.timedelta(days=20))

    planned = post(client, f"{path}/plan/", {"planned_on": ahead}).json()
    assert (planned["state"], planned["planned_on"]) == ("open", ahead)

    taken = post(client, f"{path}/take/").json()
    assert (taken["state"], taken["quality"]) == ("taken", "recorded")
    assert taken["taken_on"] == str(timezone.localdate())
    assert problem(post(client, f"{path}/take/"), 409)["code"] == "not_possible_now"

    assert post(client, f"{path}/reopenable/", {"reopenable": True}).json()["state"] == "reopenable"
    assert problem(post(client, f"{path}/reopen/", {"reason": ""}), 400)["field"] == "reason"
    reopened = post(client, f"{path}/reopen/", {"reason": "A new vendor came up."}).json()
    assert (reopened["state"], reopened["taken_on"]) == ("open", None)


@pytest.mark.behaviour("B60")
def test_the_day_of_a_declared_decision_is_told(lead: User, unit: Unit, api: Api) -> None:
    initiative = registered(lead, unit=unit, how_far="in_use")

    told = post(
        api(lead),
        f"/initiatives/{initiative.reference}/milestones/live/told-date/",
        {"taken_on": "2024-02-01"},
    ).json()

    assert (told["taken_on"], told["quality"]) == ("2024-02-01", "declared")


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("plan", {}, "planned_on"),
        ("plan", {"planned_on": "soon"}, "planned_on"),
        ("plan", {"planned_on": 20270101}, "planned_on"),
        ("take", {"taken_on": "9999-12-31"}, "taken_on"),
        ("told-date", {}, "taken_on"),
        ("reopenable", {"reopenable": "perhaps"}, "reopenable"),
    ],
)
def test_a_date_that_cannot_be(
    lead: User, initiative: Initiative, api: Api, verb: str, body: dict[str, Any], field: str
) -> None:
    path = f"/initiatives/{initiative.reference}/milestones/shortlist/{verb}/"

    assert problem(post(api(lead), path, body), 400)["field"] == field
    assert not Milestone.objects.exists()


def test_an_unknown_decision_is_named(lead: User, initiative: Initiative, api: Api) -> None:
    path = f"/initiatives/{initiative.reference}/milestones/lunch/take/"

    told = problem(post(api(lead), path), 400)

    assert told["field"] == "kind"
    assert "shortlist" in told["way_out"]
