"""Changing the agenda of a session: adding, ordering, dropping; before it and while it runs."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from governance.actions import add_agenda_item, drop_agenda_item, reorder_agenda
from governance.models import SessionOccurrence
from governance.room_forms import AddItemForm, PlaceForm
from governance.sessions.room import Room
from governance.views.room import form_view, found_session, room_url
from governance.views.room_page import changes, is_partial, room_page
from people import kept_forms
from people.errors import Refusal
from people.forms import show_refusal, shown_status
from people.models import person


@form_view
def add(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """Put something on the agenda, in one line."""
    found = found_session(request, ref, ws_ref, slot)
    if request.method != "POST":
        return _add_page(request, found, AddItemForm(initial=kept_forms.initial(request)))
    form = AddItemForm(request.POST)
    if not form.is_valid():
        return _not_added(request, found, form)
    try:
        item = add_agenda_item(found, title=form.cleaned_data["title"], actor=person(request.user))
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _not_added(request, found, form, shown_status(refusal))
    if is_partial(request):
        return changes(request, found, main="add")
    messages.success(request, f"“{item.title}” is on the agenda.")
    return redirect(_back(found))


@form_view
def order(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """Move an item to a place, counted from 0."""
    found = found_session(request, ref, ws_ref, slot)
    form = PlaceForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect(_back(found))
    typed = form.cleaned_data
    return _changed(
        request,
        found,
        lambda: reorder_agenda(found, typed["item"], to=typed["to"], actor=person(request.user)),
    )


@form_view
def drop(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """Take an item off this agenda; what it came from stays open."""
    found = found_session(request, ref, ws_ref, slot)
    if request.method != "POST":
        return redirect(_back(found))
    name = request.POST.get("item", "")
    return _changed(
        request, found, lambda: drop_agenda_item(found, name, actor=person(request.user))
    )


def _changed(
    request: HttpRequest, found: SessionOccurrence, change: Callable[[], object]
) -> HttpResponse:
    refused = ""
    try:
        change()
    except Refusal as refusal:
        refused = str(refusal)
    if is_partial(request):
        return changes(request, found, told=refused)
    if refused:
        messages.error(request, refused)
    return redirect(_back(found))


def _not_added(
    request: HttpRequest, found: SessionOccurrence, form: AddItemForm, status: int = 200
) -> HttpResponse:
    if is_partial(request):
        return changes(request, found, main="add", add_form=form)
    if found.is_running:
        room = Room(found, person(request.user))
        return room_page(request, room, add_form=form, status=status)
    return _add_page(request, found, form, status)


def _add_page(
    request: HttpRequest, found: SessionOccurrence, form: AddItemForm, status: int = 200
) -> HttpResponse:
    context = {
        "occurrence": found,
        "initiative": found.series.initiative,
        "form": form,
        "back_url": _back(found),
    }
    return render(request, "governance/sessions/room_add.html", context, status=status)


def _back(found: SessionOccurrence) -> str:
    return room_url(found) if found.is_running else f"{found.get_absolute_url()}#agenda"
