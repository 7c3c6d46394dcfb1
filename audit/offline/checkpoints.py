"""The signed checkpoints around an export: its own, earlier ones, and those an auditor kept."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit import merkle
from audit.notes import (
    Checkpoint,
    NoteError,
    OpenedNote,
    UnknownKeyError,
    Verifier,
    WrongSignatureError,
    open_note,
    read_checkpoint,
)
from audit.offline.findings import Findings, Remarks, counted, shown
from audit.offline.lines import Header


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A signed note that the auditor kept, and the name it goes by in the findings."""

    name: str
    note: str


class Checkpoints:
    """The tree that everything else is compared with, and whether it continues older ones."""

    def __init__(self, header: Header, keys: Sequence[Verifier], findings: Findings) -> None:
        self.header = header
        self.given_keys = keys
        self.keys = keys or header.verifiers
        self.findings = findings
        self.tree = Checkpoint("not opened yet", 0, merkle.EMPTY_ROOT)
        self._awaited: dict[int, list[tuple[str, bytes]]] = {}

    def open(self) -> bool:
        """Whether the checkpoint can be relied upon; nothing can be proved without it."""
        opened = self._opened("The checkpoint of this export", self.header.checkpoint)
        if opened is None:
            return False
        note, self.tree = opened
        self.findings.heading = self._heading()
        if self.tree.origin != self.header.origin:
            self.findings.false.add(
                f"The header names the record {shown(self.header.origin)}, its checkpoint is of "
                f"{shown(self.tree.origin)}."
            )
            return False
        by = " and ".join(shown(verifier.written()) for verifier in note.verified)
        self.findings.proved.add(
            f"The checkpoint of {counted(self.tree.size, 'event')} is signed by {by}."
        )
        if not self.given_keys:
            self.findings.not_proved.add(
                "Whose key that is: it came with the file itself. Compare it with the key you "
                "received another way, or give that one with --key."
            )
        return True

    def compare_earlier(self) -> None:
        """Say of each earlier checkpoint in the file whether the tree continues it."""
        for place, earlier in enumerate(self.header.earlier, start=1):
            name = f"Earlier checkpoint {place} of the header"
            # An honest file has those of a key that was retired before the auditor's own was made.
            opened = self._opened(name, earlier.note, unknown_key=self.findings.not_proved)
            if opened is not None:
                self._compare(name, opened[1], earlier.consistency)

    def compare_kept(self, kept: Iterable[KeptCheckpoint]) -> None:
        """Say of each checkpoint that the auditor kept whether the tree continues it."""
        proofs = self._proofs()
        for each in kept:
            name = f"The checkpoint you kept ({shown(each.name)})"
            opened = self._opened(name, _tidied(each.note))
            if opened is None:
                continue
            older = opened[1]
            if older.origin != self.tree.origin:
                self._compare_with_predecessor(name, older)
            elif older.size > self.tree.size:
                self.findings.unchecked.add(
                    f"{name} is of {counted(older.size, 'event')}, this export's of "
                    f"{self.tree.size}. Ask for a newer export."
                )
            elif older.size in proofs:
                self._compare(name, older, proofs[older.size])
            else:
                self._awaited.setdefault(older.size, []).append((name, older.root))

    def reached(self, start: merkle.CompactRange) -> None:
        """The file itself has shown all events of the record's start up to here."""
        for name, root in self._awaited.pop(start.size, ()):
            self._tell(name, start.size, holds=root == start.root())

    def finish(self, first_body: str | None) -> None:
        """What can be told once all events have been read.

        Args:
            first_body: the proved body of event 0, if it is in the file.
        """
        for size, waiting in self._awaited.items():
            for name, _ in waiting:
                self.findings.unchecked.add(
                    f"{name} is of {counted(size, 'event')}, and this file has no proof from "
                    f"there. Ask for an export with the earlier checkpoint of size {size}, or for "
                    "the whole record."
                )
        self._tell_predecessor(first_body)

    def _opened(
        self, name: str, note: str, unknown_key: Remarks | None = None
    ) -> tuple[OpenedNote, Checkpoint] | None:
        try:
            opened = open_note(note, self.keys)
            return opened, read_checkpoint(opened.text)
        except WrongSignatureError as error:
            self.findings.false.add(f"{name} is not what was signed: {shown(str(error))}")
        except UnknownKeyError as error:
            remarks = self.findings.false if unknown_key is None else unknown_key
            remarks.add(
                f"{name} is not signed by a key that is known here: {shown(str(error))} If you "
                "received its key another way, give it with --key."
            )
        except NoteError as error:
            self.findings.unchecked.add(f"{name} cannot be read: {shown(str(error))}")
        return None

    def _compare(self, name: str, older: Checkpoint, proof: Sequence[bytes]) -> None:
        tree = self.tree
        if older.origin != tree.origin:
            self.findings.false.add(f"{name} is of another record, {shown(older.origin)}.")
            return
        holds = merkle.verify_consistency(older.size, tree.size, older.root, tree.root, proof)
        self._tell(name, older.size, holds=holds)

    def _tell(self, name: str, size: int, *, holds: bool) -> None:
        events = counted(size, "event")
        if holds:
            self.findings.proved.add(
                f"{name}, of {events}, is the beginning of this record: none of those was changed "
                "or removed since."
            )
        else:
            self.findings.false.add(
                f"{name}, of {events}, is not shown to be the beginning of this record: its "
                "history was rewritten, or the proof in the file was changed."
            )

    def _proofs(self) -> dict[int, tuple[bytes, ...]]:
        # From nothing, and to the tree itself, the proof is empty.
        proofs: dict[int, tuple[bytes, ...]] = {0: (), self.tree.size: ()}
        for earlier in self.header.earlier:
            try:
                size = read_checkpoint(_text_of(earlier.note)).size
            except NoteError:
                continue
            proofs.setdefault(size, earlier.consistency)
        return proofs

    def _compare_with_predecessor(self, name: str, older: Checkpoint) -> None:
        before = self._predecessor()
        if before is None or before.origin != older.origin:
            self.findings.unchecked.add(
                f"{name} is of another record, {shown(older.origin)}. Ask for an export of that."
            )
        elif older.size > before.size:
            self.findings.false.add(
                f"{name} has {counted(older.size, 'event')} of {shown(older.origin)}, but this "
                f"record says that it began after {before.size} of them."
            )
        elif older.size == before.size and older.root != before.root:
            self.findings.false.add(
                f"{name} tells another history of {shown(older.origin)} than this record does."
            )
        elif older.size == before.size:
            self.findings.proved.add(f"{name} is the one after which this record says it began.")
        else:
            self.findings.unchecked.add(
                f"{name} is of {shown(older.origin)}, before this record began. Ask for an export "
                "of that."
            )

    def _predecessor(self) -> Checkpoint | None:
        try:
            return read_checkpoint(_text_of(self.header.predecessor or ""))
        except NoteError:
            return None

    def _tell_predecessor(self, first_body: str | None) -> None:
        note = self.header.predecessor
        if note is None:
            return
        name = "The checkpoint of the record before this one"
        opened = self._opened(name, note, unknown_key=self.findings.not_proved)
        if opened is None:
            return
        before = f"{shown(opened[1].origin)}, of {counted(opened[1].size, 'event')}"
        if first_body is None:
            self.findings.not_proved.add(
                f"That this record began after {before}: event 0, which tells it, is not in this "
                "file."
            )
        elif json.dumps(note, ensure_ascii=False)[1:-1] in first_body:
            self.findings.proved.add(
                f"Event 0 tells that this record began after {before}. What that one holds, its "
                "own exports prove."
            )
        else:
            self.findings.false.add(
                f"The header says that this record began after {before}; event 0 does not."
            )

    def _heading(self) -> str:
        asked = "; ".join(
            shown(f"{name}: {_in_words(value)}") for name, value in self.header.question.items()
        )
        return (
            f"Record {shown(self.tree.origin)}, exported {shown(self.header.exported_at)}\n"
            f"Asked for: {asked or 'the whole record'}\n"
            f"Checkpoint: {counted(self.tree.size, 'event')}, root {self.tree.root.hex()}"
        )


def _text_of(note: str) -> str:
    # Without its signatures; used only to find which proof belongs to which size.
    return note[: note.rfind("\n\n") + 1]


def _tidied(note: str) -> str:
    # Mail programs change line ends and add empty lines; the signature covers neither.
    return note.replace("\r\n", "\n").strip("\n\ufeff") + "\n"


def _in_words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
