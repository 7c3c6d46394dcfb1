"""Adding systems, changing them, and merging two that turned out to be one (A20)."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from architecture import events
from architecture.actions.system_locking import lock_systems
from architecture.models import (
    Dependency,
    Integration,
    System,
    SystemMerge,
    SystemRelation,
)
from architecture.policies import may_keep_catalogue
from architecture.vocabulary import Criticality, Lifecycle, SystemKind
from audit.actors import Actor
from audit.recording import Happening, record, record_all
from initiatives.actions.table import permit
from initiatives.references import lock_series
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow
from people.models import Site, User
from people.text import optional_text, required_text, tidy

SLUGS = "system"  # a row of the reference series that is only locked: names are given one by one
RESERVED = frozenset({"new", "import", "map", "export", "table", "sprawl", "twins", "debt"})
MOST_WORDS = 30
_ENDS = ("source", "target", "identity_provider")


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """What is said of a system; lists are of plain words."""

    name: str
    kind: str = SystemKind.APPLICATION
    description: str = ""
    is_ot: bool = False
    site: Site | None = None
    criticality: str = ""
    owner: User | None = None
    owner_team: str = ""
    lifecycle: str = Lifecycle.PRODUCTION
    data_classes: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)

    def checked(self) -> dict[str, Any]:
        """The values to keep.

        Raises:
            InvalidInput: a text is missing or too long, or a word is not known.
        """
        return {
            "name": required_text(self.name, "name", label="The name", most=200, lines=False),
            "kind": _word(self.kind, SystemKind.values, "kind", "kind of system"),
            "description": optional_text(
                self.description, "description", label="The description", most=5000
            ),
            "is_ot": self.is_ot,
            "site": self.site,
            "criticality": self.criticality
            and _word(self.criticality, Criticality.values, "criticality", "criticality"),
            "owner": self.owner,
            "owner_team": optional_text(
                self.owner_team, "owner_team", label="The team", most=200, lines=False
            ),
            "lifecycle": _word(self.lifecycle, Lifecycle.values, "lifecycle", "lifecycle"),
            "data_classes": _words(self.data_classes, "data_classes"),
            "patterns": _words(self.patterns, "patterns"),
        }


FIELD_WORDS = {
    "name": "name",
    "kind": "kind",
    "description": "description",
    "is_ot": "shop floor",
    "site": "site",
    "criticality": "criticality",
    "owner": "owner",
    "owner_team": "owning team",
    "lifecycle": "lifecycle",
    "data_classes": "classes of data",
    "patterns": "patterns offered",
}


@transaction.atomic
def add_system(
    facts: SystemFacts, *, actor: User, submission_key: uuid.UUID | None = None
) -> System:
    """Add a system to the catalogue; sent twice, it is added once.

    Raises:
        NotPermitted: the actor does not keep the catalogue.
        InvalidInput: something is missing or not known, or the name is taken.
    """
    _permit(actor)
    values = facts.checked()
    lock_series(SLUGS)
    if submission_key:
        earlier = System.objects.filter(submission_key=submission_key).first()
        if earlier:
            return earlier
    _refuse_namesake(values["name"])
    system = System.objects.create(
        slug=free_slugs([values["name"]])[0], submission_key=submission_key, **values
    )
    data = {"name": system.name, "kind": system.get_kind_display()}
    record(events.SYSTEM_ADDED, system, actor=actor, data=data)
    return system


@transaction.atomic
def change_system(system: System, facts: SystemFacts, *, version: int, actor: User) -> System:
    """Say something new of a system; nothing new is no change and leaves no event.

    Raises:
        NotPermitted: the actor does not keep the catalogue.
        InvalidInput: something is missing or not known.
        NotPossibleNow: it was merged into another.
        ChangedMeanwhile: somebody else changed it since it was read.
    """
    _permit(actor)
    values = facts.checked()
    # Before the row, as an import takes them.
    lock_series(SLUGS)
    found = lock_systems([system])[system.pk]
    _refuse_merged(found)
    _refuse_stale(found, version)
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    if not changed:
        return found
    if "name" in changed:
        _refuse_namesake(values["name"], besides=found.pk)
    for name in changed:
        setattr(found, name, values[name])
    _saved(found, changed)
    words = ", ".join(FIELD_WORDS[name] for name in changed)
    record(events.SYSTEM_CHANGED, found, actor=actor, data={"fields": words, "name": found.name})
    return found


@transaction.atomic
def merge_systems(
    system: System, into: System, *, reason: str, version: int, actor: User
) -> SystemMerge:
    """Make two entries one: every link of the first follows, and its history is kept.

    Raises:
        NotPermitted: the actor does not keep the catalogue.
        InvalidInput: there is no reason, or both are the same.
        NotPossibleNow: one of them was merged before, or an integration links the two.
        ChangedMeanwhile: somebody else changed the system since it was read.
    """
    _permit(actor)
    reason = required_text(reason, "reason", label="The reason", most=2000)
    if system.pk == into.pk:
        raise InvalidInput(
            "A system cannot be merged into itself.", way_out="Choose the other one.", field="into"
        )
    locked = lock_systems([system, into])
    found, target = locked[system.pk], locked[into.pk]
    _refuse_merged(found)
    _refuse_merged(target, field="into")
    _refuse_stale(found, version)
    _refuse_linked(found, target)
    moved = _move_links(found, target, actor)
    found.merged_into = target
    _saved(found, ["merged_into"])
    merge = SystemMerge.objects.create(
        merged=found, into=target, by=actor, reason=reason, moved_integrations=moved
    )
    links = f"{len(moved)} link{'' if len(moved) == 1 else 's'} followed"
    data = {"name": found.name, "into": target.name, "reason": reason, "moved": links}
    record(events.SYSTEM_MERGED, found, actor=actor, data=data)
    return merge


def free_slugs(names: list[str]) -> list[str]:
    """A slug of its own for each name; the caller holds the lock of `SLUGS`."""
    taken = set(System.objects.values_list("slug", flat=True)) | RESERVED
    slugs = []
    for name in names:
        base = slugify(name)[:70].strip("-") or "system"
        slug, number = base, 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _move_links(found: System, target: System, actor: Actor) -> list[str]:
    # All at once and in one order, so that two merges never hold what the other waits for.
    links = (
        Integration.objects.select_for_update(of=("self",))
        .select_related("initiative")
        .filter(Q(source=found) | Q(target=found) | Q(identity_provider=found))
        .order_by("pk")
    )
    moved = {each.reference: each for each in links}
    for integration in moved.values():
        for end in _ENDS:
            if getattr(integration, f"{end}_id") == found.pk:
                setattr(integration, end, target)
    now = timezone.now()
    for integration in moved.values():
        integration.version += 1
        integration.updated_at = now
    Integration.objects.bulk_update(moved.values(), [*_ENDS, "version", "updated_at"])
    Dependency.objects.filter(system=found).update(system=target)
    _move_relations(found, target)
    record_all(
        [
            Happening(
                events.INTEGRATION_CHANGED,
                each,
                data={"fields": f"{found.name} to {target.name}", "reference": each.reference},
            )
            for each in moved.values()
        ],
        actor=actor,
    )
    return list(moved)


def _move_relations(found: System, target: System) -> None:
    """Relations follow; what the other has already, or would point to itself, is left behind."""
    own = {(each.kind, each.target_id, each.target_name) for each in target.relations.all()}
    for relation in found.relations.all():
        told = (relation.kind, relation.target_id, relation.target_name)
        if relation.target_id != target.pk and told not in own:
            relation.system = target
            relation.save(update_fields=["system"])
    pointing = {(each.kind, each.system_id) for each in target.related_from.all()}
    for relation in SystemRelation.objects.filter(target=found):
        if relation.system_id != target.pk and (relation.kind, relation.system_id) not in pointing:
            relation.target = target
            relation.save(update_fields=["target"])


def _saved(system: System, fields: list[str]) -> None:
    system.version += 1
    system.updated_at = timezone.now()
    system.save(update_fields=[*fields, "version", "updated_at"])


def _permit(actor: User) -> None:
    permit(
        may_keep_catalogue(actor),
        "IT architects keep the catalogue of systems.",
        way_out="Ask one of them to add or change the entry.",
    )


def _refuse_merged(system: System, *, field: str = "") -> None:
    if system.merged_into_id is not None:
        raise NotPossibleNow(
            f"{system.name} was merged into another system.",
            way_out="Work on the one that it became.",
            field=field,
        )


def _refuse_stale(system: System, version: int) -> None:
    if system.version != version:
        raise ChangedMeanwhile(
            "Somebody else changed this system after you opened it.",
            way_out="Look at what it says now, and send yours again.",
        )


def _refuse_namesake(name: str, *, besides: int = 0) -> None:
    namesakes = System.objects.filter(name__iexact=name, merged_into=None)
    if namesakes.exclude(pk=besides).exists():
        raise InvalidInput(
            f"{name} is in the catalogue already.",
            way_out="Open that entry, or write what tells the two apart into the name.",
            field="name",
        )


def _refuse_linked(found: System, target: System) -> None:
    between = Integration.objects.filter(source=found, target=target)
    between |= Integration.objects.filter(source=target, target=found)
    if between.in_force().exists():
        raise NotPossibleNow(
            "An integration links these two, and a system is not linked to itself.",
            way_out="Give that integration another end first, or retire it.",
            field="into",
        )


def _word(value: str, words: list[str], field: str, label: str) -> str:
    if value not in words:
        raise InvalidInput(
            f"“{tidy(value)[:60]}” is no {label}.",
            way_out=f"Choose one of {', '.join(words)}.",
            field=field,
        )
    return value


def _words(values: list[str], field: str) -> list[str]:
    words = list(dict.fromkeys(word for value in values if (word := tidy(value))))
    if len(words) > MOST_WORDS or any(len(word) > 100 for word in words):
        raise InvalidInput(
            "These are too many or too long words.",
            way_out=f"Write at most {MOST_WORDS}, each of 100 characters or fewer.",
            field=field,
        )
    return words
