"""Bringing a file of systems, and taking it: whole or not at all."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from architecture import events
from architecture.actions.systems import SLUGS, free_slugs
from architecture.catalogue.entries import CatalogueFile, SystemEntry
from architecture.catalogue.planning import (
    CataloguePlan,
    ChangedSystem,
    plan_catalogue,
    report_on,
)
from architecture.models import CatalogueImport, System, SystemRelation
from architecture.policies import may_keep_catalogue
from architecture.queries import known_systems, owner_from, people_by_email, site_names
from architecture.vocabulary import Lifecycle
from audit.actors import Actor
from audit.recording import Happening, Recorded, record, record_all
from initiatives.inventory.findings import refuse_bad_rows
from initiatives.inventory.wording import folded
from initiatives.references import lock_series
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import Site, User

Missing = CatalogueImport.Missing


def look_at(file: CatalogueFile) -> CataloguePlan:
    """What taking the file would do now; nothing is changed."""
    return plan_catalogue(file, known_systems(), site_names())


@transaction.atomic
def bring_catalogue(
    file: CatalogueFile, content: bytes, mapping_text: str, *, actor: User
) -> CatalogueImport:
    """Keep a file that was read, with what taking it would do.

    Raises:
        NotPermitted: the actor does not keep the catalogue.
    """
    _permit(actor)
    brought = CatalogueImport(
        by=actor,
        file_name=file.file_name[:255],
        mapping_name=file.source[:120],
        mapping_text=mapping_text,
        report=report_on(look_at(file)),
    )
    brought.file.save(f"{brought.pk}.upload", ContentFile(content), save=False)
    brought.save()
    record(events.SYSTEMS_PREPARED, brought, actor=actor, data={"file_name": brought.file_name})
    return brought


@transaction.atomic
def finish_catalogue_import(
    import_id: uuid.UUID,
    file: CatalogueFile,
    *,
    only_good_rows: bool,
    missing: str,
    actor: User,
) -> CatalogueImport:
    """Take a file that was brought; a second press finds it taken.

    Raises:
        NotPermitted, InvalidInput: as `take_catalogue`.
        NotPossibleNow: it has ended otherwise.
    """
    _permit(actor)
    found = CatalogueImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if found.state == CatalogueImport.State.DONE:
        return found
    if found.state != CatalogueImport.State.READY:
        raise NotPossibleNow("This import has ended.", way_out="Bring the file again.")
    found.report = take_catalogue(
        file, about=found, only_good_rows=only_good_rows, missing=missing, actor=actor
    )
    found.state = CatalogueImport.State.DONE
    found.only_good_rows = only_good_rows
    found.missing = missing
    found.ended_at = timezone.now()
    kept = str(found.file.name)
    found.file = ""
    found.save(update_fields=["state", "only_good_rows", "missing", "ended_at", "report", "file"])
    transaction.on_commit(lambda: default_storage.delete(kept))
    return found


@transaction.atomic
def take_catalogue(
    file: CatalogueFile,
    *,
    about: Recorded,
    only_good_rows: bool,
    missing: str,
    actor: Actor,
) -> dict[str, Any]:
    """Take a file as one change, and tell what came of it.

    What is known is read again under a lock, so that an import that ran meanwhile is seen.
    Systems that the file no longer names are never removed: integrations would hang in the air.

    Raises:
        NotPermitted: the actor does not keep the catalogue.
        InvalidInput: there are bad rows and not only the good ones are wanted, or integrations
            touch systems that the file no longer names and nothing was said about them.
    """
    _permit(actor)
    lock_series(SLUGS)
    plan = plan_catalogue(file, known_systems(locked=True), site_names())
    refuse_bad_rows(len(plan.bad_rows), only_good_rows=only_good_rows)
    _refuse_orphans(plan, missing)
    taking = _Taking(plan)
    happenings = [*taking.create(), *taking.change(), *_retire(plan, missing)]
    taking.relate()
    record_all(happenings, actor=actor)
    report = report_on(plan)
    figures = {"added": len(plan.new), "changed": len(plan.changed), "passed": file.passed}
    record(
        events.SYSTEMS_IMPORTED,
        about,
        actor=actor,
        data={"file_name": file.file_name, "sha256": file.digest, **figures},
    )
    return report


class _Taking:
    """Writes what a plan says."""

    def __init__(self, plan: CataloguePlan) -> None:
        self.plan = plan
        entries = [*plan.new, *(each.entry for each in plan.changed)]
        self.people = people_by_email(entry.owner for entry in entries)
        self.sites = {folded(each.name): each for each in Site.objects.all()}
        self.now = timezone.now()

    def create(self) -> list[Happening]:
        new = self.plan.new
        slugs = free_slugs([entry.name for entry in new])
        systems = [
            System(slug=slug, **self._values(entry, None), **self._origin(entry, {}))
            for entry, slug in zip(new, slugs, strict=True)
        ]
        System.objects.bulk_create(systems, batch_size=500)
        return [
            Happening(
                events.SYSTEM_ADDED,
                each,
                data={"name": each.name, "kind": each.get_kind_display()},
            )
            for each in systems
        ]

    def change(self) -> list[Happening]:
        known = System.objects.in_bulk([each.known.pk for each in self.plan.changed])
        happenings = []
        for each in self.plan.changed:
            system = known[each.known.pk]
            self._bring_up_to_date(system, each)
            words = ", ".join(each.fields).replace("_", " ") or "where it comes from"
            data = {"fields": words, "name": system.name}
            happenings.append(Happening(events.SYSTEM_CHANGED, system, data=data))
        return happenings

    def relate(self) -> None:
        """Relations as the file tells them; what it no longer tells is gone.

        A system that was merged stays the one it became: what is told of it is told of that one,
        if the file tells of that one at all.
        """
        told = [entry for entry in self.plan.file.entries if entry.relations or entry.entity]
        by_key = dict(
            System.objects.filter(source=self.plan.file.source).values_list("source_key", "pk")
        )
        final = _what_each_became(by_key)
        ours = {pk for entry in told if (pk := by_key.get(entry.key)) and final[entry.key] == pk}
        SystemRelation.objects.filter(system__in=ours).delete()
        # Two entries that became one may tell the same.
        relations = dict.fromkeys(
            (system, relation.kind, target, "" if target else relation.target)
            for entry in told
            if (system := final.get(entry.key)) in ours
            for relation in entry.relations
            if (target := final.get(relation.target)) != system
        )
        SystemRelation.objects.bulk_create(
            SystemRelation(system_id=system, kind=kind, target_id=target, target_name=name)
            for system, kind, target, name in relations
        )

    def _bring_up_to_date(self, system: System, change: ChangedSystem) -> None:
        values = self._values(change.entry, change.fields)
        values["version"] = system.version + 1
        values["updated_at"] = self.now
        if not system.source or system.source == self.plan.file.source:
            values |= self._origin(change.entry, system.source_values)
        for name, value in values.items():
            setattr(system, name, value)
        system.save(update_fields=list(values))

    def _values(self, entry: SystemEntry, fields: Sequence[str] | None) -> dict[str, Any]:
        owner, team = owner_from(entry.owner, self.people)
        values: dict[str, Any] = {
            "name": entry.name,
            "kind": entry.kind,
            "description": entry.description,
            "is_ot": entry.is_ot,
            "site": self.sites.get(folded(entry.site)),
            "criticality": entry.criticality,
            "owner": owner,
            "lifecycle": entry.lifecycle,
            "data_classes": list(entry.data_classes),
            "patterns": list(entry.patterns),
        }
        if fields is not None:
            values = {name: value for name, value in values.items() if name in fields}
        if "owner" in values:
            values["owner_team"] = team
        return values

    def _origin(self, entry: SystemEntry, before: Mapping[str, Any]) -> dict[str, Any]:
        told = {name: text for name, text in entry.texts().items() if name in entry.told}
        kept: dict[str, Any] = {
            **before,
            "taken": told,
            "bundle": before.get("bundle") or self.plan.bundle,
        }
        if entry.entity:
            kept["entity"] = entry.entity
        return {
            "source": self.plan.file.source,
            "source_key": entry.key,
            "source_values": kept,
        }


def _what_each_became(by_key: Mapping[str, int]) -> dict[str, int]:
    """For each key the system that it stands for now, after any merges."""
    merged = dict(System.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
    final = {}
    for key, pk in by_key.items():
        passed = {pk}
        while (into := merged.get(pk)) and into not in passed:
            pk = into
            passed.add(pk)
        final[key] = pk
    return final


def _retire(plan: CataloguePlan, missing: str) -> list[Happening]:
    if missing != Missing.RETIRE:
        return []
    gone = System.objects.filter(pk__in=[each.pk for each in plan.missing])
    happenings = []
    for system in gone:
        system.lifecycle = Lifecycle.RETIRED
        system.version += 1
        system.updated_at = timezone.now()
        system.save(update_fields=["lifecycle", "version", "updated_at"])
        data = {"fields": "lifecycle, as its file no longer names it", "name": system.name}
        happenings.append(Happening(events.SYSTEM_CHANGED, system, data=data))
    return happenings


def _permit(actor: Actor) -> None:
    if isinstance(actor, User) and not may_keep_catalogue(actor):
        raise NotPermitted(
            "IT architects keep the catalogue of systems.",
            way_out="Ask one of them to bring the file.",
        )


def _refuse_orphans(plan: CataloguePlan, missing: str) -> None:
    if missing and missing not in Missing.values:
        raise InvalidInput(
            "What becomes of systems that the file no longer names is not known.",
            way_out=f"Say one of {', '.join(Missing.values)}.",
            field="missing",
        )
    if plan.orphans and not missing:
        names = ", ".join(each.name for each in plan.orphans[:5])
        links = sum(each.links for each in plan.orphans)
        raise InvalidInput(
            f"The file no longer names {names}, and {links} integration"
            f"{'' if links == 1 else 's'} would hang in the air. Nothing was taken.",
            way_out="Keep these systems, mark them as retired, or bring a file that names them.",
            field="missing",
        )
