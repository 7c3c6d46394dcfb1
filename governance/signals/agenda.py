"""What signals bring to the agenda of a session; one of `AGENDA_SOURCES`."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from governance.models import Signal
from governance.signals.findings import label_of
from governance.signals.queries import most_serious_first
from initiatives.agenda import AgendaPoint
from initiatives.models import Initiative

# Other points say the same: a carried item heads the agenda, a question is owed or an open input.
NAMED_ELSEWHERE = frozenset({"D13", "D20"})
SHOWN_APART = 3
MOST_APART = 4
GROUP_KEY = "signals"


def load_open_signals(initiatives: Iterable[Initiative]) -> None:
    """Read what stands, once; one query. What somebody explained rests and is not among it."""
    wanted = [each for each in initiatives if not hasattr(each, "open_signals")]
    rows = Prefetch("signals", Signal.objects.filter(ended_at=None), to_attr="open_signals")
    prefetch_related_objects(wanted, rows)


def open_signals_points(initiative: Initiative) -> Iterator[AgendaPoint]:
    """Each signal that stands, what cannot wait first; where there are many, the rest as one.

    What an earlier point names already is left to that one.
    """
    load_open_signals([initiative])
    found = most_serious_first(_to_talk_about(initiative))
    apart = found if len(found) <= MOST_APART else found[:SHOWN_APART]
    for each in apart:
        each.initiative = initiative
        yield AgendaPoint(
            key=f"signal:{each.pk}",
            title=label_of(each.detector),
            why=f"{each.facts} {each.next_step}"[:500],
            address=each.get_absolute_url(),
        )
    if rest := found[len(apart) :]:
        labels = list(dict.fromkeys(label_of(each.detector) for each in rest))
        yield AgendaPoint(
            key=GROUP_KEY,
            title=f"{len(rest)} more signals",
            why=f"{'; '.join(labels)}."[:500],
            address=reverse("governance:signals", args=[initiative.reference]),
        )


def is_about_signals(key: str) -> bool:
    """Whether a point of the agenda, by its key, tells of signals."""
    return key == GROUP_KEY or key.startswith("signal:")


def _to_talk_about(initiative: Initiative) -> list[Signal]:
    rows: list[Signal] = getattr(initiative, "open_signals", [])
    returned = {each.reference for each in getattr(initiative, "returned_escalations", ())}
    return [
        each
        for each in rows
        if each.detector not in NAMED_ELSEWHERE and each.subject not in returned
    ]
