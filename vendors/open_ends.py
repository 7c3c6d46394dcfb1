"""What is open in comparisons, read in one query for any number of initiatives.

Each kind is a query of its own in `vendors.open_end_reads`; the database joins them.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from initiatives.models import Initiative
from vendors.open_end_lines import EndKind
from vendors.open_end_reads import READS

__all__ = ["EndKind", "OpenEnd", "load_open_ends", "open_ends"]
_LOADED = "open_ends_of_comparing"


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """One open end.

    Attributes:
        about: key of the candidate, the set of criteria or the record it is about.
        name: the candidate's name.
        words: more words: the criterion's question, or the kind of trigger.
        party: the side that owes it; empty where both do or neither.
        number: how many of it; how far apart, for scores that differ.
        trigger: key of what opened scores again.
        since: since when; `day`: until when.
    """

    kind: EndKind
    initiative_id: int
    about: int
    name: str
    words: str
    party: str
    number: int
    trigger: int
    since: dt.datetime
    day: dt.date | None


def load_open_ends(initiatives: Iterable[Initiative]) -> None:
    """Read what is open once; one query, none for what is loaded. One of `OWED_LOADERS`."""
    wanted = {each.pk: each for each in initiatives if _LOADED not in each.__dict__}
    if not wanted:
        return
    for each in wanted.values():
        each.__dict__[_LOADED] = []
    first, *others = [read(wanted) for read in READS]
    for row in first.union(*others, all=True):
        end = OpenEnd(EndKind(row[0]), *row[1:])
        wanted[end.initiative_id].__dict__[_LOADED].append(end)


def open_ends(initiative: Initiative, *kinds: EndKind) -> list[OpenEnd]:
    """What `load_open_ends` has read of these kinds, the oldest first."""
    load_open_ends([initiative])
    found: list[OpenEnd] = initiative.__dict__[_LOADED]
    wanted = [each for each in found if not kinds or each.kind in kinds]
    return sorted(wanted, key=lambda each: (each.since, each.about, each.party))
