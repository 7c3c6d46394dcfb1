"""Who is in the vendor room: a session of its own, apart from that of users.

Its cookie goes to the room's own address only, so that no other page could read it even if it
wanted to. `request.user` is nobody here, whoever may have signed in as a user beside it.
"""

import datetime as dt
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from vendors.models import VendorContact

COOKIE = "joinery_vendor_room"
PATH = "/vendor-room/"
_CONTACT, _ENTERED, _ENDS = "vendor_contact", "vendor_entered_at", "vendor_ends_at"


def let_in(request: HttpRequest, response: HttpResponse, contact: VendorContact) -> None:
    """Begin a session under a new key; an earlier one of this browser ends."""
    _store(request.COOKIES.get(COOKIE)).flush()
    now = timezone.now()
    seconds = settings.VENDOR_SESSION_HOURS * 60 * 60
    session = _store(None)
    session[_CONTACT] = contact.pk
    session[_ENTERED] = now.isoformat()
    session[_ENDS] = (now + dt.timedelta(seconds=seconds)).isoformat()
    session.set_expiry(seconds)
    session.create()
    response.set_cookie(
        COOKIE,
        session.session_key or "",
        max_age=seconds,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    rotate_token(request)


def let_out(request: HttpRequest, response: HttpResponse) -> None:
    """End the session of this browser."""
    _store(request.COOKIES.get(COOKIE)).flush()
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def contact_in(request: HttpRequest) -> VendorContact | None:
    """Whose session this is; None without one, when it is over, or when access has ended."""
    key = request.COOKIES.get(COOKIE)
    if not key:
        return None
    kept = _store(key)
    pk, entered, ends = (kept.get(name) for name in (_CONTACT, _ENTERED, _ENDS))
    if not (pk and entered and ends) or timezone.now() >= dt.datetime.fromisoformat(ends):
        return None
    found = VendorContact.objects.select_related("vendor").filter(pk=pk, is_active=True)
    contact = found.first()
    if contact is None:
        return None
    ended = contact.sessions_end_at
    if ended is not None and dt.datetime.fromisoformat(entered) <= ended:
        return None
    return contact


def _store(key: str | None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
