"""Keeping uploaded files outside the web root, under names that tell nothing."""

import uuid
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage, storages

ALIAS = "uploads"


def uploads() -> Storage:
    """The storage of uploaded files."""
    return storages[ALIAS]


def keep(content: IO[bytes]) -> str:
    """Keep a file and give the name it is kept under.

    What its sender called it never becomes part of a path.
    """
    key = uuid.uuid4().hex
    content.seek(0)
    return uploads().save(f"evidence/{key[:2]}/{key}", File(content))


def open_kept(name: str) -> IO[bytes]:
    """A kept file, to be read and closed.

    Raises:
        OSError: the storage does not have it, or cannot be reached.
    """
    return uploads().open(name, "rb")


def remove_kept(name: str) -> None:
    """Remove a file; one that is gone already is no fault."""
    uploads().delete(name)
