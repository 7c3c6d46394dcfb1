"""Integrations as rules look at them, read for many initiatives at once."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from architecture.models import DecisionMaker, DecisionRecord, DesignAuthority, Integration
from architecture.vocabulary import TAKEN_ONCE, DesignState, ReuseResult
from initiatives.models import Initiative
from people.vocabulary import Party

_LOADED = "integration_facts"
_REUSED = frozenset({ReuseResult.REUSED, ReuseResult.EXTENDED})
# Between the day that a decision is of and the moment of its note, whatever the time zone.
_AS_IT_HAPPENED = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class IntegrationDecision:
    """A decision on an integration that was taken.

    Attributes:
        noted_at: when it was noted as taken; None where nobody knows.
        replaced_at: when the one that took its place was; None where it stands, or where that one
            was told afterwards.
        embodies: references of the design inputs that the one in its place embodies.
    """

    noted_at: dt.datetime | None
    replaced_at: dt.datetime | None
    embodies: frozenset[str]


def load_integrations(initiatives: Iterable[Initiative]) -> None:
    """Read every integration with its parts; one query where there are none, else at most nine."""
    wanted = {each.pk: each for each in initiatives}
    for each in wanted.values():
        each.__dict__[_LOADED] = []
    records = DecisionRecord.objects.select_related("replaced_by").prefetch_related(
        Prefetch("deciders", DecisionMaker.objects.all()), "replaced_by__embodied"
    )
    found = (
        Integration.objects.filter(initiative__in=wanted)
        .select_related("source", "target", "owner", "registered_by")
        .prefetch_related(
            Prefetch("authorities", DesignAuthority.objects.select_related("holder")),
            "artefacts",
            "fragilities",
            "debts",
            Prefetch("decisions", records),
        )
        .order_by("pk")
    )
    for integration in found:
        integration.initiative = wanted[integration.initiative_id]
        integration.initiative.__dict__[_LOADED].append(integration)


def integrations_of(initiative: Initiative) -> list[Integration]:
    """What `load_integrations` has read; reads it for this one where nobody has."""
    if _LOADED not in initiative.__dict__:
        load_integrations([initiative])
    found: list[Integration] = initiative.__dict__[_LOADED]
    return found


def in_force(integrations: Iterable[Integration]) -> list[Integration]:
    """Those that are planned or run."""
    return [each for each in integrations if each.design_state != DesignState.RETIRED]


def authority_in_force(integration: Integration) -> DesignAuthority | None:
    """The row that says how it stands: the accepted one, else the offer that waits, else the last.

    An accepted one whose holder has left, or left IT, gives way to a new offer.
    """
    rows = list(integration.authorities.all())
    held = [each for each in rows if each.is_held]
    waiting = [each for each in rows if each.is_waiting]
    return next(iter([*held, *waiting, *rows]), None)


def holders(integrations: Iterable[Integration]) -> set[int]:
    """Keys of the people who hold design authority here and still can."""
    return {
        each.holder_id
        for integration in in_force(integrations)
        for each in integration.authorities.all()
        if each.is_held
    }


def told_afterwards(noted: dt.datetime, day: dt.date) -> bool:
    """Whether something is of a day before its note: then only the day says what came first.

    The day is that of who noted it. One day before the note's own in UTC may be an evening in the
    west, so it counts as noted when it happened; the answer is the same for every reader.
    """
    return noted.astimezone(dt.UTC).date() - day > _AS_IT_HAPPENED


def decisions_by_it(integrations: Iterable[Integration]) -> tuple[int, int]:
    """M12: decisions on integrations that IT took or owned, and all of them.

    IT took it where a decider is of IT, and owned it where design authority was accepted before.
    """
    taken = list(_taken(integrations))
    owned = sum(1 for integration, record in taken if _is_of_it(integration, record))
    return owned, len(taken)


def decisions_taken(integrations: Iterable[Integration]) -> list[IntegrationDecision]:
    """Decisions on integrations, each with what took its place, if anything did."""
    return [
        IntegrationDecision(
            record.decided_at,
            _noted_as_it_happened(record.replaced_by) if record.replaced_by else None,
            frozenset(each.input_reference for each in record.replaced_by.embodied.all())
            if record.replaced_by
            else frozenset(),
        )
        for _, record in _taken(integrations)
    ]


def reuse(integrations: Iterable[Integration]) -> tuple[int, int]:
    """M17: integrations that reuse or extend what is there, of those whose reuse is decided."""
    decided = [each for each in integrations if each.reuse_result]
    return sum(1 for each in decided if each.reuse_result in _REUSED), len(decided)


def _taken(integrations: Iterable[Integration]) -> Iterator[tuple[Integration, DecisionRecord]]:
    for integration in integrations:
        for record in integration.decisions.all():
            if record.status in TAKEN_ONCE:
                yield integration, record


def _noted_as_it_happened(record: DecisionRecord) -> dt.datetime | None:
    if record.decided_at is None or record.decided_on is None:
        return None
    return None if told_afterwards(record.decided_at, record.decided_on) else record.decided_at


def _is_of_it(integration: Integration, record: DecisionRecord) -> bool:
    if any(each.party == Party.IT for each in record.deciders.all()):
        return True
    accepted = [each.accepted_at for each in integration.authorities.all() if each.accepted_at]
    if not accepted:
        return False
    noted, day = record.decided_at, record.decided_on
    if noted and (day is None or not told_afterwards(noted, day)):
        return min(accepted) <= noted
    return day is not None and min(accepted).date() <= day
