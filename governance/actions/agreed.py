"""Agreed actions: done, or carried forward with a reason, an owner and a day."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import events, policies
from governance.models import AgendaItem, AgreedAction
from initiatives.actions.table import lock_initiative, permit
from initiatives.policies import sits_at
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text


@transaction.atomic
def complete_agreed_action(
    action: AgreedAction, *, actor: User, note: str = "", version: int | None = None
) -> AgreedAction:
    """It is done; a word on what came of it helps the others.

    Raises:
        NotPermitted: the actor neither owns it nor works on a side of this table.
        NotPossibleNow: it is done already, or the session replaced it by another result.
        ChangedMeanwhile: somebody carried it forward after the actor loaded it.
    """
    action = _lock(action, actor=actor, version=version)
    action.done_note = optional_text(note, "note", label="The note", most=2000)
    action.done_at = timezone.now()
    action.version += 1
    action.save()
    data = {"text": action.text, "note": action.done_note or "done"}
    record(events.ACTION_DONE, action, actor=actor, data=data)
    return action


@transaction.atomic
def carry_agreed_action(
    action: AgreedAction,
    *,
    due_on: dt.date | None,
    reason: str,
    actor: User,
    owner: User | None = None,
    version: int | None = None,
) -> AgreedAction:
    """Another day, and perhaps another owner; what was promised first stays readable.

    Raises:
        NotPermitted: the actor neither owns it nor works on a side of this table.
        NotPossibleNow: it is done already, or the session replaced it by another result.
        ChangedMeanwhile: somebody carried it forward after the actor loaded it.
        InvalidInput: the reason is empty, the day is not ahead, or the owner is not at the table.
    """
    action = _lock(action, actor=actor, version=version)
    reason = required_text(reason, "reason", label="The reason", most=2000)
    if due_on is None or due_on <= timezone.localdate():
        raise InvalidInput(
            "Carrying it forward needs a day ahead.", way_out="Say by when.", field="due_on"
        )
    if owner is not None and owner.pk != action.owner_id:
        action.owner = checked_owner(owner, action.item)
        action.owner_party = policies.speaks_for(owner, action.initiative)
    action.due_on = due_on
    action.carried_reason = reason
    action.version += 1
    action.save()
    record(
        events.ACTION_CARRIED,
        action,
        actor=actor,
        data={"text": action.text, "due_on": due_on, "reason": reason},
        personal={"owner": action.owner.full_name},
    )
    return action


def _lock(action: AgreedAction, *, actor: User, version: int | None) -> AgreedAction:
    initiative = lock_initiative(action.initiative, actor=actor)
    action = _find(action)
    action.initiative = initiative
    action.item.occurrence.series.initiative = initiative
    permit(
        policies.may_answer_action(actor, action, initiative),
        "Its owner and those at the table answer it.",
        way_out="Ask the initiative's lead or an IT architect.",
    )
    if action.done_at is not None:
        raise NotPossibleNow("This is done already.", way_out="What was said stays as it is.")
    if version is not None and version != action.version:
        raise ChangedMeanwhile(
            "Somebody carried this forward after you opened it.",
            way_out="What you typed is kept; look at what stands there now.",
        )
    return action


def _find(action: AgreedAction) -> AgreedAction:
    found = (
        AgreedAction.objects.select_related("owner", "item__occurrence__series")
        .filter(pk=action.pk)
        .first()
    )
    if found is None:
        raise NotPossibleNow(
            "The session recorded another result instead of this action.",
            way_out="Its page shows what stands there now.",
        )
    return found


def checked_owner(owner: User | None, item: AgendaItem) -> User:
    """Somebody active who sits at the table.

    Raises:
        InvalidInput: it is nobody, or somebody else.
    """
    initiative = item.occurrence.series.initiative
    if owner is None or not owner.is_active or not sits_at(owner, initiative):
        raise InvalidInput(
            "An action needs an owner at this table.",
            way_out="Choose one of those who sit there.",
            field="owner",
        )
    return owner
