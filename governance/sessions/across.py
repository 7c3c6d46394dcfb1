"""Sessions and agreed actions over every table one person sits at."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from governance.models import AgreedAction, SessionOccurrence
from governance.sessions.due import NOT_ASKED_AFTER
from governance.vocabulary import OccurrenceState
from initiatives.models import Initiative, Member
from initiatives.vocabulary import Stage, Status
from people.models import User


def own_sessions(viewer: User) -> tuple[list[SessionOccurrence], list[SessionOccurrence]]:
    """Dates nobody has recorded, oldest first, and the next one of each table; one query.

    Those of the last 90 days, of initiatives on which work goes on.
    """
    seated = Member.objects.filter(
        initiative=OuterRef("series__initiative"), user=viewer, left_at=None
    )
    expected = (
        SessionOccurrence.objects.filter(
            Exists(seated),
            state__in=OccurrenceState.expected(),
            starts_at__gt=timezone.now() - NOT_ASKED_AFTER,
            series__ended_at=None,
            series__initiative__in=Initiative.objects.visible_to(viewer),
            series__initiative__status=Status.ACTIVE,
        )
        .exclude(series__initiative__stage=Stage.RETIRED)
        .select_related("rhythm", "series__initiative__unit")
        .order_by("starts_at", "pk")
    )
    unrecorded: list[SessionOccurrence] = []
    ahead: dict[int, SessionOccurrence] = {}
    for each in expected:
        if each.is_unrecorded and not each.is_running:
            unrecorded.append(each)
        else:
            known = ahead.setdefault(each.series_id, each)
            if each.is_running and not known.is_running:
                ahead[each.series_id] = each
    running_first = sorted(ahead.values(), key=lambda each: (not each.is_running, each.starts_at))
    return unrecorded, running_first


def agreed_by(viewer: User) -> list[AgreedAction]:
    """What the viewer agreed to do and has not done, overdue first; one query."""
    ended = Q(initiative__status__in=(Status.STOPPED, Status.WITHDRAWN))
    owed = AgreedAction.objects.filter(
        owner=viewer, done_at=None, initiative__in=Initiative.objects.visible_to(viewer)
    ).exclude(ended)
    return list(owed.select_related("initiative").order_by(F("due_on"), "pk"))
