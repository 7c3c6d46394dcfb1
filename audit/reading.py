"""Reading the sealed tree: the current log, its size, its hashes."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from audit import events, merkle
from audit.models import AuditEvent, RecordCheckpoint, RecordLeaf, RecordLog, RecordTile
from audit.notes import Checkpoint, NoteError, Verifier, read_checkpoint

TILE_LEVELS = 8
TILE_WIDTH = 2**TILE_LEVELS
_KEPT_TILES = 256
_KEPT_NODES = 8192


def current_log() -> RecordLog:
    """The log that is being written; the first one is named after this installation."""
    latest = RecordLog.objects.order_by("-pk").first()
    return latest or begin_log(new_origin())


def all_logs() -> list[RecordLog]:
    """Every log, oldest first."""
    return list(RecordLog.objects.order_by("pk"))


def new_origin() -> str:
    """A name that no other installation's log has."""
    host = urlsplit(settings.BASE_URL).netloc
    return f"{host}/record/{uuid.uuid4().hex[:12]}"


def begin_log(origin: str, predecessor_note: str = "") -> RecordLog:
    """A new, empty log."""
    return RecordLog.objects.create(
        origin=origin, started_at=timezone.now(), predecessor_note=predecessor_note
    )


def sealed_size(log: RecordLog) -> int:
    """How many leaves the log has."""
    last = RecordLeaf.objects.filter(log=log).aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def latest_checkpoint(log: RecordLog) -> RecordCheckpoint | None:
    """The log's largest signed checkpoint."""
    return RecordCheckpoint.objects.filter(log=log).order_by("-size").first()


def stated_by(note: str) -> Checkpoint:
    """What a checkpoint's note states, whoever signed it.

    Raises:
        NoteError: it is no checkpoint.
    """
    return read_checkpoint(note[: note.rfind("\n\n") + 1])


def told_verifiers() -> list[Verifier]:
    """Public halves of the keys that the record tells of. Whoever can write it can add one."""
    made = AuditEvent.objects.filter(kind__in=[events.KEY_CREATED.code, events.KEY_ROTATED.code])
    found = []
    for event in made.order_by("pk"):
        with suppress(NoteError, KeyError, TypeError):
            found.append(Verifier.read(event.content["data"]["verifier"]))
    return found


@contextmanager
def one_moment() -> Iterator[None]:
    """See the record as it is now for as long as this lasts, while others go on writing."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Not atomic(): that would take the write lock, and keep everybody waiting.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def hash_reader(log: RecordLog) -> merkle.HashReader:
    """Reads hashes of complete subtrees: from tiles, and from leaves where no tile is full yet.

    Remembers what it has read; take a new one after sealing.
    """

    @lru_cache(maxsize=_KEPT_TILES)
    def tile(level: int, number: int) -> bytes:
        found = RecordTile.objects.filter(log=log, level=level, number=number)
        stored = found.values_list("hashes", flat=True).first()
        if stored is not None:
            return bytes(stored)
        return b"".join(_leaf_hashes(log, number)) if level == 0 else b""

    @lru_cache(maxsize=_KEPT_NODES)
    def read(level: int, index: int) -> bytes:
        within = level % TILE_LEVELS
        first = index << within
        hashes = tile(level // TILE_LEVELS, first // TILE_WIDTH)
        start = (first % TILE_WIDTH) * merkle.HASH_SIZE
        row = hashes[start : start + (merkle.HASH_SIZE << within)]
        if len(row) == merkle.HASH_SIZE << within:
            return folded(row)
        return merkle.node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))

    return read


def _leaf_hashes(log: RecordLog, number: int) -> list[bytes]:
    first = number * TILE_WIDTH
    leaves = RecordLeaf.objects.filter(log=log, index__gte=first, index__lt=first + TILE_WIDTH)
    return [bytes(each) for each in leaves.order_by("index").values_list("leaf_hash", flat=True)]


def folded(row: bytes) -> bytes:
    """The root over neighbouring hashes, a power of two of them."""
    hashes = [row[at : at + merkle.HASH_SIZE] for at in range(0, len(row), merkle.HASH_SIZE)]
    while len(hashes) > 1:
        hashes = [
            merkle.node_hash(left, right)
            for left, right in zip(hashes[::2], hashes[1::2], strict=True)
        ]
    return hashes[0]
