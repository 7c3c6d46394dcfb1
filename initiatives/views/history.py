"""The history of an initiative, and one event of it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.kinds import all_event_kinds
from audit.models import AuditEvent
from audit.queries import kinds_among
from initiatives.facts import Fact, facts_of
from initiatives.history import history_for
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people.models import person
from people.permissions import Permission, may

PAGE_SIZE = 50


class KindFilter(forms.Form):
    """Which events of the history are shown."""

    kind = forms.ChoiceField(label="What happened", required=False)

    def __init__(self, *args: Any, kinds: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        occurring = set(kinds)
        self.labels = {
            kind.code: kind.label for kind in all_event_kinds() if kind.code in occurring
        }
        kind = cast("forms.ChoiceField", self.fields["kind"])
        kind.choices = [("", "Everything"), *self.labels.items()]


@dataclass(frozen=True, slots=True)
class Page:
    """Fifty events, newest first, with the ids that lead to newer and older ones."""

    events: list[AuditEvent]
    newer: uuid.UUID | None
    older: uuid.UUID | None


@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that happened, newest first, by day."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    events = history_for(viewer, initiative)
    form = KindFilter(request.GET, kinds=kinds_among(events))
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    page = _page(events.filter(kind=kind) if kind else events, request)
    days = groupby(page.events, key=lambda event: timezone.localdate(event.occurred_at))
    context = {
        "initiative": initiative,
        "form": form,
        "chips": [{"label": form.labels[kind], "remove_url": request.path}] if kind else [],
        "days": [(day, list(events)) for day, events in days],
        "newer_url": _address(kind, "after", page.newer),
        "older_url": _address(kind, "before", page.older),
    }
    return render(request, "initiatives/history.html", context)


@require_safe
def event(request: HttpRequest, reference: str, event_id: uuid.UUID) -> HttpResponse:
    """One event at its permanent address, as it was written down."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    found = history_for(viewer, initiative).filter(pk=event_id).first()
    if found is None:
        raise Http404
    context = {
        "initiative": initiative,
        "event": found,
        "facts": _facts(found),
        "occurred_utc": _in_utc(found.occurred_at),
        "recorded_utc": _in_utc(found.recorded_at),
        "object_url": _address_of_object(found, initiative),
        "may_see_proof": may(viewer, Permission.RECORD_VIEW),
    }
    return render(request, "initiatives/event.html", context)


def _in_utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"


def _page(events: QuerySet[AuditEvent], request: HttpRequest) -> Page:
    before, after = _cursor(request, "before"), _cursor(request, "after")
    if after:
        nearest = list(events.filter(pk__gt=after).order_by("id")[: PAGE_SIZE + 1])
        shown = nearest[:PAGE_SIZE][::-1]
        more_newer, more_older = len(nearest) > PAGE_SIZE, True
    else:
        nearest = list((events.filter(pk__lt=before) if before else events)[: PAGE_SIZE + 1])
        shown = nearest[:PAGE_SIZE]
        more_newer, more_older = before is not None, len(nearest) > PAGE_SIZE
    return Page(
        shown,
        newer=shown[0].pk if shown and more_newer else None,
        older=shown[-1].pk if shown and more_older else None,
    )


def _cursor(request: HttpRequest, name: str) -> uuid.UUID | None:
    """The place in the list that the address names; an unreadable one is the beginning."""
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _address(kind: str, direction: str, place: uuid.UUID | None) -> str:
    if place is None:
        return ""
    wanted = {"kind": kind, direction: str(place)}
    return "?" + urlencode({name: value for name, value in wanted.items() if value})


def _facts(found: AuditEvent) -> list[Fact]:
    personal = {name: text for name, text in found.personal.items() if name != "actor_label"}
    return facts_of({**found.content["data"], **personal})


def _address_of_object(found: AuditEvent, initiative: Initiative) -> str:
    """Where the object can be seen, where this app has a page for it."""
    if found.object_ref == initiative.reference:
        return initiative.get_absolute_url()
    kind, _, key = found.object_ref.partition(":")
    if kind == "invitation":
        return reverse("initiatives:invitation", args=[initiative.reference, key])
    return ""
