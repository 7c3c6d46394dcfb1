"""Verifying the whole record here, where the database is: `manage.py audit verify`.

Every log is read once, in the order of its indexes, in memory that does not grow with it. Someone
who does not trust this machine takes an export instead (`audit.offline`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from audit import guards, keys, outside, reading
from audit.models import AuditEvent, AuditPending, RecordLeaf, RecordLog
from audit.notes import NoteError, Verifier, open_note, read_checkpoint
from audit.sinks import SinkError, configured_sinks
from audit.verification.agreement import disagreements, told
from audit.verification.logs import LogVerification
from audit.verification.statements import Statement

MOST_FINDINGS = 1000
CHUNK = 500


@dataclass(slots=True)
class Verification:
    """What was found.

    Attributes:
        findings: what is wrong, in words that name index and event; empty when all holds.
        more: how many findings there are beyond those.
        remarks: what is not wrong and still worth knowing, such as a restored backup.
        sealed: leaves of the current log.
        pending: events that are not sealed yet, so that nothing proves them.
        checkpoints: how many were compared with the tree.
    """

    findings: list[str] = field(default_factory=list)
    more: int = 0
    remarks: list[str] = field(default_factory=list)
    sealed: int = 0
    pending: int = 0
    checkpoints: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def find(self, words: str) -> None:
        """Add something that is wrong."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(words)
        else:
            self.more += 1


def verify(
    *,
    given_keys: Sequence[Verifier] = (),
    kept_notes: Sequence[str] = (),
    progress: Callable[[int], object] = lambda leaves: None,
) -> Verification:
    """Compare everything the record holds with everything else it states, and with outside.

    Args:
        given_keys: verifiers beside those of this installation's key file.
        kept_notes: checkpoints that somebody kept, as texts of signed notes.
        progress: told how many more leaves or pending events have been read.
    """
    found = Verification()
    verifiers = list(dict.fromkeys([*keys.verifiers(), *given_keys]))
    if not verifiers:
        found.find("No key is known, so no signature can be verified: give one with --key.")
    # Asked before the moment that is verified: the record may grow in between, not shrink.
    stated = [*_kept_outside(verifiers, found), *_kept_by_hand(kept_notes, verifiers, found)]
    if not stated:
        found.remarks.append(
            "No checkpoint from outside was compared. Whoever owns this database and its key "
            "could have written all of it anew."
        )
    with reading.one_moment():
        _verify_logs(stated, verifiers, found, progress)
        _verify_pending(found, progress)
        _verify_places(found)
        for name in sorted(guards.missing(connection)):
            found.find(f"The guard {name} is missing. `manage.py migrate` puts it back.")
    return found


def _kept_outside(verifiers: Sequence[Verifier], found: Verification) -> Iterator[Statement]:
    for origin in RecordLog.objects.order_by("pk").values_list("origin", flat=True):
        for sink in configured_sinks():
            try:
                kept = outside.kept_by(sink, origin, verifiers)
            except outside.ForkedRecordError as error:
                found.find(str(error))
                continue
            except SinkError as error:
                found.remarks.append(f"{sink.describe()} was not compared. {error}")
                continue
            if kept is not None:
                yield Statement(f"The checkpoint kept by {kept.keeper}", kept.checkpoint)


def _kept_by_hand(
    notes: Sequence[str], verifiers: Sequence[Verifier], found: Verification
) -> Iterator[Statement]:
    origins = set(RecordLog.objects.values_list("origin", flat=True))
    for note in notes:
        try:
            checkpoint = read_checkpoint(open_note(note, verifiers).text)
        except NoteError as error:
            found.find(f"A checkpoint that was given cannot be relied upon: {error}")
            continue
        if checkpoint.origin not in origins:
            found.find(
                f"The checkpoint that was given is of {checkpoint.origin}; this database has no "
                "such log."
            )
        yield Statement("The checkpoint that was given", checkpoint)


def _verify_logs(
    stated: Sequence[Statement],
    verifiers: Sequence[Verifier],
    found: Verification,
    progress: Callable[[int], object],
) -> None:
    logs = reading.all_logs()
    for log, successor in zip_longest(logs, logs[1:]):
        mine = [each for each in stated if each.checkpoint.origin == log.origin]
        one = LogVerification(log, mine, verifiers, successor=successor)
        for words in one.findings(progress):
            found.find(words)
        found.remarks += one.remarks
        found.checkpoints += one.compared
        found.sealed = one.size


def _verify_pending(found: Verification, progress: Callable[[int], object]) -> None:
    """Nothing proves them yet, but they must agree with themselves."""
    ids: list[UUID] = []
    pending = AuditPending.objects.order_by("event_id").values_list("event_id", flat=True)
    for pk in pending.iterator(chunk_size=CHUNK):
        ids.append(pk)
        if len(ids) == CHUNK:
            _verify_unsealed(ids, found)
            progress(len(ids))
            ids = []
    _verify_unsealed(ids, found)
    progress(len(ids))


def _verify_unsealed(ids: list[UUID], found: Verification) -> None:
    found.pending += len(ids)
    events = told(ids)
    for pk in ids:
        if pk not in events:
            found.find(f"Event {pk}, not sealed yet: it is missing.")
            continue
        for words in disagreements(events[pk]):
            found.find(f"Event {pk}, not sealed yet: {words}.")


def _verify_places(found: Verification) -> None:
    """Each event is either sealed in the current log or waits to be."""
    log = RecordLog.objects.order_by("-pk").first()
    leaf = RecordLeaf.objects.filter(log=log, event=OuterRef("pk"))
    pending = AuditPending.objects.filter(event=OuterRef("pk"))
    nowhere = AuditEvent.objects.filter(~Exists(leaf), ~Exists(pending))
    for pk in _ids(nowhere):
        found.find(
            f"Event {pk} is neither sealed nor waiting to be: it was slipped in, or its leaf or "
            "its place in the queue was taken away."
        )
    for pk in _ids(AuditEvent.objects.filter(Exists(leaf), Exists(pending))):
        found.find(f"Event {pk} is sealed and yet waits to be: it was put there by hand.")


def _ids(events: QuerySet[AuditEvent]) -> Iterator[UUID]:
    return events.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)
