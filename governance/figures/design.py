"""Figures of integrations: M12 and M17."""

from architecture.facts import decisions_by_it, reuse
from governance.figures.shares import Share
from governance.signals.facts import InitiativeFacts


def owned_by_it(facts: InitiativeFacts) -> Share:
    """M12: decisions on integrations that IT took, or owned before, of all of them.

    A decision that was replaced later counts once, as it was taken; a proposal does not.
    """
    return Share(*decisions_by_it(facts.integrations))


def reused(facts: InitiativeFacts) -> Share:
    """M17: integrations reused or extended, of all whose reuse is decided."""
    return Share(*reuse(facts.integrations))
