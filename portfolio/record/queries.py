"""Reads of the record for auditors, each with a fixed number of queries."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func, OuterRef, Q, QuerySet, Subquery, TextField
from django.http import Http404
from django.utils import timezone

from audit.kinds import UnregisteredEventKindError
from audit.models import AuditEvent, RecordLeaf
from initiatives.models import Initiative
from initiatives.queries import search
from portfolio.record.questions import NO_SIDE, SYSTEM, Asked
from portfolio.record.soundness import newest_log

MOST_WORDS = 8
CLOCKS_DIFFER = dt.timedelta(days=1)
_REFERENCE = re.compile(r"[A-Za-z]{2,}-\d{4}-\d+", re.ASCII)
_SUBJECTS = {
    "business": "Business",
    "it": "IT",
    "vendor": "A vendor",
    "executive": "An executive",
    "oversight": "An auditor",
}


class ObjectLabel(Func):
    """The name of what an event is about, out of its body."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **options: Any) -> Any:
        """The body is a BLOB, which SQLite would take for its own binary JSON."""
        template = "json_extract(CAST(%(expressions)s AS TEXT), '$.object.label')"
        return self.as_sql(compiler, connection, template=template, **options)

    def as_postgresql(self, compiler: Any, connection: Any, **options: Any) -> Any:
        """json, not jsonb: it reads no more than it is asked for."""
        template = "(convert_from(%(expressions)s, 'UTF8')::json #>> '{object,label}')"
        return self.as_sql(compiler, connection, template=template, **options)


def matching(asked: Asked) -> QuerySet[AuditEvent]:
    """The events that a question asks for, newest first, without anything that goes with them."""
    events = AuditEvent.objects.order_by("-id")
    if asked.kind:
        events = events.filter(kind__in=asked.kinds)
    if asked.initiative:
        events = events.filter(_of_initiative(asked.initiative))
    if asked.party:
        events = events.filter(_of_side(asked.party))
    if asked.begins:
        events = events.filter(_not_before(asked.begins))
    if asked.ends:
        events = events.filter(occurred_at__lt=asked.ends)
    return _about(events, asked.q)


def shown(events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """Events with what a row of the table shows: place in the log and title of the initiative."""
    return _placed(events).prefetch_related("payloads")


def find_event(event_id: uuid.UUID) -> AuditEvent:
    """One event with its place in the log.

    Raises:
        Http404: there is none.
    """
    found = shown(AuditEvent.objects.filter(pk=event_id)).first()
    if found is None:
        raise Http404
    return found


def index_of(event: AuditEvent) -> int | None:
    """The event's place in the log, from 0; None while it is not sealed. As `shown` found it."""
    index: int | None = getattr(event, "leaf_index", None)
    return index


def title_of_initiative(event: AuditEvent) -> str:
    """The initiative's title as it is now; empty without one. As `shown` found it."""
    return getattr(event, "initiative_title", None) or ""


def _placed(events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    leaves = RecordLeaf.objects.filter(event=OuterRef("pk"), log=Subquery(newest_log()))
    titles = Initiative.objects.filter(reference=OuterRef("initiative_ref"))
    return events.annotate(
        leaf_index=Subquery(leaves.values("index")[:1]),
        initiative_title=Subquery(titles.values("title")[:1]),
    )


def _of_initiative(asked: str) -> Q:
    if _REFERENCE.fullmatch(asked):
        return Q(initiative_ref=asked.upper())
    found = search(Initiative.objects.order_by(), asked)
    return Q(initiative_ref__in=found.values("reference"))


def _of_side(party: str) -> Q:
    by_system = Q(actor_id__startswith="system:")
    if party == SYSTEM:
        return by_system
    return Q(actor_party="") & ~by_system if party == NO_SIDE else Q(actor_party=party)


def _not_before(moment: dt.datetime) -> Q:
    """What happened at the moment or later.

    Ids begin with the time they were given, and nothing is written down before it happens, so the
    key's index leaves out most of a long record. A day's grace is for clocks that differ.
    """
    earliest = max(0, int((moment - CLOCKS_DIFFER).timestamp() * 1000))
    return Q(id__gte=uuid.UUID(int=earliest << 80), occurred_at__gte=moment)


def _about(events: QuerySet[AuditEvent], words: str) -> QuerySet[AuditEvent]:
    if not words:
        return events
    # Nobody is searched for: what was done about a person is found by its kind, not by the person.
    events = events.exclude(object_ref__startswith="person:").alias(label=ObjectLabel(F("body")))
    for word in words.split()[:MOST_WORDS]:
        events = events.filter(Q(label__icontains=word) | Q(object_ref__iexact=word))
    return events


# --- telling events -----------------------------------------------------------------------------


def subject_of(event: AuditEvent) -> str:
    """Who acted, as a side: lists tell of no person."""
    if event.actor_id.startswith("system:"):
        return event.actor_label
    return _SUBJECTS.get(event.actor_party, "Somebody without a side")


def label_of(event: AuditEvent) -> str:
    """The words for the event's kind; its code where no app registers it any more."""
    try:
        return event.event_kind.label
    except UnregisteredEventKindError:
        return event.kind


def sentence_of(event: AuditEvent) -> str:
    """What happened; still readable where no app registers the kind any more."""
    try:
        return event.sentence
    except UnregisteredEventKindError:
        return f"did something that this release has no words for ({event.kind})"


@dataclass(frozen=True, slots=True)
class Erasure:
    """That a personal value of an event was erased."""

    field: str
    at: dt.datetime
    by: str
    reason: str
    event_id: uuid.UUID


def erasures_of(event: AuditEvent) -> dict[str, Erasure]:
    """What was erased of an event, by field; two queries."""
    found = AuditEvent.objects.filter(object_ref=f"event:{event.pk}", kind="record.erased")
    return {
        each.content["data"]["field"]: Erasure(
            each.content["data"]["field"],
            each.occurred_at,
            each.actor_label,
            each.content["data"]["reason"],
            each.pk,
        )
        for each in found.prefetch_related("payloads")
    }


# --- what changed -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changed:
    """How often one kind of thing happened, and the question that lists it."""

    label: str
    count: int
    asked: Asked


def changed_since(day: dt.date, words: Mapping[str, str]) -> list[Changed]:
    """Events by kind since a day, most first, in the words given for kinds; never by person."""
    since = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    rows = (
        AuditEvent.objects.filter(_not_before(since))
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
    )
    counted = [Changed(words.get(kind, kind), n, Asked(kind=kind, since=day)) for kind, n in rows]
    return sorted(counted, key=lambda each: (-each.count, each.label))
