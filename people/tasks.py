"""Background work of this app."""

from celery import shared_task

from people.delivery import deliver_due_notices


@shared_task
def deliver_notices() -> int:
    """Send the notices that are due; returns how many."""
    return deliver_due_notices()
