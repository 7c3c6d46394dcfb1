"""What is due to be told of sessions. Nothing here counts on being run once, or on time.

Each date remembers what was told of it; whoever sets that mark first writes the notices, in one
transaction. What is overdue is not made up for: an agenda is sent while it can still be read, a
reminder while the session is ahead, and several dates that nobody recorded become one question.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from governance import notices
from governance.models import SessionOccurrence
from governance.queries import load_inputs
from governance.sessions.queries import load_sessions
from governance.sessions.sources import agenda_points
from governance.sessions.telling import local_words
from governance.vocabulary import OccurrenceState
from initiatives.models import Initiative, Member
from initiatives.vocabulary import Stage, Status
from people.actions import NoticeDraft, write_notices
from people.models import User
from people.vocabulary import Party

AGENDA_BEFORE = dt.timedelta(days=2)
REMINDER_BEFORE = dt.timedelta(hours=1)
ASKED_AFTER = dt.timedelta(hours=1)
NOT_ASKED_AFTER = dt.timedelta(days=90)
MOST_AT_ONCE = 200
MOST_POINTS = 12
Seats = dict[int, list[Member]]


def tell_what_is_due() -> int:
    """Write the notices that are due; returns how many. At most 20 queries each 200 dates."""
    return sum(_tell_all(mark) for mark in (_AGENDA, _REMINDER, _UNRECORDED))


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
    agendas = {each.pk: _agenda_text(each) for each in initiatives}
    return [
        NoticeDraft(
            recipient=seat.user,
            key=f"session-agenda:{each.pk}:{each.sequence}:{seat.user_id}",
            kind=notices.SESSION_AGENDA,
            subject=f"Agenda for {_when(each)}: {each.series.initiative.title}",
            text=f"{_place(each)}{agendas[each.series.initiative_id]}",
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


class _Mark:
    """One thing to be told of a date, the column that remembers it, and its words."""

    def __init__(self, column: str, due: Callable[[dt.datetime], Q], drafts: Notices) -> None:
        self.column = column
        self.due = due
        self.drafts = drafts


_AGENDA = _Mark("agenda_told_at", due_for_agenda, _agenda_notices)
_REMINDER = _Mark("reminded_at", due_for_reminder, _reminder_notices)
_UNRECORDED = _Mark("asked_at", due_for_question, _questions)


def _tell_all(mark: _Mark) -> int:
    told = 0
    while True:
        marked, written = _tell_some(mark)
        told += written
        if marked < MOST_AT_ONCE:
            return told


@transaction.atomic
def _tell_some(mark: _Mark) -> tuple[int, int]:
    """How many dates were marked, and how many notices written."""
    now = timezone.now()
    locking = {
        "of": ("self",),
        "skip_locked": connection.features.has_select_for_update_skip_locked,
    }
    due = list(
        waiting(mark.due(now)).select_for_update(**locking)[:MOST_AT_ONCE]  # type: ignore[arg-type]
    )
    if not due:
        return 0, 0
    SessionOccurrence.objects.filter(pk__in=[each.pk for each in due]).update(**{mark.column: now})
    ready = [each for each in due if mark is not _UNRECORDED or each.ends_at + ASKED_AFTER <= now]
    _unmark([each for each in due if each not in ready], mark)
    return len(ready), write_notices(mark.drafts(ready, _seats(ready)))


def _unmark(dates: list[SessionOccurrence], mark: _Mark) -> None:
    """A long session is asked about an hour after its end, not after its beginning."""
    if dates:
        too_early = SessionOccurrence.objects.filter(pk__in=[each.pk for each in dates])
        too_early.update(**{mark.column: None})


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
    """Active people at the tables of the dates' initiatives, by initiative; one query."""
    seats: Seats = defaultdict(list)
    found = Member.objects.filter(
        initiative__in={each.series.initiative_id for each in dates},
        left_at=None,
        user__is_active=True,
    )
    for seat in found.select_related("user").order_by("pk"):
        seats[seat.initiative_id].append(seat)
    return seats


def _agenda_text(initiative: Initiative) -> str:
    points = agenda_points(initiative)
    if not points:
        return "Nothing is open. Add what you want to talk about, or leave the session out."
    lines = [f"- {point.title}: {point.why}" for point in points[:MOST_POINTS]]
    more = len(points) - len(lines)
    return "\n".join([*lines, f"and {more} more" if more > 0 else ""]).strip()


def _when(occurrence: SessionOccurrence) -> str:
    return local_words(occurrence.starts_at, occurrence.rhythm.time_zone)


def _place(occurrence: SessionOccurrence) -> str:
    return f"Place: {occurrence.series.place}\n\n" if occurrence.series.place else ""
