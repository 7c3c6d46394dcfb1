"""Signed checkpoints as statements about a log: those stored here, and those kept outside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit import merkle, reading
from audit.models import RecordCheckpoint, RecordLog
from audit.notes import Checkpoint, NoteError, UnknownKeyError, Verifier, open_note, read_checkpoint

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Statement:
    """A checkpoint and who makes it.

    Attributes:
        told_by: begins a sentence.
        trusted: a known key signed it.
        stored: it is of this database; the others come from outside.
        fault: why nothing follows from it; empty when it is as it was signed.
    """

    told_by: str
    checkpoint: Checkpoint
    trusted: bool = True
    stored: bool = False
    fault: str = ""

    @property
    def size(self) -> int:
        """Events it speaks of."""
        return self.checkpoint.size


def stored_statements(log: RecordLog, verifiers: Sequence[Verifier]) -> Iterator[Statement]:
    """The log's own checkpoints by size."""
    stored = RecordCheckpoint.objects.filter(log=log).order_by("size")
    for each in stored.iterator(chunk_size=CHUNK):
        yield _statement(each, log.origin, verifiers)


def _statement(stored: RecordCheckpoint, origin: str, verifiers: Sequence[Verifier]) -> Statement:
    name = f"The stored checkpoint of {stored.size} events"
    root = bytes(stored.root_hash).ljust(merkle.HASH_SIZE, b"\0")[: merkle.HASH_SIZE]
    columns = Checkpoint(origin, max(stored.size, 0), root)
    signed: Checkpoint | None = None
    trusted, fault = True, ""
    try:
        signed = read_checkpoint(open_note(stored.note, verifiers).text)
    except UnknownKeyError:
        trusted, signed = False, _unverified(stored.note)
    except NoteError as error:
        fault = f"is not what was signed: {error}"
    if not fault and signed != columns:
        fault = "has columns that differ from its note."
    return Statement(name, columns, trusted=trusted, stored=True, fault=fault)


def _unverified(note: str) -> Checkpoint | None:
    try:
        return reading.stated_by(note)
    except NoteError:
        return None


def told_by_successor(successor: RecordLog | None) -> Checkpoint | None:
    """The last outside checkpoint of a log, as the next log tells it."""
    return _unverified(successor.predecessor_note) if successor else None
