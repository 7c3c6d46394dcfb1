"""Shapes of integrations, design authority, incidents and trails."""

from typing import Any, ClassVar

from rest_framework import serializers

from architecture.actions.parts import PARTS
from architecture.inputs import TrailKind, TrailStep
from architecture.models import (
    CustomArtefact,
    DecisionRecord,
    Dependency,
    DesignAuthority,
    Fragility,
    Integration,
    IntegrationIncident,
    PilotDebt,
    System,
)
from architecture.vocabulary import (
    Conformance,
    DataDirection,
    DebtDecision,
    DesignState,
    FragilityFlag,
    IdentityPattern,
    IntegrationStyle,
    ReuseResult,
)
from people.api.serializers import PersonSerializer
from people.models import User
from people.queries import people_with_a_role
from people.vocabulary import Party


class AuthoritySerializer(serializers.ModelSerializer[DesignAuthority]):
    """An offer of design authority and what became of it."""

    integration = serializers.CharField(source="integration.reference", read_only=True)
    holder = PersonSerializer(read_only=True)
    handed_to = PersonSerializer(read_only=True, allow_null=True)
    is_held = serializers.BooleanField(
        read_only=True, help_text="False also for an accepted one whose holder has left."
    )

    class Meta:
        model = DesignAuthority
        fields: ClassVar = [
            "id", "integration", "holder", "state", "is_held", "offered_party", "offered_at",
            "accepted_at", "answered_at", "ended_at", "reason", "alternative", "handed_to",
            "version",
        ]  # fmt: skip
        read_only_fields = fields


class IntegrationSerializer(serializers.ModelSerializer[Integration]):
    """An integration with its ends, its design state and who holds the design."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    source = serializers.SlugRelatedField[System](  # type: ignore[assignment]
        slug_field="slug", read_only=True, allow_null=True
    )
    target = serializers.SlugRelatedField[System](
        slug_field="slug", read_only=True, allow_null=True
    )
    identity_provider = serializers.SlugRelatedField[System](
        slug_field="slug", read_only=True, allow_null=True
    )
    owner = PersonSerializer(read_only=True, allow_null=True)
    reuses = serializers.SlugRelatedField[Integration](
        slug_field="reference", read_only=True, allow_null=True
    )
    design_authority = AuthoritySerializer(
        source="current_authority", read_only=True, allow_null=True
    )
    data_classes = serializers.ListField(child=serializers.CharField(), read_only=True)
    places = serializers.ListField(child=serializers.CharField(), read_only=True)
    identity_pattern = serializers.ChoiceField(
        choices=IdentityPattern.choices, allow_blank=True, read_only=True
    )
    reuse_result = serializers.ChoiceField(
        choices=ReuseResult.choices, allow_blank=True, read_only=True
    )
    conformance = serializers.ChoiceField(
        choices=Conformance.choices, allow_blank=True, read_only=True
    )
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Integration
        fields: ClassVar = [
            "id", "reference", "initiative", "name", "purpose", "source", "source_ai_system",
            "target", "target_ai_system", "style", "direction", "is_pipeline", "is_pilot",
            "data_classes", "owner", "identity_pattern", "identity_provider", "data_path",
            "network_path", "egress", "places", "latency_budget_ms", "load_budget_per_minute",
            "is_place_of_interpretation", "reuse_result", "reuse_reason", "reuses",
            "design_state", "design_authority", "baseline_planned_on", "baselined_on",
            "build_starts_on", "scale_tested_on", "scale_test_result", "next_scale_step",
            "compromise_reach", "compromise_containment", "compromise_notice_hours",
            "conformance", "conformance_note", "conformance_on", "has_no_artefacts",
            "has_no_fragility", "has_no_debt", "registered_party", "registered_at", "version",
            "page",
        ]  # fmt: skip
        read_only_fields = fields


class SystemField(serializers.SlugRelatedField[System]):
    """A system of the catalogue by its slug; null is the AI system itself."""

    default_error_messages: ClassVar = {
        "does_not_exist": "There is no system “{value}” in the catalogue.",
        "invalid": "Send the system's slug.",
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(
            slug_field="slug",
            queryset=System.objects.filter(merged_into=None),
            allow_null=True,
            **options,
        )


class PersonField(serializers.PrimaryKeyRelatedField[User]):
    """An active person with a role, by id."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=people_with_a_role(),
            allow_null=True,
            pk_field=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
            **options,
        )


