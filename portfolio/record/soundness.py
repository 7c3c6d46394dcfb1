"""Whether the record is whole: checkpoints, the sealer, the places outside and the keys."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from audit.models import (
    AuditEvent,
    AuditPending,
    CheckpointDelivery,
    RecordCheckpoint,
    RecordLog,
    Sealer,
)
from audit.outside import SinkState
from audit.sinks import Sink, configured_sinks


def newest_log() -> QuerySet[RecordLog, int]:
    """The key of the log that is written now, for a subquery."""
    return RecordLog.objects.order_by("-pk").values_list("pk", flat=True)[:1]


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
    found = RecordCheckpoint.objects.filter(log=Subquery(newest_log())).select_related("log")
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
