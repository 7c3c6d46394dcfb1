"""RFC 8785 canonical JSON: one sequence of bytes for one meaning."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from enum import Enum
from typing import Any

import rfc8785

# RFC 8785 numbers are IEEE 754 doubles; a larger integer would change its value silently.
LARGEST_EXACT_INTEGER = 2**53 - 1


def write(content: Mapping[str, Any]) -> bytes:
    """The canonical bytes of the content. Dates become ISO 8601, large integers text."""
    return rfc8785.dumps(_plain(content))


def read(body: bytes) -> dict[str, Any]:
    """The content of canonical bytes."""
    content: dict[str, Any] = json.loads(body)
    return content


def salted_digest(salt: bytes, value: str) -> str:
    """What stands in the body for a value that may be erased: hex SHA-256 of salt and value."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, str | dt.date | uuid.UUID):
        return str(value)
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and abs(value) > LARGEST_EXACT_INTEGER
    ):
        return str(value)
    return value
