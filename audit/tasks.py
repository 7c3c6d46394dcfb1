"""Background work of the record."""

from celery import shared_task

from audit.outside import deliver_due_checkpoints
from audit.sealing import is_due, seal


@shared_task
def seal_record() -> None:
    """Seal what has been committed and carry the checkpoint outside; a refusal is kept and shown.

    The exception is raised on, so that it stands in the worker's log as well.
    """
    try:
        if is_due():
            seal()
    finally:
        deliver_due_checkpoints()
