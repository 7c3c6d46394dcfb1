"""What a pilot leaves behind, and what broke (AR-10, B34, B64); both sides record it.

Both outlive the work, so that they are recorded also once the initiative has ended.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from architecture import designing, events
from architecture.actions.locking import (
    lock_integration,
    note_contribution,
    refuse_if_changed,
    save_changed,
    side_of,
)
from architecture.actions.parts import refuse_contradiction
from architecture.models import DecisionRecord, Integration, IntegrationIncident, PilotDebt
from architecture.vocabulary import DebtDecision
from audit.recording import record
from initiatives.actions.table import permit
from people.checking import refuse_future, require_choice
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import required_text

MOST_DAYS = Decimal("99999.9")


@dataclass(frozen=True, slots=True)
class Breakage:
    """Something that broke, why, and what it cost; `cost_days` are working days of people."""

    title: str
    cause: str
    happened_on: dt.date
    cost_days: Decimal | None = None
    decision: DecisionRecord | None = None


@transaction.atomic
def set_pilot_debt(
    integration: Integration,
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: User,
    has_none: bool = False,
    version: int | None = None,
) -> Integration:
    """Say what of the pilot is kept, replaced or retired: `item`, `decision`, `due_on`, `owner`.

    `rows` are those that are open and new ones, each with its `pk` if known. What is closed stays
    as it is, sent or not; what is open leaves the list only by being closed (B34).

    Raises:
        NotPermitted: the actor works on neither side of this table.
        ChangedMeanwhile: somebody else changed it after the actor loaded it.
        InvalidInput: a row has no name, is of no debt of this integration, or rows come with
            "none"; or one that is open is missing.
    """
    integration = _lock_jointly(integration, actor)
    refuse_if_changed(integration, version)
    refuse_contradiction(rows, has_none=has_none)
    told = _debts_told(integration, rows)
    for debt, row in told:
        if debt.closed_at is None and _tell_debt(debt, row):
            debt.save()
            _record_debt(debt, integration, actor)
    if has_none != integration.has_no_debt:
        _record_change(integration, actor)
    integration.has_no_debt = has_none
    save_changed(integration)
    note_contribution(integration.initiative, actor)
    return integration


@transaction.atomic
def close_debt(debt: PilotDebt, *, note: str, actor: User) -> PilotDebt:
    """Say what came of something the pilot left behind; it is listed until then (B34).

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it is closed already.
        InvalidInput: nothing is said.
    """
    integration = _lock_jointly(debt.integration, actor)
    debt = PilotDebt.objects.select_for_update().get(pk=debt.pk)
    debt.integration = integration
    if debt.closed_at is not None:
        raise NotPossibleNow(
            f"“{debt.item}” is closed already.", way_out="What was said stays as it is."
        )
    debt.closing_note = required_text(note, "note", label="What came of it", most=2000)
    debt.closed_at = timezone.now()
    debt.save()
    save_changed(integration)
    record(
        events.DEBT_CLOSED,
        integration,
        actor=actor,
        data={
            "reference": integration.reference,
            "item": debt.item,
            "note": debt.closing_note,
        },
    )
    note_contribution(integration.initiative, actor)
    return debt


@transaction.atomic
def report_incident(
    integration: Integration,
    breakage: Breakage,
    *,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> IntegrationIncident:
    """Record that an integration broke, with cause and cost.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        InvalidInput: a text is missing, its day lies ahead, or the cost cannot be used.
    """
    integration = _lock_jointly(integration, actor)
    if submission_key:
        made = IntegrationIncident.objects.filter(
            submission_key=submission_key, reported_by=actor
        ).first()
        if made is not None:
            return made
    incident = IntegrationIncident.objects.create(
        integration=integration,
        reported_by=actor,
        reported_party=side_of(actor, integration.initiative),
        submission_key=submission_key,
        **_checked(breakage, integration),
    )
    record(
        events.INCIDENT_REPORTED,
        incident,
        actor=actor,
        data={
            "reference": integration.reference,
            "title": incident.title,
            "cause": incident.cause,
            "happened_on": incident.happened_on,
            "cost_days": str(incident.cost_days) if incident.cost_days is not None else "",
        },
    )
    note_contribution(integration.initiative, actor)
    return incident


def _lock_jointly(integration: Integration, actor: User) -> Integration:
    integration = lock_integration(integration, actor=actor)
    permit(
        designing.may_shape(actor, integration.initiative),
        "Those at the table keep this.",
        way_out="Ask somebody at the table to record it.",
    )
    return integration


def _debts_told(
    integration: Integration, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[PilotDebt, Mapping[str, Any]]]:
    """Each row with what it is about, known or new; refused where an open debt is in none."""
    known = {each.pk: each for each in integration.debts.all()}
    told = []
    for row in rows:
        pk = row.get("pk")
        if pk and pk not in known:
            raise InvalidInput(
                f"{integration.reference} leaves nothing behind under the id {pk}.",
                way_out="Send what is new without an id.",
                field="rows",
            )
        told.append((known[pk] if pk else PilotDebt(integration=integration), row))
    listed = {debt.pk for debt, _ in told}
    for each in known.values():
        if each.closed_at is None and each.pk not in listed:
            raise InvalidInput(
                f"“{each.item}” is open and not in the list.",
                way_out="Close it with what came of it; until then it stays in the list.",
                field="rows",
            )
    return told


def _tell_debt(debt: PilotDebt, row: Mapping[str, Any]) -> bool:
    """Whether the row says anything that the debt did not say before."""
    decision = row.get("decision") or ""
    require_choice(DebtDecision, decision, "decision", may_be_empty=True)
    item = required_text(row.get("item", ""), "rows", label="The item", most=200, lines=False)
    before = (debt.pk, debt.item, debt.decision, debt.due_on, debt.owner)
    debt.item, debt.decision = item, decision
    debt.due_on, debt.owner = row.get("due_on"), row.get("owner")
    return debt.pk is None or before != (
        debt.pk, debt.item, debt.decision, debt.due_on, debt.owner
    )  # fmt: skip


def _record_debt(debt: PilotDebt, integration: Integration, actor: User) -> None:
    record(
        events.DEBT_NOTED,
        integration,
        actor=actor,
        data={
            "reference": integration.reference,
            "item": debt.item,
            "decision": debt.get_decision_display().lower() or "not decided",
            "due_on": debt.due_on or "no day",
        },
    )


def _record_change(integration: Integration, actor: User) -> None:
    record(
        events.INTEGRATION_CHANGED,
        integration,
        actor=actor,
        data={"reference": integration.reference, "fields": "what its pilot leaves behind"},
    )


def _checked(breakage: Breakage, integration: Integration) -> dict[str, Any]:
    refuse_future(breakage.happened_on, "happened_on", way_out="Choose the day it broke.")
    cost = breakage.cost_days
    if cost is not None and not 0 <= cost <= MOST_DAYS:
        raise InvalidInput(
            f"{cost} days cannot be.", way_out="Give working days, 0.5 for half.", field="cost_days"
        )
    decision = breakage.decision
    if decision is not None and decision.initiative_id != integration.initiative_id:
        raise InvalidInput(
            f"{decision.reference} belongs to another initiative.",
            way_out="Choose a decision record of this one.",
            field="decision",
        )
    return {
        "title": required_text(breakage.title, "title", label="The title", most=200, lines=False),
        "cause": required_text(breakage.cause, "cause", label="The cause", most=2000),
        "happened_on": breakage.happened_on,
        "cost_days": cost,
        "decision": decision,
    }
