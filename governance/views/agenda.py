"""To be written."""

from django.http import HttpRequest, HttpResponse


def add(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)


def order(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)


def drop(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)
