"""The agenda fills from what is open; people add to it, order it and take off."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.actions import (
    Outcome,
    add_agenda_item,
    carry_agreed_action,
    close_session,
    dispose_design_input,
    drop_agenda_item,
    open_session,
    record_result,
    reorder_agenda,
)
from governance.actions.agenda import MOST_ADDED
from governance.models import AgreedAction, SessionOccurrence, SessionSeries
from governance.sessions.agenda import Agenda, agenda_of
from initiatives.actions import plan_milestone
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from tests.factories import raised, registered
from tests.governance.sessions.table import (
    FIRST,
    dates,
    fresh,
    later,
    recorded,
    refused,
    standing,
)

pytestmark = [pytest.mark.usefixtures("monday"), pytest.mark.usefixtures("without_profile")]
QUESTION = "Where may data be?"


@pytest.fixture
def first(rhythm: SessionSeries) -> SessionOccurrence:
    """Thursday, 26 November 2026, 10:00 UTC."""
    return dates(rhythm)[0]


def agenda(occurrence: SessionOccurrence, viewer: User) -> Agenda:
    return agenda_of(fresh(occurrence), viewer)


def titles(occurrence: SessionOccurrence, viewer: User) -> list[str]:
    return [each.title for each in agenda(occurrence, viewer).items]


def hold(occurrence: SessionOccurrence, actor: User, **outcomes: Outcome) -> None:
    """Hold it with an outcome for each title given; the rest is not reached."""
    with later(days=(occurrence.slot_on - dt.date(2026, 11, 23)).days, hours=1):
        open_session(occurrence, actor=actor)
        for item in agenda(occurrence, actor).items:
            if item.title in outcomes:
                record_result(occurrence, item.name, outcomes[item.title], actor=actor)
        close_session(occurrence, actor=actor)


# --- what its sources bring -----------------------------------------------------------------------


@pytest.mark.behaviour("A04")
def test_the_sources_stand_in_their_order_and_each_point_once(
    joined: Initiative, first: SessionOccurrence, lead: User, architect: User
) -> None:
    raised(joined, architect, title="Put off")
    add_agenda_item(first, title="Who asks?", actor=lead)
    second = dates(first.series)[1]
    hold(first, lead, **{"Who asks?": Outcome("action", "Ask legal", owner=lead, due_on=FIRST)})
    with later(days=10):
        raised(joined, architect, title="New")
        Initiative.objects.filter(pk=joined.pk).update(business_goal="")
        points = agenda(second, lead).items

    assert [(each.title, each.key.partition(":")[0]) for each in points] == [
        ("Put off", "input"),
        (QUESTION, "question"),
        ("Ask legal", "action"),
        ("New", "input"),
        ("Say what business wants", "owed"),
    ]


def test_inputs_come_by_the_nearness_of_their_decision(
    joined: Initiative, first: SessionOccurrence, lead: User, architect: User
) -> None:
    raised(joined, architect, title="Undated", decision="design_baseline")
    raised(joined, architect, title="None")
    raised(joined, architect, title="Late", decision="build_start")
    raised(joined, architect, title="Near", decision="shortlist")
    plan_milestone(joined, "build_start", planned_on=dt.date(2027, 3, 1), actor=lead)
    plan_milestone(joined, "shortlist", planned_on=dt.date(2026, 12, 1), actor=lead)
    inputs = [each for each in agenda(first, lead).items if each.key.startswith("input:")]
    assert [each.title for each in inputs][:2] == ["Near", "Late"]
    assert "in 8 days" in inputs[0].why


def test_questions_of_the_invitation_are_there_until_a_session_was_held(
    first: SessionOccurrence, lead: User
) -> None:
    """The first session begins with what was open when IT was invited (A11)."""
    assert titles(first, lead) == [QUESTION]
    second = dates(first.series)[1]
    hold(first, lead, **{QUESTION: Outcome("decision", "In the region")})
    assert titles(second, lead) == []


def test_what_was_put_off_comes_first_and_only_while_it_stands(
    joined: Initiative, first: SessionOccurrence, lead: User, architect: User
) -> None:
    answered = raised(joined, architect, title="Answered since")
    raised(joined, architect, title="Still open")
    deferred = raised(joined, architect, title="Deferred since")
    own = add_agenda_item(first, title="Who owns it?", actor=lead)
    drop_agenda_item(first, own.name, actor=lead)
    add_agenda_item(first, title="Who pays?", actor=lead)
    second, third = dates(first.series)[1:3]
    hold(first, lead)
    with later(days=4):
        dispose_design_input(answered, state="incorporated", actor=lead)
        dispose_design_input(deferred, state="deferred", until=dt.date(2027, 2, 1), actor=lead)
        assert titles(second, lead) == ["Still open", QUESTION, "Who pays?"]
        assert {each.why for each in agenda(second, lead).items} == {
            "Put off last time: Not reached."
        }

    hold(second, lead, **{"Who pays?": Outcome("decision", "Plant North")})
    with later(days=20):
        assert titles(third, lead) == ["Still open", QUESTION]


def test_recording_an_old_session_after_a_newer_one(
    joined: Initiative, first: SessionOccurrence, lead: User
) -> None:
    second, third = dates(first.series)[1:3]
    hold(second, lead, **{QUESTION: Outcome("decision", "In the region")})
    hold(first, lead)
    assert titles(third, lead) == []


# --- what people do with it -----------------------------------------------------------------------


def test_added_items_stand_behind_and_say_which_side_added_them(
    first: SessionOccurrence, lead: User, architect: User
) -> None:
    with recorded() as kinds:
        one = add_agenda_item(first, title="  Who\nowns it? ", actor=architect)
        add_agenda_item(first, title="Who pays?", why="x" * 600, actor=lead)
    assert titles(first, lead) == [QUESTION, "Who owns it?", "Who pays?"]
    assert (one.added_party, one.key) == ("it", "")
    assert kinds == ["agenda.changed", "agenda.changed"]


def test_an_item_moves_to_a_place_and_the_others_close_ranks(
    first: SessionOccurrence, lead: User
) -> None:
    names = [add_agenda_item(first, title=f"{n}", actor=lead).name for n in range(3)]
    reorder_agenda(first, names[2], to=0, actor=lead)
    assert titles(first, lead) == ["2", QUESTION, "0", "1"]
    reorder_agenda(first, names[2], to=99, actor=lead)
    assert titles(first, lead) == [QUESTION, "0", "1", "2"]
    reorder_agenda(first, names[2], to=-5, actor=lead)
    assert titles(first, lead) == ["2", QUESTION, "0", "1"]
    positions = list(first.agenda.values_list("position", flat=True))
    assert positions == [1, 2, 3, 4]


def test_a_point_of_a_source_is_dropped_for_this_agenda_only(
    joined: Initiative, first: SessionOccurrence, lead: User, architect: User
) -> None:
    mine = raised(joined, architect, title="Not today")
    second = dates(first.series)[1]
    with recorded() as kinds:
        drop_agenda_item(first, f"input:{mine.reference}", actor=lead)
        drop_agenda_item(first, f"input:{mine.reference}", actor=lead)
    assert kinds == ["agenda.changed"]
    for _ in range(2):
        assert titles(first, lead) == [QUESTION]
        add_agenda_item(first, title="Who?", actor=lead)
        first.agenda.filter(title="Who?").delete()
    assert "Not today" in titles(second, lead)


def test_what_was_answered_elsewhere_is_settled(
    joined: Initiative, first: SessionOccurrence, lead: User, architect: User
) -> None:
    mine = raised(joined, architect, title="Answered before")
    add_agenda_item(first, title="Who?", actor=lead)
    dispose_design_input(mine, state="incorporated", actor=lead)
    now = agenda(first, lead)
    assert [each.title for each in now.settled] == ["Answered before"]
    assert "Answered before" not in [each.title for each in now.items]
    hold(first, lead)
    held = agenda(first, lead)
    assert [each.title for each in held.settled] == ["Answered before"]
    assert {each.result for each in held.items} == {"again"}


def test_kept_with_a_later_session_it_is_settled_once_an_earlier_one_ended_it(
    first: SessionOccurrence, lead: User
) -> None:
    add_agenda_item(first, title="Who pays?", actor=lead)
    second, third = dates(first.series)[1:3]
    hold(first, lead)
    with later(days=4):
        add_agenda_item(third, title="Prepared early", actor=lead)
        assert "Who pays?" in titles(third, lead)
    hold(second, lead, **{"Who pays?": Outcome("decision", "Plant North")})
    with later(days=20):
        assert "Who pays?" not in titles(third, lead)


def test_people_put_a_hundred_items_on_it_whatever_the_sources_bring(
    joined: Initiative, first: SessionOccurrence, lead: User, architect: User
) -> None:
    for number in range(3):
        raised(joined, architect, title=f"Input {number}")
    for number in range(MOST_ADDED):
        last = add_agenda_item(first, title=f"Item {number}", actor=lead)
    with refused(NotPossibleNow, "100 items"):
        add_agenda_item(first, title="One more", actor=lead)
    drop_agenda_item(first, last.name, actor=lead)
    add_agenda_item(first, title="One more", actor=lead)


@pytest.mark.parametrize("title", ["", " \n ", "x" * 301])
def test_a_title_is_needed(first: SessionOccurrence, lead: User, title: str) -> None:
    with refused(InvalidInput, field="title"):
        add_agenda_item(first, title=title, actor=lead)


def test_who_may_and_when(
    first: SessionOccurrence, lead: User, other_lead: User, auditor: User
) -> None:
    for person in (other_lead, auditor):
        with refused(NotPermitted):
            add_agenda_item(first, title="Mine", actor=person)
    with refused(InvalidInput, field="item"):
        drop_agenda_item(first, "input:IN-9999", actor=lead)
    with refused(InvalidInput, field="item"):
        reorder_agenda(first, "item:0", to=1, actor=lead)
    hold(first, lead)
    with refused(NotPossibleNow, "held"):
        add_agenda_item(first, title="Too late", actor=lead)
    with refused(NotPossibleNow, "held"):
        drop_agenda_item(first, "x", actor=lead)


def test_an_item_of_another_session_is_none_of_this(first: SessionOccurrence, lead: User) -> None:
    other = dates(standing(registered(lead)))[0]
    item = add_agenda_item(other, title="Theirs", actor=lead)
    with refused(InvalidInput, field="item"):
        drop_agenda_item(first, item.name, actor=lead)


def test_an_overdue_action_is_on_it_until_it_is_carried_forward(
    first: SessionOccurrence, lead: User
) -> None:
    second = dates(first.series)[1]
    hold(first, lead, **{QUESTION: Outcome("action", "Ask legal", owner=lead, due_on=FIRST)})
    assert titles(second, lead) == []
    with later(days=5):
        (item,) = agenda(second, lead).items
        assert (item.title, item.why) == ("Ask legal", "Agreed for 26 November and not done yet.")
        carry_agreed_action(
            AgreedAction.objects.get(), due_on=dt.date(2026, 12, 20), reason="Away", actor=lead
        )
        assert titles(second, lead) == []


@pytest.mark.usefixtures("every_source")
def test_an_agenda_costs_the_same_however_much_is_on_it(
    joined: Initiative, first: SessionOccurrence, lead: User, architect: User
) -> None:
    def queries() -> int:
        occurrence = fresh(first)
        with CaptureQueriesContext(connection) as captured:
            agenda_of(occurrence, lead)
        return len(captured)

    few = queries()
    for number in range(15):
        raised(joined, architect, title=f"Input {number}")
        add_agenda_item(first, title=f"Item {number}", actor=lead)
    assert queries() <= few + 1  # notes, once there are items
    assert few <= 14
