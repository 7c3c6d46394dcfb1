"""Decisions whose time is known."""

from governance.signals.facts import InitiativeFacts
from initiatives.models import Milestone
from initiatives.vocabulary import TimeQuality


def recorded(facts: InitiativeFacts, kind: str) -> Milestone | None:
    """The decision where it is taken and its time was noted as it happened."""
    found = facts.milestones.get(kind)
    if found is None or not found.taken or found.taken_recorded_at is None:
        return None
    return found if found.quality == TimeQuality.RECORDED else None
