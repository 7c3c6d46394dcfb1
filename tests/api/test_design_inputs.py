"""Raising, listing, answering and replying by API."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import DesignInput
from initiatives.actions import take_milestone
from initiatives.models import Initiative
from people.models import Unit, User
from tests.api.calls import get, post, problem
from tests.factories import raised, registered

Api = Callable[[User], Client]

CONCERN = {
    "kind": "constraint",
    "concern_group": "SEC",
    "stewardship_area": "security_access",
    "title": "Order data stays in the region",
    "description": "Two contracts forbid moving it.",
    "proposed_solution": "A read-only overlay.",
}


@pytest.mark.behaviour("A03", "A06", "A25")
def test_an_input_is_raised_answered_and_replied_to(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    business, it = api(lead), api(architect)

    made = post(it, f"/initiatives/{initiative.reference}/design-inputs/", CONCERN)

    assert made.status_code == 201
    raised_input = made.json()
    assert raised_input["reference"] == "IN-0001"
    assert (raised_input["state"], raised_input["timing"]) == ("raised", "shaping")
    assert raised_input["decision"] == "use_case_baseline"
    assert (raised_input["raised_party"], raised_input["answering_party"]) == ("it", "business")
    assert raised_input["answered_at"] is None

    answered = post(
        business,
        "/design-inputs/IN-0001/disposition/",
        {"state": "adapted", "reason": "An overlay by night only.", "version": 1},
    )
    assert answered.status_code == 200
    assert answered.json()["state"] == "adapted"
    assert answered.json()["applied_at"] == answered.json()["answered_at"] is not None

    replied = post(it, "/design-inputs/IN-0001/reply/", {"text": "Nights are busy."})
    assert replied.status_code == 200
    assert replied.json()["raiser_view"] == "see_it_differently"
    shown = get(business, "/design-inputs/IN-0001/").json()
    assert shown["raiser_reply"] == "Nights are busy."
    assert shown["state"] == "adapted"


@pytest.mark.behaviour("A06")
def test_what_comes_after_its_decision_is_late(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    take_milestone(initiative, "shortlist", actor=lead)
    client = api(architect)
    path = f"/initiatives/{initiative.reference}/design-inputs/"

    late = post(client, path, {**CONCERN, "decision": "shortlist"}).json()
    none = post(client, path, {**CONCERN, "decision": ""}).json()
    early = post(client, path, {**CONCERN, "decision": "contract"}).json()

    assert [each["timing"] for each in (late, none, early)] == ["late", "", "shaping"]
    for timing, expected in (("late", late), ("can_shape", early)):
        listed = get(client, path, timing=timing).json()["results"]
        assert [each["reference"] for each in listed] == [expected["reference"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "wish"),
        ("kind", None),
        ("concern_group", "sec"),
        ("stewardship_area", 3),
        ("title", ""),
        ("title", "x" * 201),
        ("description", "x" * 5001),
        ("decision", "someday"),
    ],
)
def test_what_cannot_be_raised_is_named(
    architect: User, initiative: Initiative, api: Api, field: str, value: Any
) -> None:
    path = f"/initiatives/{initiative.reference}/design-inputs/"

    told = problem(post(api(architect), path, {**CONCERN, field: value}), 400)

    assert told["field"] == field
    assert not DesignInput.objects.exists()


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        ({"state": "declined"}, 400, "reason"),
        ({"state": "deferred"}, 400, "until"),
        ({"state": "deferred", "until": "2020-01-01"}, 400, "until"),
        ({"state": "deferred", "until": "soon"}, 400, "until"),
        ({"state": "finished"}, 400, "state"),
        ({}, 400, "state"),
        ({"state": "raised"}, 409, "state"),
        ({"state": "incorporated", "version": 7}, 409, None),
        ({"state": "withdrawn"}, 403, None),
    ],
)
def test_an_answer_that_cannot_be(
    lead: User,
    architect: User,
    initiative: Initiative,
    api: Api,
    answer: dict[str, Any],
    status: int,
    told: str | None,
) -> None:
    raised(initiative, architect)

    refused = post(api(lead), "/design-inputs/IN-0001/disposition/", answer)

    assert problem(refused, status).get("field") == told
    assert DesignInput.objects.get().state == "raised"


def test_deferring_to_a_day(lead: User, architect: User, initiative: Initiative, api: Api) -> None:
    raised(initiative, architect)
    day = str(timezone.localdate() + dt.timedelta(days=9))

    answer = {"state": "deferred", "until": day, "reason": None}
    assert problem(post(api(lead), "/design-inputs/IN-0001/disposition/", answer), 400)
    del answer["reason"]
    deferred = post(api(lead), "/design-inputs/IN-0001/disposition/", answer)

    assert deferred.json()["deferred_until"] == day


def test_agreeing_needs_no_words_and_seeing_it_differently_does(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    raised(initiative, architect)
    post(api(lead), "/design-inputs/IN-0001/disposition/", {"state": "incorporated"})
    path = "/design-inputs/IN-0001/reply/"

    assert problem(post(api(architect), path, {}), 400)["field"] == "text"
    problem(post(api(lead), path, {"view": "agree"}), 403)
    assert post(api(architect), path, {"view": "agree"}).json()["raiser_view"] == "agree"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["IN-0003", "IN-0002", "IN-0001"]),
        ({"state": "incorporated"}, ["IN-0001"]),
        ({"kind": "risk"}, ["IN-0002"]),
        ({"concern_group": "LOC"}, ["IN-0002"]),
        ({"stewardship_area": "vendor_risk"}, ["IN-0003"]),
        ({"raised_party": "business"}, ["IN-0003"]),
        ({"search": "exit"}, ["IN-0002"]),
        ({"raised_by": "1"}, ["IN-0003", "IN-0002", "IN-0001"]),
    ],
)
def test_the_lists_are_narrowed(
    lead: User,
    architect: User,
    initiative: Initiative,
    api: Api,
    params: dict[str, str],
    expected: list[str],
) -> None:
    raised(initiative, architect)
    raised(initiative, architect, kind="risk", concern_group="LOC", title="No exit")
    raised(initiative, lead, stewardship_area="vendor_risk")
    client = api(lead)
    post(client, "/design-inputs/IN-0001/disposition/", {"state": "incorporated"})

    for path in ("/design-inputs/", f"/initiatives/{initiative.reference}/design-inputs/"):
        listed = get(client, path, **params).json()["results"]
        assert [each["reference"] for each in listed] == expected, path


@pytest.mark.parametrize("field", ["state", "kind", "concern_group", "raised_party", "timing"])
def test_a_filter_that_is_not_understood_is_named(
    lead: User, initiative: Initiative, api: Api, field: str
) -> None:
    path = f"/initiatives/{initiative.reference}/design-inputs/"

    assert problem(get(api(lead), path, **{field: "x"}), 400)["field"] == field


def test_each_initiative_lists_its_own(
    lead: User, architect: User, unit: Unit, initiative: Initiative, api: Api
) -> None:
    other = registered(lead, unit=unit, title="Other")
    raised(initiative, architect)
    raised(other, architect)

    listed = get(api(lead), f"/initiatives/{other.reference}/design-inputs/").json()["results"]

    assert [each["initiative"] for each in listed] == [other.reference]
