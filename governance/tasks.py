"""Background work of this app; each task may be run again at any time."""

import structlog
from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from audit.actors import SystemActor
from governance import detecting
from governance.actions import plan_dates_ahead, settle_answered
from governance.actions.dates import AHEAD
from governance.carried import to_settle
from governance.models import SessionSeries
from governance.sessions.due import tell_what_is_due
from governance.sessions.rhythm import UnknownTimeZone
from initiatives.vocabulary import Stage, Status

log = structlog.get_logger(__name__)
PLANNER = SystemActor("session planner")
CLERK = SystemActor("carried items")
MOST_AT_ONCE = 1_000


@shared_task
def tell_due_sessions() -> int:
    """Write the notices of sessions that are due; returns how many."""
    return tell_what_is_due()


@shared_task
def plan_sessions_ahead() -> int:
    """Make the dates of the next eight weeks where a day of them is missing; returns how many."""
    wanted = timezone.localdate() + AHEAD
    to_plan = (
        SessionSeries.objects.filter(
            Q(planned_until=None) | Q(planned_until__lt=wanted),
            ended_at=None,
            initiative__status=Status.ACTIVE,
        )
        .exclude(initiative__stage=Stage.RETIRED)
        .order_by(F("planned_until").asc(nulls_first=True), "pk")
    )
    made = 0
    for series in to_plan[:MOST_AT_ONCE]:
        try:
            made += plan_dates_ahead(series, actor=PLANNER)
        except UnknownTimeZone as error:
            # The page of the sessions says it too; the other series go on.
            log.warning("sessions not planned", series=series.reference, error=str(error))
        except Exception:
            log.exception("planning sessions failed", series=series.reference)
    return made


@shared_task
def settle_carried_items() -> int:
    """Close carried items that turned out to be answered; returns how many."""
    return sum(settle_answered(each, actor=CLERK) for each in to_settle())


@shared_task
def look_at_changes() -> int:
    """Let the detectors look at what changed lately; returns how many initiatives that were."""
    return detecting.look_at_changes()


@shared_task
def look_at_everything() -> int:
    """Let the detectors look at every initiative; returns how many signals are new."""
    return detecting.look_at_everything()
