"""The standing session by API: its rhythm, its dates, who runs it."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import end_series, reply_to_session
from governance.models import SessionOccurrence, SessionSeries
from initiatives.actions import invite_it
from initiatives.models import Initiative
from people.models import Unit, User
from tests.api.calls import ROOT, get, patch, post, problem
from tests.api.sessions import dates_of, series_of
from tests.factories import raised, registered

Api = Callable[[User], Client]
SERIES = "/working-sessions/WS-0001/"
DATES = f"{SERIES}occurrences/"


def put(client: Client, path: str, body: Any) -> Any:
    """PUT a JSON body below the API's root."""
    return client.put(f"{ROOT}{path}", body, "application/json")


def a_monday(weeks: int = 2) -> dt.date:
    """A Monday so many weeks ahead, or the first after it."""
    day = timezone.localdate() + dt.timedelta(weeks=weeks)
    return day + dt.timedelta(days=-day.weekday() % 7)


def state() -> tuple[int, list[Any]]:
    """What a refused request must leave alone."""
    rows = SessionOccurrence.objects.order_by("pk").values()
    return AuditEvent.objects.count(), [*rows, *SessionSeries.objects.values()]


@pytest.mark.behaviour("A22")
def test_the_session_that_began_with_the_initiative(
    lead: User, auditor: User, initiative: Initiative, api: Api
) -> None:
    shown = get(api(auditor), SERIES).json()

    first = dates_of(initiative)[0]
    assert shown["initiative"] == initiative.reference
    assert shown["rhythm"]["rule"].startswith("FREQ=WEEKLY;INTERVAL=2;BYDAY=")
    assert shown["rhythm"]["words"].startswith("every two weeks on ")
    assert shown["rhythm"]["starts_at"] == "10:00"
    assert shown["next_on"] == shown["rhythm"]["first_on"] == str(first.slot_on)
    assert dt.datetime.fromisoformat(shown["next_starts_at"]) == first.starts_at
    assert shown["business_facilitator"] == {"id": lead.pk, "full_name": "Bea Lind"}
    assert shown["it_facilitator"] is None
    assert shown["ended_at"] is None


def test_the_lists_show_what_one_may_see(
    lead: User, other_lead: User, unit: Unit, initiative: Initiative, api: Api
) -> None:
    other = registered(other_lead, unit=unit)
    end_series(series_of(other), reason="Done", actor=other_lead)
    client = api(lead)

    def found(path: str = "/working-sessions/", **params: str) -> list[str]:
        return [each["reference"] for each in get(client, path, **params).json()["results"]]

    assert found() == ["WS-0002", "WS-0001"]
    assert found(initiative=initiative.reference) == ["WS-0001"]
    assert found(state="open") == ["WS-0001"]
    assert found(state="ended") == ["WS-0002"]
    assert found(initiative="AI-1999-0001") == []
    assert found(f"/initiatives/{other.reference}/working-sessions/") == ["WS-0002"]
    assert problem(get(client, "/working-sessions/", state="asleep"), 400)["field"] == "state"


def test_beginning_anew_takes_what_is_asked_and_proposes_the_rest(
    lead: User, initiative: Initiative, api: Api
) -> None:
    client = api(lead)
    post(client, f"{SERIES}end/", {"reason": "Everything is said"})
    monday = a_monday()
    wanted = {
        "initiative": initiative.reference,
        "rule": "RRULE:freq=weekly;byday=mo",
        "first_on": str(monday),
        "starts_at": "14:30",
        "time_zone": "Europe/Berlin",
        "place": "Room 2.14",
    }
    key = {"Idempotency-Key": str(uuid.uuid4())}

    begun = post(client, "/working-sessions/", wanted, **key)
    events = AuditEvent.objects.count()
    again = post(client, "/working-sessions/", wanted, **key)

    assert (begun.status_code, again.status_code) == (201, 201)
    made = begun.json()
    assert made == again.json()
    assert AuditEvent.objects.count() == events
    assert made["rhythm"]["words"] == "every week on Monday, 14:30 to 15:15"
    assert (made["next_on"], made["place"]) == (str(monday), "Room 2.14")
    without_key = problem(post(client, "/working-sessions/", wanted), 409)
    assert "is this initiative's standing session already" in without_key["title"]


