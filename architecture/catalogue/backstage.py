"""Backstage's catalog-info.yaml: entities that are systems, read."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from architecture.catalogue.entries import CatalogueFile, Relation, SystemEntry
from architecture.catalogue.yaml_text import is_plain, read_documents
from architecture.vocabulary import Criticality, Lifecycle, RelationKind, SystemKind
from initiatives.inventory.findings import bad_row, note
from initiatives.inventory.reading import refuse_size
from initiatives.inventory.wording import excerpt, folded
from people.errors import InvalidInput
from people.text import tidy

SOURCE = "backstage"
MOST_BYTES = 2_000_000
LONGEST_KEY = 200
OURS = "joinery/"  # annotations that Joinery writes for what Backstage has no word for
NOBODY = "unknown"  # Backstage needs an owner, the catalogue does not
KINDS = {"component", "system", "api", "resource"}
_KIND_BY_TYPE = {
    "service": SystemKind.SERVICE,
    "website": SystemKind.APPLICATION,
    "database": SystemKind.DATABASE,
    "identity-provider": SystemKind.IDENTITY_PROVIDER,
    "data-platform": SystemKind.DATA_PLATFORM,
    "library": SystemKind.OTHER,
    "documentation": SystemKind.OTHER,
    "other": SystemKind.OTHER,
    "model-server": SystemKind.AI_SERVICE,
}
_KIND_BY_KIND = {
    "component": SystemKind.APPLICATION,
    "system": SystemKind.APPLICATION,
    "api": SystemKind.INTERFACE,
    "resource": SystemKind.INFRASTRUCTURE,
}
_RELATIONS = (
    ("dependsOn", RelationKind.DEPENDS_ON, "component"),
    ("dependencyOf", RelationKind.NEEDED_BY, "component"),
    ("system", RelationKind.PART_OF, "system"),
    ("subcomponentOf", RelationKind.PART_OF, "component"),
    ("providesApis", RelationKind.PROVIDES, "api"),
    ("consumesApis", RelationKind.CONSUMES, "api"),
)


def looks_like_backstage(file_name: str, content: bytes) -> bool:
    """Whether a file is YAML by its name, or begins as a catalogue entity does."""
    return file_name.lower().endswith((".yaml", ".yml")) or b"backstage.io/" in content[:500]


def read_backstage(content: bytes, *, file_name: str) -> CatalogueFile:
    """The systems in a catalog-info.yaml; what is no system is noted and passed over.

    Raises:
        InvalidInput: the file is empty, too large, no YAML, or repeats itself by aliases.
    """
    refuse_size(len(content), MOST_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "The file is not UTF-8 text.",
            way_out="Save it as UTF-8 and bring it again.",
            field="file",
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    read = CatalogueFile(file_name, SOURCE, digest, names_all=False)
    first: dict[str, int] = {}
    for number, document in enumerate(read_documents(text), start=1):
        if document is None:
            continue
        read.rows += 1
        entry = _entry(read, number, document)
        if entry is None:
            continue
        if first.setdefault(entry.key, number) != number:
            message = f"The same entity as in document {first[entry.key]}. Keep one of the two."
            read.add(bad_row(number, "metadata.name", entry.name, message))
            continue
        read.entries.append(entry)
    return read


def _entry(read: CatalogueFile, number: int, document: Any) -> SystemEntry | None:
    if not isinstance(document, dict) or not is_plain(document):
        read.add(bad_row(number, "", "", "This document is no Backstage entity."))
        return None
    version, kind = (str(document.get(name) or "") for name in ("apiVersion", "kind"))
    if not version.startswith("backstage.io/") or kind.lower() not in KINDS:
        read.passed += 1
        message = "Components, Systems, APIs and Resources are systems here; this is passed over."
        read.add(note(number, "kind", excerpt(f"{kind or 'nothing'} ({version})"), message))
        return None
    entry = entry_of(document, number)
    if entry is None:
        read.add(bad_row(number, "metadata.name", "", "The entity has no name that can be read."))
        return None
    lifecycle = _texts(_part(document, "spec"), "lifecycle")
    if lifecycle and not _lifecycle(lifecycle[0]):
        message = "This lifecycle is not known; taken as in production. The word is kept."
        read.add(note(number, "spec.lifecycle", excerpt(lifecycle[0]), message))
    return entry


def entry_of(entity: Mapping[str, Any], number: int = 0) -> SystemEntry | None:
    """The entity as a system; None where it has no usable name."""
    metadata, spec = _part(entity, "metadata"), _part(entity, "spec")
    name = metadata.get("name")
    if not isinstance(name, str) or not tidy(name):
        return None
    title = metadata.get("title")
    notes = _part(metadata, "annotations")
    lifecycle = "".join(_texts(spec, "lifecycle"))
    owner = _own(notes, "owner") or "".join(_texts(spec, "owner"))
    description = metadata.get("description")
    told = {"name", "kind", "description", "lifecycle", "owner"}
    told |= {field for field in _OPTIONAL if _own(notes, field)}
    return SystemEntry(
        number=number,
        key=key_of(str(entity.get("kind")), metadata),
        name=tidy(title if isinstance(title, str) and tidy(title) else name)[:200],
        kind=_kind(entity, spec, notes),
        description=tidy(description, lines=True)[:5000] if isinstance(description, str) else "",
        is_ot=_own(notes, "is_ot") == "yes",
        site=_own(notes, "site")[:120],
        criticality=_known(_own(notes, "criticality"), Criticality.values),
        owner="" if owner == NOBODY else tidy(owner)[:200],
        lifecycle=_lifecycle(_own(notes, "lifecycle") or lifecycle) or Lifecycle.PRODUCTION,
        data_classes=_list(_own(notes, "data_classes")),
        patterns=_list(_own(notes, "patterns")),
        relations=tuple(_relations(spec, _namespace(metadata))),
        told=frozenset(told),
        entity=entity,
    )


_OPTIONAL = ("is_ot", "site", "criticality", "data_classes", "patterns")


def key_of(kind: str, metadata: Mapping[str, Any]) -> str:
    """The entity's own reference, `component:default/name`, as Backstage compares it."""
    key = f"{kind}:{_namespace(metadata)}/{metadata.get('name')}".lower()
    if len(key) <= LONGEST_KEY:
        return key
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _namespace(metadata: Mapping[str, Any]) -> str:
    return str(metadata.get("namespace") or "default")


