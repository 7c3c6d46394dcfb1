"""Checkpoints in a folder, best one of another machine or of a medium written once.

`<folder>/<origin>/<size>.checkpoint` is written once and read-only; `latest` beside it is a copy
of the largest, for people and for noticing that the largest is gone.
"""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from audit.notes import Checkpoint
from audit.sinks.sink import (
    MOST_BYTES,
    SUFFIX,
    AlteredSinkError,
    SinkAddressError,
    SinkError,
    checkpoint_kept,
    ensure_same_tree,
    file_name,
    folder_name,
    size_named,
)

LATEST = "latest"
_READ_ONLY = 0o444
# Some network file systems cannot put a folder's entries on the disk when asked to.
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP}


class DirectorySink:
    """A folder. Joinery makes it only inside its own data folder: anywhere else a folder that is
    missing may be one that is not mounted, and one made in its place would keep nothing outside.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"dir:{folder}"

    @classmethod
    def read(cls, address: str) -> "DirectorySink":
        """The folder of `dir:/path`.

        Raises:
            SinkAddressError: the path is not absolute.
        """
        path = address.removeprefix("dir:")
        if not path.startswith("/") or path.startswith("//"):
            raise SinkAddressError("A folder is written dir:/path, with the whole path.")
        return cls(Path(os.path.normpath(path)))

    def describe(self) -> str:
        """The place in words."""
        return f"the folder {self.folder}"

    def keep(self, note: str, checkpoint: Checkpoint) -> None:
        """See Sink."""
        with self._told_in_words():
            folder = self._folder_made(checkpoint.origin)
            path = folder / file_name(checkpoint.size)
            content = note.encode()
            try:
                with _written_beside(path, content) as fresh:
                    os.link(fresh, path)
            except FileExistsError:
                ensure_same_tree(_read(path), checkpoint, str(path))
            _sync(folder)
            _point_latest(folder, content, checkpoint)

    def latest(self, origin: str) -> str | None:
        """See Sink."""
        with self._told_in_words():
            if not self._is_there():
                return None
            folder = self.folder / folder_name(origin)
            largest = max(_sizes(folder), default=None)
            pointed = _latest_size(folder, origin)
            if pointed is not None and (largest is None or largest < pointed):
                raise AlteredSinkError(
                    f"{folder / file_name(pointed)} is gone: {LATEST} beside it says that it was "
                    "kept. Bring it back from a copy, and find out who removed it."
                )
            if largest is None:
                return None
            path = folder / file_name(largest)
            kept = _read(path)
            checkpoint_kept(kept, str(path), origin, largest)
            return kept.decode()

    def _is_there(self) -> bool:
        """Whether the folder is there; False only for Joinery's own before its first checkpoint."""
        if self.folder.is_dir():
            return True
        if self._is_our_own():
            return False
        raise SinkError(
            f"There is no folder {self.folder}. Mount it or make it; Joinery makes folders only "
            "inside its own data folder."
        )

    def _is_our_own(self) -> bool:
        return self.folder.is_relative_to(settings.DATA_DIR)

    def _folder_made(self, origin: str) -> Path:
        folder = self.folder / folder_name(origin)
        self._is_there()
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            _sync(self.folder)
            _sync(self.folder.parent)
        return folder

    @contextmanager
    def _told_in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            said = error.strerror or type(error).__name__
            where = error.filename2 or error.filename or self.folder
            raise SinkError(f"The folder {self.folder} fails at {where}: {said}.") from error


@contextmanager
def _written_beside(path: Path, content: bytes) -> Iterator[str]:
    """A complete file under a temporary name, gone afterwards unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            os.fchmod(handle, _READ_ONLY)
            file.write(content)
            file.flush()
            os.fsync(handle)
        yield name
    finally:
        Path(name).unlink(missing_ok=True)


def _point_latest(folder: Path, content: bytes, checkpoint: Checkpoint) -> None:
    """Let `latest` tell of this checkpoint, unless it tells of a larger one."""
    pointed = _latest_size(folder, checkpoint.origin)
    if pointed is not None and pointed >= checkpoint.size:
        return
    with _written_beside(folder / LATEST, content) as fresh:
        Path(fresh).replace(folder / LATEST)
    _sync(folder)


def _latest_size(folder: Path, origin: str) -> int | None:
    """The size of the checkpoint that `latest` tells of; None when there is no such file."""
    path = folder / LATEST
    try:
        kept = _read(path)
    except FileNotFoundError:
        return None
    return checkpoint_kept(kept, str(path), origin).size


def _sizes(folder: Path) -> Iterator[int]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(SUFFIX):
                yield size_named(entry.name, entry.path)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(handle)
