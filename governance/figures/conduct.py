"""Figures of sessions, escalations, clarity and days: M9 to M11, M13, M14 and M18."""

import datetime as dt
from dataclasses import dataclass
from statistics import median

from governance.clarity.catalogue import catalogue
from governance.clarity.profile import profile_of
from governance.figures.shares import Share
from governance.sessions.cadence import SMALLEST_DUE, cadence_kept, two_sided
from governance.signals.asking import was_discussed
from governance.signals.facts import InitiativeFacts
from governance.signals.plans import first_committed
from governance.vocabulary import FieldState
from initiatives.vocabulary import MilestoneKind, Stage, TimeQuality
from people.vocabulary import Party

# With which decision a stage is left.
EXITS: dict[Stage, MilestoneKind] = {
    Stage.DESIGN: MilestoneKind.SELECTION,
    Stage.SELECTION: MilestoneKind.BUILD_START,
    Stage.INTEGRATION: MilestoneKind.LIVE,
    Stage.OPERATION: MilestoneKind.RETIREMENT,
}


def kept(facts: InitiativeFacts) -> Share:
    """M9: sessions held of those due in 90 days."""
    if facts.standing is None:
        return Share(0, 0, SMALLEST_DUE)
    found = cadence_kept(facts.standing, today=facts.today)
    return Share(found.held, found.due, SMALLEST_DUE)


def both_sides(facts: InitiativeFacts) -> Share:
    """M10: sessions with business and IT in the room, of those held in 90 days."""
    if facts.standing is None:
        return Share(0, 0)
    found = two_sided(facts.standing, today=facts.today)
    return Share(found.both, found.held, facts.norms["smallest_sample"])


def discussed_first(facts: InitiativeFacts) -> Share:
    """M11: escalations that an earlier session had discussed, of those that were no emergency."""
    counted = [each for each in facts.escalations if not each.is_emergency]
    return Share(sum(1 for each in counted if was_discussed(facts, each)), len(counted))


def coverage(facts: InitiativeFacts, party: Party) -> Share:
    """M13 of one side: what stands of the fields that leaving the present stage needs.

    What does not apply leaves the denominator; a known gap counts where one is enough.
    """
    stage = Stage(facts.initiative.stage)
    if stage == Stage.RETIRED:
        return Share(0, 0)
    standings = profile_of(facts.initiative).standings
    counted = [
        standings[field.id]
        for field in catalogue()
        if field.need(stage)
        and party in field.sides
        and standings[field.id].state != FieldState.NOT_APPLICABLE
    ]
    return Share(sum(1 for each in counted if each.meets(stage)), len(counted))


@dataclass(frozen=True, slots=True)
class Balance:
    """M14 of one side: how many things it owes, and the median of their ages in days."""

    count: int
    median_age: float | None

    def in_words(self) -> str:
        """As in "3, median 4 days"; "nothing"."""
        if not self.count:
            return "nothing"
        return f"{self.count}, median {self.median_age:g} days"


def owed_ages(facts: InitiativeFacts, party: Party) -> list[int]:
    """Days since each thing is owed by the side."""
    return [facts.days_since(item.since) for item in facts.owed if item.owing == party]


def balance(ages: list[int]) -> Balance:
    """M14 from the ages of what a side owes; both sides are always shown together."""
    return Balance(len(ages), float(median(ages)) if ages else None)


def date_errors(facts: InitiativeFacts) -> list[int]:
    """M18: days between the first day that was said for leaving a stage and the day it was left.

    A go-ahead tells when it was left, else the decision itself where it was noted as it happened.
    Saying another day later changes nothing, nor does a day that was said once it was left.
    """
    found = []
    for stage, kind in EXITS.items():
        left_at = _left_at(facts, stage, kind)
        if left_at is None:
            continue
        said_before = (plan for plan in facts.plans.get(kind, ()) if plan.said_at <= left_at)
        committed = first_committed(said_before)
        if committed is not None:
            found.append(abs((facts.day(left_at) - committed).days))
    return found


def _left_at(facts: InitiativeFacts, stage: Stage, kind: MilestoneKind) -> dt.datetime | None:
    moved = [
        each.taken_at
        for each in facts.go_aheads
        if each.from_stage == stage and not each.is_back and each.taken_at
    ]
    if moved:
        return min(moved)
    taken = facts.taken(kind)
    if taken is None or taken.quality != TimeQuality.RECORDED or taken.taken_recorded_at is None:
        return None
    return taken.taken_recorded_at
