"""To be written."""

from django.http import HttpRequest, HttpResponse


def feed(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)


def calendar_address(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)
