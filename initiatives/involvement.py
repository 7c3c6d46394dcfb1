"""How early IT came to the table: metrics M1 and M2 (DOMAIN 5), from recorded times."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from statistics import median

from initiatives.vocabulary import MilestoneKind

# Milestones that count for earliness, as far as there is anything to choose.
APPLICABLE = (
    MilestoneKind.USE_CASE_BASELINE,
    MilestoneKind.SHORTLIST,
    MilestoneKind.SELECTION,
    MilestoneKind.DESIGN_BASELINE,
    MilestoneKind.BUILD_START,
    MilestoneKind.LIVE,
)


class Choice(Enum):
    """What an initiative chooses among, which decides what ends the time to invite IT early."""

    UNTOLD = "nothing is told, or several candidates"
    SINGLE = "a single candidate"
    IN_HOUSE = "nothing but building it in house"


# What ends that time, the first that was taken. Where nothing is told, selection stands in for a
# shortlist that a single candidate needed not, design baseline for a selection there was none of.
_CHOSEN = {
    Choice.UNTOLD: (
        MilestoneKind.SHORTLIST,
        MilestoneKind.SELECTION,
        MilestoneKind.DESIGN_BASELINE,
    ),
    Choice.SINGLE: (MilestoneKind.SELECTION,),
    Choice.IN_HOUSE: (MilestoneKind.DESIGN_BASELINE,),
}
# What there is nothing to choose for. One that was taken all the same counts.
_NEEDLESS = {
    Choice.UNTOLD: frozenset[MilestoneKind](),
    Choice.SINGLE: frozenset({MilestoneKind.SHORTLIST}),
    Choice.IN_HOUSE: frozenset({MilestoneKind.SHORTLIST, MilestoneKind.SELECTION}),
}


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A milestone that was taken; `on` is None where a declared day is not told."""

    on: dt.date | None
    recorded: bool


@dataclass(frozen=True, slots=True)
class InvolvementFacts:
    """What M1 and M2 of one initiative need."""

    registered_on: dt.date
    invited_on: dt.date | None = None
    joined_on: dt.date | None = None
    taken: Mapping[MilestoneKind, TakenStep] = field(default_factory=dict)
    choice: Choice = Choice.UNTOLD


@dataclass(frozen=True, slots=True)
class InvitationLead:
    """M1, days from invitation to shortlist, or what stands in its place.

    Attributes:
        days: the lead; negative when IT was invited after the shortlist; None when unknown.
        running: there is no shortlist yet, so `days` still grows and is left out of medians.
        invited_before: whether IT was invited before the shortlist; None while undecided.
        recorded: both times were noted as they happened.
    """

    days: int | None
    running: bool
    invited_before: bool | None
    recorded: bool


def invitation_lead(facts: InvolvementFacts, *, today: dt.date) -> InvitationLead:
    """M1 of one initiative: shortlist minus invited.

    Selection where there is a single candidate, design baseline where it is built in house. An
    invitation on the same day counts as before.
    """
    ends = _CHOSEN[facts.choice]
    step = next((facts.taken[kind] for kind in ends if kind in facts.taken), None)
    if step is None:
        days = (today - facts.invited_on).days if facts.invited_on else None
        return InvitationLead(days, running=True, invited_before=None, recorded=True)
    if facts.invited_on is None:
        return InvitationLead(None, running=False, invited_before=False, recorded=step.recorded)
    if step.on is None:
        # Declared at registration without a day: taken before anybody could be invited.
        return InvitationLead(None, running=False, invited_before=False, recorded=False)
    days = (step.on - facts.invited_on).days
    return InvitationLead(days, running=False, invited_before=days >= 0, recorded=step.recorded)


@dataclass(frozen=True, slots=True)
class Earliness:
    """M2, the share of milestones not yet reached when IT joined.

    `share` is None for "not yet": IT has not joined and nothing has passed.
    """

    share: float | None
    recorded: bool


def earliness(facts: InvolvementFacts) -> Earliness:
    """M2 of one initiative.

    A single candidate takes no shortlist, building in house neither that nor a selection.
    """
    taken = {kind: step for kind, step in facts.taken.items() if kind in APPLICABLE}
    recorded = all(step.recorded for step in taken.values())
    if facts.joined_on is None:
        return Earliness(0.0 if taken else None, recorded)
    needless = _NEEDLESS[facts.choice]
    reached = sum(1 for step in taken.values() if _reached_by(step, facts))
    counting = sum(1 for kind in APPLICABLE if kind in taken or kind not in needless)
    return Earliness((counting - reached) / counting, recorded)


def _reached_by(step: TakenStep, facts: InvolvementFacts) -> bool:
    if facts.joined_on is None:
        return False
    return (step.on or facts.registered_on) <= facts.joined_on


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A median with the number it rests on; None where those are too few, so that only n shows."""

    median: float | None
    n: int
    left_out: int


def aggregate_lead(leads: list[InvitationLead], least: int) -> Aggregate:
    """Median M1 in days over recorded, decided initiatives that were invited, `least` or more."""
    days = [
        lead.days for lead in leads if lead.days is not None and not lead.running and lead.recorded
    ]
    left_out = sum(1 for lead in leads if not lead.running and not lead.recorded)
    return _aggregate(days, left_out, least)


def aggregate_earliness(figures: list[Earliness], least: int) -> Aggregate:
    """Median M2 over initiatives whose times were all recorded, `least` or more of them."""
    shares = [each.share for each in figures if each.share is not None and each.recorded]
    left_out = sum(1 for each in figures if not each.recorded)
    return _aggregate(shares, left_out, least)


def invited_before_shortlist(leads: list[InvitationLead]) -> tuple[int, int]:
    """How many recorded, decided initiatives invited IT first, and of how many (M1's share)."""
    decided = [lead for lead in leads if lead.invited_before is not None and lead.recorded]
    return sum(1 for lead in decided if lead.invited_before), len(decided)


def _aggregate(values: list[int] | list[float], left_out: int, least: int) -> Aggregate:
    if len(values) < least:
        return Aggregate(None, len(values), left_out)
    return Aggregate(float(median(values)), len(values), left_out)
