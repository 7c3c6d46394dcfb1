"""Answering a design input."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import dispose_design_input
from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import Notice, User
from tests.factories import raised


@pytest.mark.behaviour("A03")
def test_an_answer_keeps_raised_answered_and_applied_times(
    initiative: Initiative, lead: User, architect: User
) -> None:
    design_input = raised(initiative, architect)

    answered = dispose_design_input(design_input, state="incorporated", actor=lead)

    assert answered.state == "incorporated"
    assert answered.raised_at <= answered.answered_at == answered.applied_at
    assert answered.disposed_party == "business"


@pytest.mark.behaviour("M6")
def test_an_answer_after_another_has_a_time_of_its_own(
    initiative: Initiative, lead: User, architect: User
) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    first = dispose_design_input(
        raised(initiative, architect), state="deferred", until=tomorrow, actor=lead
    )
    with clock_at(timezone.now() + dt.timedelta(days=40)):
        last = dispose_design_input(first, state="declined", reason="Too dear.", actor=lead)

    assert last.answered_at == first.answered_at == first.disposed_at
    assert last.disposed_at - first.disposed_at > dt.timedelta(days=39)


@pytest.mark.parametrize("state", ["declined", "adapted"])
def test_declined_and_adapted_need_a_reason(
    initiative: Initiative, lead: User, architect: User, state: str
) -> None:
    design_input = raised(initiative, architect)
    events = AuditEvent.objects.count()

    with pytest.raises(InvalidInput) as refused:
        dispose_design_input(design_input, state=state, reason="  ", actor=lead)

    assert refused.value.field == "reason"
    design_input.refresh_from_db()
    assert design_input.state == "raised"
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("days", [None, 0, -1])
def test_deferred_needs_a_day_ahead(
    initiative: Initiative, lead: User, architect: User, days: int | None
) -> None:
    design_input = raised(initiative, architect)
    until = None if days is None else timezone.localdate() + dt.timedelta(days=days)

    with pytest.raises(InvalidInput) as refused:
        dispose_design_input(design_input, state="deferred", until=until, actor=lead)

    assert refused.value.field == "until"


def test_the_second_of_two_answers_sees_what_happened(
    initiative: Initiative, lead: User, architect: User
) -> None:
    design_input = raised(initiative, architect)
    dispose_design_input(design_input, state="incorporated", actor=lead, version=1)

    with pytest.raises(ChangedMeanwhile, match="is incorporated since"):
        dispose_design_input(
            design_input, state="declined", reason="Too slow", actor=architect, version=1
        )


def test_only_the_raiser_withdraws(initiative: Initiative, lead: User, architect: User) -> None:
    design_input = raised(initiative, architect)

    with pytest.raises(NotPermitted):
        dispose_design_input(design_input, state="withdrawn", actor=lead)

    assert dispose_design_input(design_input, state="withdrawn", actor=architect).state == (
        "withdrawn"
    )


def test_a_withdrawn_input_stays_withdrawn(
    initiative: Initiative, lead: User, architect: User
) -> None:
    design_input = raised(initiative, architect)
    dispose_design_input(design_input, state="withdrawn", actor=architect)

    with pytest.raises(NotPossibleNow):
        dispose_design_input(design_input, state="discussed", actor=lead)


@pytest.mark.behaviour("A28")
def test_nobody_is_told_the_answer_of_what_was_restricted_from_them_since(
    initiative: Initiative, lead: User, other_lead: User, architect: User, tomorrow: dt.date
) -> None:
    seen = raised(initiative, other_lead)
    hidden = raised(initiative, other_lead)
    dispose_design_input(seen, state="incorporated", reason="Told", actor=architect)
    restrict_visibility(
        initiative,
        reason="Talks",
        until=tomorrow + dt.timedelta(days=1),
        it_member=architect,
        actor=lead,
    )

    dispose_design_input(hidden, state="declined", reason="We buy them", actor=architect)

    notices = Notice.objects.filter(recipient=other_lead)
    assert [notice.text.partition("\n")[2] for notice in notices] == ["Told"]
