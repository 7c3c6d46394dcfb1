"""Verifies an export of the record without Joinery, its database or its network.

    python -m audit.offline FILE [--checkpoint NOTE_FILE ...] [--key NAME+HASH+KEY ...]

Needs the standard library and `cryptography`; of this package only `merkle` and `notes`.
"""

from collections.abc import Sequence
from typing import BinaryIO

from audit.notes import Verifier
from audit.offline.checkpoints import Checkpoints, KeptCheckpoint
from audit.offline.events import Events
from audit.offline.findings import Findings, shown
from audit.offline.lines import Footer, Header, Line, Unreadable, read_lines

__all__ = ["Findings", "KeptCheckpoint", "check"]


def check(
    file: BinaryIO, *, keys: Sequence[Verifier] = (), kept: Sequence[KeptCheckpoint] = ()
) -> Findings:
    """Verify an export, reading it line by line; it is never held as a whole.

    Args:
        file: the export, opened for reading bytes.
        keys: verifiers received another way than with the file; without any, the file's own.
        kept: checkpoints kept from before, to be compared.
    """
    findings = Findings()
    lines = read_lines(file)
    _, header = next(lines, (0, Unreadable("the file is empty")))
    if not isinstance(header, Header):
        reason = header.reason if isinstance(header, Unreadable) else "it is no header"
        findings.unchecked.add(f"Line 1 should be the header, but {shown(reason)}.")
        return findings
    checkpoints = Checkpoints(header, keys, findings)
    if not checkpoints.open():
        return findings
    checkpoints.compare_earlier()
    checkpoints.compare_kept(kept)
    events = Events(checkpoints, findings)
    for number, line in lines:
        _take(events, number, line)
    events.finish(whole=not header.question)
    checkpoints.finish(events.first_body)
    findings.tell_limits()
    return findings


def _take(events: Events, number: int, line: Line) -> None:
    where = f"Line {number}"
    if isinstance(line, Unreadable):
        events.take_unreadable(where, line)
    elif isinstance(line, Header):
        events.findings.unchecked.add(f"{where} is a second header.")
    elif isinstance(line, Footer):
        events.take_footer(where, line)
    else:
        events.take(f"{where}, event {line.index}", line)
