"""The standing session of an initiative as a page needs it; six queries for one or for many."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format

from governance.models import SessionOccurrence, SessionReply, SessionRhythm, SessionSeries
from governance.sessions.cadence import Health, SessionFact, StandingFacts
from governance.sessions.rhythm import UnknownTimeZone
from governance.sessions.telling import rhythm_of
from governance.sessions.words import rhythm_in_words
from governance.vocabulary import OccurrenceState, SessionPurpose
from initiatives.models import Initiative, Member
from initiatives.vocabulary import Stage, Status
from people.vocabulary import Party

# Far enough for the last three sessions of any rhythm, the slowest of which is every third month.
LOOKED_BACK = dt.timedelta(days=400)
_EVER = frozenset({OccurrenceState.HELD, OccurrenceState.PLANNED, OccurrenceState.MOVED})
_BEFORE_OPERATION = frozenset({Stage.DESIGN, Stage.SELECTION, Stage.INTEGRATION})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the table, and whether anybody of it can still come; None: nobody sits there."""

    party: Party
    comes: bool | None

    def in_words(self) -> str:
        """As in "comes", "cannot come"."""
        if self.comes is None:
            return "has nobody at the table yet"
        return "comes" if self.comes else "cannot come"


@dataclass
class StandingSession:
    """Everything about the standing session of one initiative.

    Attributes:
        all_series: newest first; at most one has not ended.
        dates: of every series, in order of time, from 400 days ago on.
        replies: to the open series and to its dates ahead.
    """

    initiative: Initiative
    all_series: list[SessionSeries]
    dates: list[SessionOccurrence]
    replies: list[SessionReply] = field(default_factory=list)
    now: dt.datetime = field(default_factory=timezone.now)

    @cached_property
    def current(self) -> SessionSeries | None:
        """The series that has not ended."""
        return next((each for each in self.all_series if each.ended_at is None), None)

    @property
    def earlier(self) -> list[SessionSeries]:
        """Series that have ended."""
        return [each for each in self.all_series if each.ended_at is not None]

    @property
    def rhythm(self) -> SessionRhythm | None:
        """What was agreed last, also while it rests."""
        return rhythm_now(self.current) if self.current else None

    @property
    def rhythm_words(self) -> str:
        """The rhythm in words; from which day on, where another still goes before it."""
        row = self.rhythm
        if self.current is None or row is None:
            return ""
        words = rhythm_in_words(row)
        is_changed = sum(1 for each in self.current.rhythms.all() if each.rule) > 1
        if is_changed and row.first_on > timezone.localdate(self.now):
            return f"{words}, from {date_format(row.first_on, 'j F')} on"
        return words

    @cached_property
    def next_date(self) -> SessionOccurrence | None:
        """The one that is running, else the next whose time has not passed."""
        running = (each for each in self.dates if each.is_running)
        ahead = (each for each in self.dates if each.is_ahead and each.ends_at > self.now)
        return next(running, None) or next(ahead, None)

    @property
    def unrecorded(self) -> list[SessionOccurrence]:
        """Dates whose time has passed and of which nobody has said anything, oldest first."""
        return [each for each in self.dates if each.is_unrecorded and not each.is_running]

    def sides(self, occurrence: SessionOccurrence) -> list[Side]:
        """Which sides can come to a date, business and IT always."""
        return sides_that_come(self.initiative, self.replies, occurrence)

    @cached_property
    def health(self) -> Health:
        """Its figures (M9, M10)."""
        return Health(self.facts, timezone.localdate(self.now))

    @property
    def facts(self) -> StandingFacts:
        """What figures and detectors are made of."""
        initiative = self.initiative
        goes_on = initiative.status == Status.ACTIVE and initiative.stage != Stage.RETIRED
        has_it = any(seat.party == Party.IT for seat in initiative.seats)
        return StandingFacts(
            registered_on=timezone.localdate(initiative.registered_at),
            goes_on=goes_on,
            is_before_operation=initiative.stage in _BEFORE_OPERATION,
            it_was_there=has_it or initiative.it_joined_at is not None,
            has_series=self.current is not None,
            had_series=bool(self.all_series),
            sessions_ever=sum(getattr(each, "sessions_ever", 0) for each in self.all_series),
            dates=tuple(self._facts_of_dates()),
        )

    def _facts_of_dates(self) -> Iterable[SessionFact]:
        next_slots = _next_slots(self.dates)
        for each in self.dates:
            ahead = each.is_ahead and each.ends_at > self.now
            sides = self.sides(each) if ahead else []
            yield SessionFact(
                slot_on=each.slot_on,
                stands_on=local_day(each, each.starts_at),
                state=OccurrenceState(each.state),
                period_ends_on=next_slots.get(each.pk),
                is_extra=not each.rhythm.rule,
                is_over=each.ends_at <= self.now,
                present=frozenset(Party(side.party) for side in each.presences.all()),
                it_can_come=_it_comes(sides),
                purpose=SessionPurpose(each.purpose),
                times_put_off=each.times_put_off,
            )


def standing_session(initiative: Initiative) -> StandingSession:
    """The standing session of one initiative; six queries, fewer where its seats are known."""
    return standing_sessions([initiative])[initiative.pk]


