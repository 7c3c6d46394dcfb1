"""The forms of what an integration links, and of what it uses again."""

from typing import Any, cast

from django import forms

from architecture import reuse
from architecture.integration_forms import (
    REUSE_HELP,
    ChoicesWithHelp,
    EndsOnly,
    IntegrationField,
)
from architecture.models import Integration
from architecture.part_forms import PartForm, paragraph
from architecture.vocabulary import ReuseResult
from people.forms import unmarked


class EndsForm(PartForm, EndsOnly):
    """Where the data comes from, and where it goes."""

    ai_system = forms.CharField(
        required=False,
        max_length=200,
        label="What is the AI system called?",
        widget=forms.TextInput({"dir": "auto"}),
    )

    def __init__(self, *args: Any, integration: Integration, **options: Any) -> None:
        super().__init__(*args, integration=integration, **options)
        called = integration.source_ai_system or integration.target_ai_system
        self.initial.setdefault("ai_system", called)


class ReuseForm(PartForm):
    """What came of looking for what is there; what is alike is on offer."""

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
    reuse_reason = unmarked(paragraph("Why?"))

    def __init__(self, *args: Any, integration: Integration, **options: Any) -> None:
        super().__init__(*args, integration=integration, **options)
        field = cast("IntegrationField", self.fields["reuses"])
        alike = reuse.similar_integrations(_as_it_is(integration), self.viewer)
        offered = {each.integration.pk for each in alike} | {integration.reuses_id or 0}
        visible = Integration.objects.visible_to(self.viewer)
        field.queryset = visible.filter(pk__in=offered).order_by("reference")
        if integration.reuses_id and integration.reuses is None:
            field.empty_label = "The integration you cannot see"


def _as_it_is(integration: Integration) -> reuse.Proposal:
    return reuse.Proposal(
        name=integration.name,
        purpose=integration.purpose,
        source=integration.source,
        target=integration.target,
        data_classes=integration.data_classes,
        integration=integration,
    )
