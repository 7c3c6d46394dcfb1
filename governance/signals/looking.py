"""Letting detectors look at facts; one that raises keeps none of the others from looking."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from governance.signals.facts import InitiativeFacts
from governance.signals.findings import Detector, Finding
from initiatives.models import Initiative
from initiatives.vocabulary import InvitationState, Stage
from people.vocabulary import Party

log = structlog.get_logger(__name__)
Key = tuple[str, str]  # detector and subject


@dataclass(frozen=True, slots=True)
class Seen:
    """What the detectors saw of one initiative, small enough to keep thousands of them.

    Attributes:
        initiative: with its key, reference, title and unit only.
        goes_on: False where work rests or is over; nobody looked then.
        is_over: it has ended or is retired.
        is_unled: it was imported and nobody has taken it up.
        found: findings by detector and subject.
        failed: detectors that raised; what they found before stays as it is.
        seats: who sits at the table, as person and side.
        invited: who was asked for IT and has not answered.
        restricted_to: who of IT sees it, while nobody but the table may (A28).
    """

    initiative: Initiative
    goes_on: bool
    is_over: bool
    is_unled: bool
    found: dict[Key, Finding]
    failed: frozenset[str]
    seats: tuple[tuple[int, Party], ...]
    invited: tuple[int, ...]
    restricted_to: tuple[int, ...]


@dataclass
class Look:
    """A look of all detectors at many initiatives.

    Attributes:
        counts: findings of each detector.
        errors: what each detector raised, first of all.
    """

    counts: Counter[str] = field(default_factory=Counter)
    errors: dict[str, str] = field(default_factory=dict)

    def at(self, facts: InitiativeFacts, detectors: Iterable[Detector]) -> Seen:
        """Let every detector look at one initiative whose work goes on."""
        found: dict[Key, Finding] = {}
        failed = set()
        for detector in detectors if facts.goes_on else ():
            try:
                findings = list(detector.look(facts))
            except Exception as error:  # noqa: BLE001 - the other detectors still look
                failed.add(detector.id)
                self._keep(detector, facts, error)
                continue
            found |= {(detector.id, each.subject): each for each in findings}
            self.counts[detector.id] += len(findings)
        return _seen(facts, found, frozenset(failed))

    def _keep(self, detector: Detector, facts: InitiativeFacts, error: Exception) -> None:
        if detector.id not in self.errors:
            log.error("a detector failed", detector=detector.id, exc_info=error)
            reference = facts.initiative.reference
            self.errors[detector.id] = f"{type(error).__name__}: {error} ({reference})"[:2000]


def _seen(facts: InitiativeFacts, found: dict[Key, Finding], failed: frozenset[str]) -> Seen:
    whole = facts.initiative
    slim = Initiative(
        pk=whole.pk, reference=whole.reference, title=whole.title, unit_id=whole.unit_id
    )
    return Seen(
        initiative=slim,
        goes_on=facts.goes_on,
        is_over=whole.is_ended or whole.stage == Stage.RETIRED,
        is_unled=bool(whole.source) and whole.lead_id is None,
        found=found,
        failed=failed,
        seats=tuple(
            (seat.user_id, Party(seat.party))
            for seat in facts.seats
            if seat.user_id not in facts.inactive_people
        ),
        invited=tuple(
            each.invitee_id
            for each in facts.invitations
            if each.state == InvitationState.SENT and each.invitee_id not in facts.inactive_people
        ),
        restricted_to=tuple(each.it_member_id for each in facts.restrictions),
    )
