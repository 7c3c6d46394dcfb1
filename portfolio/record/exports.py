"""Files of the record: what a question finds, streamed while it is read."""

from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.utils import timezone

from audit.exporting import ExportError, select, written
from people.errors import InvalidInput, NotPossibleNow
from portfolio.record import queries
from portfolio.record.questions import Asked


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        name: as in the address.
        label: the words that offer it.
        ending: of the file's name.
    """

    name: str
    label: str
    content_type: str
    ending: str


WITH_PROOFS = "jsonl"
FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format(WITH_PROOFS, "JSON Lines with proofs", "application/jsonl; charset=utf-8", "jsonl"),
        Format("csv", "CSV", "text/csv; charset=utf-8", "csv"),
        Format("prov", "PROV-JSON", "application/json; charset=utf-8", "prov.json"),
    )
}


def answer(asked: Asked, name: str) -> StreamingHttpResponse:
    """The file of a question, sent while it is read.

    Raises:
        InvalidInput: there is no such format, or part of the question is not understood: a file
            with more in it than was asked for would mislead.
        NotPossibleNow: nothing is signed yet.
    """
    chosen = FORMATS.get(name or WITH_PROOFS)
    if chosen is None:
        raise InvalidInput(
            f"“{name[:20]}” is not a format of the record.",
            way_out=f"Use one of {', '.join(FORMATS)}.",
            field="format",
        )
    for field, sentence in asked.not_understood.items():
        raise InvalidInput(sentence, way_out="Correct it, or leave it out.", field=field)
    try:
        selection = select(queries.matching(asked), asked.in_words())
    except ExportError as error:
        raise NotPossibleNow(
            "No checkpoint is signed yet, so nothing could be proved.",
            way_out="The sealer signs one within seconds of the first event. The record's first "
            "page says when it does not, and why.",
        ) from error
    streamed = StreamingHttpResponse(
        written(selection, chosen.name), content_type=chosen.content_type
    )
    day = f"{timezone.localdate():%Y-%m-%d}"
    streamed["Content-Disposition"] = f'attachment; filename="record-{day}.{chosen.ending}"'
    return streamed
