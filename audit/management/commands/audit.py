"""`manage.py audit`: verify, sign, export and look after the record."""

import datetime as dt
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from audit import actions, exporting, outside, reading, sealing
from audit.actors import SystemActor
from audit.errors import RecordRefusal
from audit.keys import NoRecordKeyError, has_key, key_file
from audit.models import AuditEvent, AuditPending
from audit.notes import LONGEST_NOTE, NoteError, Verifier
from audit.verification import verify

ACTOR = SystemActor("audit command")


class Command(BaseCommand):
    """One command for all that is done to the record by hand."""

    help = "Verify the record, sign and export it, look after its keys. docs/record.md tells more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A subcommand each, with its own options."""
        commands = parser.add_subparsers(dest="subcommand", required=True, metavar="COMMAND")

        def command(name: str, words: str, run: Callable[..., None]) -> ArgumentParser:
            added: ArgumentParser = commands.add_parser(name, help=words, description=words)
            added.set_defaults(run=run)
            return added

        _add_checks(command, self)
        _add_care(command, self)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the subcommand.

        Raises:
            CommandError: it was refused, or cannot be done; says why and the way out.
        """
        try:
            options["run"](options)
        except (
            RecordRefusal,
            NoRecordKeyError,
            outside.ForkedRecordError,
            exporting.ExportError,
        ) as error:
            raise CommandError(str(error)) from error

    def verify(self, options: dict[str, Any]) -> None:
        """Say what was verified; exit with 1 when anything is wrong."""
        leaves = sum(reading.sealed_size(log) for log in reading.all_logs())
        with _bar(leaves + AuditPending.objects.count()) as advance:
            found = verify(
                given_keys=[_verifier(written) for written in options["key"]],
                kept_notes=[_note(path) for path in options["checkpoint"]],
                progress=advance,
            )
        for words in [*found.findings, *found.remarks]:
            self.stdout.write(words)
        if found.more:
            self.stdout.write(f"{found.more} more findings are not shown.")
        self.stdout.write(
            f"{found.sealed} sealed events, {found.pending} waiting to be sealed, "
            f"{found.checkpoints} checkpoints compared."
        )
        if not found.holds:
            self.stdout.write(
                f"{len(found.findings) + found.more} findings: the record is NOT whole."
            )
            sys.exit(1)
        self.stdout.write("Everything holds.")

    def checkpoint(self, options: dict[str, Any]) -> None:
        """Seal, deliver, print the note."""
        sealed = sealing.seal()
        arrived = outside.deliver_due_checkpoints()
        if sealed.busy:
            raise CommandError("Another sealer is at work. Ask again in a minute.")
        latest = reading.latest_checkpoint(reading.current_log())
        if latest is None:
            raise CommandError("Nothing has been recorded yet, so there is nothing to sign.")
        self.stderr.write(f"{sealed.events} events sealed, {arrived} deliveries outside.")
        self.stdout.write(latest.note, ending="")

    def export(self, options: dict[str, Any]) -> None:
        """Write the file, whole or not at all."""
        asked = exporting.Question(
            initiative=options["initiative"],
            kinds=tuple(options["kind"]),
            since=options["since"],
            until=options["until"],
        )
        if options["question"]:
            asked = exporting.named_question(options["question"], asked)
        kept = [_note(path) for path in options["checkpoint"]]
        with _bar(asked.events().count()) as advance:
            done = exporting.export(
                Path(options["file"]),
                options["format"],
                asked,
                kept_notes=kept,
                progress=advance,
            )
        unsealed = f"; {done.unsealed} are not sealed yet and left out" if done.unsealed else ""
        self.stdout.write(f"{done.events} events written to {options['file']}{unsealed}.")

    def erase(self, options: dict[str, Any]) -> None:
        """Erase one value of one event."""
        event = AuditEvent.objects.filter(pk=options["event"]).first()
        if event is None:
            raise CommandError(f"There is no event {options['event']}.")
        actions.erase_payload(event, options["field"], reason=options["reason"], actor=ACTOR)
        self.stdout.write(f"{options['field']} of event {event.pk} is erased; the proofs stay.")

    def create_key(self, options: dict[str, Any]) -> None:
        """Make the first key."""
        if options["if_missing"] and has_key():
            return
        signer = actions.create_record_key(actor=ACTOR)
        self.stdout.write(
            f"The record's key is in {key_file()}. Keep a copy where nobody reads it, and give "
            f"auditors its public half:\n{signer.verifier.written()}"
        )

    def rotate_key(self, options: dict[str, Any]) -> None:
        """Make the next key."""
        signer = actions.rotate_record_key(actor=ACTOR)
        self.stdout.write(
            "From now on checkpoints carry both signatures. Give auditors the new public half, "
            f"then retire the older keys:\n{signer.verifier.written()}"
        )

    def retire_keys(self, options: dict[str, Any]) -> None:
        """Let only the newest key sign."""
        count = actions.retire_record_keys(actor=ACTOR)
        self.stdout.write(f"{count} older keys sign no more.")

    def start_origin(self, options: dict[str, Any]) -> None:
        """Begin a new log after a restored backup, and seal it."""
        log = actions.start_origin(reason=options["reason"], actor=ACTOR)
        sealed = sealing.seal()
        outside.deliver_due_checkpoints()
        self.stdout.write(f"{log.origin} begins; {sealed.events + 1} events are sealed in it.")

    def status(self, options: dict[str, Any]) -> None:
        """How sealing and anchoring are doing."""
        for line in _status():
            self.stdout.write(line)


Adding = Callable[[str, str, Callable[..., None]], ArgumentParser]


def _add_checks(add: Adding, command: Command) -> None:
    verifying = add("verify", "Verify the whole record; exits with 1 on findings.", command.verify)
    verifying.add_argument("--key", action="append", default=[], metavar="VERIFIER")
    exporting_ = add("export", "Export events with their proofs.", command.export)
    for one in (verifying, exporting_):
        one.add_argument(
            "--checkpoint", action="append", default=[], metavar="NOTE_FILE", help="one you kept"
        )
    exporting_.add_argument("file", metavar="FILE")
    exporting_.add_argument("--format", choices=list(exporting.FORMATS), default="jsonl")
    exporting_.add_argument("--initiative", default="", metavar="REF")
    exporting_.add_argument("--kind", action="append", default=[], metavar="CODE")
    exporting_.add_argument(
        "--from", dest="since", type=dt.date.fromisoformat, metavar="DATE", help="this day on"
    )
    exporting_.add_argument(
        "--until", type=dt.date.fromisoformat, metavar="DATE", help="this day included"
    )
    exporting_.add_argument("--question", default="", metavar="NAME")
    add("checkpoint", "Seal and sign now, deliver, print the checkpoint.", command.checkpoint)
    add("status", "Say how sealing and anchoring are doing.", command.status)


def _add_care(add: Adding, command: Command) -> None:
    erasing = add("erase", "Erase one personal value for ever; proofs stay.", command.erase)
    erasing.add_argument("event", type=UUID, metavar="EVENT_ID")
    erasing.add_argument("field", metavar="FIELD")
    starting = add("start-origin", "Begin a new log after a restore.", command.start_origin)
    for one in (erasing, starting):
        one.add_argument("--reason", required=True, metavar="TEXT")
    making = add("create-key", "Make the first key.", command.create_key)
    making.add_argument("--if-missing", action="store_true", help="do nothing where there is one")
    add("rotate-key", "Make the next key; older ones sign beside it.", command.rotate_key)
    add("retire-keys", "Let only the newest key sign.", command.retire_keys)


def _status() -> Iterator[str]:
    log = reading.current_log()
    latest = reading.latest_checkpoint(log)
    yield f"Log: {log.origin}, {reading.sealed_size(log)} events sealed."
    yield (
        f"Last checkpoint: {latest.size} events, signed {latest.signed_at:%Y-%m-%d %H:%M:%S} UTC."
        if latest
        else "Last checkpoint: none yet."
    )
    yield f"Key: {key_file()}." if has_key() else f"Key: none at {key_file()}."
    yield f"Sealer: {sealing.trouble() or 'well'}"
    states = outside.sink_states()
    if not states:
        yield "Outside: nowhere. JOINERY_RECORD_SINKS names places that keep checkpoints."
    for state in states:
        since = f"{state.since:%Y-%m-%d %H:%M:%S} UTC" if state.since else "never"
        yield f"Outside: {state.description}: {state.size} events, last {since}."
        if state.failing_since:
            since = f"{state.failing_since:%Y-%m-%d %H:%M} UTC"
            yield f"  Nothing arrived there since {since}: {state.error}"


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], object]]:
    with tqdm(total=total, unit=" events", disable=None, leave=False) as bar:
        yield bar.update


def _verifier(written: str) -> Verifier:
    try:
        return Verifier.read(written)
    except NoteError as error:
        raise CommandError(f"--key: {error}") from error


def _note(path: str) -> str:
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            return file.read(LONGEST_NOTE + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as a checkpoint.") from error
