"""Dates are made eight weeks ahead, however often and by whomever (A22)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from governance import tasks
from governance.actions import WantedRhythm, change_rhythm, plan_dates_ahead
from governance.actions.dates import AHEAD
from governance.models import SessionRhythm, SessionSeries
from governance.tasks import PLANNER, plan_sessions_ahead
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.models import User
from tests.factories import registered
from tests.governance.sessions.table import (
    FIRST,
    MONDAY,
    WEEK,
    dates,
    later,
    recorded,
    slots,
    standing,
)

pytestmark = [pytest.mark.behaviour("A22"), pytest.mark.usefixtures("monday")]


def test_eight_weeks_are_there_and_again_changes_nothing(rhythm: SessionSeries) -> None:
    assert standing(rhythm.initiative).planned_until == MONDAY.date() + AHEAD
    with recorded() as kinds:
        assert plan_dates_ahead(rhythm, actor=PLANNER) == 0
        assert plan_sessions_ahead() == 0
    assert kinds == []
    assert slots(rhythm)[-1] == FIRST + 6 * WEEK


def test_time_brings_further_dates_once(rhythm: SessionSeries) -> None:
    with later(weeks=4):
        assert plan_sessions_ahead() == 2
        assert plan_sessions_ahead() == 0
    assert slots(rhythm) == [FIRST + 2 * n * WEEK for n in range(6)]
    planned = AuditEvent.objects.filter(kind="session_series.dates_planned").latest("recorded_at")
    assert planned.actor_id == PLANNER.actor_id


def test_whoever_comes_late_makes_only_what_is_ahead(rhythm: SessionSeries) -> None:
    with later(weeks=20):
        plan_sessions_ahead()
        made = [day for day in slots(rhythm) if day > FIRST + 6 * WEEK]
        assert made[0] >= (MONDAY + 20 * WEEK).date()
        assert {(day - FIRST).days % 14 for day in made} == {0}


def test_several_at_once_and_the_others_go_on_after_one_fails(
    rhythm: SessionSeries, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [standing(registered(lead)) for _ in range(3)]
    broken = others[1].pk

    def plan(series: SessionSeries, *, actor: object) -> int:
        if series.pk == broken:
            raise RuntimeError("a disk is full")
        return plan_dates_ahead(series, actor=PLANNER)

    monkeypatch.setattr(tasks, "plan_dates_ahead", plan)
    with later(weeks=2):
        assert plan_sessions_ahead() == 3
    assert slots(others[1])[-1] == FIRST + 6 * WEEK
    assert {slots(each)[-1] for each in (rhythm, others[0], others[2])} == {FIRST + 8 * WEEK}


@pytest.mark.parametrize("field", ["ended_at", "stage"])
def test_what_has_ended_or_retired_is_not_planned(
    rhythm: SessionSeries, joined: Initiative, field: str
) -> None:
    if field == "stage":
        Initiative.objects.filter(pk=joined.pk).update(stage=Stage.RETIRED)
    else:
        SessionSeries.objects.filter(pk=rhythm.pk).update(ended_at=MONDAY)
    with later(weeks=4):
        assert plan_sessions_ahead() == 0
        assert plan_dates_ahead(rhythm, actor=PLANNER) == 0


def test_dates_follow_a_time_zone_whose_rules_changed(rhythm: SessionSeries, lead: User) -> None:
    """The government moved the clock: what stands unmoved meets at ten all the same."""
    change_rhythm(rhythm, WantedRhythm(time_zone="Europe/Berlin"), actor=lead)
    SessionRhythm.objects.filter(last_on=None).update(time_zone="Europe/Helsinki")

    plan_dates_ahead(rhythm, actor=PLANNER)

    assert {f"{each.starts_at:%H:%M}" for each in dates(rhythm)} == {"08:00"}


def test_planning_costs_the_same_however_long_the_series_is(
    rhythm: SessionSeries,
) -> None:
    with later(weeks=4), CaptureQueriesContext(connection) as few:
        plan_dates_ahead(rhythm, actor=PLANNER)
    for week in range(8, 60, 4):
        with later(weeks=week):
            plan_dates_ahead(rhythm, actor=PLANNER)
    with later(weeks=64), CaptureQueriesContext(connection) as many:
        plan_dates_ahead(rhythm, actor=PLANNER)
    assert len(many) <= len(few)
