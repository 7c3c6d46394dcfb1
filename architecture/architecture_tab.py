"""What the tab of an initiative's architecture shows: rows, and the ledger of its designs."""

from collections.abc import Iterable
from dataclasses import dataclass

from architecture.designing import holder_of, offer_of
from architecture.models import DesignAuthority, Integration
from architecture.owed import load_designs, owed_designs
from initiatives.models import Initiative
from initiatives.owed import Owed
from people.models import User
from people.vocabulary import Party


@dataclass(frozen=True, slots=True)
class IntegrationRow:
    """An integration with who holds or is asked for its design."""

    integration: Integration
    holder: User | None
    offer: DesignAuthority | None


@dataclass(frozen=True, slots=True)
class Side:
    """One side's half of what is owed about designs, oldest first (A04)."""

    party: Party
    heading: str
    items: list[Owed]


def rows_of(integrations: Iterable[Integration]) -> list[IntegrationRow]:
    """The rows of a list; asks nothing where authorities are prefetched."""
    return [IntegrationRow(each, holder_of(each), offer_of(each)) for each in integrations]


def design_ledger(initiative: Initiative) -> list[Side]:
    """What business owes IT about designs, and what IT owes business; nothing once work ended."""
    if initiative.is_ended:
        return []
    load_designs([initiative])
    items = sorted(owed_designs(initiative), key=lambda item: item.since)
    return [
        Side(party, heading, [item for item in items if item.owing == party])
        for party, heading in (
            (Party.BUSINESS, "Business owes IT"),
            (Party.IT, "IT owes business"),
        )
    ]
