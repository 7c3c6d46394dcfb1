"""The clarity profile: all fields on one page, and each on its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.actions import answer_field, confirm_field
from governance.clarity.catalogue import Field, catalogue
from governance.clarity.facts import facts_of, forget_clarity
from governance.clarity.naming import Names
from governance.clarity.profile import profile_of
from governance.clarity_forms import FieldForm, GapForm, NotApplicableForm
from governance.clarity_pages import field_context, profile_context
from governance.vocabulary import FieldState
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.errors import ChangedMeanwhile, Refusal
from people.forms import show_refusal, shown_status
from people.models import person

_Form = FieldForm | GapForm | NotApplicableForm


@require_safe
def profile(request: HttpRequest, ref: str) -> HttpResponse:
    """The six areas, what the next move needs first (B22, B103, M13)."""
    user = person(request.user)
    context = profile_context(find_initiative(ref, user), user)
    return render(request, "governance/clarity/profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def field(request: HttpRequest, ref: str, field_id: str) -> HttpResponse:
    """One field: what stands there, its form, its questions, its history."""
    initiative = find_initiative(ref, person(request.user))
    asked = catalogue().get(field_id)
    kept = kept_forms.take(request)
    if request.method != "POST" and not (kept and asked):
        return page(request, initiative, field_id)
    if asked is None or not asked.parts:
        raise Http404
    sent = request.POST if request.method == "POST" else _as_sent(kept)
    names = Names()
    form = FieldForm(asked, facts_of(initiative), names, sent, rows=[])
    if request.method != "POST":
        return page(request, initiative, field_id, form=form, names=names)
    return _answered(request, initiative, asked, form, "form")


@require_http_methods(["GET", "HEAD", "POST"])
def known_gap(request: HttpRequest, ref: str, field_id: str) -> HttpResponse:
    """What is not known yet, with owner, day and safeguard (B68)."""
    initiative, asked = _found(request, ref, field_id)
    if request.method != "POST":
        form = GapForm(initial=kept_forms.initial(request), names=Names())
        return page(request, initiative, field_id, gap_form=form, opened="gap")
    form = GapForm(request.POST, names=Names())
    return _answered(request, initiative, asked, form, "gap_form")


@require_http_methods(["GET", "HEAD", "POST"])
def not_applicable(request: HttpRequest, ref: str, field_id: str) -> HttpResponse:
    """Why the field does not apply."""
    initiative, asked = _found(request, ref, field_id)
    if request.method != "POST":
        form = NotApplicableForm(initial=kept_forms.initial(request))
        return page(request, initiative, field_id, na_form=form, opened="na")
    return _answered(request, initiative, asked, NotApplicableForm(request.POST), "na_form")


@require_POST
def confirm(request: HttpRequest, ref: str, field_id: str) -> HttpResponse:
    """The other side says that it reads right."""
    initiative, asked = _found(request, ref, field_id)
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    try:
        confirm_field(initiative, asked.id, version=version, actor=person(request.user))
    except Refusal as refusal:
        forget_clarity(initiative)
        return page(request, initiative, field_id, refusal=refusal, status=refusal.status)
    messages.success(request, f"{asked.label}: confirmed by both sides.")
    return redirect("governance:clarity", initiative.reference)


def page(
    request: HttpRequest, initiative: Initiative, field_id: str, *, status: int = 200, **given: Any
) -> HttpResponse:
    """The field's page; a form that was sent is among what is given."""
    context = field_context(initiative, field_id, person(request.user), **given)
    template = "field" if "field" in context else "kept"
    return render(request, f"governance/clarity/{template}.html", context, status=status)


def _answered(
    request: HttpRequest, initiative: Initiative, asked: Field, form: _Form, name: str
) -> HttpResponse:
    opened = {"gap_form": "gap", "na_form": "na"}.get(name, "")
    if not form.is_valid():
        return page(request, initiative, asked.id, opened=opened, **_shown(form, name))
    try:
        answer_field(
            initiative,
            asked.id,
            form.answer(),
            actor=person(request.user),
            version=form.cleaned_data["version"],
        )
    except ChangedMeanwhile as refusal:
        forget_clarity(initiative)
        shown = _shown(_with_version(form, initiative, asked), name)
        return page(
            request, initiative, asked.id, opened=opened, refusal=refusal, status=409, **shown
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        status = shown_status(refusal)
        return page(
            request, initiative, asked.id, opened=opened, status=status, **_shown(form, name)
        )
    forget_clarity(initiative)
    messages.success(request, _said(initiative, asked))
    return redirect("governance:clarity", initiative.reference)


def _said(initiative: Initiative, asked: Field) -> str:
    standing = profile_of(initiative).standings[asked.id]
    if standing.state == FieldState.DRAFTED:
        return f"{asked.label}: kept as a draft. {standing.what_answers}"
    return f"{asked.label}: {standing.state.label.lower()}."


def _shown(form: _Form, name: str) -> dict[str, Any]:
    shown: dict[str, Any] = {name: form}
    if isinstance(form, FieldForm | GapForm):
        shown["names"] = form.names
    return shown


def _with_version(form: _Form, initiative: Initiative, asked: Field) -> _Form:
    """The form as it was sent, for the answer that stands there now."""
    answer = facts_of(initiative).answers.get(asked.id)
    sent = QueryDict(mutable=True)
    sent.update(form.data)
    sent["version"] = str(answer.version if answer else 0)
    if isinstance(form, FieldForm):
        return FieldForm(asked, facts_of(initiative), form.names, sent, rows=[])
    if isinstance(form, GapForm):
        return GapForm(sent, names=form.names)
    return NotApplicableForm(sent)


def _found(request: HttpRequest, ref: str, field_id: str) -> tuple[Initiative, Field]:
    initiative = find_initiative(ref, person(request.user))
    asked = catalogue().get(field_id)
    if asked is None or not asked.parts:
        raise Http404
    return initiative, asked


def _as_sent(kept: dict[str, list[str]]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in kept.items():
        sent.setlist(name, values)
    return sent
