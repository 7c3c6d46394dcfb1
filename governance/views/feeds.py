"""The private calendar of a person, and the page of its address."""

import datetime as dt
import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from governance import actions
from governance.actions.feeds import feed_digest
from governance.guesses import note_wrong_guess, seconds_to_wait
from governance.models import CalendarFeed
from governance.sessions.private_calendar import find_feed, private_calendar
from people.forms import OnceForm
from people.models import User, person

# A page that is loaded again must not make a second address: the first would stop working.
_LAST_SUBMISSION = "last_calendar_submission"
_KEPT_SECONDS = 90 * 24 * 60 * 60


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The sessions of whoever holds the address, for calendar programs."""
    wait = seconds_to_wait(request)
    if wait:
        answer = _plain("Too many wrong addresses. Try again in a minute.", status=429)
        answer["Retry-After"] = str(wait)
        return answer
    found = find_feed(feed_digest(token))
    if found is None:
        note_wrong_guess(request)
        return _plain("There is no such calendar. Make a new address in your profile.", status=404)
    _note_reading(found)
    return _calendar(request, found)


@never_cache
@require_http_methods(["GET", "POST"])
def calendar_address(request: HttpRequest) -> HttpResponse:
    """The viewer's calendar address; shown in the answer that makes it, and never again."""
    viewer = person(request.user)
    if request.method == "GET":
        return _address_page(request, viewer)
    if "stop" in request.POST:
        actions.revoke_calendar_feed(viewer, actor=viewer)
        messages.success(request, "The address no longer works.")
        return redirect("calendar:address")
    form = OnceForm(request.POST)
    key = str(form.cleaned_data["submission_key"]) if form.is_valid() else ""
    if key and request.session.get(_LAST_SUBMISSION) == key:
        messages.info(request, "This address was made already. It is shown only once.")
        return redirect("calendar:address")
    token = actions.make_calendar_feed(viewer, actor=viewer)
    request.session[_LAST_SUBMISSION] = key
    return _address_page(request, viewer, token)


def _calendar(request: HttpRequest, found: CalendarFeed) -> HttpResponse:
    text = private_calendar(found.user).encode()
    etag = f'"{hashlib.sha256(text).hexdigest()}"'
    changed_at = _first_seen(found, etag)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="working-sessions.ics"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed_at)
    patch_cache_control(response, private=True, no_cache=True)
    answer = get_conditional_response(request, etag, changed_at, response)
    return answer or response


def _first_seen(found: CalendarFeed, etag: str) -> int:
    """Since when the calendar reads like this, in seconds of Unix time.

    Not everything in it has a time of its own: a seat that was left, a title worded anew. So the
    time is kept with the text; once it is forgotten, the text counts as new.
    """
    key = f"calendar-seen:{found.pk}"
    seen = cache.get(key)
    if seen and seen[0] == etag:
        return int(seen[1])
    now = int(timezone.now().timestamp())
    cache.set(key, (etag, now), _KEPT_SECONDS)
    return now


def _note_reading(found: CalendarFeed) -> None:
    """Keep the day of the last reading, so that unused addresses can be found; once a day."""
    today = timezone.localdate(timezone=dt.UTC)
    if found.last_read_on != today:
        CalendarFeed.objects.filter(pk=found.pk).update(last_read_on=today)


def _address_page(request: HttpRequest, viewer: User, token: str = "") -> HttpResponse:
    path = reverse("calendar:feed", args=[token]) if token else ""
    context = {
        "form": OnceForm(),
        "feed": CalendarFeed.objects.filter(user=viewer).first(),
        "address": f"{settings.BASE_URL}{path}" if token else "",
    }
    return render(request, "governance/calendar/address.html", context)


def _plain(text: str, *, status: int) -> HttpResponse:
    response = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response
