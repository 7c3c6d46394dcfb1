"""The record. Rows are written once, by `audit.record`, and never changed."""

from typing import Any, ClassVar

import uuid_utils.compat
from django.db import models
from django.utils.functional import cached_property

from audit import canonical
from audit.kinds import EventKind, find_event_kind

ERASED = "(erased)"


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
        return {
            payload.field: ERASED if payload.value is None else payload.value
            for payload in self.payloads.all()
        }

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
    """A value that a person may ask to have erased; the event's body holds only its digest.

    Erased, it has neither value nor salt, so that the digest tells nothing any more.
    """

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="payloads")
    field = models.CharField(max_length=60)
    salt = models.BinaryField(null=True)
    value = models.TextField(null=True)  # noqa: DJ001 - empty text is a value, erased is none

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "field"], name="audit_payload_once"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.event_id}"


class AuditPending(models.Model):
    """An event that is not sealed yet; a trigger adds it with the event, the sealer removes it."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, primary_key=True)

    def __str__(self) -> str:
        return str(self.event_id)


class RecordLog(models.Model):
    """One append-only tree of events, named by its origin.

    A restored backup begins a new one, which tells the last checkpoint of the one before.
    """

    origin = models.CharField(max_length=200, unique=True)
    started_at = models.DateTimeField()
    predecessor_note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.origin


class RecordLeaf(models.Model):
    """An event's place in a log: dense from 0, given once by the sealer."""

    log = models.ForeignKey(RecordLog, on_delete=models.PROTECT, related_name="leaves")
    index = models.BigIntegerField()
    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="leaves")
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "index"], name="record_leaf_index_once"),
            models.UniqueConstraint(fields=["log", "event"], name="record_leaf_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.index} of {self.log_id}"


class RecordTile(models.Model):
    """256 neighbouring hashes of one level of the tree, stored once they are all there.

    Tile level t holds the tree's level 8t, so that a proof reads one tile for eight levels.
    """

    log = models.ForeignKey(RecordLog, on_delete=models.PROTECT, related_name="tiles")
    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "level", "number"], name="record_tile_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.number} of {self.log_id}"


class RecordCheckpoint(models.Model):
    """A signed statement of what the whole log was at one size."""

    log = models.ForeignKey(RecordLog, on_delete=models.PROTECT, related_name="checkpoints")
    size = models.BigIntegerField()
    root_hash = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "size"], name="record_checkpoint_once"),
        ]

    def __str__(self) -> str:
        return f"{self.size} of {self.log_id}"


class CheckpointDelivery(models.Model):
    """A checkpoint on its way to one place outside the database."""

    checkpoint = models.ForeignKey(
        RecordCheckpoint, on_delete=models.PROTECT, related_name="deliveries"
    )
    sink = models.CharField(max_length=200)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    last_error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "sink"], name="checkpoint_sink_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["delivered_at", "due_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.checkpoint_id} to {self.sink}"


class Sealer(models.Model):
    """The one sealer: who holds it, and why it refused when it did."""

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=40, blank=True)
    held_until = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    refused_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
