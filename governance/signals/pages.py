"""Addresses of the pages where next steps are taken."""

from django.urls import NoReverseMatch, reverse

from governance.signals.facts import InitiativeFacts


def page(name: str, facts: InitiativeFacts, *more: str | int) -> str:
    """The page of the initiative; its overview where this installation has no such page."""
    try:
        return reverse(name, args=[facts.initiative.reference, *more])
    except NoReverseMatch:
        return facts.initiative.get_absolute_url()


def decisions(facts: InitiativeFacts) -> str:
    """Where decisions are dated and marked as open to change."""
    return page("initiatives:decisions", facts)


def sessions(facts: InitiativeFacts) -> str:
    """Where the standing session is."""
    return page("governance:sessions", facts)


def invite(facts: InitiativeFacts) -> str:
    """Where IT is invited."""
    return page("initiatives:invite", facts)


def field(facts: InitiativeFacts, field_id: str) -> str:
    """Where a field of the clarity profile is answered."""
    return page("governance:clarity-field", facts, field_id)


def profile(facts: InitiativeFacts) -> str:
    """The clarity profile."""
    return page("governance:clarity", facts)
