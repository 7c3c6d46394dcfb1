"""Comparing and choosing by API: criteria first, blind scores, a choice with both views."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative
from people.models import User
from tests.api.calls import ROOT, get, post, problem
from tests.vendors.api_rows import AHEAD, WORDS, compared
from tests.vendors.factories import CriterionFactory, candidate_of, scored
from vendors.models import Candidate, Criterion

Api = Callable[[User], Client]
MOST = 10


def put(client: Client, path: str, body: Any) -> Any:
    return client.put(f"{ROOT}{path}", body, "application/json")


@pytest.mark.behaviour("A17", "B47", "A18")
def test_from_asking_it_for_criteria_to_the_choice(
    shared: Initiative, lead: User, architect: User, api: Api
) -> None:
    business, it = api(lead), api(architect)
    base = f"/initiatives/{shared.reference}"
    asked = post(business, f"{base}/criteria-sets/it/request/").json()["results"]
    assert [(each["party"], each["state"]) for each in asked] == [("it", "asked_for")]
    published = post(it, f"{base}/criteria-sets/it/publication/", {}).json()["results"][0]
    assert published["state"] == "published"
    keys = {each["key"] for each in published["criteria"]}
    assert "SEC-02" in keys

    ids = [
        post(business, f"{base}/vendor-candidates/", {"vendor_name": name}).json()["id"]
        for name in ("Orderlight", "Fristwerk")
    ]
    listed = post(business, f"{base}/vendor-candidates/shortlist/", {"candidates": ids})
    assert {each["stage"] for each in listed.json()["results"]} == {"shortlist"}

    first = f"/vendor-candidates/{ids[0]}/scores/SEC-02/"
    given = {"value": 4, "strength": "tested_by_us", "evidence_note": "Secret until both"}
    assert put(business, first, given).status_code == 200
    told = put(it, first, {"value": 5, "strength": "documented"})
    assert problem(told, 400)["field"] == "value"
    weak = problem(put(it, first, {"value": 3, "strength": "claimed"}), 400)
    assert weak["way_out"]
    blind = get(it, f"{base}/scores/").content.decode()
    assert "Secret until both" not in blind
    both = put(it, first, {"value": 1, "strength": "documented"}).json()
    assert {part["party"]: part["value"] for part in both["parts"]} == {"business": 4, "it": 1}
    assert both["difference"] == 3
    assert "Secret until both" in get(it, f"{base}/scores/").content.decode()

    body = {"candidate": ids[0], "why": "It fits.", "view": "Good."}
    refused = problem(post(business, f"{base}/selection-records/", body), 400)
    assert refused["field"] in {"business_owner", "it_owner"}
    sides = ("business", "it")
    body["gaps"] = [{"party": side, "owner": architect.pk, "due_on": AHEAD} for side in sides]
    made = post(business, f"{base}/selection-records/", body).json()
    assert (made["business_view"], made["it_view"]) == ("Good.", "")
    seen = put(it, f"/selection-records/{made['id']}/view/", {"text": "Exit is thin."}).json()
    assert (seen["business_view"], seen["it_view"]) == ("Good.", "Exit is thin.")
    owed = get(it, f"{base}/owed-items/").content.decode()
    assert "left open at the choice" in owed


@pytest.mark.behaviour("B47")
def test_a_record_sent_again_is_made_once(
    candidate: Candidate, other_candidate: Candidate, lead: User, api: Api
) -> None:
    path = f"/initiatives/{candidate.initiative.reference}/selection-records/"
    body = {"candidate": candidate.pk, "why": "It fits."}
    key = {"Idempotency-Key": "0b9b1a5e-95a8-4a31-9c5b-0d1f3a1f7c11"}

    first, second = (post(api(lead), path, body, **key).json() for _ in range(2))
    assert first["id"] == second["id"]
    assert len(get(api(lead), path).json()["results"]) == 1


@pytest.mark.behaviour("B47")
def test_what_only_the_other_side_has_scored_is_nowhere_in_the_api(
    candidate: Candidate, both: Criterion, lead: User, architect: User, executive: User,
    auditor: User, api: Api,
) -> None:  # fmt: skip
    scored(candidate, both, by=lead, value=4, strength="attested", evidence_note="Only business")
    base = f"/initiatives/{candidate.initiative.reference}"
    for who in (architect, executive, auditor):
        client = api(who)
        for path in ("scores/", "owed-items/", "history/", "criteria-sets/"):
            told = get(client, f"{base}/{path}").content.decode()
            assert "Only business" not in told
            assert "attested" not in told
    assert "Only business" in get(api(lead), f"{base}/scores/").content.decode()


def test_lists_ask_no_more_when_they_are_longer(
    initiative: Initiative, lead: User, architect: User, api: Api
) -> None:
    places = compared(initiative, lead, architect)
    criterion = Criterion.objects.get(key="SEC-02")
    client = api(architect)
    base = f"/initiatives/{initiative.reference}"
    paths = [
        "/criteria/",
        "/vendors/",
        f"/vendors/{places['vendor']}/triggers/",
        f"{base}/criteria-sets/",
        f"{base}/vendor-candidates/",
        f"{base}/scores/",
        f"{base}/selection-records/",
    ]
    get(client, "/profile/")  # notes the day of the token's first use
    before = [_count(client, path) for path in paths]
    for number in range(12):
        more = candidate_of(initiative, by=lead)
        CriterionFactory.create(introduced_in=criterion.introduced_in, key=f"REL-{number + 50}")
        scored(more, criterion, by=lead)
    after = [_count(client, path) for path in paths]
    for path, few, many in zip(paths, before, after, strict=True):
        assert many == few <= MOST, path


def _count(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert get(client, path).status_code == 200
    return len(captured)


def test_a_criterion_of_ones_own_is_kept_in_the_library(
    lead: User, auditor: User, api: Api
) -> None:
    made = post(api(lead), "/criteria/", WORDS)
    assert made.status_code == 201
    key = made.json()["key"]
    found = get(api(auditor), "/criteria/", search="kept").json()["results"]
    assert key in {each["key"] for each in found}
    changed = put(api(lead), f"/criteria/{key}/", {**WORDS, "question": "And the backups?"})
    assert changed.json()["question"] == "And the backups?"
    shipped = put(api(lead), "/criteria/SEC-01/", WORDS)
    assert problem(shipped, 409)["way_out"]


def test_numbers_that_no_row_can_have_are_refused_by_name(
    candidate: Candidate, lead: User, api: Api
) -> None:
    business, base = api(lead), f"/initiatives/{candidate.initiative.reference}"
    beyond = 10**30
    choice = {
        "candidate": candidate.pk,
        "why": "It fits.",
        "gaps": [{"party": "it", "owner": beyond, "due_on": AHEAD}],
    }
    bodies = {
        "vendor-candidates/shortlist": {"candidates": [beyond]},
        "vendor-questions": {"candidates": [beyond], "questions": ["Where?"]},
        "selection-records": choice,
    }
    for path, body in bodies.items():
        refused = problem(post(business, f"{base}/{path}/", body), 400)
        assert "9223372036854775807" in str(refused), path
