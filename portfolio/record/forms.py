"""The form that asks the record."""

from django import forms

from portfolio.record.questions import SIDES, Asked, kind_choices


class _DayInput(forms.DateInput):
    input_type = "date"


class QuestionForm(forms.Form):
    """Filled in as the question was asked; it is only read, never sent back by the server."""

    q = forms.CharField(
        label="Words in what it is about",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    initiative = forms.CharField(
        label="Initiative",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Reference or words"}),
    )
    kind = forms.ChoiceField(label="What happened", required=False)
    party = forms.ChoiceField(label="Side", required=False, choices=[("", "Any"), *SIDES.items()])
    since = forms.DateField(label="From", required=False, widget=_DayInput(format="%Y-%m-%d"))
    until = forms.DateField(label="Until", required=False, widget=_DayInput(format="%Y-%m-%d"))

    def __init__(self, asked: Asked) -> None:
        super().__init__(initial=asked.parameters)
        self.fields["kind"] = forms.ChoiceField(
            label="What happened", required=False, choices=[("", "Anything"), *kind_choices()]
        )
