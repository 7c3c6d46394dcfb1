"""The command: `python -m audit.offline FILE`."""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from audit.notes import LONGEST_NOTE, NoteError, Verifier
from audit.offline import Findings, KeptCheckpoint, check

DESCRIPTION = "Verifies an export of Joinery's record, offline."
EXIT_STATUS = (
    "Exit status: 0 everything holds, 1 something is false, 2 something could not be checked."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the export that the arguments name and say what was found; returns the exit status."""
    parser = argparse.ArgumentParser("audit.offline", description=DESCRIPTION, epilog=EXIT_STATUS)
    parser.add_argument("file", type=Path, metavar="FILE", help="the export, JSON Lines")
    parser.add_argument(
        "--checkpoint",
        type=_kept_checkpoint,
        action="append",
        default=[],
        metavar="NOTE_FILE",
        help="a checkpoint you kept, to be compared; may be given more than once",
    )
    parser.add_argument(
        "--key",
        type=_verifier,
        action="append",
        default=[],
        metavar="NAME+HASH+KEY",
        help="a key you received another way than with the file; may be given more than once",
    )
    given = parser.parse_args(arguments)
    try:
        findings = _checked(given.file, given.key, given.checkpoint)
    except OSError as error:
        parser.error(f"{given.file} cannot be read: {error.strerror}.")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.stdout.write(findings.told())
    return findings.exit_status


def _checked(path: Path, keys: list[Verifier], kept: list[KeptCheckpoint]) -> Findings:
    with path.open("rb") as file:
        return check(file, keys=keys, kept=kept)


def _kept_checkpoint(path: str) -> KeptCheckpoint:
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            return KeptCheckpoint(path, file.read(LONGEST_NOTE + 1))
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise argparse.ArgumentTypeError(f"{path} is not text in UTF-8.") from None


def _verifier(written: str) -> Verifier:
    try:
        return Verifier.read(written.strip())
    except NoteError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
