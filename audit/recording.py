"""The one way into the record: `audit.recording.record`, called by actions only."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone

from audit import canonical
from audit.actors import Actor
from audit.kinds import EventKind, find_event_kind
from audit.models import AuditEvent, AuditPayload

SALT_BYTES = 16


class Recorded(Protocol):
    """An object that events can be about."""

    @property
    def audit_ref(self) -> str:
        """Stable reference, readable where the object has one."""

    @property
    def audit_label(self) -> str:
        """The object's name as it is now."""

    @property
    def audit_initiative_ref(self) -> str:
        """Reference of the initiative it belongs to, or empty."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event to be recorded.

    Attributes:
        data: facts of the event, readable in its sentence.
        personal: text that a person may later ask to have erased.
        occurred_at: when it happened, where that is not now.
    """

    kind: EventKind
    about: Recorded
    data: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    occurred_at: dt.datetime | None = None


class NotInTransactionError(RuntimeError):
    """Raised when an event would not be committed together with its change."""


def record(
    kind: EventKind,
    about: Recorded,
    *,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    personal: Mapping[str, str] | None = None,
    occurred_at: dt.datetime | None = None,
) -> AuditEvent:
    """Write one event in the transaction of the change it tells of.

    Raises:
        NotInTransactionError: there is no open transaction.
        UnregisteredEventKindError: the kind is not registered.
    """
    happening = Happening(kind, about, data or {}, personal or {}, occurred_at)
    return record_all([happening], actor=actor)[0]


def record_all(happenings: Iterable[Happening], *, actor: Actor) -> list[AuditEvent]:
    """Write many events of one actor in two statements; see `record`."""
    if not connection.in_atomic_block or transaction.get_autocommit():
        message = "An event is recorded in the transaction of its change; open one first."
        raise NotInTransactionError(message)
    events: list[AuditEvent] = []
    payloads: list[AuditPayload] = []
    for happening in happenings:
        event, personal = _event(happening, actor)
        events.append(event)
        payloads.extend(personal)
    AuditEvent.objects.bulk_create(events, batch_size=500)
    AuditPayload.objects.bulk_create(payloads, batch_size=500)
    return events


def _event(happening: Happening, actor: Actor) -> tuple[AuditEvent, list[AuditPayload]]:
    find_event_kind(happening.kind.code)
    now = timezone.now()
    about = happening.about
    event = AuditEvent(
        kind=happening.kind.code,
        actor_id=actor.actor_id,
        actor_party=actor.actor_party,
        object_ref=about.audit_ref,
        initiative_ref=about.audit_initiative_ref,
        occurred_at=happening.occurred_at or now,
        recorded_at=now,
    )
    personal = {"actor_label": actor.actor_label, **happening.personal}
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in personal}
    payloads = [
        AuditPayload(event=event, field=name, salt=salts[name], value=value)
        for name, value in personal.items()
    ]
    event.body = canonical.write(
        {
            "v": 1,
            "id": event.id,
            "kind": event.kind,
            "actor": {"id": event.actor_id, "party": event.actor_party},
            "object": {"ref": event.object_ref, "label": about.audit_label},
            "initiative": event.initiative_ref,
            "occurred_at": event.occurred_at,
            "recorded_at": event.recorded_at,
            "data": happening.data,
            "digests": {
                name: canonical.salted_digest(salts[name], value)
                for name, value in personal.items()
            },
        }
    )
    return event, payloads
