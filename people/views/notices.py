"""Notices: how one is told, the inbox, and the link that stops a kind."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from people import kept_forms, queries
from people.actions import (
    change_notification_preferences,
    mark_all_read,
    mark_read,
    mute_notice_kind,
    send_test_notice,
)
from people.delivery.channels import allowed_services, masked
from people.delivery.wishes import preference_of
from people.errors import Refusal
from people.forms import show_refusal
from people.models import User, person
from people.notice_forms import NoticesForm
from people.notice_kinds import always_told
from people.stopping import read_stop_token

PAGE_SIZE = 50


@never_cache
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Where, when and of what the viewer is told."""
    viewer = person(request.user)
    kept = preference_of(viewer)
    if request.method == "POST":
        form = NoticesForm(request.POST)
        if form.is_valid() and _saved(form, viewer):
            messages.success(request, "Saved. From now on you are told in this way.")
            return redirect("people:notices")
    else:
        form = NoticesForm.of(kept, _typed(request))
    context = {
        "form": form,
        "chat": masked(kept.channel_address) if kept.channel_address else "",
        "services": " or ".join(allowed_services()),
        "always_told": always_told(),
    }
    return render(request, "people/notices.html", context)


@require_POST
def test(request: HttpRequest) -> HttpResponse:
    """Send the viewer a notice to try the way they chose."""
    viewer = person(request.user)
    try:
        send_test_notice(viewer, actor=viewer)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "A test notice is on its way; it takes up to a minute.")
    return redirect("people:notices")


@never_cache
@require_http_methods(["GET"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything the viewer was told, the newest first."""
    pages = Paginator(queries.inbox_of(person(request.user)), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "notices": page.object_list,
        "may_be_unread": any(notice.read_at is None for notice in page.object_list),
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "pager_note": f"{len(page.object_list)} of {pages.count}" if pages.num_pages > 1 else "",
    }
    return render(request, "people/inbox.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One of the viewer's own notices; opening it, a POST, marks it read and leads to its page.

    A GET writes nothing, here as everywhere: what fetches links ahead must not read for people.

    Raises:
        Http404: it is not theirs, not told yet, or there is none.
    """
    found = queries.inbox_of(person(request.user)).filter(pk=pk).first()
    if found is None:
        raise Http404
    if request.method == "GET":
        return render(request, "people/notice.html", {"notice": found})
    mark_read(found)
    return redirect(found.address or "notices:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything in the viewer's inbox as read."""
    mark_all_read(person(request.user))
    messages.success(request, "All notices are marked as read.")
    return redirect("notices:inbox")


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop notices of a kind by the signed link of a mail.

    Mail programs post here without cookies and follow no redirect (RFC 8058). The token is signed
    for one person and kind, so a forged request could only do what the link is for.
    """
    stopping = read_stop_token(token)
    if stopping is None:
        return render(request, "people/stop_unknown.html", status=404)
    context = {"kind": stopping.kind, "stopped": False}
    if request.method == "POST":
        mute_notice_kind(stopping.person, stopping.kind, actor=stopping.person)
        context["stopped"] = True
    return render(request, "people/stop.html", context)


def _saved(form: NoticesForm, viewer: User) -> bool:
    try:
        change_notification_preferences(viewer, form.chosen(), actor=viewer)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed when the session had ended; of most fields the last value."""
    kept = kept_forms.take(request)
    return {name: each if name == "kinds" else each[-1] for name, each in kept.items() if each}
