"""Per request: the viewer's time zone, and sign-in that loses nothing."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from people import kept_forms
from people.models import User


class ViewerTimeZoneMiddleware:
    """Shows times in the zone of the person who looks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = getattr(request, "user", None)
        if isinstance(user, User):
            with timezone.override(zoneinfo.ZoneInfo(user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page needs sign-in unless it says otherwise; typed text survives the detour."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        """Keep what was posted, then ask for sign-in."""
        if request.method == "POST":
            kept_forms.keep(request)
        return super().handle_no_permission(request, view_func)
