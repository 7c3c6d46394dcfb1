"""A table with its standing session, on a Monday; what was told; what a refusal must leave."""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.apps import apps
from icalendar import Calendar

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.models import SessionOccurrence, SessionSeries
from initiatives.models import Initiative
from people.errors import Refusal
from people.models import Notice, User

MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
FIRST = dt.date(2026, 11, 26)  # the third working day after that Monday
WEEK = dt.timedelta(weeks=1)


def later(**ahead: float) -> AbstractContextManager[None]:
    """The clock so much after that Monday morning."""
    return clock_at(MONDAY + dt.timedelta(**ahead))


def on(day: dt.date, clock: str = "10:00") -> dt.datetime:
    """A moment in UTC."""
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), dt.UTC)


def standing(initiative: Initiative) -> SessionSeries:
    """The initiative's newest series, as it is now."""
    found = SessionSeries.objects.select_related("initiative")
    return found.filter(initiative=initiative).order_by("-pk")[0]


def dates(series: SessionSeries, *states: str) -> list[SessionOccurrence]:
    """Its dates as they are now, in those states or in any, soonest first."""
    found = SessionOccurrence.objects.filter(series=series)
    found = found.select_related("rhythm", "series__initiative")
    return list(found.filter(state__in=states) if states else found)


def slots(series: SessionSeries, *states: str) -> list[dt.date]:
    """The days its rhythms gave its dates."""
    return [each.slot_on for each in dates(series, *states)]


def fresh(occurrence: SessionOccurrence) -> SessionOccurrence:
    """The date as it is now."""
    found = SessionOccurrence.objects.select_related("rhythm", "series__initiative")
    return found.get(pk=occurrence.pk)


class Told(list[Notice]):
    """Notices that a block wrote."""

    def to(self, person: User) -> list[Notice]:
        """Those for one person."""
        return [each for each in self if each.recipient_id == person.pk]

    @property
    def methods(self) -> dict[str, int]:
        """How many of each calendar method, by the beginning of their keys."""
        counts: dict[str, int] = {}
        for each in self:
            name = f"{each.unique_key.partition(':')[0]} {each.calendar_method}".strip()
            counts[name] = counts.get(name, 0) + 1
        return counts


@contextmanager
def told() -> Iterator[Told]:
    """Collects the notices that the block writes; filled when the block ends."""
    before = set(Notice.objects.values_list("pk", flat=True))
    found = Told()
    yield found
    found += Notice.objects.exclude(pk__in=before).order_by("unique_key")


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Collects the kinds of events that the block records, in order."""
    before = set(AuditEvent.objects.values_list("pk", flat=True))
    kinds: list[str] = []
    yield kinds
    new = AuditEvent.objects.exclude(pk__in=before).order_by("recorded_at", "pk")
    kinds += new.values_list("kind", flat=True)


@contextmanager
def refused(error: type[Refusal], words: str = "", *, field: str = "") -> Iterator[None]:
    """The block is refused with a way out, changes nothing and records nothing."""
    before = everything()
    with pytest.raises(error) as refusal:
        yield
    assert words in refusal.value.message
    assert refusal.value.field == field
    assert refusal.value.way_out
    assert everything() == before


def everything() -> dict[str, Any]:
    """Every row that an action could touch."""
    models = [
        model
        for app in ("people", "initiatives", "governance", "audit")
        for model in apps.get_app_config(app).get_models()
    ]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models
    }


def event_of(notice: Notice) -> Any:
    """The first event of the notice's calendar part."""
    return Calendar.from_ical(notice.calendar_text).walk("VEVENT")[0]


def sequence_of(notice: Notice) -> int:
    """The SEQUENCE that the calendar part carries."""
    return int(event_of(notice)["SEQUENCE"])
