"""Signals as pages show them: with their rule and what they are called."""

from collections.abc import Iterable
from dataclasses import dataclass

from governance.models import Signal
from governance.norms import Norms, current_norms
from governance.signals.findings import find_detector, label_of
from governance.vocabulary import SignalSeverity
from people.vocabulary import Party


@dataclass(frozen=True, slots=True)
class ShownSignal:
    """A signal with the words around it."""

    signal: Signal
    label: str
    rule: str

    @property
    def replied_party(self) -> str:
        """The side that replied, in words; empty while none has."""
        if not self.signal.replied_party:
            return ""
        party = Party(self.signal.replied_party)
        return "IT" if party == Party.IT else party.label.lower()

    @property
    def is_critical(self) -> bool:
        """Whether it cannot wait."""
        return self.signal.severity == SignalSeverity.TIME_CRITICAL


def shown(signals: Iterable[Signal]) -> list[ShownSignal]:
    """The signals in their order; at most one query, for the norms in their rules."""
    found = list(signals)
    norms = current_norms() if found else None
    return [ShownSignal(each, label_of(each.detector), _rule(each, norms)) for each in found]


def _rule(signal: Signal, norms: Norms | None) -> str:
    detector = find_detector(signal.detector)
    return detector.rule_in_words(norms) if detector and norms else ""
