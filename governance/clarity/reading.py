"""An answer as people read it, on a page, on paper and over the API."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format

from governance.clarity.catalogue import Field, Part, catalogue
from governance.clarity.facts import Facts
from governance.clarity.profile import FieldStanding
from governance.clarity.rules import WHOLE, parents, subjects
from governance.clarity.values import Row, in_words, is_there
from governance.models import ClarityAnswer
from initiatives.vocabulary import OperationalStatus

GONE = "No longer a part of this initiative"
WHOLE_LABEL = "The whole initiative"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row in words.

    Attributes:
        heading: the decision type or integration that it is about, or empty.
        pairs: label and words of each part that was given.
    """

    heading: str
    pairs: tuple[tuple[str, str], ...]

    @property
    def in_one_line(self) -> str:
        """The row as one line of text."""
        words = " · ".join(words for _, words in self.pairs)
        return f"{self.heading}: {words}" if self.heading else words


def read_rows(field: Field, answer: ClarityAnswer | None, facts: Facts) -> list[ReadRow]:
    """The rows of an answer in words."""
    if answer is None or answer.kind != ClarityAnswer.Kind.VALUE:
        return []
    names = {WHOLE: WHOLE_LABEL if field.whole else ""}
    names |= dict(parents(field, facts)) if field.parent else {}
    return [
        ReadRow(
            names.get(str(row.get("type", WHOLE)), GONE) if field.parent else "",
            tuple(_pairs(field, row, facts)),
        )
        for row in answer.rows
        if isinstance(row, dict)
    ]


def read_kept(answer: ClarityAnswer) -> list[ReadRow]:
    """The rows of an answer to a field that is no longer asked, as they were kept."""
    return [
        ReadRow(
            "",
            tuple(
                (name.replace("_", " ").capitalize(), _plain(value))
                for name, value in row.items()
                if name not in {"id", "type"}
            ),
        )
        for row in answer.rows
        if isinstance(row, dict)
    ]


def in_short(standing: FieldStanding) -> str:
    """What stands in a field, in a line or two; empty where nothing does."""
    answer = standing.answer
    if standing.field.derived:
        return _derived(standing)
    if answer is None:
        return ""
    if answer.kind == ClarityAnswer.Kind.KNOWN_GAP:
        until = date_format(answer.gap_due_on, "j F Y") if answer.gap_due_on else "then"
        return f"Until {until}: {answer.gap_safeguard}"
    if answer.kind == ClarityAnswer.Kind.NOT_APPLICABLE:
        return answer.reason
    rows = [row.in_one_line for row in read_rows(standing.field, answer, standing.facts)]
    return "; ".join(rows) or "None"


def _derived(standing: FieldStanding) -> str:
    facts = standing.facts
    if standing.field.id == "GV-7":
        return "It has its next date." if facts.has_date else ""
    if standing.field.id == "SU-8":
        status = OperationalStatus(facts.initiative.operational_status).label
        rows = read_rows(standing.field, standing.answer, facts)
        return "; ".join([status, *(row.in_one_line for row in rows)])
    return "Whoever decides holds the authority." if not standing.what_answers else ""


def field_label(field_id: str) -> str:
    """The field's label; its id where it is no longer asked."""
    field = catalogue().get(field_id)
    return field.label if field else field_id


def _pairs(field: Field, row: Row, facts: Facts) -> Iterator[tuple[str, str]]:
    for part in field.parts:
        if is_there(row.get(part.name)) or row.get(part.name) == 0:
            yield part.label, part_in_words(part, row[part.name], facts)
    known = {part.name for part in field.parts} | {"id", "type"}
    for name, value in row.items():
        # Parts that the catalogue has dropped.
        if name not in known and is_there(value):
            yield name.replace("_", " ").capitalize(), _plain(value)


def part_in_words(part: Part, value: object, facts: Facts) -> str:
    """One value as people read it; what it is about by its name."""
    if part.kind == "subject":
        return subjects(facts).get(str(value), GONE)
    return in_words(part, value, facts.directory)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "Yes" if value is True else str(value)