def standing_sessions(initiatives: Iterable[Initiative]) -> dict[int, StandingSession]:
    """The standing sessions of many initiatives, by initiative; six queries whatever their number.

    The caller has found the initiatives for the viewer.
    """
    found = {each.pk: each for each in initiatives}
    load_seats(found.values())
    series_of = _series_of(found)
    dates_of = _dates_of([each for every in series_of.values() for each in every])
    replies_of = _replies_of([each for every in series_of.values() for each in every])
    return {
        pk: StandingSession(initiative, series_of[pk], dates_of[pk], replies_of[pk])
        for pk, initiative in found.items()
    }


def load_seats(initiatives: Iterable[Initiative]) -> None:
    """Read who sits at the tables now; one query, none for what is loaded already."""
    seats = Member.objects.filter(left_at=None).select_related("user").order_by("party", "pk")
    prefetch_related_objects(list(initiatives), Prefetch("members", seats))


def rhythm_now(series: SessionSeries) -> SessionRhythm | None:
    """The rule that was kept last; extra sessions have none."""
    rules = [row for row in series.rhythms.all() if row.rule]
    return max(rules, key=lambda row: row.pk, default=None)


def sides_that_come(
    initiative: Initiative, replies: Iterable[SessionReply], occurrence: SessionOccurrence
) -> list[Side]:
    """Which sides can come, as `parties_that_come` says it, with business and IT always named."""
    coming: dict[int, bool] = {}
    for reply in sorted(replies, key=lambda each: each.occurrence_id is not None):
        if reply.occurrence_id in (None, occurrence.pk):
            coming[reply.user_id] = reply.coming
    comes: dict[Party, bool | None] = {Party.BUSINESS: None, Party.IT: None}
    for seat in initiative.seats:
        if seat.user.is_active:
            party = Party(seat.party)
            comes[party] = bool(comes.get(party)) or coming.get(seat.user_id, True)
    return [Side(party, comes[party]) for party in Party if party in comes]


def replies_to(occurrence: SessionOccurrence) -> list[SessionReply]:
    """Replies to a date and to its series; one query."""
    of_series = SessionReply.objects.filter(series=occurrence.series_id)
    return list(of_series.filter(Q(occurrence=None) | Q(occurrence=occurrence)))


def _series_of(initiatives: dict[int, Initiative]) -> dict[int, list[SessionSeries]]:
    all_series = (
        SessionSeries.objects.filter(initiative__in=initiatives)
        .select_related("business_facilitator", "it_facilitator", "site")
        .prefetch_related("rhythms")
        .annotate(sessions_ever=Count("occurrences", filter=Q(occurrences__state__in=_EVER)))
    )
    by_initiative: dict[int, list[SessionSeries]] = defaultdict(list)
    for each in all_series:
        each.initiative = initiatives[each.initiative_id]
        by_initiative[each.initiative_id].append(each)
    return by_initiative


def _dates_of(all_series: list[SessionSeries]) -> dict[int, list[SessionOccurrence]]:
    by_pk = {each.pk: each for each in all_series}
    rows = {row.pk: row for each in all_series for row in each.rhythms.all()}
    dates = (
        SessionOccurrence.objects.filter(
            series__in=by_pk, starts_at__gte=timezone.now() - LOOKED_BACK
        )
        .prefetch_related("presences")
        .order_by("starts_at", "pk")
    )
    by_initiative: dict[int, list[SessionOccurrence]] = defaultdict(list)
    for each in dates:
        each.series = by_pk[each.series_id]
        each.rhythm = rows[each.rhythm_id]
        by_initiative[each.series.initiative_id].append(each)
    return by_initiative


def _replies_of(all_series: list[SessionSeries]) -> dict[int, list[SessionReply]]:
    by_pk = {each.pk: each for each in all_series if each.ended_at is None}
    ahead = Q(occurrence=None) | Q(occurrence__starts_at__gte=timezone.now() - dt.timedelta(days=1))
    by_initiative: dict[int, list[SessionReply]] = defaultdict(list)
    for reply in SessionReply.objects.filter(ahead, series__in=by_pk):
        by_initiative[by_pk[reply.series_id].initiative_id].append(reply)
    return by_initiative


def _next_slots(dates: list[SessionOccurrence]) -> dict[int, dt.date]:
    """For each date of a rhythm the day of the slot after it."""
    slots: dict[int, list[SessionOccurrence]] = defaultdict(list)
    for each in dates:
        if each.rhythm.rule:
            slots[each.series_id].append(each)
    following: dict[int, dt.date] = {}
    for each_series in slots.values():
        in_order = sorted(each_series, key=lambda each: each.slot_on)
        for each, after in pairwise(in_order):
            following[each.pk] = after.slot_on
    return following


def local_day(occurrence: SessionOccurrence, moment: dt.datetime) -> dt.date:
    """The day a moment has where the session's rhythm is kept."""
    try:
        zone: dt.tzinfo = rhythm_of(occurrence.rhythm).zone()
    except UnknownTimeZone:
        zone = dt.UTC
    return timezone.localdate(moment, zone)


def _it_comes(sides: list[Side]) -> bool | None:
    return next((bool(side.comes) for side in sides if side.party == Party.IT), None)
