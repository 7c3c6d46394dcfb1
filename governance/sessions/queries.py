"""Reads of working sessions, with fixed numbers of queries."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from governance.escalation_reads import load_returned
from governance.models import (
    AgendaItem,
    SessionOccurrence,
    SessionReply,
    SessionRhythm,
    SessionSeries,
)
from governance.vocabulary import ItemResult, OccurrenceState
from initiatives.models import Initiative, Member
from initiatives.seeing import seats_that_see
from people.models import User
from people.permissions import Permission, may
from people.vocabulary import Party

SHOWN_PAST = dt.timedelta(days=180)


def series_visible_to(user: User) -> QuerySet[SessionSeries]:
    """Series of initiatives that the person may see."""
    if not may(user, Permission.INITIATIVE_VIEW):
        return SessionSeries.objects.none()
    visible = Initiative.objects.visible_to(user)
    return SessionSeries.objects.filter(initiative__in=visible)


def current_series(initiative: Initiative) -> SessionSeries | None:
    """The series that has not ended, with its rhythms and dates; two queries."""
    found = (
        SessionSeries.objects.filter(initiative=initiative, ended_at=None)
        .select_related("business_facilitator", "it_facilitator", "site")
        .prefetch_related("rhythms", "occurrences__presences")
        .first()
    )
    if found is not None:
        found.initiative = initiative
        for each in found.occurrences.all():
            each.series = found
    return found


def find_series(reference: str, user: User) -> SessionSeries:
    """The series for a page or endpoint of its own.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    found = (
        series_visible_to(user)
        .select_related(
            "initiative__unit", "initiative__lead", "business_facilitator", "it_facilitator", "site"
        )
        .prefetch_related("rhythms")
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_occurrence(reference: str, slot: str, user: User) -> SessionOccurrence:
    """One date of a series, named by the day its rhythm gave it, as in 2026-11-24.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    try:
        slot_on = dt.date.fromisoformat(slot)
    except ValueError as error:
        raise Http404 from error
    found = (
        SessionOccurrence.objects.filter(
            series__in=series_visible_to(user), series__reference=reference, slot_on=slot_on
        )
        .select_related(
            "rhythm",
            "series__initiative__unit",
            "series__initiative__lead",
            "series__business_facilitator",
            "series__it_facilitator",
            "series__site",
        )
        .prefetch_related("presences")
        .first()
    )
    if found is None:
        raise Http404
    return found


def next_occurrence(series: SessionSeries) -> SessionOccurrence | None:
    """The one that is running or comes next; one query."""
    return (
        series.occurrences.filter(
            state__in=OccurrenceState.expected(),
            starts_at__gte=timezone.now() - dt.timedelta(hours=12),
        )
        .order_by("starts_at")
        .first()
    )


def upcoming(initiative: Initiative) -> SessionOccurrence | None:
    """The date of the initiative that is running, else the next whose time has not passed."""
    now = timezone.now()
    expected = SessionOccurrence.objects.filter(
        series__initiative=initiative,
        series__ended_at=None,
        state__in=OccurrenceState.expected(),
        starts_at__gte=now - dt.timedelta(hours=12),
    ).select_related("series", "rhythm")
    for each in expected.order_by("starts_at")[:3]:
        each.series.initiative = initiative
        if each.is_running or each.ends_at > now:
            return each
    return None


def replies_to(occurrence: SessionOccurrence) -> list[SessionReply]:
    """What people said to the series and to this date, the earliest first; one query."""
    about = Q(occurrence=None) | Q(occurrence=occurrence)
    return list(SessionReply.objects.filter(about, series=occurrence.series).order_by("replied_at"))


def latest_series(initiative: Initiative) -> SessionSeries | None:
    """The series that has not ended, else the one that ended last; one query."""
    return SessionSeries.objects.filter(initiative=initiative).order_by("-started_at").first()


def rhythm_kept_last(series: SessionSeries | None) -> SessionRhythm | None:
    """The rule that the series met by last; one query."""
    if series is None:
        return None
    return series.rhythms.exclude(rule="").order_by("-first_on", "-pk").first()


def participants(initiative: Initiative) -> list[User]:
    """People at the table who still see it, each once; one query."""
    return [seat.user for seat in seats_that_see().filter(initiative=initiative)]


def stored_agenda(occurrence: SessionOccurrence) -> list[AgendaItem]:
    """The items kept with the session, in order, with notes and what was agreed; two queries."""
    items = (
        occurrence.agenda.select_related(
            "agreed_action__owner", "carried_action__owner", "raised_input"
        )
        .prefetch_related("notes__author")
        .order_by("position", "pk")
    )
    found = list(items)
    for each in found:
        each.occurrence = occurrence
    return found


def load_sessions(initiatives: Iterable[Initiative]) -> None:
    """Read what the agenda of each initiative comes from beside its inputs; six queries at most.

    Afterwards `milestones.all()` and the questions of invitations ask nothing, and the initiative
    has `items_put_off` and `was_ever_held`, whichever of its series held a session.
    """
    loaded = [each for each in initiatives if not hasattr(each, "sessions_loaded")]
    prefetch_related_objects(loaded, "milestones", "invitations__open_questions")
    load_returned(loaded)
    _attach_carried(loaded)
    for each in loaded:
        each.sessions_loaded = True  # type: ignore[attr-defined]


def _attach_carried(initiatives: Iterable[Initiative]) -> None:
    by_pk = {each.pk: each for each in initiatives}
    for each in by_pk.values():
        each.items_put_off = []  # type: ignore[attr-defined]
        each.was_ever_held = False  # type: ignore[attr-defined]
    held = SessionOccurrence.objects.filter(state=OccurrenceState.HELD)
    held_later = held.filter(
        series__initiative=OuterRef("occurrence__series__initiative"),
        starts_at__gt=OuterRef("occurrence__starts_at"),
    )
    carried = (
        AgendaItem.objects.filter(
            occurrence__series__initiative__in=by_pk,
            occurrence__state=OccurrenceState.HELD,
            result=ItemResult.AGAIN,
        )
        .exclude(Exists(held_later))
        .select_related("occurrence__series")
        .order_by("position", "pk")
    )
    for item in carried:
        by_pk[item.occurrence.series.initiative_id].items_put_off.append(item)  # type: ignore[attr-defined]
    had_one = held.filter(series__initiative__in=by_pk).values_list("series__initiative", flat=True)
    for pk in had_one.order_by().distinct():
        by_pk[pk].was_ever_held = True  # type: ignore[attr-defined]


def parties_that_come(occurrence: SessionOccurrence) -> dict[Party, bool]:
    """Sides of the table, each with whether anybody of it can still come; two queries.

    A side counts as coming until each of its people has said that they cannot.
    """
    seats = Member.objects.filter(
        initiative=occurrence.series.initiative, left_at=None, user__is_active=True
    )
    replies = SessionReply.objects.filter(series=occurrence.series).order_by("replied_at")
    coming: dict[int, bool] = {}
    for reply in replies:
        if reply.occurrence_id is None:
            coming.setdefault(reply.user_id, reply.coming)
    for reply in replies:
        if reply.occurrence_id == occurrence.pk:
            coming[reply.user_id] = reply.coming
    sides: dict[Party, bool] = {}
    for seat in seats:
        party = Party(seat.party)
        sides[party] = sides.get(party, False) or coming.get(seat.user_id, True)
    return sides
