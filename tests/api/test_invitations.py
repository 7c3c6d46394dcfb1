"""Inviting IT and answering by API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from initiatives.models import Initiative, Invitation
from people.models import User
from tests.api.calls import get, post, problem

Api = Callable[[User], Client]


@pytest.mark.behaviour("A10", "A11")
def test_it_is_invited_and_accepts(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    path = f"/initiatives/{initiative.reference}/invitations/"

    sent = post(api(lead), path, {"open_questions": ["Where may the data go?", " "]})

    assert sent.status_code == 201
    invitation = sent.json()
    assert invitation["invitee"]["id"] == architect.pk
    assert invitation["open_questions"] == ["Where may the data go?"]
    assert invitation["initiative"] == initiative.reference
    waiting = get(api(architect), "/invitations/").json()["results"]
    assert [each["id"] for each in waiting] == [invitation["id"]]

    accepted = post(api(architect), f"/invitations/{invitation['id']}/acceptance/")

    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert get(api(architect), "/invitations/").json()["results"] == []
    again = post(api(architect), f"/invitations/{invitation['id']}/acceptance/")
    assert problem(again, 409)["code"] == "not_possible_now"
    shown = get(api(lead), f"/initiatives/{initiative.reference}/").json()
    assert {seat["party"] for seat in shown["table"]} == {"business", "it"}


@pytest.mark.parametrize("by", ["id", "id in words", "e-mail"])
def test_an_invitee_is_named_by_id_or_email(
    lead: User, other_architect: User, initiative: Initiative, api: Api, by: str
) -> None:
    invitee: Any = {
        "id": other_architect.pk,
        "id in words": str(other_architect.pk),
        "e-mail": "Stand.In@example.org",
    }[by]

    sent = post(
        api(lead),
        f"/initiatives/{initiative.reference}/invitations/",
        {"open_questions": ["Where?"], "invitee": invitee},
    )

    assert sent.json()["invitee"] == {"id": other_architect.pk, "full_name": "Sam Ito"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"open_questions": []}, "open_questions"),
        ({"open_questions": ["  "]}, "open_questions"),
        ({"open_questions": "Where?"}, "open_questions"),
        ({"open_questions": ["x" * 501]}, "open_questions"),
        ({"open_questions": [{}]}, "open_questions.0"),
        ({}, "open_questions"),
        ({"open_questions": ["Where?"], "invitee": "nobody@example.org"}, "invitee"),
        ({"open_questions": ["Where?"], "invitee": "lead@example.org"}, "invitee"),
        ({"open_questions": ["Where?"], "invitee": 10**40}, "invitee"),
        ({"open_questions": ["Where?"], "invitee": "9" * 40}, "invitee"),
        ({"open_questions": ["Where?"], "invitee": "a\0b"}, "invitee"),
        ({"open_questions": ["Where?"], "invitee": True}, "invitee"),
        ({"open_questions": ["Where?"], "invitee": ["x"]}, "invitee"),
    ],
)
def test_an_invitation_that_cannot_be_sent(
    lead: User, initiative: Initiative, api: Api, given: dict[str, Any], field: str
) -> None:
    path = f"/initiatives/{initiative.reference}/invitations/"

    told = problem(post(api(lead), path, given), 400)

    assert told["errors"][0]["field"].startswith(field)
    assert not Invitation.objects.exists()


def test_declining_passes_the_questions_on(
    lead: User, architect: User, other_architect: User, initiative: Initiative, api: Api
) -> None:
    path = f"/initiatives/{initiative.reference}/invitations/"
    sent = post(api(lead), path, {"open_questions": ["Where?"]}).json()

    declined = post(
        api(architect),
        f"/invitations/{sent['id']}/decline/",
        {"reason": "Away until June", "stand_in": "stand.in@example.org"},
    )

    assert declined.json()["state"] == "declined"
    assert declined.json()["decline_reason"] == "Away until June"
    listed = get(api(lead), path).json()["results"]
    assert [(each["invitee"]["full_name"], each["state"]) for each in listed] == [
        ("Sam Ito", "sent"),
        ("Ira Novak", "declined"),
    ]
    assert declined.json()["passed_on_to"] == listed[0]["id"]
    assert listed[0]["open_questions"] == ["Where?"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "", "stand_in": "stand.in@example.org"}, "reason"),
        ({"reason": "Away", "stand_in": "architect@example.org"}, "stand_in"),
        ({"reason": "Away"}, "stand_in"),
    ],
)
def test_declining_needs_a_reason_and_a_stand_in(
    lead: User,
    architect: User,
    other_architect: User,
    initiative: Initiative,
    api: Api,
    given: dict[str, Any],
    field: str,
) -> None:
    path = f"/initiatives/{initiative.reference}/invitations/"
    sent = post(api(lead), path, {"open_questions": ["Where?"]}).json()

    declined = post(api(architect), f"/invitations/{sent['id']}/decline/", given)

    assert problem(declined, 400)["field"] == field
    assert Invitation.objects.get().state == "sent"
