"""Personal data can be erased for ever, and every proof stays valid."""

import hashlib

import pytest

from audit import actions, merkle, reading
from audit.errors import RecordRefusal
from audit.models import ERASED, AuditEvent, AuditPayload, RecordLeaf
from audit.sealing import seal
from tests.audit.record_scene import CLOCKWORK, findings, sealed_record

pytestmark = pytest.mark.django_db


def _erased(event: AuditEvent, field: str = "remark") -> AuditEvent:
    return actions.erase_payload(event, field, reason="A request of 3 May", actor=CLOCKWORK)


@pytest.mark.behaviour("B106")
def test_the_value_and_its_salt_are_gone() -> None:
    event = sealed_record(3)[1]
    payload = AuditPayload.objects.get(event=event, field="remark")
    digest = event.content["digests"]["remark"]
    assert hashlib.sha256(bytes(payload.salt) + payload.value.encode()).hexdigest() == digest

    _erased(event)

    payload.refresh_from_db()
    assert (payload.salt, payload.value) == (None, None)
    assert AuditEvent.objects.get(pk=event.pk).personal["remark"] == ERASED


def test_proofs_of_before_hold_after() -> None:
    event = sealed_record(3)[1]
    checkpoint = reading.latest_checkpoint(reading.current_log())
    assert checkpoint is not None
    index = RecordLeaf.objects.get(event=event).index
    proof = merkle.inclusion_proof(index, 3, reading.hash_reader(checkpoint.log))

    _erased(event)
    seal()

    body = bytes(AuditEvent.objects.get(pk=event.pk).body)
    root = bytes(checkpoint.root_hash)
    assert merkle.verify_inclusion(merkle.leaf_hash(body), index, 3, proof, root)
    assert findings() == []


def test_the_erasure_is_an_event_and_says_why_but_not_what() -> None:
    event = sealed_record(3)[1]

    erasure = _erased(event)

    assert erasure.object_ref == f"event:{event.pk}"
    assert erasure.content["data"]["field"] == "remark"
    assert erasure.content["data"]["reason"] == "A request of 3 May"
    assert b"r1" not in bytes(erasure.body)
    assert "erased remark of an event: A request of 3 May" in erasure.sentence


def test_the_name_of_who_acted_can_be_erased() -> None:
    event = sealed_record(1)[0]
    _erased(event, "actor_label")
    assert AuditEvent.objects.get(pk=event.pk).actor_label == ERASED
    assert findings() == []


@pytest.mark.parametrize(
    ("field", "reason", "said"),
    [
        ("remark", " ", "Say why"),
        ("nothing", "A request", "It has: "),
        ("count", "A request", "no erasable field count"),
    ],
)
def test_a_refused_erasure_changes_nothing(field: str, reason: str, said: str) -> None:
    event = sealed_record(1)[0]
    with pytest.raises(RecordRefusal, match=said):
        actions.erase_payload(event, field, reason=reason, actor=CLOCKWORK)
    assert not AuditPayload.objects.filter(value=None).exists()
    assert AuditEvent.objects.count() == 1


def test_nothing_is_erased_twice() -> None:
    event = sealed_record(1)[0]
    _erased(event)
    with pytest.raises(RecordRefusal, match="erased already"):
        _erased(event)
    assert AuditEvent.objects.count() == 2
