"""What one event must agree with: the columns beside its body, its payloads, its erasures."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from audit import canonical, events
from audit.models import AuditEvent, AuditPayload


@dataclass(slots=True)
class Told:
    """An event with everything that is kept beside it.

    Attributes:
        erased: fields that an event of erasure names.
    """

    event: AuditEvent
    erased: set[str] = field(default_factory=set)

    @property
    def payloads(self) -> dict[str, AuditPayload]:
        """By field; read with the event."""
        return {payload.field: payload for payload in self.event.payloads.all()}

    @property
    def body(self) -> bytes:
        """The exact bytes that are hashed."""
        return bytes(self.event.body)


def told(ids: Iterable[UUID]) -> dict[UUID, Told]:
    """Those of the events that are there; three queries, whatever their number."""
    events_there = AuditEvent.objects.prefetch_related("payloads").in_bulk(list(ids))
    found = {pk: Told(event) for pk, event in events_there.items()}
    for pk, fields in _erasures(found).items():
        found[pk].erased = fields
    return found


def disagreements(one: Told) -> Iterator[str]:
    """What does not agree with the event's body, in words."""
    try:
        content = canonical.read(one.body)
        columns, digests = _columns_of(content), dict(content["digests"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield "its body cannot be read as that of an event"
        return
    for name, stated in columns.items():
        if _written(getattr(one.event, name)) != stated:
            yield f"its column {name} differs from its body, which says {stated!r}"
    payloads = one.payloads
    for name, digest in digests.items():
        yield from _about_payload(payloads.get(name), name, digest, one.erased)
    for name in payloads.keys() - digests.keys():
        yield f"the payload {name} was added: its body does not know it"


def _about_payload(
    payload: AuditPayload | None, name: str, digest: Any, erased: set[str]
) -> Iterator[str]:
    if payload is None:
        yield f"its payload {name} is missing"
    elif payload.value is None and payload.salt is None:
        if name not in erased:
            yield f"its payload {name} is gone and no event tells of its erasure"
    elif payload.value is None or payload.salt is None:
        yield f"its payload {name} is erased in part only"
    elif canonical.salted_digest(bytes(payload.salt), payload.value) != digest:
        yield f"its payload {name} differs from the digest in its body"
    elif name in erased:
        yield f"its payload {name} was erased and is there again"


def _columns_of(content: Mapping[str, Any]) -> dict[str, str]:
    return {
        "id": content["id"],
        "kind": content["kind"],
        "actor_id": content["actor"]["id"],
        "actor_party": content["actor"]["party"],
        "object_ref": content["object"]["ref"],
        "initiative_ref": content["initiative"],
        "occurred_at": content["occurred_at"],
        "recorded_at": content["recorded_at"],
    }


def _written(value: Any) -> str:
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else str(value)


def _erasures(found: Iterable[UUID]) -> dict[UUID, set[str]]:
    """By event, the fields that later events say were erased."""
    references = {events.reference_of(pk): pk for pk in found}
    erasures = AuditEvent.objects.filter(kind=events.ERASED.code, object_ref__in=references)
    fields: defaultdict[UUID, set[str]] = defaultdict(set)
    for erasure in erasures:
        try:
            named = str(erasure.content["data"]["field"])
        except (ValueError, KeyError, TypeError, RecursionError):
            continue  # found unreadable in its own turn
        fields[references[erasure.object_ref]].add(named)
    return fields
