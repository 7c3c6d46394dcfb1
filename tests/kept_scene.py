"""A scene built once for all tests of a module; what one of them changes is undone after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings

from initiatives.models import Initiative
from people.models import User
from tests.factories import UnitFactory, on_duty, registered, whole_cast

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


@dataclass(frozen=True)
class Scene:
    """What the addresses of one initiative are filled with, by place, and where its files stand."""

    fills: dict[str, Any]
    uploads: Path


@contextmanager
def scene_of_one_initiative(
    django_db_blocker: Any,
    uploads: Path,
    objects: Callable[[Initiative, dict[str, User]], dict[str, Any]],
) -> Iterator[Scene]:
    """The fixed cast and an initiative led by `lead`, with what `objects` makes of them."""
    with kept_scene(django_db_blocker, uploads):
        cast = whole_cast()
        unit = UnitFactory.create(name="Plant North")
        on_duty(cast["architect"], unit)
        initiative = registered(cast["lead"], unit=unit)
        yield Scene(objects(initiative, cast), uploads)
