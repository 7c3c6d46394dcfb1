"""Events are written with the change they tell of, or not at all."""

import datetime as dt
import hashlib

import pytest
from django.db import transaction

from audit import canonical
from audit.actors import SystemActor
from audit.kinds import EventKind, UnregisteredEventKindError, event_kind
from audit.models import AuditEvent
from audit.recording import NotInTransactionError, record
from initiatives import events
from initiatives.actions import register_initiative
from initiatives.models import Initiative
from people.models import Unit, User

CLOCKWORK = SystemActor("clockwork")


@pytest.mark.behaviour("B106")
def test_body_holds_the_canonical_bytes_of_the_event(initiative: Initiative) -> None:
    event = AuditEvent.objects.get(kind="initiative.registered")

    body = bytes(event.body)

    assert canonical.write(canonical.read(body)) == body
    assert event.content["id"] == str(event.pk)
    assert event.content["object"] == {"ref": initiative.reference, "label": initiative.title}
    assert event.content["data"]["unit"] == "Plant North"


def test_the_body_names_nobody_but_proves_the_name(initiative: Initiative, lead: User) -> None:
    event = AuditEvent.objects.get(kind="initiative.registered")
    payload = event.payloads.get(field="actor_label")

    assert lead.full_name.encode() not in bytes(event.body)
    digest = hashlib.sha256(bytes(payload.salt) + lead.full_name.encode()).hexdigest()
    assert event.content["digests"]["actor_label"] == digest
    assert event.actor_label == lead.full_name


def test_an_event_reads_well_after_its_actor_was_renamed(
    initiative: Initiative, lead: User
) -> None:
    User.objects.filter(pk=lead.pk).update(full_name="Bea Newname")

    assert AuditEvent.objects.get(kind="initiative.registered").actor_label == "Bea Lind"


def test_a_rolled_back_change_leaves_no_event(lead: User, unit: Unit) -> None:
    with transaction.atomic():
        register_initiative(title="t", problem="p", unit=unit, how_far="nothing_yet", actor=lead)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()
    assert not Initiative.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused(initiative: Initiative) -> None:
    with pytest.raises(NotInTransactionError):
        record(events.JOINED, initiative, actor=CLOCKWORK)


def test_an_unregistered_kind_is_refused(initiative: Initiative) -> None:
    with pytest.raises(UnregisteredEventKindError):
        record(EventKind("made.up", "Made up", "made up"), initiative, actor=CLOCKWORK)


def test_one_code_has_one_meaning() -> None:
    with pytest.raises(ValueError, match=r"initiative\.registered"):
        event_kind("initiative.registered", "Something else", "did something else")


def test_the_system_acts_under_a_name(initiative: Initiative) -> None:
    event = record(events.JOINED, initiative, actor=CLOCKWORK)

    assert (event.actor_id, event.actor_label) == ("system:clockwork", "Joinery (clockwork)")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (2**53 - 1, 2**53 - 1),
        (2**53 + 1, str(2**53 + 1)),
        (-(2**60), str(-(2**60))),
        (dt.date(2026, 11, 20), "2026-11-20"),
        (dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC), "2026-11-20T09:30:00+00:00"),
        (True, True),
        (None, None),
        ([1, (2, "a")], [1, [2, "a"]]),
    ],
)
def test_values_survive_the_canonical_form(value: object, kept: object) -> None:
    assert canonical.read(canonical.write({"value": value})) == {"value": kept}
