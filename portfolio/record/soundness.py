"""Whether the record is whole: checkpoints, the sealer, the places outside and the keys."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet, Subquery

from audit.models import (
    AuditEvent,
    AuditPending,
    RecordCheckpoint,
    RecordLog,
    Sealer,
)
from audit.outside import SinkState, sink_states


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
