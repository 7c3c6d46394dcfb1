"""The forms about decision records."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone

from architecture.actions.decision_fields import Written
from architecture.integration_forms import VersionedForm
from architecture.models import DecisionRecord, Integration
from architecture.row_fields import Column, RowsField
from architecture.vocabulary import TAKEN_ONCE, DecisionStatus
from initiatives.models import Initiative
from initiatives.workspace_forms import DayField, ParagraphField
from people.forms import ChosenField, OnceForm
from people.models import User
from people.queries import people_with_a_role

if TYPE_CHECKING:
    _IntegrationField = forms.ModelChoiceField[Integration]
    _DecisionField = forms.ModelChoiceField[DecisionRecord]
else:
    _IntegrationField = _DecisionField = forms.ModelChoiceField

MOST_FILE_BYTES = 1024 * 1024


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


class DecisionForm(VersionedForm, OnceForm):
    """A decision record: what was at stake, what was considered, what is decided."""

    title = forms.CharField(
        max_length=200,
        label="What is decided?",
        help_text="Problem and answer in one line, as in: read orders through the gateway",
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"required": "Say it in one line."},
    )
    integration = _IntegrationField(
        queryset=Integration.objects.none(),
        required=False,
        label="Which integration is it about?",
        empty_label="The whole architecture",
    )
    context = ParagraphField(
        max_length=10_000,
        rows=4,
        required=False,
        label="What is the problem?",
        help_text="Two or three sentences.",
    )
    drivers = ParagraphField(
        max_length=10_000,
        rows=3,
        required=False,
        label="What drives the decision?",
        help_text="One on a line.",
    )
    options = RowsField(
        [
            Column("title", "Option", most=300),
            Column("description", "What it is", "long", most=5000),
            Column("good", "Good, because", "long"),
            Column("neutral", "Neutral, because", "long"),
            Column("bad", "Bad, because", "long"),
        ],
        label="What was considered?",
        help_text="Several reasons stand on a line each.",
    )
    chosen_option = forms.CharField(
        required=False,
        max_length=300,
        label="Which option is chosen?",
        widget=forms.TextInput({"dir": "auto"}),
    )
    outcome = ParagraphField(max_length=10_000, rows=4, required=False, label="Why that one?")
    consequences = ParagraphField(
        max_length=10_000,
        rows=3,
        required=False,
        label="What follows?",
        help_text="One on a line; good and bad.",
    )
    confirmation = ParagraphField(
        max_length=5_000,
        rows=2,
        required=False,
        label="How will we see that it holds?",
        help_text="A test, a measurement, an event; with its link.",
    )
    deciders = ChosenField(
        queryset=User.objects.none(),
        required=False,
        label="Who decides?",
        widget=forms.CheckboxSelectMultiple,
    )
    named_deciders = forms.CharField(
        required=False, max_length=2000, label="And who else, by name?", help_text="With commas."
    )
    more_information = ParagraphField(
        max_length=10_000, rows=2, required=False, label="Anything else?"
    )

    def __init__(
        self,
        *args: Any,
        initiative: Initiative,
        record: DecisionRecord | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.record = record
        integrations = Integration.objects.filter(initiative=initiative)
        cast("_IntegrationField", self.fields["integration"]).queryset = integrations
        cast("ChosenField", self.fields["deciders"]).queryset = _deciders(initiative, record)
        for name, value in (_known(record) if record else {}).items():
            self.initial.setdefault(name, value)

    def written(self) -> Written:
        """What was typed, once valid; what the form does not ask for stays."""
        typed = self.cleaned_data
        same = ("title", "integration", "context", "chosen_option", "outcome", "confirmation",
                "more_information")  # fmt: skip
        lines: dict[str, Any] = {name: _lines(typed[name]) for name in ("drivers", "consequences")}
        options = [
            {
                "title": row["title"],
                "description": row["description"],
                **{side: _lines(row[side]) for side in ("good", "neutral", "bad")},
            }
            for row in typed["options"]
        ]
        kept = self.record
        return Written(
            **{name: typed[name] for name in same},
            **lines,
            options=options,
            deciders=list(typed["deciders"]),
            named_deciders=typed["named_deciders"].split(","),
            consulted=kept.consulted if kept else [],
            informed=kept.informed if kept else [],
            further_sections=kept.further_sections if kept else [],
        )


def _deciders(initiative: Initiative, record: DecisionRecord | None) -> Any:
    at_table = people_with_a_role().filter(
        memberships__initiative=initiative, memberships__left_at=None
    )
    if record is None:
        return at_table
    named = User.objects.filter(pk__in=record.deciders.values("user"))
    return User.objects.filter(pk__in={*at_table.values_list("pk", flat=True),
                                       *named.values_list("pk", flat=True)})  # fmt: skip


def _known(record: DecisionRecord) -> dict[str, Any]:
    deciders = list(record.deciders.all())
    return {
        "title": record.title,
        "integration": record.integration_id,
        "context": record.context,
        "drivers": "\n".join(record.drivers),
        "options": [
            {
                "title": each.get("title", ""),
                "description": each.get("description", ""),
                **{side: "\n".join(each.get(side, [])) for side in ("good", "neutral", "bad")},
            }
            for each in record.options
        ],
        "chosen_option": record.chosen_option,
        "outcome": record.outcome,
        "consequences": "\n".join(record.consequences),
        "confirmation": record.confirmation,
        "more_information": record.more_information,
        "deciders": [each.user_id for each in deciders if each.user_id],
        "named_deciders": ", ".join(each.name for each in deciders if each.name),
    }


class StandingForm(VersionedForm):
    """Where a record stands now."""

    status = forms.ChoiceField(
        choices=DecisionStatus.choices,
        label="It is",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where it stands."},
    )
    decided_on = DayField(
        required=False,
        label="Decided on",
    )
    reason = ParagraphField(
        max_length=2000,
        rows=2,
        required=False,
        label="Why?",
        help_text="Needed when it is not taken or retired.",
    )

    def __init__(self, *args: Any, statuses: list[DecisionStatus], **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("decided_on", timezone.localdate())
        self.fields["decided_on"].widget.attrs |= {
            "data-reveal-on": "status=decided",
            "max": timezone.localdate().isoformat(),
        }
        if not self.is_bound:
            field = cast("forms.ChoiceField", self.fields["status"])
            field.choices = [(each.value, each.label) for each in statuses]
            self.initial.setdefault("status", statuses[0].value if statuses else "")


class ReplaceForm(VersionedForm):
    """Which record takes the place of this one."""

    by = _DecisionField(
        queryset=DecisionRecord.objects.none(),
        label="Which record takes its place?",
        empty_label="Choose one",
        error_messages={"required": "Choose the record that takes its place."},
    )

    def __init__(self, *args: Any, record: DecisionRecord, **options: Any) -> None:
        super().__init__(*args, **options)
        taken = DecisionRecord.objects.filter(initiative=record.initiative, status__in=TAKEN_ONCE)
        others = taken.exclude(pk=record.pk)
        cast("_DecisionField", self.fields["by"]).queryset = others


class FilesForm(forms.Form):
    """MADR files that somebody brings: a zip of a folder, or single Markdown files."""

    WHOLE, FAR = "whole", "far"

    file = forms.FileField(
        required=False,
        label="Markdown file, or a zip of the folder",
        help_text="At most one megabyte.",
        widget=forms.ClearableFileInput({"accept": ".md,.markdown,.zip"}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_FILE_BYTES * 2)
    lacking = forms.ChoiceField(
        label="A file that lacks parts",
        choices=[
            (FAR, "is taken as far as it goes"),
            (WHOLE, "is left aside until somebody completes it"),
        ],
        widget=forms.RadioSelect,
        initial=FAR,
    )
