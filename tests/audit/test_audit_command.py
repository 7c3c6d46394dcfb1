"""`manage.py audit`: what it prints, and how it ends."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit import keys, reading
from audit.models import AuditEvent, AuditPayload, RecordCheckpoint
from audit.notes import open_note
from tests.audit.record_scene import noted, owner_of_the_database, sealed_record

pytestmark = pytest.mark.django_db


def audit(*arguments: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("audit", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.behaviour("B106")
def test_verify_ends_well_on_a_whole_record() -> None:
    sealed_record(3)

    told = audit("verify")

    assert "3 sealed events, 0 waiting to be sealed, 1 checkpoints compared." in told
    assert told.endswith("Everything holds.\n")


def test_verify_ends_with_1_and_names_what_is_wrong() -> None:
    sealed_record(3)
    out = io.StringIO()
    with owner_of_the_database():
        AuditEvent.objects.filter(leaves__index=1).update(kind="x.y")
        with pytest.raises(SystemExit) as ended:
            call_command("audit", "verify", stdout=out)

    assert ended.value.code == 1
    assert "Index 1, event " in out.getvalue()
    assert "NOT whole" in out.getvalue()


def test_verify_takes_keys_and_checkpoints(tmp_path: Path) -> None:
    sealed_record(3)
    verifier = keys.signers()[0].verifier.written()
    note = tmp_path / "note"
    note.write_text(RecordCheckpoint.objects.get().note)
    keys.key_file().unlink()

    assert "Everything holds." in audit("verify", "--key", verifier, "--checkpoint", str(note))
    with pytest.raises(CommandError, match="--key"):
        audit("verify", "--key", "nonsense")
    with pytest.raises(CommandError, match="cannot be read"):
        audit("verify", "--checkpoint", str(tmp_path / "none"))


def test_checkpoint_seals_delivers_and_prints_the_note(settings: Any, tmp_path: Path) -> None:
    place = tmp_path / "outside"
    place.mkdir()
    settings.RECORD_SINKS = [f"dir:{place}"]
    sealed_record(1)
    noted(2)

    note = audit("checkpoint")

    opened = open_note(note, keys.verifiers())
    assert opened.text.split("\n")[1] == "3"
    assert any(path.read_text() == note for path in place.rglob("*") if path.is_file())
    assert audit("checkpoint") == note


def test_checkpoint_without_a_key_says_how_to_make_one() -> None:
    noted(1)
    with pytest.raises(CommandError, match="create-key"):
        audit("checkpoint")


def test_an_empty_record_has_no_checkpoint() -> None:
    keys.create_key("record.example.org/tests")
    with pytest.raises(CommandError, match="Nothing has been recorded"):
        audit("checkpoint")


def test_keys_are_made_rotated_and_retired() -> None:
    first = audit("create-key")
    assert keys.signers()[0].verifier.written() in first
    assert audit("create-key", "--if-missing") == ""
    with pytest.raises(CommandError, match="rotate-key"):
        audit("create-key")
    assert keys.signers()[0].verifier.written() not in audit("rotate-key")[: len("From")]
    assert "1 older keys sign no more." in audit("retire-keys")
    with pytest.raises(CommandError, match="no older key"):
        audit("retire-keys")
    told = AuditEvent.objects.order_by("pk").values_list("kind", "actor_id")
    assert list(told) == [
        ("record.key_created", "system:audit command"),
        ("record.key_rotated", "system:audit command"),
        ("record.keys_retired", "system:audit command"),
    ]


def test_the_printed_key_is_never_the_secret() -> None:
    printed = audit("create-key") + audit("rotate-key")
    for signer in keys.signers():
        assert signer.written().split("+", 4)[4] not in printed


def test_erase_names_event_field_and_reason() -> None:
    event = sealed_record(2)[0]

    told = audit("erase", str(event.pk), "remark", "--reason", "A request of 3 May")

    assert "remark of event" in told
    assert AuditPayload.objects.get(event=event, field="remark").value is None
    assert "Everything holds." in audit("verify")
    with pytest.raises(CommandError, match="erased already"):
        audit("erase", str(event.pk), "remark", "--reason", "Again")
    with pytest.raises(CommandError, match="There is no event"):
        audit("erase", "00000000-0000-7000-8000-000000000000", "remark", "--reason", "x")
    with pytest.raises(CommandError, match="--reason"):
        audit("erase", str(event.pk), "remark")


def test_start_origin_seals_everything_anew() -> None:
    sealed_record(3)
    assert "4 events are sealed in it." in audit("start-origin", "--reason", "Restored")
    assert reading.sealed_size(reading.current_log()) == 4
    assert "Everything holds." in audit("verify")


def test_status_of_a_record_that_is_well(settings: Any, tmp_path: Path) -> None:
    place = tmp_path / "outside"
    place.mkdir()
    settings.RECORD_SINKS = [f"dir:{place}"]
    sealed_record(3)
    audit("checkpoint")

    told = audit("status")

    assert "3 events sealed." in told
    assert "Last checkpoint: 3 events" in told
    assert "Sealer: well" in told
    assert f"{place}" in told
    assert "never" not in told


def test_status_of_a_record_that_is_not(settings: Any) -> None:
    settings.RECORD_SINKS = ["dir:/nowhere/at/all"]
    sealed_record(3)
    audit("checkpoint")
    keys.key_file().unlink()
    noted(1)
    with pytest.raises(CommandError):
        audit("checkpoint")

    told = audit("status")

    assert "Sealer: It refuses since" in told
    assert "Nothing arrived there since" in told
    assert "last never" in told
    settings.RECORD_SINKS = []
    assert "Outside: nowhere." in audit("status")


def test_export_says_what_it_left_out(tmp_path: Path) -> None:
    sealed_record(3)
    noted(2)
    told = audit("export", str(tmp_path / "x"), "--format", "csv")
    assert "3 events written to" in told
    assert "2 are not sealed yet and left out" in told


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(CommandError):
        audit("tamper")
