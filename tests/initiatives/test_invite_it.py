"""Inviting IT: the action."""

import pytest

from audit.models import AuditEvent
from initiatives.actions import invite_it, stop_initiative, withdraw_initiative
from initiatives.models import Initiative, Invitation
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import Duty, Notice, Unit, User
from tests.factories import on_duty, registered


@pytest.mark.behaviour("A10")
def test_the_one_on_duty_is_invited_and_told(
    initiative: Initiative, lead: User, architect: User
) -> None:
    invitation = invite_it(initiative, open_questions=["Where may it run?"], actor=lead)

    initiative.refresh_from_db()
    assert invitation.invitee == architect
    assert initiative.it_invited_at == invitation.invited_at
    assert initiative.it_joined_at is None
    assert "Where may it run?" in Notice.objects.get(recipient=architect).text


@pytest.mark.behaviour("A10")
def test_the_first_invitation_keeps_its_time(
    initiative: Initiative, lead: User, other_architect: User
) -> None:
    first = invite_it(initiative, open_questions=["Where?"], actor=lead)
    invite_it(initiative, open_questions=["Who?"], invitee=other_architect, actor=lead)

    initiative.refresh_from_db()
    assert initiative.it_invited_at == first.invited_at


def test_where_nobody_is_on_duty_the_unit_above_answers(
    lead: User, architect: User, unit: Unit
) -> None:
    below = Unit.objects.create(name="Hall 3", parent=unit)
    initiative = registered(lead, unit=below)

    assert invite_it(initiative, open_questions=["Where?"], actor=lead).invitee == architect


def test_a_person_on_duty_who_left_it_is_not_asked(
    initiative: Initiative, lead: User, other_lead: User, unit: Unit
) -> None:
    Duty.objects.all().delete()
    on_duty(other_lead, unit)

    with pytest.raises(InvalidInput) as refused:
        invite_it(initiative, open_questions=["Where?"], actor=lead)

    assert refused.value.field == "invitee"


@pytest.mark.behaviour("A11")
@pytest.mark.parametrize("questions", [[], ["", "   "], ["\u0000"]])
def test_no_open_question_no_invitation(
    initiative: Initiative, lead: User, architect: User, questions: list[str]
) -> None:
    events = AuditEvent.objects.count()

    with pytest.raises(InvalidInput) as refused:
        invite_it(initiative, open_questions=questions, actor=lead)

    initiative.refresh_from_db()
    assert refused.value.field == "open_questions"
    assert refused.value.way_out
    assert initiative.it_invited_at is None
    assert AuditEvent.objects.count() == events


def test_business_is_not_invited_for_it(
    initiative: Initiative, lead: User, other_lead: User
) -> None:
    with pytest.raises(InvalidInput):
        invite_it(initiative, open_questions=["Where?"], invitee=other_lead, actor=lead)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["other_lead", "architect", "executive", "auditor"])
def test_others_do_not_invite(
    initiative: Initiative, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotPermitted):
        invite_it(initiative, open_questions=["Where?"], actor=request.getfixturevalue(who))
    assert not Invitation.objects.exists()


def test_after_the_end_nobody_is_invited(initiative: Initiative, lead: User, unit: Unit) -> None:
    stop_initiative(initiative, reason="Done", resume_condition="Never mind", actor=lead)
    withdrawn = registered(lead, unit=unit)
    withdraw_initiative(withdrawn, reason="Done", actor=lead)

    for ended in (initiative, withdrawn):
        with pytest.raises(NotPossibleNow):
            invite_it(ended, open_questions=["Where?"], actor=lead)


def test_nobody_is_asked_everything_at_once(initiative: Initiative, lead: User) -> None:
    questions = [f"Question {number}?" for number in range(51)]

    with pytest.raises(InvalidInput) as refused:
        invite_it(initiative, open_questions=questions, actor=lead)

    assert refused.value.field == "open_questions"
    assert not Invitation.objects.exists()
    invite_it(initiative, open_questions=questions[:50], actor=lead)
