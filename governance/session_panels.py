"""What the pages of sessions show of dates and series, and what the viewer may do about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from governance import policies
from governance.actions.room import EARLIEST
from governance.models import SessionOccurrence, SessionRhythm, SessionSeries
from governance.sessions.queries import SHOWN_PAST
from governance.sessions.rhythm import UnknownTimeZone, known_zone
from governance.sessions.standing import StandingSession
from governance.vocabulary import OccurrenceState
from initiatives.models import Initiative
from initiatives.vocabulary import Status
from people.models import User
from people.vocabulary import Party

_CALLED_OFF = frozenset({OccurrenceState.CANCELLED, OccurrenceState.PLANNED_SKIP})


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be done, as a quiet link."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date with what the viewer may do about it."""

    occurrence: SessionOccurrence
    choices: list[Choice]

    @property
    def needs_word(self) -> bool:
        """Whether somebody should say what came of it."""
        return self.occurrence.is_unrecorded and not self.occurrence.is_running


@dataclass(frozen=True, slots=True)
class Runner:
    """Who runs the sessions for one side; `left` is who did until they left."""

    party: Party
    who: User | None
    left: User | None = None


def rows_of(dates: Iterable[SessionOccurrence], *, may_arrange: bool) -> list[DateRow]:
    """The dates with what may be done about each."""
    return [DateRow(each, choices_about(each) if may_arrange else []) for each in dates]


def choices_about(occurrence: SessionOccurrence) -> list[Choice]:
    """What those who arrange the sessions may do about one date now."""
    if occurrence.opened_at is not None or occurrence.state == OccurrenceState.HELD:
        return []
    now, is_over = timezone.now(), occurrence.ends_at <= timezone.now()
    if occurrence.state in _CALLED_OFF:
        return [] if is_over else [_choice("Put it back", "restore-session", occurrence)]
    if is_over:
        return [_choice("It did not take place", "cancel-session", occurrence)]
    leave_out = [_choice("Leave it out", "leave-out-session", occurrence)]
    return [
        _choice("Move it", "move-session", occurrence),
        *(leave_out if occurrence.starts_at > now else []),
        _choice("Cancel it", "cancel-session", occurrence),
    ]


def may_open_now(occurrence: SessionOccurrence) -> bool:
    """Whether its day has come, so that it can be started or recorded."""
    if occurrence.state not in OccurrenceState.expected() or occurrence.closed_at is not None:
        return False
    return occurrence.starts_at - timezone.now() <= EARLIEST


def is_resting(initiative: Initiative) -> bool:
    """Whether its sessions rest or have ended with it."""
    return initiative.is_ended or initiative.status == Status.PAUSED


def runners(series: SessionSeries) -> list[Runner]:
    """Who runs it for business and for IT; never one without the other (A04)."""
    return [
        _runner(series, Party.BUSINESS, series.business_facilitator),
        _runner(series, Party.IT, series.it_facilitator),
    ]


def ahead_and_behind(
    standing: StandingSession,
) -> tuple[list[SessionOccurrence], list[SessionOccurrence]]:
    """The dates ahead, soonest first, and those of the last 180 days, latest first."""
    shown_from = standing.now - SHOWN_PAST
    ahead = [each for each in standing.dates if each.ends_at > standing.now or each.is_running]
    behind = [each for each in standing.dates if each not in ahead and each.starts_at >= shown_from]
    return ahead, behind[::-1]


def unknown_zone_of(row: SessionRhythm | None) -> UnknownTimeZone | None:
    """The trouble with the rhythm's time zone, if this machine does not know it any more."""
    if row is None:
        return None
    try:
        known_zone(row.time_zone)
    except UnknownTimeZone as unknown:
        return unknown
    return None


def primary_of(standing: StandingSession, viewer: User) -> dict[str, Any] | None:
    """The one thing to do next: start the session, prepare its agenda, or begin the series."""
    initiative, occurrence = standing.initiative, standing.next_date
    if is_resting(initiative):
        return None
    if standing.current is None:
        if not policies.may_arrange_sessions(viewer, initiative):
            return None
        address = reverse("governance:begin-series", args=[initiative.reference])
        return {"label": "Begin the standing session", "url": address}
    if occurrence is None or not policies.may_work_in_session(viewer, initiative):
        return None
    return primary_for(occurrence) or {
        "label": "Prepare the agenda",
        "url": occurrence.get_absolute_url(),
    }


def primary_for(occurrence: SessionOccurrence) -> dict[str, Any] | None:
    """Starting a session whose day has come, joining the one that is on, recording one that was."""
    if occurrence.is_running:
        address = reverse("governance:room", args=occurrence.address)
        return {"label": "Go to the session", "url": address}
    if not may_open_now(occurrence):
        return None
    label = "Record what came out" if occurrence.is_unrecorded else "Start the session"
    address = reverse("governance:open-session", args=occurrence.address)
    return {"label": label, "url": address, "posts": True}


def _choice(label: str, name: str, occurrence: SessionOccurrence) -> Choice:
    return Choice(label, reverse(f"governance:{name}", args=occurrence.address))


def _runner(series: SessionSeries, party: Party, named: User | None) -> Runner:
    who = series.facilitator(party)
    return Runner(party, who, named if who is None else None)
