"""System check: the guards of the record stand."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from audit import guards


def guards_stand(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> Sequence[CheckMessage]:
    """An error for each database whose record could be changed unseen."""
    messages: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if not set(guards.GUARDED_TABLES) <= set(connection.introspection.table_names()):
            continue
        if missing := guards.missing(connection):
            messages.append(
                Error(
                    f"The record is not guarded: {', '.join(sorted(missing))} missing.",
                    hint="Run `manage.py migrate`; it puts the guards back.",
                    id="audit.E001",
                )
            )
    return messages
