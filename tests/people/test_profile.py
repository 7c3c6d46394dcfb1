"""The profile and the API tokens: one's own only."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from people.actions import change_profile, issue_token, token_digest
from people.errors import InvalidInput
from people.models import ApiToken, Post, Unit, User

SignIn = Callable[[User], Client]
PROFILE = "/profile/"
UNKNOWN = "6d6f6e65-7920-4973-a06f-206e6f742065"
TOKENS = "/profile/tokens/"
EVERYBODY = ["lead", "architect", "executive", "auditor", "outsider"]


def _profile(user: User, **changes: str) -> dict[str, str]:
    return {
        "full_name": user.full_name,
        "time_zone": user.time_zone,
        "language": user.language,
        **changes,
    }


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("url", [PROFILE, TOKENS])
def test_everybody_has_one(
    who: str, url: str, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    assert signed_in(request.getfixturevalue(who)).get(url).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("url", [PROFILE, TOKENS, f"{TOKENS}{UNKNOWN}/revoke/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_sign_in_there_is_the_way_to_it(client: Client, url: str, method: str) -> None:
    response = getattr(client, method)(url)

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_a_new_time_zone_shows_at_once(lead: User, signed_in: SignIn) -> None:
    response = signed_in(lead).post(PROFILE, _profile(lead, time_zone="Asia/Kolkata"), follow=True)

    page = response.content.decode()
    assert "Your profile is saved." in page
    assert "Times in Asia/Kolkata" in page
    assert AuditEvent.objects.latest("id").kind == "profile.changed"


def test_saving_the_same_records_nothing(lead: User, signed_in: SignIn) -> None:
    events = AuditEvent.objects.count()

    assert signed_in(lead).post(PROFILE, _profile(lead)).status_code == 302
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("field", "value"),
    [("full_name", "  "), ("time_zone", "Europe/Atlantis"), ("language", "xx")],
)
def test_what_cannot_be_saved_is_said_and_kept(
    lead: User, signed_in: SignIn, field: str, value: str
) -> None:
    response = signed_in(lead).post(PROFILE, _profile(lead, **{field: value}))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    lead.refresh_from_db()
    assert getattr(lead, field) != value
    with pytest.raises(InvalidInput) as refused:
        change_profile(lead, **_profile(lead, **{field: value}), actor=lead)
    assert refused.value.field == field


def test_roles_and_address_are_to_be_read_only(lead: User, signed_in: SignIn) -> None:
    signed_in(lead).post(
        PROFILE,
        _profile(lead, email="boss@example.org", is_staff="on", roles="auditor", is_superuser="1"),
    )

    changed = User.objects.get(pk=lead.pk)
    assert changed.email == lead.email
    assert not changed.is_staff
    assert changed.roles == lead.roles


def test_it_shows_roles_position_and_duty(architect: User, unit: Unit, signed_in: SignIn) -> None:
    Post.objects.create(title="Plant architect", unit=unit, holder=architect)

    page = signed_in(architect).get(PROFILE).content.decode()

    assert "IT architect" in page
    assert "Plant architect" in page
    assert "Your IT duty" in page
    assert reverse("account_change_password") in page


def test_typed_text_survives_a_session_that_ended(lead: User, client: Client) -> None:
    client.post(PROFILE, _profile(lead, full_name="Bea Lind-Roth"))
    client.force_login(lead)

    assert "Bea Lind-Roth" in client.get(PROFILE).content.decode()


def test_a_token_is_shown_once_and_works(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    made = client.post(TOKENS, {"name": "line planner", "submission_key": str(uuid.uuid4())})

    found = re.search(r"joinery_[\w-]{40,}", made.content.decode())
    assert found
    token = ApiToken.objects.get(user=lead)
    assert token.digest == token_digest(found[0])
    assert "no-store" in made.headers["Cache-Control"]
    assert found[0] not in client.get(TOKENS).content.decode()
    assert found[0] not in str(dict(client.session))
    api = Client(headers={"Authorization": f"Bearer {found[0]}"})
    assert api.get("/api/v1/initiatives/").status_code == 200


def test_loading_the_answer_again_makes_no_second_token(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    sent = {"name": "line planner", "submission_key": str(uuid.uuid4())}
    client.post(TOKENS, sent)

    again = client.post(TOKENS, sent, follow=True).content.decode()

    assert ApiToken.objects.count() == 1
    assert "made already" in again
    assert "joinery_" not in again


def test_a_token_needs_a_name(lead: User, signed_in: SignIn) -> None:
    response = signed_in(lead).post(TOKENS, {"name": " "})

    assert response.status_code == 200
    assert "name" in response.context["form"].errors
    assert not ApiToken.objects.exists()


def test_revoking_asks_first_and_ends_it_at_once(lead: User, signed_in: SignIn) -> None:
    token, text = issue_token(lead, "line planner", actor=lead)
    client = signed_in(lead)
    url = reverse("people:revoke-token", args=[token.pk])

    assert "line planner" in client.get(url).content.decode()
    token.refresh_from_db()
    assert token.revoked_at is None

    client.post(url)

    token.refresh_from_db()
    assert token.revoked_at
    assert AuditEvent.objects.latest("id").kind == "api_token.revoked"
    api = Client(headers={"Authorization": f"Bearer {text}"})
    assert api.get("/api/v1/initiatives/").status_code == 401
    assert "no longer works" in client.get(url).content.decode()


@pytest.mark.parametrize("who", ["architect", "executive", "auditor", "outsider"])
def test_other_peoples_tokens_are_not_there(
    who: str, lead: User, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    token, _ = issue_token(lead, "night robot", actor=lead)
    client = signed_in(request.getfixturevalue(who))
    url = reverse("people:revoke-token", args=[token.pk])

    assert client.get(url).status_code == client.post(url).status_code == 404
    assert "night robot" not in client.get(TOKENS).content.decode()
    token.refresh_from_db()
    assert token.revoked_at is None


@pytest.mark.parametrize(("url", "most"), [(PROFILE, 7), (TOKENS, 5)])
def test_the_number_of_queries_is_fixed(
    url: str,
    most: int,
    architect: User,
    unit: Unit,
    signed_in: SignIn,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for number in range(12):
        issue_token(architect, f"robot {number}", actor=architect)
        Post.objects.create(title=f"Post {number}", unit=unit, holder=architect)
    client = signed_in(architect)

    with at_most_queries(most):
        client.get(url)


def test_nobody_changes_their_address_past_the_administrators(
    lead: User, signed_in: SignIn
) -> None:
    page = signed_in(lead)
    sent = [
        page.post("/accounts/email/", {verb: "", "email": "boss@example.org"})
        for verb in ("action_add", "action_primary")
    ]

    assert [answer.status_code for answer in sent] == [404, 404]
    lead.refresh_from_db()
    assert lead.email == "lead@example.org"
    assert not EmailAddress.objects.filter(email="boss@example.org").exists()
