"""What taking a sheet of answers would do, row by row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from initiatives.inventory.findings import Finding, bad_row, note
from initiatives.inventory.wording import did_you_mean, excerpt, folded
from people.spreadsheets import as_meant
from people.text import tidy
from vendors.answer_sheets.columns import (
    ANSWERS,
    CONTROL_OWNER,
    NUMBER,
    PLAIN_ANSWER,
    QUESTION,
    TEXT,
    WORDS,
)
from vendors.answer_sheets.reading import Row
from vendors.vocabulary import PlainAnswer

MOST_TEXT = 10_000
MOST_QUESTION = 2_000
MOST_NUMBER = 40
_OFFERED = {
    PLAIN_ANSWER: "yes, no or does not apply",
    CONTROL_OWNER: "vendor, us, third party or shared",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as a sheet or a form gives it; any part may be empty."""

    text: str = ""
    plain_answer: str = ""
    control_owner: str = ""

    @property
    def in_short(self) -> str:
        """The short answer in words."""
        return PlainAnswer(self.plain_answer).label if self.plain_answer else ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.text or self.plain_answer or self.control_owner)


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question that was asked, and how it is answered now.

    Attributes:
        number: as our own sheets name it, or the questionnaire it came from.
        is_being_answered: whether the vendor has begun an answer that a sheet of ours would
            write over.
    """

    pk: int
    number: str
    text: str
    is_open_to_answers: bool
    answer: Answer
    is_being_answered: bool = False


@dataclass(frozen=True, slots=True)
class PlannedAnswer:
    """A row that can be taken; `question` is None where it was never asked."""

    row: int
    question: int | None
    number: str
    question_text: str
    answer: Answer
    replaces: bool


@dataclass(slots=True)
class SheetPlan:
    """What would be taken, and what is to be said about the rest."""

    answers: list[PlannedAnswer] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unchanged: int = 0
    blank: int = 0

    @property
    def bad_rows(self) -> list[int]:
        """Numbers of the rows that cannot be taken."""
        return sorted({each.row for each in self.findings if each.keeps_row_out})

    @property
    def new_questions(self) -> int:
        """How many of the answers are to questions that were never asked."""
        return sum(each.question is None for each in self.answers)


def plan_answers(
    records: Iterable[Row],
    header: Sequence[str],
    columns: Mapping[str, int],
    *,
    values: Mapping[str, Mapping[str, str]],
    known: Sequence[KnownQuestion],
    adds_questions: bool,
) -> SheetPlan:
    """What taking the rows would do.

    `values` are words of the sheet's own mapping, before the usual ones. With `adds_questions` a
    row with a question that was never asked becomes one.
    """
    planner = _Planner(header, columns, values, known, adds_questions=adds_questions)
    for record in records:
        planner.read(record)
    return planner.plan


class _Planner:
    """Reads rows against what was asked; what it met before is met once."""

    def __init__(
        self,
        header: Sequence[str],
        columns: Mapping[str, int],
        values: Mapping[str, Mapping[str, str]],
        known: Sequence[KnownQuestion],
        *,
        adds_questions: bool,
    ) -> None:
        self.plan = SheetPlan()
        self._header = header
        self._columns = columns
        self._values = values
        self._by_number = {folded(each.number): each for each in known}
        self._by_text = {folded(each.text): each for each in known}
        self._numbers = [each.number for each in known]
        self._adds_questions = adds_questions
        self._met: dict[str, int] = {}
        self._numbers_given: dict[str, int] = {}

    def read(self, record: Row) -> None:
        """One row: an answer, a finding, or nothing where it says nothing."""
        if self._is_band(record):
            return
        before = len(self.plan.bad_rows)
        answer = self._answer(record)
        number, text = self._cell(record, NUMBER), self._cell(record, QUESTION)
        if answer.is_empty or not (number or text):
            self.plan.blank += len(self.plan.bad_rows) == before
            return
        question = self._question(number, text)
        if not self._can_be_taken(record, question, number, text):
            return
        if len(self.plan.bad_rows) > before:
            return
        if question is not None and question.answer == answer:
            self.plan.unchanged += 1
            return
        if question is not None and question.is_being_answered:
            message = (
                "The vendor is writing an answer to this just now; theirs is not written over."
            )
            self._refuse(record, NUMBER if number else QUESTION, number or text, message)
            return
        self.plan.answers.append(
            PlannedAnswer(
                row=record.number,
                question=question.pk if question else None,
                number=number if question else self._number_of_its_own(record, number),
                question_text=text,
                answer=answer,
                replaces=question is not None and not question.answer.is_empty,
            )
        )

    def _question(self, number: str, text: str) -> KnownQuestion | None:
        """By its number; by its words where a row above had the number, as with merged cells."""
        by_number = self._by_number.get(folded(number))
        by_text = self._by_text.get(folded(text))
        if by_number is None or (by_text and _name(by_number) in self._met):
            return by_text
        return by_number

    def _number_of_its_own(self, record: Row, number: str) -> str:
        """The number of a new question; empty where a row above has it, which is told."""
        first = self._numbers_given.setdefault(folded(number), record.number)
        if not number or first == record.number:
            return number
        message = f"Row {first} has this number; the question is taken without one."
        self.plan.findings.append(
            note(record.number, self._heading(NUMBER), excerpt(number), message)
        )
        return ""

    def _can_be_taken(
        self, record: Row, question: KnownQuestion | None, number: str, text: str
    ) -> bool:
        name = _name(question) if question else f"n{folded(number)}|{folded(text)}"
        first = self._met.setdefault(name, record.number)
        if first != record.number:
            message = f"Row {first} answers the same question. Leave one of them."
            return self._refuse(record, NUMBER if number else QUESTION, number or text, message)
        if question is None:
            return self._may_be_added(record, number, text)
        if not question.is_open_to_answers:
            message = "This question was withdrawn; no answer is needed."
            return self._refuse(record, NUMBER, number, message)
        if text and folded(text) != folded(question.text):
            message = f"Taken as the answer to “{excerpt(question.text)}”, found by its number."
            self.plan.findings.append(
                note(record.number, self._heading(QUESTION), excerpt(text), message)
            )
        return True

    def _may_be_added(self, record: Row, number: str, text: str) -> bool:
        if not self._adds_questions:
            message = f"This was not asked.{did_you_mean(number, self._numbers)}"
            return self._refuse(record, NUMBER if number else QUESTION, number or text, message)
        if not text:
            message = "No question of this number was asked, and the row does not say which it is."
            return self._refuse(record, NUMBER, number, message)
        if len(text) > MOST_QUESTION or len(number) > MOST_NUMBER:
            message = (
                f"A question has at most {MOST_QUESTION} characters and a number {MOST_NUMBER}."
            )
            return self._refuse(record, QUESTION, text, message)
        return True

    def _answer(self, record: Row) -> Answer:
        text = self._cell(record, TEXT, lines=True)
        if len(text) > MOST_TEXT:
            message = f"An answer has at most {MOST_TEXT:,} characters, this one {len(text):,}."
            self._refuse(record, TEXT, text, message)
        return Answer(
            text=text,
            plain_answer=self._word(record, PLAIN_ANSWER),
            control_owner=self._word(record, CONTROL_OWNER),
        )

    def _word(self, record: Row, target: str) -> str:
        cell = self._cell(record, target)
        if not cell:
            return ""
        words = {**WORDS[target], **self._values.get(target, {})}
        found = words.get(folded(cell))
        if found is None:
            message = (
                f"“{excerpt(cell, 40)}” is not known here.{did_you_mean(cell, words)} "
                f"Write {_OFFERED[target]}."
            )
            self._refuse(record, target, cell, message)
            return ""
        return str(found)

    def _is_band(self, record: Row) -> bool:
        """Whether one text runs through the whole row, as the name of a chapter does."""
        cells = {self._cell(record, name) for name in self._columns}
        return len(self._columns) > 2 and len(cells) == 1

    def _cell(self, record: Row, target: str, *, lines: bool = False) -> str:
        position = self._columns.get(target)
        if position is None or position >= len(record.cells):
            return ""
        return as_meant(tidy(record.cells[position], lines=lines))

    def _heading(self, target: str) -> str:
        position = self._columns.get(target)
        return self._header[position] if position is not None else ""

    def _refuse(self, record: Row, target: str, value: str, message: str) -> bool:
        self.plan.findings.append(
            bad_row(record.number, self._heading(target), excerpt(value), message)
        )
        return False


def _name(question: KnownQuestion) -> str:
    return f"q{question.pk}"


def columns_that_answer(columns: Mapping[str, int]) -> bool:
    """Whether they name a question and something that answers it."""
    names = set(columns)
    return bool(names & {NUMBER, QUESTION}) and bool(names & set(ANSWERS))
