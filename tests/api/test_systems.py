"""The catalogue for programs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from architecture.models import System
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import ROOT
from tests.architecture_app.catalogue_files import BACKSTAGE, CMDB, ERP, MAPPING, table
from tests.architecture_app.factories import SystemFactory, linked

pytestmark = [pytest.mark.django_db, pytest.mark.behaviour("A20", "B121")]
Api = Callable[[User], Client]
KEY = {"HTTP_IDEMPOTENCY_KEY": "11111111-2222-4333-8444-555555555555"}


def sent(client: Client, method: str, path: str, body: dict[str, Any], **extra: Any) -> Any:
    return getattr(client, method)(f"{ROOT}{path}", body, "application/json", **extra)


def test_a_system_is_added_once_read_changed_and_merged(
    api: Api, architect: User, lead: User, initiative: Initiative
) -> None:
    client = api(architect)
    body = {"name": "Order book", "owner": architect.email, "data_classes": ["orders"]}
    made = sent(client, "post", "/systems/", body, **KEY)
    assert sent(client, "post", "/systems/", body, **KEY).json()["slug"] == made.json()["slug"]
    assert made.status_code == 201
    linked(initiative, lead, source=System.objects.get())

    shown = client.get(f"{ROOT}/systems/order-book/").json()
    assert shown["owner"]["full_name"] == architect.full_name
    assert [each["initiative"] for each in shown["touching"]] == [initiative.reference]
    assert shown["integrations"] == 1
    changed = sent(client, "patch", "/systems/order-book/", {"version": 1, "is_ot": True})
    assert changed.json()["name"] == "Order book"
    assert changed.json()["is_ot"]
    stale = sent(client, "patch", "/systems/order-book/", {"version": 1, "is_ot": False})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")

    erp = SystemFactory.create(slug="erp")
    merging = {"into": erp.slug, "reason": "The same", "version": 2}
    merged = sent(client, "post", "/systems/order-book/merge/", merging)
    assert merged.json()["integrations"] == 1
    assert client.get(f"{ROOT}/systems/order-book/").json()["merged_into"] == "erp"


def test_the_list_is_filtered_and_costs_the_same_however_long(
    api: Api, lead: User, at_most_queries: Any
) -> None:
    SystemFactory.create_batch(55)
    SystemFactory.create(name="Line control", is_ot=True)
    client = api(lead)
    with at_most_queries(10):
        first = client.get(f"{ROOT}/systems/").json()
    assert len(first["results"]) == 50
    assert len(client.get(first["next"]).json()["results"]) == 6
    found = client.get(f"{ROOT}/systems/?ot=yes&search=line").json()["results"]
    assert [each["name"] for each in found] == ["Line control"]
    assert client.get(f"{ROOT}/systems/?kind=toaster").status_code == 400


@pytest.mark.parametrize(
    ("content", "mapping", "created"),
    [
        (BACKSTAGE, "", 4),
        (CMDB, MAPPING, 2),
        (table(ERP).decode(), "joinery-systems", 1),
    ],
    ids=["backstage", "mapping", "own"],
)
def test_a_file_is_looked_at_and_taken(
    api: Api, architect: User, content: str, mapping: str, created: int
) -> None:
    client = api(architect)
    body = {"content": content, "mapping": mapping, "dry_run": True}
    looked = sent(client, "post", "/systems-import/", body).json()
    assert (looked["taken"], looked["created"]) == (False, created)
    assert not System.objects.exists()
    sent(client, "post", "/systems-import/", {**body, "dry_run": False})
    assert System.objects.count() == created
    assert sent(client, "post", "/systems-import/", body).json()["unchanged"] == created


@pytest.mark.parametrize("body", [{"content": "a: [1"}, {"content": "A\n1", "mapping": "x = 1"}])
def test_a_file_that_cannot_be_read_is_refused(
    api: Api, architect: User, body: dict[str, str]
) -> None:
    refused = sent(api(architect), "post", "/systems-import/", body)
    assert refused.status_code == 400
    assert refused.json()["way_out"]
