"""What a look changes: states, rest, isolation, who is told, and when executives hear of it."""

import datetime as dt
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance import detecting
from governance.actions.signals import acknowledge_signal, explain_signal
from governance.models import DetectorRun, Signal
from governance.signals import findings
from governance.signals.facts import InitiativeFacts
from governance.signals.findings import Finding, detector
from governance.signals.queries import signals_visible_to
from governance.vocabulary import SignalSeverity
from initiatives.actions import (
    invite_it,
    pause_initiative,
    restrict_visibility,
    resume_initiative,
    stop_initiative,
    take_milestone,
)
from initiatives.models import Initiative
from people.models import Notice, Unit, User
from people.vocabulary import Party
from tests.factories import raised, registered
from tests.governance.moving.scenes import seated

Queries = Callable[[int], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db

_SHOWN: list[Finding] = []


def shows(severity: str = "needs_conversation", subject: str = "", **words: str) -> Finding:
    """A finding of the test detector."""
    given = {"facts": "Something is so.", "next_step": "Talk about it.", "address": "/", **words}
    return Finding(SignalSeverity(severity), subject=subject, **given)


@detector("D01", "Test pattern")
def shown(facts: InitiativeFacts) -> Iterable[Finding]:
    """D01. Whatever the test says."""
    return list(_SHOWN)


@detector("D12", "Test pattern of executives", told=findings.SIDES | {Party.EXECUTIVE})
def shown_to_executives(facts: InitiativeFacts) -> Iterable[Finding]:
    """D12. Whatever the test says, and executives hear of it."""
    return list(_SHOWN)


@detector("D20", "Broken")
def broken(facts: InitiativeFacts) -> Iterable[Finding]:
    """D20. Raises."""
    raise ValueError("no such thing")


HERE = "tests.governance.signals.test_running"


@pytest.fixture(autouse=True)
def _one_detector(settings: Any) -> Iterable[None]:
    settings.SIGNAL_DETECTORS = [f"{HERE}.shown"]
    _SHOWN.clear()
    yield
    _SHOWN.clear()


def look(*found: Finding) -> int:
    """What a nightly look at these findings makes new."""
    _SHOWN[:] = found
    return detecting.look_at_everything()


def only() -> Signal:
    return Signal.objects.select_related("initiative").latest("pk")


def kinds() -> list[str]:
    """Events of signals in order, without their prefix."""
    codes = AuditEvent.objects.filter(kind__startswith="signal.").order_by("id")
    return [code.removeprefix("signal.") for code in codes.values_list("kind", flat=True)]


def told(user: User) -> int:
    return Notice.objects.filter(recipient=user, kind="signals").count()


def test_a_finding_becomes_one_signal_and_stays_one(initiative: Initiative) -> None:
    assert look(shows()) == 1
    first = only().seen_at

    assert look(shows()) == 0

    signal = Signal.objects.get()
    assert (signal.state, signal.severity, signal.ended_at) == ("new", "needs_conversation", None)
    assert signal.seen_at > first
    assert kinds() == ["found"]
    event = AuditEvent.objects.get(kind="signal.found")
    assert event.actor_id == "system:detectors"
    assert event.initiative_ref == initiative.reference


def test_new_words_are_taken_over_without_an_event(initiative: Initiative) -> None:
    look(shows())
    look(shows(facts="Something else is so."))

    assert only().facts == "Something else is so."
    assert kinds() == ["found"]


def test_what_is_gone_is_resolved_and_what_comes_back_is_new(initiative: Initiative) -> None:
    look(shows())
    look()

    assert only().state == "resolved"
    assert only().ended_at is not None
    assert look(shows()) == 1
    assert kinds() == ["found", "resolved", "found"]


def test_subjects_are_signals_of_their_own(initiative: Initiative) -> None:
    assert look(shows(subject="a"), shows(subject="b")) == 2
    look(shows(subject="b"))

    assert dict(Signal.objects.values_list("subject", "state")) == {"a": "resolved", "b": "new"}


def test_what_becomes_more_serious_is_told_again(
    initiative: Initiative, lead: User, architect: User
) -> None:
    look(shows())
    assert told(lead) == told(architect) == 1

    look(shows("time_critical"))

    assert only().severity == "time_critical"
    assert kinds() == ["found", "severity_changed"]
    assert told(lead) == told(architect) == 2
    look(shows())
    assert only().severity == "needs_conversation"
    assert told(lead) == 2


@pytest.mark.behaviour("B61")
def test_a_seat_without_a_role_is_told_nothing(
    initiative: Initiative, lead: User, architect: User, other_architect: User, unit: Unit
) -> None:
    seated(initiative, other_architect, "it", by=lead)
    look(shows())
    assert (told(other_architect), told(architect)) == (1, 0)

    other_architect.role_assignments.all().delete()
    look(shows("time_critical"))

    assert (told(other_architect), told(architect)) == (1, 1)
    architect.role_assignments.all().delete()
    look(shows(), shows(subject="b"))
    assert (told(lead), told(architect)) == (3, 1)


@pytest.mark.behaviour("B119")
def test_an_explained_one_rests_for_14_days(initiative: Initiative, lead: User) -> None:
    look(shows())
    explain_signal(only(), reason="We know; the pilot ends soon.", actor=lead)
    assert only().rests_until == timezone.localdate() + dt.timedelta(days=14)

    assert look(shows()) == 0
    with clock_at(timezone.now() + dt.timedelta(days=14)):
        assert look(shows()) == 0
    with clock_at(timezone.now() + dt.timedelta(days=15)):
        assert look(shows()) == 1

    assert kinds() == ["found", "explained", "found"]


def test_an_explanation_does_not_cover_what_becomes_more_serious(
    initiative: Initiative, lead: User
) -> None:
    look(shows())
    explain_signal(only(), reason="We know.", actor=lead)

    assert look(shows("heads_up")) == 0
    assert look(shows("time_critical")) == 1


def test_an_acknowledged_one_stays_and_is_resolved(initiative: Initiative, lead: User) -> None:
    look(shows())
    acknowledge_signal(only(), actor=lead)
    look(shows())
    assert (only().state, only().replied_party) == ("acknowledged", "business")

    look()

    assert only().state == "resolved"
    assert only().replied_party == "business"


def test_it_expires_when_work_ends_and_waits_while_it_rests(
    initiative: Initiative, lead: User
) -> None:
    look(shows())
    pause_initiative(initiative, reason="Busy", resume_condition="Peace", actor=lead)
    look()
    assert only().state == "new"
    resume_initiative(initiative, reason="Peace", actor=lead)
    look(shows())
    assert only().state == "new"
    stop_initiative(initiative, reason="No data", resume_condition="Data", actor=lead)

    look(shows())

    assert only().state == "expired"
    assert look(shows()) == 0


def test_it_expires_when_nobody_looks_for_it_any_more(
    initiative: Initiative, settings: Any
) -> None:
    look(shows())
    settings.SIGNAL_DETECTORS = [f"{HERE}.shown_to_executives"]

    look()

    assert only().state == "expired"


# --- a detector that raises ---------------------------------------------------------------------


def test_one_that_raises_keeps_none_from_looking_and_is_seen(
    initiative: Initiative, settings: Any
) -> None:
    settings.SIGNAL_DETECTORS = [f"{HERE}.broken", f"{HERE}.shown"]

    assert look(shows()) == 1

    failed = DetectorRun.objects.get(detector="D20")
    assert failed.error == f"ValueError: no such thing ({initiative.reference})"
    assert DetectorRun.objects.get(detector="D01").error == ""
    assert DetectorRun.objects.get(detector="D01").found == 1


def test_one_that_raises_leaves_its_signals_as_they_are(
    initiative: Initiative, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(shows())
    monkeypatch.setattr(Signal, "detector_note", "", raising=False)
    Signal.objects.update(detector="D20")
    settings.SIGNAL_DETECTORS = [f"{HERE}.broken", f"{HERE}.shown"]

    look()

    assert Signal.objects.get(detector="D20").state == "new"


def test_a_failure_is_cleared_by_a_look_at_everything_only(
    initiative: Initiative, settings: Any
) -> None:
    settings.SIGNAL_DETECTORS = [f"{HERE}.broken"]
    look()
    DetectorRun.objects.filter(detector="D20").update(detector="D01")
    settings.SIGNAL_DETECTORS = [f"{HERE}.shown"]

    detecting.look_at(Initiative.objects.all())
    assert DetectorRun.objects.get(detector="D01").error

    look()
    assert not DetectorRun.objects.get(detector="D01").error


# --- soon after a change ------------------------------------------------------------------------


def test_a_look_after_changes_looks_at_what_the_record_names(
    initiative: Initiative, lead: User, unit: Unit
) -> None:
    DetectorRun.objects.create(
        detector="changes", ran_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=3)
    )
    _SHOWN[:] = [shows()]
    later = DetectorRun.objects.get(detector="changes")
    assert detecting.look_at_changes() == 1  # within the overlap

    assert later.ran_at > DetectorRun.objects.get(detector="changes").ran_at
    assert Signal.objects.count() == 1


def _another_millisecond() -> None:
    """What is recorded within that of a look is rightly looked at once more."""
    time.sleep(0.002)


def test_a_look_after_changes_forgets_what_it_has_looked_at(
    initiative: Initiative, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _another_millisecond()
    assert detecting.look_at_changes() == 1
    monkeypatch.setattr(detecting, "OVERLAP", dt.timedelta(0))
    assert detecting.look_at_changes() == 0

    take_milestone(initiative, "longlist", actor=lead)

    assert detecting.look_at_changes() == 1


def test_its_own_events_are_no_change(
    initiative: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    _another_millisecond()
    detecting.look_at_changes()
    monkeypatch.setattr(detecting, "OVERLAP", dt.timedelta(0))
    look(shows())

    assert detecting.look_at_changes() == 0


# --- who is told --------------------------------------------------------------------------------


@pytest.mark.behaviour("B119")
def test_both_sides_are_told_at_the_same_moment_and_executives_are_not(
    initiative: Initiative, lead: User, architect: User, executive: User, outsider: User
) -> None:
    raised(initiative, architect)

    look(shows())

    mine, theirs = (Notice.objects.get(recipient=who, kind="signals") for who in (lead, architect))
    assert (mine.subject, mine.text) == (theirs.subject, theirs.text)
    assert abs(mine.appears_at - theirs.appears_at) < dt.timedelta(seconds=1)
    assert mine.address == only().get_absolute_url()
    assert told(executive) == told(outsider) == 0


def test_where_it_has_no_seat_who_was_invited_hears_of_it(
    initiative: Initiative, lead: User, architect: User, other_architect: User
) -> None:
    invite_it(initiative, open_questions=["Where?"], invitee=other_architect, actor=lead)

    look(shows())

    assert (told(lead), told(other_architect), told(architect)) == (1, 1, 0)


def test_many_signals_are_one_notice_a_person(
    lead: User, unit: Unit, initiative: Initiative, architect: User
) -> None:
    registered(lead, unit=unit, title="Another")

    look(shows(), shows(subject="b"))

    notice = Notice.objects.get(recipient=lead, kind="signals")
    assert notice.subject == "4 signals at 2 initiatives"
    assert notice.address == "/signals/"
    assert "Another: Test pattern. Something is so." in notice.text
    assert told(architect) == 1


def test_where_executives_are_a_party_they_hear_of_it_at_once(
    initiative: Initiative, executive: User, settings: Any
) -> None:
    settings.SIGNAL_DETECTORS = [f"{HERE}.shown_to_executives"]

    look(shows())

    assert told(executive) == 1
    assert list(signals_visible_to(executive)) == [only()]


@pytest.mark.behaviour("B119")
def test_executives_hear_of_what_cannot_wait_after_five_working_days_without_reply(
    initiative: Initiative, executive: User
) -> None:
    monday = dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC)
    with clock_at(monday):
        look(shows("time_critical"))
        assert not signals_visible_to(executive)
    with clock_at(monday + dt.timedelta(days=7)):
        look(shows("time_critical"))
        assert told(executive) == 0
    with clock_at(monday + dt.timedelta(days=8)):
        look(shows("time_critical"))
        look(shows("time_critical"))

    assert told(executive) == 1
    assert list(signals_visible_to(executive)) == [only()]
    assert kinds() == ["found", "told_executives"]


def test_a_reply_keeps_it_between_the_sides(
    initiative: Initiative, executive: User, architect: User
) -> None:
    monday = dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC)
    with clock_at(monday):
        look(shows("time_critical"))
    acknowledge_signal(only(), actor=architect)
    with clock_at(monday + dt.timedelta(days=30)):
        look(shows("time_critical"))

    assert told(executive) == 0
    assert only().replied_party == "it"


def test_the_days_count_from_when_it_became_critical(
    initiative: Initiative, executive: User
) -> None:
    monday = dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC)
    for days, severity in ((0, "heads_up"), (8, "time_critical"), (15, "time_critical")):
        with clock_at(monday + dt.timedelta(days=days)):
            look(shows(severity))
            assert told(executive) == 0
    with clock_at(monday + dt.timedelta(days=16)):
        look(shows("time_critical"))

    assert told(executive) == 1


