"""The use case: its wording, and how it read before (A14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from initiatives import policies
from initiatives.actions import change_use_case
from initiatives.models import Initiative, UseCaseVersion
from initiatives.queries import find_initiative
from initiatives.workspace_forms import UseCaseForm
from people import kept_forms
from people.forms import unmet
from people.models import person

_LABELS = {
    "title": "Title",
    "problem": "Problem",
    "business_goal": "What business wants",
    "operability_goal": "What keeps it operable",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One text as it reads, or read, under its label; empty where nothing was said."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the use case with the texts that it worded anew."""

    version: UseCaseVersion
    changed: list[Wording]


@require_http_methods(["GET", "HEAD", "POST"])
def use_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Word the use case, and see every version; two people at once lose nothing."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    if request.method != "POST":
        kept = kept_forms.initial(request)
        return _page(request, initiative, UseCaseForm.of(initiative, **kept))
    form = UseCaseForm(request.POST)
    code = unmet(
        form,
        lambda: change_use_case(
            initiative,
            changes={name: form.cleaned_data[name] for name in _LABELS},
            version=form.cleaned_data["version"],
            actor=viewer,
        ),
    )
    if not code:
        messages.success(request, "The use case is saved. The wording before it is kept.")
        return redirect("initiatives:use-case", reference)
    meanwhile = _worded_meanwhile(initiative, form) if code == HTTPStatus.CONFLICT else []
    return _page(request, initiative, form, meanwhile=meanwhile, status=code)


def _worded_meanwhile(initiative: Initiative, form: UseCaseForm) -> list[Wording]:
    """What somebody else worded anew since the form was opened.

    The form then builds on that version: it takes over their text where nothing else was typed,
    and keeps what was typed elsewhere, so that saving it again is a choice made in sight of both.
    """
    initiative.refresh_from_db()
    typed = form.cleaned_data
    opened = initiative.versions.filter(number=typed["version"]).first()
    now = {name: getattr(initiative, name) for name in _LABELS}
    before = {name: getattr(opened, name) if opened else typed[name] for name in _LABELS}
    untouched = {name: text for name, text in now.items() if typed[name] == before[name]}
    form.data = {**typed, **(untouched if opened else {}), "version": initiative.version}
    return [
        Wording(label, now[name]) for name, label in _LABELS.items() if now[name] != before[name]
    ]


def _page(
    request: HttpRequest,
    initiative: Initiative,
    form: UseCaseForm,
    *,
    meanwhile: Iterable[Wording] = (),
    status: int = 200,
) -> HttpResponse:
    may_change = policies.may_change_use_case(person(request.user), initiative)
    context = {
        "initiative": initiative,
        "form": form,
        "meanwhile": meanwhile,
        "versions": _versions(initiative),
        "may_change": may_change and not initiative.is_ended,
    }
    return render(request, "initiatives/use_case.html", context, status=status)


def _versions(initiative: Initiative) -> list[Version]:
    """Newest first, each with what it worded anew."""
    newest_first = list(initiative.versions.all())
    before = [*newest_first[1:], None]
    return [
        Version(version, _changed(version, earlier))
        for version, earlier in zip(newest_first, before, strict=True)
    ]


def _changed(version: UseCaseVersion, earlier: UseCaseVersion | None) -> list[Wording]:
    return [
        Wording(label, getattr(version, name))
        for name, label in _LABELS.items()
        if getattr(version, name) != (getattr(earlier, name) if earlier else "")
    ]
