"""The detector of links that are there twice: D10."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode

from governance.signals.facts import InitiativeFacts
from governance.signals.findings import Finding, detector
from governance.vocabulary import SignalSeverity


@detector("D10", "The same link twice")
def duplicate_links(facts: InitiativeFacts) -> Iterable[Finding]:
    """D10. Two initiatives carry the same class of data between the same ends, each by a link of
    its own: point to point, straight into a database, by files in batches or over a user
    interface. Or three such links or more meet on one system. It ends once one of them reuses
    the other, changes its style or is retired.
    """
    for each in facts.twins:
        yield Finding(
            SignalSeverity.NEEDS_CONVERSATION,
            f"{each.other_ref} has a link of its own for the same: {each.in_words} "
            f"({each.references}).",
            "Raise one design input at both: an overlay or a shared service that serves both.",
            _map(lens="twins", initiative=facts.initiative.reference),
            subject=each.subject,
        )
    for system in facts.crowded:
        of_own = "all" if system.own == system.links else str(system.own)
        yield Finding(
            SignalSeverity.NEEDS_CONVERSATION,
            f"{system.links} direct links (point to point, database, files or screens) meet on "
            f"{system.name}, {of_own} of them from here.",
            "Look for an overlay or a shared service on this system before the next link.",
            _map(lens="point_to_point", system=system.slug),
            subject=system.subject,
        )


def _map(**asked: str) -> str:
    """The map of systems, looked at in one way."""
    return f"{reverse('architecture:map')}?{urlencode(asked)}"
