"""What one MADR file holds, whoever wrote it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any


class UnreadableMadrError(ValueError):
    """Raised for a file that cannot be a decision record: no text, or no title."""


@dataclass(frozen=True, slots=True)
class MadrOption:
    """An option that was considered, with what speaks for and against it."""

    title: str
    description: str = ""
    good: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()

    @property
    def is_described(self) -> bool:
        """Whether more than its title is known."""
        return bool(self.description or self.good or self.neutral or self.bad)


@dataclass(frozen=True, slots=True)
class Madr:
    """A decision record; every text is Markdown.

    Attributes:
        status: one of our states, or empty; `status_words` maps MADR's.
        replaced_by: number of the record that took its place, as in `0005`, or empty.
        outcome: what was decided and why, without the line that names the chosen option alone.
        further: headings that MADR does not know, each with its text.
        reference: the reference under which Joinery knows the record, or empty.
        integration: the reference or name of the integration it is about, or empty.
        inputs: references of the design inputs it embodies.
        front: lines above the title that MADR does not know, as name and value.
    """

    title: str
    status: str = ""
    replaced_by: str = ""
    decided_on: dt.date | None = None
    deciders: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    context: str = ""
    drivers: tuple[str, ...] = ()
    options: tuple[MadrOption, ...] = ()
    chosen: str = ""
    outcome: str = ""
    consequences: tuple[str, ...] = ()
    confirmation: str = ""
    more: str = ""
    further: tuple[tuple[str, str], ...] = ()
    reference: str = ""
    integration: str = ""
    inputs: tuple[str, ...] = ()
    front: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class MadrReading:
    """A file as far as it could be read.

    Attributes:
        missing: the parts that MADR asks for and the file lacks, in words.
        notes: what was read in another way than it was written.
    """

    madr: Madr
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every part that MADR asks for is there."""
        return not self.missing
