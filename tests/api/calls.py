"""Calling the API as a program would."""

from typing import Any

from django.test import Client

ROOT = "/api/v1"


def get(client: Client, path: str, **params: Any) -> Any:
    """GET below the API's root."""
    return client.get(f"{ROOT}{path}", params)


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    """POST a JSON body below the API's root."""
    return client.post(
        f"{ROOT}{path}", {} if body is None else body, "application/json", headers=headers
    )


def patch(client: Client, path: str, body: Any) -> Any:
    """PATCH with a JSON body below the API's root."""
    return client.patch(f"{ROOT}{path}", body, "application/json")


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem a response tells of; fails unless it is one, with a way out."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == status
    for name in ("type", "title", "detail", "code", "way_out"):
        assert told[name], f"{name} is missing in {told}"
    return told
