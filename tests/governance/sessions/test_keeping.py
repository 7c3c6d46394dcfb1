"""What people put on an agenda is never lost with its date."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from governance.actions import (
    Outcome,
    WantedRhythm,
    add_agenda_item,
    add_extra_session,
    cancel_occurrence,
    change_rhythm,
    close_session,
    drop_agenda_item,
    end_series,
    open_session,
    plan_dates_ahead,
    record_result,
    restore_occurrence,
    skip_occurrence,
    start_series,
)
from governance.models import (
    AgendaItem,
    AgreedAction,
    SessionOccurrence,
    SessionSeries,
    WaitingItem,
)
from governance.sessions.agenda import agenda_of
from governance.sessions.room import Room
from governance.tasks import PLANNER
from initiatives.actions import pause_initiative, resume_initiative, stop_initiative
from initiatives.models import Initiative
from people.errors import InvalidInput
from people.models import User
from tests.governance.sessions.table import (
    FIRST,
    WEEK,
    dates,
    fresh,
    later,
    on,
    recorded,
    refused,
    slots,
    standing,
)

pytestmark = [pytest.mark.behaviour("A22", "A04"), pytest.mark.usefixtures("monday")]
WORDS = "Where the order data may be"


def pause(initiative: Initiative, actor: User) -> None:
    pause_initiative(initiative, reason="Wait", resume_condition="The budget", actor=actor)


def resume(initiative: Initiative, actor: User) -> None:
    resume_initiative(initiative, reason="The budget is there", actor=actor)


def added(occurrence: SessionOccurrence) -> list[str]:
    """What people put on its agenda."""
    own = AgendaItem.objects.filter(occurrence=occurrence, key="", dropped_at=None)
    return list(own.order_by("position").values_list("title", flat=True))


@pytest.fixture
def second(rhythm: SessionSeries, lead: User) -> SessionOccurrence:
    """The second date ahead, with something that the lead put on its agenda."""
    found = dates(rhythm)[1]
    add_agenda_item(found, title=WORDS, why="We said so at lunch", actor=lead)
    return found


def test_a_cancelled_date_hands_its_items_to_the_next(
    rhythm: SessionSeries, second: SessionOccurrence, lead: User
) -> None:
    third = dates(rhythm)[2]
    add_agenda_item(third, title="Who pays", actor=lead)
    gone = add_agenda_item(second, title="Not any more", actor=lead)
    drop_agenda_item(second, gone.name, actor=lead)
    with recorded() as kinds:
        cancel_occurrence(second, reason="A holiday", actor=lead)

    assert added(third) == ["Who pays", WORDS]
    kept = AgendaItem.objects.get(title=WORDS)
    assert (kept.why, kept.added_party) == ("We said so at lunch", "business")
    assert added(second) == []
    assert not WaitingItem.objects.exists()
    assert kinds == ["session.cancelled", "agenda.kept"]
    # It takes place after all: what went on stays where it is now.
    restore_occurrence(second, actor=lead)
    assert (added(second), added(third)) == ([], ["Who pays", WORDS])


def test_a_date_left_out_as_planned_does_too(
    rhythm: SessionSeries, second: SessionOccurrence, lead: User
) -> None:
    skip_occurrence(second, reason="Everybody is away", actor=lead)
    assert added(dates(rhythm)[2]) == [WORDS]


def test_another_rhythm_takes_them_along(
    rhythm: SessionSeries, second: SessionOccurrence, lead: User
) -> None:
    change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=WE"), actor=lead)
    assert {each.slot_on.weekday() for each in dates(rhythm)[1:]} == {2}
    (target,) = [each for each in dates(rhythm) if added(each)]
    assert target.slot_on == dt.date(2026, 12, 16)  # the first from its own day on


def test_a_pause_keeps_them_for_the_first_date_afterwards(
    joined: Initiative,
    rhythm: SessionSeries,
    second: SessionOccurrence,
    lead: User,
    signed_in: Callable[[User], Client],
) -> None:
    pause(joined, lead)
    waiting = WaitingItem.objects.get()
    assert (waiting.title, waiting.meant_for) == (WORDS, FIRST + 2 * WEEK)
    page = signed_in(lead).get(f"/initiatives/{joined.reference}/sessions/").content.decode()
    assert "Waiting for the next date" in page
    assert WORDS in page
    with later(weeks=5):
        resume(joined, lead)
        first = dates(rhythm)[0]
        assert added(first) == [WORDS]
    assert not WaitingItem.objects.exists()


def test_a_stop_and_the_end_of_a_series_keep_them_for_another_series(
    joined: Initiative, rhythm: SessionSeries, second: SessionOccurrence, lead: User
) -> None:
    stop_initiative(joined, reason="No use", resume_condition="A use", actor=lead)
    with later(weeks=1):
        resume(joined, lead)
        series = standing(joined)
        assert series.pk != rhythm.pk
        assert added(dates(series)[0]) == [WORDS]
        end_series(series, reason="We meet daily", actor=lead)
        assert WaitingItem.objects.count() == 1
    with later(weeks=2):
        start_series(joined, actor=lead)
        assert added(dates(standing(joined))[0]) == [WORDS]


def test_without_a_next_date_they_wait_for_the_planner(
    rhythm: SessionSeries, second: SessionOccurrence, lead: User
) -> None:
    for each in dates(rhythm):
        cancel_occurrence(each, reason="Away", actor=lead)
    assert WaitingItem.objects.count() == 1
    with later(weeks=2):
        plan_dates_ahead(rhythm, actor=PLANNER)
    assert added(dates(rhythm)[-1]) == [WORDS]
    assert not WaitingItem.objects.exists()


def test_an_extra_session_takes_what_waits(
    rhythm: SessionSeries, second: SessionOccurrence, lead: User
) -> None:
    for each in dates(rhythm):
        cancel_occurrence(each, reason="Away", actor=lead)
    extra = add_extra_session(
        rhythm,
        day=slots(rhythm)[-1] + dt.timedelta(days=1),
        starts_at=dt.time(9),
        reason="It waits",
        actor=lead,
    )
    assert added(extra) == [WORDS]


def test_what_has_a_result_stays_with_its_session(
    rhythm: SessionSeries, second: SessionOccurrence, lead: User
) -> None:
    with later(days=17, hours=1):
        open_session(second, actor=lead)
        item = AgendaItem.objects.get(title=WORDS)
        record_result(second, item.name, Outcome("decision", "In the region"), actor=lead)
        close_session(second, actor=lead)
    with later(weeks=3):
        change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=WE"), actor=lead)
    assert added(second) == [WORDS]
    assert not WaitingItem.objects.exists()


def test_pausing_and_resuming_on_one_day_keeps_the_session_of_that_day(
    joined: Initiative, rhythm: SessionSeries, lead: User
) -> None:
    first = dates(rhythm)[0]
    add_agenda_item(first, title=WORDS, actor=lead)
    with later(days=3):  # it meets in an hour
        pause(joined, lead)
        assert FIRST not in slots(rhythm)
        resume(joined, lead)
    today = dates(rhythm)[0]
    assert (today.slot_on, today.starts_at, added(today)) == (FIRST, on(FIRST), [WORDS])


# --- an agreed action in the room -----------------------------------------------------------------


@pytest.fixture
def overdue(rhythm: SessionSeries, lead: User, architect: User) -> AgreedAction:
    """Agreed in the first session for the day after; the second one runs."""
    first, second = dates(rhythm)[:2]
    with later(days=3, hours=1):
        open_session(first, actor=lead)
        item = add_agenda_item(first, title="Who asks?", actor=lead)
        agreed = Outcome(
            "action", "Ask the platform team", owner=lead, due_on=FIRST + dt.timedelta(1)
        )
        record_result(first, item.name, agreed, actor=lead)
        close_session(first, actor=lead)
    with later(days=17, hours=1):
        open_session(second, actor=lead)
    return AgreedAction.objects.get()


def test_carrying_an_overdue_action_in_the_room_carries_that_action(
    joined: Initiative,
    rhythm: SessionSeries,
    overdue: AgreedAction,
    lead: User,
    architect: User,
    api: Callable[[User], Client],
) -> None:
    second = fresh(dates(rhythm)[1])
    due = FIRST + 4 * WEEK
    with later(days=17, hours=2):
        (shown,) = [
            each for each in Room(second, lead).items if each.item.name == f"action:{overdue.pk}"
        ]
        assert shown.item.title == "Ask the platform team"
        with recorded() as kinds:
            item = record_result(
                second,
                f"action:{overdue.pk}",
                Outcome("action", "The team was away", owner=architect, due_on=due),
                actor=lead,
            )
        now = AgreedAction.objects.get()  # no second one
        assert (now.pk, now.text) == (overdue.pk, "Ask the platform team")
        assert (now.due_on, now.first_due_on) == (due, FIRST + dt.timedelta(1))
        assert (now.carried_reason, now.owner) == ("The team was away", architect)
        assert item.action == now
        assert kinds == ["agreed_action.carried", "agenda.result_recorded"]
        path = f"/api/v1/working-sessions/{rhythm.reference}/occurrences/{second.slot_on}/agenda/"
        items = api(lead).get(path).json()["items"]
        (told,) = [each for each in items if each["name"] == f"action:{overdue.pk}"]
        assert (told["result"], told["agreed_action"]["id"]) == ("action", overdue.pk)
        close_session(second, actor=lead)
    with later(days=18):
        assert not [
            each
            for each in agenda_of(fresh(dates(rhythm)[2]), lead).items
            if each.key.startswith("action:")
        ]


def test_another_result_lets_the_action_be_and_bad_days_are_refused(
    rhythm: SessionSeries, overdue: AgreedAction, lead: User
) -> None:
    second = fresh(dates(rhythm)[1])
    name = f"action:{overdue.pk}"
    with later(days=17, hours=2):
        with refused(InvalidInput, "day ahead", field="due_on"):
            late = Outcome("action", "Away", owner=lead, due_on=FIRST)
            record_result(second, name, late, actor=lead)
        item = record_result(second, name, Outcome("decision", "We drop it"), actor=lead)
    assert item.action is None
    assert AgreedAction.objects.get().due_on == overdue.due_on


def test_the_form_in_the_room_is_filled_with_the_action(
    joined: Initiative,
    rhythm: SessionSeries,
    overdue: AgreedAction,
    lead: User,
    signed_in: Callable[[User], Client],
) -> None:
    second = dates(rhythm)[1]
    with later(days=17, hours=2):
        address = f"/initiatives/{joined.reference}/sessions/{rhythm.reference}/{second.slot_on}/"
        page = signed_in(lead).get(f"{address}room/").content.decode()
    assert "Why it is carried to another day." in page
    assert f'<option value="{lead.pk}" selected>' in page
