"""The task that shows that background work gets done."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

WORKER_SEEN_KEY = "joinery.worker-seen"
REMEMBERED_SECONDS = 24 * 60 * 60


@shared_task
def note_worker_seen() -> None:
    """Write the time of this run (seconds since 1970) where `/readyz` looks for it."""
    cache.set(WORKER_SEEN_KEY, timezone.now().timestamp(), timeout=REMEMBERED_SECONDS)