class ProposingSerializer(serializers.Serializer[Any]):
    """An integration to be proposed, with what came of looking for what is there."""

    name = serializers.CharField(allow_blank=True, help_text="At most 200 characters.")
    style = serializers.ChoiceField(  # type: ignore[assignment]
        choices=IntegrationStyle.choices
    )
    reuse_result = serializers.ChoiceField(choices=ReuseResult.choices)
    reuse_reason = serializers.CharField(
        default="", allow_blank=True, help_text="Needed for something new."
    )
    reuses = serializers.CharField(
        default="", allow_blank=True, help_text="Reference of the integration used again."
    )
    source = SystemField()  # type: ignore[assignment]
    target = SystemField()
    ai_system = serializers.CharField(default="", allow_blank=True)
    purpose = serializers.CharField(default="", allow_blank=True)
    direction = serializers.ChoiceField(choices=DataDirection.choices, default=DataDirection.READ)
    data_classes = serializers.ListField(
        child=serializers.CharField(allow_blank=True), default=list, max_length=50
    )
    is_pipeline = serializers.BooleanField(default=False)
    is_pilot = serializers.BooleanField(default=False)
    build_starts_on = serializers.DateField(required=False, allow_null=True)


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


def rows_of(row: type[serializers.ModelSerializer[Any]], name: str) -> type[Any]:
    """A body with rows of the shape, "none" as an answer, and the version that was read."""
    return type(
        name,
        (serializers.Serializer,),
        {
            "__doc__": "The whole list; what it lacks is taken off.",
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
DebtsSerializer = rows_of(DebtSerializer, "DebtsSerializer")


class DesignStateSerializer(serializers.Serializer[Any]):
    """How far the design is now."""

    state = serializers.ChoiceField(choices=DesignState.choices)
    effective_on = serializers.DateField(
        required=False, allow_null=True, help_text="The day it came about; today without it."
    )
    version = serializers.IntegerField(
        required=False, allow_null=True, help_text="`version` as you last read it."
    )


class SettingSerializer(DesignStateSerializer):
    """The same by its holder."""

    note = serializers.CharField(default="", allow_blank=True)


class OverridingSerializer(DesignStateSerializer):
    """The same by an administrator, who says why."""

    reason = serializers.CharField(allow_blank=True)


class DecliningAuthoritySerializer(serializers.Serializer[Any]):
    """Why not, and who or what else would do."""

    reason = serializers.CharField(allow_blank=True)
    alternative = serializers.CharField(default="", allow_blank=True)


class IncidentSerializer(serializers.ModelSerializer[IntegrationIncident]):
    """Something that broke, with the initiative it came from and who answers for that."""

    integration = serializers.CharField(source="integration.reference", read_only=True)
    initiative = serializers.CharField(source="integration.initiative.reference", read_only=True)
    accountable = PersonSerializer(
        source="integration.initiative.lead", read_only=True, allow_null=True
    )
    cause = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    decision = serializers.SlugRelatedField(
        slug_field="reference",
        queryset=DecisionRecord.objects.all(),
        required=False,
        allow_null=True,
    )

    class Meta:
        model = IntegrationIncident
        fields: ClassVar = [
            "id", "integration", "initiative", "accountable", "happened_on", "title", "cause",
            "cost_days", "decision", "reported_party", "reported_at",
        ]  # fmt: skip
        read_only_fields: ClassVar = ["id", "reported_party", "reported_at"]


class ClosingSerializer(serializers.Serializer[Any]):
    """What came of it."""

    note = serializers.CharField(allow_blank=True)


class CreditsSerializer(serializers.Serializer[Any]):
    """The design inputs that are in it, by their references."""

    inputs = serializers.ListField(child=serializers.CharField(), max_length=200)


class TrailStepSerializer(serializers.Serializer[TrailStep]):
    """One step of the answer to "why is it like this?"."""

    kind = serializers.ChoiceField(choices=[each.value for each in TrailKind])
    moment = serializers.DateTimeField()
    title = serializers.CharField()
    party = serializers.ChoiceField(choices=Party.choices, allow_blank=True)
    reference = serializers.CharField()
    note = serializers.CharField()
    page = serializers.CharField(source="address")
