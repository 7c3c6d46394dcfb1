"""Where uploaded evidence is kept: `JOINERY_UPLOADS`."""

import contextlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

_KEYS = {"endpoint": "endpoint_url", "region": "region_name"}


def storage_settings(address: str) -> dict[str, Any]:
    """The entry of `STORAGES` for an address; empty means the data folder.

    Raises:
        ImproperlyConfigured: it is no `s3://bucket/prefix?endpoint=…&region=…`.
    """
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme != "s3" or not parts.netloc or set(asked) - set(_KEYS):
        message = (
            f"JOINERY_UPLOADS is {address}, which names no place. Write "
            "s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-central-1, or leave it "
            "empty for the data folder."
        )
        raise ImproperlyConfigured(message)
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "default_acl": None,
            "file_overwrite": False,
            "signature_version": "s3v4",
            "addressing_style": "path" if "endpoint" in asked else "auto",
            "object_parameters": {"ContentType": "application/octet-stream"},
            **{_KEYS[name]: value for name, value in asked.items() if value},
        },
    }


def arrival_folder(data_folder: Path) -> Path:
    """Where files lie while they arrive; made where it can be, else Django's checks say so."""
    folder = data_folder / "uploads-arriving"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder
