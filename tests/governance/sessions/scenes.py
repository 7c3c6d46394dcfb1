"""Sessions as tests need them: running, held, with something agreed."""

import datetime as dt

from django.utils import timezone

from governance.actions import Outcome, add_agenda_item, open_session, record_result
from governance.models import AgreedAction, SessionOccurrence, SessionSeries
from people.models import User


def running(series: SessionSeries, actor: User) -> SessionOccurrence:
    """The next session of the series, now, opened by the actor."""
    occurrence = series.occurrences.order_by("starts_at")[0]
    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=timezone.now())
    occurrence.refresh_from_db()
    return open_session(occurrence, actor=actor)


def agreed_action(series: SessionSeries, owner: User) -> AgreedAction:
    """An action that the owner took on in a running session, due in three days."""
    occurrence = running(series, owner)
    item = add_agenda_item(occurrence, title="Who asks?", actor=owner)
    outcome = Outcome(
        result="action",
        text="Ask the platform team",
        owner=owner,
        due_on=timezone.localdate() + dt.timedelta(days=3),
    )
    record_result(occurrence, item.name, outcome, actor=owner)
    return AgreedAction.objects.get(item=item)
