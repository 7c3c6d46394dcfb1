"""What the architecture may know of design inputs and sessions, which live above it.

`INPUT_SOURCES` in the settings names callables `(initiative) -> Iterable[KnownInput]`;
`TRAIL_SOURCES` names callables `(integration, references) -> Iterable[TrailStep]`, where
`references` are the inputs that the integration and its decisions embody.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.module_loading import import_string

from architecture.models import Integration
from initiatives.models import Initiative


@dataclass(frozen=True, slots=True)
class KnownInput:
    """A design input that can be embodied.

    Attributes:
        party: the side that contributed it; people are credited by no list (A08).
        is_taken_in: whether it was incorporated or adapted.
    """

    reference: str
    title: str
    party: str
    address: str
    is_taken_in: bool


class TrailKind(StrEnum):
    """What a step of the trail is, in the order in which they usually lead to each other."""

    INPUT = "input"
    SESSION = "session"
    DECISION = "decision"
    DESIGN = "design"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One step of the answer to "why is it like this?".

    Attributes:
        note: a second line, or empty.
        order: settles which of two steps at the same moment led to the other.
    """

    kind: TrailKind
    moment: dt.datetime
    title: str
    address: str
    party: str = ""
    reference: str = ""
    note: str = ""

    @property
    def order(self) -> tuple[dt.datetime, int]:
        return self.moment, list(TrailKind).index(self.kind)


def known_inputs(initiative: Initiative) -> list[KnownInput]:
    """Every design input of the initiative that something here can embody."""
    found: list[KnownInput] = []
    for path in settings.INPUT_SOURCES:
        source = import_string(path)
        found.extend(source(initiative))
    return found


def steps_from_above(integration: Integration, references: Iterable[str]) -> list[TrailStep]:
    """The inputs and sessions of an integration's trail."""
    wanted = frozenset(references)
    found: list[TrailStep] = []
    for path in settings.TRAIL_SOURCES:
        source = import_string(path)
        found.extend(source(integration, wanted))
    return found
