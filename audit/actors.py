"""Who acts: a person, or a named part of the system. Nothing is done by nobody."""

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Anyone or anything that an event can name as the one who acted."""

    @property
    def actor_id(self) -> str:
        """Stable identity, `person:<id>` or `system:<name>`."""

    @property
    def actor_label(self) -> str:
        """The name as it was when the event was recorded."""

    @property
    def actor_party(self) -> str:
        """business, it, vendor, executive or oversight; empty for the system."""


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A part of Joinery that acts without a person, under its own name."""

    name: str

    @property
    def actor_id(self) -> str:
        return f"system:{self.name}"

    @property
    def actor_label(self) -> str:
        return f"Joinery ({self.name})"

    @property
    def actor_party(self) -> str:
        return ""
