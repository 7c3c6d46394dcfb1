"""The forms about integrations: the search that comes first, the proposal, authority, state."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from architecture.actions.integrations import Proposal
from architecture.models import DecisionRecord, Integration, System
from architecture.vocabulary import (
    DataDirection,
    DesignState,
    IntegrationStyle,
    ReuseResult,
)
from initiatives.models import Initiative
from initiatives.workspace_forms import DayField, ITArchitectField, ParagraphField
from people.forms import OnceForm, unmarked

if TYPE_CHECKING:
    from django.http import QueryDict

    _SystemField = forms.ModelChoiceField[System]
    IntegrationField = forms.ModelChoiceField[Integration]
    _DecisionField = forms.ModelChoiceField[DecisionRecord]
else:
    _SystemField = IntegrationField = _DecisionField = forms.ModelChoiceField

STATE_HELP: dict[str, str] = {
    DesignState.SKETCHED: "Back to the drawing board; the baseline is open again",
    DesignState.DESIGNED: "It is drawn up and can still change",
    DesignState.BASELINED: "It is settled; the first one dates the initiative's design baseline",
    DesignState.BUILT: "It exists and is not used yet",
    DesignState.LIVE: "It is used",
    DesignState.RETIRED: "It is gone for good",
}
REUSE_HELP: dict[str, str] = {
    ReuseResult.REUSED: "What is there is used as it is",
    ReuseResult.EXTENDED: "What is there is made to do this too",
    ReuseResult.NEW_WITH_REASON: "Nothing that is there will do; say why",
}


class ChoicesWithHelp(forms.RadioSelect):
    """Radio buttons with a line under each."""

    def __init__(self, help_texts: dict[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.help_texts = help_texts

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        option["help"] = self.help_texts.get(str(value), "")
        return option


class VersionedForm(forms.Form):
    """A form that knows which state of the thing its writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def now_seen(self, version: int) -> None:
        """What somebody else changed has been shown: the next sending is about that."""
        typed = cast("QueryDict", self.data).copy()
        typed["version"] = str(version)
        self.data = typed


class WordsField(forms.CharField):
    """Plain words with commas between them, read as a list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 2000)
        super().__init__(widget=forms.TextInput({"dir": "auto"}), **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [each.strip() for each in super().clean(value).split(",") if each.strip()]


def systems_in_use() -> QuerySet[System]:
    """Systems that a link can end at, by name; those merged into another are left out."""
    return System.objects.filter(merged_into=None).select_related("site").order_by("name", "pk")


class SystemField(_SystemField):
    """A system of the catalogue, or what the empty choice says."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(queryset=systems_in_use(), **options)

    def label_from_instance(self, obj: System) -> str:
        return f"{obj.name} ({obj.site.name})" if obj.site else obj.name


class EndField(SystemField):
    """One end of an integration: where no system is chosen, it is the AI system itself."""

    # The empty choice is an answer, so the field is not called optional.
    marks_itself = True

    def __init__(self, **options: Any) -> None:
        super().__init__(empty_label="The AI system itself", **options)


class EndsOnly(forms.Form):
    """Two different ends, of which at least one is a system of the catalogue."""

    source = EndField(label="Data comes from")
    target = EndField(label="Data goes to")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        if not (typed["source"] or typed["target"]):
            self.add_error(
                "source",
                "Both ends are the AI system itself. "
                "Choose where the data comes from, or where it goes.",
            )
        elif typed["source"] == typed["target"]:
            self.add_error("target", "Both ends are the same system. Choose two different ends.")
        return typed


class SearchForm(EndsOnly):
    """What is to be connected; enough to look for what is there already (B30)."""

    use_required_attribute = False
    field_order = ("purpose", "source", "target", "data_classes")

    purpose = forms.CharField(
        max_length=2000,
        required=False,
        label="What is it for?",
        help_text="One sentence, as in: the planner sees today's order lines",
        widget=forms.TextInput({"dir": "auto"}),
    )
    data_classes = WordsField(
        required=False, label="Which data?", help_text="With commas between: orders, stock levels"
    )


class ReuseFields(forms.Form):
    """What came of looking for what is there already (B30)."""

    reuse_result = forms.ChoiceField(
        choices=ReuseResult.choices,
        label="What comes of it?",
        widget=ChoicesWithHelp(REUSE_HELP),
        error_messages={"required": "Choose whether something is used again."},
    )
    reuses = IntegrationField(
        queryset=Integration.objects.none(),
        required=False,
        label="Which one?",
        empty_label="None of these",
        widget=forms.Select({"data-reveal-on": "reuse_result=reused,extended"}),
    )
    reuse_reason = unmarked(
        ParagraphField(
            required=False,
            max_length=2000,
            rows=2,
            label="Why?",
            help_text="For something new, why nothing that is there will do. "
            "For something used again, only what the others should know.",
        )
    )

    def limit_to(self, found: QuerySet[Integration]) -> None:
        """Offer only these to be used again."""
        cast("IntegrationField", self.fields["reuses"]).queryset = found


