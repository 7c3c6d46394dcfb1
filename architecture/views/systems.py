"""The catalogue of systems: the list, one system, adding, changing and merging."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from architecture.actions import add_system, change_system, merge_systems
from architecture.catalogue.backstage_out import as_backstage
from architecture.catalogue.tables import as_table
from architecture.catalogue_forms import FilterForm, MergeForm, SystemForm
from architecture.models import System
from architecture.policies import may_keep_catalogue, may_read_catalogue
from architecture.queries import (
    SystemList,
    became,
    catalogue,
    filtered_systems,
    find_system,
    touching,
)
from initiatives.pagination import page_of
from people import kept_forms
from people.errors import NotPermitted
from people.forms import unmet
from people.models import User, person

KEYS = ("name", "pk")
_PLACES = ("after", "before")


@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """The catalogue, filtered, by name, 50 a page."""
    viewer = reader(request)
    found = filtered_systems(request.GET)
    after, before = (request.GET.get(name, "") for name in _PLACES)
    page = page_of(found.systems, KEYS, after=after, before=before)
    for sentence in found.not_understood.values():
        messages.info(request, f"{sentence} It was left aside.")
    if page.lost:
        messages.info(request, "That place in the list could not be read; this is its beginning.")
    matching = found.systems.count()
    context = {
        "page": page,
        "matching": matching,
        "total": catalogue().count() if found.is_narrowed else matching,
        "found": found,
        "form": FilterForm(found),
        "chips": _chips(request.GET, found),
        "previous_url": page.before and _address(request.GET, before=page.before),
        "next_url": page.after and _address(request.GET, after=page.after),
        "pager_note": "" if len(page.rows) == matching else f"{len(page.rows)} of {matching}",
        "asked": _address(request.GET),
        "may_keep": may_keep_catalogue(viewer),
    }
    return render(request, "architecture/catalogue/systems.html", context)


@require_safe
def export_csv(request: HttpRequest) -> HttpResponse:
    """The list as shown, as a table that can be brought back."""
    reader(request)
    text = as_table(filtered_systems(request.GET).systems.order_by(*KEYS))
    return _file(text.encode("utf-8-sig"), "text/csv; charset=utf-8", "csv")


@require_safe
def export_backstage(request: HttpRequest) -> HttpResponse:
    """The list as shown, as a Backstage catalogue."""
    reader(request)
    text = as_backstage(filtered_systems(request.GET).systems.order_by(*KEYS))
    return _file(text.encode(), "application/yaml; charset=utf-8", "yaml")


@require_safe
def system(request: HttpRequest, slug: str) -> HttpResponse:
    """One system and what touches it; a merged one leads to what it became."""
    viewer = reader(request)
    found = find_system(slug)
    if found.merged_into_id is not None:
        now = became(found)
        messages.info(request, f"{found.name} was merged into {now.name}.")
        return redirect(now)
    context = {
        "system": found,
        "touching": touching(found, viewer),
        "may_keep": may_keep_catalogue(viewer),
    }
    return render(request, "architecture/catalogue/system.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a system."""
    viewer = keeper(request)
    sent = request.method == "POST"
    form = SystemForm(request.POST) if sent else SystemForm(initial=kept_forms.initial(request))
    made: list[System] = []
    code = 200
    if sent:
        refused = unmet(
            form,
            lambda: made.append(
                add_system(
                    form.facts(),
                    actor=viewer,
                    submission_key=form.cleaned_data["submission_key"],
                )
            ),
        )
        if refused is None:
            messages.success(request, f"{made[0].name} is in the catalogue.")
            return redirect(made[0])
        code = refused
    context = {"form": form, "back_url": reverse("architecture:systems")}
    return render(request, "architecture/catalogue/add.html", context, status=code)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Say something new of a system."""
    viewer = keeper(request)
    found = find_system(slug)
    if request.method != "POST":
        form = SystemForm.of(found, **kept_forms.initial(request))
        return _change_page(request, found, form)
    form = SystemForm(request.POST, system=found)
    code = unmet(
        form,
        lambda: change_system(
            found, form.facts(), version=form.cleaned_data["version"] or 0, actor=viewer
        ),
    )
    if code is not None:
        return _change_page(request, found, form, status=code)
    messages.success(request, "The system is saved.")
    return redirect(found)


def _change_page(
    request: HttpRequest, found: System, form: SystemForm, *, status: int = 200
) -> HttpResponse:
    found.refresh_from_db()
    if status == 409:
        # The page now shows what somebody else wrote; the next sending is made in sight of it.
        typed = cast("QueryDict", form.data).copy()
        typed["version"] = str(found.version)
        form.data = typed
    context = {"form": form, "system": found, "changed_meanwhile": status == 409}
    return render(request, "architecture/catalogue/change.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Make two entries one; what would follow is shown first."""
    viewer = keeper(request)
    found = find_system(slug)
    others = System.objects.filter(merged_into=None).exclude(pk=found.pk).order_by("name")
    sent = request.method == "POST"
    asked = {"version": found.version, "into": request.GET.get("into", "")}
    form = MergeForm(
        request.POST if sent else None,
        others=others,
        initial={**asked, **kept_forms.initial(request)},
    )
    code = 200
    if sent:
        refused = unmet(
            form,
            lambda: merge_systems(
                found,
                form.cleaned_data["into"],
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                actor=viewer,
            ),
        )
        if refused is None:
            into = form.cleaned_data["into"]
            messages.success(request, f"{found.name} is merged into {into.name}.")
            return redirect(into)
        code = refused
    context = {"form": form, "system": found, "touching": touching(found, viewer)}
    return render(request, "architecture/catalogue/merge.html", context, status=code)


def reader(request: HttpRequest) -> User:
    """Who may read the catalogue.

    Raises:
        NotPermitted: people without a role, and those who sit in single sessions only.
    """
    viewer = person(request.user)
    if not may_read_catalogue(viewer):
        raise NotPermitted(
            "The catalogue of systems is for people who hold a role across initiatives.",
            way_out="Ask the person who looks after Joinery in your organisation for one.",
        )
    return viewer


def keeper(request: HttpRequest) -> User:
    """Who keeps the catalogue.

    Raises:
        NotPermitted: everybody but IT architects.
    """
    viewer = reader(request)
    if not may_keep_catalogue(viewer):
        raise NotPermitted(
            "IT architects keep the catalogue of systems.",
            way_out="Ask one of them to add or change the entry.",
        )
    return viewer


def _file(content: bytes, content_type: str, ending: str) -> HttpResponse:
    name = f"systems-{timezone.localdate():%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _address(asked: QueryDict, **changes: str) -> str:
    params = asked.copy()
    for name in (*_PLACES, *changes):
        params.pop(name, None)
    for name, value in changes.items():
        if value:
            params[name] = value
    return f"?{params.urlencode()}"


def _chips(asked: QueryDict, found: SystemList) -> list[dict[str, str]]:
    chips = []
    if found.words:
        chips.append({"label": f"“{found.words}”", "remove_url": _address(asked, q="")})
    return chips + [
        {
            "label": f"{each.label}: {each.words}",
            "remove_url": _address(asked, **{each.name: ""}),
        }
        for each in found.chosen
    ]
