"""The agenda of a session that is not running, as its page shows it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from governance.models import AgendaItem
from governance.sessions.agenda import Agenda
from governance.vocabulary import ItemResult
from people.vocabulary import Party


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One item with the places it may move to, counted as `reorder_agenda` counts; None: none."""

    item: AgendaItem
    earlier: int | None = None
    later: int | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """One item of a session that is over: what it ended in and what was written down, by side."""

    item: AgendaItem
    notes: list[tuple[Party, list[str]]]


def rows_of(agenda: Agenda) -> list[AgendaRow]:
    """The items to talk about; settled ones keep their places between them."""
    kept = [each for each in agenda.items if each.pk] + agenda.settled
    in_order = sorted(kept, key=lambda each: (each.position, each.pk))
    in_order += [each for each in agenda.items if not each.pk]
    places = {each.name: place for place, each in enumerate(in_order)}
    around = [None, *(places[each.name] for each in agenda.items), None]
    return [
        AgendaRow(item, earlier, later)
        for item, earlier, later in zip(agenda.items, around, around[2:], strict=False)
    ]


def minutes_of(items: Iterable[AgendaItem]) -> tuple[list[Minutes], list[Minutes]]:
    """What came out, and what was put off."""
    kept = [Minutes(each, _notes_by_side(each)) for each in items if each.result]
    settled = [each for each in kept if each.item.result != ItemResult.AGAIN]
    put_off = [each for each in kept if each.item.result == ItemResult.AGAIN]
    return settled, put_off


def _notes_by_side(item: AgendaItem) -> list[tuple[Party, list[str]]]:
    by_side: dict[str, list[str]] = defaultdict(list)
    for note in item.notes.all():
        if note.text:
            by_side[note.author_party].append(note.text)
    return [(party, by_side[party]) for party in Party if party in by_side]