class ProposalForm(ReuseFields, SearchForm, OnceForm):
    """The integration itself, with what came of the search."""

    name = forms.CharField(
        max_length=200,
        label="What is it called?",
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"required": "Give it a name that both sides use."},
    )
    style = forms.ChoiceField(
        choices=[("", "Choose one"), *IntegrationStyle.choices],
        label="How does it connect?",
        help_text="What lies above existing systems stands first.",
        error_messages={"required": "Choose what comes closest."},
    )
    direction = forms.ChoiceField(
        choices=DataDirection.choices,
        label="What does the AI system do with the data there?",
        widget=forms.RadioSelect({"class": "inline"}),
        initial=DataDirection.READ,
    )
    is_pilot = forms.BooleanField(required=False, label="It is for a pilot")
    is_pipeline = forms.BooleanField(required=False, label="It is a data pipeline")
    build_starts_on = DayField(required=False, label="Building starts on")

    def __init__(self, *args: Any, found: QuerySet[Integration], **options: Any) -> None:
        super().__init__(*args, **options)
        self.limit_to(found)
        for name in ("purpose", "source", "target", "data_classes"):
            # The search has asked for these.
            self.fields[name].widget = self.fields[name].hidden_widget()

    def proposal(self) -> Proposal:
        """What was typed, once valid."""
        names = (
            "name", "style", "reuse_result", "source", "target", "purpose", "direction",
            "data_classes", "reuse_reason", "reuses", "is_pipeline", "is_pilot", "build_starts_on",
        )  # fmt: skip
        return Proposal(**{name: self.cleaned_data[name] for name in names})


class OfferForm(OnceForm):
    """Who in IT is asked to own the design."""

    to = ITArchitectField(label="Who in IT should own the design?")


class DeclineForm(forms.Form):
    """Why not, and who or what else would do."""

    reason = ParagraphField(max_length=2000, rows=3, label="Why not?")
    alternative = ParagraphField(
        max_length=2000, rows=2, required=False, label="Who or what else would do?"
    )


class HandOverForm(forms.Form):
    """Who follows, and why."""

    to = ITArchitectField(label="Who follows?")
    reason = ParagraphField(max_length=2000, rows=3, label="Why?")


class StateForm(VersionedForm):
    """How far the design is now."""

    state = forms.ChoiceField(
        choices=DesignState.choices,
        label="The design is now",
        widget=ChoicesWithHelp(STATE_HELP),
        error_messages={"required": "Choose how far it is."},
    )
    effective_on = DayField(label="Since")
    note = ParagraphField(
        max_length=2000, rows=2, required=False, label="What the others should know"
    )

    def __init__(self, *args: Any, states: list[DesignState], **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("effective_on", timezone.localdate())
        if len(states) == 1:
            self.initial.setdefault("state", states[0].value)
        self.fields["effective_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        if not self.is_bound:
            field = cast("forms.ChoiceField", self.fields["state"])
            field.choices = [(each.value, each.label) for each in states]


class OverrideForm(StateForm):
    """The same by an administrator, who says why."""

    reason = ParagraphField(
        max_length=2000,
        rows=3,
        label="Why do you set it in the holder's stead?",
        help_text="Both sides read it; it stays.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["note"]


class IncidentForm(OnceForm):
    """What broke, why, and what it cost."""

    title = forms.CharField(
        max_length=200,
        label="What broke?",
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"required": "Say it in one sentence."},
    )
    happened_on = DayField(label="On")
    cause = ParagraphField(max_length=2000, rows=3, label="Why?")
    cost_days = forms.DecimalField(
        required=False,
        max_digits=6,
        decimal_places=1,
        min_value=0,
        label="What did it cost, in working days?",
        help_text="Of all people together; 0.5 is half a day.",
    )
    decision = _DecisionField(
        queryset=DecisionRecord.objects.none(),
        required=False,
        label="Does it follow from a decision?",
        empty_label="From none that is known",
    )

    def __init__(self, *args: Any, initiative: Initiative, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("happened_on", timezone.localdate())
        field = cast("_DecisionField", self.fields["decision"])
        field.queryset = DecisionRecord.objects.filter(initiative=initiative)


class CloseDebtForm(forms.Form):
    """What came of something that a pilot left behind."""

    note = ParagraphField(max_length=2000, rows=2, label="What came of it?")


class CreditForm(VersionedForm):
    """Which design inputs the design took in."""

    inputs = forms.MultipleChoiceField(
        required=False,
        label="It took in",
        widget=forms.CheckboxSelectMultiple,
        help_text="The side that raised each is thanked on the page.",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.MultipleChoiceField", self.fields["inputs"]).choices = choices
