"""Keys are made once, rotated with an overlap, and are nobody else's to read."""

import stat

import pytest

from audit import actions, keys, reading
from audit.errors import RecordRefusal
from audit.models import AuditEvent
from audit.notes import Signer, UnknownKeyError, open_note
from audit.sealing import seal
from tests.audit.record_scene import CLOCKWORK, findings, noted

pytestmark = pytest.mark.django_db


def _last_note() -> str:
    noted(1)
    seal()
    latest = reading.latest_checkpoint(reading.current_log())
    assert latest is not None
    return latest.note


@pytest.mark.behaviour("B106")
def test_the_first_key_is_made_once_and_recorded() -> None:
    signer = actions.create_record_key(actor=CLOCKWORK)

    with pytest.raises(RecordRefusal, match="rotate-key"):
        actions.create_record_key(actor=CLOCKWORK)

    assert keys.signers() == [signer]
    event = AuditEvent.objects.get()
    assert event.content["data"] == {"verifier": signer.verifier.written()}
    assert signer.name == reading.current_log().origin


def test_only_the_owner_reads_the_file() -> None:
    actions.create_record_key(actor=CLOCKWORK)
    actions.rotate_record_key(actor=CLOCKWORK)

    assert stat.S_IMODE(keys.key_file().stat().st_mode) == 0o600
    assert not list(keys.key_file().parent.glob("*.new"))


def test_the_secret_is_neither_recorded_nor_shown() -> None:
    signer = actions.create_record_key(actor=CLOCKWORK)

    secret = signer.written().split("+", 4)[4]
    assert secret in keys.key_file().read_text()
    assert secret.encode() not in bytes(AuditEvent.objects.get().body)
    assert secret not in repr(signer)


def test_while_keys_overlap_whoever_knows_either_can_verify() -> None:
    old = actions.create_record_key(actor=CLOCKWORK)
    before = _last_note()
    new = actions.rotate_record_key(actor=CLOCKWORK)
    during = _last_note()

    assert len(open_note(during, [old.verifier, new.verifier]).verified) == 2
    assert open_note(during, [old.verifier]).verified == (old.verifier,)
    assert open_note(during, [new.verifier]).verified == (new.verifier,)
    with pytest.raises(UnknownKeyError):
        open_note(before, [new.verifier])
    assert findings() == []


def test_a_retired_key_signs_no_more_and_what_it_signed_still_verifies() -> None:
    old = actions.create_record_key(actor=CLOCKWORK)
    _last_note()
    new = actions.rotate_record_key(actor=CLOCKWORK)

    assert actions.retire_record_keys(actor=CLOCKWORK) == 1
    after = _last_note()

    assert open_note(after, [old.verifier, new.verifier]).verified == (new.verifier,)
    assert keys.verifiers() == [new.verifier, old.verifier]
    assert old.written() not in keys.key_file().read_text()
    assert findings() == []


def test_a_second_rotation_keeps_what_was_retired() -> None:
    first = actions.create_record_key(actor=CLOCKWORK)
    second = actions.rotate_record_key(actor=CLOCKWORK)
    actions.retire_record_keys(actor=CLOCKWORK)
    third = actions.rotate_record_key(actor=CLOCKWORK)

    assert keys.signers() == [third, second]
    assert keys.verifiers() == [third.verifier, second.verifier, first.verifier]


def test_an_older_checkpoint_by_a_forgotten_key_is_carried_by_a_later_one() -> None:
    actions.create_record_key(actor=CLOCKWORK)
    _last_note()
    actions.rotate_record_key(actor=CLOCKWORK)
    _last_note()
    newest = keys.signers()[0]
    keys.key_file().write_text(newest.written() + "\n")

    assert findings() == []


@pytest.mark.parametrize("act", [actions.rotate_record_key, actions.retire_record_keys])
def test_without_a_key_nothing_is_rotated_or_retired(act: object) -> None:
    with pytest.raises(RecordRefusal):
        act(actor=CLOCKWORK)  # type: ignore[operator]
    assert not AuditEvent.objects.exists()
    assert not keys.key_file().exists()


def test_the_only_key_cannot_be_retired() -> None:
    actions.create_record_key(actor=CLOCKWORK)
    with pytest.raises(RecordRefusal, match="no older key"):
        actions.retire_record_keys(actor=CLOCKWORK)
    assert keys.has_key()


def test_a_damaged_file_is_said_and_never_replaced() -> None:
    actions.create_record_key(actor=CLOCKWORK)
    damaged = keys.key_file().read_text()[:-10]
    keys.key_file().write_text(damaged)

    with pytest.raises(keys.DamagedKeyFileError, match="damaged"):
        keys.signers()
    with pytest.raises(RecordRefusal):
        actions.create_record_key(actor=CLOCKWORK)
    with pytest.raises(keys.DamagedKeyFileError) as said:
        seal()

    assert damaged.split("+", 4)[4].strip() not in str(said.value)
    assert keys.key_file().read_text() == damaged


def test_a_lost_key_is_told_until_its_verifier_is_known_again() -> None:
    lost = actions.create_record_key(actor=CLOCKWORK)
    _last_note()
    keys.key_file().unlink()
    keys.create_key("record.example.org/new")
    noted(1)
    with pytest.raises(RuntimeError, match="no checkpoint of ours"):
        seal()

    with keys.key_file().open("a") as file:
        file.write(lost.verifier.written() + "\n")

    assert seal().events == 1
    assert findings() == []


def test_signers_are_read_newest_first() -> None:
    keys.create_key("record.example.org/a")
    newer = keys.rotate_key()
    assert keys.signers()[0] == newer
    assert isinstance(newer, Signer)
