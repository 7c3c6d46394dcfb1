"""Writing and rewording decision records (MADR 4, AR-9)."""

import uuid
from typing import Any

from django.db import transaction

from architecture import events
from architecture.actions.decision_fields import Written, checked
from architecture.actions.decision_locking import (
    lock_decision,
    permit_writing,
    refuse_if_reworded,
    save_decision,
)
from architecture.actions.locking import note_contribution, side_of
from architecture.models import DecisionMaker, DecisionRecord
from architecture.vocabulary import DecisionStatus
from audit.recording import record
from initiatives.actions.table import lock_initiative
from initiatives.models import Initiative
from initiatives.references import lock_series, take_references
from people.errors import NotPossibleNow
from people.models import User
from people.text import tidy

SERIES = "ADR-"


@transaction.atomic
def write_decision(
    initiative: Initiative,
    written: Written,
    *,
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> DecisionRecord:
    """A new record, proposed.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended.
        InvalidInput: the title is missing, a text is too long, or the integration is elsewhere.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit_writing(initiative, actor)
    series = lock_series(SERIES)
    if submission_key:
        made = DecisionRecord.objects.filter(submission_key=submission_key, written_by=actor)
        if (found := made.first()) is not None:
            return found
    return create_decision(
        initiative, written, reference=take_references(series)[0], key=submission_key, actor=actor
    )


@transaction.atomic
def change_decision(
    decision: DecisionRecord, written: Written, *, actor: User, version: int | None = None
) -> DecisionRecord:
    """Reword a record that is still proposed; what is decided is replaced, not reworded.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it is settled, or the initiative has ended.
        ChangedMeanwhile: somebody else changed it after the actor loaded it.
        InvalidInput: as for a new record.
    """
    decision = lock_decision(decision, actor=actor)
    permit_writing(decision.initiative, actor)
    refuse_if_reworded(decision, version)
    if decision.status != DecisionStatus.PROPOSED:
        raise NotPossibleNow(
            f"{decision.reference} is {decision.get_status_display().lower()}.",
            way_out="Write the record that takes its place.",
        )
    fields = checked(written, decision.initiative)
    changed = [name for name, value in fields.items() if getattr(decision, name) != value]
    for name in changed:
        setattr(decision, name, fields[name])
    if _keep_deciders(decision, written):
        changed.append("deciders")
    if not changed:
        return decision
    save_decision(decision)
    words = ", ".join(each.replace("_", " ") for each in changed)
    data = {"reference": decision.reference, "fields": words}
    record(events.DECISION_CHANGED, decision, actor=actor, data=data)
    note_contribution(decision.initiative, actor)
    return decision


def create_decision(
    initiative: Initiative,
    written: Written,
    *,
    reference: str,
    actor: User,
    key: uuid.UUID | None = None,
    **settled: Any,
) -> DecisionRecord:
    """The row and its event, in the caller's transaction, which holds the initiative's lock."""
    decision = DecisionRecord.objects.create(
        reference=reference,
        initiative=initiative,
        written_by=actor,
        written_party=side_of(actor, initiative),
        submission_key=key,
        **checked(written, initiative),
        **settled,
    )
    _keep_deciders(decision, written)
    data = {"reference": decision.reference, "title": decision.title}
    record(events.DECISION_WRITTEN, decision, actor=actor, data=data)
    note_contribution(initiative, actor)
    return decision


def _keep_deciders(decision: DecisionRecord, written: Written) -> bool:
    """Make the list of deciders what was written; whether it was another before."""
    before = {(each.user_id, each.name) for each in decision.deciders.all()}
    people = list(dict.fromkeys(written.deciders))
    names = list(dict.fromkeys(tidy(each)[:200] for each in written.named_deciders if tidy(each)))
    after = {(user.pk, "") for user in people} | {(None, name) for name in names}
    if before == after:
        return False
    decision.deciders.all().delete()
    DecisionMaker.objects.bulk_create(
        [
            *(
                DecisionMaker(record=decision, user=user, party=side_of(user, decision.initiative))
                for user in people
            ),
            *(DecisionMaker(record=decision, name=name) for name in names),
        ]
    )
    return True