def test_only_the_initiative_is_needed(lead: User, initiative: Initiative, api: Api) -> None:
    client = api(lead)
    post(client, f"{SERIES}end/", {"reason": "Everything is said"})

    made = post(client, "/working-sessions/", {"initiative": initiative.reference})

    assert made.status_code == 201
    assert made.json()["rhythm"]["minutes"] == 45


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("initiative", "AI-1999-0001"),
        ("initiative", None),
        ("rule", "FREQ=DAILY"),
        ("rule", "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO"),
        ("rule", "FREQ=WEEKLY;BYDAY=MO;COUNT=5"),
        ("rule", "FREQ=MONTHLY;BYMONTHDAY=31"),
        ("first_on", "2020-01-06"),
        ("first_on", "soon"),
        ("starts_at", "25:00"),
        ("time_zone", "Mars/Olympus"),
        ("minutes", 4),
        ("minutes", "long"),
        ("place", "x" * 301),
    ],
)
def test_what_cannot_begin_is_named(
    lead: User, initiative: Initiative, api: Api, field: str, value: Any
) -> None:
    end_series(series_of(initiative), reason="Done", actor=lead)
    client = api(lead)
    before = state()
    wanted = {"initiative": initiative.reference, field: value}

    told = problem(post(client, "/working-sessions/", wanted), 400)

    assert told["field"] == field
    assert state() == before


@pytest.mark.behaviour("A28")
def test_an_initiative_one_may_not_know_of_is_as_one_that_is_none(
    lead: User, initiative: Initiative, other_lead: User, architect: User, api: Api
) -> None:
    client = api(lead)
    restriction = {
        "reason": "Wages",
        "until": str(timezone.localdate() + dt.timedelta(days=9)),
        "it_member": architect.email,
    }
    path = f"/initiatives/{initiative.reference}/visibility-restrictions/"
    assert post(client, path, restriction).status_code == 201
    stranger = api(other_lead)

    hidden = post(stranger, "/working-sessions/", {"initiative": initiative.reference})
    none = post(stranger, "/working-sessions/", {"initiative": "AI-1999-0001"})

    assert problem(hidden, 400) == problem(none, 400)
    assert get(stranger, "/working-sessions/").json()["results"] == []
    for below in ("", "occurrences/", f"occurrences/{dates_of(initiative)[0].slot_on}/"):
        problem(get(stranger, SERIES + below), 404)


def test_what_is_left_out_of_an_arrangement_stays(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    raised(initiative, architect)  # which seats the architect, who runs it for IT from now on
    client = api(lead)

    placed = patch(client, SERIES, {"place": "Room 2.14"}).json()
    open_for_it = patch(client, SERIES, {"it_facilitator": None}).json()
    by_mail = patch(client, SERIES, {"it_facilitator": " Architect@example.org "}).json()
    by_id = patch(client, SERIES, {"business_facilitator": lead.pk}).json()

    assert (placed["place"], placed["it_facilitator"]["full_name"]) == ("Room 2.14", "Ira Novak")
    assert (open_for_it["place"], open_for_it["it_facilitator"]) == ("Room 2.14", None)
    assert by_mail["it_facilitator"]["id"] == architect.pk
    assert by_id["version"] == by_mail["version"]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"it_facilitator": "stand.in@example.org"}, 400, "it_facilitator"),
        ({"it_facilitator": "nobody@example.org"}, 400, "it_facilitator"),
        ({"it_facilitator": "lead@example.org"}, 400, "it_facilitator"),
        ({"business_facilitator": True}, 400, "business_facilitator"),
        ({"business_facilitator": {"id": 1}}, 400, "business_facilitator"),
        ({"place": "x" * 301}, 400, "place"),
        ({"place": "Room", "version": 7}, 409, None),
    ],
)
@pytest.mark.usefixtures("other_architect")
def test_an_arrangement_that_cannot_be(
    lead: User,
    initiative: Initiative,
    api: Api,
    change: dict[str, Any],
    status: int,
    field: str | None,
) -> None:
    client = api(lead)
    before = state()

    assert problem(patch(client, SERIES, change), status).get("field") == field

    assert state() == before


