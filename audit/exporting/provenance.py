"""W3C PROV-JSON: objects are entities, events activities, those who acted agents."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from audit.exporting.selection import Selection
from audit.exporting.table import sentence
from audit.models import ERASED, AuditEvent, AuditPayload

CHUNK = 500
_EVENT = "event:"
Pairs = Iterator[tuple[str, dict[str, Any]]]


def written(selection: Selection) -> Iterator[str]:
    """One JSON object, section after section; each is read from the database by itself."""
    prefixes = {
        "joinery": f"{settings.BASE_URL}/record/",
        "prov": "http://www.w3.org/ns/prov#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    yield f'{{"prefix":{json.dumps(prefixes)}'
    sections: dict[str, Callable[[Selection], Pairs]] = {
        "activity": _activities,
        "entity": _entities,
        "agent": _agents,
        "wasAssociatedWith": _associations,
        "wasGeneratedBy": _generations,
        "used": _usages,
        "wasInformedBy": _informings,
    }
    for name, pairs in sections.items():
        yield f',\n"{name}":{{'
        separator = "\n"
        for identity, attributes in pairs(selection):
            yield f"{separator}{_json(identity)}:{_json(attributes)}"
            separator = ",\n"
        yield "}"
    yield "}\n"


def _activities(selection: Selection) -> Pairs:
    for leaf, one in selection.placed():
        event = one.event
        yield (
            _activity(event.pk),
            {
                "prov:label": f"{event.actor_label} {sentence(event)}",
                "prov:startTime": event.occurred_at.isoformat(),
                "prov:endTime": event.occurred_at.isoformat(),
                "prov:type": _name(f"joinery:{quote(event.kind, safe='._-')}"),
                "joinery:recordedAt": _time(event.recorded_at.isoformat()),
                "joinery:index": leaf.index,
            },
        )


def _entities(selection: Selection) -> Pairs:
    references = _events(selection).order_by("object_ref").values_list("object_ref", flat=True)
    for reference in references.distinct().iterator(chunk_size=CHUNK):
        yield _entity(reference), {"prov:label": reference}


def _agents(selection: Selection) -> Pairs:
    ids = _events(selection).order_by("actor_id").values_list("actor_id", flat=True)
    for actor_id in ids.distinct().iterator(chunk_size=CHUNK):
        kind = "prov:SoftwareAgent" if actor_id.startswith("system:") else "prov:Person"
        yield _agent(actor_id), {"prov:label": _label_of(actor_id), "prov:type": _name(kind)}


def _associations(selection: Selection) -> Pairs:
    rows = _events(selection).order_by("pk").values_list("pk", "actor_id", "actor_party")
    for pk, actor_id, party in rows.iterator(chunk_size=CHUNK):
        role = {"prov:role": party} if party else {}
        yield f"_:a-{pk}", {"prov:activity": _activity(pk), "prov:agent": _agent(actor_id), **role}


def _generations(selection: Selection) -> Pairs:
    """The first event about something made it."""
    for pk, reference in _about(selection, first=True):
        yield f"_:g-{pk}", {"prov:entity": _entity(reference), "prov:activity": _activity(pk)}


def _usages(selection: Selection) -> Pairs:
    for pk, reference in _about(selection, first=False):
        yield f"_:u-{pk}", {"prov:activity": _activity(pk), "prov:entity": _entity(reference)}


def _informings(selection: Selection) -> Pairs:
    """Events that name another one which is in the file."""
    named = _events(selection).filter(object_ref__startswith=_EVENT).order_by("pk")
    for pk, reference in named.values_list("pk", "object_ref").iterator(chunk_size=CHUNK):
        other = _event_named(reference)
        if other and selection.leaves().filter(event_id=other).exists():
            informed = {"prov:informed": _activity(pk), "prov:informant": _activity(other)}
            yield f"_:i-{pk}", informed


def _events(selection: Selection) -> Any:
    return AuditEvent.objects.filter(pk__in=selection.leaves().order_by().values("event_id"))


def _about(selection: Selection, *, first: bool) -> Iterator[tuple[UUID, str]]:
    earlier = AuditEvent.objects.filter(object_ref=OuterRef("object_ref"), pk__lt=OuterRef("pk"))
    rows = _events(selection).filter(~Exists(earlier) if first else Exists(earlier))
    pairs: Iterator[tuple[UUID, str]] = (
        rows.order_by("pk").values_list("pk", "object_ref").iterator(chunk_size=CHUNK)
    )
    return pairs


def _label_of(actor_id: str) -> str:
    newest = AuditPayload.objects.filter(field="actor_label", event__actor_id=actor_id)
    payload = newest.order_by("-event_id").first()
    return actor_id if payload is None else payload.value or ERASED


def _event_named(reference: str) -> UUID | None:
    try:
        return UUID(reference.removeprefix(_EVENT))
    except ValueError:
        return None


def _activity(pk: UUID) -> str:
    return f"joinery:event/{pk}"


def _entity(reference: str) -> str:
    return f"joinery:object/{quote(reference, safe='')}"


def _agent(actor_id: str) -> str:
    return f"joinery:actor/{quote(actor_id, safe='')}"


def _name(qualified: str) -> dict[str, str]:
    return {"$": qualified, "type": "prov:QUALIFIED_NAME"}


def _time(written_time: str) -> dict[str, str]:
    return {"$": written_time, "type": "xsd:dateTime"}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
