"""A whole record verifies; what is not proved yet is told."""

from typing import Any

import pytest

from audit import actions, keys, reading
from audit.models import AuditPending, RecordCheckpoint
from audit.notes import Checkpoint, Signer, sign_note
from audit.sealing import seal
from audit.verification import verify
from initiatives.models import Initiative
from tests.audit.record_scene import CLOCKWORK, findings, noted, sealed_record

pytestmark = pytest.mark.django_db


@pytest.mark.behaviour("B106")
def test_a_whole_record_verifies(initiative: Initiative) -> None:
    sealed_record(3, 5)
    noted(2)

    found = verify()

    assert found.findings == []
    assert found.holds
    assert (found.pending, found.checkpoints) == (2, 2)
    assert found.sealed == reading.sealed_size(reading.current_log()) > 8


def test_full_tiles_verify() -> None:
    sealed_record(200, 400)

    assert findings() == []
    assert reading.hash_reader(reading.current_log())(8, 1)


def test_progress_is_told_for_every_event() -> None:
    sealed_record(7)
    noted(4)
    told: list[int] = []

    verify(progress=told.append)

    assert sum(told) == 11


def test_an_empty_record_has_nothing_wrong_but_its_key() -> None:
    assert verify().findings == [
        "No key is known, so no signature can be verified: give one with --key."
    ]


def test_without_the_key_file_the_verifier_is_given() -> None:
    sealed_record(3)
    verifier = keys.signers()[0].verifier
    keys.key_file().unlink()

    assert any("no key that is known" in words for words in findings())
    assert findings(given_keys=[verifier]) == []


def test_another_installations_key_proves_nothing() -> None:
    sealed_record(3)
    keys.key_file().unlink()

    found = findings(given_keys=[Signer.new("record.example.org/other").verifier])

    assert any("no key that is known" in words for words in found)


def test_a_kept_checkpoint_is_compared() -> None:
    sealed_record(3)
    kept = RecordCheckpoint.objects.latest("size").note
    sealed_record(4)

    assert findings(kept_notes=[kept]) == []
    assert any("cannot be relied upon" in words for words in findings(kept_notes=["nonsense"]))


def test_a_kept_checkpoint_beyond_the_record_names_what_is_missing() -> None:
    sealed_record(3)
    key = keys.signers()[0]
    log = reading.current_log()
    note = sign_note(Checkpoint(log.origin, 5, bytes(32)).text(), key)

    assert any("Missing: indexes 3 to 4." in words for words in findings(kept_notes=[note]))


def test_what_is_sealed_and_not_signed_yet_is_a_remark() -> None:
    sealed_record(3)
    noted(2)
    with pytest.raises(ZeroDivisionError):
        seal(after_step=lambda step: 1 // 0)

    found = verify()

    assert found.findings == []
    assert "2 events are sealed after the last signed checkpoint." in found.remarks
    assert not AuditPending.objects.exists()


def test_verifying_reads_in_a_fixed_number_of_queries_for_each_chunk(
    at_most_queries: object,
) -> None:
    sealed_record(40)

    with at_most_queries(20):
        verify()


def test_a_place_outside_that_does_not_answer_is_told(settings: Any) -> None:
    sealed_record(3)
    assert any("No checkpoint from outside was compared" in words for words in verify().remarks)

    settings.RECORD_SINKS = ["dir:/nowhere/at/all"]
    found = verify()

    assert found.findings == []
    assert any("was not compared" in words and "/nowhere" in words for words in found.remarks)


def test_an_erasure_leaves_a_whole_record() -> None:
    event = sealed_record(3)[1]
    actions.erase_payload(event, "remark", reason="A request", actor=CLOCKWORK)

    assert findings() == []
    seal()
    assert findings() == []