@pytest.mark.usefixtures("other_architect")
def test_who_is_not_at_the_table_and_who_is_not_there_at_all_are_told_alike(
    lead: User, initiative: Initiative, api: Api
) -> None:
    client = api(lead)
    there, nowhere = (
        problem(patch(client, SERIES, {"it_facilitator": name}), 400)
        for name in ("stand.in@example.org", "nobody@example.org")
    )

    assert there == nowhere


def test_another_rhythm_from_a_day_on(lead: User, initiative: Initiative, api: Api) -> None:
    client = api(lead)
    monday = a_monday(5)
    wanted = {"rule": "FREQ=WEEKLY;BYDAY=MO", "first_on": str(monday), "minutes": 30, "version": 1}

    changed = put(client, f"{SERIES}rhythm/", wanted)
    late = put(client, f"{SERIES}rhythm/", wanted)

    assert changed.status_code == 200
    assert changed.json()["rhythm"]["words"] == "every week on Monday, 10:00 to 10:30"
    assert problem(late, 409)["code"] == "changed_meanwhile"
    dates = get(client, DATES, **{"from": str(monday)}).json()["results"]
    assert {each["minutes"] for each in dates} == {30}
    assert {dt.date.fromisoformat(each["slot_on"]).weekday() for each in dates} == {0}


def test_dates_are_narrowed_by_state_and_by_day(
    lead: User, initiative: Initiative, api: Api
) -> None:
    client = api(lead)
    first, second, third = dates_of(initiative)[:3]
    post(client, f"{DATES}{second.slot_on}/cancellation/", {"reason": "Fair"})

    def found(**params: str) -> list[str]:
        return [each["slot_on"] for each in get(client, DATES, **params).json()["results"]]

    assert found()[:3] == [str(each.slot_on) for each in (first, second, third)]
    assert found(state="cancelled") == [str(second.slot_on)]
    assert found(**{"from": str(second.slot_on), "until": str(third.slot_on)}) == [
        str(second.slot_on),
        str(third.slot_on),
    ]
    assert found(until=str(first.slot_on - dt.timedelta(days=1))) == []
    for field, value in (("state", "x"), ("from", "soon"), ("until", "9999-12-31")):
        assert problem(get(client, DATES, **{field: value}), 400)["field"] == field


def test_a_day_is_a_day_where_one_is(lead: User, initiative: Initiative, api: Api) -> None:
    first = dates_of(initiative)[0]
    late = dt.datetime.combine(first.slot_on, dt.time(20), dt.UTC)
    SessionOccurrence.objects.filter(pk=first.pk).update(starts_at=late)
    client = api(lead)
    day = {"from": str(first.slot_on), "until": str(first.slot_on)}
    assert len(get(client, DATES, **day).json()["results"]) == 1

    patch(client, "/profile/", {"time_zone": "Asia/Tokyo"})  # where it is the next morning

    assert get(client, DATES, **day).json()["results"] == []


def test_a_date_is_moved_called_off_left_out_and_put_back(
    lead: User, initiative: Initiative, api: Api
) -> None:
    client = api(lead)
    occurrence = dates_of(initiative)[0]
    path = f"{DATES}{occurrence.slot_on}/"
    to = occurrence.starts_at + dt.timedelta(hours=2)

    moved = post(client, f"{path}move/", {"starts_at": to.isoformat(), "version": 0}).json()
    assert (moved["state"], moved["slot_on"]) == ("moved", str(occurrence.slot_on))
    assert dt.datetime.fromisoformat(moved["starts_at"]) == to
    again = {"starts_at": to.isoformat(), "version": 0}
    assert problem(post(client, f"{path}move/", again), 409)["code"] == "changed_meanwhile"

    off = post(client, f"{path}cancellation/", {"reason": "Fair"}).json()
    assert (off["state"], off["reason"]) == ("cancelled", "Fair")
    problem(post(client, f"{path}skip/", {"reason": "Fair"}), 409)
    assert post(client, f"{path}restoration/").json()["state"] == "moved"
    assert post(client, f"{path}skip/", {"reason": "Fair"}).json()["state"] == "planned_skip"
    problem(post(client, f"{path}opening/"), 409)


def test_a_time_without_an_offset_is_ones_own(lead: User, initiative: Initiative, api: Api) -> None:
    client = api(lead)
    patch(client, "/profile/", {"time_zone": "Asia/Tokyo"})
    occurrence = dates_of(initiative)[0]
    day = occurrence.slot_on + dt.timedelta(days=1)

    moved = post(client, f"{DATES}{occurrence.slot_on}/move/", {"starts_at": f"{day}T17:00"})

    occurrence.refresh_from_db()
    assert moved.json()["starts_at"] == f"{day}T17:00:00+09:00"
    assert occurrence.starts_at == dt.datetime.combine(day, dt.time(8), dt.UTC)


