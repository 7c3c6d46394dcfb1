"""Shapes of initiatives and what belongs to them."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from initiatives.models import (
    Initiative,
    Interruption,
    Member,
    OperationalStatusChange,
    RegistrationDraft,
    Restriction,
    UseCaseVersion,
)
from initiatives.queries import interruption_in_force, restriction_in_force
from initiatives.vocabulary import HowFar, OperationalStatus
from people.api.fields import ArchitectField, UnitField
from people.api.serializers import PersonSerializer
from people.vocabulary import Party


class InitiativeSerializer(serializers.ModelSerializer[Initiative]):
    """An initiative as a list shows it."""

    unit_name = serializers.CharField(source="unit.name", read_only=True)
    lead = PersonSerializer(read_only=True, allow_null=True)
    is_half_filled = serializers.BooleanField(
        read_only=True, help_text="The shared outcome lacks one of its two goals."
    )
    page = serializers.CharField(
        source="get_absolute_url", read_only=True, help_text="Address of its page."
    )

    class Meta:
        model = Initiative
        fields: ClassVar[list[str]] = [
            "reference",
            "title",
            "problem",
            "business_goal",
            "operability_goal",
            "is_half_filled",
            "unit",
            "unit_name",
            "how_far",
            "stage",
            "operational_status",
            "status",
            "lead",
            "registered_at",
            "started_on",
            "it_invited_at",
            "it_joined_at",
            "updated_at",
            "version",
            "page",
        ]
        read_only_fields = fields


class SeatSerializer(serializers.ModelSerializer[Member]):
    """A seat at the table."""

    person = PersonSerializer(source="user", read_only=True)

    class Meta:
        model = Member
        fields: ClassVar = ["person", "party", "joined_at"]
        read_only_fields = fields


class InterruptionSerializer(serializers.ModelSerializer[Interruption]):
    """Why work does not go on, and what would resume it."""

    by = PersonSerializer(read_only=True)

    class Meta:
        model = Interruption
        fields: ClassVar = ["status", "reason", "resume_condition", "since", "by", "by_party"]
        read_only_fields = fields


class RestrictionSerializer(serializers.ModelSerializer[Restriction]):
    """Why fewer people see an initiative, and until when."""

    it_member = PersonSerializer(read_only=True)
    by = PersonSerializer(read_only=True)

    class Meta:
        model = Restriction
        fields: ClassVar = ["reason", "until", "it_member", "by", "since", "lifted_at"]
        read_only_fields = fields


class InitiativeDetailSerializer(InitiativeSerializer):
    """An initiative with its table and what stands in its way now."""

    table = SeatSerializer(source="seats", many=True, read_only=True)
    interruption = serializers.SerializerMethodField()
    visibility_restriction = serializers.SerializerMethodField()

    class Meta(InitiativeSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *InitiativeSerializer.Meta.fields,
            "table",
            "interruption",
            "visibility_restriction",
        ]
        read_only_fields = fields

    @extend_schema_field(InterruptionSerializer(allow_null=True))
    def get_interruption(self, initiative: Initiative) -> Any:
        """Why work does not go on now; null while it does."""
        found = interruption_in_force(initiative)
        return found and InterruptionSerializer(found, context=self.context).data

    @extend_schema_field(RestrictionSerializer(allow_null=True))
    def get_visibility_restriction(self, initiative: Initiative) -> Any:
        """What restricts it today; null where nothing does."""
        found = restriction_in_force(initiative)
        return found and RestrictionSerializer(found, context=self.context).data


class SimilarInitiativeSerializer(serializers.ModelSerializer[Initiative]):
    """An initiative much like the one being typed."""

    unit_name = serializers.CharField(source="unit.name", read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Initiative
        fields: ClassVar = ["reference", "title", "problem", "unit", "unit_name", "stage", "page"]
        read_only_fields = fields


class SimilarInitiativesSerializer(serializers.Serializer[Any]):
    """The most alike first; never more than five."""

    results = SimilarInitiativeSerializer(many=True)


class RegistrationSerializer(serializers.Serializer[Any]):
    """An idea to be registered."""

    title = serializers.CharField(allow_blank=True, help_text="At most 200 characters.")
    problem = serializers.CharField(allow_blank=True, help_text="At most 5000 characters.")
    business_goal = serializers.CharField(default="", allow_blank=True)
    operability_goal = serializers.CharField(default="", allow_blank=True)
    unit = UnitField()
    how_far = serializers.ChoiceField(choices=HowFar.choices)
    draft = serializers.UUIDField(
        required=False, allow_null=True, help_text="A draft of yours that this replaces."
    )


class UseCaseChangeSerializer(serializers.Serializer[Any]):
    """New wording of the use case, and the version it was written against."""

    title = serializers.CharField(required=False, allow_blank=True)
    problem = serializers.CharField(required=False, allow_blank=True)
    business_goal = serializers.CharField(required=False, allow_blank=True)
    operability_goal = serializers.CharField(required=False, allow_blank=True)
    version = serializers.IntegerField(help_text="`version` as you last read it.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse fields that this cannot change, rather than leave them aside silently."""
        unknown = [name for name in self.initial_data if name not in self.fields]
        if unknown:
            known = ", ".join(self.fields)
            message = f"This cannot be changed here. Use {known}."
            raise serializers.ValidationError({str(name)[:80]: [message] for name in unknown})
        return attrs


