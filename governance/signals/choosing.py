"""The detector of how candidates are compared and chosen: D02."""

from collections.abc import Iterable, Iterator

from governance.signals import pages
from governance.signals.facts import InitiativeFacts
from governance.signals.findings import Finding, day, detector
from governance.vocabulary import SignalSeverity
from initiatives.models import Milestone
from initiatives.vocabulary import MilestoneKind, TimeQuality
from people.vocabulary import Party

CHOICES = (MilestoneKind.SHORTLIST, MilestoneKind.SELECTION)


@detector("D02", "Chosen before the criteria")
def vendor_before_criteria(facts: InitiativeFacts) -> Iterable[Finding]:
    """D02. The shortlist or the selection was dated before IT published its criteria; or at
    selection IT had no criterion; or the first score was given before them. It ends once the
    criteria are published and every score that counts was given, or said to hold, after that.
    Candidates that are not taken further do not count; where only building it ourselves is
    considered, nobody is early.
    """
    comparing = facts.comparing
    if comparing.is_in_house_now or comparing.is_scored_by_criteria:
        return []
    said = [*_dated_early(facts), *_selected_without(facts), *_scored_early(facts)]
    if not said:
        return []
    return [
        Finding(
            SignalSeverity.NEEDS_CONVERSATION,
            " ".join([*said, _published(facts)]),
            _next_step(facts),
            pages.page("vendors:criteria", facts, Party.IT),
        )
    ]


def _dated_early(facts: InitiativeFacts) -> Iterator[str]:
    published = facts.comparing.criteria_published_at
    for kind in CHOICES:
        step = facts.taken(kind)
        if step and (published is None or step.was_taken_before(published)):
            yield f"{kind.label} {_when(step)}, before IT's criteria."


def _selected_without(facts: InitiativeFacts) -> Iterator[str]:
    """Criteria were published, and yet none of IT's held when it was selected."""
    step, comparing = facts.taken(MilestoneKind.SELECTION), facts.comparing
    published = comparing.criteria_published_at
    if step is None or published is None or step.was_taken_before(published):
        return
    at = step.taken_recorded_at
    if at is not None and not comparing.it_criteria_at(at):
        yield "At selection IT had no criterion."


def _scored_early(facts: InitiativeFacts) -> Iterator[str]:
    first, published = facts.comparing.first_scored_at, facts.comparing.criteria_published_at
    if first is not None and (published is None or first < published):
        yield f"The first score was given on {day(first)}, before IT's criteria."


def _published(facts: InitiativeFacts) -> str:
    published = facts.comparing.criteria_published_at
    return f"They were published on {day(published)}." if published else "None is published yet."


def _next_step(facts: InitiativeFacts) -> str:
    if facts.comparing.criteria_published_at is None:
        return "Ask IT for its criteria; score again once they stand. What was scored is kept."
    return (
        "Score the candidates again by IT's criteria, or say what still holds. What was scored is "
        "kept."
    )


def _when(step: Milestone) -> str:
    if step.taken_on is None:
        return "was taken on a day nobody told"
    told = " as told afterwards" if step.quality == TimeQuality.DECLARED else ""
    return f"is dated {day(step.taken_on)}{told}"
