"""Shapes of integrations, design authority, incidents and trails."""

from typing import Any, ClassVar

from rest_framework import serializers

from architecture.api.fields import SystemField
from architecture.inputs import TrailKind, TrailStep
from architecture.models import (
    DecisionRecord,
    DesignAuthority,
    Integration,
    IntegrationIncident,
    System,
)
from architecture.vocabulary import (
    Conformance,
    DataDirection,
    DesignState,
    IdentityPattern,
    IntegrationStyle,
    ReuseResult,
)
from people.api.serializers import PersonSerializer
from people.vocabulary import Party


class AuthoritySerializer(serializers.ModelSerializer[DesignAuthority]):
    """An offer of design authority and what became of it."""

    integration = serializers.CharField(source="integration.reference", read_only=True)
    holder = PersonSerializer(read_only=True)
    handed_to = PersonSerializer(read_only=True, allow_null=True)
    is_held = serializers.BooleanField(
        read_only=True,
        help_text="False also for an accepted one whose holder has left, or left IT.",
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
        slug_field="reference",
        read_only=True,
        allow_null=True,
        help_text="Null also where you may not see the integration that is used again.",
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


class EndsSerializer(serializers.Serializer[Any]):
    """Where the data comes from and where it goes; an end that is null is the AI system itself."""

    source = SystemField(required=True)  # type: ignore[assignment]
    target = SystemField(required=True)
    ai_system = serializers.CharField(
        default="", allow_blank=True, help_text="Empty: it keeps its name."
    )
    version = serializers.IntegerField(
        required=False, allow_null=True, help_text="`version` as you last read it."
    )


class ReuseSerializer(serializers.Serializer[Any]):
    """What came of looking for what is there."""

    result = serializers.ChoiceField(choices=ReuseResult.choices)
    reason = serializers.CharField(
        default="", allow_blank=True, help_text="Needed for something new."
    )
    reuses = serializers.CharField(
        default="", allow_blank=True, help_text="Reference of the integration used again."
    )
    version = serializers.IntegerField(
        required=False, allow_null=True, help_text="`version` as you last read it."
    )


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
