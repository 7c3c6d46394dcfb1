"""M12 and M17: whose decisions the integrations embody, and how much is reused."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from architecture.models import DecisionMaker, DecisionRecord, Integration
from governance.figures import design
from governance.figures.practices import practices_of
from governance.figures.queries import figures_of
from governance.figures.shares import Share
from governance.signals.facts import facts_of
from initiatives.models import Initiative
from people.models import User
from tests.architecture_app.factories import DecisionRecordFactory, held_by, linked

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(initiative: Initiative, architect: User) -> Integration:
    return linked(initiative, architect)


def decision(link: Integration, writer: User, **fields: Any) -> DecisionRecord:
    given = {"status": "decided", "decided_on": timezone.localdate(), **fields}
    return DecisionRecordFactory.create(
        initiative=link.initiative, integration=link, written_by=writer, **given
    )


def owned(initiative: Initiative) -> Share:
    return design.owned_by_it(facts_of(initiative))


def in_place(initiative: Initiative) -> bool | None:
    practices = {each.name: each.in_place for each in practices_of(facts_of(initiative))}
    return practices["authority"]


@pytest.mark.behaviour("M12")
def test_a_decision_is_its_where_it_decides_or_owned_the_design_before(
    initiative: Initiative, link: Integration, architect: User, lead: User
) -> None:
    assert owned(initiative) == Share(0, 0)
    ours = decision(link, architect)
    DecisionMaker.objects.create(record=ours, user=lead, party="business")
    assert owned(initiative) == Share(0, 1)
    held_by(link, architect, accepted_at=timezone.now() + dt.timedelta(days=1))
    assert owned(initiative) == Share(0, 1)
    link.authorities.update(accepted_at=timezone.now() - dt.timedelta(days=1))
    assert owned(initiative) == Share(1, 1)
    link.authorities.all().delete()
    DecisionMaker.objects.create(record=ours, name="Somebody of IT", party="it")
    assert owned(initiative) == Share(1, 1)


@pytest.mark.behaviour("M12")
def test_authority_that_was_handed_over_later_counts_for_what_was_decided_before(
    initiative: Initiative, link: Integration, architect: User
) -> None:
    earlier = timezone.now() - dt.timedelta(days=9)
    held_by(link, architect, state="handed_over", accepted_at=earlier)
    decision(link, architect, decided_at=timezone.now())
    decision(link, architect, decided_at=earlier - dt.timedelta(hours=1))
    assert owned(initiative) == Share(1, 2)


@pytest.mark.behaviour("M12")
def test_a_decision_noted_later_counts_by_its_own_day(
    initiative: Initiative, link: Integration, architect: User
) -> None:
    now = timezone.now()
    held_by(link, architect, accepted_at=now - dt.timedelta(days=5))
    taken = now.date() - dt.timedelta(days=9)
    late = decision(link, architect, decided_on=taken, decided_at=now)
    assert owned(initiative) == Share(0, 1)
    link.authorities.update(accepted_at=now - dt.timedelta(days=10))
    assert owned(initiative) == Share(1, 1)
    link.authorities.update(accepted_at=now - dt.timedelta(minutes=5))
    late.decided_on, late.decided_at = now.date(), now
    late.save()
    assert owned(initiative) == Share(1, 1)


@pytest.mark.behaviour("M12")
@pytest.mark.parametrize(
    ("zone", "noted"),
    [("America/Chicago", "2026-03-19T20:00-05:00"), ("Asia/Tokyo", "2026-03-20T07:00+09:00")],
)
def test_an_evening_in_the_west_and_a_morning_in_the_east_are_no_other_day(
    initiative: Initiative, link: Integration, architect: User, zone: str, noted: str
) -> None:
    moment = dt.datetime.fromisoformat(noted)
    decision(
        link, architect, decided_at=moment, decided_on=timezone.localdate(moment, ZoneInfo(zone))
    )
    held_by(link, architect, accepted_at=moment - dt.timedelta(minutes=30))
    assert owned(initiative) == Share(1, 1)
    link.authorities.update(accepted_at=moment + dt.timedelta(minutes=30))
    assert owned(initiative) == Share(0, 1)


@pytest.mark.behaviour("M12")
def test_each_decision_counts_once_and_proposals_do_not(
    initiative: Initiative, link: Integration, architect: User
) -> None:
    newer = decision(link, architect)
    decision(link, architect, status="replaced", replaced_by=newer)
    decision(link, architect, status="proposed", decided_on=None)
    decision(link, architect, status="not_taken")
    # One that concerns no integration is none on an integration.
    DecisionRecordFactory.create(
        initiative=initiative,
        written_by=architect,
        status="decided",
        decided_on=timezone.localdate(),
    )
    assert owned(initiative) == Share(0, 2)


@pytest.mark.behaviour("M17")
def test_reuse_counts_what_was_decided(
    initiative: Initiative, link: Integration, architect: User
) -> None:
    assert design.reused(facts_of(initiative)) == Share(0, 0)
    linked(initiative, architect, reuse_result="reused", reuses=link)
    linked(initiative, architect, reuse_result="extended", reuses=link)
    linked(initiative, architect, reuse_result="new_with_reason", reuse_reason="Nothing fits")
    assert design.reused(facts_of(initiative)) == Share(2, 3)
    told = {each.id: each for each in figures_of(initiative)[1]}
    assert told["M17"].words == "2 of 3"
    assert told["M12"].words == "none is decided yet"
    assert told["M12"].behind == frozenset()


@pytest.mark.behaviour("A21")
def test_the_practice_needs_every_integration_to_be_owned(
    initiative: Initiative, link: Integration, architect: User
) -> None:
    assert in_place(initiative) is False
    held_by(link, architect)
    assert in_place(initiative) is True
    linked(initiative, architect)
    assert in_place(initiative) is False
