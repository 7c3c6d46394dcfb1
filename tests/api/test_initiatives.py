"""Registering, listing, reading and wording initiatives."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.models import Initiative, RegistrationDraft
from people.models import Unit, User
from tests.api.calls import get, patch, post, problem
from tests.factories import UnitFactory, raised, registered

Api = Callable[[User], Client]


def idea(place: Unit, **given: Any) -> dict[str, Any]:
    return {
        "title": "See late orders",
        "problem": "Planners learn of a late order from the customer.",
        "business_goal": "Four of five are met.",
        "operability_goal": "Runs on what we have.",
        "unit": place.pk,
        "how_far": "tool_in_mind",
        **given,
    }


@pytest.mark.behaviour("A12", "B61")
def test_registering_gives_a_reference_and_a_stage(lead: User, unit: Unit, api: Api) -> None:
    answer = post(api(lead), "/initiatives/", idea(unit))

    assert answer.status_code == 201
    made = answer.json()
    assert made["reference"] == f"AI-{timezone.localdate().year}-0001"
    assert made["stage"] == "design"
    assert made["unit"] == unit.pk
    assert made["unit_name"] == "Plant North"
    assert made["lead"]["full_name"] == "Bea Lind"
    assert made["is_half_filled"] is False
    assert [(seat["party"], seat["person"]["id"]) for seat in made["table"]] == [
        ("business", lead.pk)
    ]
    assert AuditEvent.objects.filter(kind="initiative.registered").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "x" * 201),
        ("title", None),
        ("title", ["a"]),
        ("title", "a\0b"),
        ("title", "\ud800"),
        ("problem", ""),
        ("business_goal", "x" * 2001),
        ("unit", 999_999),
        ("unit", 10**30),
        ("unit", -1),
        ("unit", "x"),
        ("unit", True),
        ("unit", None),
        ("how_far", "very"),
        ("how_far", {}),
        ("draft", "no uuid"),
    ],
)
def test_what_cannot_be_registered_is_named(
    lead: User, unit: Unit, api: Api, field: str, value: Any
) -> None:
    told = problem(post(api(lead), "/initiatives/", idea(unit, **{field: value})), 400)

    assert told["field"] == field
    assert [error["field"] for error in told["errors"]] == [field]
    assert not Initiative.objects.exists()


def test_every_missing_field_is_named(lead: User, api: Api) -> None:
    told = problem(post(api(lead), "/initiatives/", {}), 400)

    assert {error["field"] for error in told["errors"]} == {"title", "problem", "unit", "how_far"}


def test_a_draft_becomes_the_initiative(lead: User, other_lead: User, unit: Unit, api: Api) -> None:
    client = api(lead)
    draft = post(client, "/registration-drafts/", {"title": "Late orders"}).json()
    others = post(api(other_lead), "/registration-drafts/", {"title": "Mine"}).json()

    post(client, "/initiatives/", idea(unit, draft=draft["id"]))
    post(client, "/initiatives/", idea(unit, draft=others["id"]))

    assert [str(each.pk) for each in RegistrationDraft.objects.all()] == [others["id"]]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["Third", "Second widgets", "First widgets"]),
        ({"search": "widgets"}, ["Second widgets", "First widgets"]),
        ({"search": "widgets second"}, ["Second widgets"]),
        ({"stage": "operation"}, ["Third"]),
        ({"status": "paused"}, ["Second widgets"]),
        ({"concern": "SEC"}, ["First widgets"]),
        ({"sort": "title"}, ["First widgets", "Second widgets", "Third"]),
        ({"sort": "-title"}, ["Third", "Second widgets", "First widgets"]),
        ({"lead": "1", "raised_by": "1"}, ["Third", "Second widgets", "First widgets"]),
    ],
)
def test_the_list_is_narrowed_and_ordered(
    lead: User, architect: User, unit: Unit, api: Api, params: dict[str, str], expected: list[str]
) -> None:
    first = registered(lead, unit=unit, title="First widgets", problem="x")
    registered(lead, unit=unit, title="Second widgets", problem="x")
    registered(lead, unit=UnitFactory.create(), title="Third", problem="x")
    raised(first, architect)
    Initiative.objects.filter(title="Second widgets").update(status="paused")
    Initiative.objects.filter(title="Third").update(stage="operation")

    listed = get(api(lead), "/initiatives/", **params)

    assert [each["title"] for each in listed.json()["results"]] == expected


def test_the_list_by_unit(lead: User, unit: Unit, api: Api) -> None:
    registered(lead, unit=unit, title="Here")
    registered(lead, title="Elsewhere")

    listed = get(api(lead), "/initiatives/", unit=unit.pk).json()["results"]

    assert [each["title"] for each in listed] == ["Here"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("stage", "x"), ("unit", "99"), ("sort", "lead"), ("concern", "\0"), ("cursor", "rubbish")],
)
def test_a_filter_that_is_not_understood_is_named(
    lead: User, api: Api, field: str, value: str
) -> None:
    assert problem(get(api(lead), "/initiatives/", **{field: value}), 400)["field"] == field


def test_a_search_for_anything_is_answered(lead: User, initiative: Initiative, api: Api) -> None:
    for words in ("%", "\0", "a\0b", "'; --", "é" * 5000, "🤖"):
        assert get(api(lead), "/initiatives/", search=words).status_code == 200
        assert get(api(lead), "/initiatives/similar/", title=words).status_code == 200


def test_pages_follow_each_other_both_ways_and_miss_none(lead: User, unit: Unit, api: Api) -> None:
    for number in range(55):
        registered(lead, unit=unit, title=f"Idea {number}")
    client = api(lead)

    first = get(client, "/initiatives/").json()
    second = client.get(first["next"]).json()
    back = client.get(second["previous"]).json()

    titles = [each["title"] for each in first["results"] + second["results"]]
    assert titles == [f"Idea {number}" for number in reversed(range(55))]
    assert (first["previous"], second["next"]) == (None, None)
    assert back["results"] == first["results"]


def test_similar_ideas_are_met_before(lead: User, initiative: Initiative, api: Api) -> None:
    found = get(
        api(lead), "/initiatives/similar/", title="See late orders earlier", problem="Slipping"
    )

    assert [each["reference"] for each in found.json()["results"]] == [initiative.reference]
    assert get(api(lead), "/initiatives/similar/").json() == {"results": []}


@pytest.mark.behaviour("A14")
def test_wording_anew_keeps_how_it_read(lead: User, initiative: Initiative, api: Api) -> None:
    client = api(lead)
    path = f"/initiatives/{initiative.reference}/"

    changed = patch(client, path, {"title": "Meet late orders", "version": 1})

    assert changed.json()["title"] == "Meet late orders"
    assert changed.json()["version"] == 2
    versions = get(client, f"{path}versions/").json()["results"]
    assert [each["title"] for each in versions] == ["Meet late orders", initiative.title]

    late = problem(patch(client, path, {"title": "Mine", "version": 1}), 409)
    assert late["code"] == "changed_meanwhile"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "Mine"}, "version"),
        ({"title": "Mine", "version": "x"}, "version"),
        ({"stage": "operation", "version": 1}, "stage"),
        ({"title": "", "version": 1}, "title"),
    ],
)
def test_a_wording_that_cannot_be(
    lead: User, initiative: Initiative, api: Api, body: dict[str, Any], field: str
) -> None:
    told = problem(patch(api(lead), f"/initiatives/{initiative.reference}/", body), 400)

    assert told["field"] == field
    initiative.refresh_from_db()
    assert (initiative.version, initiative.stage) == (1, "design")


def test_an_imported_initiative_finds_its_lead(
    lead: User, other_lead: User, initiative: Initiative, api: Api
) -> None:
    path = f"/initiatives/{initiative.reference}/lead/"
    problem(post(api(other_lead), path), 409)
    Initiative.objects.update(lead=None)

    assert post(api(other_lead), path).json()["lead"]["full_name"] == "Otto Berg"
