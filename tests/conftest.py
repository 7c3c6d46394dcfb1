"""The fixed cast, and a database that can be emptied although its record cannot."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import guards
from initiatives.models import Initiative
from people.actions import issue_token
from people.models import Unit, User
from tests.factories import UnitFactory, cast_as, on_duty, registered
from tests.kept_scene import QUICK_HASHERS

# Slow machines and used-up random numbers are no failures; what a fixture made stays for all the
# examples of a test.
hypothesis.settings.register_profile(
    "joinery",
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
)
hypothesis.settings.load_profile("joinery")

_flush = TransactionTestCase._fixture_teardown


def _flush_without_guards(case: TransactionTestCase) -> None:
    """Tests that commit empty the tables afterwards, which the guards rightly refuse."""
    for connection in connections.all():
        guards.remove(connection)
    _flush(case)
    for connection in connections.all():
        guards.install(connection)


TransactionTestCase._fixture_teardown = _flush_without_guards  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Uploads, mail, cache, keys and checkpoints of one test are nobody else's."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.CELERY_TASK_ALWAYS_EAGER = False
    settings.RECORD_KEY_FILE = str(tmp_path / "record" / "keys")
    settings.RECORD_SINKS = []
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def lead(db: None) -> User:
    """A business lead."""
    return cast_as("lead")


@pytest.fixture
def other_lead(db: None) -> User:
    """A business lead of something else."""
    return cast_as("other_lead")


@pytest.fixture
def architect(db: None) -> User:
    """An IT architect."""
    return cast_as("architect")


@pytest.fixture
def other_architect(db: None) -> User:
    """An IT architect who may stand in."""
    return cast_as("other_architect")


@pytest.fixture
def executive(db: None) -> User:
    """An executive."""
    return cast_as("executive")


@pytest.fixture
def auditor(db: None) -> User:
    """An auditor."""
    return cast_as("auditor")


@pytest.fixture
def outsider(db: None) -> User:
    """Somebody who can sign in and holds no role."""
    return cast_as("outsider")


@pytest.fixture
def unit(architect: User) -> Unit:
    """A unit whose IT duty is the architect's."""
    unit = UnitFactory.create(name="Plant North")
    on_duty(architect, unit)
    return unit


@pytest.fixture
def initiative(lead: User, unit: Unit) -> Initiative:
    """An idea registered by the business lead."""
    return registered(lead, unit=unit)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser-like client of a person who has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def api() -> Callable[[User], Client]:
    """A client of the API with a token of the person."""

    def with_token(user: User) -> Client:
        _, token = issue_token(user, "tests", actor=user)
        return Client(headers={"Authorization": f"Bearer {token}"})

    return with_token


@pytest.fixture
def at_most_queries() -> Callable[[int], AbstractContextManager[None]]:
    """Fails with the SQL when a block issues more queries than allowed."""

    @contextmanager
    def count(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connections["default"]) as captured:
            yield
        if len(captured) > most:
            statements = "\n".join(query["sql"][:300] for query in captured)
            pytest.fail(f"{len(captured)} queries, at most {most} expected:\n{statements}")

    return count


@pytest.fixture
def tomorrow() -> dt.date:
    """The day after today."""
    return timezone.localdate() + dt.timedelta(days=1)


@pytest.fixture
def without_profile(settings: Any) -> None:
    """For tests about something else: fields of the clarity profile are owed nowhere."""
    for name in ("OWED_SOURCES", "OWED_LOADERS", "AGENDA_SOURCES"):
        kept = [each for each in getattr(settings, name) if ".clarity." not in each]
        setattr(settings, name, kept)
