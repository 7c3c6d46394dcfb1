"""Joinery's own application with a schedule that ticks every second, for processes of the tests.

celery -A tests.operations.fast_schedule beat | worker
"""

from config.celery import app, every

# The application reads its own schedule when it is configured; this one is set after that.
app.conf.update(
    beat_schedule={
        "tell due sessions": every(1.0, "governance.tasks.tell_due_sessions"),
        "deliver notices": every(1.0, "people.tasks.deliver_notices"),
    },
    beat_max_loop_interval=1,
    beat_scheduler="celery.beat:PersistentScheduler",
)
