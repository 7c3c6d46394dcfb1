"""The input of each kind of part."""

from collections.abc import Callable, Mapping

from django import forms

from governance.clarity.catalogue import LONGEST, Part
from governance.clarity.naming import Names

# The list of names that an input offers.
NAMED = {"person": "people-and-posts", "unit_or_post": "units-and-posts"}


def input_for(part: Part) -> forms.Field:
    """The input; never required, because a draft is an answer that is owed still."""
    label = f"{part.label} ({part.unit})" if part.unit else part.label
    return _INPUTS[part.kind](part, label)


def subject_input(part: Part, subjects: Mapping[str, str]) -> forms.Field:
    """The input of a part that says which decision type or integration a row is about."""
    return forms.ChoiceField(
        required=False,
        label=part.label,
        help_text=part.help,
        choices=[("", "The whole initiative"), *subjects.items()],
    )


def name_lists(names: Names, kinds: set[str]) -> dict[str, list[str]]:
    """The names that the inputs of a page offer, by the id of the list."""
    lists = {NAMED[kind]: names.choices(kind) for kind in sorted(kinds & set(NAMED))}
    return {"people": names.people(), **lists}


def _text(part: Part, label: str) -> forms.Field:
    return forms.CharField(
        required=False,
        label=label,
        help_text=part.help,
        max_length=LONGEST["text"],
        widget=forms.TextInput({"dir": "auto"}),
    )


def _long(part: Part, label: str) -> forms.Field:
    return forms.CharField(
        required=False,
        label=label,
        help_text=part.help,
        max_length=LONGEST["long"],
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


def _link(part: Part, label: str) -> forms.Field:
    return forms.CharField(
        required=False,
        label=label,
        help_text=part.help,
        max_length=LONGEST["link"],
        widget=forms.URLInput({"placeholder": "https://"}),
    )


def _choice(part: Part, label: str) -> forms.Field:
    return forms.ChoiceField(
        required=False,
        label=label,
        help_text=part.help,
        choices=[("", "Choose one"), *part.choices.items()],
    )


def _choices(part: Part, label: str) -> forms.Field:
    return forms.MultipleChoiceField(
        required=False,
        label=label,
        help_text=part.help,
        choices=list(part.choices.items()),
        widget=forms.CheckboxSelectMultiple({"class": "pairs"}),
    )


def _named(part: Part, label: str) -> forms.Field:
    return forms.CharField(
        required=False,
        label=label,
        help_text=part.help,
        max_length=400,
        widget=forms.TextInput({"list": NAMED[part.kind], "autocomplete": "off"}),
    )


def _number(part: Part, label: str) -> forms.Field:
    return forms.IntegerField(
        required=False,
        label=label,
        help_text=part.help,
        min_value=part.least,
        max_value=part.most,
    )


def _date(part: Part, label: str) -> forms.Field:
    return forms.DateField(
        required=False,
        label=label,
        help_text=part.help,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def _yes(part: Part, label: str) -> forms.Field:
    return forms.BooleanField(required=False, label=label, help_text=part.help)


_INPUTS: dict[str, Callable[[Part, str], forms.Field]] = {
    "text": _text,
    "long": _long,
    "link": _link,
    "choice": _choice,
    "choices": _choices,
    "person": _named,
    "unit_or_post": _named,
    "number": _number,
    "date": _date,
    "yes": _yes,
}