class UseCaseVersionSerializer(serializers.ModelSerializer[UseCaseVersion]):
    """The use case as it read from a time on."""

    changed_by_party = serializers.ChoiceField(
        choices=Party.choices, allow_blank=True, read_only=True
    )

    class Meta:
        model = UseCaseVersion
        fields: ClassVar = [
            "number",
            "title",
            "problem",
            "business_goal",
            "operability_goal",
            "changed_by_party",
            "changed_at",
            "after_it_joined",
        ]
        read_only_fields = fields


class DraftSerializer(serializers.ModelSerializer[RegistrationDraft]):
    """What you have typed and not registered yet; only you see it."""

    title = serializers.CharField(default="", allow_blank=True)
    problem = serializers.CharField(default="", allow_blank=True)
    business_goal = serializers.CharField(default="", allow_blank=True)
    operability_goal = serializers.CharField(default="", allow_blank=True)
    unit = serializers.CharField(default="", allow_blank=True)
    how_far = serializers.CharField(default="", allow_blank=True)

    class Meta:
        model = RegistrationDraft
        fields: ClassVar = [
            "id",
            "title",
            "problem",
            "business_goal",
            "operability_goal",
            "unit",
            "how_far",
            "saved_at",
            "expires_at",
        ]
        read_only_fields: ClassVar = ["id", "saved_at", "expires_at"]

    expires_at = serializers.DateTimeField(read_only=True)

    def to_representation(self, instance: RegistrationDraft) -> dict[str, Any]:
        """The draft's content beside its own times."""
        return {
            "id": str(instance.pk),
            **{
                name: instance.content.get(name, "")
                for name, field in self.fields.items()
                if not field.read_only
            },
            "saved_at": self.fields["saved_at"].to_representation(instance.saved_at),
            "expires_at": self.fields["expires_at"].to_representation(instance.expires_at),
        }


class ReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(allow_blank=True)


class InterruptingSerializer(ReasonSerializer):
    """Why work does not go on, and what would resume it."""

    resume_condition = serializers.CharField(allow_blank=True)


class RestrictingSerializer(ReasonSerializer):
    """Why fewer people should see it, until when, and who stays for IT."""

    until = serializers.DateField()
    it_member = ArchitectField()


class OperationalStatusChangeSerializer(serializers.ModelSerializer[OperationalStatusChange]):
    """It runs as something else since a day."""

    by = PersonSerializer(read_only=True)
    from_status = serializers.ChoiceField(choices=OperationalStatus.choices, read_only=True)
    to_status = serializers.ChoiceField(choices=OperationalStatus.choices, read_only=True)

    class Meta:
        model = OperationalStatusChange
        fields: ClassVar = [
            "from_status",
            "to_status",
            "effective_on",
            "evidence",
            "by",
            "by_party",
            "recorded_at",
        ]
        read_only_fields = fields


class OperationalStatusChangingSerializer(serializers.Serializer[Any]):
    """How it runs now, since when, and what shows it."""

    status = serializers.ChoiceField(choices=OperationalStatus.choices)
    effective_on = serializers.DateField(help_text="Today or a day before.")
    evidence = serializers.CharField(
        allow_blank=True, help_text="What shows it, in words or a link; at most 2000 characters."
    )
