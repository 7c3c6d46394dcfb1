"""To be written."""

from django.http import HttpRequest, HttpResponse


def reply(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)
