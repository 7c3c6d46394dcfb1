"""One way to read any file of systems, for the page, the API and the command alike."""

import datetime as dt

from django.conf import settings

from architecture.catalogue.backstage import read_backstage
from architecture.catalogue.entries import CatalogueFile
from architecture.catalogue.tables import read_system_mapping, read_system_table


def read_catalogue_file(
    content: bytes, mapping_text: str, *, file_name: str, today: dt.date
) -> CatalogueFile:
    """The systems in a file: a table where there is a mapping, else a Backstage catalogue.

    Raises:
        InvalidInput: the file or the mapping cannot be read.
    """
    if not mapping_text:
        return read_backstage(content, file_name=file_name)
    return read_system_table(
        content,
        read_system_mapping(mapping_text),
        file_name=file_name,
        today=today,
        most_bytes=settings.INVENTORY_MAX_BYTES,
    )
