"""Each item ends in a design input, a decision, an owner with a date, or again next time."""

import datetime as dt

import pytest

from governance.actions import (
    Outcome,
    add_agenda_item,
    close_session,
    complete_agreed_action,
    drop_agenda_item,
    open_session,
    record_result,
)
from governance.models import (
    AgendaItem,
    AgreedAction,
    DesignInput,
    SessionOccurrence,
    SessionSeries,
)
from initiatives.models import Initiative, Member
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow, Refusal
from people.models import User
from tests.factories import raised
from tests.governance.sessions.table import dates, fresh, recorded, refused, standing, told

pytestmark = pytest.mark.usefixtures("monday")
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def room(rhythm: SessionSeries, lead: User) -> SessionOccurrence:
    """A session that runs."""
    first = dates(rhythm)[0]
    now = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    SessionOccurrence.objects.filter(pk=first.pk).update(starts_at=now)
    return open_session(fresh(first), actor=lead)


@pytest.fixture
def item(room: SessionOccurrence, lead: User) -> AgendaItem:
    """Something that somebody put on its agenda."""
    return add_agenda_item(room, title="Where may data be?", actor=lead)


def test_a_decision_is_a_sentence(
    room: SessionOccurrence, item: AgendaItem, architect: User
) -> None:
    with recorded() as kinds:
        now = record_result(
            room, item.name, Outcome("decision", " In the region. "), actor=architect
        )
    assert (now.result, now.result_text, now.result_party) == ("decision", "In the region.", "it")
    assert now.version == item.version + 1
    assert kinds == ["agenda.result_recorded"]


def test_a_decision_about_a_design_input_answers_it(
    joined: Initiative, room: SessionOccurrence, lead: User, architect: User
) -> None:
    asked = raised(joined, architect)
    with recorded() as kinds:
        record_result(
            room,
            f"input:{asked.reference}",
            Outcome("decision", "As proposed", disposition="incorporated"),
            actor=lead,
        )
    asked.refresh_from_db()
    assert (asked.state, asked.disposed_party) == ("incorporated", "business")
    assert kinds == ["design_input.incorporated", "agenda.result_recorded"]


def test_a_deferral_takes_its_day(
    joined: Initiative, room: SessionOccurrence, lead: User, architect: User
) -> None:
    asked = raised(joined, architect)
    name = f"input:{asked.reference}"
    with refused(InvalidInput, field="until"):
        record_result(room, name, Outcome("decision", "Later", disposition="deferred"), actor=lead)
    day = TODAY + dt.timedelta(days=30)
    deferred = Outcome("decision", "Later", disposition="deferred", due_on=day)
    record_result(room, name, deferred, actor=lead)
    asked.refresh_from_db()
    assert asked.deferred_until == day


def test_an_action_has_an_owner_and_a_day(
    room: SessionOccurrence, item: AgendaItem, lead: User, architect: User
) -> None:
    outcome = Outcome("action", "Ask legal", owner=architect, due_on=TODAY)
    record_result(room, item.name, outcome, actor=lead)
    action = AgreedAction.objects.get()
    assert (action.text, action.owner, action.owner_party) == ("Ask legal", architect, "it")
    assert action.due_on == action.first_due_on == TODAY
    with told() as notices:
        close_session(room, actor=lead)
    assert "Ask legal (Ira Novak, by 23 November 2026)" in notices[0].text


def test_it_becomes_a_design_input_with_the_first_line_as_title(
    room: SessionOccurrence, item: AgendaItem, lead: User
) -> None:
    text = "Data stays in the region\nTwo contracts forbid moving it."
    now = record_result(room, item.name, Outcome("input", text, kind="risk"), actor=lead)
    made = DesignInput.objects.get()
    assert (made.title, made.kind, made.description) == ("Data stays in the region", "risk", text)
    assert now.raised_input == made
    for outcome in (Outcome("again", "x"), Outcome("input", "Other"), Outcome("decision", "x")):
        with refused(NotPossibleNow, made.reference):
            record_result(room, item.name, outcome, actor=lead)


def test_an_input_about_an_input_is_of_its_kind_of_concern(
    joined: Initiative, room: SessionOccurrence, lead: User, architect: User
) -> None:
    asked = raised(joined, architect, concern_group="LOC", stewardship_area="vendor_risk")
    record_result(room, f"input:{asked.reference}", Outcome("input", "Who pays?"), actor=lead)
    made = DesignInput.objects.exclude(pk=asked.pk).get()
    assert (made.concern_group, made.stewardship_area) == ("LOC", "vendor_risk")


