"""Saying whether one can come."""

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import events
from governance.actions.dates import find_date
from governance.models import SessionOccurrence, SessionReply, SessionSeries
from governance.vocabulary import OccurrenceState
from initiatives.actions.table import lock_initiative, permit
from initiatives.policies import sits_at
from people.errors import NotPossibleNow
from people.models import User


@transaction.atomic
def reply_to_session(
    series: SessionSeries, occurrence: SessionOccurrence | None, *, coming: bool, actor: User
) -> SessionReply:
    """Say whether a date, or without one the rhythm, fits; the last word counts.

    Raises:
        NotVisible: the actor may not know of the initiative any more.
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: the series has ended, or the date lies behind, does not take place or is
            not planned any more.
    """
    initiative = lock_initiative(series.initiative, actor=actor)
    permit(
        sits_at(actor, initiative),
        "Only those at the table are asked.",
        way_out="Ask the initiative's lead for a seat.",
    )
    series = SessionSeries.objects.get(pk=series.pk)
    series.initiative = initiative
    if occurrence is not None:
        occurrence = find_date(occurrence)
        occurrence.series = series
    _refuse_if_over(series, occurrence)
    reply = SessionReply.objects.filter(series=series, occurrence=occurrence, user=actor).first()
    if reply is not None and reply.coming == coming:
        return reply
    if reply is None:
        reply = SessionReply(series=series, occurrence=occurrence, user=actor)
    reply.coming = coming
    reply.replied_at = timezone.now()
    reply.save()
    data = {
        "day": occurrence.slot_on if occurrence else "every date",
        "fits": "fits" if coming else "does not fit",
    }
    record(events.SESSION_REPLIED, occurrence or series, actor=actor, data=data)
    return reply


def _refuse_if_over(series: SessionSeries, occurrence: SessionOccurrence | None) -> None:
    message = ""
    if occurrence and occurrence.state not in OccurrenceState.expected() | {OccurrenceState.HELD}:
        message = "This session does not take place."
    elif series.ended_at or (occurrence and occurrence.ends_at < timezone.now()):
        message = "This session lies behind us."
    if message:
        raise NotPossibleNow(message, way_out="The page of the sessions shows what is next.")
