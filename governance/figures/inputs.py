"""Figures of design inputs: M3 to M8 and M16."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from governance.figures.recorded import recorded
from governance.figures.shares import Share
from governance.models import DesignInput
from governance.signals.carrying import late_inputs
from governance.signals.facts import InitiativeFacts
from governance.vocabulary import ANSWERS, APPLIED_STATES, InputState
from governance.working_days import has_waited
from initiatives.vocabulary import MilestoneKind
from people.vocabulary import Party

SHOWN_AFTER = dt.timedelta(days=30)
COUNTED_UNTIL = dt.timedelta(days=180)
OPEN = "open"


def shaping(facts: InitiativeFacts) -> Share:
    """M3: inputs raised before their decision, of those whose decision is taken.

    One without a decision is left out. A decision that was reopened because of an input and taken
    again was taken after it.
    """
    decided = [
        (each, taken)
        for each in facts.inputs
        if each.decision and (taken := recorded(facts, each.decision))
    ]
    early = sum(1 for each, taken in decided if not taken.was_taken_before(each.raised_at))
    return Share(early, len(decided))


def before_selection(facts: InitiativeFacts) -> Share | None:
    """M4: inputs raised before selection, of those raised up to 180 days after it.

    None without a selection, or within 30 days of it: not applicable.
    """
    selection = recorded(facts, MilestoneKind.SELECTION)
    if selection is None or selection.taken_recorded_at is None:
        return None
    at = selection.taken_recorded_at
    if facts.now - at < SHOWN_AFTER:
        return None
    counted = [each for each in facts.inputs if each.raised_at <= at + COUNTED_UNTIL]
    return Share(sum(1 for each in counted if each.raised_at < at), len(counted))


def dispositions(facts: InitiativeFacts) -> Counter[str]:
    """M5: inputs by what became of them last; withdrawn ones left out.

    A deferral whose day has passed is open again.
    """
    mix: Counter[str] = Counter()
    for each in facts.inputs:
        if each.state == InputState.WITHDRAWN:
            continue
        is_open = each.state not in ANSWERS or _is_overdue(facts, each)
        mix[OPEN if is_open else each.state] += 1
    return mix


def _is_overdue(facts: InitiativeFacts, design_input: DesignInput) -> bool:
    until = design_input.deferred_until
    is_deferred = design_input.state == InputState.DEFERRED
    return is_deferred and until is not None and until < facts.today


def take_up(mix: Counter[str]) -> Share:
    """M5: incorporated and adapted, of those and the declined."""
    applied = sum(mix[state] for state in APPLIED_STATES)
    return Share(applied, applied + mix[InputState.DECLINED])


def reasoned_declines(facts: InitiativeFacts) -> Share:
    """M6: declined with a reason and the raiser's word on it, or time enough for one, of all
    declined.
    """
    declined = [each for each in facts.inputs if each.state == InputState.DECLINED]
    return Share(sum(1 for each in declined if _is_reasoned(facts, each)), len(declined))


def _is_reasoned(facts: InitiativeFacts, declined: DesignInput) -> bool:
    declined_at = declined.disposed_at or declined.answered_at
    if not declined.disposition_reason or declined_at is None:
        return False
    had_time = facts.has_waited(declined_at, facts.norms["response_days"])
    return declined.replied_at is not None or had_time


def open_ages(facts: InitiativeFacts) -> list[int]:
    """M7: days since each open input was raised; a deferral whose day is ahead is not open."""
    return [
        facts.days_since(each.raised_at)
        for each in facts.inputs
        if each.state in {InputState.RAISED, InputState.DISCUSSED} or _is_overdue(facts, each)
    ]


def ages_at_vendors(facts: InitiativeFacts) -> list[int]:
    """M7, shown apart: days since each question was asked that a vendor has not answered."""
    return [facts.days_since(each) for each in facts.comparing.asked_vendors_at]


def answered_in_time(facts: InitiativeFacts, party: Party) -> Share:
    """M8 of one side: what it answered within the norm, of what it answered and what waits longer.

    Working days of the initiative's unit. What waits and is not late yet counts nowhere.
    """
    within = whole = 0
    for asked_at, answered_at in _asked_of(facts, party):
        if answered_at is not None:
            whole += 1
            within += not _late(facts, asked_at, answered_at)
        elif _late(facts, asked_at, facts.now):
            whole += 1
    return Share(within, whole)


def _asked_of(
    facts: InitiativeFacts, party: Party
) -> Iterator[tuple[dt.datetime, dt.datetime | None]]:
    for each in facts.inputs:
        if each.answering_party == party and each.state != InputState.WITHDRAWN:
            yield each.raised_at, each.answered_at if each.state in ANSWERS else None
    for question in facts.questions:
        if party in question.answering_parties:
            yield question.asked_at, question.answered_at


def _late(facts: InitiativeFacts, since: dt.datetime, until: dt.datetime) -> bool:
    days = facts.norms["response_days"]
    return has_waited(facts.day(since), facts.day(until), days, facts.country)


def late(facts: InitiativeFacts) -> Share:
    """M16: inputs raised after the design baseline, of all; none before it was recorded."""
    return Share(*late_inputs(facts))
