"""`/healthz`: this process answers. `/readyz`: what it depends on answers too, said in words."""

import logging
import time
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audit import guards, sealing
from config.celery import app
from config.tasks import WORKER_SEEN_KEY

logger = logging.getLogger(__name__)

WORKER_SILENCE_SECONDS = 60
ANSWER_SECONDS = 2

Check = Callable[[], str | None]  # None when all is well, else what is wrong


def database() -> str | None:
    """Whether the database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


def queue() -> str | None:
    """Whether the queue takes a connection."""
    with app.connection_for_write(connect_timeout=ANSWER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=ANSWER_SECONDS)
        broker.default_channel.queue_declare(queue=app.conf.task_default_queue)
    return None


def worker() -> str | None:
    """Whether a worker has finished a scheduled task within the last minute."""
    seen = cache.get(WORKER_SEEN_KEY)
    if seen is None:
        return "No worker has reported yet. Is the worker running, and the scheduler?"
    silence = int(time.time() - seen)
    if silence > WORKER_SILENCE_SECONDS:
        return f"The last worker reported {silence} seconds ago. Is it running, and the scheduler?"
    return None


def record() -> str | None:
    """Whether the record is sealed in time. Before the first migration there is none to seal."""
    if not guards.stand_on(connection):
        return None
    if sealing.refuses():
        return "The record is not being sealed. `manage.py audit status` says why."
    return sealing.lag() or None


CHECKS: dict[str, tuple[Check, str]] = {
    "database": (database, "The database does not answer."),
    "queue": (queue, "The queue does not answer."),
    "worker": (worker, "The place where workers report does not answer."),
    "record": (record, "The database does not answer about the record."),
}


def finding(name: str) -> str | None:
    """What the check found wrong, in words that name no address and no password; else None."""
    check, silent = CHECKS[name]
    try:
        return check()
    except Exception:
        logger.warning("Not ready: %s", silent, exc_info=True)
        return silent


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all. Touches neither database nor queue."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every check is well, else 503; one entry for each check either way."""
    findings = {name: finding(name) for name in CHECKS}
    well = not any(findings.values())
    checks = {name: {"ok": not wrong, "detail": wrong or "ok"} for name, wrong in findings.items()}
    return JsonResponse({"ready": well, "checks": checks}, status=200 if well else 503)
