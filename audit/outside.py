"""Checkpoints outside the database: carrying them there, and asking them before signing."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from audit import keys, merkle, reading
from audit.models import CheckpointDelivery, RecordLog
from audit.notes import Checkpoint, NoteError, Verifier, open_note, read_checkpoint
from audit.sinks import AlteredSinkError, Sink, SinkError, configured_sinks

WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))

log_ = structlog.get_logger(__name__)


class ForkedRecordError(RuntimeError):
    """Raised when a checkpoint kept outside is not a part of this tree."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The largest checkpoint of a log that somebody keeps outside, and who."""

    keeper: str
    checkpoint: Checkpoint


def refuse_fork(log: RecordLog) -> None:
    """Go on only when the last checkpoints, outside and here, are a part of the tree.

    A sink that does not answer is left out; its failing deliveries show it.

    Raises:
        ForkedRecordError: the outside is ahead (a restored backup) or holds another history, or
            what it keeps is none of our checkpoints.
    """
    size = reading.sealed_size(log)
    read = reading.hash_reader(log)
    for kept in _last_checkpoints(log):
        checkpoint = kept.checkpoint
        if checkpoint.size > size:
            raise ForkedRecordError(
                f"{kept.keeper} keeps a checkpoint of {checkpoint.size} events, but this database "
                f"has sealed {size}. It looks like a restored backup. Nothing is sealed until "
                "`manage.py audit start-origin` begins a new log that tells of the break."
            )
        if merkle.root(checkpoint.size, read) != checkpoint.root:
            raise ForkedRecordError(
                f"{kept.keeper} keeps another history of the first {checkpoint.size} events than "
                "this database has sealed. Keep both and compare them with `manage.py audit "
                "verify`; `manage.py audit start-origin` begins a new log once you know why."
            )


def _last_checkpoints(log: RecordLog) -> Iterator[Kept]:
    verifiers = keys.verifiers()
    latest = reading.latest_checkpoint(log)
    if latest is not None:
        yield Kept("This database", _opened(latest.note, verifiers, log.origin, "This database"))
    for sink in configured_sinks():
        try:
            kept = kept_by(sink, log.origin, verifiers)
        except SinkError as error:
            log_.warning("A sink does not answer.", sink=sink.name, error=str(error))
            continue
        if kept is not None:
            yield kept


def kept_by(sink: Sink, origin: str, verifiers: Sequence[Verifier]) -> Kept | None:
    """The largest checkpoint a sink keeps; None when it keeps none, or cannot be read back.

    Raises:
        ForkedRecordError: what it keeps is none of our checkpoints.
        SinkError: it does not answer.
    """
    keeper = sink.describe()
    try:
        note = sink.latest(origin)
    except AlteredSinkError as error:
        raise ForkedRecordError(str(error)) from error
    return Kept(keeper, _opened(note, verifiers, origin, keeper)) if note else None


def _opened(note: str, verifiers: Sequence[Verifier], origin: str, keeper: str) -> Checkpoint:
    try:
        checkpoint = read_checkpoint(open_note(note, verifiers).text)
    except NoteError as error:
        raise ForkedRecordError(
            f"{keeper} keeps something that is no checkpoint of ours. {error} Where its key was "
            f"lost, a line with its verifier in {keys.key_file()} makes it known again."
        ) from error
    if checkpoint.origin != origin:
        raise ForkedRecordError(
            f"{keeper} keeps a checkpoint of {checkpoint.origin} where that of {origin} should be."
        )
    return checkpoint


def last_outside(log: RecordLog) -> str:
    """The note of the log's largest checkpoint kept by any readable sink; else empty.

    Its signatures are not verified: it is to be told of as it was found.
    """
    found: dict[int, str] = {}
    for sink in configured_sinks():
        try:
            note = sink.latest(log.origin)
            if note:
                found[reading.stated_by(note).size] = note
        except (SinkError, NoteError) as error:
            log_.warning("A sink does not answer.", sink=sink.name, error=str(error))
    return found[max(found)] if found else ""


def deliver_due_checkpoints() -> int:
    """Carry the newest checkpoint to each sink that lacks it; returns how many arrived.

    A sink that fell behind gets the newest only: it states the older ones. One that fails is
    asked again later and later.
    """
    return sum(_deliver_to(sink) for sink in configured_sinks())


@dataclass(frozen=True, slots=True)
class SinkState:
    """How a sink is doing.

    Attributes:
        since: when something was last anchored there; None for never.
        error: why the last attempt failed; empty when it did not.
        failing_since: when the oldest checkpoint that waits for it was signed.
    """

    name: str
    description: str
    size: int
    since: dt.datetime | None
    error: str
    failing_since: dt.datetime | None


def sink_states() -> list[SinkState]:
    """Each configured sink, in order; one query for all of them."""
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
    return [_state(sink, known.get(sink.name, {})) for sink in configured_sinks()]


def _state(sink: Sink, known: Mapping[str, Any]) -> SinkState:
    error = known.get("error") or ""
    return SinkState(
        name=sink.name,
        description=sink.describe(),
        size=known.get("size") or 0,
        since=known.get("since"),
        error=error,
        failing_since=known["failing_since"] if error else None,
    )


def _waiting_for(sink: Sink) -> "QuerySet[CheckpointDelivery]":
    waiting = CheckpointDelivery.objects.filter(sink=sink.name, delivered_at=None)
    return waiting.select_related("checkpoint").order_by("checkpoint_id")


def _deliver_to(sink: Sink) -> int:
    waiting = list(_waiting_for(sink))
    now = timezone.now()
    if not waiting or max(each.due_at for each in waiting) > now:
        return 0
    newest = waiting[-1]
    newest.attempts = max(each.attempts for each in waiting) + 1
    try:
        sink.keep(newest.checkpoint.note, reading.stated_by(newest.checkpoint.note))
    except SinkError as error:
        newest.last_error = str(error)
        newest.due_at = now + WAITS[min(newest.attempts, len(WAITS)) - 1]
        newest.save(update_fields=["attempts", "last_error", "due_at"])
        log_.warning("A checkpoint did not arrive.", sink=sink.name, error=str(error))
        return 0
    newest.delivered_at = timezone.now()
    newest.last_error = ""
    newest.save(update_fields=["attempts", "last_error", "delivered_at"])
    CheckpointDelivery.objects.filter(pk__in=[each.pk for each in waiting[:-1]]).delete()
    return 1
