"""Questions to executives by API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from initiatives.models import Initiative
from people.models import User
from tests.api.calls import ROOT, get, post, problem
from tests.factories import raised
from tests.governance.moving.scenes import fresh, seated

Api = Callable[[User], Client]


@pytest.fixture
def table(initiative: Initiative, lead: User, architect: User, executive: User) -> Initiative:
    seated(initiative, architect, "it", by=lead)
    return fresh(initiative)


def question(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "deadlock",
        "topic": "Who pays",
        "asked": "Choose.",
        "view": "We gain.",
        "put_to": "exec@example.org",
        "no_session_reason": "No time.",
        **fields,
    }


@pytest.mark.behaviour("A30", "A31")
def test_from_the_question_to_an_owner(
    table: Initiative, lead: User, architect: User, executive: User, api: Api
) -> None:
    path = f"/initiatives/{table.reference}/escalations/"
    refused = problem(post(api(lead), path, question(no_session_reason="")), 400)
    assert "no_session_reason" in str(refused)
    sent = post(api(lead), path, question())
    assert sent.status_code == 201, sent.content
    assert "not talked about this" in sent.json()["heads_up"]
    here = f"/escalations/{sent.json()['reference']}/"
    viewed = api(architect).put(f"{ROOT}{here}view/", {"text": "It costs."}, "application/json")
    assert (viewed.json()["business_view"], viewed.json()["it_view"]) == ("We gain.", "It costs.")
    decided = post(
        api(executive),
        f"{here}answer/",
        {"answer": "decide_and_name_owner", "text": "Pay.", "owner": "architect@example.org"},
    ).json()
    assert decided["is_decided_without_owner"]
    problem(post(api(architect), f"{here}ownership/", {"accepts": False}), 400)
    post(api(architect), f"{here}ownership/", {"accepts": False, "reason": "No budget right."})
    post(api(executive), f"{here}owner/", {"owner": lead.pk})
    owned = post(api(lead), f"{here}ownership/", {"accepts": True}).json()
    assert not owned["is_decided_without_owner"]
    assert owned["named_owner"]["id"] == lead.pk


def test_a_design_input_is_where_it_was_discussed(
    table: Initiative, lead: User, architect: User, api: Api
) -> None:
    about = raised(table, architect)
    path = f"/initiatives/{table.reference}/escalations/"
    sent = post(api(lead), path, question(design_input=about.reference, no_session_reason=""))
    assert sent.json()["design_input"] == about.reference
    assert sent.json()["no_session_reason"] == ""
    listed = get(api(lead), path).json()["results"]
    assert [each["design_input"] for each in listed] == [about.reference]
    problem(post(api(lead), path, question(design_input="IN-9999")), 400)
    problem(post(api(lead), path, question(put_to="architect@example.org")), 400)


def test_lists_ask_a_fixed_number_of_queries(
    table: Initiative, lead: User, api: Api, at_most_queries: Any
) -> None:
    client, path = api(lead), f"/initiatives/{table.reference}/escalations/"
    for number in range(5):
        post(client, path, question(topic=f"Topic {number}"))
    get(client, "/escalations/")
    with at_most_queries(6):
        assert len(get(client, "/escalations/").json()["results"]) == 5
    with at_most_queries(6):
        assert len(get(client, path).json()["results"]) == 5
