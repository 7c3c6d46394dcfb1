"""The agenda of one session: what is kept with it, and what its sources bring by themselves."""

from dataclasses import dataclass

from governance.models import AgendaItem, SessionOccurrence
from governance.queries import load_inputs
from governance.sessions.queries import load_sessions, stored_agenda
from governance.sessions.sources import agenda_points
from governance.signals.agenda import is_about_signals, load_open_signals
from governance.signals.queries import sees_signals_at_once
from governance.vocabulary import OccurrenceState
from initiatives.agenda import AgendaPoint
from initiatives.models import Initiative
from people.models import User
from people.permissions import Permission, may


@dataclass(frozen=True, slots=True)
class Agenda:
    """The items in order.

    Attributes:
        items: what to talk about; those without a `pk` are derived and not kept yet.
        settled: kept items that were answered elsewhere before they came up.
    """

    items: list[AgendaItem]
    settled: list[AgendaItem]

    @property
    def open_items(self) -> list[AgendaItem]:
        """Items without a result."""
        return [each for each in self.items if not each.result]

    @property
    def recorded(self) -> list[AgendaItem]:
        """Items with a result."""
        return [each for each in self.items if each.result]


def agenda_of(occurrence: SessionOccurrence, viewer: User) -> Agenda:
    """The agenda for somebody who found the session; a fixed number of queries.

    Sources are asked while the session is ahead or running; a closed one keeps what it had.
    Executives away from the table hear of signals elsewhere, and later (B119).
    """
    if not may(viewer, Permission.INITIATIVE_VIEW):
        return Agenda([], [])
    agenda = merged(occurrence, stored_agenda(occurrence), live_points(occurrence))
    initiative = occurrence.series.initiative
    return Agenda(
        shown_to(viewer, agenda.items, initiative), shown_to(viewer, agenda.settled, initiative)
    )


def shown_to(viewer: User, items: list[AgendaItem], initiative: Initiative) -> list[AgendaItem]:
    """The items without those on signals that the viewer hears of elsewhere, and later (B119)."""
    if sees_signals_at_once(viewer, initiative):
        return items
    return [each for each in items if not is_about_signals(each.key)]


def live_points(occurrence: SessionOccurrence) -> list[AgendaPoint] | None:
    """What the sources say now; None once the session is over."""
    if not (occurrence.is_ahead or occurrence.is_running):
        return None
    initiative = occurrence.series.initiative
    load_inputs([initiative])
    load_sessions([initiative])
    load_open_signals([initiative])
    return agenda_points(initiative)


def merged(
    occurrence: SessionOccurrence, stored: list[AgendaItem], points: list[AgendaPoint] | None
) -> Agenda:
    """Kept items in their order, then what the sources add; dropped ones stay away."""
    kept = [each for each in stored if each.dropped_at is None]
    if points is None:
        held = occurrence.state == OccurrenceState.HELD
        settled = [each for each in kept if held and not each.result]
        return Agenda([each for each in kept if each not in settled], settled)
    still_open = {point.key for point in points}
    settled = [each for each in kept if each.key and each.key not in still_open and not each.result]
    known = keys_in(stored)
    new = [unsaved_item(occurrence, point) for point in points if point.key not in known]
    return Agenda([each for each in kept if each not in settled] + new, settled)


def keys_in(stored: list[AgendaItem]) -> set[str]:
    """The sources that are on it already; what the session itself raised is no new point of it."""
    raised = {f"input:{each.raised_input.reference}" for each in stored if each.raised_input}
    return raised | {each.key for each in stored if each.key}


def unsaved_item(occurrence: SessionOccurrence, point: AgendaPoint) -> AgendaItem:
    """The point as an item that is not kept yet."""
    return AgendaItem(
        occurrence=occurrence,
        key=point.key,
        title=point.title[:300],
        why=point.why[:500],
        address=point.address,
        reference=point.reference,
    )
