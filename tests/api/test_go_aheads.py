"""Moving on, and what it carries, by API."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import GoAhead
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import ROOT, get, post, problem
from tests.governance.moving.scenes import answered, fresh, seated, settle

Api = Callable[[User], Client]
SOON = str(timezone.localdate() + dt.timedelta(days=9))


@pytest.fixture
def lacking(initiative: Initiative, lead: User, architect: User) -> Initiative:
    """In design, one field owed."""
    seated(initiative, architect, "it", by=lead)
    settle(initiative, but=("DO-1",), owner=architect)
    return fresh(initiative)


def item(key: str = "field:DO-1", **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "reason": "deadline",
        "reason_text": "The season begins.",
        "borne_by": "Planners",
        "safeguard": "A planner looks.",
        "owner": "architect@example.org",
        "due_on": SOON,
        "pause_when": "Two wrong ones",
        **fields,
    }


def test_the_next_move_says_what_it_needs_and_is_recorded(
    lacking: Initiative, lead: User, api: Api
) -> None:
    client, path = api(lead), f"/initiatives/{lacking.reference}/go-aheads/"
    prepared = get(client, f"{path}next/").json()
    assert prepared["to_stage"] == "selection"
    assert [each["key"] for each in prepared["owed"]] == ["field:DO-1"]
    assert [each["post"] for each in prepared["carriers"]] == ["Initiative lead"]
    body = {
        "to_stage": "selection",
        "items": [item()],
        "no_session_reason": "No time.",
        "seen": prepared["seen"],
    }
    key = "6f3a0a4e-6c6b-4f0c-9f0e-5a4a4b1c2d3e"
    done = post(client, path, body, **{"Idempotency-Key": key})
    assert done.status_code == 201, done.content
    told = done.json()
    assert (told["kind"], told["items"][0]["owing_party"]) == ("carried_forward", "it")
    again = post(client, path, body, **{"Idempotency-Key": key})
    assert again.json()["id"] == told["id"]
    assert GoAhead.objects.count() == 1
    carried = get(client, f"/initiatives/{lacking.reference}/carried-items/").json()
    assert [each["key"] for each in carried] == ["field:DO-1"]
    answered(lacking, "DO-1")
    assert get(client, f"/initiatives/{lacking.reference}/carried-items/").json() == []


def test_a_refusal_names_the_item_and_the_question(
    lacking: Initiative, lead: User, api: Api
) -> None:
    client, path = api(lead), f"/initiatives/{lacking.reference}/go-aheads/"
    body = {"to_stage": "selection", "no_session_reason": "No time."}
    refused = problem(post(client, path, {**body, "items": [item(safeguard=" ")]}), 400)
    assert "safeguard" in str(refused)
    missing = problem(post(client, path, body), 400)
    assert "field:DO-1.reason" in str(missing)
    stranger = problem(post(client, path, {**body, "items": [item(owner="x@example.org")]}), 400)
    assert "field:DO-1.owner" in str(stranger)
    old = problem(post(client, path, {**body, "items": [item()], "seen": "design|x|"}), 409)
    assert old["code"] == "changed_meanwhile"
    wrong = {**body, "items": [item()], "session": "WS-0001/tomorrow"}
    assert "session" in str(problem(post(client, path, wrong), 400))
    assert not GoAhead.objects.exists()


def test_joining_views_and_carrying_on(
    lacking: Initiative, lead: User, architect: User, api: Api
) -> None:
    Initiative.objects.filter(pk=lacking.pk).update(stage="integration")
    path = f"/initiatives/{lacking.reference}/go-aheads/"
    body = {"to_stage": "operation", "items": [item()], "no_session_reason": "No time."}
    waiting = post(api(lead), path, body).json()
    assert waiting["taken_at"] is None
    joined = post(api(architect), f"/go-aheads/{waiting['id']}/joining/", {"version": 1})
    assert joined.json()["taken_at"]
    own = f"{ROOT}/go-aheads/{waiting['id']}/view/"
    said = api(architect).put(own, {"view": "agree"}, "application/json").json()
    assert [(each["party"], each["view"]) for each in said["views"]] == [("it", "agree")]
    carried = said["items"][0]
    later = str(timezone.localdate() + dt.timedelta(days=20))
    kept = post(
        api(lead),
        f"/carried-items/{carried['id']}/renewal/",
        {"due_on": later, "reason": "The vendor is late.", "version": carried["version"]},
    ).json()
    assert (kept["due_on"], kept["first_due_on"]) == (later, SOON)


def test_lists_ask_a_fixed_number_of_queries(
    lacking: Initiative, lead: User, api: Api, at_most_queries: Any
) -> None:
    path = f"/initiatives/{lacking.reference}/go-aheads/"
    client = api(lead)
    back = {"to_stage": "design", "reason": "Anew", "no_session_reason": "No time."}
    on = {"to_stage": "selection", "items": [item(renewed_reason="Longer")], **back}
    on["to_stage"] = "selection"
    for _ in range(3):
        assert post(client, path, on).status_code == 201
        assert post(client, path, back).status_code == 201
    get(client, path)
    with at_most_queries(10):
        assert len(get(client, path).json()["results"]) == 6
