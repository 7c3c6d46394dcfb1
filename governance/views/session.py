"""To be written."""

from django.http import HttpRequest, HttpResponse


def session(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)


def move(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)


def cancel(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)


def leave_out(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)


def restore(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)
