"""What executives read of signals in a history: no more than elsewhere, and no sooner (B119)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import (
    Outcome,
    add_agenda_item,
    drop_agenda_item,
    open_session,
    record_result,
)
from governance.actions.found_signals import tell_executives
from governance.actions.signals import acknowledge_signal
from governance.detecting import LOOKER, look_at
from governance.models import SessionOccurrence, Signal
from governance.signals.findings import label_of
from initiatives.actions import give_seat, invite_it, pause_initiative, take_milestone
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import get

SignIn = Callable[[User], Client]
pytestmark = [pytest.mark.behaviour("B119"), pytest.mark.usefixtures("without_profile")]


@pytest.fixture
def signal(initiative: Initiative, lead: User) -> Signal:
    """Found at an initiative that is live before IT was asked, and heard by business."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    take_milestone(initiative, "live", taken_on=yesterday, actor=lead)
    invite_it(initiative, open_questions=["Where?"], actor=lead)
    look_at(Initiative.objects.filter(pk=initiative.pk))
    found = Signal.objects.select_related("initiative").get(detector="D01")
    return acknowledge_signal(found, actor=lead)


def told(signal: Signal) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(object_ref=signal.audit_ref))


def reads_of_it(client: Client, signal: Signal) -> bool:
    """Whether the history, its filter, the workspace and each event tell of it; all or none."""
    initiative = signal.initiative
    history = client.get(reverse("initiatives:history", args=[initiative.reference]))
    pages = [history.content.decode(), client.get(initiative.get_absolute_url()).content.decode()]
    addresses = [
        reverse("initiatives:event", args=[initiative.reference, each.pk]) for each in told(signal)
    ]
    said = [label_of("D01") in page for page in pages]
    said.append('value="signal.acknowledged"' in pages[0])
    said += [client.get(each).status_code == 200 for each in addresses]
    assert len(addresses) >= 2
    assert len(set(said)) == 1, said
    return said[0]


def kinds_told(client: Client, signal: Signal) -> set[str]:
    answer = get(client, f"/initiatives/{signal.initiative.reference}/history/", page_size=100)
    return {each["kind"] for each in answer.json()["results"]}


def test_both_sides_and_auditors_read_of_a_signal_and_an_executive_does_not(
    signal: Signal,
    lead: User,
    architect: User,
    auditor: User,
    executive: User,
    signed_in: SignIn,
    api: SignIn,
) -> None:
    for viewer in (lead, architect, auditor):
        assert reads_of_it(signed_in(viewer), signal)
        assert {"signal.found", "signal.acknowledged"} <= kinds_told(api(viewer), signal)
    assert not reads_of_it(signed_in(executive), signal)
    kinds = kinds_told(api(executive), signal)
    assert "milestone.declared" in kinds
    assert not {kind for kind in kinds if kind.startswith("signal.")}


def test_an_executive_reads_all_of_it_once_told_or_at_the_table(
    signal: Signal, lead: User, executive: User, signed_in: SignIn
) -> None:
    give_seat(signal.initiative, executive, party="executive", actor=lead)
    assert reads_of_it(signed_in(executive), signal)
    signal.initiative.members.filter(user=executive).update(left_at=timezone.now())
    assert not reads_of_it(signed_in(executive), signal)

    Signal.objects.update(replied_at=None, found_at=timezone.now() - dt.timedelta(days=30))
    tell_executives(actor=LOOKER)
    assert reads_of_it(signed_in(executive), signal)


def test_nor_of_what_a_session_said_to_it(
    signal: Signal, lead: User, executive: User, api: SignIn
) -> None:
    occurrence = SessionOccurrence.objects.select_related("rhythm", "series__initiative")[0]
    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=timezone.now())
    occurrence.refresh_from_db()
    open_session(occurrence, actor=lead)
    record_result(occurrence, f"signal:{signal.pk}", Outcome("decision", "We ask"), actor=lead)

    assert "agenda.result_recorded" in kinds_told(api(lead), signal)
    kinds = kinds_told(api(executive), signal)
    assert "session.opened" in kinds
    assert "agenda.result_recorded" not in kinds


def test_nor_of_a_point_that_went_with_its_date(
    signal: Signal, lead: User, executive: User, api: SignIn
) -> None:
    occurrence = SessionOccurrence.objects.select_related("rhythm", "series__initiative")[0]
    add_agenda_item(occurrence, title="Where the data may be", actor=lead)
    drop_agenda_item(occurrence, f"signal:{signal.pk}", actor=lead)
    assert "agenda.changed" in kinds_told(api(executive), signal)  # of the other point
    assert len(agenda_events(api(executive), signal)) == 1
    assert len(agenda_events(api(lead), signal)) == 2

    pause_initiative(signal.initiative, reason="Wait", resume_condition="Money", actor=lead)
    assert agenda_events(api(executive), signal) == []
    assert len(agenda_events(api(lead), signal)) == 2


def agenda_events(client: Client, signal: Signal) -> list[str]:
    answer = get(client, f"/initiatives/{signal.initiative.reference}/history/", page_size=100)
    return [each["kind"] for each in answer.json()["results"] if each["kind"] == "agenda.changed"]
