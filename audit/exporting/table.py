"""CSV to be read in a spreadsheet. It carries no proofs."""

import csv
import io
from collections.abc import Iterator

from audit.exporting.selection import Selection
from audit.kinds import UnregisteredEventKindError
from audit.models import AuditEvent, RecordLeaf
from audit.verification.agreement import Told

COLUMNS = (
    "index", "event", "occurred_at", "recorded_at", "kind", "who", "side", "what",
    "object", "object_label", "initiative",
)  # fmt: skip
# What a spreadsheet takes for a formula, also behind spaces.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def written(selection: Selection) -> Iterator[str]:
    """Heading and one row an event, with the byte order mark that Excel needs."""
    yield "\ufeff" + _row(COLUMNS)
    for leaf, one in selection.placed():
        yield _row(_cells(leaf, one))


def _cells(leaf: RecordLeaf, one: Told) -> tuple[str, ...]:
    event = one.event
    return (
        str(leaf.index),
        str(event.pk),
        event.occurred_at.isoformat(),
        event.recorded_at.isoformat(),
        event.kind,
        event.actor_label,
        event.actor_party,
        sentence(event),
        event.object_ref,
        event.object_label,
        event.initiative_ref,
    )


def sentence(event: AuditEvent) -> str:
    """What happened, in words; its code where no app knows the kind any more."""
    try:
        return event.sentence
    except UnregisteredEventKindError:
        return event.kind


def _row(cells: tuple[str, ...]) -> str:
    file = io.StringIO()
    csv.writer(file).writerow([_harmless(cell) for cell in cells])
    return file.getvalue()


def _harmless(cell: str) -> str:
    """The text as text: an apostrophe in front keeps spreadsheets from calculating it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
