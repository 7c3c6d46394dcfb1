"""What is due to be told of sessions. Nothing here counts on being run once, or on time.

Each date remembers what was told of it; whoever sets that mark first writes the notices, in one
transaction. What is overdue is not made up for: an agenda is sent while it can still be read, a
reminder while the session is ahead, and several dates that nobody recorded become one question.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from governance import notices
from governance.models import AgendaItem, SessionOccurrence
from governance.queries import load_inputs
from governance.sessions.agenda import merged
from governance.sessions.queries import load_sessions
from governance.sessions.sources import agenda_points
from governance.sessions.telling import local_words
from governance.signals.agenda import load_open_signals
from governance.vocabulary import OccurrenceState
from initiatives.agenda import AgendaPoint
from initiatives.models import Member
from initiatives.seeing import seats_that_see
from initiatives.vocabulary import Stage, Status
from people.actions import NoticeDraft, write_notices
from people.models import User
from people.vocabulary import Party

log = structlog.get_logger(__name__)
AGENDA_BEFORE = dt.timedelta(days=2)
REMINDER_BEFORE = dt.timedelta(hours=1)
ASKED_AFTER = dt.timedelta(hours=1)
NOT_ASKED_AFTER = dt.timedelta(days=90)
MOST_AT_ONCE = 200
# Asked in one go, so that many dates of many initiatives are one question to a person.
MOST_ASKED_AT_ONCE = 5_000
MOST_POINTS = 12
Seats = dict[int, list[Member]]


def tell_what_is_due() -> int:
    """Write the notices that are due; returns how many.

    Three queries when nothing is due; else at most 25 for each 200 dates beside what the sources
    of agendas ask, and two more for each 500 notices.
    """
    told = 0
    for mark in (_REMINDER, _AGENDA, _UNRECORDED):
        try:
            told += _tell_all(mark)
        except Exception:
            # What is wrong with an agenda keeps nobody from being reminded.
            log.exception("session notices not written", due=mark.column)
    return told


def due_for_agenda(now: dt.datetime) -> Q:
    """Two days before, and not in the last hour."""
    return Q(
        agenda_told_at=None,
        opened_at=None,
        starts_at__gt=now + REMINDER_BEFORE,
        starts_at__lte=now + AGENDA_BEFORE,
    )


def due_for_reminder(now: dt.datetime) -> Q:
    """In the last hour before it starts."""
    return Q(
        reminded_at=None,
        opened_at=None,
        starts_at__gt=now,
        starts_at__lte=now + REMINDER_BEFORE,
    )


def due_for_question(now: dt.datetime) -> Q:
    """Over for an hour at least, whatever its length, and nobody has closed it."""
    return Q(
        asked_at=None,
        closed_at=None,
        starts_at__gt=now - NOT_ASKED_AFTER,
        starts_at__lte=now - ASKED_AFTER,
    )


def _agenda_notices(dates: list[SessionOccurrence], seats: Seats) -> list[NoticeDraft]:
    initiatives = list(
        {each.series.initiative_id: each.series.initiative for each in dates}.values()
    )
    load_inputs(initiatives)
    load_sessions(initiatives)
    load_open_signals(initiatives)
    points = {each.pk: agenda_points(each) for each in initiatives}
    kept = _kept_items(dates)
    agendas = {
        each.pk: _agenda_text(each, kept[each.pk], points[each.series.initiative_id])
        for each in dates
    }
    return [
        NoticeDraft(
            recipient=seat.user,
            key=f"session-agenda:{each.pk}:{each.sequence}:{seat.user_id}",
            kind=notices.SESSION_AGENDA,
            subject=f"Agenda for {_when(each)}: {each.series.initiative.title}",
            text=f"{_place(each)}{agendas[each.pk]}",
            address=each.get_absolute_url(),
            expires_at=each.starts_at,
        )
        for each in dates
        for seat in seats[each.series.initiative_id]
    ]


def _reminder_notices(dates: list[SessionOccurrence], seats: Seats) -> list[NoticeDraft]:
    return [
        NoticeDraft(
            recipient=seat.user,
            key=f"session-reminder:{each.pk}:{each.sequence}:{seat.user_id}",
            kind=notices.SESSION_REMINDER,
            subject=f"Within the hour: {each.series.initiative.title}",
            text=f"The working session begins on {_when(each)}.\n{_place(each)}",
            address=each.get_absolute_url(),
            expires_at=each.starts_at,
            may_wait=False,
        )
        for each in dates
        for seat in seats[each.series.initiative_id]
    ]


def _questions(dates: list[SessionOccurrence], seats: Seats) -> list[NoticeDraft]:
    """One question a person, whatever the number of sessions."""
    asked: dict[int, list[SessionOccurrence]] = defaultdict(list)
    people: dict[int, User] = {}
    for each in dates:
        for person in _who_is_asked(each, seats[each.series.initiative_id]):
            people[person.pk] = person
            asked[person.pk].append(each)
    return [_question(people[pk], sessions) for pk, sessions in asked.items()]


def _question(person: User, sessions: list[SessionOccurrence]) -> NoticeDraft:
    first = sessions[0]
    lines = "\n".join(f"- {each.series.initiative.title}, {_when(each)}" for each in sessions)
    many = len(sessions) > 1
    subject = (
        f"{len(sessions)} sessions are not recorded yet"
        if many
        else f"Did it take place? {first.series.initiative.title}"
    )
    return NoticeDraft(
        recipient=person,
        key=f"session-unrecorded:{first.pk}:{first.sequence}:{person.pk}",
        kind=notices.SESSION_UNRECORDED,
        subject=subject,
        text=(
            f"Nobody has said yet whether {'these sessions' if many else 'this session'} took "
            f"place, and what came out:\n{lines}\n\n"
            "Record what came out, or say that it did not take place and why."
        ),
        address=first.series.get_absolute_url() if many else first.get_absolute_url(),
    )


def _who_is_asked(occurrence: SessionOccurrence, seats: list[Member]) -> list[User]:
    """Those who run it; where a side has nobody, its people at the table."""
    asked: list[User] = []
    for party in (Party.BUSINESS, Party.IT):
        named = occurrence.series.facilitator(party)
        own = [seat.user for seat in seats if seat.party == party]
        asked += [named] if named in own else own
    return [person for person in asked if person is not None]


Notices = Callable[[list[SessionOccurrence], Seats], list[NoticeDraft]]


@dataclass(slots=True)
class _Mark:
    """One thing to be told of a date, and its words.

    Attributes:
        column: remembers that it was told.
        most: so many dates in one transaction.
        after: how long after its end a date is ready, for what is asked of it then.
    """

    column: str
    due: Callable[[dt.datetime], Q]
    drafts: Notices
    most: int = MOST_AT_ONCE
    after: dt.timedelta | None = None

    def is_ready(self, date: SessionOccurrence, now: dt.datetime) -> bool:
        """A long session is asked about an hour after its end, not after its beginning."""
        return self.after is None or date.ends_at + self.after <= now


_AGENDA = _Mark("agenda_told_at", due_for_agenda, _agenda_notices)
_REMINDER = _Mark("reminded_at", due_for_reminder, _reminder_notices)
_UNRECORDED = _Mark("asked_at", due_for_question, _questions, MOST_ASKED_AT_ONCE, ASKED_AFTER)


def _tell_all(mark: _Mark) -> int:
    told = 0
    while _may_be_due(mark):
        marked, written = _tell_some(mark)
        told += written
        if marked < mark.most:
            break
    return told


def _may_be_due(mark: _Mark) -> bool:
    """Asked of the dates alone: most minutes nothing is due, and joining costs a hundred times."""
    dates = SessionOccurrence.objects.filter(mark.due(timezone.now()))
    expected = dates.filter(state__in=OccurrenceState.expected())
    # In the order of the index: PostgreSQL would read the whole table for any single one.
    return expected.order_by("starts_at").values("pk").first() is not None


@transaction.atomic
def _tell_some(mark: _Mark) -> tuple[int, int]:
    """How many dates were marked, and how many notices written."""
    now = timezone.now()
    locking = {
        "of": ("self",),
        "skip_locked": connection.features.has_select_for_update_skip_locked,
    }
    due = waiting(mark.due(now)).select_for_update(**locking)  # type: ignore[arg-type]
    ready = [each for each in due[: mark.most] if mark.is_ready(each, now)]
    if not ready:
        return 0, 0
    told = SessionOccurrence.objects.filter(pk__in=[each.pk for each in ready])
    told.update(**{mark.column: now})
    return len(ready), write_notices(mark.drafts(ready, _seats(ready)))


def waiting(due: Q) -> QuerySet[SessionOccurrence]:
    """Dates that are due for something, of initiatives on which work goes on, soonest first."""
    return (
        SessionOccurrence.objects.filter(
            due,
            state__in=OccurrenceState.expected(),
            series__ended_at=None,
            series__initiative__status=Status.ACTIVE,
        )
        .exclude(series__initiative__stage=Stage.RETIRED)
        .select_related(
            "rhythm",
            "series__initiative",
            "series__business_facilitator",
            "series__it_facilitator",
        )
        .order_by("starts_at", "pk")
    )


def _seats(dates: Iterable[SessionOccurrence]) -> Seats:
    """People at the tables of the dates' initiatives who still see them; one query."""
    seats: Seats = defaultdict(list)
    tables = {each.series.initiative_id for each in dates}
    for seat in seats_that_see().filter(initiative__in=tables):
        seats[seat.initiative_id].append(seat)
    return seats


def _kept_items(dates: list[SessionOccurrence]) -> dict[int, list[AgendaItem]]:
    """What people have added, ordered or taken off, by date; one query."""
    kept: dict[int, list[AgendaItem]] = defaultdict(list)
    stored = AgendaItem.objects.filter(occurrence__in=dates).select_related("raised_input")
    for item in stored.order_by("position", "pk"):
        kept[item.occurrence_id].append(item)
    return kept


def _agenda_text(
    occurrence: SessionOccurrence, kept: list[AgendaItem], points: list[AgendaPoint]
) -> str:
    items = merged(occurrence, kept, points).items
    if not items:
        return "Nothing is open. Add what you want to talk about, or leave the session out."
    lines = [f"- {each.title}: {each.why}".removesuffix(": ") for each in items[:MOST_POINTS]]
    more = len(items) - len(lines)
    return "\n".join([*lines, f"and {more} more" if more > 0 else ""]).strip()


def _when(occurrence: SessionOccurrence) -> str:
    return local_words(occurrence.starts_at, occurrence.rhythm.time_zone)


def _place(occurrence: SessionOccurrence) -> str:
    return f"Place: {occurrence.series.place}\n\n" if occurrence.series.place else ""
