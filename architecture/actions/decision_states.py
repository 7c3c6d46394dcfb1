"""Settling decision records: decided, not taken, retired, replaced by another."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from architecture import designing, events
from architecture.actions.decision_locking import (
    lock_decision,
    refuse_if_reworded,
    save_decision,
)
from architecture.actions.locking import note_contribution
from architecture.models import DecisionRecord
from architecture.transitions import DECISION
from architecture.vocabulary import TAKEN_ONCE, DecisionStatus
from audit.recording import record
from initiatives.actions.table import permit, refuse_if_ended
from people.checking import refuse_future, require_choice
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text


@transaction.atomic
def settle_decision(
    decision: DecisionRecord,
    *,
    status: str,
    actor: User,
    reason: str = "",
    decided_on: dt.date | None = None,
    version: int | None = None,
) -> DecisionRecord:
    """Record that it is decided, not taken, retired or proposed again.

    Raises:
        NotPermitted: somebody else holds the design it is about.
        NotPossibleNow: the status does not lead there, or the initiative has ended.
        ChangedMeanwhile: somebody else changed it after the actor loaded it.
        InvalidInput: it is decided without an outcome or on a day ahead, or no reason says why it
            is not taken or retired.
    """
    decision = lock_decision(decision, actor=actor)
    require_choice(DecisionStatus, status, "status")
    _permit_settling(decision, actor)
    refuse_if_reworded(decision, version)
    wanted = DecisionStatus(status)
    _refuse_jump(decision, wanted)
    reason = optional_text(reason, "reason", label="The reason", most=2000)
    _apply(decision, wanted, reason, decided_on)
    save_decision(decision)
    record_settled(decision, wanted, reason, actor)
    note_contribution(decision.initiative, actor)
    return decision


@transaction.atomic
def replace_decision(
    decision: DecisionRecord,
    *,
    by: DecisionRecord | None,
    actor: User,
    version: int | None = None,
) -> DecisionRecord:
    """Name the decided record that takes the place of this one; a circle is refused.

    Raises:
        NotPermitted: somebody else holds the design it is about.
        NotPossibleNow: this one is not decided, or the initiative has ended.
        ChangedMeanwhile: somebody else changed it after the actor loaded it.
        InvalidInput: the other is missing, not decided, elsewhere, or replaced by this one.
    """
    decision = lock_decision(decision, actor=actor)
    _permit_settling(decision, actor)
    refuse_if_reworded(decision, version)
    following = _following(decision, by)
    if decision.status == DecisionStatus.REPLACED and decision.replaced_by_id == following.pk:
        return decision
    _refuse_jump(decision, DecisionStatus.REPLACED)
    _refuse_circle(decision, following)
    decision.status = DecisionStatus.REPLACED
    decision.replaced_by = following
    save_decision(decision)
    record_replaced(decision, following, actor)
    note_contribution(decision.initiative, actor)
    return decision


def _permit_settling(decision: DecisionRecord, actor: User) -> None:
    permit(
        designing.may_settle_decision(actor, decision, decision.initiative),
        "What is decided about a design is recorded by who holds it.",
        way_out="Propose a design input on the integration.",
    )
    refuse_if_ended(decision.initiative)


def _refuse_jump(decision: DecisionRecord, wanted: DecisionStatus) -> None:
    if wanted in DECISION[DecisionStatus(decision.status)]:
        return
    raise NotPossibleNow(
        f"{decision.reference} is {decision.get_status_display().lower()}; it cannot become "
        f"{wanted.label.lower()} from there.",
        way_out="Write a new record.",
        field="status",
    )


def _apply(
    decision: DecisionRecord, wanted: DecisionStatus, reason: str, decided_on: dt.date | None
) -> None:
    if wanted == DecisionStatus.REPLACED:
        raise InvalidInput(
            "It does not say by what.",
            way_out="Name the record that takes its place.",
            field="status",
        )
    if wanted == DecisionStatus.DECIDED:
        _decide(decision, decided_on)
    elif not reason and wanted != DecisionStatus.PROPOSED:
        raise InvalidInput("Say why.", way_out="One sentence is enough.", field="reason")
    decision.status = wanted


def _decide(decision: DecisionRecord, decided_on: dt.date | None) -> None:
    today = timezone.localdate()
    if not (decision.outcome or decision.chosen_option):
        raise InvalidInput(
            "It does not say what is decided.",
            way_out="Add the outcome to the record first.",
            field="status",
        )
    refuse_future(decided_on, "decided_on", way_out="Record the decision when it has been taken.")
    decision.decided_on = decided_on or today
    decision.decided_at = timezone.now()


def record_settled(
    decision: DecisionRecord, wanted: DecisionStatus, reason: str, actor: User
) -> None:
    """Leave the event that tells a standing; part of the caller's transaction."""
    kinds = {
        DecisionStatus.DECIDED: events.DECISION_TAKEN,
        DecisionStatus.NOT_TAKEN: events.DECISION_NOT_TAKEN,
        DecisionStatus.RETIRED: events.DECISION_RETIRED,
        DecisionStatus.PROPOSED: events.DECISION_CHANGED,
    }
    record(
        kinds[wanted],
        decision,
        actor=actor,
        data={
            "reference": decision.reference,
            "reason": reason,
            "outcome": decision.chosen_option or decision.outcome or reason,
            "fields": "its standing to proposed",
        },
    )


def record_replaced(decision: DecisionRecord, by: DecisionRecord, actor: User) -> None:
    """Leave the event that tells what took its place; part of the caller's transaction."""
    record(
        events.DECISION_REPLACED,
        decision,
        actor=actor,
        data={"reference": decision.reference, "by": by.reference},
    )


def _following(decision: DecisionRecord, by: DecisionRecord | None) -> DecisionRecord:
    if by is None or by.initiative_id != decision.initiative_id or by.pk == decision.pk:
        raise InvalidInput(
            "It does not say which record takes its place.",
            way_out="Choose another decided record of this initiative.",
            field="by",
        )
    found = DecisionRecord.objects.select_for_update().get(pk=by.pk)
    if found.status not in TAKEN_ONCE:
        raise InvalidInput(
            f"{found.reference} is {found.get_status_display().lower()}.",
            way_out="Record it as decided first, or choose another.",
            field="by",
        )
    return found


def _refuse_circle(decision: DecisionRecord, following: DecisionRecord) -> None:
    """Follow the chain from the other record: it must not come back to this one."""
    known = dict(
        DecisionRecord.objects.filter(initiative=decision.initiative).values_list(
            "pk", "replaced_by"
        )
    )
    step: int | None = following.pk
    seen: set[int] = set()
    while step is not None and step not in seen:
        if step == decision.pk:
            raise InvalidInput(
                f"{following.reference} was itself replaced by {decision.reference}.",
                way_out="Write a new record that replaces both.",
                field="by",
            )
        seen.add(step)
        step = known.get(step)
