"""Running a session: two people write, record and close it, each on their own screen."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance.actions import (
    close_session,
    note_presence,
    open_session,
    record_result,
    save_note,
)
from governance.models import SessionNote, SessionOccurrence
from governance.policies import may_work_in_session
from governance.room_forms import NoteForm, PresenceForm, ResultForm
from governance.sessions.queries import find_occurrence
from governance.sessions.room import Room, RoomItem, key_of
from governance.views.room_page import (
    changes,
    closing_page,
    is_partial,
    over,
    over_page,
    result_part,
    room_page,
    start_page,
)
from people import kept_forms
from people.errors import ChangedMeanwhile, NotPermitted, Refusal
from people.forms import show_refusal, shown_status
from people.models import person

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def room(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """The page on which the session is run."""
    return _shown(request, found_session(request, ref, ws_ref, slot))


@form_view
def open_room(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """Begin it, or join it where somebody has."""
    found = found_session(request, ref, ws_ref, slot)
    if request.method == "POST":
        try:
            open_session(found, actor=person(request.user))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(found)
    return redirect(room_url(found))


@require_safe
def live(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """What changed since the page asked last; nothing (204) where nothing did."""
    found = found_session(request, ref, ws_ref, slot)
    if not may_work_in_session(person(request.user), found.series.initiative):
        raise NotPermitted(
            "Only those at the table work in its sessions.",
            way_out="Ask the initiative's lead for a seat.",
        )
    if not found.is_running:
        return over(request, found)
    return changes(request, found)


@form_view
def presence(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """A side is in the room, or is not."""
    found = found_session(request, ref, ws_ref, slot)
    back = "close-session" if request.POST.get("back") == "close" else "room"
    page = reverse(f"governance:{back}", args=found.address)
    if request.method != "POST":
        return redirect(page)
    form = PresenceForm(request.POST)
    form.is_valid()
    refused = ""
    try:
        note_presence(
            found,
            party=form.cleaned_data.get("party", ""),
            present=form.cleaned_data.get("present", False),
            actor=person(request.user),
        )
    except Refusal as refusal:
        refused = str(refusal)
    if is_partial(request):
        return changes(request, _again(request, found), main="present", told=refused)
    if refused:
        messages.error(request, refused)
    return redirect(page)


@form_view
def note(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """Keep what one person writes down; the page's script sends it by itself."""
    found = found_session(request, ref, ws_ref, slot)
    if request.method != "POST":
        return _shown(request, found, typed_note=kept_forms.initial(request))
    form = NoteForm(request.POST)
    if not form.is_valid():
        told = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _note_refused(request, found, told, 400)
    typed = form.cleaned_data
    try:
        kept = save_note(
            found,
            typed["item"],
            text=typed["text"],
            version=typed["version"],
            actor=person(request.user),
        )
    except Refusal as refusal:
        return _note_refused(request, found, str(refusal), refusal.status)
    if _wants_json(request):
        saved = f"{timezone.localtime(kept.saved_at):%H:%M}"
        return JsonResponse({"version": kept.version, "saved": saved})
    return redirect(_item_url(found, kept.item.name))


@form_view
def result(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """Record what an item ended in."""
    found = found_session(request, ref, ws_ref, slot)
    if request.method != "POST":
        return _shown(request, found, typed_result=kept_forms.initial(request))
    shown = Room(found, person(request.user))
    about = shown.find(request.POST.get("item", ""))
    if not found.is_running:
        return over_page(request, found, request.POST.get("text", ""))
    if about is None:
        told = "This item is no longer on the agenda. What you typed stays here."
        if is_partial(request):
            return changes(request, found, told=told)
        return room_page(request, shown, told=told, lost=request.POST.get("text", ""), status=409)
    return _recorded(request, shown, about)


@form_view
def close(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """What will come of closing it now; then close it and tell everybody."""
    found = found_session(request, ref, ws_ref, slot)
    if request.method != "POST":
        if not found.is_running or not _may_work(request, found):
            return redirect(found)
        return closing_page(request, found)
    try:
        close_session(found, actor=person(request.user))
    except Refusal as refusal:
        if not found.is_running:
            messages.error(request, str(refusal))
            return redirect(found)
        return closing_page(request, found, refusal)
    messages.success(request, "The session is closed. Everybody at the table is told.")
    return redirect(found)


def found_session(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> SessionOccurrence:
    """The session that the address names.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    found = find_occurrence(ws_ref, slot, person(request.user))
    if found.series.initiative.reference != ref:
        raise Http404
    return found


def room_url(found: SessionOccurrence) -> str:
    """The page on which it is run."""
    return reverse("governance:room", args=found.address)


def _shown(request: HttpRequest, found: SessionOccurrence, **typed: Any) -> HttpResponse:
    if not _may_work(request, found):
        messages.info(request, "Those at the table run the session; here is what stands.")
        return redirect(found)
    if found.is_running:
        return room_page(request, Room(found, person(request.user)), **typed)
    if found.is_ahead:
        return start_page(request, found)
    return redirect(found)


def _recorded(request: HttpRequest, shown: Room, about: RoomItem) -> HttpResponse:
    form = ResultForm(request.POST, shown=about, room=shown)
    if not form.is_valid():
        return result_part(request, shown, about, form)
    try:
        recorded = record_result(
            shown.occurrence,
            about.item.name,
            form.outcome(),
            version=form.cleaned_data["version"],
            actor=shown.viewer,
        )
    except ChangedMeanwhile as refusal:
        now = Room(_again(request, shown.occurrence), shown.viewer)
        changed = now.find(about.item.name) or about
        again = ResultForm.about(changed, now, form.cleaned_data)
        return result_part(request, now, changed, again, refusal=refusal)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return result_part(request, shown, about, form, status=shown_status(refusal))
    if is_partial(request):
        now_found = _again(request, shown.occurrence)
        return changes(request, now_found, main=f"result:{recorded.name}")
    return redirect(_item_url(shown.occurrence, recorded.name))


def _note_refused(
    request: HttpRequest, found: SessionOccurrence, told: str, status: int
) -> HttpResponse:
    """Both texts: what was typed, and what stands there from another window."""
    found = _again(request, found)
    name, text = request.POST.get("item", ""), request.POST.get("text", "")
    if _wants_json(request):
        answer: dict[str, Any] = {"told": told, "over": not found.is_running}
        mine = _own_note(request, found, name)
        if status == ChangedMeanwhile.status and found.is_running and mine:
            answer |= {"text": mine.text, "version": mine.version}
        return JsonResponse(answer, status=status)
    if not found.is_running:
        return over_page(request, found, text)
    typed = {"item": name, "text": text, "version": request.POST.get("version", "")}
    shown = Room(found, person(request.user))
    lost = "" if shown.find(name) else text
    return room_page(request, shown, told=told, lost=lost, typed_note=typed, status=status)


def _own_note(request: HttpRequest, found: SessionOccurrence, name: str) -> SessionNote | None:
    notes = SessionNote.objects.filter(item__occurrence=found, author=person(request.user))
    found_notes = notes.select_related("item")
    return next((each for each in found_notes if each.item.name == name), None)


def _again(request: HttpRequest, found: SessionOccurrence) -> SessionOccurrence:
    """The session as it is after an action."""
    _, ws_ref, slot = found.address
    return find_occurrence(ws_ref, slot, person(request.user))


def _item_url(found: SessionOccurrence, name: str) -> str:
    return f"{room_url(found)}#item-{key_of(name)}"


def _may_work(request: HttpRequest, found: SessionOccurrence) -> bool:
    return may_work_in_session(person(request.user), found.series.initiative)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
