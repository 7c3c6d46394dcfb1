"""Answering an invitation, as an action and on its page."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from initiatives.actions import accept_invitation, decline_invitation, invite_it
from initiatives.models import Initiative, Invitation
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import Unit, User
from tests.factories import raised, registered

SignIn = Callable[[User], Client]


@pytest.fixture
def invitation(initiative: Initiative, lead: User, architect: User) -> Invitation:
    """The architect is invited with two questions."""
    return invite_it(initiative, open_questions=["Where?", "Who at night?"], actor=lead)


def address(invitation: Invitation) -> str:
    return reverse("initiatives:invitation", args=[invitation.initiative.reference, invitation.pk])


@pytest.mark.behaviour("A10")
def test_accepted_and_first_contribution_times_are_kept_apart(
    invitation: Invitation, architect: User
) -> None:
    accepted = accept_invitation(invitation, actor=architect)
    assert accepted.first_contribution_at is None
    assert accepted.initiative.it_joined_at is None

    raised(invitation.initiative, architect)

    accepted.refresh_from_db()
    initiative = Initiative.objects.get()
    assert accepted.answered_at is not None
    assert accepted.first_contribution_at is not None
    assert accepted.invited_at <= accepted.answered_at <= accepted.first_contribution_at
    assert initiative.it_joined_at == accepted.first_contribution_at


@pytest.mark.parametrize("who", ["lead", "other_architect", "auditor"])
def test_only_the_invited_answer(
    invitation: Invitation, who: str, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    stand_in = request.getfixturevalue("other_architect")
    with pytest.raises(NotPermitted):
        accept_invitation(invitation, actor=actor)
    with pytest.raises(NotPermitted):
        decline_invitation(invitation, reason="No", stand_in=stand_in, actor=actor)
    invitation.refresh_from_db()
    assert invitation.state == "sent"


def test_an_answer_is_given_once(
    invitation: Invitation, architect: User, other_architect: User
) -> None:
    accept_invitation(invitation, actor=architect)
    events = AuditEvent.objects.count()

    with pytest.raises(NotPossibleNow):
        accept_invitation(invitation, actor=architect)
    with pytest.raises(NotPossibleNow):
        decline_invitation(invitation, reason="No", stand_in=other_architect, actor=architect)

    assert AuditEvent.objects.count() == events


def test_nobody_stands_in_for_themselves_and_a_refusal_leaves_the_invitation_open(
    invitation: Invitation, architect: User, other_lead: User
) -> None:
    events = AuditEvent.objects.count()
    for stand_in in (architect, other_lead):
        with pytest.raises(InvalidInput):
            decline_invitation(invitation, reason="No", stand_in=stand_in, actor=architect)

    invitation.refresh_from_db()
    assert invitation.state == "sent"
    assert invitation.decline_reason == ""
    assert AuditEvent.objects.count() == events


@pytest.mark.behaviour("A26", "A27")
def test_the_page_shows_the_questions_the_outcome_and_the_decisions(
    lead: User, architect: User, unit: Unit, signed_in: SignIn
) -> None:
    initiative = registered(lead, unit=unit, how_far="pilot_running")
    invitation = invite_it(initiative, open_questions=["Where?"], actor=lead)

    html = signed_in(architect).get(address(invitation)).content.decode()

    for said in ("Where?", "Planners act on four of five", "Taken, can still change", "Open"):
        assert said in html
    assert html.count('class="btn"') == 1
    assert "Accept and join" in html
    assert "Name a stand-in" in html


@pytest.mark.parametrize("who", ["lead", "other_architect", "executive", "auditor"])
def test_others_read_how_it_stands(
    invitation: Invitation, who: str, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    html = signed_in(request.getfixturevalue(who)).get(address(invitation)).content.decode()

    assert "How it stands" in html
    assert "Accept and join" not in html
    assert "Name a stand-in" not in html


@pytest.mark.behaviour("A10")
def test_accepting_on_the_page_takes_the_seat(
    invitation: Invitation, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(architect)

    answered = client.post(address(invitation), {"verb": "accept"}, follow=True)

    invitation.refresh_from_db()
    assert invitation.state == "accepted"
    assert invitation.initiative.members.filter(user=architect, party="it").exists()
    assert "You are at the table" in answered.content.decode()
    again = client.post(address(invitation), {"verb": "accept"})
    assert again.status_code == 409
    assert "accepted already" in again.content.decode()


def test_somebody_else_accepting_is_refused(
    invitation: Invitation, other_architect: User, signed_in: SignIn
) -> None:
    refused = signed_in(other_architect).post(address(invitation), {"verb": "accept"})

    invitation.refresh_from_db()
    assert refused.status_code == 403
    assert invitation.state == "sent"


def test_a_stand_in_gets_the_same_questions(
    invitation: Invitation,
    lead: User,
    architect: User,
    other_architect: User,
    signed_in: SignIn,
) -> None:
    answered = signed_in(architect).post(
        address(invitation),
        {"verb": "pass-on", "stand_in": other_architect.pk, "reason": "On leave"},
        follow=True,
    )

    invitation.refresh_from_db()
    passed_on = invitation.passed_on_to
    assert passed_on is not None
    assert passed_on.invitee == other_architect
    assert [each.text for each in passed_on.open_questions.all()] == ["Where?", "Who at night?"]
    html = answered.content.decode()
    assert "Sam Ito is asked in your place" in html
    assert "On leave" in html
    assert "Accept and join" in signed_in(other_architect).get(address(passed_on)).content.decode()


@pytest.mark.parametrize("typed", [{"reason": "On leave"}, {"stand_in": "x", "reason": "On leave"}])
def test_declining_without_a_stand_in_is_not_possible(
    invitation: Invitation, architect: User, typed: dict[str, str], signed_in: SignIn
) -> None:
    refused = signed_in(architect).post(address(invitation), {"verb": "pass-on", **typed})

    html = refused.content.decode()
    invitation.refresh_from_db()
    assert invitation.state == "sent"
    assert "On leave" in html
    assert "error-summary" in html


def test_the_address_names_its_initiative(
    invitation: Invitation, lead: User, architect: User, unit: Unit, signed_in: SignIn
) -> None:
    other = registered(lead, unit=unit)
    client = signed_in(architect)
    for reference, pk in ((other.reference, invitation.pk), ("AI-2026-0001", uuid.uuid4())):
        response = client.get(reverse("initiatives:invitation", args=[reference, pk]))
        assert response.status_code == 404


def test_few_queries(
    invitation: Invitation,
    architect: User,
    signed_in: SignIn,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    client = signed_in(architect)
    with at_most_queries(10):
        client.get(address(invitation))
