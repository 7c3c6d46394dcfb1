"""Errors of the API as RFC 9457 problem details, with the field and the way out."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.exceptions import PermissionDenied as ApiPermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler, set_rollback

from people.errors import Refusal
from vendors.room import access as room
from vendors.uploads.kinds import size_limit_in_words

CONTENT_TYPE = "application/problem+json"
NOTHING_HERE = "There is nothing here, or you may not know of it."
API_ROOT = "/api/"

# DRF's names where a Refusal has another for the same.
_CODES = {"permission_denied": "not_permitted"}
_TITLES = {
    "parse_error": "The body is no JSON that can be read.",
    "authentication_failed": "You are not signed in.",
    "not_authenticated": "You are not signed in.",
    "wrong_credentials": "That is not the right e-mail address and password.",
    "not_permitted": "You may not do this.",
    "not_found": "There is nothing here.",
    "method_not_allowed": "This address does not take that method.",
    "not_acceptable": "This API answers in JSON.",
    "unsupported_media_type": "This API reads JSON.",
    "body_too_large": "The body is too large.",
    "throttled": "Too many attempts.",
    "bad_request": "This request cannot be read.",
    "error": "Something went wrong here.",
}
_WAYS_OUT = {
    "parse_error": "Send a JSON object in UTF-8.",
    "authentication_failed": "Get a token at /api/v1/auth/token/ and send it as Bearer.",
    "not_authenticated": "Get a token at /api/v1/auth/token/ and send it as: "
    "Authorization: Bearer <token>.",
    "wrong_credentials": "Check both, or set a new password at /accounts/password/reset/.",
    "not_permitted": "Ask an administrator for the role you need. With a session instead of a "
    "token, send the X-CSRFToken header.",
    "not_found": "Check the reference and end the address in a slash; /api/v1/docs/ lists them.",
    "method_not_allowed": "The Allow header names those it takes.",
    "not_acceptable": "Leave the Accept header out, or send application/json.",
    "unsupported_media_type": "Send Content-Type: application/json.",
    "body_too_large": "Send less at once; 2 MiB is the most.",
    "throttled": "Wait for the seconds in Retry-After.",
    "bad_request": "Check the address and the headers, and send it again.",
    "error": "Try again later; if it stays, tell the administrator the time it happened.",
}


class BodyTooLarge(APIException):
    """The body is larger than `DATA_UPLOAD_MAX_MEMORY_SIZE`."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"
    default_detail = "The body is larger than this API reads."


def problem_details(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None leaves unexpected errors to Django."""
    if isinstance(error, Refusal):
        set_rollback()
        return _problem(_of_refusal(error))
    if isinstance(error, Http404):
        error = NotFound(NOTHING_HERE)
    if isinstance(error, PermissionDenied):
        error = ApiPermissionDenied()
    if isinstance(error, RequestDataTooBig):
        error = BodyTooLarge()
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


class NothingHere(APIView):
    """Every address below the API that is none."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(exclude=True)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer any method with a problem, never with a page."""
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """End every request here."""
        super().initial(request, *args, **kwargs)
        raise NotFound(NOTHING_HERE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to a request it will not read: a problem below the API, else a page."""
    if request.path.startswith(API_ROOT):
        return _outside_views(HTTPStatus.BAD_REQUEST, "bad_request")
    if isinstance(exception, RequestDataTooBig):
        return _too_large(request)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's answer after a fault: a problem below the API, else a page."""
    if request.path.startswith(API_ROOT):
        return _outside_views(HTTPStatus.INTERNAL_SERVER_ERROR, "error")
    return defaults.server_error(request)


def _too_large(request: HttpRequest) -> HttpResponse:
    in_room = request.path.startswith(room.PATH)
    return render(
        request,
        "vendors/room/too_large.html" if in_room else "413.html",
        {"most": size_limit_in_words(settings.UPLOAD_MAX_BYTES)},
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )


def _outside_views(status: HTTPStatus, code: str) -> JsonResponse:
    body = _body(code, status, _TITLES[code], _WAYS_OUT[code])
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def _problem(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _body(code: str, status: int, title: str, way_out: str) -> dict[str, Any]:
    return {
        "type": f"urn:joinery:problem:{code}",
        "title": title,
        "status": int(status),
        "detail": way_out,
        "code": code,
        "way_out": way_out,
    }


def _of_refusal(refusal: Refusal) -> dict[str, Any]:
    body = _body(refusal.code, refusal.status, refusal.message, refusal.way_out)
    if refusal.field:
        body["field"] = refusal.field
        body["errors"] = [_field_error(refusal.field, str(refusal))]
    return body


def _of_validation(error: ValidationError) -> dict[str, Any]:
    errors = _flat(error.detail)
    first = errors[0] if errors else _field_error("", "The request cannot be read.")
    way_out = "Correct the fields named in errors and send it again."
    body = _body("invalid_input", HTTPStatus.BAD_REQUEST, "Some fields cannot be used.", way_out)
    return {**body, "detail": first["message"], "field": first["field"], "errors": errors}


def _of_api(error: APIException) -> dict[str, Any]:
    code = _code(error)
    title = _TITLES.get(code) or HTTPStatus(error.status_code).phrase
    body = _body(code, error.status_code, title, _WAYS_OUT.get(code, ""))
    return {**body, "detail": str(error.detail)}


def _code(error: APIException) -> str:
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else error.default_code
    return _CODES.get(code, code)


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
    return f"{field}.{name}" if field else str(name)


def _field_error(field: str, message: str) -> dict[str, str]:
    return {"field": field, "message": message}
