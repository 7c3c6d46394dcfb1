"""The design inputs of an initiative, as a board or as a list."""

from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance.forms import InputFilterForm
from governance.policies import may_raise_design_input, permitted_moves
from governance.queries import PlacedInput, matching_inputs, place, placed_inputs
from governance.vocabulary import InputState
from initiatives.models import Initiative
from initiatives.pagination import page_of
from initiatives.queries import find_initiative
from people.models import User, person

# What can be said with one press; every other answer needs a word or a day.
_ONE_PRESS = frozenset({InputState.DISCUSSED, InputState.INCORPORATED})
_NEWEST = ("-raised_at", "-pk")


@dataclass(frozen=True, slots=True)
class Card:
    """A design input on the board, with where the viewer may move it."""

    placed: PlacedInput
    at_once: list[InputState]
    with_a_word: list[InputState]


@dataclass(frozen=True, slots=True)
class Lane:
    """One state's column."""

    state: InputState
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    remove_url: str


@require_safe
def inputs(request: HttpRequest, ref: str) -> HttpResponse:
    """Every design input; the view and its filters stand in the address."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    as_list = request.GET.get("view") == "list"
    form = InputFilterForm({**request.GET.dict(), "view": "list" if as_list else "board"})
    context = list_context(initiative, form, request.GET) if as_list else {}
    if not as_list:
        context = board_context(initiative, form, request.GET, user)
    context |= {
        "initiative": initiative,
        "form": form,
        "chips": [Chip(label, _address(request.GET, drop=name)) for name, label in form.in_use()],
        "other_view": _address(request.GET, view="board" if as_list else "list"),
        "may_raise": may_raise_design_input(user) and not initiative.is_ended,
        "clear_url": "?view=list" if as_list else "?view=board",
    }
    return render(request, "governance/inputs.html", context)


def board_context(
    initiative: Initiative, form: InputFilterForm, shown: QueryDict, user: User
) -> dict[str, Any]:
    """What the board's fragment needs, also after a card was moved."""
    found = placed_inputs(initiative, form.wanted())
    cards = [_card(placed, initiative, user) for placed in found]
    by_state: dict[str, list[Card]] = {state: [] for state in InputState}
    for card in cards:
        by_state[card.placed.design_input.state].append(card)
    lanes = [Lane(state, by_state[state]) for state in InputState]
    return {
        "initiative": initiative,
        "lanes": [lane for lane in lanes if lane.state != InputState.WITHDRAWN],
        "withdrawn": by_state[InputState.WITHDRAWN],
        "total": len(cards),
        "back": shown.urlencode() or "view=board",
    }


def list_context(initiative: Initiative, form: InputFilterForm, shown: QueryDict) -> dict[str, Any]:
    """One page of the list, newest first."""
    prefetch_related_objects([initiative], "milestones")
    found = matching_inputs(initiative, form.wanted())
    page = page_of(found, _NEWEST, after=shown.get("after", ""), before=shown.get("before", ""))
    total = found.count()
    return {
        "placed": place(page.rows, initiative.milestones.all()),
        "total": total,
        "pager_note": f"{len(page.rows)} of {total}",
        "previous_url": _address(shown, drop="after", before=page.before) if page.before else "",
        "next_url": _address(shown, drop="before", after=page.after) if page.after else "",
    }


def board_url(initiative: Initiative, back: str) -> str:
    """The board or list that somebody came from; `back` is only ever its query."""
    query = QueryDict(back).urlencode()
    return f"{reverse('governance:inputs', args=[initiative.reference])}?{query}"


def _card(placed: PlacedInput, initiative: Initiative, user: User) -> Card:
    moves = permitted_moves(user, placed.design_input, initiative)
    return Card(
        placed,
        [state for state in moves if state in _ONE_PRESS],
        [state for state in moves if state not in _ONE_PRESS],
    )


def _address(shown: QueryDict, drop: str = "", **changes: str) -> str:
    query = shown.copy()
    for name in ("after", "before", drop):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"
