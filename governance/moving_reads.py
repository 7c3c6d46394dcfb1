"""Reads of go-aheads, the views on them and what they carry, with fixed numbers of queries."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from audit.models import AuditEvent
from audit.queries import history_of_object
from governance import events
from governance.models import CarriedItem, GoAhead, GoAheadView, SessionOccurrence
from governance.moving import SIDES
from governance.norms import norm
from governance.vocabulary import OccurrenceState
from governance.working_days import has_waited
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party

MOST_SESSIONS = 30


def go_aheads_of(initiative: Initiative) -> QuerySet[GoAhead]:
    """Every go-ahead of the initiative with its items, newest first."""
    items = CarriedItem.objects.select_related("owner")
    return (
        GoAhead.objects.filter(initiative=initiative)
        .select_related("recorded_by", "joined_by", "session__series")
        .prefetch_related(Prefetch("items", items), "views__holder")
    )


def find_go_ahead(reference: str, pk: str | int, user: User) -> GoAhead:
    """The go-ahead for a page or endpoint of its own, with items and views.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    items = CarriedItem.objects.select_related("owner")
    found = (
        GoAhead.objects.filter(_of(reference), pk=pk)
        .filter(initiative__in=Initiative.objects.visible_to(user))
        .select_related(
            "initiative__unit",
            "initiative__lead",
            "recorded_by",
            "joined_by",
            "session__series__initiative",
        )
        .prefetch_related(Prefetch("items", items), "views__holder")
        .first()
    )
    if found is None:
        raise Http404
    for each in found.items.all():
        each.initiative = found.initiative
    return found


def find_carried_item(reference: str, pk: str | int, user: User) -> CarriedItem:
    """The carried item for a page or endpoint of its own.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    found = (
        CarriedItem.objects.filter(_of(reference), pk=pk)
        .filter(initiative__in=Initiative.objects.visible_to(user))
        .select_related("initiative__unit", "initiative__lead", "owner", "go_ahead__recorded_by")
        .first()
    )
    if found is None:
        raise Http404
    found.go_ahead.initiative = found.initiative
    return found


def _of(reference: str) -> Q:
    """Rows of the initiative of that reference; of every one for an empty reference."""
    return Q(initiative__reference=reference) if reference else Q()


def waiting_go_ahead(initiative: Initiative) -> GoAhead | None:
    """The one that waits for its other post, or None."""
    found = go_aheads_of(initiative).filter(taken_at=None, withdrawn_at=None).first()
    if found is not None:
        found.initiative = initiative
    return found


def sessions_to_link(initiative: Initiative) -> list[SessionOccurrence]:
    """Sessions that were held or run, the latest first; one query."""
    rows = SessionOccurrence.objects.filter(
        Q(state=OccurrenceState.HELD) | Q(opened_at__isnull=False, closed_at=None),
        series__initiative=initiative,
    )
    found = list(rows.select_related("series").order_by("-starts_at")[:MOST_SESSIONS])
    for each in found:
        each.series.initiative = initiative
    return found


@dataclass(frozen=True, slots=True)
class SideOfGoAhead:
    """How one side sees a go-ahead.

    Attributes:
        views: each written by its holder; empty while the side has said nothing.
        is_silent: nobody answered within the days that there are for it.
    """

    party: Party
    views: list[GoAheadView]
    is_silent: bool


def sides_of(go_ahead: GoAhead) -> list[SideOfGoAhead]:
    """Both sides, business first, each with its views; nothing of who has not answered."""
    asked = timezone.localdate(go_ahead.recorded_at)
    late = has_waited(asked, timezone.localdate(), norm("view_days"))
    sides = []
    for party in SIDES:
        views = [each for each in go_ahead.views.all() if each.party == party]
        sides.append(SideOfGoAhead(party, views, is_silent=late and not views))
    return sides


def changed_views(go_ahead: GoAhead) -> list[AuditEvent]:
    """Views that were written anew, newest first, so that what they were stays visible."""
    said = history_of_object(go_ahead.audit_ref).filter(kind=events.GO_AHEAD_SEEN.code)
    return [each for each in said if each.content["data"]["before"] != "nothing yet"]


def latest_moves(initiative: Initiative) -> tuple[dt.datetime | None, GoAhead | None]:
    """Since when it is in its stage, None where it began in it; and the go-ahead that waits.

    One query.
    """
    rows = GoAhead.objects.filter(initiative=initiative, withdrawn_at=None)
    rows = rows.filter(Q(taken_at=None) | Q(to_stage=initiative.stage))
    found = list(rows.select_related("recorded_by").order_by("-recorded_at", "-pk"))
    waiting = next((each for each in found if each.taken_at is None), None)
    if waiting is not None:
        waiting.initiative = initiative
    return max((each.taken_at for each in found if each.taken_at), default=None), waiting
