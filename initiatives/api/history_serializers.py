"""Shapes of what happened."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from audit.models import AuditEvent


class EventSerializer(serializers.ModelSerializer[AuditEvent]):
    """One thing that happened, as the record keeps it."""

    label = serializers.CharField(  # type: ignore[assignment]
        source="event_kind.label", read_only=True
    )
    sentence = serializers.CharField(read_only=True)
    actor = serializers.CharField(source="actor_label", read_only=True)
    party = serializers.CharField(
        source="actor_party", read_only=True, help_text="The actor's side; empty for the system."
    )
    object = serializers.CharField(source="object_ref", read_only=True)
    object_label = serializers.CharField(read_only=True)
    data = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta:
        model = AuditEvent
        fields: ClassVar = [
            "id",
            "kind",
            "label",
            "sentence",
            "actor",
            "party",
            "object",
            "object_label",
            "occurred_at",
            "recorded_at",
            "data",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_data(self, event: AuditEvent) -> dict[str, Any]:
        """The event's own facts."""
        return dict(event.content["data"])
