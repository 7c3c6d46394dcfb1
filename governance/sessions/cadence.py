"""Whether the rhythm of a standing session lives: figures and what detectors see in plain facts.

Nothing here is about a person: dates, and which sides were in the room or can come.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from governance.vocabulary import OccurrenceState, SessionPurpose
from people.vocabulary import Party

WINDOW = dt.timedelta(days=90)
SMALLEST_DUE = 3  # below this many a share says too much about too few (M9)
HELD_WITHOUT_IT = 3
CANCELLED_IN_A_ROW = 2
AHEAD_WITHOUT_IT = 2

_BOTH = frozenset({Party.BUSINESS, Party.IT})


@dataclass(frozen=True, slots=True)
class SessionFact:
    """One date of a standing session.

    Attributes:
        slot_on: the local day its rhythm gave it.
        stands_on: the local day on which it takes place, or took place; its slot's unless moved.
        period_ends_on: the local day of the rhythm's next slot; None where none follows.
        is_extra: it stands beside the rhythm, which therefore does not owe it.
        is_over: its time has passed.
        present: the sides in the room, where it was held.
        purpose: what it is for.
        times_put_off: how often it was moved to a later day.
        it_can_come: whether anybody of IT can still come; None where nobody has asked.
    """

    slot_on: dt.date
    stands_on: dt.date
    state: OccurrenceState
    period_ends_on: dt.date | None = None
    is_extra: bool = False
    is_over: bool = False
    present: frozenset[Party] = frozenset()
    it_can_come: bool | None = None
    purpose: SessionPurpose = SessionPurpose.ORDINARY
    times_put_off: int = 0

    @property
    def days_put_off(self) -> int:
        """Days from its slot to where it stands; 0 where it stands earlier."""
        return max(0, (self.stands_on - self.slot_on).days)

    @property
    def is_held(self) -> bool:
        return self.state == OccurrenceState.HELD

    @property
    def is_in_its_period(self) -> bool:
        """Whether it stands before the rhythm's next slot: then a move changes nothing (M9)."""
        return self.period_ends_on is None or self.stands_on < self.period_ends_on

    def due_by(self, today: dt.date) -> dt.date | None:
        """The day by which it was due; None while it still lies ahead.

        A date that moved beyond its period was due when that period ended.
        """
        if not self.is_in_its_period and self.period_ends_on is not None:
            return self.period_ends_on if self.period_ends_on <= today else None
        return self.stands_on if self.is_over or self.is_held else None


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """What the figures and findings of one initiative need.

    Attributes:
        registered_on: the local day it was registered.
        goes_on: work on it goes on; an initiative that is paused or has ended owes no session.
        is_before_operation: it has not reached operation.
        it_was_there: IT has joined, or has a seat; before that nothing can shrink.
        has_series: a standing session that has not ended.
        had_series: any standing session, ever.
        sessions_ever: dates ever held or planned; not those cancelled or left out.
        dates: the dates in order of their time, of every series.
    """

    registered_on: dt.date
    goes_on: bool = True
    is_before_operation: bool = True
    it_was_there: bool = True
    has_series: bool = True
    had_series: bool = True
    sessions_ever: int = 0
    dates: tuple[SessionFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth a conversation: the fact and the next step.

    Attributes:
        severity: `heads_up` or `needs_conversation`.
    """

    severity: str
    fact: str
    next_step: str


@dataclass(frozen=True, slots=True)
class CadenceKept:
    """M9: held of those due in 90 days, without those left out as planned."""

    held: int
    due: int
    unrecorded: int = 0

    @property
    def share(self) -> float | None:
        """Held ÷ due; None below three due, where only counts are said."""
        return self.held / self.due if self.due >= SMALLEST_DUE else None

    def in_words(self) -> str:
        """As in "Held 4 of 5 due in 90 days"; "None was due in 90 days"."""
        if not self.due:
            return f"None was due in {WINDOW.days} days"
        unrecorded = f", {self.unrecorded} not recorded yet" if self.unrecorded else ""
        return f"Held {self.held} of {self.due} due in {WINDOW.days} days{unrecorded}"


@dataclass(frozen=True, slots=True)
class TwoSided:
    """M10: sessions with business and IT in the room, of those held in 90 days."""

    both: int
    held: int

    @property
    def share(self) -> float | None:
        """Both ÷ held; None where none was held."""
        return self.both / self.held if self.held else None

    def in_words(self) -> str:
        """As in "both sides in 3 of 4 held"; empty where none was held."""
        if not self.held:
            return ""
        return f"both sides in {self.both} of {self.held} held"


def cadence_kept(facts: StandingFacts, *, today: dt.date) -> CadenceKept:
    """M9 over the 90 days up to today.

    A date that moved within its period and was held is held. One that moved beyond it is due all
    the same. Extra sessions are neither owed nor counted.
    """
    due = [
        each
        for each in facts.dates
        if not each.is_extra
        and each.state != OccurrenceState.PLANNED_SKIP
        and _lately(each.due_by(today), today)
    ]
    return CadenceKept(
        held=sum(1 for each in due if each.is_held and each.is_in_its_period),
        due=len(due),
        unrecorded=sum(
            1 for each in due if each.is_over and each.state in OccurrenceState.expected()
        ),
    )


def two_sided(facts: StandingFacts, *, today: dt.date) -> TwoSided:
    """M10 over the 90 days up to today; extra sessions count, since they were held."""
    held = [each for each in facts.dates if each.is_held and _lately(each.stands_on, today)]
    return TwoSided(both=sum(1 for each in held if each.present >= _BOTH), held=len(held))


def cancelled_in_a_row(facts: StandingFacts) -> Finding | None:
    """D03: two dates in a row cancelled, and none held since.

    What was left out as planned stands between two dates without parting them.
    """
    counted = [each for each in facts.dates if each.state != OccurrenceState.PLANNED_SKIP]
    last_held = max((place for place, each in enumerate(counted) if each.is_held), default=-1)
    since = [each.state == OccurrenceState.CANCELLED for each in counted[last_held + 1 :]]
    if not any(one and next_one for one, next_one in pairwise(since)):
        return None
    return _shrinking(
        f"{CANCELLED_IN_A_ROW} sessions in a row are cancelled, and none was held since.",
        "Agree on a time that fits both sides and change the rhythm.",
    )


def held_without_it(facts: StandingFacts) -> Finding | None:
    """D03: the last three sessions that were held had nobody of IT in the room."""
    held = [each for each in facts.dates if each.is_held]
    last = held[-HELD_WITHOUT_IT:]
    if len(last) < HELD_WITHOUT_IT or any(Party.IT in each.present for each in last):
        return None
    return _shrinking(
        f"The last {HELD_WITHOUT_IT} sessions were held without IT.",
        "Agree on a time that fits IT too, or name a stand-in.",
    )


def it_cannot_come(facts: StandingFacts) -> Finding | None:
    """D03: IT was at the table and can come to neither of the next two sessions."""
    ahead = [
        each
        for each in facts.dates
        if each.state in OccurrenceState.expected() and not each.is_over
    ][:AHEAD_WITHOUT_IT]
    if not facts.it_was_there or len(ahead) < AHEAD_WITHOUT_IT:
        return None
    if any(each.it_can_come is not False for each in ahead):
        return None
    return _shrinking(
        f"Nobody of IT can come to the next {AHEAD_WITHOUT_IT} sessions.",
        "Move them, or name a stand-in.",
    )


def one_off(facts: StandingFacts, *, today: dt.date, after_days: int) -> Finding | None:
    """D11: one session is all there ever was after so many days, or the series ended too early."""
    if facts.had_series and not facts.has_series and facts.is_before_operation:
        return _one_off("The standing session has ended before operation.")
    if facts.sessions_ever == 1 and (today - facts.registered_on).days > after_days:
        return _one_off("One session is all there is.")
    return None


@dataclass(frozen=True)
class Health:
    """The figures of one initiative, ready to be shown."""

    facts: StandingFacts
    today: dt.date

    @cached_property
    def kept(self) -> CadenceKept:
        return cadence_kept(self.facts, today=self.today)

    @cached_property
    def sides(self) -> TwoSided:
        return two_sided(self.facts, today=self.today)

    def in_words(self) -> str:
        """As in "Held 4 of 5 due in 90 days; both sides in 3 of 4 held."; empty before that."""
        if not self.kept.due and not self.sides.held:
            return ""
        return "; ".join(filter(None, [self.kept.in_words(), self.sides.in_words()])) + "."


def _lately(day: dt.date | None, today: dt.date) -> bool:
    return day is not None and today - WINDOW < day <= today


def _shrinking(fact: str, next_step: str) -> Finding:
    return Finding("needs_conversation", fact, next_step)


def _one_off(fact: str) -> Finding:
    return Finding("heads_up", fact, "Begin a standing session.")
