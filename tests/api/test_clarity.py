"""The clarity profile over the API."""

from collections.abc import Callable

import pytest
from django.test import Client

from governance.models import ClarityAnswer, ClarityQuestion
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import ROOT, get
from tests.factories import registered

Api = Callable[[User], Client]


def _path(initiative: Initiative, rest: str = "") -> str:
    return f"{ROOT}/initiatives/{initiative.reference}/clarity/{rest}"


@pytest.mark.behaviour("M13", "B22", "B103")
def test_the_profile_tells_what_the_next_move_needs(
    initiative: Initiative, lead: User, api: Api
) -> None:
    shown = get(api(lead), f"/initiatives/{initiative.reference}/clarity/").json()

    assert len(shown["fields"]) == 47
    assert shown["coverage"]["overall"] == {"there": 1, "needed": 12}
    assert set(shown["coverage"]) == {"stage", "overall", "business", "it"}
    assert "DO-1" in shown["needed"]
    owed = get(api(lead), f"/initiatives/{initiative.reference}/owed-items/").json()
    assert "field:DO-1" in {item["key"] for item in owed["business"]}


@pytest.mark.behaviour("B58", "B68")
def test_a_field_is_answered_confirmed_and_questioned(
    initiative: Initiative, lead: User, architect: User, api: Api
) -> None:
    business, it = api(lead), api(architect)
    body = {"rows": [{"place": "Data platform"}], "version": 0}
    put = business.put(_path(initiative, "AR-8/"), body, "application/json")
    assert (put.status_code, put.json()["state"]) == (200, "drafted")
    assert put.json()["owing"] == ["it"]
    late = it.put(_path(initiative, "AR-8/"), body, "application/json")
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    done = it.post(_path(initiative, "AR-8/confirmation/"), {"version": 1}, "application/json")
    assert done.json()["state"] == "answered"

    asked = it.post(_path(initiative, "AR-8/questions/"), {"text": "Why?"}, "application/json")
    assert asked.status_code == 201
    assert it.get(_path(initiative, "AR-8/")).json()["state"] == "questioned"
    question = _path(initiative, f"AR-8/questions/{asked.json()['id']}/")
    business.post(f"{question}answer/", {"answer": "So"}, "application/json")
    replied = it.post(f"{question}reply/", {"view": "agree"}, "application/json")
    assert replied.json()["asker_view"] == "agree"

    gap = {
        "kind": "known_gap",
        "gap_owner": architect.pk,
        "gap_due_on": "2099-01-01",
        "gap_safeguard": "By hand",
    }
    assert (
        it.put(_path(initiative, "RB-1/"), gap, "application/json").json()["state"] == "known_gap"
    )


def test_what_cannot_be_used_changes_nothing(
    initiative: Initiative, lead: User, auditor: User, other_lead: User, api: Api
) -> None:
    client = api(lead)
    for rest, body, status in [
        ("ZZ-1/", {"rows": []}, 404),
        ("AR-8/", {"rows": [{"place": ["no", "text"]}]}, 400),
        ("DO-6/", {"rows": [{"system_owner": "group:1"}]}, 400),
        ("RB-1/", {"rows": [{"type": "unknown", "influence": "excluded"}]}, 400),
        ("GV-7/", {"rows": [{}]}, 409),
        ("RB-1/", {"kind": "known_gap", "gap_owner": 99999}, 400),
    ]:
        answer = client.put(_path(initiative, rest), body, "application/json")
        assert answer.status_code == status, rest
    assert not ClarityAnswer.objects.exists()


def test_a_question_asked_twice_under_one_key_is_one_and_stays_with_its_initiative(
    initiative: Initiative, lead: User, architect: User, api: Api
) -> None:
    client = api(architect)
    key = {"Idempotency-Key": "0b6f3c54-6a39-4f0d-9b7e-0d6e0f7e7a11"}
    for _ in range(2):
        client.post(
            _path(initiative, "DO-1/questions/"), {"text": "Who?"}, "application/json", headers=key
        )
    question = ClarityQuestion.objects.get()
    other = registered(lead, title="Another")

    answer = api(lead).post(
        _path(other, f"DO-1/questions/{question.pk}/answer/"), {"answer": "x"}, "application/json"
    )

    assert answer.status_code == 404
