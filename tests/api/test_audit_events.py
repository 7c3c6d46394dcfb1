"""The record by API, for auditors."""

import base64
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from audit import merkle
from audit.actions import create_record_key, erase_payload
from audit.actors import SystemActor
from audit.models import AuditEvent
from audit.notes import Verifier, open_note
from audit.offline import check
from audit.reading import stated_by
from audit.sealing import seal
from governance.actions import dispose_design_input
from initiatives.actions import change_use_case
from initiatives.models import Initiative
from people.models import Unit, User
from tests.api.calls import ROOT, get, problem
from tests.factories import raised, registered

Api = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]
CONSOLE = SystemActor("console")


@pytest.fixture
def sealed(initiative: Initiative, architect: User, lead: User) -> AuditEvent:
    """A sealed record; the event is of an input that business declined."""
    design_input = raised(initiative, architect)
    dispose_design_input(design_input, state="declined", reason="Too late", actor=lead)
    create_record_key(actor=CONSOLE)
    seal()
    return AuditEvent.objects.get(kind="design_input.declined")


@pytest.mark.behaviour("B87", "B107", "B112")
def test_events_are_found_by_what_happened_where_and_by_which_side(
    initiative: Initiative, lead: User, unit: Unit, auditor: User, api: Api, sealed: AuditEvent
) -> None:
    registered(lead, unit=unit, title="Count the pallets")
    client = api(auditor)

    def found(**question: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = get(client, "/audit-events/", **question).json()["results"]
        return rows

    (declined,) = found(initiative=initiative.reference, kind="answers", party="business")
    assert declined["id"] == str(sealed.pk)
    assert declined["kind"] == "design_input.declined"
    assert declined["sentence"] == "declined IN-0001: Too late"
    assert declined["initiative"] == initiative.reference
    assert declined["index"] == sealed.leaves.get().index
    assert {each["index"] for each in found(search="pallets")} == {None}
    assert found(until="2020-01-01") == []
    ids = [each["id"] for each in found()]
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    ("name", "value"), [("kind", "made.up"), ("party", "person:1"), ("since", "soon")]
)
def test_a_filter_that_is_not_understood_is_named(
    name: str, value: str, auditor: User, api: Api
) -> None:
    for path in ("/audit-events/", "/audit-events/export/"):
        told = problem(get(api(auditor), path, **{name: value}), 400)
        assert told["field"] == name


@pytest.mark.behaviour("B87", "B106")
def test_one_event_carries_what_proves_it(auditor: User, api: Api, sealed: AuditEvent) -> None:
    client = api(auditor)
    shown = get(client, f"/audit-events/{sealed.pk}/").json()
    latest = get(client, "/checkpoints/latest/").json()

    # What a program of the auditor's own would do with it.
    leaf = merkle.leaf_hash(shown["body"].encode())
    path = [base64.b64decode(each) for each in shown["proof"]]
    note = shown["checkpoint"]
    open_note(note, [Verifier.read(each) for each in latest["verifiers"]])
    stated = stated_by(note)
    assert base64.b64decode(shown["leaf_hash"]) == leaf
    assert merkle.verify_inclusion(leaf, shown["index"], stated.size, path, stated.root)
    assert shown["holds"] is True
    assert shown["differences"] == []
    assert shown["event"]["actor"] == "Bea Lind"
    assert shown["payloads"]["actor_label"]["value"] == "Bea Lind"
    assert (latest["note"], latest["size"]) == (note, stated.size)
    assert base64.b64decode(latest["root_hash"]) == stated.root


def test_an_erased_value_is_said_to_be(
    auditor: User, lead: User, api: Api, sealed: AuditEvent
) -> None:
    erase_payload(sealed, "actor_label", reason="Asked for", actor=lead)

    shown = get(api(auditor), f"/audit-events/{sealed.pk}/").json()

    assert shown["payloads"]["actor_label"] == {"erased": True}
    assert shown["holds"] is True


def test_an_event_that_is_not_sealed_has_no_proof_yet(
    auditor: User, initiative: Initiative, api: Api
) -> None:
    event = AuditEvent.objects.earliest("id")
    shown = get(api(auditor), f"/audit-events/{event.pk}/").json()

    assert (shown["index"], shown["proof"], shown["checkpoint"]) == (None, [], None)
    assert shown["holds"] is False
    told = problem(get(api(auditor), "/checkpoints/latest/"), 404)
    assert "within seconds" in told["way_out"]
    problem(get(api(auditor), f"/audit-events/{AuditEvent().pk}/"), 404)


@pytest.mark.behaviour("B87")
def test_a_question_is_taken_away_with_proofs(
    auditor: User, initiative: Initiative, api: Api, sealed: AuditEvent
) -> None:
    client = api(auditor)

    answer = get(client, "/audit-events/export/", kind="answers", format="jsonl")

    assert answer.streaming
    file = answer.getvalue()
    assert json.loads(file.splitlines()[-1])["events"] == 1
    assert check(io.BytesIO(file)).exit_status == 0
    table = client.get(
        f"{ROOT}/audit-events/export/?format=csv&kind=answers", headers={"Accept": "text/csv"}
    )
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert "Too late" in table.getvalue().decode()
    told = problem(get(client, "/audit-events/export/", format="exe"), 400)
    assert told["field"] == "format"


def test_nothing_is_exported_before_anything_is_signed(
    auditor: User, initiative: Initiative, api: Api
) -> None:
    problem(get(api(auditor), "/audit-events/export/"), 409)


@pytest.mark.behaviour("B88")
def test_others_are_told_whom_to_ask(
    lead: User, architect: User, executive: User, outsider: User, api: Api, sealed: AuditEvent
) -> None:
    for person in (lead, architect, executive, outsider):
        client = api(person)
        for path in (
            "/audit-events/",
            "/audit-events/export/",
            f"/audit-events/{sealed.pk}/",
            "/checkpoints/latest/",
        ):
            told = problem(get(client, path), 403)
            assert "role of auditor" in told["way_out"]


def test_a_long_record_comes_in_pages_with_few_queries(
    lead: User,
    auditor: User,
    initiative: Initiative,
    api: Api,
    at_most_queries: AtMost,
) -> None:
    for number in range(1, 60):
        change_use_case(initiative, changes={"title": f"T {number}"}, version=number, actor=lead)
    client = api(auditor)
    get(client, "/profile/")  # notes the day of the token's first use

    with at_most_queries(10):
        first = get(client, "/audit-events/", kind="initiative.use_case_changed").json()
    second = client.get(first["next"]).json()

    assert (len(first["results"]), len(second["results"])) == (50, 9)
    problem(get(client, "/audit-events/", cursor="cD14"), 400)