def test_recorded_again_it_replaces_what_was_and_takes_the_action_away(
    room: SessionOccurrence, item: AgendaItem, lead: User, architect: User
) -> None:
    outcome = Outcome("action", "Ask legal", owner=lead, due_on=TODAY)
    record_result(room, item.name, outcome, actor=lead)
    record_result(room, item.name, outcome, actor=lead)
    assert AgreedAction.objects.count() == 1
    gone = AgreedAction.objects.get()
    now = record_result(room, item.name, Outcome("decision", "No need"), actor=architect)
    assert not AgreedAction.objects.exists()
    assert (now.result, now.version) == ("decision", item.version + 3)
    with refused(NotPossibleNow, "another result"):
        complete_agreed_action(gone, actor=lead)


def test_a_result_brings_a_dropped_item_back(
    room: SessionOccurrence, item: AgendaItem, lead: User
) -> None:
    drop_agenda_item(room, item.name, actor=lead)
    assert record_result(room, item.name, Outcome("again", "Next"), actor=lead).dropped_at is None
    with refused(NotPossibleNow, "has a result"):
        drop_agenda_item(room, item.name, actor=lead)


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        (Outcome("maybe", "x"), "result"),
        (Outcome("decision", ""), "text"),
        (Outcome("again", "  "), "text"),
        (Outcome("decision", "x" * 2001), "text"),
        (Outcome("input", ""), "text"),
        (Outcome("action", "Ask", due_on=TODAY), "owner"),
    ],
)
def test_what_is_missing_is_named(
    room: SessionOccurrence, item: AgendaItem, lead: User, outcome: Outcome, field: str
) -> None:
    record_result(
        room, item.name, Outcome("action", "Before", owner=lead, due_on=TODAY), actor=lead
    )
    with refused(InvalidInput, field=field):
        record_result(room, item.name, outcome, actor=lead)


def test_an_owner_sits_at_the_table_and_the_day_is_not_behind(
    room: SessionOccurrence, item: AgendaItem, lead: User, other_lead: User, architect: User
) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    Member.objects.filter(user=architect).update(left_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    for owner in (other_lead, architect):
        with refused(InvalidInput, field="owner"):
            record_result(
                room, item.name, Outcome("action", "Ask", owner=owner, due_on=TODAY), actor=lead
            )
    for day in (None, yesterday):
        with refused(InvalidInput, field="due_on"):
            record_result(
                room, item.name, Outcome("action", "Ask", owner=lead, due_on=day), actor=lead
            )
    with refused(InvalidInput, field="text"):
        record_result(
            room, item.name, Outcome("action", "x" * 501, owner=lead, due_on=TODAY), actor=lead
        )


def test_a_refusal_inside_takes_everything_back(
    joined: Initiative, room: SessionOccurrence, lead: User, architect: User
) -> None:
    """The action that stood there, the answer, the events: all as before."""
    asked = raised(joined, architect)
    name = f"input:{asked.reference}"
    record_result(room, name, Outcome("action", "Ask", owner=lead, due_on=TODAY), actor=lead)
    wrong: list[tuple[Outcome, type[Refusal], str]] = [
        (Outcome("decision", "No", disposition="withdrawn"), NotPermitted, ""),
        (Outcome("decision", "No", disposition="eaten"), InvalidInput, "state"),
        (Outcome("decision", "x", disposition="deferred"), InvalidInput, "until"),
        (Outcome("input", "x", kind="song"), InvalidInput, "kind"),
    ]
    for outcome, error, field in wrong:
        with refused(error, field=field):
            record_result(room, name, outcome, actor=lead)


def test_two_who_saw_the_same_item(
    room: SessionOccurrence, item: AgendaItem, lead: User, architect: User
) -> None:
    record_result(room, item.name, Outcome("again", "x"), actor=lead, version=item.version)
    with refused(ChangedMeanwhile):
        record_result(
            room, item.name, Outcome("decision", "y"), actor=architect, version=item.version
        )
    with refused(InvalidInput, field="item"):
        record_result(room, "item:0", Outcome("again", "x"), actor=lead)


def test_a_point_that_came_up_just_now_is_recorded_too(
    joined: Initiative, room: SessionOccurrence, lead: User, architect: User
) -> None:
    new = raised(joined, architect, title="Just now")
    now = record_result(room, f"input:{new.reference}", Outcome("again", "Later"), actor=lead)
    assert now.title == "Just now"
    assert standing(joined).pk == room.series_id
