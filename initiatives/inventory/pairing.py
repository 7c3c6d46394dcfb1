"""Finding again which row of a file became which initiative.

Rows that the identifying columns do not tell apart are numbered when first taken. In the next
file such rows may stand in another order, or one may be gone, so they are recognised by all the
rest they say, and only then by their order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from initiatives.inventory.rows import InventoryRow

MOST_COMPARED = 50


@dataclass(frozen=True, slots=True)
class KnownRow:
    """An initiative taken from this source before.

    Attributes:
        digest: of its identifying cells.
        repeat: 1, or more where earlier rows had the same identifying cells.
        values: fingerprints of what the file said when it was last taken, by target.
        current: fingerprints of what the initiative says now, by target.
        is_hidden: it is restricted from who imports (A28): left as it is, and not told of.
    """

    pk: int
    reference: str
    digest: str
    repeat: int
    values: Mapping[str, str]
    current: Mapping[str, str]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the file and the initiative it became before, if any."""

    row: InventoryRow
    values: Mapping[str, str]
    digest: str
    repeat: int
    known: KnownRow | None = None


Candidate = tuple[str, InventoryRow, Mapping[str, str]]


def pair_rows(
    candidates: Iterable[Candidate], known: Iterable[KnownRow]
) -> tuple[list[Pair], list[KnownRow]]:
    """Every row with what it became before, in file order, and what no row is left for."""
    known_by_digest: dict[str, list[KnownRow]] = defaultdict(list)
    for known_row in sorted(known, key=lambda known_row: known_row.repeat):
        known_by_digest[known_row.digest].append(known_row)
    rows_by_digest: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        rows_by_digest[candidate[0]].append(candidate)
    pairs: list[Pair] = []
    for digest, rows in rows_by_digest.items():
        pairs.extend(_pair_group(digest, rows, known_by_digest[digest]))
    pairs.sort(key=lambda pair: pair.row.number)
    left_over = [known_row for group in known_by_digest.values() for known_row in group]
    return pairs, left_over


def _pair_group(digest: str, rows: Sequence[Candidate], known: list[KnownRow]) -> Iterable[Pair]:
    """Pairs of one group; takes what it pairs out of `known`."""
    highest = max((known_row.repeat for known_row in known), default=0)
    names = tuple(rows[0][2])
    same: dict[tuple[str, ...], list[KnownRow]] = defaultdict(list)
    for known_row in reversed(known):
        same[tuple(known_row.values.get(name, "") for name in names)].append(known_row)
    unpaired: list[Candidate] = []
    for candidate in rows:
        alike = same.get(tuple(candidate[2].values()))
        if alike:
            found = alike.pop()
            known.remove(found)
            yield Pair(candidate[1], candidate[2], digest, found.repeat, found)
        else:
            unpaired.append(candidate)
    for _, row, values in unpaired:
        if known:
            compared = known[:MOST_COMPARED]
            nearest = max(compared, key=lambda one: _likeness(values, one))
            known.remove(nearest)
            yield Pair(row, values, digest, nearest.repeat, nearest)
        else:
            highest += 1
            yield Pair(row, values, digest, highest)


def _likeness(values: Mapping[str, str], known: KnownRow) -> float:
    """The share of values that are as they were when last taken; 1 when all are."""
    same = sum(known.values.get(name, "") == value for name, value in values.items())
    return same / len(values)
