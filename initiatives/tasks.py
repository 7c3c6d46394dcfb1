"""Background work of this app; each task calls actions and may be run again at any time."""

import datetime as dt
import logging
import time
import uuid

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from audit.actors import SystemActor
from initiatives.actions import discard_expired_drafts
from initiatives.inventory.actions import (
    fail_inventory_import,
    finish_inventory_import,
)
from initiatives.inventory.inventory import Inventory, read_inventory
from initiatives.inventory.mapping import read_mapping
from initiatives.inventory.progress import ProgressKeeper, find_progress
from initiatives.inventory.uploads import ENDED, remove_upload
from initiatives.models import InventoryImport
from people.errors import Refusal

logger = logging.getLogger(__name__)
IMPORTER = SystemActor("inventory import")
SILENT_AFTER = dt.timedelta(minutes=2)
UNUSED_AFTER = dt.timedelta(days=14)
State = InventoryImport.State


@shared_task
def run_inventory_import(import_id: str) -> None:
    """Take the inventory of a started import; one that has ended is left alone."""
    started = InventoryImport.objects.filter(pk=import_id, state=State.RUNNING)
    found = started.select_related("by").first()
    if found is None:
        return
    keeper = ProgressKeeper(found.pk)
    try:
        inventory = _read(found, keeper)
        finish_inventory_import(
            found.pk,
            inventory,
            report_progress=lambda done, total: keeper.tell("Taking", done, total),
        )
    except Refusal as refusal:
        fail_inventory_import(found.pk, why=str(refusal), actor=IMPORTER)
    except Exception:
        why = "Joinery failed while taking it. Ask an administrator to look into the log."
        fail_inventory_import(found.pk, why=why, actor=IMPORTER)
        raise
    remove_upload(found.pk)


def _read(found: InventoryImport, keeper: ProgressKeeper) -> Inventory:
    keeper.tell("Reading", 0, 0)
    with found.file.open("rb") as file:
        content = file.read()
    return read_inventory(
        content,
        read_mapping(found.mapping_text),
        file_name=found.file_name,
        today=timezone.localdate(),
        most_bytes=settings.INVENTORY_MAX_BYTES,
        report_progress=lambda done, total: keeper.tell("Reading", done, total),
    )


@shared_task
def mark_interrupted_imports() -> None:
    """Say of imports whose worker has gone that nothing was taken, and clear files away.

    An import is one transaction, so a worker that was killed has left nothing behind.
    """
    now = timezone.now()
    silent = InventoryImport.objects.filter(state=State.RUNNING, started_at__lt=now - SILENT_AFTER)
    for import_id in silent.values_list("pk", flat=True):
        if not _heard_lately(import_id):
            why = "The work on it was interrupted. Bring the file again."
            fail_inventory_import(import_id, why=why, actor=IMPORTER)
    unused = InventoryImport.objects.filter(state=State.READY, created_at__lt=now - UNUSED_AFTER)
    for import_id in unused.values_list("pk", flat=True):
        why = "It was not started within 14 days. Bring the file again."
        fail_inventory_import(import_id, why=why, actor=IMPORTER)
    ended = InventoryImport.objects.filter(state__in=ENDED).exclude(file="")
    for import_id in ended.values_list("pk", flat=True):
        remove_upload(import_id)


def _heard_lately(import_id: uuid.UUID) -> bool:
    progress = find_progress(import_id)
    return progress is not None and time.time() - progress.at < SILENT_AFTER.total_seconds()


@shared_task
def expire_drafts() -> None:
    """Remove registration drafts that were not touched for 14 days (B61)."""
    count = discard_expired_drafts(actor=SystemActor("draft expiry"))
    if count:
        logger.info("Removed %s expired registration drafts.", count)
