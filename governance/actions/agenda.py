"""Adding to an agenda, ordering it, dropping points; and keeping what its sources bring."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.recording import record
from governance import events, policies
from governance.actions.dates import find_date
from governance.models import AgendaItem, SessionOccurrence
from governance.sessions.agenda import keys_in, live_points, merged, unsaved_item
from governance.sessions.queries import stored_agenda
from governance.vocabulary import OccurrenceState
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import required_text

MOST_ADDED = 100


@transaction.atomic
def add_agenda_item(
    occurrence: SessionOccurrence, *, title: str, actor: User, why: str = ""
) -> AgendaItem:
    """Put something on the agenda.

    Raises:
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: the session is over or does not take place, or people have put a hundred
            items on its agenda; what the sources bring does not count.
        InvalidInput: the text is empty or too long.
    """
    occurrence = lock_for_work(occurrence, actor=actor)
    refuse_if_over(occurrence)
    title = required_text(title, "title", label="The item", most=300, lines=False)
    keep_points(occurrence)
    if occurrence.agenda.filter(key="", dropped_at=None).count() >= MOST_ADDED:
        raise NotPossibleNow(
            f"People have put {MOST_ADDED} items on this agenda.",
            way_out="Drop one, or put it on the next agenda.",
        )
    item = AgendaItem.objects.create(
        occurrence=occurrence,
        title=title,
        why=why[:500],
        position=_next_position(occurrence),
        added_party=policies.speaks_for(actor, occurrence.series.initiative),
    )
    record(events.AGENDA_CHANGED, item, actor=actor, data={"change": "added", "title": item.title})
    return item


@transaction.atomic
def reorder_agenda(occurrence: SessionOccurrence, name: str, *, to: int, actor: User) -> None:
    """Move an item to a place, counted from 0; the others close ranks.

    Raises:
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: the session is over or does not take place.
        InvalidInput: the agenda has no such item.
    """
    occurrence = lock_for_work(occurrence, actor=actor)
    refuse_if_over(occurrence)
    keep_points(occurrence)
    items = [each for each in stored_agenda(occurrence) if each.dropped_at is None]
    item = item_named(items, name)
    items.remove(item)
    items.insert(max(0, min(to, len(items))), item)
    for position, each in enumerate(items, start=1):
        each.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
    record(
        events.AGENDA_CHANGED,
        item,
        actor=actor,
        data={"change": f"moved to place {item.position}", "title": item.title},
    )


@transaction.atomic
def drop_agenda_item(occurrence: SessionOccurrence, name: str, *, actor: User) -> AgendaItem:
    """Take an item off this agenda; what it came from stays open.

    Raises:
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: the session is over or does not take place, or the item has a result.
        InvalidInput: the agenda has no such item.
    """
    occurrence = lock_for_work(occurrence, actor=actor)
    refuse_if_over(occurrence)
    keep_points(occurrence)
    item = item_named(stored_agenda(occurrence), name)
    if item.result:
        raise NotPossibleNow("This item has a result.", way_out="Record another result instead.")
    if item.dropped_at is None:
        item.dropped_at = timezone.now()
        item.save(update_fields=["dropped_at"])
        data = {"change": "took off the agenda", "title": item.title}
        record(events.AGENDA_CHANGED, item, actor=actor, data=data)
    return item


def lock_for_work(occurrence: SessionOccurrence, *, actor: User) -> SessionOccurrence:
    """Part of actions: the session as it is now, under the initiative's lock.

    Raises:
        NotVisible: the actor may not know of the initiative.
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: the initiative has ended, or the date is not planned any more. What was
            opened before may be finished: the end is often what a session decides.
    """
    initiative = lock_initiative(occurrence.series.initiative, actor=actor)
    permit(
        policies.may_work_in_session(actor, initiative),
        "Only those at the table work in its sessions.",
        way_out="Ask the initiative's lead for a seat.",
    )
    occurrence = find_date(occurrence)
    occurrence.series.initiative = initiative
    if not occurrence.is_running:
        refuse_if_ended(initiative)
    return occurrence


def refuse_if_over(occurrence: SessionOccurrence) -> None:
    """Part of actions: go on only while something can still be put into the session.

    Raises:
        NotPossibleNow: it is held, or does not take place.
    """
    if occurrence.state not in OccurrenceState.expected():
        raise NotPossibleNow(
            f"This session is {occurrence.get_state_display().lower()}.",
            way_out="Use the next one.",
        )


def keep_points(occurrence: SessionOccurrence) -> None:
    """Part of actions: keep what the sources bring now, behind what is there."""
    points = live_points(occurrence) or []
    known = keys_in(stored_agenda(occurrence))
    position = _next_position(occurrence)
    new = [point for point in points if point.key not in known]
    items = [unsaved_item(occurrence, point) for point in new]
    for place, item in enumerate(items, start=position):
        item.position = place
    AgendaItem.objects.bulk_create(items)


def current_items(occurrence: SessionOccurrence) -> list[AgendaItem]:
    """Part of actions: the kept items that still matter, after `keep_points`."""
    return merged(occurrence, stored_agenda(occurrence), live_points(occurrence)).items


def item_named(items: list[AgendaItem], name: str) -> AgendaItem:
    """The item of that name.

    Raises:
        InvalidInput: there is none.
    """
    for item in items:
        if item.name == name:
            return item
    raise InvalidInput(
        "This agenda has no such item.", way_out="Reload the page and choose again.", field="item"
    )


def item_to_work_on(occurrence: SessionOccurrence, name: str) -> AgendaItem:
    """Part of actions: the item of that name, kept now if its source has only just brought it.

    Raises:
        InvalidInput: there is none.
    """
    stored = stored_agenda(occurrence)
    if all(each.name != name for each in stored):
        keep_points(occurrence)
        stored = stored_agenda(occurrence)
    return item_named(stored, name)


def _next_position(occurrence: SessionOccurrence) -> int:
    last = occurrence.agenda.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1
