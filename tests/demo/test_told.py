"""What the demo tells; loaded once for all tests that only look at it."""

import datetime as dt
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError
from django.utils import timezone

from audit.models import AuditEvent
from config.demo import password
from governance.models import (
    AgendaItem,
    AgreedAction,
    CarriedItem,
    ClarityQuestion,
    DesignInput,
    Escalation,
    GoAhead,
    GoAheadView,
    SessionOccurrence,
    SessionSeries,
)
from governance.sessions.queries import next_occurrence
from governance.vocabulary import InputState, ItemResult
from initiatives.models import Initiative, Invitation, Milestone, RegistrationDraft, Restriction
from initiatives.vocabulary import Stage
from people.models import Notice, Unit, User
from people.queries import on_duty_for
from tests.demo.loading import printed_by_load_demo
from tests.kept_scene import kept_scene


@dataclass(frozen=True)
class Loaded:
    """What the first start printed, and where its password is kept."""

    printed: str
    folder: Path


@pytest.fixture(scope="module")
def loaded_once(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    """The demo, loaded once for all that only look at it, and undone after them."""
    folder = tmp_path_factory.mktemp("demo")
    with (
        kept_scene(django_db_blocker, folder / "uploads"),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.delenv(password.VARIABLE, raising=False)
        patch.setattr(password, "DATA_DIR", folder)
        yield Loaded(printed_by_load_demo("--if-empty"), folder)


@pytest.fixture
def loaded(loaded_once: Loaded, db: None, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """The demo, to look at; what a test changes is undone."""
    monkeypatch.setattr(password, "DATA_DIR", loaded_once.folder)
    return loaded_once


def test_it_says_who_can_sign_in_and_how(loaded: Loaded) -> None:
    for name in ("business.lead", "it.architect", "executive", "auditor"):
        assert f"{name}@example.org" in loaded.printed
        assert User.objects.get(email=f"{name}@example.org").check_password(
            password.given_password()
        )
    assert password.given_password() in loaded.printed
    assert stat.S_IMODE(password.password_file().stat().st_mode) == 0o600


def test_a_second_start_loads_nothing_and_prints_again(loaded: Loaded) -> None:
    events = AuditEvent.objects.count()

    assert printed_by_load_demo("--if-empty") == loaded.printed
    assert AuditEvent.objects.count() == events
    with pytest.raises(CommandError, match="empty database"):
        printed_by_load_demo()


def test_nobody_is_mailed(loaded: Loaded) -> None:
    assert mail.outbox == []
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_the_record_is_in_order_and_in_the_past(loaded: Loaded) -> None:
    moments = list(AuditEvent.objects.order_by("id").values_list("recorded_at", flat=True))
    assert moments == sorted(moments)
    assert timezone.now() - moments[0] > dt.timedelta(days=90)
    assert moments[-1] < timezone.now()


def test_everything_in_it_has_its_events(loaded: Loaded) -> None:
    recorded = set(AuditEvent.objects.values_list("object_ref", flat=True))
    for thing in (*Initiative.objects.all(), *DesignInput.objects.all(), *User.objects.all()):
        assert thing.audit_ref in recorded, thing
    for unit in Unit.objects.all():
        assert f"unit:{unit.pk}" in recorded


def test_it_shows_every_stage_state_and_turn(loaded: Loaded) -> None:
    assert set(Initiative.objects.values_list("stage", flat=True)) == set(Stage.values)
    assert set(DesignInput.objects.values_list("state", flat=True)) == set(InputState.values)
    assert {"active", "paused", "withdrawn"} <= set(
        Initiative.objects.values_list("status", flat=True)
    )
    assert {"agree", "see_it_differently"} <= set(
        DesignInput.objects.values_list("raiser_view", flat=True)
    )
    assert Restriction.objects.filter(Restriction.in_force()).exists()
    assert Invitation.objects.filter(state="declined", passed_on_to__state="accepted").exists()
    assert Invitation.objects.filter(state="sent").exists()
    assert Initiative.objects.filter(it_invited_at=None, stage=Stage.DESIGN).exists()
    assert any(each.is_overdue for each in DesignInput.objects.all())
    assert any(each.is_half_filled for each in Initiative.objects.all())
    ahead = Milestone.objects.filter(taken=False, planned_on__gt=timezone.localdate())
    assert ahead.count() >= 5
    questions = DesignInput.objects.filter(kind="question")
    assert set(questions.values_list("raised_party", flat=True)) == {"business", "it"}
    assert RegistrationDraft.objects.get().owner.email == "business.lead@example.org"


def test_late_and_shaping_inputs_are_both_there(loaded: Loaded) -> None:
    late = {
        milestone.was_taken_before(each.raised_at)
        for each in DesignInput.objects.exclude(decision="").select_related("initiative")
        for milestone in each.initiative.milestones.filter(kind=each.decision)
    }
    assert late == {True, False}


def test_it_is_on_duty_for_every_unit(loaded: Loaded) -> None:
    assert Unit.objects.count() >= 8
    assert all(on_duty_for(unit) for unit in Unit.objects.all())


@pytest.mark.behaviour("A22", "M9")
def test_sessions_are_held_put_off_cancelled_and_ahead(loaded: Loaded) -> None:
    states = set(SessionOccurrence.objects.values_list("state", flat=True))
    assert {"planned", "held", "cancelled"} <= states
    assert any(each.is_unrecorded for each in SessionOccurrence.objects.all())
    assert set(AgendaItem.objects.exclude(result="").values_list("result", flat=True)) == set(
        ItemResult.values
    )
    assert AgreedAction.objects.filter(done_at=None).exists()
    for series in SessionSeries.objects.filter(ended_at=None, initiative__status="active"):
        assert next_occurrence(series) is not None


@pytest.mark.behaviour("B91")
def test_something_is_carried_forward_questioned_and_asked(loaded: Loaded) -> None:
    moved = GoAhead.objects.get(taken_at__isnull=False)
    assert (moved.kind, moved.from_stage) == ("carried_forward", "design")
    assert any(each.is_overdue for each in CarriedItem.objects.all())
    assert GoAheadView.objects.filter(view="see_it_differently").exists()
    assert ClarityQuestion.objects.filter(answered_at=None).exists()
    assert Escalation.objects.filter(answer="").exclude(it_view="").exists()
