"""A small sealed record, and somebody who owns the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from audit import events, guards, keys
from audit.actions import TheRecord
from audit.actors import SystemActor
from audit.models import AuditEvent
from audit.recording import Happening, record_all
from audit.sealing import seal
from audit.verification import Verification, verify

CLOCKWORK = SystemActor("clockwork")


def noted(count: int = 1, **data: Any) -> list[AuditEvent]:
    """Commit that many events, each with a payload that can be erased."""
    happenings = [
        Happening(events.KEYS_RETIRED, TheRecord(), {"count": each, **data}, {"remark": f"r{each}"})
        for each in range(count)
    ]
    with transaction.atomic():
        return record_all(happenings, actor=CLOCKWORK)


def sealed_record(*batches: int) -> list[AuditEvent]:
    """Events sealed batch by batch, a checkpoint after each."""
    if not keys.has_key():
        keys.create_key("record.example.org/tests")
    made = []
    for count in batches:
        made += noted(count)
        seal()
    return made


@contextmanager
def owner_of_the_database() -> Iterator[None]:
    """Someone who can drop the guards; all they did is undone at the end."""
    with transaction.atomic():
        connection.check_constraints()
        guards.remove(connection)
        yield
        transaction.set_rollback(True)


def sql(statement: str, parameters: list[Any] | None = None) -> None:
    """Run a statement as it is."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def found_in(verification: Verification) -> list[str]:
    """The findings, without those about guards that a test took away."""
    return [words for words in verification.findings if not words.startswith("The guard ")]


def findings(**asked: Any) -> list[str]:
    """What verifying finds now."""
    return found_in(verify(**asked))
