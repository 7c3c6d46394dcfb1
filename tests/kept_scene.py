"""A scene built once for all tests of a module; what one of them changes is undone after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings

# What hashes passwords slowly on purpose only slows tests down.
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def kept_scene(django_db_blocker: Any, uploads: Path) -> Iterator[None]:
    """Lets a fixture of a module build its scene, which is undone after the last test.

    Files of the scene stand in `uploads`; tests that open them point MEDIA_ROOT there. Tests fetch
    what they change anew: an object of the scene would carry a change into the next test.
    """
    settings = override_settings(MEDIA_ROOT=uploads, PASSWORD_HASHERS=QUICK_HASHERS)
    with django_db_blocker.unblock(), undone(), settings:
        yield
