"""Shapes of decisions."""

from typing import Any, ClassVar

from rest_framework import serializers

from initiatives.models import Reopening
from initiatives.queries import Decision
from initiatives.vocabulary import MilestoneKind, ReopeningCause, TimeQuality
from people.vocabulary import Party


class MilestoneSerializer(serializers.Serializer[Decision]):
    """A decision: open, taken, or taken and open to change."""

    kind = serializers.ChoiceField(choices=MilestoneKind.choices)
    label = serializers.CharField(source="kind.label")  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=["open", "taken", "reopenable"])
    planned_on = serializers.DateField(source="milestone.planned_on", default=None, allow_null=True)
    taken_on = serializers.DateField(source="milestone.taken_on", default=None, allow_null=True)
    taken_recorded_at = serializers.DateTimeField(
        source="milestone.taken_recorded_at", default=None, allow_null=True
    )
    quality = serializers.ChoiceField(
        choices=TimeQuality.choices, source="milestone.quality", default=None, allow_null=True
    )


class MilestonesSerializer(serializers.Serializer[Any]):
    """Every decision in its usual order, also those without a date."""

    results = MilestoneSerializer(many=True)


class PlanSerializer(serializers.Serializer[Any]):
    """When a decision is meant to be taken."""

    planned_on = serializers.DateField()


class TakingSerializer(serializers.Serializer[Any]):
    """When a decision was taken; without a day, today."""

    taken_on = serializers.DateField(required=False, allow_null=True)


class ToldDateSerializer(serializers.Serializer[Any]):
    """The day of a decision that was declared without one."""

    taken_on = serializers.DateField()


class ReopenableSerializer(serializers.Serializer[Any]):
    """Whether a taken decision can still change."""

    reopenable = serializers.BooleanField()


class ReopenSerializer(serializers.Serializer[Any]):
    """Why a decision goes back into the open."""

    reason = serializers.CharField(allow_blank=True)
    cause = serializers.ChoiceField(choices=ReopeningCause.choices, default=ReopeningCause.OTHER)
    planned = serializers.BooleanField(
        default=False, help_text="This round had been agreed beforehand; it is no rework."
    )


class ReopeningSerializer(serializers.ModelSerializer[Reopening]):
    """A decision that was taken back into the open."""

    by_party = serializers.ChoiceField(choices=Party.choices, read_only=True)

    class Meta:
        model = Reopening
        fields: ClassVar = ["kind", "cause", "planned", "reason", "by_party", "at"]
        read_only_fields = fields
