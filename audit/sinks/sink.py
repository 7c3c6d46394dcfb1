"""What every place outside the database has in common."""

import hashlib
import re
from typing import Protocol
from urllib.parse import quote

from audit.notes import SIGNATURE_MARK, Checkpoint, NoteError, read_checkpoint

SUFFIX = ".checkpoint"
# A note is a few hundred bytes; whatever is longer is none, and is not read to its end.
MOST_BYTES = 64 * 1024
_SIZE_DIGITS = 20
LARGEST_NAMED = 10**_SIZE_DIGITS - 1
_FILE_NAME = re.compile(rf"(\d{{{_SIZE_DIGITS}}}){re.escape(SUFFIX)}")
_LONGEST_FOLDER_NAME = 200


class SinkError(Exception):
    """Raised when a place does not do what it is asked; says in words what is wrong there.

    The message is kept in the database and shown to people: it holds no password and no key.
    """


class AlteredSinkError(SinkError):
    """Raised when what a place keeps is not what was put there, or belongs to another history.

    Unlike a server that is away this does not pass by itself, and nobody should go on as if the
    place kept nothing.
    """


class SinkAddressError(ValueError):
    """Raised when an address is not one of a place; says which part, and the way out."""


class Sink(Protocol):
    """A place outside the database that keeps checkpoints.

    Attributes:
        name: stable, made of the address without what may change and without secrets.
    """

    name: str

    def keep(self, note: str, checkpoint: Checkpoint) -> None:
        """Keep the note of this checkpoint; again is fine, even with other signatures.

        Raises:
            AlteredSinkError: the place holds another tree of the same origin and size.
            SinkError: it could not be kept.
        """

    def latest(self, origin: str) -> str | None:
        """The note of the origin's largest checkpoint; None when there is none to be read back.

        Its signatures are for the caller to verify.

        Raises:
            AlteredSinkError: what is kept there cannot be a checkpoint that was put there.
            SinkError: it could not be asked.
        """

    def describe(self) -> str:
        """The place in words."""


def folder_name(origin: str) -> str:
    """The origin as a name that is safe in file systems and buckets, its own for each origin."""
    safe = quote(origin, safe="")
    if len(safe) > _LONGEST_FOLDER_NAME:
        safe = f"{safe[:100]}-sha256-{hashlib.sha256(origin.encode()).hexdigest()}"
    return safe.replace(".", "%2E", 1) if safe.startswith(".") else safe


def file_name(size: int) -> str:
    """The name of the checkpoint of a size: in the order of names the largest is the last."""
    return f"{size:0{_SIZE_DIGITS}}{SUFFIX}"


def is_file_name(name: str) -> bool:
    """Whether it is a name that file_name gives."""
    return _FILE_NAME.fullmatch(name) is not None


def size_named(name: str, place: str) -> int:
    """The size that a file's name tells.

    Raises:
        AlteredSinkError: the name is none that file_name gives.
    """
    found = _FILE_NAME.fullmatch(name)
    if found is None:
        raise AlteredSinkError(
            f"{place} is not a name that Joinery gives to a checkpoint. Look at it, and move it "
            "elsewhere if it is not one."
        )
    return int(found[1])


def ensure_same_tree(kept: bytes, checkpoint: Checkpoint, place: str) -> None:
    """Do nothing when what is kept at a place states the same tree.

    Raises:
        AlteredSinkError: it states another one, or none.
    """
    found = checkpoint_kept(kept, place, checkpoint.origin, checkpoint.size)
    if found.root != checkpoint.root:
        raise AlteredSinkError(
            f"{place} holds another history of {checkpoint.origin}: another tree of "
            f"{checkpoint.size} events. Keep it, and compare it with this database before anything "
            "else is done."
        )


def checkpoint_kept(kept: bytes, place: str, origin: str, size: int | None = None) -> Checkpoint:
    """The checkpoint of this origin, and of this size if given, that is kept at a place.

    Raises:
        AlteredSinkError: it is no signed checkpoint, or that of another origin or size.
    """
    found = _read_checkpoint(kept)
    if found is None:
        raise AlteredSinkError(
            f"{place} is not a checkpoint any more: it is cut off or was changed. Bring it back "
            "from a copy, and find out who changed it."
        )
    if found.origin != origin or size not in (None, found.size):
        wanted = origin if size is None else f"{origin} at {size} events"
        raise AlteredSinkError(
            f"{place} should be a checkpoint of {wanted}, and is one of {found.origin} at "
            f"{found.size} events. Find out who put it there."
        )
    return found


def _read_checkpoint(kept: bytes) -> Checkpoint | None:
    try:
        text, _, signatures = kept.decode().rpartition("\n\n")
        found = read_checkpoint(f"{text}\n")
    except (NoteError, UnicodeDecodeError):
        return None
    return found if signatures.startswith(SIGNATURE_MARK) and signatures.endswith("\n") else None
