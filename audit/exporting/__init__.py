"""Exports of the record: JSON Lines with proofs, CSV to be read, PROV-JSON for other tools.

All of them stream, and hold sealed events only: those a signed checkpoint proves.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.exporting import lines, provenance, table
from audit.exporting.question import Question, named_question, question_names
from audit.exporting.selection import ExportError, Selection, select
from audit.reading import one_moment

__all__ = [
    "FORMATS",
    "ExportError",
    "Exported",
    "Question",
    "Selection",
    "export",
    "named_question",
    "question_names",
    "select",
    "written",
]

FORMATS: dict[str, Callable[[Selection], Iterator[str]]] = {
    "jsonl": lines.written,
    "csv": table.written,
    "prov": provenance.written,
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds.

    Attributes:
        events: how many events are in it.
        unsealed: matching events that no checkpoint proves yet, and that are not in it.
    """

    events: int
    unsealed: int


def written(selection: Selection, file_format: str) -> Iterator[str]:
    """The text of an export, piece by piece, as the record was when the first piece was taken."""
    with one_moment():
        yield from FORMATS[file_format](selection)


def export(
    path: Path,
    file_format: str,
    question: Question,
    *,
    kept_notes: Sequence[str] = (),
    progress: Callable[[int], object] = lambda events: None,
) -> Exported:
    """Write the export into a file, whole or not at all.

    Raises:
        ExportError: nothing is sealed yet, a given checkpoint is not of this log, or the file
            cannot be written.
    """
    with one_moment():
        selection = select(
            question.events(), question.in_words(), kept_notes=kept_notes, progress=progress
        )
        _write(path, FORMATS[file_format](selection))
        return Exported(selection.count, selection.unsealed)


def _write(path: Path, pieces: Iterable[str]) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(piece.encode() for piece in pieces)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        fresh.unlink(missing_ok=True)
