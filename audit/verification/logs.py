"""Verifying one log: its leaves, tiles and checkpoints, read once in the order of indexes."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from audit import events, merkle
from audit.models import RecordLeaf, RecordLog
from audit.notes import Verifier
from audit.verification.agreement import Told, disagreements, told
from audit.verification.statements import Statement, stored_statements, told_by_successor
from audit.verification.tiles import TileRows
from audit.verification.words import indexes

CHUNK = 500


class LogVerification:
    """One reading of one log: `findings` does it, the rest can be asked afterwards.

    Attributes:
        size: leaves that are where they belong.
        compared: checkpoints that were compared with them.
        remarks: what is not wrong and worth knowing.
    """

    def __init__(
        self,
        log: RecordLog,
        outside: Sequence[Statement],
        verifiers: Sequence[Verifier],
        *,
        successor: RecordLog | None,
    ) -> None:
        self.compared = 0
        self.remarks: list[str] = []
        self._log = log
        self._successor = successor
        self._lost = told_by_successor(successor)
        self._statements = heapq.merge(
            stored_statements(log, verifiers),
            sorted(outside, key=_by_size),
            key=_by_size,
        )
        self._tree = merkle.CompactRange()
        self._tiles = TileRows(log)
        self._next_index = 0
        self._has_gap = False
        self._agreed = 0
        self._proved = 0
        self._differing = 0
        self._untrusted: Statement | None = None

    @property
    def size(self) -> int:
        return self._tree.size

    def findings(self, progress: Callable[[int], object]) -> Iterator[str]:
        """What is wrong, in words, while the log is read."""
        statement = next(self._statements, None)
        for leaf, one in self._leaves(progress):
            while statement is not None and statement.size <= self.size:
                yield from self._compare(statement)
                statement = next(self._statements, None)
            yield from self._take(leaf, one)
        while statement is not None:
            yield from self._compare(statement)
            statement = next(self._statements, None)
        yield from self._finish()

    def _leaves(
        self, progress: Callable[[int], object]
    ) -> Iterator[tuple[RecordLeaf, Told | None]]:
        leaves = RecordLeaf.objects.filter(log=self._log).order_by("index", "pk")
        stream = leaves.iterator(chunk_size=CHUNK)
        while chunk := list(islice(stream, CHUNK)):
            found = told(leaf.event_id for leaf in chunk)
            for leaf in chunk:
                yield leaf, found.get(leaf.event_id)
            progress(len(chunk))

    def _take(self, leaf: RecordLeaf, one: Told | None) -> Iterator[str]:
        where = f"Index {leaf.index}, event {leaf.event_id}"
        yield from (f"{where}: {words}." for words in self._about_event(leaf, one))
        if leaf.index < self._next_index:
            yield f"{where}: there is another leaf with this index."
            return
        if leaf.index > self._next_index:
            yield f"Leaves are missing: {indexes(self._next_index, leaf.index - 1)}."
            self._has_gap = True
        self._next_index = leaf.index + 1
        leaf_hash = bytes(leaf.leaf_hash)
        if len(leaf_hash) != merkle.HASH_SIZE:
            yield f"{where}: its leaf holds no hash."
            self._has_gap = True
        if not self._has_gap:
            self._tree.append(leaf_hash)
            yield from self._tiles.take(leaf_hash)

    def _about_event(self, leaf: RecordLeaf, one: Told | None) -> Iterator[str]:
        if one is None:
            yield "the event is missing"
            return
        if merkle.leaf_hash(one.body) != bytes(leaf.leaf_hash):
            yield "its body is not what was sealed"
        # What stands beside the body is compared once, with the log that is written now.
        if self._successor is None:
            yield from disagreements(one)
        if leaf.index == 0 and self._log.predecessor_note and not self._begins_log(one):
            yield f"it does not begin {self._log.origin} after the checkpoint its log names"

    def _begins_log(self, one: Told) -> bool:
        try:
            data = one.event.content["data"]
            told_here = (data["origin"], data["outside_checkpoint"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return False
        return one.event.kind == events.ORIGIN_STARTED.code and told_here == (
            self._log.origin,
            self._log.predecessor_note,
        )

    def _compare(self, statement: Statement) -> Iterator[str]:
        if statement.fault:
            yield f"{statement.told_by} {statement.fault}"
            return
        missing = statement.size > self.size
        if missing and (self._has_gap or self._is_told_loss(statement)):
            return
        self.compared += 1
        if missing:
            yield (
                f"{statement.told_by} states {statement.size} events, but this database has "
                f"sealed {self.size}. Missing: {indexes(self.size, statement.size - 1)}."
            )
        elif statement.checkpoint.root == self._tree.root():
            self._note_agreement(statement)
        else:
            yield from self._note_difference(statement)

    def _note_agreement(self, statement: Statement) -> None:
        self._agreed = statement.size
        if statement.trusted:
            self._proved = statement.size
            self._untrusted = None
        else:
            self._untrusted = statement

    def _note_difference(self, statement: Statement) -> Iterator[str]:
        self._differing += 1
        if self._differing == 1 or not statement.stored:
            yield (
                f"{statement.told_by} has another root than what is stored: something at "
                f"{indexes(self._agreed, max(statement.size - 1, 0))} was changed, moved or added."
            )

    def _is_told_loss(self, statement: Statement) -> bool:
        """Whether the next log tells that this was lost: a restored backup, not hidden."""
        lost = self._lost.size if self._lost else 0
        return not statement.stored and statement.size <= lost

    def _finish(self) -> Iterator[str]:
        if self._differing > 1:
            yield f"{self._differing - 1} further checkpoints differ as well."
        if self._has_gap:
            yield (
                f"What follows the first {self.size} leaves was not compared with checkpoints and "
                "tiles, because of what is missing there."
            )
        else:
            yield from self._tiles.beyond()
        if self._untrusted is not None:
            yield (
                f"{self._untrusted.told_by} is signed by no key that is known, and no later one "
                "is. Give its key with --key if you have it from a safe place."
            )
        elif self._next_index and not (self._proved or self._differing or self._has_gap):
            yield f"{self._log.origin} has {self.size} leaves, and no signed checkpoint of any."
        self._remark()

    def _remark(self) -> None:
        if self.size > self._proved > 0:
            self.remarks.append(
                f"{self.size - self._proved} events are sealed after the last signed checkpoint."
            )
        if self._successor is not None:
            began = f"{self._successor.started_at:%Y-%m-%d %H:%M} UTC"
            lost = max(self._lost.size - self.size, 0) if self._lost else 0
            self.remarks.append(
                f"{self._log.origin} ends after {self.size} events; {self._successor.origin} went "
                f"on from {began}. Of what a checkpoint outside proves, {lost} events are not in "
                "this database."
            )


def _by_size(statement: Statement) -> int:
    return statement.size
