"""The events of an export: their place in the tree, their erasable values, their completeness."""

import hashlib

from audit import merkle
from audit.offline.checkpoints import Checkpoints
from audit.offline.findings import Findings, counted, shown
from audit.offline.lines import EventLine, Footer, Payload, Unreadable

# Were the length of a salt free, letters could move from the value into the salt without changing
# the digest, and a cut value would still seem proved.
SALT_SIZE = 16
_MOST_UNKNOWN = 5


class Events:
    """How far the events of one export have come, and what they have shown so far."""

    def __init__(self, checkpoints: Checkpoints, findings: Findings) -> None:
        self.findings = findings
        self.first_body: str | None = None
        self._checkpoints = checkpoints
        self._tree = checkpoints.tree
        self._start = merkle.CompactRange()
        self._footer: Footer | None = None
        self._lines = self._included = self._values = self._erased = 0
        self._last_index = -1
        self._unknown: set[str] = set()

    def take(self, where: str, line: EventLine) -> None:
        """The next event."""
        self._count_line(where)
        if line.index <= self._last_index:
            self.findings.false.add(
                f"{where}: comes after event {self._last_index}. Lines were repeated or moved."
            )
            return
        self._last_index = line.index
        leaf = merkle.leaf_hash(line.body.encode())
        tree = self._tree
        if merkle.verify_inclusion(leaf, line.index, tree.size, line.proof, tree.root):
            self._take_proved(where, line, leaf)
        else:
            self.findings.false.add(
                f"{where}: the record does not hold this at index {line.index}. Its text, its "
                "index or its proof was changed."
            )

    def take_unreadable(self, where: str, line: Unreadable) -> None:
        """The next line, which is not of the format."""
        self._count_line(where)
        event = "" if line.index is None else f", event {line.index}"
        self.findings.unchecked.add(f"{where}{event}: {shown(line.reason)}.")

    def take_footer(self, where: str, footer: Footer) -> None:
        """The last line."""
        if self._footer is not None:
            self.findings.unchecked.add(f"{where} is a second footer.")
        self._footer = footer

    def finish(self, *, whole: bool) -> None:
        """What only the end of the file can tell.

        Args:
            whole: the file is said to hold the whole record.
        """
        self._tell_footer()
        if self._included:
            self.findings.proved.add(
                f"{counted(self._included, 'event')} of this file: in the record, word for word, "
                "each at its index."
            )
        self._tell_values()
        self._tell_completeness(whole=whole)
        if self._unknown:
            names = ", ".join(sorted(map(shown, self._unknown)))
            self.findings.not_proved.add(f"What event lines hold beside the format: {names}.")

    def _count_line(self, where: str) -> None:
        self._lines += 1
        if self._footer is not None:
            self.findings.unchecked.add(f"{where} comes after the footer.")

    def _take_proved(self, where: str, line: EventLine, leaf: bytes) -> None:
        self._included += 1
        if len(self._unknown) < _MOST_UNKNOWN:
            self._unknown.update(sorted(line.unknown)[:_MOST_UNKNOWN])
        if line.index == 0:
            self.first_body = line.body
        if line.index == self._start.size:
            self._start.append(leaf)
            self._checkpoints.reached(self._start)
        for name in sorted(line.digests.keys() | line.payloads.keys()):
            self._take_value(
                f"{where}: “{shown(name)}”", line.digests.get(name), line.payloads.get(name)
            )

    def _take_value(self, where: str, digest: str | None, payload: Payload | None) -> None:
        if digest is None:
            self.findings.false.add(f"{where} was not recorded with this event.")
        elif payload is None:
            self.findings.false.add(f"{where} is left out: neither shown nor said to be erased.")
        elif payload.value is None:
            self._erased += 1
        elif _matches(payload.salt, payload.value, digest):
            self._values += 1
        else:
            self.findings.false.add(f"{where} is not what was recorded.")

    def _tell_footer(self) -> None:
        if self._footer is None:
            self.findings.unchecked.add(
                "The file ends without its footer: it was cut off, or never finished."
            )
            return
        if self._footer.events != self._lines:
            self.findings.false.add(
                f"The footer counts {counted(self._footer.events, 'event')}, the file holds "
                f"{self._lines}: lines were removed or added."
            )
        if self._footer.unsealed:
            self.findings.not_proved.add(
                f"{counted(self._footer.unsealed, 'matching event')} not sealed yet when the "
                "export was made: not in this file."
            )

    def _tell_values(self) -> None:
        if self._values:
            self.findings.proved.add(
                f"{counted(self._values, 'erasable value')} (names and free text): as recorded."
            )
        if self._erased:
            self.findings.not_proved.add(
                f"What {counted(self._erased, 'erased value')} said: only a digest is left, and "
                "the events around stay proved. Each erasure is an event of its own."
            )

    def _tell_completeness(self, *, whole: bool) -> None:
        size = self._tree.size
        if self._start.size == size:
            if self._start.root() == self._tree.root:
                self.findings.proved.add(
                    f"Nothing is left out: the file holds all {counted(size, 'event')} up to the "
                    "checkpoint."
                )
            else:
                self.findings.false.add("The events of this file do not have the signed root.")
            return
        held = f"the file holds {self._included} of {counted(size, 'event')}"
        if whole:
            self.findings.false.add(f"This is said to be the whole record, but {held}.")
        else:
            self.findings.not_proved.add(
                f"That nothing matching was left out: {held}. Only an export of the whole record "
                "can prove that."
            )


def _matches(salt: bytes, value: str, digest: str) -> bool:
    return len(salt) == SALT_SIZE and hashlib.sha256(salt + value.encode()).hexdigest() == digest
