"""Refusals on pages: what cannot be done, why, and the way out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from people.errors import Refusal
from vendors.room import access as room


class RefusalMiddleware:
    """Turns a refusal that no form has shown into a page with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        return render(request, "refusal.html", {"refusal": error}, status=error.status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's key has changed, most often after signing in in another window."""
    if request.path.startswith(room.PATH):
        return render(request, "vendors/room/csrf.html", status=403)
    return render(request, "403_csrf.html", {"typed": request.POST.lists()}, status=403)
