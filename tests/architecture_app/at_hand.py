"""One of everything about designs, for tables of addresses."""

from typing import Any

from django.utils import timezone

from architecture.actions.decision_fields import Written
from architecture.actions.decision_states import settle_decision
from architecture.actions.decisions import write_decision
from architecture.models import PilotDebt
from initiatives.models import Initiative
from people.models import User
from tests.architecture_app.factories import held_by, linked


def designs_at_hand(initiative: Initiative, lead: User, architect: User) -> dict[str, Any]:
    """A design that the architect holds, one offered to them, debt and decisions, by place.

    Rows are made without actions, so that nobody takes a seat by it.
    """
    held = linked(initiative, lead, reference="INT-0900", is_pilot=True)
    held_by(held, architect)
    offered = linked(initiative, lead, reference="INT-0901", name="Stock levels")
    held_by(offered, architect, state="offered", accepted_at=None, answered_at=None)
    free = linked(initiative, lead, reference="INT-0902", name="Shifts")
    debt = PilotDebt.objects.create(integration=held, item="Script", due_on=timezone.localdate())
    record = write_decision(initiative, Written("Use the gateway", outcome="Yes"), actor=lead)
    other = write_decision(initiative, Written("Use the queue", outcome="Yes"), actor=lead)
    settle_decision(other, status="decided", actor=lead)
    taken = write_decision(initiative, Written("Use files", outcome="Yes"), actor=lead)
    settle_decision(taken, status="decided", actor=lead)
    return {
        "int_ref": held.reference,
        "offered": offered.reference,
        "free": free.reference,
        "part": "data",
        "debt": debt.pk,
        "adr_ref": record.reference,
        "decided": taken.reference,
        "following": other.reference,
    }
