"""What was agreed is owed until it is done, or carried forward with a reason and a day."""

import datetime as dt

import pytest

from governance.actions import (
    Outcome,
    add_agenda_item,
    carry_agreed_action,
    complete_agreed_action,
    open_session,
    record_result,
)
from governance.models import AgreedAction, SessionOccurrence, SessionSeries
from governance.owed import owed_items
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from tests.governance.sessions.table import MONDAY, dates, fresh, later, recorded, refused

pytestmark = pytest.mark.usefixtures("monday")
TODAY = MONDAY.date()
NEXT_WEEK = TODAY + dt.timedelta(days=7)


@pytest.fixture
def action(rhythm: SessionSeries, lead: User, architect: User) -> AgreedAction:
    """The architect asks legal by today."""
    first = dates(rhythm)[0]
    SessionOccurrence.objects.filter(pk=first.pk).update(starts_at=MONDAY)
    room = open_session(fresh(first), actor=lead)
    item = add_agenda_item(room, title="Where may data be?", actor=lead)
    outcome = Outcome("action", "Ask legal", owner=architect, due_on=TODAY)
    record_result(room, item.name, outcome, actor=lead)
    return AgreedAction.objects.get()


def owed(initiative: Initiative, viewer: User) -> list[tuple[str, str, str]]:
    found = owed_items(Initiative.objects.get(pk=initiative.pk), viewer)
    mine = [each for each in found if "agreed" in each.address or "action" in each.address]
    return [(each.owing.value, each.title, each.what_answers) for each in mine]


@pytest.mark.behaviour("A04")
def test_it_is_owed_by_the_owners_side_until_it_is_done(
    joined: Initiative, action: AgreedAction, lead: User, architect: User
) -> None:
    assert owed(joined, lead) == [("it", "Ask legal", "Agreed in a session, due on 23 November.")]
    with later(days=2):
        assert action.is_overdue
        assert action.overdue_since == TODAY + dt.timedelta(days=1)
        ((_, _, answers),) = owed(joined, architect)
        assert "was due on 23 November" in answers
        with recorded() as kinds:
            done = complete_agreed_action(action, note=" They agree ", actor=architect)
    assert (done.done_note, kinds) == ("They agree", ["agreed_action.done"])
    assert owed(joined, lead) == []
    with refused(NotPossibleNow, "done already"):
        complete_agreed_action(action, actor=lead)
    with refused(NotPossibleNow, "done already"):
        carry_agreed_action(action, due_on=NEXT_WEEK, reason="x", actor=lead)


def test_carried_forward_it_keeps_what_was_promised_first(
    joined: Initiative, action: AgreedAction, lead: User
) -> None:
    with recorded() as kinds:
        now = carry_agreed_action(
            action, due_on=NEXT_WEEK, reason="Legal is away", owner=lead, actor=lead
        )
    assert (now.due_on, now.first_due_on, now.carried_reason) == (
        NEXT_WEEK, TODAY, "Legal is away",
    )  # fmt: skip
    assert (now.owner, now.owner_party, now.version) == (lead, "business", 2)
    assert kinds == ["agreed_action.carried"]
    assert [side for side, *_ in owed(joined, lead)] == ["business"]


@pytest.mark.parametrize(
    ("due_on", "reason", "field"),
    [
        (None, "Why", "due_on"),
        (TODAY, "Why", "due_on"),
        (TODAY - dt.timedelta(days=1), "Why", "due_on"),
        (NEXT_WEEK, " ", "reason"),
        (NEXT_WEEK, "x" * 2001, "reason"),
    ],
)
def test_what_carrying_it_needs(
    action: AgreedAction, lead: User, due_on: dt.date | None, reason: str, field: str
) -> None:
    with refused(InvalidInput, field=field):
        carry_agreed_action(action, due_on=due_on, reason=reason, actor=lead)


def test_who_may_and_what_was_changed_meanwhile(
    action: AgreedAction, lead: User, other_lead: User, architect: User
) -> None:
    with refused(NotPermitted):
        complete_agreed_action(action, actor=other_lead)
    with refused(InvalidInput, field="owner"):
        carry_agreed_action(action, due_on=NEXT_WEEK, reason="x", owner=other_lead, actor=lead)
    carry_agreed_action(action, due_on=NEXT_WEEK, reason="x", actor=lead, version=1)
    with refused(ChangedMeanwhile):
        complete_agreed_action(action, actor=architect, version=1)
    with refused(InvalidInput, field="note"):
        complete_agreed_action(action, note="x" * 2001, actor=lead)
