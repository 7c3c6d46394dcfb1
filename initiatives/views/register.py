"""Registering an idea, keeping it as a draft, and meeting what is alike."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from initiatives import policies
from initiatives.actions import discard_draft, register_initiative, save_draft
from initiatives.desk_queries import draft_under, find_draft, usual_unit
from initiatives.forms import DRAFTED_FIELDS, RegisterForm
from initiatives.models import Initiative, RegistrationDraft
from initiatives.similarity import similar_initiatives
from people import kept_forms
from people.errors import NotPermitted, Refusal
from people.forms import show_refusal
from people.models import User, person


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The form; Register makes an initiative of it, Keep as draft keeps what is there."""
    viewer = person(request.user)
    if not policies.may_register_initiative(viewer):
        raise NotPermitted(
            "Only business leads register initiatives.",
            way_out="Ask a business lead of the unit, or an administrator for that role.",
        )
    draft = _draft_to_go_on_with(request, viewer)
    if request.method != "POST":
        form = RegisterForm(initial=_initial(request, viewer, draft))
        return _form_page(request, form, viewer, draft)
    form = RegisterForm(request.POST)
    answer = _keep(request, form, viewer, draft) if "keep" in request.POST else None
    if "keep" not in request.POST:
        answer = _register(request, form, viewer, draft)
    return answer or _form_page(request, form, viewer, draft)


@require_http_methods(["GET", "POST"])
def similar(request: HttpRequest) -> HttpResponse:
    """Initiatives like the one being typed; reads only.

    It may be asked by POST because a long text does not fit into an address. Nothing is sent
    when the page shows the same ones already, so that nothing is read out twice.
    """
    typed = request.POST or request.GET
    found = _similar(typed.get("title", ""), typed.get("problem", ""), person(request.user))
    if "shown" in typed and typed["shown"] == _references(found):
        return HttpResponse(status=204)
    context = {"similar": found, "references": _references(found), "typing": True}
    return render(request, "initiatives/_similar.html", context)


@require_POST
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Remove a draft of one's own; one that is gone already stays gone."""
    viewer = person(request.user)
    draft = find_draft(pk, viewer)
    if draft:
        discard_draft(draft, actor=viewer)
    messages.success(request, "The draft is gone.")
    return redirect("desk")


def _draft_to_go_on_with(request: HttpRequest, viewer: User) -> RegistrationDraft | None:
    key = request.GET.get("draft")
    if not key:
        return None
    draft = find_draft(key, viewer)
    if draft is None and request.method != "POST":
        raise Http404
    return draft


def _initial(request: HttpRequest, viewer: User, draft: RegistrationDraft | None) -> dict[str, Any]:
    initial: dict[str, Any] = dict(draft.content) if draft else {}
    initial.update(kept_forms.initial(request))
    if not initial.get("unit"):
        initial["unit"] = usual_unit(viewer)
    return initial


def _register(
    request: HttpRequest, form: RegisterForm, viewer: User, draft: RegistrationDraft | None
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        initiative = register_initiative(**form.cleaned_data, draft=draft, actor=viewer)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None
    messages.success(
        request,
        f"Registered as {initiative.reference}. Next: invite IT while the questions are open.",
    )
    return redirect(initiative)


def _keep(
    request: HttpRequest, form: RegisterForm, viewer: User, draft: RegistrationDraft | None
) -> HttpResponse | None:
    form.let_be_unfinished()
    form.is_valid()
    key = form.cleaned_data.get("submission_key") or uuid.uuid4()
    # The key of the first sending names the draft, so that a second one changes the same draft.
    draft = draft or draft_under(key, viewer)
    content = {name: request.POST.get(name, "") for name in DRAFTED_FIELDS}
    try:
        draft = save_draft(content, actor=viewer, draft=draft)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None
    until = date_format(timezone.localtime(draft.expires_at), "j F")
    messages.success(request, f"Kept as a draft until {until}. Only you see it.")
    return redirect("desk")


def _form_page(
    request: HttpRequest, form: RegisterForm, viewer: User, draft: RegistrationDraft | None
) -> HttpResponse:
    typed = {name: str(form[name].value() or "") for name in ("title", "problem")}
    found = _similar(typed["title"], typed["problem"], viewer)
    context = {
        "form": form,
        "draft": draft,
        "similar": found,
        "references": _references(found),
        "back_url": reverse("desk"),
    }
    return render(request, "initiatives/register.html", context)


def _similar(title: str, problem: str, viewer: User) -> list[Initiative]:
    return similar_initiatives(title[:200], problem[:5000], viewer)


def _references(initiatives: list[Initiative]) -> str:
    return " ".join(initiative.reference for initiative in initiatives)
