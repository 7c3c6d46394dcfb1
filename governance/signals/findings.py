"""What a detector is, and what it finds."""

import datetime as dt
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.formats import date_format
from django.utils.module_loading import import_string

from governance.norms import NORMS, Norms
from governance.signals.facts import InitiativeFacts
from governance.vocabulary import SignalSeverity
from people.vocabulary import Party

Rule = Callable[[InitiativeFacts], "Iterable[Finding]"]
SIDES = frozenset({Party.BUSINESS, Party.IT})


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector sees now: facts and a next step, in words that name nobody (B119).

    Attributes:
        facts: sentences that stay the same while the facts do: days, not ages.
        address: the page of the next step.
        subject: tells several of one detector apart within an initiative.
    """

    severity: SignalSeverity
    facts: str
    next_step: str
    address: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Detector:
    """One pattern of DOMAIN 6.

    Attributes:
        id: as in `D01`.
        label: what it is called, a few words.
        rule: its rule in words, with names of norms in braces.
        told: who hears of it at once; both sides always do.
        look: the rule as code; it asks the database nothing.
    """

    id: str
    label: str
    rule: str
    told: frozenset[Party]
    look: Rule

    def rule_in_words(self, norms: Norms) -> str:
        """The rule with the organisation's norms in it."""
        return self.rule.format(
            **{name: definition.in_words(norms[name]) for name, definition in NORMS.items()}
        )


def detector(
    detector_id: str, label: str, *, told: frozenset[Party] = SIDES
) -> Callable[[Rule], Detector]:
    """Make a detector of a function; its docstring is the rule that people read."""

    def made(look: Rule) -> Detector:
        rule = " ".join((inspect.getdoc(look) or "").split())
        if not rule.startswith(f"{detector_id}. "):
            message = f"The rule of {detector_id} does not begin with its id."
            raise ValueError(message)
        return Detector(detector_id, label, rule.removeprefix(f"{detector_id}. "), told, look)

    return made


def detectors() -> list[Detector]:
    """Every detector that the settings name, in order."""
    return list(_named(tuple(settings.SIGNAL_DETECTORS)).values())


def find_detector(detector_id: str) -> Detector | None:
    """The detector; None for one that the settings no longer name."""
    return _named(tuple(settings.SIGNAL_DETECTORS)).get(detector_id)


def label_of(detector_id: str) -> str:
    """What the pattern is called; its id where nobody looks for it any more."""
    found = find_detector(detector_id)
    return found.label if found else detector_id


@cache
def _named(paths: tuple[str, ...]) -> dict[str, Detector]:
    found: list[Detector] = [import_string(path) for path in paths]
    return {each.id: each for each in found}


def day(value: dt.date | dt.datetime) -> str:
    """A day as facts name it, as in 3 November 2026."""
    if isinstance(value, dt.datetime):
        value = InitiativeFacts.day(value)
    return date_format(value, "j F Y")


def listed(words: Iterable[str]) -> str:
    """As in "owner", "owner and boundary", "asset, owner and boundary"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def sentence(text: str) -> str:
    """With a capital letter first."""
    return text[:1].upper() + text[1:]
