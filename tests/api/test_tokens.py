"""Getting, listing and ending tokens."""

from collections.abc import Callable
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from audit.models import AuditEvent
from people.api.throttles import (
    ADDRESS_WINDOW,
    MOST_FOR_PERSON,
    MOST_FROM_ADDRESS,
    PERSON_WINDOW,
)
from people.models import ApiToken, User
from tests.api.calls import get, post, problem

PASSWORD = "a password long enough"


@pytest.fixture
def with_password(lead: User) -> User:
    lead.set_password(PASSWORD)
    lead.save()
    return lead


def wanted(**given: str) -> dict[str, str]:
    return {"email": "lead@example.org", "password": PASSWORD, "name": "planner", **given}


@pytest.mark.django_db
def test_a_token_is_issued_once_and_works(with_password: User) -> None:
    answer = post(Client(), "/auth/token/", wanted(email="  Lead@Example.org "))

    assert answer.status_code == 201
    token = answer.json()["token"]
    assert token not in ApiToken.objects.get().digest
    bearer = Client(headers={"Authorization": f"Bearer {token}"})
    assert get(bearer, "/profile/").json()["email"] == "lead@example.org"
    assert AuditEvent.objects.get(kind="api_token.issued").content["data"] == {"name": "planner"}


@pytest.mark.parametrize("given", [{"password": "wrong"}, {"email": "nobody@example.org"}])
def test_wrong_credentials_issue_nothing(with_password: User, given: dict[str, str]) -> None:
    answer = post(Client(), "/auth/token/", wanted(**given))

    assert problem(answer, 401)["code"] == "wrong_credentials"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert not ApiToken.objects.exists()


def test_somebody_no_longer_active_gets_none(with_password: User) -> None:
    with_password.is_active = False
    with_password.save()

    assert problem(post(Client(), "/auth/token/", wanted()), 401)["code"] == "wrong_credentials"
    assert not ApiToken.objects.exists()


@pytest.mark.django_db
def test_missing_fields_are_named() -> None:
    told = problem(post(Client(), "/auth/token/", {"email": "lead@example.org"}), 400)

    assert told["field"] == "password"


@pytest.fixture
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guesses are counted by the minute; none ends while they are made."""
    monkeypatch.setattr("people.api.throttles.time", SimpleNamespace(time=lambda: 1.8e9 + 7))


@pytest.mark.usefixtures("one_window")
def test_guessing_is_slowed_down_for_this_person_only(with_password: User) -> None:
    for _ in range(MOST_FOR_PERSON):
        problem(post(Client(), "/auth/token/", wanted(password="guess")), 401)

    refused = post(Client(), "/auth/token/", wanted())

    assert problem(refused, 429)["code"] == "throttled"
    assert refused["Retry-After"] == str(PERSON_WINDOW - 7)
    problem(post(Client(), "/auth/token/", wanted(email="else@example.org")), 401)


@pytest.mark.usefixtures("one_window")
def test_guesses_from_many_addresses_are_guesses_for_one_person(with_password: User) -> None:
    spelled = ("lead@example.org", " Lead@Example.org", "LEAD@EXAMPLE.ORG")
    for number in range(MOST_FOR_PERSON):
        guess = wanted(password="guess", email=spelled[number % 3])
        problem(post(Client(REMOTE_ADDR=f"10.0.0.{number}"), "/auth/token/", guess), 401)

    problem(post(Client(REMOTE_ADDR="10.0.0.99"), "/auth/token/", wanted()), 429)


@pytest.mark.usefixtures("one_window")
def test_a_header_does_not_make_a_new_address(with_password: User) -> None:
    for number in range(MOST_FROM_ADDRESS):
        guess = wanted(password="guess", email=f"guess{number}@example.org")
        post(Client(), "/auth/token/", guess, **{"X-Forwarded-For": f"10.0.0.{number}"})

    refused = post(Client(), "/auth/token/", wanted(), **{"X-Forwarded-For": "10.0.0.99"})

    assert problem(refused, 429)["code"] == "throttled"
    assert refused["Retry-After"] == str(ADDRESS_WINDOW - 7)


def test_right_passwords_are_not_counted(with_password: User) -> None:
    for _ in range(MOST_FOR_PERSON + 2):
        assert post(Client(), "/auth/token/", wanted()).status_code == 201


def test_own_tokens_are_listed_and_revoked(
    lead: User, other_lead: User, api: Callable[[User], Client]
) -> None:
    mine, others = api(lead), api(other_lead)
    listed = get(mine, "/auth/tokens/").json()["results"]
    assert [each["name"] for each in listed] == ["tests"]
    path = f"/auth/tokens/{listed[0]['id']}/revocation/"

    problem(post(others, path), 404)
    assert post(mine, path).json()["revoked_at"] is not None

    ended = get(mine, "/profile/")
    assert problem(ended, 401)["code"] == "authentication_failed"
    assert ended["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer \xff\xfe", "Bearer nonsense"])
@pytest.mark.django_db
def test_headers_that_are_no_token(header: str) -> None:
    problem(get(Client(headers={"Authorization": header}), "/units/"), 401)


def test_the_command_prints_a_token_that_works(lead: User) -> None:
    out, err = StringIO(), StringIO()

    call_command("issue_token", "LEAD@example.org", name="nightly", stdout=out, stderr=err)

    token = out.getvalue().strip()
    assert token not in err.getvalue()
    bearer = Client(headers={"Authorization": f"Bearer {token}"})
    assert get(bearer, "/profile/").json()["full_name"] == "Bea Lind"
    assert ApiToken.objects.get().name == "nightly"


@pytest.mark.parametrize("email", ["nobody@example.org", "lead@example.org"])
def test_the_command_refuses_people_who_are_not_active(lead: User, email: str) -> None:
    lead.is_active = False
    lead.save()

    with pytest.raises(CommandError, match="No active person"):
        call_command("issue_token", email)

    assert not ApiToken.objects.exists()
