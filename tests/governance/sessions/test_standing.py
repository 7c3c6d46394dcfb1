"""Figures and findings of what is kept of standing sessions."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone

from governance.actions import (
    cancel_occurrence,
    end_series,
    reply_to_session,
    skip_occurrence,
)
from governance.models import PartyPresence, SessionOccurrence, SessionSeries
from governance.sessions.queries import parties_that_come
from governance.sessions.standing import standing_session, standing_sessions
from governance.signals.facts import facts_of
from governance.vocabulary import OccurrenceState
from initiatives.actions import accept_invitation, invite_it, pause_initiative
from initiatives.models import Initiative, Member
from people.models import User
from people.vocabulary import Party
from tests.factories import registered
from tests.governance.signals.scenes import look

AtMost = Callable[[int], AbstractContextManager[None]]

HELD, CANCELLED = OccurrenceState.HELD, OccurrenceState.CANCELLED
MOVED = OccurrenceState.MOVED


@pytest.fixture
def series(initiative: Initiative, lead: User, architect: User) -> SessionSeries:
    """The standing session of an initiative at which IT sits."""
    accept_invitation(invite_it(initiative, open_questions=["Where?"], actor=lead), actor=architect)
    return SessionSeries.objects.get(initiative=initiative)


def keep_past(series: SessionSeries, ago: int, state: str, *present: str) -> SessionOccurrence:
    """A date of the series so many days ago."""
    rhythm = series.rhythms.get()
    starts_at = timezone.now() - dt.timedelta(days=ago)
    kept = SessionOccurrence.objects.create(
        series=series,
        rhythm=rhythm,
        slot_on=starts_at.date(),
        starts_at=starts_at,
        minutes=45,
        state=state,
        opened_at=starts_at if state == HELD else None,
        closed_at=starts_at if state == HELD else None,
    )
    for party in present:
        PartyPresence.objects.create(occurrence=kept, party=party)
    return kept


def fresh(initiative: Initiative) -> Initiative:
    return Initiative.objects.get(pk=initiative.pk)


def found(initiative: Initiative) -> list[str]:
    """What detectors say of how both sides meet."""
    seen = facts_of(initiative)
    if not seen.goes_on:
        return []
    return [each.facts for detector_id in ("D03", "D11") for each in look(detector_id, seen)]


@pytest.mark.behaviour("M9", "M10")
def test_figures_of_what_is_kept(initiative: Initiative, series: SessionSeries) -> None:
    keep_past(series, 43, HELD, "business", "it")
    keep_past(series, 29, CANCELLED)
    keep_past(series, 15, HELD, "business")
    keep_past(series, 200, HELD, "business", "it")

    health = standing_session(fresh(initiative)).health

    assert health.in_words() == "Held 2 of 3 due in 90 days; both sides in 1 of 2 held."


@pytest.mark.behaviour("D03")
def test_it_that_said_it_cannot_come_is_found(
    initiative: Initiative, series: SessionSeries, architect: User, lead: User
) -> None:
    reply_to_session(series, None, coming=False, actor=architect)
    assert found(initiative) == ["Nobody of IT can come to the next 2 sessions."]

    first = series.occurrences.order_by("starts_at")[0]
    reply_to_session(series, first, coming=True, actor=architect)
    assert found(initiative) == []


@pytest.mark.behaviour("D03")
def test_two_cancelled_ahead_are_found_and_a_skip_between_parts_nothing(
    initiative: Initiative, series: SessionSeries, lead: User
) -> None:
    one, two, three = series.occurrences.order_by("starts_at")[:3]
    cancel_occurrence(one, reason="Stocktaking", actor=lead)
    skip_occurrence(two, reason="Fair", actor=lead)
    assert found(initiative) == []

    cancel_occurrence(three, reason="Stocktaking", actor=lead)
    assert found(initiative) == ["2 sessions in a row are cancelled, and none was held since."]


@pytest.mark.behaviour("D11")
def test_a_series_that_was_ended_is_found_until_operation_or_a_pause(
    initiative: Initiative, series: SessionSeries, lead: User
) -> None:
    end_series(series, reason="Enough", actor=lead)
    assert found(initiative) == ["The standing session has ended before operation."]

    Initiative.objects.filter(pk=initiative.pk).update(stage="operation")
    assert found(initiative) == []

    Initiative.objects.filter(pk=initiative.pk).update(stage="design")
    pause_initiative(initiative, reason="Wait", resume_condition="Later", actor=lead)
    assert found(initiative) == []


@pytest.mark.behaviour("D11")
def test_one_session_ever_is_found_whatever_was_cancelled(
    initiative: Initiative, series: SessionSeries
) -> None:
    long_ago = timezone.now() - dt.timedelta(days=30)
    Initiative.objects.filter(pk=initiative.pk).update(registered_at=long_ago)
    series.occurrences.all().delete()
    keep_past(series, 20, HELD, "business", "it")
    keep_past(series, 6, CANCELLED)

    assert found(initiative) == ["One session is all there is."]


def test_a_date_that_moved_beyond_its_period_is_read_so(
    initiative: Initiative, series: SessionSeries
) -> None:
    first, second = series.occurrences.order_by("starts_at")[:2]
    SessionOccurrence.objects.filter(pk=first.pk).update(
        state=MOVED, starts_at=second.starts_at + dt.timedelta(hours=2)
    )

    moved = next(
        each
        for each in standing_session(fresh(initiative)).facts.dates
        if each.slot_on == first.slot_on
    )

    assert moved.period_ends_on == second.slot_on
    assert not moved.is_in_its_period


def test_a_time_zone_that_is_gone_leaves_the_figures(
    initiative: Initiative, series: SessionSeries
) -> None:
    keep_past(series, 5, HELD, "business", "it")
    series.rhythms.update(time_zone="Mars/Olympus")

    assert standing_session(fresh(initiative)).health.kept.held == 1


def test_the_sides_that_come_are_those_of_parties_that_come(
    initiative: Initiative,
    series: SessionSeries,
    architect: User,
    other_architect: User,
    lead: User,
) -> None:
    Member.objects.create(initiative=initiative, user=other_architect, party=Party.IT)
    first, second = series.occurrences.order_by("starts_at")[:2]
    reply_to_session(series, None, coming=False, actor=architect)
    reply_to_session(series, first, coming=False, actor=other_architect)
    reply_to_session(series, second, coming=False, actor=lead)

    standing = standing_session(fresh(initiative))
    for occurrence in (first, second):
        said = {side.party: side.comes for side in standing.sides(occurrence)}
        assert said == parties_that_come(occurrence)
    assert [side.in_words() for side in standing.sides(first)] == ["comes", "cannot come"]


def test_a_side_without_anybody_is_named_too(initiative: Initiative) -> None:
    standing = standing_session(fresh(initiative))
    assert standing.next_date is not None

    words = [(side.party, side.in_words()) for side in standing.sides(standing.next_date)]

    assert words == [("business", "comes"), ("it", "has nobody at the table yet")]
    assert found(initiative) == []  # what was never there cannot shrink


@pytest.mark.behaviour("M9", "D03")
def test_many_initiatives_ask_as_much_as_one(
    initiative: Initiative, series: SessionSeries, lead: User, at_most_queries: AtMost
) -> None:
    for number in range(5):
        other = registered(lead, title=f"Idea {number}")
        keep_past(SessionSeries.objects.get(initiative=other), 9, HELD, "business", "it")

    for asked in ([fresh(initiative)], list(Initiative.objects.all())):
        with at_most_queries(6):
            standing = standing_sessions(asked)
            told = {pk: (each.health.in_words(), each.facts) for pk, each in standing.items()}
        assert len(told) == len(asked)
