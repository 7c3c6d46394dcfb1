"""Running a session: opening it, who is present by side, notes, results, closing it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import events, policies
from governance.actions.agenda import (
    current_items,
    item_to_work_on,
    keep_points,
    lock_for_work,
    refuse_if_over,
)
from governance.actions.results import Outcome, apply_outcome
from governance.models import AgendaItem, PartyPresence, SessionNote, SessionOccurrence
from governance.sessions import telling
from governance.vocabulary import ItemResult, OccurrenceState
from initiatives.actions.table import note_it_joined
from people.checking import require_choice
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text
from people.vocabulary import Party

EARLIEST = dt.timedelta(hours=12)
NOT_REACHED = "Not reached."
_RESULTS = {
    ItemResult.INPUT: ("design input", "design inputs"),
    ItemResult.DECISION: ("decision", "decisions"),
    ItemResult.ACTION: ("agreed action", "agreed actions"),
    ItemResult.AGAIN: ("item put off", "items put off"),
}


@transaction.atomic
def open_session(occurrence: SessionOccurrence, *, actor: User) -> SessionOccurrence:
    """Begin the session, or its recording afterwards; one that runs is simply joined.

    The actor's side is noted as present, and the agenda is kept as it stands now.

    Raises:
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: it is held or does not take place, or its time is not near yet.
    """
    occurrence = lock_for_work(occurrence, actor=actor)
    refuse_if_over(occurrence)
    if occurrence.opened_at is not None:
        return occurrence
    if occurrence.starts_at - timezone.now() > EARLIEST:
        raise NotPossibleNow(
            "This session is not today.",
            way_out="Move it to now if you meet earlier, or prepare its agenda.",
        )
    keep_points(occurrence)
    occurrence.opened_at = timezone.now()
    occurrence.save(update_fields=["opened_at"])
    party = policies.speaks_for(actor, occurrence.series.initiative)
    PartyPresence.objects.get_or_create(occurrence=occurrence, party=party)
    data = {"day": occurrence.slot_on, "party": party}
    record(events.SESSION_OPENED, occurrence, actor=actor, data=data)
    return occurrence


@transaction.atomic
def note_presence(
    occurrence: SessionOccurrence, *, party: str, present: bool, actor: User
) -> SessionOccurrence:
    """Say that a side is in the room, or is not; never who (M10).

    Raises:
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: the session is not running.
        InvalidInput: there is no such side.
    """
    occurrence = _lock_running(occurrence, actor=actor)
    require_choice(Party, party, "party")
    if present:
        _, changed = PartyPresence.objects.get_or_create(occurrence=occurrence, party=party)
    else:
        gone, _ = PartyPresence.objects.filter(occurrence=occurrence, party=party).delete()
        changed = bool(gone)
    if changed:
        words = f"{Party(party).label} as {'present' if present else 'absent'}"
        data = {"day": occurrence.slot_on, "present": words}
        record(events.PRESENCE_NOTED, occurrence, actor=actor, data=data)
    return occurrence


@transaction.atomic
def save_note(
    occurrence: SessionOccurrence, name: str, *, text: str, actor: User, version: int = 0
) -> SessionNote:
    """Keep what the actor writes down about an item; everybody writes into their own.

    `version` is the note's as the actor's page saw it, 0 for a new one.

    Raises:
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: the session is not running.
        ChangedMeanwhile: the actor wrote on in another window.
        InvalidInput: the agenda has no such item, or the text is too long.
    """
    occurrence = _lock_running(occurrence, actor=actor)
    text = optional_text(text, "text", label="The note", most=5000)
    item = item_to_work_on(occurrence, name)
    party = policies.speaks_for(actor, occurrence.series.initiative)
    note = SessionNote.objects.filter(item=item, author=actor).first()
    if note is None:
        note = SessionNote(item=item, author=actor, author_party=party, version=0)
    if note.text == text:
        # Also from another window, and when an earlier answer was lost on its way.
        return note
    if note.version != version:
        raise ChangedMeanwhile(
            "You wrote on in another window.",
            way_out="Both texts are here; put together what you want to keep and save again.",
            field="text",
        )
    note.text = text
    note.version += 1
    note.saved_at = timezone.now()
    note.item = item
    note.save()
    record(
        events.NOTE_SAVED, note, actor=actor, data={"title": item.title}, personal={"text": text}
    )
    return note


@transaction.atomic
def record_result(
    occurrence: SessionOccurrence,
    name: str,
    outcome: Outcome,
    *,
    actor: User,
    version: int | None = None,
) -> AgendaItem:
    """Say what an item ended in, in one sentence; saying it again replaces it.

    `version` is the item's as the actor saw it; None records over whatever stands there.

    Raises:
        NotPermitted: the actor does not sit at the table, or may not do what the result says.
        NotPossibleNow: the session is not running, or the result led to a design input.
        ChangedMeanwhile: somebody recorded a result after the actor loaded the item.
        InvalidInput: a text, an owner or a day is missing, or there is no such item.
    """
    occurrence = _lock_running(occurrence, actor=actor)
    item = item_to_work_on(occurrence, name)
    if version is not None and item.version != version:
        raise ChangedMeanwhile(
            "Somebody recorded a result meanwhile.",
            way_out="What you typed is kept; look at what stands there and save again if need be.",
        )
    item.result_party = policies.speaks_for(actor, occurrence.series.initiative)
    apply_outcome(item, outcome, actor=actor)
    item.recorded_at = timezone.now()
    item.dropped_at = None
    item.version += 1
    item.save()
    record(
        events.RESULT_RECORDED,
        item,
        actor=actor,
        data={
            "title": item.title,
            "result": item.get_result_display().lower(),
            "text": item.result_text,
            "due_on": outcome.due_on,
        },
        personal={"owner": outcome.owner.full_name} if outcome.owner else {},
    )
    return item


@transaction.atomic
def close_session(occurrence: SessionOccurrence, *, actor: User) -> SessionOccurrence:
    """End the session: what has no result comes again next time, and all are told what came out.

    IT in the room is IT at the table (M2). Closing it twice changes nothing.

    Raises:
        NotPermitted: the actor does not sit at the table.
        NotPossibleNow: the session was never opened, or does not take place.
        InvalidInput: nobody was present.
    """
    locked = lock_for_work(occurrence, actor=actor)
    if locked.closed_at is not None:
        return locked
    occurrence = _lock_running(occurrence, actor=actor)
    present = [Party(each.party) for each in occurrence.presences.all()]
    if not present:
        raise InvalidInput(
            "Nobody is noted as present.",
            way_out="Say which sides were there, or cancel the session.",
            field="party",
        )
    keep_points(occurrence)
    items = current_items(occurrence)
    _put_off([each for each in items if not each.result])
    now = timezone.now()
    occurrence.state = OccurrenceState.HELD
    occurrence.closed_at = now
    occurrence.save(update_fields=["state", "closed_at"])
    words = " and ".join(party.label for party in Party if party in present)
    data = {"day": occurrence.slot_on, "present": words, "results": _results_in_words(items)}
    record(events.SESSION_HELD, occurrence, actor=actor, data=data)
    if Party.IT in present:
        note_it_joined(occurrence.series.initiative, at=now, actor=actor)
    telling.tell_result(occurrence, items, words)
    return occurrence


def _lock_running(occurrence: SessionOccurrence, *, actor: User) -> SessionOccurrence:
    occurrence = lock_for_work(occurrence, actor=actor)
    if not occurrence.is_running:
        words = "over" if occurrence.closed_at else "not open yet"
        raise NotPossibleNow(f"This session is {words}.", way_out="Open the one that is on.")
    return occurrence


def _put_off(items: list[AgendaItem]) -> None:
    now = timezone.now()
    for each in items:
        each.result = ItemResult.AGAIN
        each.result_text = NOT_REACHED
        each.recorded_at = now
        each.version += 1
    fields = ["result", "result_text", "recorded_at", "version"]
    AgendaItem.objects.bulk_update(items, fields)


def _results_in_words(items: list[AgendaItem]) -> str:
    counts = {result: sum(each.result == result for each in items) for result in _RESULTS}
    told = [f"{count} {_RESULTS[result][count != 1]}" for result, count in counts.items() if count]
    return ", ".join(told) or "nothing on the agenda"
