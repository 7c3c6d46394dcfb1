"""Shapes of what an integration consists of: its parts, and the lists that are told whole."""

from typing import Any, ClassVar

from rest_framework import serializers

from architecture.actions.parts import PARTS
from architecture.api.fields import PersonField, SystemField
from architecture.models import CustomArtefact, Dependency, Fragility, PilotDebt
from architecture.vocabulary import (
    Conformance,
    DataDirection,
    DebtDecision,
    FragilityFlag,
    IdentityPattern,
    IntegrationStyle,
)

_COUNT: dict[str, Any] = {
    "required": False,
    "allow_null": True,
    "min_value": 0,
    "max_value": 2_147_483_647,
}
_WORDS: dict[str, Any] = {"required": False, "max_length": 50}


class PartSerializer(serializers.Serializer[Any]):
    """Facts of one part; send those that change. Which part holds which fact:"""

    version = serializers.IntegerField(
        required=False, allow_null=True, help_text="`version` as you last read it."
    )
    name = serializers.CharField(required=False, allow_blank=True)
    purpose = serializers.CharField(required=False, allow_blank=True)
    style = serializers.ChoiceField(  # type: ignore[assignment]
        choices=IntegrationStyle.choices, required=False
    )
    direction = serializers.ChoiceField(choices=DataDirection.choices, required=False)
    is_pipeline = serializers.BooleanField(required=False)
    is_pilot = serializers.BooleanField(required=False)
    owner = PersonField(required=False)
    baseline_planned_on = serializers.DateField(required=False, allow_null=True)
    build_starts_on = serializers.DateField(required=False, allow_null=True)
    data_classes = serializers.ListField(child=serializers.CharField(allow_blank=True), **_WORDS)
    identity_pattern = serializers.ChoiceField(
        choices=IdentityPattern.choices, required=False, allow_blank=True
    )
    identity_provider = SystemField()
    data_path = serializers.CharField(required=False, allow_blank=True)
    network_path = serializers.CharField(required=False, allow_blank=True)
    egress = serializers.CharField(required=False, allow_blank=True)
    places = serializers.ListField(child=serializers.CharField(allow_blank=True), **_WORDS)
    latency_budget_ms = serializers.IntegerField(**_COUNT)
    load_budget_per_minute = serializers.IntegerField(**_COUNT)
    scale_tested_on = serializers.DateField(required=False, allow_null=True)
    scale_test_result = serializers.CharField(required=False, allow_blank=True)
    next_scale_step = serializers.CharField(required=False, allow_blank=True)
    compromise_reach = serializers.CharField(required=False, allow_blank=True)
    compromise_containment = serializers.CharField(required=False, allow_blank=True)
    compromise_notice_hours = serializers.IntegerField(**_COUNT)
    conformance = serializers.ChoiceField(
        choices=Conformance.choices, required=False, allow_blank=True
    )
    conformance_note = serializers.CharField(required=False, allow_blank=True)
    conformance_on = serializers.DateField(required=False, allow_null=True)


PartSerializer.__doc__ = "Facts of one part; send those that change. " + " ".join(
    f"`{name}`: {', '.join(part.fields)}." for name, part in PARTS.items()
)


class DependencySerializer(serializers.ModelSerializer[Dependency]):
    """What it relies on: a system by slug, or a name, and the fallback."""

    system = SystemField()
    name = serializers.CharField(default="", allow_blank=True)
    fallback = serializers.CharField(default="", allow_blank=True)

    class Meta:
        model = Dependency
        fields: ClassVar = ["system", "name", "fallback"]
        validators: ClassVar[list[Any]] = []


class FragilitySerializer(serializers.ModelSerializer[Fragility]):
    """Why it may break, and what is done about it."""

    flag = serializers.ChoiceField(choices=FragilityFlag.choices)
    mitigation = serializers.CharField(default="", allow_blank=True)

    class Meta:
        model = Fragility
        fields: ClassVar = ["flag", "mitigation"]
        validators: ClassVar[list[Any]] = []


class ArtefactSerializer(serializers.ModelSerializer[CustomArtefact]):
    """Something that exists for it alone."""

    name = serializers.CharField(allow_blank=True)
    owner = PersonField(required=False)
    repository = serializers.CharField(default="", allow_blank=True)

    class Meta:
        model = CustomArtefact
        fields: ClassVar = ["name", "owner", "repository"]


class DebtSerializer(serializers.ModelSerializer[PilotDebt]):
    """Something that a pilot leaves behind; send its `id` to keep a known one."""

    id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    item = serializers.CharField(allow_blank=True)
    decision = serializers.ChoiceField(choices=DebtDecision.choices, default="", allow_blank=True)
    owner = PersonField(required=False)

    class Meta:
        model = PilotDebt
        fields: ClassVar = [
            "id", "item", "decision", "due_on", "owner", "noted_at", "closed_at", "closing_note",
        ]  # fmt: skip
        read_only_fields: ClassVar = ["noted_at", "closed_at", "closing_note"]


_MOST_ROWS: dict[str, Any] = {"max_length": 50}


def rows_of(
    row: type[serializers.ModelSerializer[Any]],
    name: str,
    words: str = "The whole list; what it lacks is taken off.",
) -> type[Any]:
    """A body with rows of the shape, "none" as an answer, and the version that was read."""
    return type(
        name,
        (serializers.Serializer,),
        {
            "__doc__": words,
            "__module__": __name__,
            "rows": row(many=True, **_MOST_ROWS),
            "has_none": serializers.BooleanField(
                default=False, help_text="There is nothing to list; send no rows then."
            ),
            "version": serializers.IntegerField(required=False, allow_null=True),
        },
    )


DependenciesSerializer = rows_of(DependencySerializer, "DependenciesSerializer")
FragilitiesSerializer = rows_of(FragilitySerializer, "FragilitiesSerializer")
ArtefactsSerializer = rows_of(ArtefactSerializer, "ArtefactsSerializer")
DebtsSerializer = rows_of(
    DebtSerializer,
    "DebtsSerializer",
    "Every open item and what is new; an open item leaves the list only by being closed.",
)
