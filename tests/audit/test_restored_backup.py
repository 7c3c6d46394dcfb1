"""A restored backup is a fork: the sealer refuses, and a new origin tells of the break."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from audit import actions, guards, reading
from audit.errors import RecordRefusal
from audit.models import (
    AuditEvent,
    AuditPayload,
    AuditPending,
    CheckpointDelivery,
    RecordCheckpoint,
    RecordLeaf,
    RecordLog,
    Sealer,
)
from audit.outside import ForkedRecordError, deliver_due_checkpoints
from audit.sealing import seal, trouble
from audit.verification import verify
from tests.audit.record_scene import (
    CLOCKWORK,
    found_in,
    noted,
    owner_of_the_database,
    sealed_record,
)
from tests.audit.sqlite_file import ROOT, environment, sqlite_file

pytestmark = [pytest.mark.django_db, pytest.mark.behaviour("B106")]


@pytest.fixture
def restored(settings: Any, tmp_path: Path) -> Iterator[str]:
    """A database as it was at 3 events, while 8 are proved outside; gives the outside note."""
    settings.RECORD_SINKS = [f"dir:{tmp_path}"]
    sealed_record(3)
    deliver_due_checkpoints()
    made = sealed_record(5)
    deliver_due_checkpoints()
    note = RecordCheckpoint.objects.latest("size").note
    lost = [each.pk for each in made]
    with owner_of_the_database():
        CheckpointDelivery.objects.filter(checkpoint__size=8).delete()
        RecordCheckpoint.objects.filter(size=8)._raw_delete("default")
        RecordLeaf.objects.filter(event__in=lost)._raw_delete("default")
        AuditPayload.objects.filter(event__in=lost)._raw_delete("default")
        AuditEvent.objects.filter(pk__in=lost)._raw_delete("default")
        connection.check_constraints()
        yield note


def _put_guards_back() -> None:
    guards.install(connection)


def test_the_sealer_refuses_and_says_the_way_out(restored: str) -> None:
    _put_guards_back()
    noted(1)

    with pytest.raises(ForkedRecordError) as said:
        seal()

    assert "keeps a checkpoint of 8 events, but this database has sealed 3" in str(said.value)
    assert "start-origin" in str(said.value)
    assert RecordLeaf.objects.count() == 3
    assert Sealer.objects.get().refusal == str(said.value)
    assert "restored backup" in trouble()
    assert any("Missing: indexes 3 to 7." in words for words in found_in(verify()))


def test_a_new_origin_tells_of_the_break_and_goes_on(restored: str) -> None:
    _put_guards_back()
    noted(1)
    before = reading.current_log()

    log = actions.start_origin(reason="Backup of Sunday restored", actor=CLOCKWORK)
    sealed = seal()
    deliver_due_checkpoints()

    first = RecordLeaf.objects.get(log=log, index=0).event.content["data"]
    assert first["outside_checkpoint"] == restored
    assert (first["predecessor"], first["predecessor_size"]) == (before.origin, 3)
    assert log.predecessor_note == restored
    assert sealed.events == 4
    found = verify()
    assert found_in(found) == []
    assert found.sealed == AuditEvent.objects.count() == 5
    assert any("5 events are not in this database" in words for words in found.remarks)
    noted(2)
    seal()
    assert found_in(verify()) == []
    assert RecordLeaf.objects.filter(log=before).count() == 3


def test_the_break_cannot_be_made_smaller_afterwards(restored: str) -> None:
    _put_guards_back()
    log = actions.start_origin(reason="Restored", actor=CLOCKWORK)
    seal()
    with owner_of_the_database():
        RecordLog.objects.filter(pk=log.pk).update(predecessor_note="")
        assert any("Missing: indexes 3 to 7." in words for words in found_in(verify()))
    with owner_of_the_database():
        other = RecordCheckpoint.objects.filter(log__lt=log.pk).latest("size").note
        RecordLog.objects.filter(pk=log.pk).update(predecessor_note=other)
        found = found_in(verify())
        assert any("it does not begin" in words for words in found)


def test_a_new_origin_needs_a_reason() -> None:
    sealed_record(2)
    with pytest.raises(RecordRefusal, match="Say what happened"):
        actions.start_origin(reason=" ", actor=CLOCKWORK)
    assert RecordLog.objects.count() == 1


def test_a_new_origin_waits_for_the_sealer() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's lock is tested with threads in test_sealing")
    sealed_record(2)
    noted(1)
    refused: list[str] = []

    def meanwhile(step: str) -> None:
        try:
            actions.start_origin(reason="Restored", actor=CLOCKWORK)
        except RecordRefusal as refusal:
            refused.append(str(refusal))

    seal(after_step=meanwhile)

    assert refused == ["The sealer is at work. Ask again in a minute."] * 2
    assert RecordLog.objects.count() == 1
    assert not AuditPending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_real_copy_of_the_database_put_back(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a file to copy is SQLite's")
    path, backup = sqlite_file(tmp_path), tmp_path / "backup.sqlite3"
    key_file, place = tmp_path / "secret" / "keys", tmp_path / "outside"
    key_file.parent.mkdir()
    place.mkdir()

    def audit(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", "audit", *arguments],
            cwd=ROOT,
            env=environment(f"sqlite:///{path}", key_file, f"dir:{place}"),
            capture_output=True,
            text=True,
            check=False,
        )

    assert audit("create-key").returncode == 0
    assert audit("checkpoint").returncode == 0
    shutil.copy(path, backup)
    assert audit("rotate-key").returncode == 0
    assert "\n2\n" in audit("checkpoint").stdout

    shutil.copy(backup, path)
    refused = audit("checkpoint")
    assert refused.returncode == 1
    assert "It looks like a restored backup" in refused.stderr
    assert audit("verify").returncode == 1

    started = audit("start-origin", "--reason", "Backup restored in a test")
    assert started.returncode == 0, started.stderr
    verified = audit("verify")
    assert verified.returncode == 0, verified.stdout
    assert "1 events are not in this database" in verified.stdout
