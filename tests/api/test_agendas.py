"""Running a session by API: agenda, presence by side, notes, results, agreed actions."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from governance.models import (
    AgendaItem,
    AgreedAction,
    DesignInput,
    SessionNote,
    SessionOccurrence,
)
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import ROOT, get, post, problem
from tests.api.sessions import agreed, begun, dates_of
from tests.api.test_working_sessions import DATES, put
from tests.factories import raised

Api = Callable[[User], Client]
SOON = str(timezone.localdate() + dt.timedelta(days=5))


@pytest.fixture
def running(initiative: Initiative, lead: User, architect: User) -> SessionOccurrence:
    """A session opened by business, with a design input of IT on its agenda."""
    raised(initiative, architect)
    return begun(initiative, lead)


@pytest.fixture
def path(running: SessionOccurrence) -> str:
    return f"{DATES}{running.slot_on}/"


def names(client: Client, path: str) -> list[str]:
    return [each["name"] for each in get(client, f"{path}agenda/").json()["items"]]


@pytest.mark.behaviour("A22", "A23")
def test_a_session_from_its_agenda_to_what_came_out(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    raised(initiative, architect)
    occurrence = dates_of(initiative)[0]
    path = f"{DATES}{occurrence.slot_on}/"
    business, it = api(lead), api(architect)
    derived = get(business, f"{path}agenda/").json()["items"]
    assert "input:IN-0001" in [each["name"] for each in derived]
    assert not any(each["is_kept"] for each in derived)

    added = post(it, f"{path}agenda/", {"title": "Which hours are quiet?"}).json()
    assert (added["is_kept"], added["added_party"]) == (True, "it")
    first = put(it, f"{path}agenda/order/", {"item": added["name"], "to": 0}).json()
    assert first["items"][0]["name"] == added["name"]

    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=timezone.now())
    opened = post(business, f"{path}opening/").json()
    assert (opened["present"], opened["state"]) == (["business"], "planned")
    there = put(business, f"{path}presence/", {"party": "it", "present": True}).json()
    assert there["present"] == ["business", "it"]

    noted = put(it, f"{path}agenda/{added['name']}/note/", {"text": "Ten to four."}).json()
    assert (noted["version"], noted["author_party"]) == (1, "it")
    owned = put(
        business,
        f"{path}agenda/{added['name']}/result/",
        {
            "result": "action",
            "text": "Ask the platform team",
            "owner": "architect@example.org",
            "due_on": SOON,
            "version": 1,
        },
    ).json()
    assert owned["agreed_action"]["owner"]["full_name"] == "Ira Novak"
    assert owned["agreed_action"]["owner_party"] == "it"
    assert [each["text"] for each in owned["notes"]] == ["Ten to four."]
    decided = put(
        business,
        f"{path}agenda/input:IN-0001/result/",
        {"result": "decision", "text": "Overlay by night.", "disposition": "adapted"},
    ).json()
    assert (decided["result"], decided["result_party"]) == ("decision", "business")
    assert DesignInput.objects.get().state == "adapted"

    closed = post(business, f"{path}closing/").json()
    assert (closed["state"], closed["present"]) == ("held", ["business", "it"])
    results = {each["name"]: each["result"] for each in closed["items"]}
    assert results[added["name"]] == "action"
    assert results["input:IN-0001"] == "decision"
    assert get(it, f"{path}results/").json() == closed
    assert get(it, f"{path}agenda/").json()["items"] == closed["items"]
    problem(post(it, f"{path}agenda/", {"title": "T"}), 409)
    assert post(business, f"{path}closing/").json() == closed


def test_what_is_dropped_stays_away_and_its_source_stays_open(
    lead: User, path: str, api: Api
) -> None:
    client = api(lead)

    dropped = client.delete(f"{ROOT}{path}agenda/input:IN-0001/")

    assert (dropped.status_code, dropped.content) == (204, b"")
    assert "input:IN-0001" not in names(client, path)
    assert client.delete(f"{ROOT}{path}agenda/input:IN-0001/").status_code == 204
    assert DesignInput.objects.get().is_open


@pytest.mark.parametrize("name", ["owed:A/B", "owed:100 % of it?", "owed:a#b", "owed:Ä ö"])
def test_an_item_is_found_whatever_it_is_called(
    lead: User, running: SessionOccurrence, path: str, api: Api, name: str
) -> None:
    AgendaItem.objects.create(occurrence=running, key=name, title="T", position=99)
    client, below = api(lead), f"{path}agenda/{quote(name, safe='')}/"

    assert put(client, f"{below}note/", {"text": "N"}).status_code == 200
    answer = put(client, f"{below}result/", {"result": "again", "text": "Not today"})

    assert (answer.json()["name"], answer.json()["result"]) == (name, "again")


def test_an_item_that_is_none(lead: User, path: str, api: Api) -> None:
    client = api(lead)
    before = AuditEvent.objects.count()

    for answer in (
        client.delete(f"{ROOT}{path}agenda/item:999/"),
        put(client, f"{path}agenda/item:999/note/", {"text": "N"}),
        put(client, f"{path}agenda/item:999/result/", {"result": "again", "text": "T"}),
        put(client, f"{path}agenda/order/", {"item": "item:999", "to": 0}),
    ):
        assert problem(answer, 400)["field"] == "item"
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("below", "body", "field"),
    [
        ("agenda/", {"title": ""}, "title"),
        ("agenda/", {"title": "x" * 301}, "title"),
        ("agenda/", {"title": "T", "why": "x" * 501}, "why"),
        ("PUT agenda/order/", {"item": "input:IN-0001", "to": "top"}, "to"),
        ("PUT presence/", {"party": "vendors", "present": True}, "party"),
        ("PUT presence/", {"party": "it"}, "present"),
        ("PUT agenda/input:IN-0001/note/", {"text": "x" * 5001}, "text"),
        ("PUT agenda/input:IN-0001/result/", {"result": "done", "text": "T"}, "result"),
        ("PUT agenda/input:IN-0001/result/", {"result": "again"}, "text"),
        ("PUT agenda/input:IN-0001/result/", {"result": "action", "text": "T"}, "owner"),
        (
            "PUT agenda/input:IN-0001/result/",
            {"result": "action", "text": "T", "owner": "lead@example.org"},
            "due_on",
        ),
        (
            "PUT agenda/input:IN-0001/result/",
            {"result": "action", "text": "T", "owner": "stand.in@example.org", "due_on": SOON},
            "owner",
        ),
        (
            "PUT agenda/input:IN-0001/result/",
            {"result": "decision", "text": "T", "disposition": "deferred"},
            "until",
        ),
    ],
)
@pytest.mark.usefixtures("other_architect")
def test_what_cannot_be_recorded_is_named(
    lead: User, path: str, api: Api, below: str, body: dict[str, Any], field: str
) -> None:
    client = api(lead)
    events, items = AuditEvent.objects.count(), list(AgendaItem.objects.values())
    method, _, below = below.rpartition(" ")
    send = put if method else post

    assert problem(send(client, f"{path}{below}", body), 400)["field"] == field

    assert AuditEvent.objects.count() == events
    assert list(AgendaItem.objects.values()) == items


def test_two_people_do_not_overwrite_each_other(
    lead: User, architect: User, path: str, api: Api
) -> None:
    business, it = api(lead), api(architect)
    item = f"{path}agenda/input:IN-0001/"
    first = {"result": "again", "text": "Not today", "version": 1}
    second = {"result": "decision", "text": "By night", "version": 1}

    assert put(business, f"{item}result/", first).json()["version"] == 2
    assert problem(put(it, f"{item}result/", second), 409)["code"] == "changed_meanwhile"
    assert AgendaItem.objects.get(key="input:IN-0001").result_text == "Not today"

    assert put(business, f"{item}note/", {"text": "Mine"}).status_code == 200
    assert put(it, f"{item}note/", {"text": "Theirs"}).status_code == 200
    assert problem(put(it, f"{item}note/", {"text": "Old page"}), 409)["field"] == "text"
    assert put(it, f"{item}note/", {"text": "On", "version": 1}).json()["version"] == 2
    assert {note.text for note in SessionNote.objects.all()} == {"Mine", "On"}


def test_what_was_agreed_is_carried_and_done(
    lead: User, architect: User, running: SessionOccurrence, api: Api
) -> None:
    action = agreed(running, lead)
    at = f"/agreed-actions/{action.pk}/"
    client = api(architect)
    later = str(timezone.localdate() + dt.timedelta(days=12))
    carry = {"due_on": later, "reason": "They are away", "owner": "architect@example.org"}

    carried = post(client, f"{at}carry/", {**carry, "version": 1}).json()
    assert (carried["due_on"], carried["first_due_on"]) == (later, SOON)
    assert (carried["owner"]["full_name"], carried["owner_party"]) == ("Ira Novak", "it")
    late = post(client, f"{at}completion/", {"version": 1})
    assert problem(late, 409)["code"] == "changed_meanwhile"
    done = post(client, f"{at}completion/", {"note": "Ten to four", "version": 2}).json()

    assert done["done_at"]
    assert get(client, at).json() == done
    assert (done["series"], done["slot_on"]) == ("WS-0001", str(running.slot_on))
    problem(post(client, f"{at}completion/"), 409)
    problem(post(client, f"{at}carry/", carry), 409)


@pytest.mark.parametrize(
    ("carry", "field"),
    [
        ({"reason": "R"}, "due_on"),
        ({"reason": "R", "due_on": "2020-01-01"}, "due_on"),
        ({"reason": "", "due_on": SOON}, "reason"),
        ({"reason": "R", "due_on": SOON, "owner": "other@example.org"}, "owner"),
    ],
)
@pytest.mark.usefixtures("other_lead")
def test_what_cannot_be_carried_is_named(
    lead: User, running: SessionOccurrence, api: Api, carry: dict[str, Any], field: str
) -> None:
    action = agreed(running, lead)

    assert (
        problem(post(api(lead), f"/agreed-actions/{action.pk}/carry/", carry), 400)["field"]
        == field
    )

    action.refresh_from_db()
    assert action.version == 1


@pytest.mark.behaviour("A04")
def test_ones_own_actions_and_those_of_both_sides(
    lead: User, architect: User, initiative: Initiative, running: SessionOccurrence, api: Api
) -> None:
    mine = agreed(running, lead)
    theirs = agreed(running, lead, owner=architect)
    AgreedAction.objects.filter(pk=mine.pk).update(done_at=timezone.now())
    client = api(lead)
    of_initiative = f"/initiatives/{initiative.reference}/agreed-actions/"

    def found(path: str, **params: str) -> list[int]:
        return [each["id"] for each in get(client, path, **params).json()["results"]]

    assert found("/agreed-actions/") == [mine.pk]
    assert found("/agreed-actions/", state="open") == []
    assert found(of_initiative) == [mine.pk, theirs.pk]
    assert found(of_initiative, state="done") == [mine.pk]
    assert problem(get(client, of_initiative, state="x"), 400)["field"] == "state"
    problem(get(client, "/agreed-actions/99999999999999999999999/"), 404)
