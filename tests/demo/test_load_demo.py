"""The demo: whole in the record, spread over the past, loaded once."""

import datetime as dt
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from audit.models import AuditEvent
from config.demo import content, password
from config.demo.clock import clock_at, workday
from config.demo.loading import load_demo
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

MOMENT = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _own_password_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(password.VARIABLE, raising=False)
    monkeypatch.setattr(password, "DATA_DIR", tmp_path)


def _load(*options: str) -> str:
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded_once(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demo, loaded once for all that only look at it, and undone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo("a password of my own")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once: None, db: None) -> None:
    """The demo, to look at; what a test changes is undone."""


@pytest.mark.django_db
def test_it_says_who_can_sign_in_and_how() -> None:
    printed = _load()

    for name in ("business.lead", "it.architect", "executive", "auditor"):
        assert f"{name}@example.org" in printed
        assert User.objects.get(email=f"{name}@example.org").check_password(
            password.given_password()
        )
    assert password.given_password() in printed
    assert stat.S_IMODE(password.password_file().stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_given_password_is_used_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(password.VARIABLE, "a password of my own")

    _load()

    assert User.objects.get(email="auditor@example.org").check_password("a password of my own")
    assert not password.password_file().exists()

    monkeypatch.delenv(password.VARIABLE)
    assert "given when the demo was loaded" in _load("--if-empty")


@pytest.mark.django_db
def test_a_second_start_loads_nothing_and_prints_again() -> None:
    first = _load("--if-empty")
    events = AuditEvent.objects.count()

    assert _load("--if-empty") == first
    assert AuditEvent.objects.count() == events
    with pytest.raises(CommandError, match="empty database"):
        _load()


@pytest.mark.django_db
def test_an_installation_with_people_of_its_own_is_left_alone(lead: User) -> None:
    assert _load("--if-empty") == ""
    assert list(User.objects.all()) == [lead]
    assert not password.password_file().exists()


def test_the_record_is_in_order_and_in_the_past(loaded: None) -> None:
    moments = list(AuditEvent.objects.order_by("id").values_list("recorded_at", flat=True))
    assert moments == sorted(moments)
    assert timezone.now() - moments[0] > dt.timedelta(days=90)
    assert moments[-1] < timezone.now()


def test_everything_in_it_has_its_events(loaded: None) -> None:
    recorded = set(AuditEvent.objects.values_list("object_ref", flat=True))
    for thing in (*Initiative.objects.all(), *DesignInput.objects.all(), *User.objects.all()):
        assert thing.audit_ref in recorded, thing
    for unit in Unit.objects.all():
        assert f"unit:{unit.pk}" in recorded


def test_it_shows_every_stage_state_and_turn(loaded: None) -> None:
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


def test_late_and_shaping_inputs_are_both_there(loaded: None) -> None:
    late = {
        milestone.was_taken_before(each.raised_at)
        for each in DesignInput.objects.exclude(decision="").select_related("initiative")
        for milestone in each.initiative.milestones.filter(kind=each.decision)
    }
    assert late == {True, False}


def test_it_is_on_duty_for_every_unit(loaded: None) -> None:
    assert Unit.objects.count() >= 8
    assert all(on_duty_for(unit) for unit in Unit.objects.all())


@pytest.mark.behaviour("A22", "M9")
def test_sessions_are_held_put_off_cancelled_and_ahead(loaded: None) -> None:
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
def test_something_is_carried_forward_questioned_and_asked(loaded: None) -> None:
    moved = GoAhead.objects.get(taken_at__isnull=False)
    assert (moved.kind, moved.from_stage) == ("carried_forward", "design")
    assert any(each.is_overdue for each in CarriedItem.objects.all())
    assert GoAheadView.objects.filter(view="see_it_differently").exists()
    assert ClarityQuestion.objects.filter(answered_at=None).exists()
    assert Escalation.objects.filter(answer="").exclude(it_view="").exists()


@pytest.mark.django_db
def test_nobody_is_mailed() -> None:
    _load()

    assert mail.outbox == []
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.parametrize("today", [dt.date(2027, 1, 2), dt.date(2028, 2, 29)])
@pytest.mark.django_db
def test_it_loads_on_any_day(today: dt.date) -> None:
    with clock_at(dt.datetime.combine(today, dt.time(0, 5), dt.UTC)):
        _load()
        assert AuditEvent.objects.latest("id").recorded_at <= timezone.now()


@pytest.mark.django_db
def test_a_story_that_could_not_have_happened_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = content.stories()[0]
    story.steps.append(content.Step(day=-1, at="10:00", does="vanish", by=story.lead))
    monkeypatch.setattr(content, "stories", lambda: [story])

    with pytest.raises(KeyError, match="vanish"):
        _load()

    assert not User.objects.exists()


def test_the_clock_reaches_defaults_of_models_and_ends() -> None:
    default = Initiative._meta.get_field("registered_at").default

    with clock_at(MOMENT):
        assert timezone.now() == default() == MOMENT
        assert timezone.localdate() == MOMENT.date()
    assert timezone.now() > MOMENT


@pytest.mark.parametrize(
    ("today", "offset", "day"),
    [
        (dt.date(2026, 11, 20), 0, dt.date(2026, 11, 20)),
        (dt.date(2026, 11, 20), 1, dt.date(2026, 11, 23)),
        (dt.date(2026, 11, 23), -1, dt.date(2026, 11, 20)),
        (dt.date(2026, 11, 22), -1, dt.date(2026, 11, 19)),
        (dt.date(2026, 11, 20), -5, dt.date(2026, 11, 13)),
    ],
)
def test_days_of_the_demo_are_working_days(today: dt.date, offset: int, day: dt.date) -> None:
    assert workday(today, offset) == day
