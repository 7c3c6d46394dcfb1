"""To be written."""

from django.http import HttpRequest, HttpResponse


def agreed_action(request: HttpRequest, **named: str) -> HttpResponse:
    """To be written."""
    return HttpResponse(status=501)
