"""Errors that no endpoint makes itself: always a problem, never a page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory

from config import problems
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import ROOT, get, post, problem

Api = Callable[[User], Client]


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"\xff\xfe", b'{"title": NaN}', b"[" * 100_000, b'{"unit": ' + b"9" * 5000 + b"}"],
    ids=["half", "empty", "no text", "no number", "deep", "huge number"],
)
def test_a_body_that_is_no_json(lead: User, api: Api, body: bytes) -> None:
    answer = api(lead).post(f"{ROOT}/initiatives/", body, "application/json")

    assert problem(answer, 400)["code"] in {"parse_error", "invalid_input"}


@pytest.mark.parametrize("body", ["[]", '"text"', "3", "null", "true"])
def test_json_that_is_no_object(lead: User, api: Api, body: str) -> None:
    problem(api(lead).post(f"{ROOT}/initiatives/", body, "application/json"), 400)


@pytest.mark.parametrize("path", ["/nothing/", "/units", "/initiatives/AI-2026-0001/nothing/", "/"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
@pytest.mark.django_db
def test_an_address_that_is_none(path: str, method: str) -> None:
    told = problem(getattr(Client(), method)(ROOT + path), 404)

    assert told["code"] == "not_found"
    assert "slash" in told["way_out"]


@pytest.mark.parametrize(
    "path",
    [
        "/initiatives/AI-2026-9999/",
        "/initiatives/%00/",
        "/initiatives/a%0Ab/",
        "/design-inputs/IN-9999/",
        "/invitations/00000000-0000-4000-8000-000000000000/",
        "/units/99999999999999999999999999/",
    ],
)
def test_an_object_that_is_none(lead: User, api: Api, path: str) -> None:
    assert problem(get(api(lead), path), 404)["code"] == "not_found"


def test_a_method_that_is_not_taken(lead: User, api: Api) -> None:
    answer = api(lead).put(f"{ROOT}/units/")

    assert problem(answer, 405)["code"] == "method_not_allowed"
    assert "GET" in answer["Allow"]


def test_a_type_that_is_not_read(lead: User, api: Api) -> None:
    answer = api(lead).post(f"{ROOT}/initiatives/", "title=x", "application/x-www-form-urlencoded")

    assert problem(answer, 415)["code"] == "unsupported_media_type"


def test_a_type_that_is_not_written(lead: User, api: Api) -> None:
    answer = api(lead).get(f"{ROOT}/units/", headers={"Accept": "text/html"})

    assert problem(answer, 406)["code"] == "not_acceptable"


def test_a_body_that_is_too_large(lead: User, api: Api, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = post(api(lead), "/initiatives/", {"title": "x" * 1000})

    assert problem(answer, 413)["code"] == "body_too_large"


def test_a_fault_is_told_as_a_problem(
    lead: User, initiative: Initiative, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("initiatives.queries.find_workspace", fail)
    client = api(lead)
    client.raise_request_exception = False

    answer = get(client, f"/initiatives/{initiative.reference}/")

    assert problem(answer, 500)["code"] == "error"


def test_what_django_will_not_read_is_a_problem_below_the_api_only() -> None:
    requests = RequestFactory()

    below = problems.bad_request(requests.get(f"{ROOT}/units/"), SuspiciousOperation())
    page = problems.bad_request(requests.get("/"), SuspiciousOperation())

    assert (below.status_code, below["Content-Type"]) == (400, "application/problem+json")
    assert (page.status_code, page["Content-Type"].split(";")[0]) == (400, "text/html")


def test_options_describe_without_a_fault(lead: User, initiative: Initiative, api: Api) -> None:
    for path in ("/initiatives/", f"/initiatives/{initiative.reference}/invitations/"):
        assert api(lead).options(ROOT + path).status_code == 200
