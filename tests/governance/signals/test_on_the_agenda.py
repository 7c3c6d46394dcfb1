"""Signals are talked about in the next session: one of the sources of its agenda."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.utils import timezone

from governance.actions import Outcome, close_session, open_session, record_result
from governance.actions.signals import explain_signal
from governance.models import SessionOccurrence, SessionSeries, Signal
from governance.sessions.agenda import agenda_of
from governance.sessions.sources import agenda_points
from governance.signals.agenda import MOST_APART, SHOWN_APART
from governance.signals.findings import label_of
from initiatives.actions import accept_invitation, invite_it
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import get

pytestmark = pytest.mark.behaviour("B119", "A04")
FACT = "The last seat of IT was given up."
IDS = ("D01", "D03", "D05", "D06", "D07", "D08", "D11")


def a_signal(initiative: Initiative, detector: str = "D03", **fields: str) -> Signal:
    given = {
        "severity": "needs_conversation", "facts": FACT, "next_step": "Name a stand-in.",
        "address": "/x/", **fields,
    }  # fmt: skip
    return Signal.objects.create(detector=detector, initiative=initiative, **given)


def points(initiative: Initiative) -> dict[str, tuple[str, str, str]]:
    """Points of the agenda about signals, by key."""
    fresh = Initiative.objects.get(pk=initiative.pk)
    from governance.queries import load_inputs
    from governance.sessions.queries import load_sessions

    load_inputs([fresh])
    load_sessions([fresh])
    return {
        point.key: (point.title, point.why, point.address)
        for point in agenda_points(fresh)
        if point.key.startswith("signal")
    }


def next_date(initiative: Initiative) -> SessionOccurrence:
    series = SessionSeries.objects.get(initiative=initiative)
    found = series.occurrences.select_related("rhythm", "series__initiative")
    return found.filter(opened_at=None).order_by("starts_at")[0]


@pytest.fixture
def table(initiative: Initiative, lead: User, architect: User) -> Initiative:
    accept_invitation(invite_it(initiative, open_questions=["Where?"], actor=lead), actor=architect)
    return Initiative.objects.get(pk=initiative.pk)


def test_a_signal_is_a_point_with_fact_next_step_and_address(table: Initiative) -> None:
    found = a_signal(table)
    assert points(table) == {
        f"signal:{found.pk}": (
            label_of("D03"), f"{FACT} Name a stand-in.", found.get_absolute_url(),
        )
    }  # fmt: skip


def test_what_was_explained_resolved_or_expired_is_none(table: Initiative, lead: User) -> None:
    explain_signal(a_signal(table, severity="heads_up"), reason="A holiday", actor=lead)
    a_signal(table, "D05", state="resolved", ended_at=timezone.now())
    assert points(table) == {}


def test_what_another_point_names_already_is_no_second_one(
    table: Initiative, lead: User, executive: User
) -> None:
    from governance.actions import Question, answer_escalation, escalate

    a_signal(table, "D13", subject="item:1")
    a_signal(table, "D20", subject="IN-0001")
    asked = Question("decision_needed", "Who pays", "Choose", "We gain", executive,
                     no_session_reason="No time")  # fmt: skip
    sent = escalate(table, asked, actor=lead)
    a_signal(table, "D04", subject=sent.reference)
    assert len(points(table)) == 1
    answer_escalation(sent, answer="return_to_session", text="Settle it", actor=executive)
    assert points(table) == {}


def test_many_are_grouped_the_most_serious_apart(table: Initiative) -> None:
    for each in IDS[:MOST_APART]:
        a_signal(table, each)
    assert len(points(table)) == MOST_APART
    urgent = a_signal(table, IDS[4], severity="time_critical")
    for each in IDS[5:]:
        a_signal(table, each, severity="heads_up")
    found = points(table)
    assert len(found) == SHOWN_APART + 1
    assert next(iter(found)) == f"signal:{urgent.pk}"
    title, why, address = found["signals"]
    assert title == f"{len(IDS) - SHOWN_APART} more signals"
    assert label_of("D11") in why
    assert address.endswith("/signals/")


def test_in_the_room_it_ends_in_a_result_or_comes_again_while_it_stands(
    table: Initiative, lead: User, architect: User
) -> None:
    stands, ends = a_signal(table), a_signal(table, "D05")
    occurrence = next_date(table)
    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=timezone.now())
    occurrence.refresh_from_db()
    open_session(occurrence, actor=lead)
    record_result(
        occurrence, f"signal:{ends.pk}", Outcome("decision", "We invite IT"), actor=architect
    )
    close_session(occurrence, actor=lead)
    (again,) = [
        each
        for each in agenda_of(next_date(table), lead).items
        if each.key == f"signal:{stands.pk}"
    ]
    assert again.why == "Put off last time: Not reached."
    Signal.objects.filter(pk=stands.pk).update(state="resolved", ended_at=timezone.now())
    keys = [each.key for each in agenda_of(next_date(table), lead).items]
    assert f"signal:{stands.pk}" not in keys


def test_an_executive_away_from_the_table_finds_none_on_the_agenda(
    table: Initiative,
    lead: User,
    executive: User,
    auditor: User,
    signed_in: Callable[[User], Client],
    api: Callable[[User], Client],
) -> None:
    a_signal(table)
    occurrence = next_date(table)
    for person, sees in ((lead, True), (auditor, True), (executive, False)):
        page = signed_in(person).get(occurrence.get_absolute_url()).content.decode()
        assert (FACT in page) is sees, person
        series = occurrence.series.reference
        path = f"/working-sessions/{series}/occurrences/{occurrence.slot_on}/agenda/"
        told = [each["name"] for each in get(api(person), path).json()["items"]]
        assert any(name.startswith("signal:") for name in told) is sees


def test_nor_among_the_results_of_a_session(
    table: Initiative, lead: User, executive: User, api: Callable[[User], Client]
) -> None:
    found = a_signal(table)
    occurrence = next_date(table)
    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=timezone.now())
    occurrence.refresh_from_db()
    open_session(occurrence, actor=lead)
    record_result(occurrence, f"signal:{found.pk}", Outcome("decision", "We ask"), actor=lead)
    close_session(occurrence, actor=lead)
    series = occurrence.series.reference
    path = f"/working-sessions/{series}/occurrences/{occurrence.slot_on}/results/"
    for person, sees in ((lead, True), (executive, False)):
        told = [each["name"] for each in get(api(person), path).json()["items"]]
        assert (f"signal:{found.pk}" in told) is sees


def test_the_agenda_asks_the_same_for_many_signals(
    table: Initiative, lead: User, at_most_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    a_signal(table)
    with CaptureQueriesContext(connection) as few:
        agenda_of(next_date(table), lead)
    for day in range(20):
        a_signal(table, "D06", subject=f"session:{dt.date(2026, 1, 1 + day)}")
    with at_most_queries(len(few)):
        agenda_of(next_date(table), lead)