def _part(entity: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = entity.get(name)
    return part if isinstance(part, dict) else {}


def _texts(spec: Mapping[str, Any], name: str) -> list[str]:
    value = spec.get(name)
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each.strip()]


def _own(notes: Mapping[str, Any], field: str) -> str:
    value = notes.get(f"{OURS}{field.replace('_', '-')}")
    return tidy(value) if isinstance(value, str) else ""


def _list(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def _known(word: str, words: Iterable[str]) -> str:
    return word if word in words else ""


def _kind(entity: Mapping[str, Any], spec: Mapping[str, Any], notes: Mapping[str, Any]) -> str:
    own = _known(_own(notes, "kind"), SystemKind.values)
    by_type = _KIND_BY_TYPE.get(folded("".join(_texts(spec, "type"))))
    return own or by_type or _KIND_BY_KIND[str(entity.get("kind")).lower()]


def _lifecycle(word: str) -> str:
    return _known(folded(word), Lifecycle.values)


def _relations(spec: Mapping[str, Any], namespace: str) -> Iterable[Relation]:
    seen = set()
    for name, kind, usual in _RELATIONS:
        for reference in _texts(spec, name):
            relation = Relation(kind, full_reference(reference, usual, namespace)[:300])
            if relation not in seen:
                seen.add(relation)
                yield relation


def full_reference(reference: str, kind: str, namespace: str) -> str:
    """A reference as Backstage writes it, with the kind and namespace it leaves out."""
    found_kind, colon, rest = reference.strip().rpartition(":")
    found_space, slash, name = rest.rpartition("/")
    return (f"{found_kind if colon else kind}:{found_space if slash else namespace}/{name}").lower()
