"""Which events of a history tell of signals that executives are not told of yet (B119)."""

from django.db.models import Q

from governance import events
from governance.models import AgendaItem
from governance.signals.agenda import is_about_signals
from governance.signals.queries import sees_signals_at_once, signals_visible_to
from initiatives.models import Initiative
from people.models import User

_SIGNAL = "signal."
_OF_POINTS = (events.AGENDA_CHANGED.code, events.RESULT_RECORDED.code)


def not_told_yet(viewer: User, initiative: Initiative) -> Q | None:
    """Events of signals that the viewer may not know of, and what a session said to any.

    One of `HISTORY_LIMITS`; at most three queries, and none for both sides and auditors.
    """
    if sees_signals_at_once(viewer, initiative):
        return None
    told = signals_visible_to(viewer).filter(initiative=initiative)
    known = [signal.audit_ref for signal in told.only("pk")]
    of_signals = Q(kind__startswith=_SIGNAL) & ~Q(object_ref__in=known)
    of_points = Q(kind__in=_OF_POINTS) & ~Q(object_ref__in=_other_points(initiative))
    return of_signals | of_points


def _other_points(initiative: Initiative) -> list[str]:
    """Points that are known to be about no signal; one that went with its date is not."""
    kept = AgendaItem.objects.filter(occurrence__series__initiative=initiative)
    return [
        item.audit_ref
        for item in kept.select_related("occurrence__series")
        if not is_about_signals(item.key)
    ]
