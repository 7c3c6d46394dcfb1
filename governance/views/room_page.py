"""The page of a running session, whole and in parts: what changed, one result, its end."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.actions.room import EARLIEST
from governance.models import SessionOccurrence
from governance.room_forms import AddItemForm, NoteForm, ResultForm
from governance.sessions.agenda import agenda_of
from governance.sessions.room import Room, RoomItem
from people.errors import Refusal
from people.models import person
from people.vocabulary import Party

SIDES = (Party.BUSINESS, Party.IT)
STOP_ASKING = 286  # htmx ends its polling on it


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One item with its forms.

    Attributes:
        is_new: the page that asks does not have it yet.
        keeps_result: its result is shown by the caller.
        refusal: why recording was refused, where somebody else was faster.
    """

    about: RoomItem
    note: NoteForm
    result: ResultForm
    is_new: bool = False
    keeps_result: bool = False
    refusal: Refusal | None = None
    other_text: str = ""


def is_partial(request: HttpRequest) -> bool:
    """Whether the page's script asks for parts of it."""
    return request.headers.get("HX-Request") == "true"


def room_page(
    request: HttpRequest,
    room: Room,
    *,
    told: str = "",
    lost: str = "",
    typed_note: dict[str, str] | None = None,
    typed_result: dict[str, str] | None = None,
    answered: ShownItem | None = None,
    add_form: AddItemForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The whole page. What was typed and is not kept stands in its form again.

    Attributes:
        lost: typed text whose item is gone.
        answered: the item whose result form is shown as it was sent.
    """
    items = [_shown(each, room, typed_note or {}, typed_result or {}) for each in room.items]
    if answered:
        items = [answered if each.about.key == answered.about.key else each for each in items]
    context = {
        **_context(room),
        "items": items,
        "add_form": add_form or AddItemForm(),
        "told": told,
        "lost": lost,
    }
    return render(request, "governance/sessions/room.html", context, status=status)


def result_part(
    request: HttpRequest,
    room: Room,
    about: RoomItem,
    form: ResultForm,
    *,
    refusal: Refusal | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """One item's result form again, with what is wrong and everything typed."""
    note = NoteForm.about(about)
    shown = ShownItem(about, note, form, refusal=refusal)
    if is_partial(request):
        # htmx shows no answer that is an error; the words say what it is.
        context = {**_context(room), "shown": shown, "sent_again": True}
        return render(request, "governance/sessions/_item_result.html", context)
    if refusal is not None:
        status = refusal.status
    return room_page(request, room, answered=shown, status=status)


def changes(
    request: HttpRequest,
    occurrence: SessionOccurrence,
    *,
    main: str = "",
    told: str = "",
    add_form: AddItemForm | None = None,
) -> HttpResponse:
    """The parts that differ from those the page says it has (`seen`); 204 where none does.

    `main` names the part that the request itself puts in place: `present`, `add` or `result:`
    and an item's name.
    """
    room = Room(occurrence, person(request.user))
    seen = _seen(request)
    items = [
        _shown(each, room, is_new=each.key not in seen, main=main)
        for each in room.items
        if seen.get(each.key) != each.state
    ]
    parts = {name for name, state in room.parts.items() if seen.get(name) != state}
    if not (items or parts or main or told):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    name = main.removeprefix("result:")
    context = {
        **_context(room),
        "items": items,
        "parts": parts,
        "main": main,
        "main_item": next((each for each in room.items if each.item.name == name), None),
        "told": told,
        "add_form": add_form or AddItemForm(),
    }
    if context["main_item"]:
        context["main_item"] = _shown(context["main_item"], room)
    response = render(request, "governance/sessions/_room_changes.html", context)
    if not main:
        response["HX-Reswap"] = "none"
    return response


def over(request: HttpRequest, occurrence: SessionOccurrence) -> HttpResponse:
    """To a page that still shows it as running: it is over, and nothing more is asked."""
    context = {"occurrence": occurrence}
    response = render(
        request, "governance/sessions/_room_over.html", context | {"oob": True}, status=STOP_ASKING
    )
    response["HX-Reswap"] = "none"
    return response


def over_page(request: HttpRequest, occurrence: SessionOccurrence, typed: str) -> HttpResponse:
    """The session was closed while somebody typed; the text is shown so that it can be used."""
    if is_partial(request):
        return over(request, occurrence)
    context = {
        "occurrence": occurrence,
        "initiative": occurrence.series.initiative,
        "typed": typed,
    }
    return render(
        request, "governance/sessions/room_over.html", context, status=HTTPStatus.CONFLICT
    )


def start_page(request: HttpRequest, occurrence: SessionOccurrence) -> HttpResponse:
    """Before anybody has opened it: what is on the agenda, and the way in."""
    context = {
        "occurrence": occurrence,
        "initiative": occurrence.series.initiative,
        "agenda": agenda_of(occurrence, person(request.user)),
        "may_open": occurrence.starts_at - timezone.now() <= EARLIEST,
    }
    return render(request, "governance/sessions/room_start.html", context)


def closing_page(
    request: HttpRequest, occurrence: SessionOccurrence, refusal: Refusal | None = None
) -> HttpResponse:
    """What has a result, what comes again, who was there; then the one button."""
    room = Room(occurrence, person(request.user))
    status = refusal.status if refusal else HTTPStatus.OK
    context = {**_context(room), "refusal": refusal, "back": "close"}
    return render(request, "governance/sessions/room_close.html", context, status=status)


def _context(room: Room) -> dict[str, Any]:
    return {
        "room": room,
        "occurrence": room.occurrence,
        "initiative": room.initiative,
        "address": room.occurrence.address,
        "sides": [(side, side in room.present) for side in SIDES],
        "others": [(side, side in room.present) for side in Party if side not in SIDES],
    }


def _shown(
    about: RoomItem,
    room: Room,
    typed_note: dict[str, str] | None = None,
    typed_result: dict[str, str] | None = None,
    *,
    is_new: bool = False,
    main: str = "",
) -> ShownItem:
    name = about.item.name
    note, other = None, ""
    if typed_note and typed_note.get("item") == name:
        note = typed_note.get("text", "")
        if about.mine and typed_note.get("version") != str(about.mine.version):
            other = about.mine.text
    result = dict(typed_result) if typed_result and typed_result.get("item") == name else None
    return ShownItem(
        about,
        NoteForm.about(about, note),
        ResultForm.about(about, room, result),
        is_new=is_new,
        keeps_result=main == f"result:{name}",
        other_text=other,
    )


def _seen(request: HttpRequest) -> dict[str, str]:
    told = request.GET.get("seen") or request.POST.get("seen") or ""
    pairs = (each.partition(".") for each in told.split(","))
    return {key: state for key, _, state in pairs}
