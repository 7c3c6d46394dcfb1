"""Bringing an inventory, starting its import, and taking it: whole or not at all."""

import uuid
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.actors import Actor
from audit.recording import Happening, Recorded, record, record_all
from initiatives import events
from initiatives.inventory import queries
from initiatives.inventory.findings import refuse_bad_rows
from initiatives.inventory.inventory import Inventory
from initiatives.inventory.planning import NewRow, Plan
from initiatives.inventory.report import ImportReport, report_on
from initiatives.inventory.rows import tell_nobody
from initiatives.inventory.taking import (
    Taking,
    batches,
    create_initiatives,
    facts_of_changed,
    facts_of_new,
    update_initiative,
)
from initiatives.models import Initiative, InventoryImport
from initiatives.policies import may_import_inventory
from initiatives.references import lock_series, next_references
from people.actions import add_units
from people.errors import NotPermitted, NotPossibleNow
from people.models import User

# A row of the reference series that is only locked, so that imports come one after the other.
IMPORT_LOCK = "inventory-import"
Progress = Callable[[int, int], None]


@transaction.atomic
def bring_inventory(
    inventory: Inventory, content: bytes, mapping_text: str, *, actor: User
) -> InventoryImport:
    """Keep a file that was read, with what taking it would do.

    Raises:
        NotPermitted: the actor does not keep the inventory.
    """
    _permit(actor)
    known = queries.known_rows(inventory.mapping.name, actor=actor)
    plan = inventory.plan(known, queries.unit_names())
    brought = InventoryImport(
        by=actor,
        file_name=inventory.file_name[:255],
        mapping_name=inventory.mapping.name,
        mapping_text=mapping_text,
        report=report_on(plan, inventory.digest).as_json(),
    )
    brought.file.save(f"{brought.pk}.upload", ContentFile(content), save=False)
    brought.save()
    record(
        events.INVENTORY_READ,
        brought,
        actor=actor,
        data={
            "file_name": brought.file_name,
            "sha256": inventory.digest,
            "mapping": inventory.mapping.name,
        },
    )
    return brought


@transaction.atomic
def start_inventory_import(
    import_id: uuid.UUID, *, only_good_rows: bool, actor: User
) -> InventoryImport | None:
    """Let an import run; None when it was started before, so that a double click runs it once.

    Raises:
        NotPermitted: the actor does not keep the inventory.
        InvalidInput: there are bad rows and the choice was to take none then.
        NotPossibleNow: it has ended.
    """
    _permit(actor)
    found = InventoryImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if found.state == InventoryImport.State.RUNNING:
        return None
    if found.state != InventoryImport.State.READY:
        raise NotPossibleNow("This import has ended.", way_out="Bring the file again.")
    refuse_bad_rows(int(found.report["bad"]), only_good_rows=only_good_rows)
    found.state = InventoryImport.State.RUNNING
    found.only_good_rows = only_good_rows
    found.started_at = timezone.now()
    found.save(update_fields=["state", "only_good_rows", "started_at"])
    rows = "good rows only" if only_good_rows else "all rows"
    record(
        events.INVENTORY_STARTED,
        found,
        actor=actor,
        data={"file_name": found.file_name, "rows": rows},
    )
    return found


@transaction.atomic
def finish_inventory_import(
    import_id: uuid.UUID, inventory: Inventory, *, report_progress: Progress = tell_nobody
) -> ImportReport | None:
    """Take the inventory of a running import and mark it done, in one transaction.

    None when it has ended meanwhile; a task that is handed out twice takes nothing twice.

    Raises:
        NotPermitted, InvalidInput, NotPossibleNow: as `take_inventory`.
    """
    found = InventoryImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if found.state != InventoryImport.State.RUNNING:
        return None
    report = take_inventory(
        inventory,
        about=found,
        only_good_rows=found.only_good_rows,
        report_progress=report_progress,
        actor=found.by,
    )
    found.state = InventoryImport.State.DONE
    found.ended_at = timezone.now()
    found.report = report.as_json()
    found.save(update_fields=["state", "ended_at", "report"])
    return report


