"""Errors of the API as RFC 9457 problem details, with the field and the way out."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.exceptions import PermissionDenied as ApiPermissionDenied
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from people.errors import Refusal

CONTENT_TYPE = "application/problem+json"


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None leaves unexpected errors to Django."""
    if isinstance(error, Refusal):
        set_rollback()
        return _problem(_of_refusal(error))
    if isinstance(error, Http404):
        error = NotFound("There is nothing here, or you may not know of it.")
    if isinstance(error, PermissionDenied):
        error = ApiPermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, APIException):
        return None
    body = _of_validation(error) if isinstance(error, ValidationError) else _of_api(error)
    headers = {
        name: value
        for name, value in response.items()
        if name in {"WWW-Authenticate", "Retry-After"}
    }
    return _problem(body, headers)


def _problem(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _of_refusal(refusal: Refusal) -> dict[str, Any]:
    body = {
        "type": f"urn:joinery:problem:{refusal.code}",
        "title": refusal.message,
        "status": int(refusal.status),
        "detail": refusal.way_out,
        "code": refusal.code,
        "way_out": refusal.way_out,
    }
    if refusal.field:
        body["field"] = refusal.field
        body["errors"] = [_field_error(refusal.field, str(refusal))]
    return body


def _of_validation(error: ValidationError) -> dict[str, Any]:
    errors = _flat(error.detail)
    first = errors[0] if errors else _field_error("", "The request cannot be read.")
    return {
        "type": "urn:joinery:problem:invalid_input",
        "title": "Some fields cannot be used.",
        "status": int(HTTPStatus.BAD_REQUEST),
        "detail": first["message"],
        "code": "invalid_input",
        "field": first["field"],
        "way_out": "Correct the fields named in errors and send it again.",
        "errors": errors,
    }


def _of_api(error: APIException) -> dict[str, Any]:
    return {
        "type": f"urn:joinery:problem:{error.default_code}",
        "title": HTTPStatus(error.status_code).phrase,
        "status": error.status_code,
        "detail": str(error.detail),
        "code": error.default_code,
    }


def _flat(detail: Any, field: str = "") -> list[dict[str, str]]:
    if isinstance(detail, dict):
        return [
            each
            for name, inner in detail.items()
            for each in _flat(inner, field if name == "non_field_errors" else _join(field, name))
        ]
    if isinstance(detail, list):
        return [each for inner in detail for each in _flat(inner, field)]
    return [_field_error(field, str(detail))]


def _join(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def _field_error(field: str, message: str) -> dict[str, str]:
    return {"field": field, "message": message}
