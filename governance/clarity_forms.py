"""The form of a field, made from the catalogue, and the small forms beside it."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from governance.actions.clarity import FieldAnswer
from governance.clarity.catalogue import LONGEST, Field, Part
from governance.clarity.cleaning import MOST_ROWS, part_name
from governance.clarity.facts import Facts
from governance.clarity.inputs import NAMED, input_for, subject_input
from governance.clarity.naming import Names
from governance.clarity.reading import GONE, WHOLE_LABEL
from governance.clarity.rules import WHOLE, parents, subjects
from governance.clarity.values import Row, day
from governance.models import ClarityAnswer
from governance.vocabulary import RaiserView
from people.forms import OnceForm
from people.models import User

_KIND = ClarityAnswer.Kind
_INDEX = re.compile(r"r([0-9]{1,2})-")
_BLANK_ROWS = 3
_LINKS = 2
_NOBODY = "Nobody active, and no post that somebody holds, is called so. Choose from the list."


@dataclass(frozen=True, slots=True)
class FormRow:
    """The inputs of one row, and what the row is about."""

    heading: str
    inputs: list[BoundField]
    hidden: list[BoundField]


class VersionedForm(forms.Form):
    """Carries the version of the answer that was seen; 0 where there was none."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class FieldForm(VersionedForm):
    """The values of one field: rows as the catalogue describes them, evidence, a review date."""

    use_required_attribute = False
    review_on = forms.DateField(
        required=False,
        label="Look at it again on",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, field: Field, facts: Facts, names: Names, *args: Any, rows: list[Row], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.field, self.facts, self.names = field, facts, names
        self.headings: dict[int, str] = {}
        self.numbers: list[int] = []
        if self.is_bound:
            self._rows_sent()
        else:
            for number, row in enumerate(self._rows_shown(rows)):
                self._add_row(number, row)
        for number in range(self._link_count()):
            self._add_link(number)

    @property
    def rows(self) -> list[FormRow]:
        """The rows in order, to be shown; what an answer needs is no longer called optional."""
        _ = self.errors
        for number in self.numbers:
            for part in self.field.parts:
                shown = self.fields[part_name(number, part.name)]
                shown.required = part.required_from is not None
        return [self._form_row(number) for number in self.numbers]

    @property
    def links(self) -> list[tuple[BoundField, BoundField]]:
        """Title and address of each link."""
        return [(self[f"e{n}-title"], self[f"e{n}-address"]) for n in range(self._link_count())]

    @property
    def template_row(self) -> FormRow:
        """A row for the script to add; its number is `__n__`."""
        blank = FieldForm(self.field, self.facts, self.names, rows=[])
        for part in self.field.parts:
            blank.fields[f"r__n__-{part.name}"] = self._input(part)
            blank.fields[f"r__n__-{part.name}"].required = part.required_from is not None
        names = [f"r__n__-{part.name}" for part in self.field.parts]
        return FormRow("", [blank[name] for name in names], [])

    @property
    def can_grow(self) -> bool:
        """Whether rows may be added."""
        return self.field.rows == "list"

    def clean(self) -> dict[str, Any]:
        """People, posts and units by the name that was typed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in self.numbers:
            for part in self.field.parts:
                name = part_name(number, part.name)
                typed = cleaned.get(name)
                if part.kind not in NAMED or not typed:
                    continue
                cleaned[name] = self.names.reference(str(typed), part.kind)
                if not cleaned[name]:
                    self.add_error(name, _NOBODY)
        return cleaned

    def answer(self) -> FieldAnswer:
        """What was given, once valid."""
        given = self.cleaned_data
        return FieldAnswer(
            rows=[self._row_given(number) for number in self.numbers],
            evidence=[
                {"title": given[f"e{n}-title"], "address": given[f"e{n}-address"]}
                for n in range(self._link_count())
            ],
            review_on=given["review_on"],
        )

    def _row_given(self, number: int) -> Row:
        given = self.cleaned_data
        row: Row = {}
        for part in self.field.parts:
            value = given.get(part_name(number, part.name))
            row[part.name] = value.isoformat() if isinstance(value, dt.date) else value
        for name in ("type", "id"):
            if part_name(number, name) in given:
                row[name] = given[part_name(number, name)]
        return row

    def _rows_sent(self) -> None:
        sent = sorted({int(found[1]) for key in self.data if (found := _INDEX.match(key))})
        for number in sent[:MOST_ROWS] or [0]:
            row = {name: str(self.data.get(part_name(number, name), "")) for name in ("type", "id")}
            self._add_row(number, row)

    def _rows_shown(self, rows: list[Row]) -> list[Row]:
        if self.field.parent:
            return self._rows_of_parents(rows)
        if self.field.rows == "one":
            return [rows[0] if rows else {}]
        return [*rows, *({} for _ in range(_BLANK_ROWS))][:MOST_ROWS]

    def _rows_of_parents(self, rows: list[Row]) -> list[Row]:
        wanted = [each for each, _ in parents(self.field, self.facts)]
        shown: list[Row] = []
        for type_id in [WHOLE, *wanted] if self.field.whole else wanted:
            own = [row for row in rows if row.get("type", WHOLE) == type_id]
            spare = [{"type": type_id}] if self.field.many or not own else []
            shown += own + spare
        return shown

    def _add_row(self, number: int, row: Row) -> None:
        self.numbers.append(number)
        for part in self.field.parts:
            value = row.get(part.name)
            if part.kind in NAMED:
                value = self.names.label(value)
            name = part_name(number, part.name)
            self.fields[name] = self._input(part)
            self.initial.setdefault(name, day(value) if part.kind == "date" else value)
        if self.field.parent:
            names = {WHOLE: WHOLE_LABEL, **dict(parents(self.field, self.facts))}
            type_id = str(row.get("type", WHOLE))
            self.headings[number] = names.get(type_id, GONE)
            self._add_hidden(number, "type", type_id)
        if row.get("id"):
            self._add_hidden(number, "id", str(row["id"]))

    def _input(self, part: Part) -> forms.Field:
        if part.kind == "subject":
            return subject_input(part, subjects(self.facts))
        return input_for(part)

    def _add_hidden(self, number: int, name: str, value: str) -> None:
        self.fields[part_name(number, name)] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=value
        )

    def _form_row(self, number: int) -> FormRow:
        names = [part_name(number, part.name) for part in self.field.parts]
        hidden = [part_name(number, name) for name in ("type", "id")]
        return FormRow(
            self.headings.get(number, ""),
            [self[name] for name in names],
            [self[name] for name in hidden if name in self.fields],
        )

    def _link_count(self) -> int:
        if self.is_bound:
            sent = [int(key[1:-8]) for key in self.data if re.fullmatch(r"e[0-9]-address", key)]
            return max(sent, default=0) + 1
        return len(self.initial.get("evidence") or []) + _LINKS - 1

    def _add_link(self, number: int) -> None:
        known = self.initial.get("evidence") or []
        link = known[number] if number < len(known) else {}
        self.fields[f"e{number}-title"] = forms.CharField(
            required=False,
            max_length=LONGEST["text"],
            label="What it is",
            initial=link.get("title", ""),
            widget=forms.TextInput({"dir": "auto"}),
        )
        self.fields[f"e{number}-address"] = forms.CharField(
            required=False,
            max_length=LONGEST["link"],
            label="Address",
            initial=link.get("address", ""),
            widget=forms.URLInput({"placeholder": "https://"}),
        )


class GapForm(VersionedForm):
    """What is not known yet, and what holds until it is (B68)."""

    gap_owner = forms.CharField(
        label="Who finds out",
        max_length=400,
        widget=forms.TextInput({"list": "people", "autocomplete": "off"}),
        error_messages={"required": "Name a person."},
    )
    gap_due_on = forms.DateField(
        label="By",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Name the day."},
    )
    gap_safeguard = forms.CharField(
        label="What holds until then",
        max_length=2000,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        error_messages={"required": "Say it in one sentence."},
    )
    use_required_attribute = False

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "gap_%s")
        super().__init__(*args, **kwargs)
        self.names = names

    def clean_gap_owner(self) -> User:
        """The person of that name."""
        reference = self.names.reference(self.cleaned_data["gap_owner"], "person")
        if not reference.startswith("person:"):
            raise forms.ValidationError("Nobody active is called so. Choose from the list.")
        return User.objects.get(pk=int(reference.removeprefix("person:")))

    def answer(self) -> FieldAnswer:
        """The gap, once valid."""
        given = self.cleaned_data
        return FieldAnswer(
            kind=_KIND.KNOWN_GAP,
            gap_owner=given["gap_owner"],
            gap_due_on=given["gap_due_on"],
            gap_safeguard=given["gap_safeguard"],
        )


class NotApplicableForm(VersionedForm):
    """Why a field does not apply here."""

    reason = forms.CharField(
        label="Why it does not apply",
        max_length=2000,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        error_messages={"required": "Say why in one sentence."},
    )
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "na_%s")
        super().__init__(*args, **kwargs)

    def answer(self) -> FieldAnswer:
        """The reason, once valid."""
        return FieldAnswer(kind=_KIND.NOT_APPLICABLE, reason=self.cleaned_data["reason"])


class AskForm(OnceForm):
    """A question against a field, with the day by which it is wanted."""

    text = forms.CharField(
        label="What is unclear?",
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        error_messages={"required": "Say what is unclear."},
    )
    wanted_by = forms.DateField(
        label="Answer wanted by",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: timezone.localdate() + dt.timedelta(days=7),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "ask_%s")
        super().__init__(*args, **kwargs)


class QuestionAnswerForm(VersionedForm):
    """The answer to a question."""

    answer = forms.CharField(
        label="Your answer",
        max_length=2000,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        error_messages={"required": "Write the answer."},
    )
    use_required_attribute = False


class AskerReplyForm(VersionedForm):
    """The asker's word on the answer; said once."""

    view = forms.ChoiceField(
        choices=RaiserView.choices,
        label="How you see it",
        widget=forms.RadioSelect({"class": "inline"}),
        error_messages={"required": "Choose one."},
    )
    text = forms.CharField(
        label="In a sentence",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    use_required_attribute = False
