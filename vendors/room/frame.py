"""What every page of the room has: a contact, its own look, and errors that tell nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from people import kept_forms
from people.errors import NotPermitted, NotVisible, Refusal
from vendors.room.access import contact_in

Page = Callable[..., HttpResponseBase]


def open_page(view: Page) -> Page:
    """A page of the room for whoever comes, as the one where a link is asked for."""

    @login_not_required
    @never_cache
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return missing(request)

    return page


def room_page(view: Page) -> Page:
    """A page for a contact who is in; others are asked in, and what they typed is kept."""

    @open_page
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        contact = contact_in(request)
        if contact is None:
            return _asked_in(request)
        try:
            return view(request, contact, *args, **kwargs)
        except NotVisible:
            return missing(request)
        except NotPermitted as refusal:
            messages.error(request, str(refusal))
            return _asked_in(request)
        except Refusal as refusal:
            return shown(request, "refused.html", {"refusal": refusal}, status=refusal.status)

    return page


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page in the room's look."""
    context = {"contact": contact_in(request), **context}
    return render(request, f"vendors/room/{template}", context, status=status)


def missing(request: HttpRequest) -> HttpResponse:
    """There is nothing here, said without telling whether there ever was."""
    return shown(request, "missing.html", {}, status=404)


def slowed_down(request: HttpRequest) -> HttpResponse:
    """Too many attempts from one place."""
    return shown(request, "slowed_down.html", {}, status=429)


def _asked_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        kept_forms.keep(request)
    return redirect("vendor_room:sign-in")
