"""The page that invites IT."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from initiatives.models import Initiative, Invitation
from people.models import Duty, User
from people.vocabulary import Role
from tests.factories import person_with

SignIn = Callable[[User], Client]


def address(initiative: Initiative) -> str:
    return reverse("initiatives:invite", args=[initiative.reference])


@pytest.mark.behaviour("A10", "B114")
def test_the_person_on_duty_is_chosen_already(
    initiative: Initiative, lead: User, architect: User, other_architect: User, signed_in: SignIn
) -> None:
    html = signed_in(lead).get(address(initiative)).content.decode()

    assert f'<option value="{architect.pk}" selected>' in html
    assert f'<option value="{other_architect.pk}">' in html
    assert html.count('name="open_questions"') == 4  # three rows, and the one that script copies


def test_without_anybody_on_duty_somebody_is_chosen(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    Duty.objects.all().delete()
    client = signed_in(lead)

    assert (
        "Nobody is on IT duty for Plant North" in client.get(address(initiative)).content.decode()
    )
    refused = client.post(address(initiative), {"open_questions": ["Where?"]})

    assert refused.status_code == 200
    assert 'value="Where?"' in refused.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.behaviour("A11")
def test_without_a_question_it_is_refused_with_the_reason(
    initiative: Initiative, lead: User, architect: User, other_architect: User, signed_in: SignIn
) -> None:
    events = AuditEvent.objects.count()

    refused = signed_in(lead).post(
        address(initiative), {"open_questions": ["", "  "], "invitee": other_architect.pk}
    )

    html = refused.content.decode()
    assert "at least one open design question" in html
    assert f'<option value="{other_architect.pk}" selected>' in html
    assert not Invitation.objects.exists()
    assert AuditEvent.objects.count() == events


def test_a_question_that_is_too_long_is_kept(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    long = "a" * 501
    refused = signed_in(lead).post(
        address(initiative), {"open_questions": ["Short?", long], "invitee": architect.pk}
    )

    html = refused.content.decode()
    assert "501 characters" in html
    assert long in html
    assert 'value="Short?"' in html


@pytest.mark.behaviour("A10", "A11")
def test_it_is_invited_with_every_question(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    sent = signed_in(lead).post(
        address(initiative),
        {"open_questions": ["Where?", "", "Who at night?"], "invitee": architect.pk},
        follow=True,
    )

    invitation = Invitation.objects.get()
    assert invitation.invitee == architect
    assert [each.text for each in invitation.open_questions.all()] == ["Where?", "Who at night?"]
    assert "Ira Novak is invited" in sent.content.decode()


def test_sent_twice_it_is_one_invitation(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    typed = {
        "open_questions": ["Where?"],
        "invitee": architect.pk,
        "submission_key": "0e4cbd9f-6f3f-4a1a-9c1a-000000000001",
    }
    for _ in range(2):
        assert client.post(address(initiative), typed).status_code == 302
    assert Invitation.objects.count() == 1


def test_inviting_somebody_again_shows_why_not(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    typed = {"open_questions": ["Where?"], "invitee": architect.pk}
    client.post(address(initiative), typed)

    refused = client.post(address(initiative), typed)

    assert refused.status_code == 409
    assert "is invited or at the table already" in refused.content.decode()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("who", ["other_lead", "executive", "auditor", "architect"])
def test_only_those_at_the_table_invite(
    initiative: Initiative,
    architect: User,
    who: str,
    signed_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    client = signed_in(request.getfixturevalue(who))

    assert client.get(address(initiative)).status_code == 403
    refused = client.post(
        address(initiative), {"open_questions": ["Where?"], "invitee": architect.pk}
    )
    assert refused.status_code == 403
    assert "Ask Bea Lind, who leads it." in refused.content.decode()
    assert not Invitation.objects.exists()


def test_what_was_typed_before_the_session_ended_comes_back(
    initiative: Initiative, lead: User, other_architect: User, signed_in: SignIn
) -> None:
    client = Client()
    sent_away = client.post(
        address(initiative),
        {"open_questions": ["Where?", "Who at night?"], "invitee": other_architect.pk},
    )
    assert sent_away.status_code == 302
    client.force_login(lead)

    html = client.get(address(initiative)).content.decode()

    assert 'value="Where?"' in html
    assert 'value="Who at night?"' in html
    assert f'<option value="{other_architect.pk}" selected>' in html


def test_few_queries(
    initiative: Initiative,
    lead: User,
    signed_in: SignIn,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(20):
        person_with(Role.IT_ARCHITECT)
    client = signed_in(lead)
    with at_most_queries(10):
        client.get(address(initiative))
