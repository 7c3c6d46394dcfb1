"""How it runs, from an experiment to operation and out of it again, with what shows it (B96)."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.actions import change_operational_status, pause_initiative
from initiatives.models import Initiative, OperationalStatusChange
from initiatives.queries import fitting_status
from initiatives.transitions import FITTING_STATUS, OPERATIONAL_STATUS
from initiatives.vocabulary import OperationalStatus, Stage
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import Unit, User
from tests.api.calls import get, post, problem
from tests.factories import registered

SignIn = Callable[[User], Client]
EVIDENCE = "The planners' trial: https://wiki.example.org/trial"
pytestmark = pytest.mark.behaviour("B96")


def today() -> dt.date:
    return timezone.localdate()


def change(
    initiative: Initiative, status: str, actor: User, *, days_ago: int = 0, evidence: str = EVIDENCE
) -> OperationalStatusChange:
    return change_operational_status(
        initiative,
        status,
        effective_on=today() - dt.timedelta(days=days_ago),
        evidence=evidence,
        actor=actor,
    )


def set_status(initiative: Initiative, status: str, **fields: str) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(operational_status=status, **fields)
    initiative.refresh_from_db()


def address(initiative: Initiative) -> str:
    return reverse("initiatives:operational-status", args=[initiative.reference])


def test_a_change_keeps_from_to_day_evidence_and_side(
    initiative: Initiative, lead: User, architect: User
) -> None:
    change(initiative, "pilot", lead, days_ago=3, evidence=f" {EVIDENCE} ")
    change(initiative, "operational", architect)

    initiative.refresh_from_db()
    assert initiative.operational_status == "operational"
    newest, first = initiative.operational_status_changes.all()
    assert (first.from_status, first.to_status) == ("experiment", "pilot")
    assert (first.effective_on, first.evidence) == (today() - dt.timedelta(days=3), EVIDENCE)
    assert (first.by_party, newest.by_party) == ("business", "it")
    event = AuditEvent.objects.filter(kind="initiative.operational_status_changed").latest("id")
    assert "runs as operational" in event.sentence
    assert "before: pilot" in event.sentence


@pytest.mark.parametrize(("before", "now"), list(product(OperationalStatus, OperationalStatus)))
def test_only_what_the_table_says_follows(
    initiative: Initiative, lead: User, before: str, now: str
) -> None:
    set_status(initiative, before)
    if now in OPERATIONAL_STATUS[OperationalStatus(before)]:
        change(initiative, now, lead)
        assert Initiative.objects.get(pk=initiative.pk).operational_status == now
        return
    with pytest.raises(NotPossibleNow) as refusal:
        change(initiative, now, lead)
    assert refusal.value.way_out
    assert not OperationalStatusChange.objects.exists()
    assert Initiative.objects.get(pk=initiative.pk).operational_status == before


def test_every_status_can_be_left_and_reached() -> None:
    assert set(OPERATIONAL_STATUS) == set(OperationalStatus)
    assert {way for ways in OPERATIONAL_STATUS.values() for way in ways} == set(OperationalStatus)
    for (_, now), fitting in FITTING_STATUS.items():
        assert fitting in OPERATIONAL_STATUS[now]


@pytest.mark.parametrize(
    ("status", "days_ago", "evidence", "field"),
    [
        ("live", 0, EVIDENCE, "status"),
        ("pilot", -1, EVIDENCE, "effective_on"),
        ("pilot", 0, " ", "evidence"),
        ("pilot", 0, "x" * 2001, "evidence"),
    ],
)
def test_what_cannot_be_used_is_refused(
    initiative: Initiative, lead: User, status: str, days_ago: int, evidence: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        change(initiative, status, lead, days_ago=days_ago, evidence=evidence)
    assert (refusal.value.field, bool(refusal.value.way_out)) == (field, True)
    assert not OperationalStatusChange.objects.exists()


def test_a_change_is_not_before_the_last_one(initiative: Initiative, lead: User) -> None:
    change(initiative, "pilot", lead, days_ago=2)
    with pytest.raises(InvalidInput) as refusal:
        change(initiative, "operational", lead, days_ago=3)
    assert refusal.value.field == "effective_on"
    change(initiative, "operational", lead, days_ago=2)


@pytest.mark.parametrize("who", ["other_lead", "executive", "auditor"])
def test_only_both_sides_say_it(
    initiative: Initiative, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotPermitted):
        change(initiative, "pilot", request.getfixturevalue(who))
    assert not OperationalStatusChange.objects.exists()


@pytest.mark.behaviour("B66")
def test_it_is_apart_from_whether_work_goes_on(initiative: Initiative, lead: User) -> None:
    pause_initiative(initiative, reason="Wait", resume_condition="Money", actor=lead)
    change(initiative, "stopped", lead)
    initiative.refresh_from_db()
    assert (initiative.status, initiative.operational_status) == ("paused", "stopped")


# --- the page -------------------------------------------------------------------------------------


def test_the_page_is_filled_and_records(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    page = client.get(address(initiative)).content.decode()
    assert f'value="{today().isoformat()}"' in page
    assert 'value="pilot"' in page
    assert page.split('value="pilot"')[1][:120].count("checked") == 1
    assert 'value="retiring"' not in page
    assert page.count('class="btn"') == 1

    typed = {"status": "pilot", "effective_on": today().isoformat(), "evidence": EVIDENCE}
    done = client.post(address(initiative), typed, follow=True)
    assert "Recorded as pilot." in done.content.decode()
    history = client.get(address(initiative)).content.decode()
    assert "From experiment to pilot" in history
    assert 'href="https://wiki.example.org/trial"' in history


def test_a_refusal_keeps_what_was_typed(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    typed = {"status": "retiring", "effective_on": today().isoformat(), "evidence": EVIDENCE}
    refused = client.post(address(initiative), typed)
    assert refused.status_code == 409
    assert "cannot be retiring next" in refused.content.decode()
    assert EVIDENCE.partition(":")[2].strip() in refused.content.decode()
    assert not OperationalStatusChange.objects.exists()


def test_back_to_an_experiment_the_profile_asks_for_its_end(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    """The end of an experiment is asked by SU-8; this page does not ask it again."""
    set_status(initiative, "pilot")
    client = signed_in(lead)
    assert "ends_on" not in client.get(address(initiative)).content.decode()
    typed = {"status": "experiment", "effective_on": today().isoformat(), "evidence": "Again"}
    done = client.post(address(initiative), typed, follow=True)
    assert "asks when the experiment ends" in done.content.decode()


def test_others_read_it(initiative: Initiative, executive: User, signed_in: SignIn) -> None:
    page = signed_in(executive).get(address(initiative)).content.decode()
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert "It has run as this since it was registered." in page


@pytest.mark.parametrize(
    ("stage", "now", "fitting"),
    [
        ("operation", "pilot", "operational"),
        ("operation", "operational", None),
        ("retired", "operational", "retiring"),
        ("retired", "retiring", "stopped"),
        ("design", "pilot", None),
    ],
)
def test_the_stage_makes_an_offer_and_changes_nothing(
    initiative: Initiative, lead: User, signed_in: SignIn, stage: str, now: str, fitting: str | None
) -> None:
    set_status(initiative, now, stage=stage)
    assert fitting_status(initiative) == fitting
    page = signed_in(lead).get(initiative.get_absolute_url()).content.decode()
    assert ("Record that it is" in page) == (fitting is not None)
    if fitting:
        form = signed_in(lead).get(f"{address(initiative)}?evidence=The+go-ahead").content.decode()
        assert "checked" in form.split(f'value="{fitting}"')[1][:120]
        assert "The go-ahead</textarea>" in form
    assert Initiative.objects.get(pk=initiative.pk).operational_status == now


def test_the_page_asks_the_same_of_a_long_history(
    unit: Unit,
    lead: User,
    signed_in: SignIn,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    initiative = registered(lead, unit=unit)
    for each in ("pilot", "experiment") * 3:
        change(initiative, each, lead)
    client = signed_in(lead)
    client.get(address(initiative))
    with at_most_queries(10):
        client.get(address(initiative))


# --- the API --------------------------------------------------------------------------------------


def test_by_api(initiative: Initiative, architect: User, api: Callable[[User], Client]) -> None:
    path = f"/initiatives/{initiative.reference}/operational-status/"
    told = {"status": "pilot", "effective_on": today().isoformat(), "evidence": EVIDENCE}
    client = api(architect)
    made = post(client, path, told)
    assert made.status_code == 201
    assert (made.json()["from_status"], made.json()["to_status"]) == ("experiment", "pilot")
    assert made.json()["by_party"] == "it"
    assert problem(post(client, path, told), 409)["code"] == "not_possible_now"
    assert [each["evidence"] for each in get(client, path).json()["results"]] == [EVIDENCE]
    shown = get(client, f"/initiatives/{initiative.reference}/").json()
    assert shown["operational_status"] == "pilot"
    assert Stage(shown["stage"]) == Stage.DESIGN