@pytest.mark.behaviour("B119", "D13")
def test_executives_do_not_hear_of_it_while_the_work_is_paused(
    initiative: Initiative, lead: User, executive: User
) -> None:
    look(shows("time_critical"))
    pause_initiative(initiative, reason="It cannot wait", resume_condition="Answered", actor=lead)
    with clock_at(timezone.now() + dt.timedelta(days=30)):
        look(shows("time_critical"))
        assert told(executive) == 0
        resume_initiative(initiative, reason="Answered", actor=lead)
    for days, heard in ((31, 0), (40, 1)):
        with clock_at(timezone.now() + dt.timedelta(days=days)):
            look(shows("time_critical"))
            assert told(executive) == heard


@pytest.mark.behaviour("B119")
def test_a_reply_to_what_was_less_serious_is_none_to_what_cannot_wait(
    initiative: Initiative, lead: User, architect: User, executive: User
) -> None:
    look(shows())
    acknowledge_signal(only(), actor=lead)

    look(shows("time_critical"))
    assert (only().state, only().replied_party, only().replied_at) == ("new", "", None)
    with clock_at(timezone.now() + dt.timedelta(days=9)):
        look(shows("time_critical"))
    assert told(executive) == 1

    acknowledge_signal(only(), actor=architect)
    look(shows())
    assert (only().state, only().replied_party) == ("acknowledged", "it")