@transaction.atomic
def take_inventory(
    inventory: Inventory,
    *,
    about: Recorded,
    only_good_rows: bool,
    actor: Actor,
    report_progress: Progress = tell_nobody,
) -> ImportReport:
    """Take an inventory as one change: new rows, and what changed in known ones.

    What is known is read again under a lock, so that an import that ran meanwhile is seen and
    no row is taken twice.

    Raises:
        NotPermitted: the actor does not keep the inventory.
        InvalidInput: there are bad rows and not only the good ones are wanted.
        NotPossibleNow: another import of the same rows got in between.
    """
    _permit(actor)
    lock_series(IMPORT_LOCK)
    plan = inventory.plan(
        queries.known_rows(inventory.mapping.name, actor=actor, locked=True),
        queries.unit_names(),
    )
    refuse_bad_rows(len(plan.bad_rows), only_good_rows=only_good_rows)
    try:
        _take(plan, actor, report_progress)
    except IntegrityError as error:
        raise NotPossibleNow(
            "Another import took some of these rows at the same moment.",
            way_out="Start the import again; it will find them and take the rest.",
        ) from error
    report = report_on(plan, inventory.digest)
    figures = {name: getattr(report, name) for name in ("created", "changed", "unchanged", "bad")}
    record(
        events.INVENTORY_IMPORTED,
        about,
        actor=actor,
        data={
            "file_name": inventory.file_name,
            "sha256": inventory.digest,
            "mapping": inventory.mapping.name,
            **figures,
        },
    )
    return report


@transaction.atomic
def fail_inventory_import(import_id: uuid.UUID, *, why: str, actor: Actor) -> bool:
    """Mark an import as one that took nothing, with the reason; whether it was still open."""
    still_open = InventoryImport.objects.filter(
        pk=import_id, state__in=(InventoryImport.State.READY, InventoryImport.State.RUNNING)
    )
    found = still_open.select_for_update(of=("self",), skip_locked=True).first()
    if found is None:
        return False
    found.state = InventoryImport.State.FAILED
    found.failure = why
    found.ended_at = timezone.now()
    found.save(update_fields=["state", "failure", "ended_at"])
    record(
        events.INVENTORY_FAILED,
        found,
        actor=actor,
        data={"file_name": found.file_name, "why": why},
    )
    return True


def _permit(actor: Actor) -> None:
    if isinstance(actor, User) and not may_import_inventory(actor):
        raise NotPermitted(
            "Only IT architects and administrators take an inventory.",
            way_out="Ask one of them to bring the file.",
        )


def _take(plan: Plan, actor: Actor, report_progress: Progress) -> None:
    now = timezone.now()
    names = {row.unit for row in plan.taken_rows}
    units = add_units(sorted(names), actor=actor)
    taking = Taking(plan.mapping, units, actor, now)
    total = len(plan.new) + len(plan.changed)
    references: list[str] = []
    if plan.new:
        references = next_references(f"AI-{taking.today.year}-", len(plan.new))
    done = 0
    for batch in batches(plan.new):
        _create(plan, batch, references[done : done + len(batch)], taking)
        done += len(batch)
        report_progress(done, total)
    _update(plan, taking, done, report_progress)


def _create(plan: Plan, batch: list[NewRow], references: list[str], taking: Taking) -> None:
    initiatives = create_initiatives(batch, references, taking)
    record_all(
        [
            Happening(
                events.IMPORTED,
                initiative,
                data=facts_of_new(new, plan.mapping),
            )
            for new, initiative in zip(batch, initiatives, strict=True)
        ],
        actor=taking.actor,
    )


def _update(plan: Plan, taking: Taking, done: int, report_progress: Progress) -> None:
    known = Initiative.objects.select_related("unit").in_bulk(
        [changed.known.pk for changed in plan.changed]
    )
    total = done + len(plan.changed)
    happenings: list[Happening] = []
    for position, changed in enumerate(plan.changed, start=1):
        initiative = known[changed.known.pk]
        update_initiative(changed, initiative, taking)
        facts = facts_of_changed(changed, initiative, plan.mapping)
        happenings.append(Happening(events.REIMPORTED, initiative, data=facts))
        report_progress(done + position, total)
    record_all(happenings, actor=taking.actor)
