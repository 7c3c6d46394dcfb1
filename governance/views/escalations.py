"""Putting a question to an executive, both views beside each other, and the answer."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from governance import escalating
from governance.actions import (
    answer_escalation,
    answer_ownership,
    escalate,
    name_owner,
    write_escalation_view,
)
from governance.clarity_links import escalation_path
from governance.escalation_forms import (
    AnswerForm,
    EscalateForm,
    EscalationViewForm,
    OwnerForm,
    OwnershipForm,
)
from governance.escalation_reads import (
    came_of,
    days_without_owner,
    discussions,
    escalations_visible_to,
    executives,
    find_escalation,
)
from governance.models import Escalation
from governance.moving_forms import people_at
from governance.policies import speaks_for
from governance.session_forms import VersionedForm
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.forms import unmet
from people.models import User, person
from people.vocabulary import Party


@require_safe
def escalations(request: HttpRequest, ref: str) -> HttpResponse:
    """Every question that was put to an executive here."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    found = list(escalations_visible_to(viewer).filter(initiative=initiative))
    context = {
        "initiative": initiative,
        "escalations": found,
        "may_escalate": not initiative.is_ended and escalating.may_escalate(viewer, initiative),
        "path": escalation_path(initiative),
    }
    return render(request, "governance/escalations/escalations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def escalate_page(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask; a heads-up comes first where both sides have not talked about it (A30, D04)."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    form = _form(request, initiative)
    if request.method != "POST":
        return _ask_page(request, initiative, form)
    if form.is_valid() and (heads_up := _heads_up(initiative, form)):
        form.have_read()
        return _ask_page(request, initiative, form, heads_up=heads_up)
    sent: list[Escalation] = []
    code = unmet(form, lambda: sent.append(_send(initiative, form, viewer)))
    if code is not None:
        return _ask_page(request, initiative, form, status=code)
    messages.success(request, f"{sent[0].reference} is sent. Both sides were told at once.")
    return redirect(sent[0])


def _form(request: HttpRequest, initiative: Initiative) -> EscalateForm:
    sessions, inputs = discussions(initiative)
    asked = {name: request.GET[name] for name in ("topic", "discussed") if name in request.GET}
    return EscalateForm(
        request.POST if request.method == "POST" else None,
        executives=executives(),
        sessions=sessions,
        inputs=inputs,
        initial={**asked, **kept_forms.initial(request)},
    )


def _heads_up(initiative: Initiative, form: EscalateForm) -> str:
    typed = form.cleaned_data
    if typed["heads_up_read"]:
        return ""
    nowhere = not (form.session or form.design_input)
    if nowhere and not typed["no_session_reason"].strip():
        return ""  # The reason is missing; that is said first.
    return escalating.heads_up(
        initiative, form.session, form.design_input, is_emergency=typed["is_emergency"]
    )


def _send(initiative: Initiative, form: EscalateForm, viewer: User) -> Escalation:
    key = form.cleaned_data["submission_key"]
    return escalate(initiative, form.question(), actor=viewer, submission_key=key)


def _ask_page(
    request: HttpRequest,
    initiative: Initiative,
    form: EscalateForm,
    *,
    heads_up: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    viewer = person(request.user)
    context = {
        "initiative": initiative,
        "form": form,
        "heads_up": heads_up,
        "path": escalation_path(initiative),
        "may_escalate": not initiative.is_ended and escalating.may_escalate(viewer, initiative),
    }
    return render(request, "governance/escalations/escalate.html", context, status=status)


_Act = Callable[[Escalation, dict[str, Any], User], Escalation]

_VERBS: dict[str, tuple[_Act, str]] = {
    "view": (
        lambda found, typed, actor: write_escalation_view(found, **typed, actor=actor),
        "Your side's view stands beside the other one.",
    ),
    "answer": (
        lambda found, typed, actor: answer_escalation(found, **typed, actor=actor),
        "Both sides have been told at the same moment.",
    ),
    "owner": (
        lambda found, typed, actor: name_owner(found, **typed, actor=actor),
        "They are asked whether they will own it.",
    ),
    "ownership": (
        lambda found, typed, actor: answer_ownership(found, **typed, actor=actor),
        "Your answer is kept, and whoever decided is told.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def escalation(request: HttpRequest, ref: str, esc_ref: str) -> HttpResponse:
    """One question: what was tried, both views, what is asked, and the answer."""
    viewer = person(request.user)
    found = _found(ref, esc_ref, viewer)
    if request.method != "POST":
        return _page(request, found, _forms(found, viewer, initial=kept_forms.initial(request)))
    verb = request.POST.get("verb", "")
    if verb not in _VERBS:
        raise Http404
    act, told = _VERBS[verb]
    form = _bound(verb, found, request)
    code = unmet(form, lambda: act(found, form.cleaned_data, viewer))
    if code is None:
        messages.success(request, told)
        return redirect(found)
    if code == HTTPStatus.CONFLICT:
        found = _found(ref, esc_ref, viewer)
        form.now_seen(found.version)
    forms_now = {**_forms(found, viewer), verb: form}
    return _page(request, found, forms_now, refused=form, status=code)


def _found(ref: str, esc_ref: str, viewer: User) -> Escalation:
    found = find_escalation(esc_ref, viewer)
    if found.initiative.reference != ref:
        raise Http404
    return found


def _bound(verb: str, found: Escalation, request: HttpRequest) -> VersionedForm:
    people = people_at(found.initiative)
    if verb == "view":
        return EscalationViewForm(request.POST)
    if verb == "answer":
        return AnswerForm(request.POST, people=people)
    if verb == "owner":
        return OwnerForm(request.POST, people=people)
    return OwnershipForm(request.POST)


def _forms(
    found: Escalation, viewer: User, initial: dict[str, str] | None = None
) -> dict[str, VersionedForm]:
    """The forms that the viewer may fill in now, by verb."""
    kept = {"version": found.version, **(initial or {})}
    people = people_at(found.initiative)
    offered: dict[str, VersionedForm] = {}
    if escalating.is_asked(viewer, found):
        if escalating.is_open(found):
            offered["answer"] = AnswerForm(initial=kept, people=people)
        elif escalating.may_name_owner(found):
            offered["owner"] = OwnerForm(initial=kept, people=people)
    if escalating.may_answer_ownership(viewer, found):
        offered["ownership"] = OwnershipForm(initial=kept)
    party = _side_of(viewer, found)
    if party is not None and escalating.is_open(found):
        own = found.it_view if party == Party.IT else found.business_view
        offered["view"] = EscalationViewForm(initial={"text": own, **kept})
    return offered


def _side_of(viewer: User, found: Escalation) -> Party | None:
    party = speaks_for(viewer, found.initiative)
    may = party in escalating.SIDES and escalating.may_write_view(viewer, found.initiative, party)
    return party if may else None


def _page(
    request: HttpRequest,
    found: Escalation,
    offered: dict[str, VersionedForm],
    *,
    refused: forms.Form | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    viewer = person(request.user)
    party = _side_of(viewer, found)
    own_view = found.it_view if party == Party.IT else found.business_view
    context = {
        "initiative": found.initiative,
        "escalation": found,
        "is_open": escalating.is_open(found),
        "discussed_first": escalating.was_discussed_first(found),
        "came_of": came_of(found.session) if found.session else [],
        "days_without_owner": days_without_owner(found),
        "forms": offered,
        "view_form": offered.get("view"),
        "writes_view": party is not None and not own_view,
        "refused": refused,
        "path": escalation_path(found.initiative),
    }
    return render(request, "governance/escalations/escalation.html", context, status=status)
