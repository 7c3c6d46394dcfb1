"""Event kinds of the record itself."""

from uuid import UUID

from audit.kinds import event_kind

KEY_CREATED = event_kind("record.key_created", "Record key made", "made the key {verifier}")
KEY_ROTATED = event_kind(
    "record.key_rotated", "Record key rotated", "made the new key {verifier}; older ones sign too"
)
KEYS_RETIRED = event_kind(
    "record.keys_retired", "Older record keys retired", "retired {count} older keys"
)
ORIGIN_STARTED = event_kind(
    "record.origin_started",
    "New origin of the record",
    "started the origin {origin} after {predecessor}: {reason}",
)
ERASED = event_kind("record.erased", "Personal data erased", "erased {field} of an event: {reason}")


def reference_of(event_id: UUID) -> str:
    """How later events refer to an event."""
    return f"event:{event_id}"
