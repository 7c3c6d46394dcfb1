"""Sessions in the states that calls of the API need."""

import datetime as dt
from typing import Any

from django.utils import timezone

from governance.actions import (
    Outcome,
    add_agenda_item,
    cancel_occurrence,
    open_session,
    record_result,
)
from governance.models import AgreedAction, SessionOccurrence, SessionSeries
from initiatives.models import Initiative
from people.models import User


def series_of(initiative: Initiative) -> SessionSeries:
    """The standing session that began with the initiative."""
    return SessionSeries.objects.select_related("initiative").get(initiative=initiative)


def dates_of(initiative: Initiative) -> list[SessionOccurrence]:
    """Its dates that are to take place, the nearest first."""
    dates = series_of(initiative).occurrences.filter(state="planned")
    return list(dates.select_related("rhythm", "series__initiative"))


def begun(initiative: Initiative, by: User) -> SessionOccurrence:
    """The next session, as if it were time for it now, opened by the person."""
    occurrence = dates_of(initiative)[0]
    now = timezone.now() - dt.timedelta(minutes=1)
    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=now)
    occurrence.refresh_from_db()
    return open_session(occurrence, actor=by)


def agreed(occurrence: SessionOccurrence, by: User, **fields: Any) -> AgreedAction:
    """Something the running session agreed, owned by the same person if not said otherwise."""
    item = add_agenda_item(occurrence, title="Quiet hours", actor=by)
    given = {
        "text": "Ask the platform team",
        "owner": by,
        "due_on": timezone.localdate() + dt.timedelta(days=5),
        **fields,
    }
    record_result(occurrence, item.name, Outcome("action", **given), actor=by)
    return AgreedAction.objects.get(item=item)


def sessions_at_hand(initiative: Initiative, lead: User) -> dict[str, Any]:
    """One session that runs, one that is ahead, one called off, an item and an agreed action."""
    running = begun(initiative, lead)
    off, ahead = dates_of(initiative)[1:3]
    cancel_occurrence(off, reason="Nobody is in", actor=lead)
    return {
        "series": running.series.reference,
        "running": running.slot_on,
        "called_off": off.slot_on,
        "ahead": ahead.slot_on,
        "item": add_agenda_item(running, title="Nights", actor=lead).name,
        "action": agreed(running, lead).pk,
    }
