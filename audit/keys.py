"""The keys that sign checkpoints: in a file outside the database, newest first.

Each line is a signer of C2SP's signed-note format. While an older key stands in the file it signs
too, so that whoever knows only that one can still verify; `retire_older_keys` ends that. The public
half of a retired key stays, so that what it signed can still be verified.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from audit.notes import PRIVATE_MARK, NoteError, Signer, Verifier

_HEADING = "# Keys of the record, newest first. Whoever reads this file can sign in its name."


class NoRecordKeyError(RuntimeError):
    """Raised when there is no key to sign with."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no key of the record at {path}. Make one with `manage.py audit create-key`, "
            "or give the file back from where it is kept."
        )


class DamagedKeyFileError(NoRecordKeyError):
    """Raised when the file of keys holds something that is no key."""

    def __init__(self, path: Path, reason: str) -> None:
        RuntimeError.__init__(
            self, f"The file of the record's keys, {path}, is damaged. {reason} Bring it back."
        )


def key_file() -> Path:
    """Where the keys are kept."""
    return Path(settings.RECORD_KEY_FILE)


def signers() -> list[Signer]:
    """The keys that sign now, newest first.

    Raises:
        NoRecordKeyError: the file is missing, empty or damaged.
    """
    found = [each for each in _keys() if isinstance(each, Signer)]
    if not found:
        raise NoRecordKeyError(key_file())
    return found


def verifiers() -> list[Verifier]:
    """The public halves of all keys that sign or have signed; none where there is no file.

    Raises:
        DamagedKeyFileError: the file holds something else.
    """
    return [each.verifier if isinstance(each, Signer) else each for each in _keys()]


def has_key() -> bool:
    """Whether there is a key to sign with, or a damaged file of them that must not be replaced."""
    try:
        return bool(signers())
    except DamagedKeyFileError:
        return True
    except NoRecordKeyError:
        return False


def create_key(name: str) -> Signer:
    """The first key of an installation.

    Raises:
        FileExistsError: there is a key already; rotate it instead.
    """
    if has_key():
        raise FileExistsError(key_file())
    signer = Signer.new(name)
    _write([signer])
    return signer


def rotate_key() -> Signer:
    """A new key before the ones there are, which go on signing beside it."""
    older = signers()
    signer = Signer.new(older[0].name)
    _write([signer, *older], _retired())
    return signer


def retire_older_keys() -> int:
    """Let the newest key only sign; returns how many no longer do."""
    newest, *older = signers()
    _write([newest], [*(signer.verifier for signer in older), *_retired()])
    return len(older)


def _retired() -> list[Verifier]:
    return [each for each in _keys() if isinstance(each, Verifier)]


def _keys() -> list[Signer | Verifier]:
    path = key_file()
    lines = path.read_text().splitlines() if path.exists() else []
    try:
        return [
            Signer.read(line) if line.startswith(PRIVATE_MARK) else Verifier.read(line)
            for line in lines
            if line.strip() and not line.startswith("#")
        ]
    except NoteError as error:
        raise DamagedKeyFileError(path, str(error)) from None


def _write(signing: Sequence[Signer], retired: Sequence[Verifier] = ()) -> None:
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        signing_lines = [signer.written() for signer in signing]
        retired_lines = [verifier.written() for verifier in retired]
        file.write("\n".join([_HEADING, *signing_lines, *retired_lines, ""]))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
