"""The forms of the parts of an integration, filled in from what is known."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms

from architecture.integration_forms import (
    SystemField,
    VersionedForm,
    WordsField,
    systems_in_use,
)
from architecture.models import Integration, System
from architecture.row_fields import Column, RowsField, read_day
from architecture.vocabulary import (
    Conformance,
    DataDirection,
    DebtDecision,
    FragilityFlag,
    IdentityPattern,
    IntegrationStyle,
    SystemKind,
)
from initiatives.workspace_forms import DayField, ParagraphField
from people.models import User
from people.queries import people_with_a_role

if TYPE_CHECKING:
    _UserField = forms.ModelChoiceField[User]
else:
    _UserField = forms.ModelChoiceField


class PartForm(VersionedForm):
    """A part whose fields are the model's own."""

    def __init__(self, *args: Any, integration: Integration, viewer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.viewer = viewer
        for name in self.fields:
            if name != "version" and hasattr(integration, name):
                self.initial.setdefault(name, getattr(integration, name))

    def told(self) -> dict[str, Any]:
        """What was typed, once valid, without the version."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}


def paragraph(label: str, help_text: str = "", rows: int = 2) -> ParagraphField:
    """A text that may stay empty."""
    return ParagraphField(
        max_length=2000, rows=rows, required=False, label=label, help_text=help_text
    )


def _person(label: str) -> _UserField:
    return _UserField(
        queryset=people_with_a_role(), required=False, label=label, empty_label="Nobody yet"
    )


class BasicsForm(PartForm):
    """Name, style and owner."""

    name = forms.CharField(max_length=200, widget=forms.TextInput({"dir": "auto"}))
    purpose = paragraph("What is it for?")
    style = forms.ChoiceField(choices=IntegrationStyle.choices, label="How does it connect?")
    direction = forms.ChoiceField(
        choices=DataDirection.choices, label="What does the AI system do with the data there?"
    )
    owner = _person("Who runs it?")
    is_pipeline = forms.BooleanField(required=False, label="It is a data pipeline")
    is_pilot = forms.BooleanField(required=False, label="It is for a pilot")
    baseline_planned_on = DayField(required=False, label="Baseline planned for")
    build_starts_on = DayField(required=False, label="Building starts on")


class DataForm(PartForm):
    """Data, identity and the way it takes; the patterns that its systems offer are named."""

    data_classes = WordsField(
        required=False, label="Which data?", help_text="With commas between: orders, stock levels"
    )
    identity_pattern = forms.ChoiceField(
        required=False,
        choices=[("", "Not said yet"), *IdentityPattern.choices],
        label="How does it say who it is?",
    )
    identity_provider = SystemField(label="Who vouches for it?", empty_label="No system named")
    data_path = paragraph("Which way does the data take?", "Platforms and queues it passes")
    network_path = paragraph("Which network path?", "Zones, gateways, proxies")
    egress = paragraph("What leaves the organisation's network?", "None is an answer")
    places = WordsField(
        required=False, label="Where is it processed?", help_text="With commas between"
    )

    def __init__(self, *args: Any, integration: Integration, **options: Any) -> None:
        super().__init__(*args, integration=integration, **options)
        field = cast("forms.ModelChoiceField[System]", self.fields["identity_provider"])
        field.queryset = systems_in_use().filter(kind=SystemKind.IDENTITY_PROVIDER)
        ends = [end for end in (integration.source, integration.target) if end]
        offered = [f"{end.name} offers {', '.join(end.patterns)}" for end in ends if end.patterns]
        self.fields["identity_pattern"].help_text = "; ".join(offered)
        if not integration.data_classes:
            known = [word for end in ends for word in end.data_classes]
            self.initial["data_classes"] = list(dict.fromkeys(known))


class BudgetsForm(PartForm):
    """How slow and how much it may be."""

    latency_budget_ms = forms.IntegerField(
        required=False, min_value=0, label="Slowest answer that still serves, in milliseconds"
    )
    load_budget_per_minute = forms.IntegerField(
        required=False, min_value=0, label="Most calls a minute that the systems bear"
    )


class ScaleForm(PartForm):
    """What a scale test showed, and the next step."""

    scale_tested_on = DayField(required=False, label="Tested on")
    scale_test_result = paragraph("What did it show?")
    next_scale_step = paragraph("What is the next step in scale?")


class CompromiseForm(PartForm):
    """What happens when somebody gets in."""

    compromise_reach = paragraph("What could be reached through it?")
    compromise_containment = paragraph("How is it contained?")
    compromise_notice_hours = forms.IntegerField(
        required=False, min_value=0, label="Hours until those concerned are told"
    )


class ConformanceForm(PartForm):
    """How what runs relates to the design."""

    conformance = forms.ChoiceField(
        required=False,
        choices=[("", "Not looked at yet"), *Conformance.choices],
        label="What runs and what was designed",
    )
    conformance_note = paragraph("What differs?")
    conformance_on = DayField(required=False, label="Looked at on")


class RowsForm(VersionedForm):
    """A part that is a list."""

    rows = RowsField([], label="Rows")

    def __init__(self, *args: Any, integration: Integration, viewer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("rows", self.known(integration))

    def known(self, integration: Integration) -> list[dict[str, Any]]:
        """The rows as they are."""
        raise NotImplementedError


class DependenciesForm(RowsForm):
    """What it relies on, and what happens when that fails."""

    def __init__(self, *args: Any, integration: Integration, **options: Any) -> None:
        systems = {str(each.pk): each for each in systems_in_use()}
        offered = [
            ("", "Not in the catalogue"),
            *((key, str(each)) for key, each in systems.items()),
        ]
        columns = [
            Column("system", "System", "choice", offered, systems.get),
            Column("name", "Or by name", most=200),
            Column("fallback", "When it fails", "long"),
        ]
        super().__init__(*args, integration=integration, **options)
        self.fields["rows"] = RowsField(columns, label="It relies on")

    def known(self, integration: Integration) -> list[dict[str, Any]]:
        return [
            {"system": each.system_id, "name": each.name, "fallback": each.fallback}
            for each in integration.dependencies.all()
        ]


class FragilityForm(RowsForm):
    """Why it may break, and what is done about each."""

    rows = RowsField(
        [
            Column("flag", "Fragile because", "choice", [("", "Choose"), *FragilityFlag.choices]),
            Column("mitigation", "What is done about it", "long"),
        ],
        label="What is fragile",
    )
    has_none = forms.BooleanField(required=False, label="Nothing about it is fragile")

    def known(self, integration: Integration) -> list[dict[str, Any]]:
        self.initial.setdefault("has_none", integration.has_no_fragility)
        return [
            {"flag": each.flag, "mitigation": each.mitigation}
            for each in integration.fragilities.all()
        ]


def _people() -> tuple[list[tuple[str, str]], Callable[[str], Any]]:
    by_key = {str(each.pk): each for each in people_with_a_role()}
    return [("", "Nobody yet"), *((key, str(each)) for key, each in by_key.items())], by_key.get


class ArtefactsForm(RowsForm):
    """What exists for it alone."""

    has_none = forms.BooleanField(required=False, label="Nothing is made for it alone")

    def __init__(self, *args: Any, integration: Integration, **options: Any) -> None:
        people, find = _people()
        columns = [
            Column("name", "What it is", most=200),
            Column("owner", "Who keeps it", "choice", people, find),
            Column("repository", "Where it lies", most=500),
        ]
        super().__init__(*args, integration=integration, **options)
        self.fields["rows"] = RowsField(columns, label="Made for it alone")

    def known(self, integration: Integration) -> list[dict[str, Any]]:
        self.initial.setdefault("has_none", integration.has_no_artefacts)
        return [
            {"name": each.name, "owner": each.owner_id, "repository": each.repository}
            for each in integration.artefacts.all()
        ]


class DebtForm(RowsForm):
    """What of the pilot is kept, replaced or retired."""

    has_none = forms.BooleanField(required=False, label="The pilot leaves nothing behind")

    def __init__(self, *args: Any, integration: Integration, **options: Any) -> None:
        people, find = _people()
        columns = [
            Column("item", "What is left", most=200),
            Column("decision", "Is to be", "choice", [("", "Not decided"), *DebtDecision.choices]),
            Column("due_on", "By", "day", read=read_day),
            Column("owner", "Who sees to it", "choice", people, find),
            Column("pk", "", "hidden", read=lambda typed: int(typed) if typed.isdigit() else 0),
        ]
        super().__init__(*args, integration=integration, **options)
        self.fields["rows"] = RowsField(columns, label="What the pilot leaves behind")

    def known(self, integration: Integration) -> list[dict[str, Any]]:
        self.initial.setdefault("has_none", integration.has_no_debt)
        return [
            {
                "pk": each.pk,
                "item": each.item,
                "decision": each.decision,
                "due_on": each.due_on,
                "owner": each.owner_id,
            }
            for each in integration.debts.filter(closed_at=None)
        ]
