"""Saying that a signal was heard, and why it is as it is; who may, and what is refused."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions.norms import change_norm
from governance.actions.signals import acknowledge_signal, explain_signal
from governance.models import DetectorRun, Norm, Signal
from governance.norms import NORMS, current_norms, norm, read_once
from initiatives.actions import stop_initiative
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow, NotVisible
from people.models import User
from tests.factories import registered

SignIn = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def signal(initiative: Initiative) -> Signal:
    """A signal that stands."""
    return a_signal(initiative)


def a_signal(initiative: Initiative, **fields: object) -> Signal:
    given = {
        "detector": "D01",
        "initiative": initiative,
        "severity": "needs_conversation",
        "facts": "Dated before IT was asked: selection.",
        "next_step": "Mark which of these decisions can still change.",
        "address": f"/initiatives/{initiative.reference}/decisions/",
        **fields,
    }
    return Signal.objects.create(**given)


@pytest.fixture
def administrator(executive: User) -> User:
    """An executive who also administers."""
    executive.is_staff = True
    executive.save()
    return executive


@pytest.mark.parametrize(("who", "party"), [("lead", "business"), ("architect", "it")])
def test_both_sides_acknowledge(
    who: str, party: str, signal: Signal, request: pytest.FixtureRequest
) -> None:
    found = acknowledge_signal(signal, actor=request.getfixturevalue(who))

    assert (found.state, found.replied_party, found.ended_at) == ("acknowledged", party, None)
    assert AuditEvent.objects.filter(kind="signal.acknowledged").count() == 1


def test_acknowledging_again_records_nothing(signal: Signal, lead: User, architect: User) -> None:
    acknowledge_signal(signal, actor=lead)
    found = acknowledge_signal(signal, actor=architect)

    assert found.replied_party == "business"
    assert AuditEvent.objects.filter(kind="signal.acknowledged").count() == 1


def test_an_explanation_ends_it_and_stays(signal: Signal, architect: User) -> None:
    found = explain_signal(signal, reason=" It was urgent. ", actor=architect, version=1)

    assert (found.state, found.reason, found.replied_party) == ("explained", "It was urgent.", "it")
    assert found.rests_until == timezone.localdate() + dt.timedelta(days=14)
    assert found.ended_at is not None
    assert "It was urgent." in AuditEvent.objects.get(kind="signal.explained").sentence


@pytest.mark.parametrize("who", ["other_lead", "executive", "auditor"])
def test_others_are_refused_and_nothing_changes(
    who: str, signal: Signal, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    for act in (
        lambda: acknowledge_signal(signal, actor=actor),
        lambda: explain_signal(signal, reason="Because", actor=actor),
    ):
        with pytest.raises(NotPermitted, match="next session"):
            act()

    signal.refresh_from_db()
    assert (signal.state, signal.version) == ("new", 1)
    assert not AuditEvent.objects.filter(kind__startswith="signal.")


def test_without_a_role_there_is_no_signal(signal: Signal, outsider: User) -> None:
    with pytest.raises(NotVisible):
        acknowledge_signal(signal, actor=outsider)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 2001])
def test_an_explanation_needs_a_reason_of_a_readable_length(
    reason: str, signal: Signal, lead: User
) -> None:
    with pytest.raises(InvalidInput) as refused:
        explain_signal(signal, reason=reason, actor=lead)

    assert refused.value.field == "reason"
    signal.refresh_from_db()
    assert signal.state == "new"


def test_what_changed_meanwhile_or_has_ended_is_refused(signal: Signal, lead: User) -> None:
    with pytest.raises(ChangedMeanwhile):
        explain_signal(signal, reason="Because", actor=lead, version=7)
    explain_signal(signal, reason="Because", actor=lead)
    with pytest.raises(NotPossibleNow, match="explained already"):
        explain_signal(signal, reason="Because", actor=lead)
    with pytest.raises(NotPossibleNow):
        acknowledge_signal(signal, actor=lead)


# --- norms --------------------------------------------------------------------------------------


def test_a_norm_holds_until_it_is_set_back(administrator: User) -> None:
    assert norm("rest_days") == 14
    change_norm("rest_days", value=7, actor=administrator)
    assert norm("rest_days") == 7
    change_norm("rest_days", value=14, actor=administrator)

    assert norm("rest_days") == 14
    assert not Norm.objects.exists()
    told = [each.sentence for each in AuditEvent.objects.order_by("id")]
    assert told[0].endswith("from 14 days to 7 days")
    assert len(told) == 2


def test_the_same_value_records_nothing(administrator: User) -> None:
    change_norm("rest_days", value=14, actor=administrator)

    assert not AuditEvent.objects.exists()


def test_norms_are_read_once_within_a_run(administrator: User, at_most_queries: Queries) -> None:
    with read_once():
        with at_most_queries(1):
            assert norm("floor") == norm("floor") == 1
        change_norm("floor", value=0, actor=administrator)
        assert norm("floor") == 0


@pytest.mark.parametrize("definition", NORMS.values(), ids=lambda each: each.name)
def test_a_norm_has_limits(definition: object, administrator: User) -> None:
    name, least, most = definition.name, definition.least, definition.most  # type: ignore[attr-defined]
    for value in (least - 1, most + 1, -(10**30), 10**30):
        with pytest.raises(InvalidInput) as refused:
            change_norm(name, value=value, actor=administrator)
        assert refused.value.field == "value"
    change_norm(name, value=least, actor=administrator)
    change_norm(name, value=most, actor=administrator)

    assert current_norms()[name] == most


def test_only_administrators_change_norms(executive: User, lead: User) -> None:
    for actor in (executive, lead):
        with pytest.raises(NotPermitted):
            change_norm("rest_days", value=7, actor=actor)
    assert not AuditEvent.objects.exists()


def test_an_unknown_norm_is_not_there(administrator: User) -> None:
    with pytest.raises(NotVisible):
        change_norm("teatime", value=7, actor=administrator)


# --- pages --------------------------------------------------------------------------------------


def test_the_pages_say_fact_rule_and_next_step(
    signal: Signal, lead: User, signed_in: SignIn, at_most_queries: Queries
) -> None:
    a_signal(signal.initiative, subject="b", severity="time_critical")
    client = signed_in(lead)
    with at_most_queries(12):
        page = client.get(f"/initiatives/{signal.initiative.reference}/signals/").content.decode()

    assert page.index("Cannot wait") < page.index("Worth a conversation")
    assert "Dated before IT was asked: selection." in page
    assert "7 days after registration" in page
    assert signal.address in page
    assert "Explain it" in client.get(signal.get_absolute_url()).content.decode()


def test_acknowledging_and_explaining_by_page(
    signal: Signal, lead: User, signed_in: SignIn
) -> None:
    client, address = signed_in(lead), signal.get_absolute_url()

    answer = client.post(address, {"verb": "acknowledge"}, follow=True)
    assert "it was heard" in answer.content.decode()
    empty = client.post(address, {"reason": " ", "version": 2})
    assert empty.status_code == 200
    assert "One answer needs another look" in empty.content.decode()
    stale = client.post(address, {"reason": "We know", "version": 1})
    assert stale.status_code == 409
    assert "We know" in stale.content.decode()
    assert 'name="version" value="2"' in stale.content.decode()
    done = client.post(address, {"reason": "We know", "version": 2}, follow=True)

    page = done.content.decode()
    assert "The explanation is kept" in page
    assert "We know" in page
    assert "Explain it" not in page


def test_who_cannot_answer_reads_only(signal: Signal, auditor: User, signed_in: SignIn) -> None:
    client = signed_in(auditor)
    page = client.get(signal.get_absolute_url()).content.decode()

    assert "Explain it" not in page
    assert "Dated before IT was asked" in page
    assert client.post(signal.get_absolute_url(), {"reason": "x", "version": 1}).status_code == 403


@pytest.mark.behaviour("B119")
def test_an_executive_finds_only_what_executives_were_told(
    signal: Signal, executive: User, signed_in: SignIn
) -> None:
    client = signed_in(executive)
    assert client.get(signal.get_absolute_url()).status_code == 404
    assert "Nothing to talk about" in client.get("/signals/").content.decode()
    Signal.objects.update(executives_told_at=timezone.now())

    assert client.get(signal.get_absolute_url()).status_code == 200
    assert "1 now" in client.get("/signals/").content.decode()


def test_all_signals_are_grouped_with_a_fixed_number_of_queries(
    lead: User, signal: Signal, signed_in: SignIn, at_most_queries: Queries
) -> None:
    for number in range(12):
        each = registered(lead, unit=signal.initiative.unit)
        source = {"source": "inventory", "source_key": str(number), "lead": None}
        if number % 2:
            Initiative.objects.filter(pk=each.pk).update(**source)
        a_signal(each)
    client = signed_in(lead)

    with at_most_queries(8):
        page = client.get("/signals/").content.decode()
    with at_most_queries(8):
        led = client.get("/signals/D01/").content.decode()
    with at_most_queries(8):
        unled = client.get("/signals/D01/?of=inventory").content.decode()

    assert "13 now, 6 of them at initiatives of an inventory that nobody leads yet" in page
    assert (led.count("See late orders"), unled.count("See late orders")) == (7, 6)
    assert client.get("/signals/D99/").status_code == 404


def test_an_ended_initiative_still_shows_what_was_said(
    signal: Signal, lead: User, signed_in: SignIn
) -> None:
    explain_signal(signal, reason="We know", actor=lead)
    stop_initiative(signal.initiative, reason="No data", resume_condition="Data", actor=lead)

    page = signed_in(lead).get(f"/initiatives/{signal.initiative.reference}/signals/")

    assert "We know" in page.content.decode()


def test_the_norms_page_is_read_by_executives_and_changed_by_administrators(
    administrator: User, lead: User, architect: User, signed_in: SignIn
) -> None:
    assert signed_in(lead).get("/settings/norms/").status_code == 403
    architect.is_staff = True
    architect.save()
    client = signed_in(architect)
    assert "An explained signal rests for" in client.get("/settings/norms/").content.decode()
    wrong = client.post("/settings/norms/rest_days/", {"value": "0"})
    assert "Use a number from 1 to 365" in wrong.content.decode()
    client.post("/settings/norms/rest_days/", {"value": "7"})

    page = signed_in(administrator).get("/settings/norms/").content.decode()
    assert "Joinery proposes 14 days" in page
    assert client.get("/settings/norms/teatime/").status_code == 404


def test_an_executive_reads_norms_without_changing_them(executive: User, signed_in: SignIn) -> None:
    client = signed_in(executive)

    assert "Administrators change them" in client.get("/settings/norms/").content.decode()
    assert client.get("/settings/norms/rest_days/").status_code == 403


def test_administrators_see_what_failed(administrator: User, lead: User, signed_in: SignIn) -> None:
    DetectorRun.objects.create(detector="D08", error="ValueError: no such thing (AI-2026-0001)")

    for address in ("/", "/signals/"):
        assert "1 detector failed" in signed_in(administrator).get(address).content.decode()
        assert "detector failed" not in signed_in(lead).get(address).content.decode()
