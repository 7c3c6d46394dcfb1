"""Background work: the Celery application, its queue and its schedule.

Embedded, the queue is files below the data folder (config.transport) and the schedule's memory is
a file beside it. In production both live in Redis, so that a second scheduler can stand by.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_ready
from kombu.transport import TRANSPORT_ALIASES

from config import logs
from config.environment import DATA_DIR, env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
TRANSPORT_ALIASES["joinery-files"] = "config.transport:Transport"

QUEUE_FOLDER = DATA_DIR / "queue"
DAY = 24 * 60 * 60.0


def every(seconds: float, task: str) -> dict[str, Any]:
    """A line of the schedule. A run that nobody got to before the next one is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


# None of these counts on being run exactly once, or on time: each looks in the database for
# what is due.
SCHEDULE = {
    "note that a worker lives": every(20.0, "config.tasks.note_worker_seen"),
    "seal the record": {"task": "audit.tasks.seal_record", "schedule": 10.0},
    "deliver notices": every(15.0, "people.tasks.deliver_notices"),
    "look through uploads": every(60.0, "vendors.tasks.scan_uploads"),
    "send vendors their links": every(15.0, "vendors.tasks.send_links"),
    "tell due sessions": every(60.0, "governance.tasks.tell_due_sessions"),
    "plan sessions ahead": every(3600.0, "governance.tasks.plan_sessions_ahead"),
    "settle carried items": every(3600.0, "governance.tasks.settle_carried_items"),
    "look at changes": every(60.0, "governance.tasks.look_at_changes"),
    # Before the detectors look.
    "look at days of vendors": {
        "task": "vendors.tasks.look_at_days",
        "schedule": crontab(hour=2, minute=5),
    },
    "look at everything": {
        "task": "governance.tasks.look_at_everything",
        "schedule": crontab(hour=2, minute=20),
    },
    "mark interrupted imports": every(60.0, "initiatives.tasks.mark_interrupted_imports"),
    "expire drafts": every(DAY, "initiatives.tasks.expire_drafts"),
}


def configuration() -> dict[str, Any]:
    """What Celery is told, beside the CELERY_ lines of the settings. Read when first needed."""
    return {"beat_schedule": SCHEDULE, **(production() if env.str("REDIS_URL", "") else embedded())}


def embedded() -> dict[str, Any]:
    """A queue in files. Nobody watches this worker over the queue, so it does not listen."""
    return {
        "broker_transport_options": {"folder": str(QUEUE_FOLDER)},
        "worker_enable_remote_control": False,
        "beat_schedule_filename": str(DATA_DIR / "schedule"),
    }


def production() -> dict[str, Any]:
    """Redis. A scheduler that stands by takes over after the lock's 30 seconds."""
    return {
        # An unfinished task of a worker that died is handed out again after this many seconds.
        "broker_transport_options": {
            "visibility_timeout": 900,
            "socket_connect_timeout": 5,
            "socket_timeout": 30,
            "global_keyprefix": "joinery:",
        },
        "broker_connection_max_retries": None,  # a worker waits for Redis as long as it takes
        "worker_cancel_long_running_tasks_on_connection_loss": True,  # they are handed out again
        "beat_scheduler": "redbeat.RedBeatScheduler",
        "beat_max_loop_interval": 5,
        "redbeat_redis_url": env.str("REDIS_URL"),
        "redbeat_key_prefix": "joinery:beat:",
        "redbeat_lock_timeout": 30,
    }


app = Celery("joinery")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(configuration)
app.autodiscover_tasks()


@setup_logging.connect  # type: ignore[untyped-decorator]
def log_like_the_web(**_: Any) -> None:
    """Keep Celery from setting up logging of its own."""
    logs.configure()


@worker_ready.connect  # type: ignore[untyped-decorator]
def note_start(**_: Any) -> None:
    """Say that a worker is here at once, not only with the first tick of the schedule."""
    app.send_task("config.tasks.note_worker_seen", ignore_result=True)