def test_less_than_critical_never_reaches_executives(
    initiative: Initiative, executive: User
) -> None:
    look(shows())
    with clock_at(timezone.now() + dt.timedelta(days=60)):
        look(shows())

    assert told(executive) == 0
    assert not signals_visible_to(executive)


@pytest.mark.behaviour("A28")
def test_a_restricted_initiative_tells_only_who_sees_it(
    initiative: Initiative,
    lead: User,
    architect: User,
    executive: User,
    other_lead: User,
    tomorrow: dt.date,
    settings: Any,
) -> None:
    restrict_visibility(
        initiative, reason="A takeover", until=tomorrow, it_member=architect, actor=lead
    )
    settings.SIGNAL_DETECTORS = [f"{HERE}.shown_to_executives"]

    look(shows())

    assert told(executive) == 0
    assert not signals_visible_to(other_lead)
    assert list(signals_visible_to(lead)) == [only()]


@pytest.mark.parametrize("count", [1, 12])
def test_queries_do_not_grow_with_the_initiatives(
    count: int, lead: User, unit: Unit, architect: User, at_most_queries: Queries, settings: Any
) -> None:
    settings.SIGNAL_DETECTORS = _all_detectors()
    for _ in range(count):
        take_milestone(registered(lead, unit=unit), "selection", actor=lead)

    with clock_at(timezone.now() + dt.timedelta(days=40)), at_most_queries(70):
        detecting.look_at_everything()
    assert Signal.objects.filter(detector="D01").count() == count


def _all_detectors() -> list[str]:
    from config import settings as declared

    return list(declared.SIGNAL_DETECTORS)
