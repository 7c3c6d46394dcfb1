"""The forms of registering and of the list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from initiatives.filters import InitiativeList
from initiatives.vocabulary import HowFar
from people.forms import OnceForm
from people.models import Unit
from people.text import tidy

MOST_UNITS_IN_A_MENU = 50
DRAFTED_FIELDS = ("title", "problem", "business_goal", "operability_goal", "unit", "how_far")

_HOW_FAR_HELP = {
    HowFar.NOTHING_YET: "A problem or an idea. Everything can still be shaped together.",
    HowFar.TOOL_IN_MIND: "Something has caught your eye. The choice can still be talked over.",
    HowFar.PILOT_RUNNING: "People are trying it out. Much of it can still change.",
    HowFar.IN_USE: "It helps somebody already. Good to know of it, whatever its story.",
}


class ChoicesWithHelp(forms.RadioSelect):
    """Radio buttons, each with a sentence of its own."""

    help_texts: dict[Any, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["help"] = self.help_texts.get(str(value), "")
        return option


class HowFarChoice(ChoicesWithHelp):
    """How far it is, told without blame (B60)."""

    help_texts = _HOW_FAR_HELP


class NameFromList(forms.TextInput):
    """A name typed with the help of a list; for more choices than a menu can hold."""

    template_name = "initiatives/widgets/name_from_list.html"
    choices: Any = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = list_id
        context["widget"]["names"] = [str(value) for value, _ in self.choices if value]
        return context


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none at run time
    """A unit by its name, from a menu or, where there are many, typed."""

    default_error_messages = {"invalid_choice": "No unit is called “%(value)s”. Choose one."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.all(), to_field_name="name", **kwargs)

    def to_python(self, value: Any) -> Unit | None:
        """The unit of that name; capitals and spaces at the ends do not matter."""
        name = tidy(str(value or ""))
        if not name:
            return None
        found = Unit.objects.filter(name__iexact=name)
        unit = next((each for each in found if each.name == name), None) or found.first()
        if unit is None:
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": name[:60]},
            )
        return unit


class RegisterForm(OnceForm):
    """The five things that registering asks for."""

    title = forms.CharField(
        max_length=200,
        help_text="One line, as you would say it: See late orders two days before they slip",
        error_messages={"required": "Give it a title; one line is enough."},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    problem = forms.CharField(
        max_length=5000,
        label="The problem",
        help_text="What happens today, and to whom. A few sentences are enough.",
        error_messages={"required": "Say what the problem is; one sentence is enough."},
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    business_goal = forms.CharField(
        max_length=2000,
        required=False,
        label="What business wants",
        help_text="How work would be different.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    operability_goal = forms.CharField(
        max_length=2000,
        required=False,
        label="What keeps it operable",
        help_text="What must hold so that IT can run it well.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    unit = UnitField(
        empty_label="Choose a unit", error_messages={"required": "Choose the unit it is for."}
    )
    how_far = forms.ChoiceField(
        choices=HowFar.choices,
        label="How far is it already?",
        error_messages={"required": "Choose the answer that comes closest."},
        widget=HowFarChoice,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Unit.objects.count() > MOST_UNITS_IN_A_MENU:
            unit: Any = self.fields["unit"]
            unit.widget = NameFromList()
            unit.widget.is_required = True
            unit.widget.choices = unit.choices
            unit.help_text = "Type a part of its name and choose."

    def let_be_unfinished(self) -> None:
        """Ask for nothing: a draft may be as empty as it is."""
        for field in self.fields.values():
            field.required = False


class ListForm(forms.Form):
    """Search and filters of a list, filled in as it was asked for; it is only read, never sent."""

    q = forms.CharField(
        label="Search", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, found: InitiativeList) -> None:
        chosen = {each.name: each.value for each in found.chosen}
        super().__init__(initial={"q": found.words, "sort": found.sort, **chosen})
        for each in found.filters:
            self.fields[each.name] = forms.ChoiceField(
                label=each.label, required=False, choices=[("", "Any"), *each.offered]
            )
        self.fields["sort"] = forms.CharField(widget=forms.HiddenInput)
