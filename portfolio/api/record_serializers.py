"""Shapes of the record as auditors read it."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from audit.models import AuditEvent
from initiatives.api.history_serializers import EventSerializer
from portfolio.record import queries


class RecordedEventSerializer(EventSerializer):
    """One event with its place in the log."""

    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    sentence = serializers.SerializerMethodField()  # type: ignore[assignment]
    initiative = serializers.CharField(
        source="initiative_ref", read_only=True, help_text="Its reference; empty without one."
    )
    index = serializers.SerializerMethodField()

    class Meta(EventSerializer.Meta):
        fields: ClassVar = [*EventSerializer.Meta.fields, "initiative", "index"]
        read_only_fields = fields

    def get_label(self, event: AuditEvent) -> str:
        """The words for the kind."""
        return queries.label_of(event)

    def get_sentence(self, event: AuditEvent) -> str:
        """What happened."""
        return queries.sentence_of(event)

    @extend_schema_field({"type": ["integer", "null"]})
    def get_index(self, event: AuditEvent) -> int | None:
        """Its place in the log, from 0; null while it is not sealed."""
        return queries.index_of(event)


class PayloadSerializer(serializers.Serializer[Any]):
    """A value that may be erased: salt and value make the digest in the body."""

    salt = serializers.CharField(required=False, help_text="Base64.")
    value = serializers.CharField(required=False)
    erased = serializers.BooleanField(required=False, help_text="True where it was erased.")


class ProvedEventSerializer(serializers.Serializer[Any]):
    """One event with everything that proves it."""

    event = RecordedEventSerializer()
    body = serializers.CharField(help_text="The exact text that is sealed, RFC 8785.")
    payloads = serializers.DictField(child=PayloadSerializer())
    leaf_hash = serializers.CharField(help_text="SHA-256 of a zero byte and the body; base64.")
    index = serializers.IntegerField(allow_null=True)
    proof = serializers.ListField(
        child=serializers.CharField(),
        help_text="RFC 6962 inclusion proof, base64; empty while there is no checkpoint of it.",
    )
    checkpoint = serializers.CharField(
        allow_null=True, help_text="The signed note that the proof leads to."
    )
    holds = serializers.BooleanField(
        help_text="What Joinery computed. Compute it yourself before you rely on it."
    )
    differences = serializers.ListField(
        child=serializers.CharField(),
        help_text="Where what is kept beside the body does not agree with it; usually empty.",
    )


class KeptSerializer(serializers.Serializer[Any]):
    """A place outside the database."""

    description = serializers.CharField()
    size = serializers.IntegerField(help_text="Of the largest checkpoint that arrived there.")
    since = serializers.DateTimeField(allow_null=True)
    failure = serializers.CharField(
        source="error", help_text="Why the last one did not arrive; else empty."
    )


class CheckpointSerializer(serializers.Serializer[Any]):
    """The last signed statement of the whole log."""

    origin = serializers.CharField()
    size = serializers.IntegerField()
    root_hash = serializers.CharField(help_text="Base64.")
    note = serializers.CharField(help_text="C2SP signed note; keep it where nobody here writes.")
    signed_at = serializers.DateTimeField()
    verifiers = serializers.ListField(
        child=serializers.CharField(), help_text="Keys that the record tells of, newest first."
    )
    waiting = serializers.IntegerField(help_text="Events that are not sealed yet.")
    kept = KeptSerializer(many=True)
