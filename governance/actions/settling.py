"""Carried items after the move: closed once answered, or carried on with a reason."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.actors import Actor
from audit.recording import Happening, record, record_all
from governance import events, policies
from governance.actions.carrying import checked_day, checked_owner
from governance.carried import load_carried, open_carried, rows_of
from governance.models import CarriedItem
from governance.moving import latest_due
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.errors import ChangedMeanwhile, NotPossibleNow
from people.models import User
from people.text import required_text


@transaction.atomic
def renew_carried_item(
    item: CarriedItem,
    *,
    due_on: dt.date | None,
    reason: str,
    actor: User,
    owner: User | None = None,
    version: int | None = None,
) -> CarriedItem:
    """Carry it on to another day with a reason; what was promised first stays readable (D13).

    Raises:
        NotPermitted: the actor neither owns it nor works on a side of this table.
        NotPossibleNow: it is answered, or the initiative has ended.
        ChangedMeanwhile: somebody carried it on after the actor loaded it.
        InvalidInput: the reason is empty, the day cannot be used, the owner is not at the table.
    """
    initiative = lock_initiative(item.initiative, actor=actor)
    item = CarriedItem.objects.select_related("owner", "go_ahead").get(pk=item.pk)
    item.initiative = initiative
    permit(
        item.owner_id == actor.pk or policies.may_arrange_sessions(actor, initiative),
        "Its owner and both sides at the table carry it on.",
        way_out="Ask the initiative's lead or an IT architect.",
    )
    refuse_if_ended(initiative)
    if item.closed_at is not None:
        raise NotPossibleNow("This is closed already.", way_out="What was said stays as it is.")
    if version is not None and version != item.version:
        raise ChangedMeanwhile(
            "Somebody carried this on after you opened it.",
            way_out="What you typed is kept; look at what stands there now.",
        )
    item.renewed_reason = required_text(reason, "reason", label="The reason", most=2000)
    item.due_on = checked_day(due_on, latest_due(initiative, Stage(initiative.stage)), "due_on")
    if owner is not None and owner.pk != item.owner_id:
        item.owner = checked_owner(owner, initiative, "owner")
        item.owing_party = policies.speaks_for(owner, initiative)
    item.version += 1
    item.save()
    record(
        events.CARRIED_ON,
        item,
        actor=actor,
        data={"title": item.title, "due_on": item.due_on, "reason": item.renewed_reason},
        personal={"owner": item.owner.full_name},
    )
    return item


@transaction.atomic
def settle_answered(initiative: Initiative, *, actor: Actor) -> int:
    """Keep the moment at which carried items turned out to be answered; how many."""
    locked = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)
    return close_answered(locked, actor=actor)


def close_answered(initiative: Initiative, *, actor: Actor) -> int:
    """Part of actions that hold the initiative's lock: items whose field is answered are closed."""
    load_carried([initiative])
    still_open = {each.pk for each in open_carried(initiative)}
    answered = [each for each in rows_of(initiative) if each.pk not in still_open]
    now = timezone.now()
    for each in answered:
        each.initiative = initiative
        each.closed_at = now
        each.version += 1
        each.save(update_fields=["closed_at", "version"])
    record_all(
        [Happening(events.CARRIED_ANSWERED, each, {"title": each.title}) for each in answered],
        actor=actor,
    )
    # What was read before the change must not be read again.
    getattr(initiative, "_prefetched_objects_cache", {}).pop("carried_items", None)
    return len(answered)
