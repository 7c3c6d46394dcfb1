"""Detectors of what comes late: D13 and D14."""

from collections.abc import Iterable

from governance.signals import pages
from governance.signals.facts import InitiativeFacts
from governance.signals.findings import Finding, day, detector
from governance.vocabulary import InputState, SignalSeverity
from initiatives.vocabulary import MilestoneKind, TimeQuality
from people.vocabulary import Party


@detector("D13", "Carried past its day")
def carried_overdue(facts: InitiativeFacts) -> Iterable[Finding]:
    """D13. The day of something that a go-ahead carried forward has passed; after {overdue_days}
    it cannot wait.
    """
    for each in facts.carried:
        over = facts.days_since(each.due_on)
        if over <= 0:
            continue
        side = "IT" if each.owing_party == Party.IT else "business"
        carried = " It was carried on once." if each.renewed_until else ""
        critical = over > facts.norms["overdue_days"]
        yield Finding(
            SignalSeverity.TIME_CRITICAL if critical else SignalSeverity.NEEDS_CONVERSATION,
            f"Something that {side} owes was carried forward to {day(each.due_on)} and is "
            f"open.{carried}",
            "Answer it, carry it on with a reason, or pause the work.",
            each.address or facts.initiative.get_absolute_url(),
            subject=f"item:{each.pk}",
        )


@detector("D14", "Inputs come late")
def late_bunching(facts: InitiativeFacts) -> Iterable[Finding]:
    """D14. Of {smallest_sample} design inputs, {late_share} or more were raised after the design
    baseline.
    """
    late, total = late_inputs(facts)
    if total < facts.norms["smallest_sample"] or 100 * late < facts.norms["late_share"] * total:
        return []
    return [
        Finding(
            SignalSeverity.HEADS_UP,
            f"{late} of {total} design inputs were raised after the design baseline.",
            "Look back together for a few minutes: what came late, and why?",
            pages.page("governance:inputs", facts),
        )
    ]


def late_inputs(facts: InitiativeFacts) -> tuple[int, int]:
    """M16: inputs raised after the design baseline, and all; none before it is taken.

    Withdrawn ones are left out; so is a baseline whose day was told afterwards.
    """
    baseline = facts.taken(MilestoneKind.DESIGN_BASELINE)
    if baseline is None or baseline.quality != TimeQuality.RECORDED:
        return 0, 0
    counted = [each for each in facts.inputs if each.state != InputState.WITHDRAWN]
    late = sum(1 for each in counted if baseline.was_taken_before(each.raised_at))
    return late, len(counted)
