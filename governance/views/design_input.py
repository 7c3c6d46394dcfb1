"""One design input: read, answered, replied to."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from audit.models import AuditEvent
from audit.queries import history_of_object
from governance.actions import dispose_design_input, reply_to_disposition
from governance.embodying import integration_named
from governance.forms import (
    DispositionForm,
    InputFilterForm,
    ReplyForm,
)
from governance.models import DesignInput
from governance.policies import may_reply_to_disposition, permitted_moves, speaks_for
from governance.queries import PlacedInput, find_design_input, place, takes_reply
from governance.views.board import board_context, board_url
from governance.vocabulary import InputState
from people import kept_forms
from people.errors import ChangedMeanwhile, Refusal
from people.forms import show_refusal, shown_status
from people.models import person
from people.vocabulary import Party

_MOST_HISTORY = 100


@require_safe
def design_input(request: HttpRequest, ref: str, in_ref: str) -> HttpResponse:
    """Everything about one design input (A03, A06, A25)."""
    return _page(request, _found(request, ref, in_ref))


@require_http_methods(["GET", "HEAD", "POST"])
def dispose(request: HttpRequest, ref: str, in_ref: str) -> HttpResponse:
    """Answer it: one press on the board, or this form."""
    found = _found(request, ref, in_ref)
    if request.method == "POST":
        return _disposed(request, found)
    asked = {name: request.GET[name] for name in ("state", "back") if name in request.GET}
    form = DispositionForm(
        initial={"version": found.version, **asked, **kept_forms.initial(request)}
    )
    return _disposition_page(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, ref: str, in_ref: str) -> HttpResponse:
    """The raiser's word on the answer; it changes nothing and stays."""
    found = _found(request, ref, in_ref)
    if request.method != "POST":
        typed = {"version": found.version, **kept_forms.initial(request)}
        return _page(request, found, reply_form=ReplyForm(initial=typed))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reply_form=form)
    try:
        replied = reply_to_disposition(found, actor=person(request.user), **form.cleaned_data)
    except ChangedMeanwhile as refusal:
        typed = {**form.cleaned_data, "version": found.version}
        return _page(
            request, found, reply_form=ReplyForm(initial=typed), refusal=refusal, status=409
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(request, found, reply_form=form, status=shown_status(refusal))
    messages.success(request, "Your reply is kept beside the answer.")
    return redirect(replied)


def _disposed(request: HttpRequest, found: DesignInput) -> HttpResponse:
    form = DispositionForm(request.POST)
    if not form.is_valid():
        return _disposition_page(request, found, form)
    typed = dict(form.cleaned_data)
    back = typed.pop("back")
    try:
        moved = dispose_design_input(found, actor=person(request.user), **typed)
    except Refusal as refusal:
        if _is_partial(request):
            return _board(request, found, back, told=str(refusal), refused=True)
        return _not_disposed(request, found, form, refusal)
    told = f"{moved.reference} is {moved.get_state_display().lower()}."
    if _is_partial(request):
        return _board(request, moved, back, told=told)
    messages.success(request, told)
    return redirect(board_url(moved.initiative, back) if back else moved)


def _not_disposed(
    request: HttpRequest, found: DesignInput, form: DispositionForm, refusal: Refusal
) -> HttpResponse:
    """The form again with everything typed; after somebody else's answer also with that answer."""
    if not isinstance(refusal, ChangedMeanwhile):
        show_refusal(form, refusal)
        return _disposition_page(request, found, form, status=shown_status(refusal))
    now = find_design_input(found.reference, person(request.user))
    form = DispositionForm(initial={**form.cleaned_data, "version": now.version})
    return _disposition_page(request, now, form, refusal=refusal, status=shown_status(refusal))


def _disposition_page(
    request: HttpRequest,
    found: DesignInput,
    form: DispositionForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    moves = permitted_moves(person(request.user), found, found.initiative)
    form.limit_to(moves)
    back = str(form["back"].value() or "")
    context = {
        "initiative": found.initiative,
        "design_input": found,
        "placed": _placed(found),
        "form": form if moves else None,
        "refusal": refusal,
        "back_url": board_url(found.initiative, back) if back else found.get_absolute_url(),
    }
    return render(request, "governance/disposition.html", context, status=status)


def _page(
    request: HttpRequest,
    found: DesignInput,
    *,
    reply_form: ReplyForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    user = person(request.user)
    moves = permitted_moves(user, found, found.initiative)
    takes = may_reply_to_disposition(user, found) and takes_reply(found)
    context = {
        "initiative": found.initiative,
        "design_input": found,
        "placed": _placed(found),
        "about": integration_named(found.subject, found.initiative),
        "form": _answer_form(found, moves) if found.is_open and moves else None,
        "owes_answer": speaks_for(user, found.initiative) == found.answering_party,
        "may_take_up_again": not found.is_open and InputState.DISCUSSED in moves,
        "reply_form": (reply_form or _reply_form(found)) if takes else None,
        "refusal": refusal,
        "history": _history(found),
    }
    return render(request, "governance/input.html", context, status=status)


def _board(
    request: HttpRequest, moved: DesignInput, back: str, *, told: str, refused: bool = False
) -> HttpResponse:
    shown = QueryDict(back)
    user = person(request.user)
    context = board_context(moved.initiative, InputFilterForm(shown.dict()), shown, user)
    context |= {"moved": moved.reference, "told": told, "refused": refused}
    return render(request, "governance/_board.html", context)


def _found(request: HttpRequest, ref: str, in_ref: str) -> DesignInput:
    found = find_design_input(in_ref, person(request.user))
    if found.initiative.reference != ref:
        raise Http404
    return found


def _placed(design_input: DesignInput) -> PlacedInput:
    return place([design_input], design_input.initiative.milestones.all())[0]


def _answer_form(design_input: DesignInput, moves: list[InputState]) -> DispositionForm:
    form = DispositionForm(initial={"version": design_input.version})
    form.limit_to(moves)
    return form


def _reply_form(design_input: DesignInput) -> ReplyForm:
    return ReplyForm(initial={"version": design_input.version})


def _history(design_input: DesignInput) -> list[tuple[AuditEvent, str]]:
    events = history_of_object(design_input.audit_ref)[:_MOST_HISTORY]
    return [(event, _in_a_sentence(event.actor_party)) for event in events]


def _in_a_sentence(party: str) -> str:
    label = Party(party).label if party else ""
    return label if party == Party.IT else label.lower()


def _is_partial(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
