"""The forms of what an integration links, and of what it uses again."""

from typing import Any, cast

from django import forms

from architecture import reuse
from architecture.integration_forms import (
    EndsOnly,
    IntegrationField,
    ReuseFields,
)
from architecture.models import Integration
from architecture.part_forms import PartForm


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


class ReuseForm(PartForm, ReuseFields):
    """What came of looking for what is there; what is alike is on offer."""

    def __init__(self, *args: Any, integration: Integration, **options: Any) -> None:
        super().__init__(*args, integration=integration, **options)
        alike = reuse.similar_integrations(_as_it_is(integration), self.viewer)
        offered = {each.integration.pk for each in alike} | {integration.reuses_id or 0}
        visible = Integration.objects.visible_to(self.viewer)
        self.limit_to(visible.filter(pk__in=offered).order_by("reference"))
        if integration.reuses_id and integration.reuses is None:
            field = cast("IntegrationField", self.fields["reuses"])
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