@pytest.mark.parametrize(
    ("below", "body", "status", "field"),
    [
        ("move/", {}, 400, "starts_at"),
        ("move/", {"starts_at": "2020-01-01T10:00:00Z"}, 400, "starts_at"),
        ("move/", {"starts_at": "9999-12-31T23:59:59-12:00"}, 400, "starts_at"),
        ("move/", {"starts_at": "{soon}", "minutes": 0}, 400, "minutes"),
        ("cancellation/", {}, 400, "reason"),
        ("cancellation/", {"reason": " "}, 400, "reason"),
        ("skip/", {"reason": ""}, 400, "reason"),
        ("restoration/", None, 409, None),
        ("opening/", None, 409, None),
        ("closing/", None, 409, None),
    ],
)
def test_what_cannot_be_done_to_a_date(
    lead: User,
    initiative: Initiative,
    api: Api,
    below: str,
    body: Any,
    status: int,
    field: str | None,
) -> None:
    path = f"{DATES}{dates_of(initiative)[0].slot_on}/{below}"
    if body and body.get("starts_at") == "{soon}":
        body = {**body, "starts_at": (timezone.now() + dt.timedelta(days=1)).isoformat()}
    client = api(lead)
    before = state()

    assert problem(post(client, path, body), status).get("field") == field

    assert state() == before


@pytest.mark.parametrize("slot", ["2020-01-01", "tomorrow", "2026-13-01"])
def test_a_date_that_is_none(lead: User, initiative: Initiative, api: Api, slot: str) -> None:
    for below in ("", "agenda/", "results/"):
        problem(get(api(lead), f"{DATES}{slot}/{below}"), 404)


def test_an_extra_session_once_a_day(lead: User, initiative: Initiative, api: Api) -> None:
    client = api(lead)
    day = a_monday(9) + dt.timedelta(days=5)
    wanted = {"day": str(day), "starts_at": "14:30", "reason": "The longlist closes"}

    added = post(client, DATES, wanted)
    twice = post(client, DATES, wanted)

    assert added.status_code == 201
    assert added.json()["slot_on"] == str(day)
    assert added.json()["minutes"] == 45
    assert problem(twice, 400)["field"] == "day"


def test_a_session_that_has_ended_takes_no_change(
    lead: User, initiative: Initiative, api: Api
) -> None:
    client = api(lead)
    assert problem(post(client, f"{SERIES}end/", {"reason": ""}), 400)["field"] == "reason"
    ended = post(client, f"{SERIES}end/", {"reason": "Done"}).json()
    before = state()

    assert ended["ended_at"]
    assert ended["next_on"] is None
    problem(patch(client, SERIES, {"place": "Room"}), 409)
    problem(put(client, f"{SERIES}rhythm/", {"minutes": 30}), 409)
    problem(post(client, f"{SERIES}end/", {"reason": "Done"}), 409)
    assert state() == before


@pytest.mark.behaviour("M10")
def test_who_can_come_is_told_by_side_alone(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    raised(initiative, architect)
    series = series_of(initiative)
    series.it_facilitator = None
    series.save()
    occurrence = dates_of(initiative)[0]
    reply_to_session(occurrence.series, occurrence, coming=False, actor=architect)
    path = f"{DATES}{occurrence.slot_on}/"

    shown = get(api(lead), path).json()

    assert shown["sides"] == [
        {"party": "business", "comes": True},
        {"party": "it", "comes": False},
    ]
    listed = [get(api(lead), each).json() for each in (path, DATES, f"{path}results/")]
    assert architect.full_name not in json.dumps(listed)


@pytest.mark.usefixtures("architect")
def test_times_are_told_in_ones_own_zone(lead: User, initiative: Initiative, api: Api) -> None:
    invite_it(initiative, open_questions=["Q"], actor=lead)
    client = api(lead)
    patch(client, "/profile/", {"time_zone": "Asia/Kolkata"})

    assert get(client, SERIES).json()["next_starts_at"].endswith("+05:30")
