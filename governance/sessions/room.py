"""What people at the table see of a running session, and what of it changed since they looked."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2s

from django.db.models.functions import TruncDate
from django.utils import timezone

from governance.models import AgendaItem, AgreedAction, DesignInput, SessionNote, SessionOccurrence
from governance.policies import permitted_moves
from governance.sessions.agenda import Agenda, agenda_of
from governance.sessions.queries import participants
from governance.vocabulary import ANSWERS, InputState, OccurrenceState
from people.models import User
from people.vocabulary import Party

_STATE_BYTES = 4


def state_of(*facts: object) -> str:
    """A short text that differs where the facts differ."""
    return blake2s(repr(facts).encode(), digest_size=_STATE_BYTES).hexdigest()


@dataclass(frozen=True, slots=True)
class RoomItem:
    """One item as one person sees it.

    Attributes:
        key: what names it in this page's addresses; the same before and after it is kept.
        mine: the person's own note.
        others: what the others wrote down.
        design_input: the one it is about.
        answers: what a decision may answer that input with.
        up, down: the places its neighbours have, for moving it; None at the ends.
    """

    item: AgendaItem
    key: str
    mine: SessionNote | None = None
    others: list[SessionNote] = field(default_factory=list)
    design_input: DesignInput | None = None
    answers: list[InputState] = field(default_factory=list)
    up: int | None = None
    down: int | None = None

    @property
    def note_version(self) -> int:
        """The own note's version; 0 before there is one."""
        return self.mine.version if self.mine else 0

    @property
    def head_state(self) -> str:
        """Differs when title, reason or result differ."""
        item = self.item
        return state_of(item.title, item.why, item.address, item.result, item.added_party)

    @property
    def others_state(self) -> str:
        """Differs when somebody else wrote on."""
        return state_of([(note.pk, note.version) for note in self.others])

    @property
    def result_state(self) -> str:
        """Differs when a result was recorded, or other results are possible."""
        answered = self.design_input.version if self.design_input else 0
        return state_of(self.item.version, self.item.raised_input_id, answered, self.answers)

    @property
    def moves_state(self) -> str:
        """Differs when it can be moved elsewhere or no longer be dropped."""
        return state_of(self.up, self.down, bool(self.item.result))

    @property
    def state(self) -> str:
        """Differs when anything about it differs."""
        return state_of(
            self.head_state,
            self.note_version,
            self.others_state,
            self.result_state,
            self.moves_state,
        )


class Room:
    """A running session as one person sees it; a fixed number of queries."""

    def __init__(self, occurrence: SessionOccurrence, viewer: User) -> None:
        self.occurrence = occurrence
        self.viewer = viewer
        self.initiative = occurrence.series.initiative
        self.agenda: Agenda = agenda_of(occurrence, viewer)
        self.present = {Party(each.party) for each in occurrence.presences.all()}

    @cached_property
    def items(self) -> list[RoomItem]:
        """What is talked about, in order."""
        places = self._places()
        items = self.agenda.items
        keys = [each.name for each in items]
        found = []
        for index, item in enumerate(items):
            before = places.get(keys[index - 1]) if index else None
            after = places.get(keys[index + 1]) if index + 1 < len(items) else None
            found.append(self._item(item, before, after))
        return found

    @cached_property
    def open_items(self) -> list[RoomItem]:
        """Items without a result."""
        return [each for each in self.items if not each.item.result]

    @cached_property
    def owners(self) -> list[tuple[User, Party]]:
        """Who may own an action: everybody at the table, with the side; one query."""
        sides = {seat.user_id: Party(seat.party) for seat in self.initiative.seats}
        people = {each.pk: each for each in participants(self.initiative)}
        return [(each, sides[pk]) for pk, each in people.items() if pk in sides]

    @cached_property
    def next_day(self) -> dt.date | None:
        """The day of the next session, by which most actions are done; one query."""
        ahead = self.occurrence.series.occurrences.filter(
            state__in=OccurrenceState.expected(),
            starts_at__gt=max(self.occurrence.starts_at, timezone.now()),
        )
        days = ahead.order_by("starts_at").values_list(TruncDate("starts_at"), flat=True)
        return days.first()

    @property
    def minutes_left(self) -> int:
        """Of its length, rounded up; negative once its time has passed."""
        left = self.occurrence.ends_at - timezone.now()
        return min(-int(-left.total_seconds() // 60), self.occurrence.minutes)

    @property
    def is_told_afterwards(self) -> bool:
        """Whether it was opened only after its time."""
        opened_at = self.occurrence.opened_at
        return opened_at is not None and opened_at > self.occurrence.ends_at

    @property
    def parts(self) -> dict[str, str]:
        """What the page shows beside the items, each with its state."""
        clock = self.is_told_afterwards or self.minutes_left
        answered = [each.pk for each in self.agenda.settled]
        shown = [(each.key, each.item.title, each.item.result) for each in self.items]
        return {
            "clock": state_of(self.occurrence.starts_at, clock),
            "present": state_of(sorted(self.present)),
            "agenda": state_of(shown),
            "settled": state_of(answered),
        }

    def find(self, name: str) -> RoomItem | None:
        """The item of that name, if it is talked about."""
        return next((each for each in self.items if each.item.name == name), None)

    def action_about(self, item: AgendaItem) -> AgreedAction | None:
        """The open agreed action that the item is about."""
        open_ones = self.initiative.agreed_actions.all()
        return next((each for each in open_ones if each.pk == item.action_pk), None)

    def _item(self, item: AgendaItem, up: int | None, down: int | None) -> RoomItem:
        notes = list(item.notes.all()) if item.pk else []
        about = self._inputs.get(item.input_reference)
        return RoomItem(
            item=item,
            key=key_of(item.name),
            mine=next((each for each in notes if each.author_id == self.viewer.pk), None),
            others=[each for each in notes if each.author_id != self.viewer.pk and each.text],
            design_input=about,
            answers=self._answers(about),
            up=up,
            down=down,
        )

    @cached_property
    def _inputs(self) -> dict[str, DesignInput]:
        return {each.reference: each for each in self.initiative.design_inputs.all()}

    def _answers(self, about: DesignInput | None) -> list[InputState]:
        if about is None:
            return []
        moves = permitted_moves(self.viewer, about, self.initiative)
        return [each for each in moves if each in ANSWERS]

    def _places(self) -> dict[str, int]:
        """The place of each item among those kept, as moving counts them; answered ones count."""
        kept = [each for each in (*self.agenda.items, *self.agenda.settled) if each.pk]
        kept.sort(key=lambda each: (each.position, each.pk))
        new = [each for each in self.agenda.items if not each.pk]
        return {each.name: place for place, each in enumerate([*kept, *new])}


def key_of(name: str) -> str:
    """What names an item in this page's addresses: short, and safe to put anywhere."""
    return blake2s(name.encode(), digest_size=4).hexdigest()
