"""What an export is asked for on the command line."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from audit.exporting.selection import ExportError
from audit.models import AuditEvent


@dataclass(frozen=True, slots=True)
class Question:
    """Which events.

    Attributes:
        initiative: reference, or empty for all.
        kinds: codes of kinds, or none for all.
        since: first day on which they happened, UTC.
        until: last day, included.
    """

    initiative: str = ""
    kinds: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    def events(self) -> QuerySet[AuditEvent]:
        """The events asked for."""
        events = AuditEvent.objects.order_by()
        if self.initiative:
            events = events.filter(initiative_ref=self.initiative)
        if self.kinds:
            events = events.filter(kind__in=self.kinds)
        if self.since:
            events = events.filter(occurred_at__gte=_midnight(self.since))
        if self.until:
            events = events.filter(occurred_at__lt=_midnight(self.until + dt.timedelta(days=1)))
        return events

    def in_words(self) -> dict[str, str]:
        """Each part that is asked, as people read it; empty for the whole record."""
        told = {
            "initiative": self.initiative,
            "kinds": ", ".join(self.kinds),
            "since": f"{self.since} UTC" if self.since else "",
            "until": f"{self.until} UTC, included" if self.until else "",
        }
        return {name: words for name, words in told.items() if words}


def named_question(name: str, asked: Question) -> Question:
    """The question narrowed to the kinds that a named one stands for.

    Raises:
        ExportError: there is no question of that name.
    """
    found = _questions().get(name)
    if found is None:
        offered = ", ".join(sorted(_questions())) or "none"
        raise ExportError(f"There is no question {name}. There are: {offered}.")
    return replace(asked, kinds=tuple(found.kinds()))


def question_names() -> list[str]:
    """Names of the questions that the apps above offer."""
    return sorted(_questions())


def _questions() -> Mapping[str, Any]:
    return {
        name: question
        for path in settings.RECORD_QUESTIONS
        for name, question in import_string(path).items()
    }


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min), dt.UTC)
