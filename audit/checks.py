"""System checks: the guards of the record stand, and its checkpoints have places to go to."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db import connections

from audit import guards
from audit.sinks import SinkAddressError, configured_sinks
from audit.sinks.bucket import BucketSink


def guards_stand(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> Sequence[CheckMessage]:
    """An error for each database whose record could be changed unseen."""
    messages: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if not guards.stand_on(connection):
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


def sinks_are_places(**_kwargs: Any) -> Sequence[CheckMessage]:
    """An error when an address of JOINERY_RECORD_SINKS is none; nothing is asked of the places."""
    try:
        configured_sinks()
    except SinkAddressError as error:
        return [
            Error(
                str(error),
                hint="docs/operations.md, Checkpoints outside the database, shows the addresses.",
                id="audit.E002",
            )
        ]
    return []


def buckets_are_locked(**_kwargs: Any) -> Sequence[CheckMessage]:
    """A warning for each bucket from which a checkpoint could be deleted."""
    try:
        sinks = configured_sinks()
    except SinkAddressError:
        return []
    return [
        Warning(
            f"Checkpoints can be deleted from {sink.describe()}.",
            hint="Use a bucket with object lock and leave out retain_days=0.",
            id="audit.W001",
        )
        for sink in sinks
        if isinstance(sink, BucketSink) and not sink.retain_days
    ]
