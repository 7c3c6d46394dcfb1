"""Writing systems as Backstage entities, so that what was read comes out as it was."""

import copy
import re
from collections.abc import Callable, Iterable
from typing import Any

from architecture.catalogue.backstage import NOBODY, OURS, SOURCE, entry_of
from architecture.catalogue.entries import FIELDS
from architecture.catalogue.yaml_text import write_documents
from architecture.models import System
from architecture.vocabulary import Lifecycle, SystemKind

_SHAPES = {
    SystemKind.APPLICATION: ("Component", "website"),
    SystemKind.SERVICE: ("Component", "service"),
    SystemKind.AI_SERVICE: ("Component", "service"),
    SystemKind.OTHER: ("Component", "library"),
    SystemKind.DATABASE: ("Resource", "database"),
}
_BACKSTAGE_LIFECYCLES = {Lifecycle.EXPERIMENTAL, Lifecycle.PRODUCTION, Lifecycle.DEPRECATED}
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


def as_backstage(systems: Iterable[System]) -> str:
    """The systems as one catalog-info.yaml of several documents."""
    return write_documents([entity_of(system) for system in systems])


def entity_of(system: System) -> dict[str, Any]:
    """The entity it came from with what changed since; a new one where it came from elsewhere."""
    kept = system.source_values.get("entity") if system.source == SOURCE else None
    entity: dict[str, Any] = copy.deepcopy(kept) if kept else _new_entity(system)
    read = entry_of(entity)
    before = read.texts() if read else {}
    now = system.as_texts()
    for field in FIELDS:
        if now[field] != before.get(field, ""):
            _WRITERS.get(field, _annotate)(entity, field, now[field])
    metadata = _table(entity, "metadata")
    if metadata.get("annotations") == {}:
        del metadata["annotations"]
    return entity


def _new_entity(system: System) -> dict[str, Any]:
    kind, kind_type = _SHAPES.get(SystemKind(system.kind), ("Resource", ""))
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {"name": system.slug[:63].strip("-_.")},
        "spec": {
            "type": kind_type or system.kind.replace("_", "-"),
            "lifecycle": Lifecycle.PRODUCTION.value,
            "owner": NOBODY,
        },
    }


def _table(entity: dict[str, Any], name: str) -> dict[str, Any]:
    if not isinstance(entity.get(name), dict):
        entity[name] = {}
    table: dict[str, Any] = entity[name]
    return table


def _annotate(entity: dict[str, Any], field: str, text: str) -> None:
    notes = _table(_table(entity, "metadata"), "annotations")
    name = f"{OURS}{field.replace('_', '-')}"
    if text:
        notes[name] = text
    else:
        notes.pop(name, None)


def _name(entity: dict[str, Any], field: str, text: str) -> None:
    _table(entity, "metadata")["title"] = text


def _description(entity: dict[str, Any], field: str, text: str) -> None:
    _table(entity, "metadata")["description"] = text


def _owner(entity: dict[str, Any], field: str, text: str) -> None:
    """Backstage's owner is a reference; an address or free words go beside it."""
    reference = _NO_NAME.sub("-", text.partition("@")[0]).strip("-")
    _table(entity, "spec")["owner"] = reference or NOBODY
    _annotate(entity, field, text if text != reference else "")


def _lifecycle(entity: dict[str, Any], field: str, text: str) -> None:
    """Backstage knows three; the others go beside the nearest."""
    known = text in _BACKSTAGE_LIFECYCLES
    _table(entity, "spec")["lifecycle"] = text if known else _NEAREST[text]
    _annotate(entity, field, "" if known else text)


_NEAREST = {
    Lifecycle.PLANNED.value: Lifecycle.EXPERIMENTAL.value,
    Lifecycle.RETIRED.value: Lifecycle.DEPRECATED.value,
}
_Writer = Callable[[dict[str, Any], str, str], None]
_WRITERS: dict[str, _Writer] = {
    "name": _name,
    "description": _description,
    "owner": _owner,
    "lifecycle": _lifecycle,
}
