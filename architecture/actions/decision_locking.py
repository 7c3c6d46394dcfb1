"""What every change of a decision record begins and ends with."""

from django.utils import timezone

from architecture import designing
from architecture.models import DecisionRecord
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile
from people.models import User


def permit_writing(initiative: Initiative, user: User) -> None:
    """Go on only when the person may write records here; asked before a form is shown.

    Raises:
        NotPermitted: the person works on neither side of this table.
        NotPossibleNow: the initiative has ended.
    """
    permit(
        designing.may_write_decisions(user, initiative),
        "Decision records are written by those at the table.",
        way_out="Raise a design input instead.",
    )
    refuse_if_ended(initiative)


def lock_decision(decision: DecisionRecord, *, actor: User) -> DecisionRecord:
    """The record as it is now with its initiative, locked until the transaction ends.

    Raises:
        NotVisible: the actor may not know of its initiative.
    """
    initiative = lock_initiative(decision.initiative, actor=actor)
    found = (
        DecisionRecord.objects.select_for_update(of=("self",))
        .select_related("integration")
        .prefetch_related("integration__authorities__holder")
        .get(pk=decision.pk)
    )
    found.initiative = initiative
    if found.integration is not None:
        found.integration.initiative = initiative
    return found


def refuse_if_reworded(decision: DecisionRecord, version: int | None) -> None:
    """Go on only when the actor saw what stands there now.

    Raises:
        ChangedMeanwhile: somebody else changed it.
    """
    if version is not None and version != decision.version:
        raise ChangedMeanwhile(
            f"{decision.reference} was changed since you opened it; it is "
            f"{decision.get_status_display().lower()}.",
            way_out="What you typed is kept; look at what happened and decide again.",
        )


def save_decision(decision: DecisionRecord) -> None:
    """Save with the next version."""
    decision.version += 1
    decision.updated_at = timezone.now()
    decision.save()
