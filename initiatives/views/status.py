"""Pausing, stopping, withdrawing and resuming, with who, why and what would resume it (B66)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from initiatives import policies
from initiatives.actions import (
    pause_initiative,
    resume_initiative,
    stop_initiative,
    withdraw_initiative,
)
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from initiatives.transitions import STATUS
from initiatives.vocabulary import Status
from initiatives.workspace_forms import InterruptForm, ResumeForm
from people import kept_forms
from people.forms import unmet
from people.models import User, person

_INTERRUPTING: dict[str, Callable[..., Initiative]] = {
    "pause": pause_initiative,
    "stop": stop_initiative,
}
_TOLD = {
    "pause": "The work is paused. Everybody who opens this page sees why.",
    "stop": "The work is stopped. Everybody who opens this page sees why.",
    "withdraw": "The initiative is withdrawn. It stays readable.",
    "resume": "The work goes on.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """What the status allows now, and every interruption so far."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    verbs = _open_verbs(viewer, initiative)
    if request.method != "POST":
        kept = kept_forms.initial(request)
        resume = ResumeForm(initial=kept)
        interrupt = _interrupt_form(verbs, initial={"verb": _first_way(verbs), **kept})
        return _page(request, initiative, verbs, resume, interrupt)
    verb = request.POST.get("verb", "")
    form: forms.Form
    if verb == "resume":
        form = ResumeForm(request.POST)
    else:
        form = InterruptForm(request.POST, verbs=["pause", "stop", "withdraw"])
    code = unmet(form, lambda: _act(initiative, verb, form.cleaned_data, viewer))
    if code:
        initiative.refresh_from_db(fields=["status"])
        verbs = _open_verbs(viewer, initiative)
        resume = form if isinstance(form, ResumeForm) else ResumeForm()
        interrupt = form if isinstance(form, InterruptForm) else _interrupt_form(verbs)
        return _page(request, initiative, verbs, resume, interrupt, refused=form, status=code)
    messages.success(request, _TOLD[verb])
    return redirect(initiative)


def _act(initiative: Initiative, verb: str, typed: dict[str, Any], actor: User) -> None:
    if verb == "resume":
        resume_initiative(initiative, reason=typed["reason"], actor=actor)
    elif verb == "withdraw":
        withdraw_initiative(initiative, reason=typed["reason"], actor=actor)
    else:
        _INTERRUPTING[verb](
            initiative,
            reason=typed["reason"],
            resume_condition=typed["resume_condition"],
            actor=actor,
        )


def _open_verbs(viewer: User, initiative: Initiative) -> list[str]:
    """What the viewer may do from the present status, in the order of the transitions."""
    may = {"withdraw": policies.may_withdraw_initiative(viewer, initiative)}
    may_pause = policies.may_pause_initiative(viewer, initiative)
    now = Status(initiative.status)
    return [verb for state, verb in STATUS if state == now and may.get(verb, may_pause)]


def _interrupt_form(verbs: list[str], **options: Any) -> InterruptForm:
    return InterruptForm(verbs=[verb for verb in verbs if verb != "resume"], **options)


def _first_way(verbs: list[str]) -> str:
    return next((verb for verb in verbs if verb != "resume"), "")


def _page(
    request: HttpRequest,
    initiative: Initiative,
    verbs: list[str],
    resume: forms.Form,
    interrupt: forms.Form,
    *,
    refused: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    interruptions = list(initiative.interruptions.select_related("by"))
    context = {
        "initiative": initiative,
        "may_resume": "resume" in verbs,
        "may_interrupt": bool(_first_way(verbs)),
        "resume_form": resume,
        "interrupt_form": interrupt,
        "refused": refused,
        "interruption": next((each for each in interruptions if not each.ended_at), None),
        "earlier": [each for each in interruptions if each.ended_at],
    }
    return render(request, "initiatives/status.html", context, status=status)
