"""Decisions and their days, as actions and on their page."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from initiatives.actions import (
    declare_milestone_date,
    mark_reopenable,
    plan_milestone,
    reopen_milestone,
    stop_initiative,
    take_milestone,
)
from initiatives.models import Initiative, Milestone
from initiatives.queries import decisions_of
from initiatives.vocabulary import MilestoneKind
from people.errors import InvalidInput, NotPermitted, NotPossibleNow, Refusal
from people.models import Unit, User
from tests.factories import raised, registered

SignIn = Callable[[User], Client]


def today() -> dt.date:
    return timezone.localdate()


def address(initiative: Initiative) -> str:
    return reverse("initiatives:decisions", args=[initiative.reference])


@pytest.mark.behaviour("A12", "A13")
def test_longlist_shortlist_selection_and_design_baseline_are_apart(
    initiative: Initiative, lead: User
) -> None:
    kinds = ["longlist", "shortlist", "selection", "design_baseline"]
    for days, kind in enumerate(kinds):
        take_milestone(initiative, kind, taken_on=today() - dt.timedelta(days=9 - days), actor=lead)

    days_taken = dict(initiative.milestones.values_list("kind", "taken_on"))
    assert len(set(days_taken.values())) == 4
    assert list(days_taken) == kinds


@pytest.mark.parametrize(("days_ago", "quality"), [(0, "recorded"), (1, "declared")])
def test_a_day_before_today_is_told_afterwards(
    initiative: Initiative, lead: User, days_ago: int, quality: str
) -> None:
    taken = take_milestone(
        initiative, "shortlist", taken_on=today() - dt.timedelta(days=days_ago), actor=lead
    )
    assert taken.quality == quality
    assert taken.taken_recorded_at is not None


@pytest.mark.behaviour("B60")
def test_the_true_day_can_be_told_and_stays_told_afterwards(
    lead: User, architect: User, unit: Unit
) -> None:
    initiative = registered(lead, unit=unit, how_far="in_use")
    day = today() - dt.timedelta(days=400)

    told = declare_milestone_date(initiative, "live", taken_on=day, actor=architect)

    assert (told.taken_on, told.quality) == (day, "declared")


@pytest.mark.behaviour("A26")
def test_what_has_been_decided_can_open_again_and_the_record_keeps_when(
    initiative: Initiative, lead: User
) -> None:
    taken = take_milestone(initiative, "shortlist", actor=lead)
    mark_reopenable(initiative, "shortlist", reopenable=True, actor=lead)

    reopen_milestone(initiative, "shortlist", reason="IT's criteria arrived", actor=lead)

    taken.refresh_from_db()
    assert not taken.taken
    event = AuditEvent.objects.get(kind="milestone.reopened")
    assert event.content["data"]["was_taken_on"] == today().isoformat()
    assert event.content["data"]["reason"] == "IT's criteria arrived"


@pytest.mark.behaviour("A06")
def test_an_input_raised_after_reopening_shapes_again(
    initiative: Initiative, lead: User, architect: User
) -> None:
    taken = take_milestone(initiative, "shortlist", actor=lead)
    late = raised(initiative, architect, decision="shortlist")
    assert taken.was_taken_before(late.raised_at)

    reopened = reopen_milestone(initiative, "shortlist", reason="New criteria", actor=lead)

    assert not reopened.was_taken_before(timezone.now())


def attempts(kind: str) -> list[Callable[[Initiative, User], Any]]:
    day = today()
    return [
        lambda initiative, actor: plan_milestone(initiative, kind, planned_on=day, actor=actor),
        lambda initiative, actor: take_milestone(initiative, kind, actor=actor),
        lambda initiative, actor: declare_milestone_date(
            initiative, kind, taken_on=day, actor=actor
        ),
        lambda initiative, actor: mark_reopenable(initiative, kind, reopenable=True, actor=actor),
        lambda initiative, actor: reopen_milestone(initiative, kind, reason="Why", actor=actor),
    ]


@pytest.mark.parametrize("who", ["other_lead", "executive", "auditor"])
@pytest.mark.parametrize("number", range(5))
def test_others_keep_no_dates(
    initiative: Initiative, who: str, number: int, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotPermitted):
        attempts("shortlist")[number](initiative, request.getfixturevalue(who))
    assert not Milestone.objects.exists()


@pytest.mark.parametrize("number", range(5))
def test_an_unknown_decision_is_refused(initiative: Initiative, lead: User, number: int) -> None:
    with pytest.raises(InvalidInput):
        attempts("go")[number](initiative, lead)


@pytest.mark.parametrize("number", range(5))
def test_after_the_end_no_day_changes(initiative: Initiative, lead: User, number: int) -> None:
    stop_initiative(initiative, reason="Done", resume_condition="None", actor=lead)
    with pytest.raises(NotPossibleNow):
        attempts("shortlist")[number](initiative, lead)


def test_a_day_ahead_is_planned_not_taken(initiative: Initiative, lead: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        take_milestone(initiative, "live", taken_on=today() + dt.timedelta(days=1), actor=lead)
    assert refused.value.field == "taken_on"


@settings(max_examples=25)
@given(steps=st.lists(st.integers(min_value=0, max_value=4), max_size=8))
def test_any_order_of_steps_leaves_a_decision_that_can_be_read(
    lead: User, unit: Unit, steps: list[int]
) -> None:
    """Whatever is tried, a refusal changes nothing and each success leaves one event."""
    initiative = registered(lead, unit=unit)
    for number in steps:
        events = AuditEvent.objects.count()
        before = list(Milestone.objects.filter(initiative=initiative).values())
        try:
            attempts("selection")[number](initiative, lead)
        except Refusal:
            assert AuditEvent.objects.count() == events
            assert list(Milestone.objects.filter(initiative=initiative).values()) == before
        else:
            assert AuditEvent.objects.count() <= events + 1
        for milestone in Milestone.objects.filter(initiative=initiative):
            assert milestone.taken == (milestone.taken_recorded_at is not None)
            assert not milestone.reopenable or milestone.taken
    states = {decision.kind: decision.state for decision in decisions_of(initiative)}
    assert set(states) == set(MilestoneKind)


def test_the_page_lists_every_decision_for_everybody(
    initiative: Initiative, auditor: User, lead: User, signed_in: SignIn
) -> None:
    read = signed_in(auditor).get(address(initiative)).content.decode()
    written = signed_in(lead).get(address(initiative)).content.decode()

    for kind in MilestoneKind:
        assert f"<h3>{kind.label}</h3>" in read
        assert f'id="plan-{kind.value}"' not in read
        assert f'id="plan-{kind.value}"' in written
    assert 'class="btn"' not in written


@pytest.mark.parametrize(
    ("verb", "typed", "after"),
    [
        ("plan", {"planned_on": "2030-03-03"}, {"planned_on": dt.date(2030, 3, 3)}),
        ("take", {"taken_on": "2020-01-31"}, {"taken_on": dt.date(2020, 1, 31)}),
    ],
)
def test_an_open_decision_is_planned_or_taken_on_the_page(
    initiative: Initiative,
    lead: User,
    signed_in: SignIn,
    verb: str,
    typed: dict[str, str],
    after: dict[str, dt.date],
) -> None:
    done = signed_in(lead).post(
        address(initiative), {"kind": "shortlist", "verb": verb, **typed}, follow=True
    )

    assert "Shortlist is" in done.content.decode()
    assert initiative.milestones.filter(kind="shortlist", **after).exists()


@pytest.mark.behaviour("A26")
def test_a_taken_decision_is_told_loosened_settled_and_reopened_on_the_page(
    lead: User, unit: Unit, signed_in: SignIn
) -> None:
    initiative = registered(lead, unit=unit, how_far="in_use")
    client = signed_in(lead)

    def send(**typed: str) -> str:
        done = client.post(address(initiative), {"kind": "live", **typed}, follow=True)
        assert done.redirect_chain
        return done.content.decode()

    assert "Live has its day" in send(verb="tell", taken_on="2021-05-12")
    assert "12 May 2021" in client.get(address(initiative)).content.decode()
    assert "Live can still change" in send(verb="loosen")
    assert "Live is settled" in send(verb="settle")
    assert "Live is open again" in send(verb="reopen", reason="It was switched off")
    assert not initiative.milestones.get(kind="live").taken


def test_a_refused_step_stands_open_with_what_was_typed(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    ahead = (today() + dt.timedelta(days=3)).isoformat()
    refused = client.post(
        address(initiative), {"kind": "shortlist", "verb": "take", "taken_on": ahead}
    ).content.decode()

    assert "lies ahead" in refused
    assert f"{ahead} lies ahead" not in refused
    assert f'value="{ahead}"' in refused
    assert refused.count("<details open>") == 1

    take_milestone(initiative, "shortlist", actor=lead)
    late = client.post(
        address(initiative),
        {"kind": "shortlist", "verb": "plan", "planned_on": "2030-01-01"},
    )
    assert late.status_code == 409
    assert "is taken already" in late.content.decode()
    assert 'value="2030-01-01"' in late.content.decode()


@pytest.mark.parametrize("who", ["other_lead", "executive", "auditor"])
def test_others_change_no_decision_on_the_page(
    initiative: Initiative, who: str, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    refused = signed_in(request.getfixturevalue(who)).post(
        address(initiative), {"kind": "live", "verb": "take", "taken_on": "2020-01-01"}
    )
    assert refused.status_code == 403
    assert not Milestone.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"kind": "go", "verb": "plan"}, {"kind": "live"}])
def test_an_unknown_step_is_not_there(
    initiative: Initiative, lead: User, typed: dict[str, str], signed_in: SignIn
) -> None:
    assert signed_in(lead).post(address(initiative), typed).status_code == 404


def test_a_reason_typed_before_the_session_ended_comes_back(
    initiative: Initiative, lead: User
) -> None:
    take_milestone(initiative, "shortlist", actor=lead)
    client = Client()
    client.post(
        address(initiative), {"kind": "shortlist", "verb": "reopen", "reason": "Criteria came"}
    )
    client.force_login(lead)

    html = client.get(address(initiative)).content.decode()

    assert "Criteria came" in html
    assert html.count("<details open>") == 1


def test_few_queries(
    lead: User,
    unit: Unit,
    signed_in: SignIn,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    initiative = registered(lead, unit=unit, how_far="in_use")
    client = signed_in(lead)
    with at_most_queries(8):
        client.get(address(initiative))


def test_planning_the_same_day_again_records_nothing(
    initiative: Initiative, lead: User, tomorrow: dt.date
) -> None:
    plan_milestone(initiative, "shortlist", planned_on=tomorrow, actor=lead)
    events = AuditEvent.objects.count()

    plan_milestone(initiative, "shortlist", planned_on=tomorrow, actor=lead)

    assert AuditEvent.objects.count() == events
