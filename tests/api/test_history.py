"""The history by API."""

from collections.abc import Callable

from django.test import Client

from initiatives.actions import change_use_case
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import get, problem
from tests.factories import raised

Api = Callable[[User], Client]


def test_events_are_told_newest_first(
    lead: User, architect: User, auditor: User, initiative: Initiative, api: Api
) -> None:
    raised(initiative, architect)
    path = f"/initiatives/{initiative.reference}/history/"

    events = get(api(auditor), path).json()["results"]

    kinds = [event["kind"] for event in events]
    assert kinds[0] == "it.joined"
    assert kinds[-2:] == ["member.added", "initiative.registered"]
    told = events[kinds.index("design_input.raised")]
    assert told["label"] == "Design input raised"
    assert told["sentence"] == "raised IN-0001 “Order data stays in the region” (constraint)"
    assert (told["actor"], told["party"]) == ("Ira Novak", "it")
    assert (told["object"], told["object_label"]) == ("IN-0001", "Order data stays in the region")
    assert told["data"]["concern_group"] == "SEC"
    assert told["occurred_at"]
    assert told["recorded_at"]


def test_one_kind_only(lead: User, initiative: Initiative, api: Api) -> None:
    path = f"/initiatives/{initiative.reference}/history/"

    found = get(api(lead), path, kind="initiative.registered").json()["results"]

    assert [event["kind"] for event in found] == ["initiative.registered"]
    assert problem(get(api(lead), path, kind="made.up\0"), 400)["field"] == "kind"


def test_a_long_history_comes_in_pages(lead: User, initiative: Initiative, api: Api) -> None:
    for number in range(1, 55):
        change_use_case(initiative, changes={"title": f"T {number}"}, version=number, actor=lead)
    client = api(lead)

    first = get(client, f"/initiatives/{initiative.reference}/history/").json()
    second = client.get(first["next"]).json()

    ids = [event["id"] for event in first["results"] + second["results"]]
    assert len(first["results"]) == 50
    assert len(ids) == len(set(ids)) == 58  # two of them about the standing session
    assert ids == sorted(ids, reverse=True)
    problem(get(client, f"/initiatives/{initiative.reference}/history/", cursor="cD14"), 400)
