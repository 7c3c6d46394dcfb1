"""System checks: uploads and links are set up so that they can work."""

import shlex
import shutil
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

_POSITIVE = {
    "UPLOAD_MAX_BYTES": "JOINERY_UPLOAD_MAX_BYTES",
    "UPLOAD_SCAN_SECONDS": "JOINERY_UPLOAD_SCAN_SECONDS",
    "VENDOR_LINK_DAYS": "JOINERY_VENDOR_LINK_DAYS",
    "VENDOR_SESSION_HOURS": "JOINERY_VENDOR_SESSION_HOURS",
}
_HINT = "docs/operations.md, Files from vendors, says what it holds."


def uploads_are_set_up(**_kwargs: Any) -> Sequence[CheckMessage]:
    """An error for each variable about uploads and links that cannot be meant."""
    found: list[CheckMessage] = [
        Error(f"{variable} is {getattr(settings, name)}.", hint=_HINT, id="vendors.E001")
        for name, variable in _POSITIVE.items()
        if getattr(settings, name) <= 0
    ]
    if problem := _problem_with_scan(settings.UPLOAD_SCAN):
        found.append(Error(problem, hint=_HINT, id="vendors.E002"))
    return found


def uploads_are_looked_through(**_kwargs: Any) -> Sequence[CheckMessage]:
    """A warning when nothing looks through what comes from outside."""
    if settings.UPLOAD_SCAN.strip():
        return []
    message = "Nothing looks through files that vendors upload: JOINERY_UPLOAD_SCAN is empty."
    return [Warning(message, hint=_HINT, id="vendors.W001")]


def _problem_with_scan(command: str) -> str:
    if not command.strip():
        return ""
    try:
        words = shlex.split(command)
    except ValueError as error:
        return f"JOINERY_UPLOAD_SCAN cannot be read: {error}."
    if not words or shutil.which(words[0]) is None:
        return f"JOINERY_UPLOAD_SCAN names {words[0] if words else 'nothing'}, which is not there."
    return ""
