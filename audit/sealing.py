"""Sealing: committed events get their place in the tree, and a signed checkpoint says so.

Each step commits by itself and can be killed at any point: a batch without a checkpoint is signed
by the next run, a checkpoint without its deliveries cannot be.
"""

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from audit import keys, merkle, outside, reading
from audit.models import (
    AuditEvent,
    AuditPending,
    CheckpointDelivery,
    RecordCheckpoint,
    RecordLeaf,
    RecordLog,
    RecordTile,
    Sealer,
)
from audit.notes import Checkpoint, Signer, sign_note
from audit.sinks import configured_sinks

BATCH = 1000
LAG = dt.timedelta(minutes=5)
LEASE = dt.timedelta(minutes=1)
IDLE = dt.timedelta(minutes=10)
_SEALER = "sealer"
# Any number no other part of the database uses; the text spells what it locks.
_ADVISORY_KEY = int.from_bytes(b"seal", "big")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a run of the sealer did.

    Attributes:
        events: how many got their place.
        checkpoint: the one signed, if any.
        busy: another sealer was at work, so this one did nothing.
    """

    events: int = 0
    checkpoint: RecordCheckpoint | None = None
    busy: bool = False


def seal(after_step: Callable[[str], object] = lambda step: None) -> Sealed:
    """Seal all committed events and sign the tree; one sealer at a time.

    `after_step` is told of each committed step, for tests that stop there.

    Raises:
        NoRecordKeyError: there is no key to sign with.
        ForkedRecordError: what is kept outside is not a part of this tree.
    """
    with only_sealer() as alone:
        if not alone:
            return Sealed(busy=True)
        signers, log = _prepared()
        events = 0
        while added := _seal_batch(log):
            events += added
            after_step("batch")
        checkpoint = _sign(log, signers)
        after_step("checkpoint")
        Sealer.objects.filter(name=_SEALER).update(
            sealed_at=timezone.now(), refusal="", refused_at=None
        )
        return Sealed(events, checkpoint)


def _prepared() -> tuple[list[Signer], RecordLog]:
    try:
        signers = keys.signers()
        log = reading.current_log()
        outside.refuse_fork(log)
    except (keys.NoRecordKeyError, outside.ForkedRecordError) as error:
        _note_refusal(str(error))
        raise
    return signers, log


def sealer_state() -> Sealer:
    """The one sealer's row."""
    return Sealer.objects.get_or_create(name=_SEALER)[0]


def oldest_pending() -> dt.datetime | None:
    """When the oldest event that is not sealed yet was recorded."""
    pending = AuditEvent.objects.filter(auditpending__isnull=False).order_by("recorded_at")
    return pending.values_list("recorded_at", flat=True).first()


def trouble() -> str:
    """Why sealing is behind, in words; empty when it is not. Reads only."""
    state = Sealer.objects.filter(name=_SEALER).exclude(refusal="").first()
    if state is not None and state.refused_at is not None:
        return f"It refuses since {state.refused_at:%Y-%m-%d %H:%M} UTC: {state.refusal}"
    return lag()


def lag() -> str:
    """That an event waits longer than it should to be sealed, in words; empty when none does."""
    oldest = oldest_pending()
    waited = timezone.now() - oldest if oldest else dt.timedelta()
    if waited <= LAG:
        return ""
    minutes = waited // dt.timedelta(minutes=1)
    return (
        f"An event has been waiting for {minutes} minutes to be sealed. Is the worker running, and "
        "the scheduler?"
    )


def is_due() -> bool:
    """Whether there is something to seal or sign, or a place outside to be asked again.

    An idle record asks its places outside every ten minutes only, so that a restored backup is
    noticed without a conversation with each of them every few seconds.
    """
    state = Sealer.objects.filter(name=_SEALER).first()
    if state is None or state.sealed_at is None or state.refusal:
        return True
    if timezone.now() - state.sealed_at >= IDLE:
        return True
    if AuditPending.objects.exists():
        return True
    log = reading.current_log()
    latest = reading.latest_checkpoint(log)
    return reading.sealed_size(log) != (latest.size if latest else 0)


def refuses() -> bool:
    """Whether the sealer refused when it last ran."""
    return Sealer.objects.filter(name=_SEALER).exclude(refusal="").exists()


@contextmanager
def only_sealer() -> Iterator[bool]:
    """Keep others from sealing for as long as this lasts; false when another is at work."""
    hold = _advisory_lock if connection.vendor == "postgresql" else _lease
    with hold() as alone:
        yield alone


@contextmanager
def _advisory_lock() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY_KEY])
        (alone,) = cursor.fetchone()
    try:
        sealer_state()
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_KEY])


@contextmanager
def _lease() -> Iterator[bool]:
    """SQLite has no advisory locks: a row that is held until its time is up.

    A sealer that is slower than its lease does no harm: SQLite takes one batch after the other.
    """
    sealer_state()
    holder = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    now = timezone.now()
    mine = Sealer.objects.filter(name=_SEALER, holder=holder)
    free = Sealer.objects.filter(Q(holder="") | Q(held_until__lt=now), name=_SEALER)
    alone = free.update(holder=holder, held_until=now + LEASE) == 1
    try:
        yield alone
    finally:
        mine.update(holder="", held_until=None)


def _seal_batch(log: RecordLog) -> int:
    with transaction.atomic():
        pending = AuditPending.objects.order_by("event_id").values_list("event_id", flat=True)
        ids = list(pending[:BATCH])
        if not ids:
            return 0
        bodies = dict(AuditEvent.objects.filter(pk__in=ids).values_list("pk", "body"))
        size = reading.sealed_size(log)
        leaves = [
            RecordLeaf(
                log=log,
                index=size + place,
                event_id=pk,
                leaf_hash=merkle.leaf_hash(bytes(bodies[pk])),
            )
            for place, pk in enumerate(ids)
        ]
        RecordLeaf.objects.bulk_create(leaves)
        _store_full_tiles(log, size, size + len(leaves))
        AuditPending.objects.filter(event_id__in=ids).delete()
        return len(leaves)


def _store_full_tiles(log: RecordLog, before: int, after: int) -> None:
    """Store each tile that the growth of the tree has filled, level by level."""
    level = 0
    width = reading.TILE_WIDTH
    while after // width > before // width:
        read = reading.hash_reader(log)
        RecordTile.objects.bulk_create(
            RecordTile(
                log=log,
                level=level,
                number=number,
                hashes=b"".join(
                    read(level * reading.TILE_LEVELS, number * width + place)
                    for place in range(width)
                ),
            )
            for number in range(before // width, after // width)
        )
        before, after, level = before // width, after // width, level + 1


def _sign(log: RecordLog, signers: list[Signer]) -> RecordCheckpoint | None:
    size = reading.sealed_size(log)
    latest = reading.latest_checkpoint(log)
    if size == (latest.size if latest else 0):
        return None
    root = merkle.root(size, reading.hash_reader(log))
    note = sign_note(Checkpoint(log.origin, size, root).text(), *signers)
    now = timezone.now()
    with transaction.atomic():
        checkpoint = RecordCheckpoint.objects.create(
            log=log, size=size, root_hash=root, note=note, signed_at=now
        )
        CheckpointDelivery.objects.bulk_create(
            CheckpointDelivery(checkpoint=checkpoint, sink=sink.name, due_at=now)
            for sink in configured_sinks()
        )
    return checkpoint


def _note_refusal(words: str) -> None:
    Sealer.objects.filter(name=_SEALER).update(refusal=words, refused_at=timezone.now())
