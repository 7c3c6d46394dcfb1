"""That one event is in the signed record: computed here from its own bytes, not looked up."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from audit import merkle
from audit.models import AuditEvent, RecordCheckpoint
from audit.notes import NoteError, open_note
from audit.reading import hash_reader, stated_by, told_verifiers
from audit.verification.agreement import disagreements, told
from portfolio.record import queries, soundness


@dataclass(frozen=True, slots=True)
class Step:
    """One step up the tree: two hashes side by side, and the one above them.

    Attributes:
        sibling: the hash beside ours, from the proof.
        sibling_first: it stands to the left of ours.
        first, last: indexes of the events that the sibling stands for.
        ours: our hash below, from the step before.
        above: the hash of the two.
    """

    sibling: bytes
    sibling_first: bool
    first: int
    last: int
    ours: bytes
    above: bytes

    @property
    def of_one(self) -> bool:
        """Whether the sibling stands for one event only."""
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Proof:
    """What leads from an event to a signed checkpoint, and whether it does.

    Attributes:
        index: the event's place in the log, from 0; None while it is not sealed.
        leaf: the hash of the event's bytes as they are in the database now.
        checkpoint: the signed checkpoint that covers it; None while there is none.
        path: the hashes beside the way.
        steps: the way, from the event upwards.
        included: the way ends in the signed root.
        signed: a key that the record tells of has signed the checkpoint.
        differences: where what is kept beside the event's bytes does not agree with them, in words.
    """

    index: int | None
    leaf: bytes
    checkpoint: RecordCheckpoint | None = None
    path: Sequence[bytes] = ()
    steps: Sequence[Step] = field(default=())
    included: bool = False
    signed: bool = False
    differences: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        """Whether the event is proved to be in the signed record."""
        return self.included and self.signed and not self.differences

    @property
    def number(self) -> int | None:
        """The event's place counted from 1, as people count."""
        return None if self.index is None else self.index + 1


def prove(event: AuditEvent) -> Proof:
    """The proof of an event of `queries.find_event`."""
    index = queries.index_of(event)
    leaf = merkle.leaf_hash(bytes(event.body))
    differences = [words for one in told([event.pk]).values() for words in disagreements(one)]
    checkpoint = soundness.last_checkpoint()
    if index is None or checkpoint is None or index >= checkpoint.size:
        return Proof(index, leaf, differences=differences)
    stated, signed = _stated(checkpoint)
    path = merkle.inclusion_proof(index, checkpoint.size, hash_reader(checkpoint.log))
    return Proof(
        index,
        leaf,
        checkpoint,
        path,
        steps(leaf, index, checkpoint.size, path),
        included=merkle.verify_inclusion(leaf, index, checkpoint.size, path, stated),
        signed=signed,
        differences=differences,
    )


def steps(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> list[Step]:
    """The way of an inclusion proof as RFC 6962 divides the tree, from the leaf upwards."""
    sides: list[tuple[bool, int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < middle:
            sides.append((False, middle, end - 1))
            end = middle
        else:
            sides.append((True, start, middle - 1))
            start = middle
    way = []
    ours = leaf
    for sibling, (sibling_first, first, last) in zip(path, reversed(sides), strict=True):
        above = merkle.node_hash(*((sibling, ours) if sibling_first else (ours, sibling)))
        way.append(Step(sibling, sibling_first, first, last, ours, above))
        ours = above
    return way


def _stated(checkpoint: RecordCheckpoint) -> tuple[bytes, bool]:
    """The root that the note states, and whether a key of the record has signed it."""
    try:
        open_note(checkpoint.note, told_verifiers())
    except NoteError:
        return stated_by(checkpoint.note).root, False
    return stated_by(checkpoint.note).root, True
