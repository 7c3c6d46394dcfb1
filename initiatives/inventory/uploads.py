"""Files that people brought, kept until their import has ended."""

import uuid

from django.core.files.storage import default_storage
from django.db import transaction

from initiatives.models import InventoryImport

ENDED = (InventoryImport.State.DONE, InventoryImport.State.FAILED)


@transaction.atomic
def remove_upload(import_id: uuid.UUID) -> None:
    """Delete the file of an import that has ended; its report and its events stay."""
    ended = InventoryImport.objects.select_for_update(of=("self",))
    found = ended.filter(pk=import_id, state__in=ENDED).exclude(file="").first()
    if found is None:
        return
    name = str(found.file.name)
    found.file = ""
    found.save(update_fields=["file"])
    transaction.on_commit(lambda: default_storage.delete(name))
