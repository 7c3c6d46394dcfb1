"""What can be done to the record itself, each with its event."""

from dataclasses import dataclass

from django.db import connection, transaction

from audit import events, keys, merkle, outside, reading
from audit.actors import Actor
from audit.errors import RecordRefusal
from audit.models import AuditEvent, AuditPayload, AuditPending, RecordLeaf, RecordLog
from audit.notes import Signer
from audit.reading import begin_log, current_log, new_origin
from audit.recording import record
from audit.sealing import only_sealer


@dataclass(frozen=True, slots=True)
class TheRecord:
    """The record as something that events are about."""

    audit_ref: str = "record"
    audit_label: str = "The record"
    audit_initiative_ref: str = ""


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as something that a later event is about."""

    event: AuditEvent

    @property
    def audit_ref(self) -> str:
        return events.reference_of(self.event.pk)

    @property
    def audit_label(self) -> str:
        return self.event.event_kind.label

    @property
    def audit_initiative_ref(self) -> str:
        return self.event.initiative_ref


@transaction.atomic
def create_record_key(*, actor: Actor) -> Signer:
    """The first key of this installation, named after its log.

    Raises:
        RecordRefusal: there is a key already.
    """
    try:
        signer = keys.create_key(current_log().origin)
    except FileExistsError as error:
        raise RecordRefusal(
            f"There is a key already at {keys.key_file()}. `manage.py audit rotate-key` makes a "
            "new one beside it."
        ) from error
    record(
        events.KEY_CREATED,
        TheRecord(),
        actor=actor,
        data={"verifier": signer.verifier.written()},
    )
    return signer


@transaction.atomic
def rotate_record_key(*, actor: Actor) -> Signer:
    """A new key; the older ones sign beside it until they are retired.

    Raises:
        RecordRefusal: there is no key to rotate.
    """
    try:
        signer = keys.rotate_key()
    except keys.NoRecordKeyError as error:
        raise RecordRefusal(str(error)) from error
    record(
        events.KEY_ROTATED,
        TheRecord(),
        actor=actor,
        data={"verifier": signer.verifier.written()},
    )
    return signer


@transaction.atomic
def retire_record_keys(*, actor: Actor) -> int:
    """Let only the newest key sign; returns how many were retired.

    Raises:
        RecordRefusal: there is no older key.
    """
    retired = keys.retire_older_keys() if keys.has_key() else 0
    if not retired:
        raise RecordRefusal("There is no older key. `manage.py audit rotate-key` makes a new one.")
    record(events.KEYS_RETIRED, TheRecord(), actor=actor, data={"count": retired})
    return retired


@transaction.atomic
def erase_payload(event: AuditEvent, field: str, *, reason: str, actor: Actor) -> AuditEvent:
    """Erase one personal value for ever; proofs stay valid. Returns the event of the erasure.

    Raises:
        RecordRefusal: there is no such value, it is erased already, or the reason is empty.
    """
    if not reason.strip():
        raise RecordRefusal("Say why it is erased, for example a request and its date.")
    payloads = AuditPayload.objects.select_for_update().filter(event=event)
    payload = payloads.filter(field=field).first()
    if payload is None:
        offered = ", ".join(payloads.values_list("field", flat=True)) or "none"
        raise RecordRefusal(f"This event has no erasable field {field}. It has: {offered}.")
    if payload.value is None:
        raise RecordRefusal(f"{field} is erased already.")
    AuditPayload.objects.filter(pk=payload.pk).update(salt=None, value=None)
    return record(
        events.ERASED,
        RecordedEvent(event),
        actor=actor,
        data={"field": field, "reason": reason.strip(), "event": event.pk},
    )


def start_origin(*, reason: str, actor: Actor) -> RecordLog:
    """Begin a new log after a restored backup; its first leaf tells the last outside checkpoint.

    Every event that is there is sealed anew in it. What the outside checkpoint proves and this
    database lacks is lost, and the break stays visible for ever.

    Raises:
        RecordRefusal: the reason is empty, or the sealer is at work.
    """
    if not reason.strip():
        raise RecordRefusal("Say what happened, for example which backup was restored and when.")
    # A sealer that runs now would go on in the old log.
    with only_sealer() as alone:
        if not alone:
            raise RecordRefusal("The sealer is at work. Ask again in a minute.")
        with transaction.atomic():
            return _start_origin(reason.strip(), actor)


def _start_origin(reason: str, actor: Actor) -> RecordLog:
    before = current_log()
    note = outside.last_outside(before)
    log = begin_log(new_origin(), predecessor_note=note)
    first = record(
        events.ORIGIN_STARTED,
        TheRecord(),
        actor=actor,
        data={
            "origin": log.origin,
            "predecessor": before.origin,
            "predecessor_size": reading.sealed_size(before),
            "outside_checkpoint": note,
            "reason": reason,
        },
    )
    RecordLeaf.objects.create(
        log=log, index=0, event=first, leaf_hash=merkle.leaf_hash(bytes(first.body))
    )
    _hand_over_everything_but(first)
    return log


def _hand_over_everything_but(first: AuditEvent) -> None:
    AuditPending.objects.filter(event=first).delete()
    with connection.cursor() as cursor:
        # Others may have handed over theirs in the meantime.
        cursor.execute(
            "INSERT INTO audit_auditpending (event_id) "
            "SELECT id FROM audit_auditevent WHERE id <> %s ON CONFLICT DO NOTHING",
            [first.pk if connection.vendor == "postgresql" else first.pk.hex],
        )
