"""Reads of the record for auditors, each with a fixed number of queries."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    F,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.http import Http404
from django.utils import timezone

from audit.kinds import UnregisteredEventKindError
from audit.models import (
    AuditEvent,
    AuditPending,
    CheckpointDelivery,
    RecordCheckpoint,
    RecordLeaf,
    RecordLog,
    Sealer,
)
from audit.outside import SinkState
from audit.sinks import Sink, configured_sinks
from initiatives.models import Initiative
from initiatives.queries import search
from portfolio.record.questions import NO_SIDE, SYSTEM, Asked

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
    leaves = RecordLeaf.objects.filter(event=OuterRef("pk"), log=Subquery(_newest_log()))
    titles = Initiative.objects.filter(reference=OuterRef("initiative_ref"))
    return events.annotate(
        leaf_index=Subquery(leaves.values("index")[:1]),
        initiative_title=Subquery(titles.values("title")[:1]),
    )


def _newest_log() -> QuerySet[RecordLog, int]:
    return RecordLog.objects.order_by("-pk").values_list("pk", flat=True)[:1]


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


# --- is it whole? -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of the record's soundness without looking at each event.

    Attributes:
        checkpoint: the last signed one of the log that is written now.
        waiting: events that are not sealed yet, and since when the oldest waits.
        refusal: why the sealer refuses to go on; empty when it does not.
        sinks: the places outside, as the settings name them.
    """

    checkpoint: RecordCheckpoint | None
    waiting: int
    waiting_since: dt.datetime | None
    refusal: str
    refused_at: dt.datetime | None
    sinks: list[SinkState]

    @property
    def failing(self) -> list[SinkState]:
        """Places that the last checkpoint did not reach."""
        return [sink for sink in self.sinks if sink.error]


def whole() -> Whole:
    """The state of the record; four queries whatever its size and however many places."""
    pending = AuditPending.objects.aggregate(n=Count("pk"), since=Min("event__recorded_at"))
    sealer = Sealer.objects.first() or Sealer()
    return Whole(
        checkpoint=last_checkpoint(),
        waiting=pending["n"],
        waiting_since=pending["since"],
        refusal=sealer.refusal,
        refused_at=sealer.refused_at,
        sinks=sink_states(),
    )


def last_checkpoint() -> RecordCheckpoint | None:
    """The largest signed checkpoint of the newest log, with the log; None before the first."""
    found = RecordCheckpoint.objects.filter(log=Subquery(_newest_log())).select_related("log")
    return found.order_by("-size").first()


def sink_states() -> list[SinkState]:
    """Each configured place, in order; one query for all of them."""
    waits = Q(delivered_at=None)
    errors = CheckpointDelivery.objects.filter(waits, sink=OuterRef("sink")).exclude(last_error="")
    rows = (
        CheckpointDelivery.objects.order_by()
        .values("sink")
        .annotate(
            size=Max("checkpoint__size", filter=~waits),
            since=Max("delivered_at"),
            failing_since=Min("checkpoint__signed_at", filter=waits),
            error=Subquery(errors.order_by("-checkpoint_id").values("last_error")[:1]),
        )
    )
    known: dict[str, dict[str, Any]] = {row["sink"]: dict(row) for row in rows}
    return [_sink_state(sink, known.get(sink.name, {})) for sink in configured_sinks()]


def _sink_state(sink: Sink, known: Mapping[str, Any]) -> SinkState:
    error = known.get("error") or ""
    return SinkState(
        name=sink.name,
        description=sink.describe(),
        size=known.get("size") or 0,
        since=known.get("since"),
        error=error,
        failing_since=known["failing_since"] if error else None,
    )


def checkpoints() -> QuerySet[RecordCheckpoint]:
    """Every signed checkpoint with its log and where it was sent; newest first, two queries."""
    return (
        RecordCheckpoint.objects.select_related("log")
        .prefetch_related("deliveries")
        .order_by("-id")
    )


@dataclass(frozen=True, slots=True)
class RecordKey:
    """A key that signs or signed checkpoints: what is needed to verify, and since when it is."""

    verifier: str
    since: dt.datetime


def record_keys() -> list[RecordKey]:
    """Every key that the record tells of, newest first."""
    made = AuditEvent.objects.filter(kind__in=("record.key_created", "record.key_rotated"))
    return [RecordKey(each.content["data"]["verifier"], each.occurred_at) for each in made]


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
