"""The record. Rows are written once, by `audit.record`, and never changed."""

from typing import Any, ClassVar

import uuid_utils.compat
from django.db import models
from django.utils.functional import cached_property

from audit import canonical
from audit.kinds import EventKind, find_event_kind


class AuditEvent(models.Model):
    """One thing that happened.

    `body` holds the exact RFC 8785 bytes that later releases hash and prove; the other columns
    are copies of it for search. Labels are stored, so an event reads well after its object is
    gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    kind = models.CharField(max_length=80)
    actor_id = models.CharField(max_length=80)
    actor_party = models.CharField(max_length=20, blank=True)
    object_ref = models.CharField(max_length=80)
    initiative_ref = models.CharField(max_length=40, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    body = models.BinaryField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["initiative_ref", "-id"], name="audit_by_initiative"),
            models.Index(fields=["object_ref", "-id"], name="audit_by_object"),
            models.Index(fields=["kind", "-id"], name="audit_by_kind"),
        ]
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_ref}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """The body, read back."""
        return canonical.read(bytes(self.body))

    @property
    def event_kind(self) -> EventKind:
        """The registered kind of this event."""
        return find_event_kind(self.kind)

    @cached_property
    def personal(self) -> dict[str, str]:
        """Erasable fields by name. Prefetch `payloads` when showing more than one event."""
        return {payload.field: payload.value for payload in self.payloads.all()}

    @property
    def actor_label(self) -> str:
        """The actor's name as it was at the time."""
        return self.personal.get("actor_label") or self.content["actor"].get("label", "")

    @property
    def sentence(self) -> str:
        """What happened, in the words of its kind."""
        return self.event_kind.tell({**self.content["data"], **self.personal})

    @property
    def object_label(self) -> str:
        """The object's name as it was at the time."""
        return str(self.content["object"]["label"])


class AuditPayload(models.Model):
    """A value that a person may ask to have erased; the event's body holds only its digest."""

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="payloads")
    field = models.CharField(max_length=60)
    salt = models.BinaryField()
    value = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "field"], name="audit_payload_once"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.event_id}"
