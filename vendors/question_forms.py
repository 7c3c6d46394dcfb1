"""Forms of our own people about questions to vendors."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from people.forms import ChosenField, OnceForm
from vendors.answer_sheets.columns import shipped_mappings
from vendors.models import Candidate, Criterion
from vendors.room.forms import SheetForm

USUAL_DAYS = 14
MOST_OWN = 20


def criterion_text(criterion: Criterion) -> str:
    """A criterion as a vendor is asked it: the question, and what would show it."""
    if not criterion.evidence_wanted:
        return criterion.question
    return f"{criterion.question}\nPlease show: {criterion.evidence_wanted}"


class AskForm(OnceForm):
    """What is asked, of whom, until when."""

    criteria = ChosenField(
        queryset=Criterion.objects.none(),
        label="From the criteria",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each is asked with the evidence it wants.",
    )
    candidates = ChosenField(
        queryset=Candidate.objects.none(),
        label="Of whom",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one vendor."},
    )
    due_on = forms.DateField(
        label="Please answer by",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(
        self,
        *args: Any,
        criteria: Any,
        candidates: Any,
        own: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("criteria", criteria), ("candidates", candidates)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - for types
            field.queryset = rows
        self.fields["due_on"].initial = timezone.localdate() + dt.timedelta(days=USUAL_DAYS)
        typed = self.data.getlist("own") if isinstance(self.data, QueryDict) else own
        self.own = [text for text in typed if text.strip()][:MOST_OWN]

    @property
    def own_rows(self) -> list[str]:
        """The own questions, with an empty row to write in."""
        return [*self.own, ""]

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong with an own question is shown above all fields."""
        super().add_error(field if field in self.fields else None, error)


class ReplyForm(OnceForm):
    """A reply to a vendor."""

    text = forms.CharField(
        label="Your reply", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    asks_again = forms.BooleanField(
        label="Ask for a new answer",
        required=False,
        help_text="The vendor owes an answer again; the one that was sent is kept.",
    )


class WithdrawForm(forms.Form):
    """Why a question needs no answer."""

    reason = forms.CharField(
        label="Why is no answer needed?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept in our record. The vendor sees only that no answer is needed.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ContactForm(forms.Form):
    """Somebody at a vendor."""

    name = forms.CharField(label="Name", max_length=150)
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="They get a link that lets them in once, to the questions to their company only.",
    )


class EndAccessForm(forms.Form):
    """Why a contact is let go."""

    reason = forms.CharField(label="Why?", max_length=500)


class BringForm(SheetForm):
    """A questionnaire that a vendor sent, filled."""

    mapping = forms.ChoiceField(label="How it is laid out", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mapping"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for types
        field.choices = [
            ("", "Find the columns by their headings"),
            *((name, name.replace("-", " ").upper()) for name in shipped_mappings()),
        ]
