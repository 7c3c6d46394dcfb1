"""How far a running import is, kept in the cache: its transaction shows nothing until the end."""

import time
import uuid
from dataclasses import dataclass

from django.core.cache import cache

KEPT_SECONDS = 60 * 60
LEAST_SECONDS_BETWEEN = 0.3


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, in rows of one step, and when that was written (seconds since 1970)."""

    step: str
    done: int
    total: int
    at: float


def _key(import_id: uuid.UUID) -> str:
    return f"inventory-import.{import_id}"


def find_progress(import_id: uuid.UUID) -> Progress | None:
    """The latest progress, unless none was written within the hour."""
    told = cache.get(_key(import_id))
    return Progress(*told) if told else None


class ProgressKeeper:
    """Writes progress for the page, not more often than a page can show."""

    def __init__(self, import_id: uuid.UUID) -> None:
        self._key = _key(import_id)
        self._written_at = 0.0

    def tell(self, step: str, done: int, total: int) -> None:
        """Keep how far a step is; the beginning and end of one are always kept."""
        now = time.time()
        if 0 < done < total and now - self._written_at < LEAST_SECONDS_BETWEEN:
            return
        self._written_at = now
        cache.set(self._key, (step, done, total, now), timeout=KEPT_SECONDS)
