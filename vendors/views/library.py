"""The library of criteria: looked through by everybody, kept by both sides."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.actions.table import permit
from people import kept_forms
from people.forms import unmet
from people.models import User, person
from vendors import policies
from vendors.actions import add_template, change_template, retire_template
from vendors.forms import LibrarySearch, ReasonForm, WordingForm, worded
from vendors.models import CriterionTemplate
from vendors.queries import library
from vendors.vocabulary import CriterionGroup


@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """Every criterion by group, with anchors, evidence and references with their edition."""
    user = _reader(request)
    form = LibrarySearch(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {"q": "", "group": ""}
    found = list(library(asked["q"], group=asked["group"]))
    context = {
        "form": form if form.is_bound else LibrarySearch(),
        "groups": [
            (group, rows)
            for group in CriterionGroup
            if (rows := [each for each in found if each.group == group])
        ],
        "count": len(found),
        "is_filtered": bool(asked["q"] or asked["group"]),
        "may_keep": policies.may_keep_library(user),
    }
    return render(request, "vendors/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A criterion of our own, for every initiative."""
    user = _keeper(request)
    if request.method == "POST":
        form = WordingForm(request.POST)
        status = unmet(
            form,
            lambda: add_template(
                form.wording(), actor=user, submission_key=form.cleaned_data["submission_key"]
            ),
        )
        if status is None:
            messages.success(request, "The criterion is in the library.")
            return redirect("vendor_library:criteria")
    else:
        form, status = WordingForm(initial=kept_forms.initial(request)), HTTPStatus.OK
    return render(request, "vendors/library_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Words one of our own anew; what initiatives took from it keeps its words."""
    user = _keeper(request)
    template = _own(key)
    if request.method == "POST":
        form = WordingForm(request.POST)
        status = unmet(
            form,
            lambda: change_template(
                template, form.wording(), actor=user, version=form.cleaned_data["version"]
            ),
        )
        if status is None:
            messages.success(request, f"{template.key} is worded anew.")
            return redirect("vendor_library:criteria")
    else:
        initial = {**worded(template), "version": template.version}
        form = WordingForm(initial={**initial, **kept_forms.initial(request)})
        status = HTTPStatus.OK
    context = {"form": form, "template": template}
    return render(request, "vendors/library_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Takes one of our own from the library."""
    user = _keeper(request)
    template = _own(key)
    if request.method == "POST":
        form = ReasonForm(request.POST)
        status = unmet(
            form,
            lambda: retire_template(template, reason=form.cleaned_data["reason"], actor=user),
        )
        if status is None:
            messages.success(request, f"{template.key} is out of the library.")
            return redirect("vendor_library:criteria")
    else:
        form, status = ReasonForm(initial=kept_forms.initial(request)), HTTPStatus.OK
    context = {
        "heading": f"Take {template.key} from the library",
        "lead": template.question,
        "form": form,
        "label": "Take it out",
        "note": "Initiatives that ask it go on asking.",
        "back_url": reverse("vendor_library:criteria"),
    }
    return render(request, "vendors/reason.html", context, status=status)


def _reader(request: HttpRequest) -> User:
    user = person(request.user)
    permit(
        policies.may_see_library(user),
        "The library is for those who work across initiatives.",
        way_out="Ask somebody at your table for what you need.",
    )
    return user


def _keeper(request: HttpRequest) -> User:
    user = person(request.user)
    permit(
        policies.may_keep_library(user),
        "The library is kept by business and IT.",
        way_out="Ask a business lead or an IT architect.",
    )
    return user


def _own(key: str) -> CriterionTemplate:
    found = CriterionTemplate.objects.filter(key=key, retired_at=None, is_shipped=False).first()
    if found is None:
        raise Http404
    return found
