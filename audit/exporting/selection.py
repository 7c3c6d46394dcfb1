"""The sealed events that an export is about, and the tree that proves them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet

from audit import keys, merkle, reading
from audit.models import AuditEvent, RecordCheckpoint, RecordLeaf, RecordLog
from audit.notes import Checkpoint, NoteError, Verifier
from audit.verification.agreement import Told, told

CHUNK = 500
_EARLIER = 100


class ExportError(Exception):
    """Raised when there is nothing to export, or nowhere to; says why and the way out."""


@dataclass(slots=True)
class Selection:
    """Events in the order of the log, below one signed checkpoint.

    Attributes:
        question: what was asked, in words; empty for the whole record.
        kept_notes: checkpoints that somebody kept, to be proved consistent as well.
        count: how many were read so far; in the end how many there are.
    """

    log: RecordLog
    checkpoint: RecordCheckpoint
    tree: Checkpoint
    events: QuerySet[AuditEvent]
    question: Mapping[str, str]
    kept_notes: Sequence[str]
    read: merkle.HashReader
    progress: Callable[[int], object]
    count: int = 0

    def leaves(self) -> QuerySet[RecordLeaf]:
        """The leaves of the events, by index."""
        leaves = RecordLeaf.objects.filter(log=self.log, index__lt=self.tree.size)
        if self.question:
            leaves = leaves.filter(event__in=self.events.order_by().values("pk"))
        return leaves.order_by("index")

    def placed(self) -> Iterator[tuple[RecordLeaf, Told]]:
        """Each event with its place.

        Raises:
            ExportError: an event that was sealed is missing.
        """
        self.count = 0
        stream = self.leaves().iterator(chunk_size=CHUNK)
        while chunk := list(islice(stream, CHUNK)):
            found = told(leaf.event_id for leaf in chunk)
            for leaf in chunk:
                if leaf.event_id not in found:
                    raise ExportError(
                        f"Index {leaf.index}, event {leaf.event_id} is missing. "
                        "`manage.py audit verify` tells more."
                    )
                yield leaf, found[leaf.event_id]
            self.count += len(chunk)
            self.progress(len(chunk))

    @property
    def unsealed(self) -> int:
        """Matching events that the checkpoint does not prove, and that are left out."""
        sealed = RecordLeaf.objects.filter(log=self.log, index__lt=self.tree.size)
        return self.events.exclude(pk__in=sealed.values("event_id")).count()

    def verifiers(self) -> list[Verifier]:
        """Public halves of the keys that signed: of the key file, and as the record tells."""
        return list(dict.fromkeys([*keys.verifiers(), *reading.told_verifiers()]))

    def earlier_notes(self) -> Iterator[tuple[str, Checkpoint]]:
        """Checkpoints that the tree continues: those given, and the newest of the log.

        Raises:
            ExportError: a given one is not of this log, or larger.
        """
        seen = {self.tree.size}
        for note in self.kept_notes:
            stated = _stated(note)
            if stated.origin != self.tree.origin or stated.size > self.tree.size:
                raise ExportError(
                    f"The given checkpoint is of {stated.size} events of {stated.origin}; this "
                    f"export is of {self.tree.size} events of {self.tree.origin}."
                )
            seen.add(stated.size)
            yield note, stated
        older = RecordCheckpoint.objects.filter(log=self.log, size__lt=self.tree.size)
        for each in older.order_by("-size")[:_EARLIER]:
            if each.size not in seen:
                yield each.note, _stated(each.note)


def select(
    events: QuerySet[AuditEvent],
    question: Mapping[str, str],
    *,
    kept_notes: Sequence[str] = (),
    progress: Callable[[int], object] = lambda events: None,
) -> Selection:
    """The sealed ones of the events, below the newest checkpoint.

    Raises:
        ExportError: nothing has been signed yet.
    """
    log = RecordLog.objects.order_by("-pk").first()
    checkpoint = reading.latest_checkpoint(log) if log else None
    if log is None or checkpoint is None:
        raise ExportError("No checkpoint is signed yet. `manage.py audit checkpoint` makes one.")
    return Selection(
        log=log,
        checkpoint=checkpoint,
        tree=_stated(checkpoint.note),
        events=events,
        question=question,
        kept_notes=kept_notes,
        read=reading.hash_reader(log),
        progress=progress,
    )


def _stated(note: str) -> Checkpoint:
    try:
        return reading.stated_by(note)
    except NoteError as error:
        raise ExportError(f"A checkpoint cannot be read: {error}") from error
