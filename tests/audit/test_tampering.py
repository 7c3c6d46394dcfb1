"""Whoever owns the database can change it, but not unseen: each finding names where."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from audit import canonical, guards, merkle, reading
from audit.actions import erase_payload
from audit.models import (
    AuditEvent,
    AuditPayload,
    AuditPending,
    RecordCheckpoint,
    RecordLeaf,
    RecordLog,
    RecordTile,
)
from audit.notes import Checkpoint, Signer, sign_note
from audit.outside import ForkedRecordError, deliver_due_checkpoints
from audit.sealing import seal
from audit.verification import verify
from tests.audit.record_scene import (
    CLOCKWORK,
    findings,
    noted,
    owner_of_the_database,
    sealed_record,
    sql,
)

pytestmark = [pytest.mark.django_db, pytest.mark.behaviour("B106")]


def _leaf(index: int) -> RecordLeaf:
    return RecordLeaf.objects.select_related("event").get(index=index)


def _event(index: int) -> "models.QuerySet[AuditEvent]":
    return AuditEvent.objects.filter(pk=_leaf(index).event_id)


def _forged_body(index: int) -> bytes:
    content = canonical.read(bytes(_leaf(index).event.body))
    content["data"]["count"] = 99
    return canonical.write(content)


def _edit_body() -> None:
    _event(3).update(body=_forged_body(3))


def _edit_body_and_leaf() -> None:
    body = _forged_body(3)
    _event(3).update(body=body)
    RecordLeaf.objects.filter(index=3).update(leaf_hash=merkle.leaf_hash(body))


def _break_body() -> None:
    _event(3).update(body=b"{")


def _edit_column(name: str, value: object) -> Callable[[], None]:
    def edit() -> None:
        _event(3).update(**{name: value})

    return edit


def _remove_event() -> None:
    event = _event(3)
    AuditPayload.objects.filter(event__in=event)._raw_delete("default")
    event._raw_delete("default")


def _remove_event_and_leaf() -> None:
    pk = _leaf(3).event_id
    AuditPayload.objects.filter(event=pk)._raw_delete("default")
    RecordLeaf.objects.filter(index=3)._raw_delete("default")
    AuditEvent.objects.filter(pk=pk)._raw_delete("default")


def _remove_and_close_up() -> None:
    _remove_event_and_leaf()
    for leaf in RecordLeaf.objects.filter(index__gt=3).order_by("index"):
        RecordLeaf.objects.filter(pk=leaf.pk).update(index=leaf.index - 1)


def _remove_leaf() -> None:
    RecordLeaf.objects.filter(index=3)._raw_delete("default")


def _swap_indexes() -> None:
    first, second = _leaf(3), _leaf(4)
    RecordLeaf.objects.filter(pk=first.pk).update(index=1000)
    RecordLeaf.objects.filter(pk=second.pk).update(index=3)
    RecordLeaf.objects.filter(pk=first.pk).update(index=4)


def _slip_in() -> None:
    """An event without a leaf: the hand-over's trigger was taken away with the guards."""
    noted(1)


def _slip_in_with_leaf() -> None:
    (event,) = noted(1)
    for leaf in RecordLeaf.objects.filter(index__gte=3).order_by("-index"):
        RecordLeaf.objects.filter(pk=leaf.pk).update(index=leaf.index + 1)
    RecordLeaf.objects.create(
        log=RecordLog.objects.get(),
        index=3,
        event=event,
        leaf_hash=merkle.leaf_hash(bytes(event.body)),
    )


def _payload(index: int) -> "models.QuerySet[AuditPayload]":
    return AuditPayload.objects.filter(event=_leaf(index).event_id, field="remark")


def _add_payload() -> None:
    AuditPayload.objects.create(event=_leaf(3).event, field="extra", salt=b"1", value="x")


def _erase_unsaid() -> None:
    _payload(3).update(salt=None, value=None)


def _take_back_erasure() -> None:
    kept = _payload(3).get()
    guards.install(connection)
    erase_payload(_leaf(3).event, "remark", reason="A request", actor=CLOCKWORK)
    seal()
    connection.check_constraints()
    guards.remove(connection)
    _payload(3).update(salt=kept.salt, value=kept.value)


def _forge_without_key() -> None:
    """Body, leaf, tiles and root agree with one another; only the signature cannot be made."""
    _edit_body_and_leaf()
    log = RecordLog.objects.get()
    for checkpoint in RecordCheckpoint.objects.all():
        root = merkle.root(checkpoint.size, reading.hash_reader(log))
        text = Checkpoint(log.origin, checkpoint.size, root).text()
        signatures = checkpoint.note.split("\n\n")[1]
        RecordCheckpoint.objects.filter(pk=checkpoint.pk).update(
            root_hash=root, note=f"{text}\n{signatures}"
        )


def _forge_with_own_key() -> None:
    _edit_body_and_leaf()
    log = RecordLog.objects.get()
    for checkpoint in RecordCheckpoint.objects.all():
        root = merkle.root(checkpoint.size, reading.hash_reader(log))
        note = sign_note(Checkpoint(log.origin, checkpoint.size, root).text(), Signer.new("forger"))
        RecordCheckpoint.objects.filter(pk=checkpoint.pk).update(root_hash=root, note=note)


def _remove_checkpoints() -> None:
    RecordCheckpoint.objects.all()._raw_delete("default")


def _edit_checkpoint_column() -> None:
    RecordCheckpoint.objects.filter(size=8).update(root_hash=bytes(32))


def _put_back_into_queue() -> None:
    AuditPending.objects.create(event=_leaf(3).event)


@dataclass(frozen=True)
class Attack:
    """What is done, and the words of the finding that tells of it."""

    done: Callable[[], None]
    seen: str


ATTACKS = {
    "edits a body": Attack(_edit_body, r"Index 3, event .*: its body is not what was sealed"),
    "edits a body and its leaf": Attack(_edit_body_and_leaf, r"indexes 3 to 7 was changed"),
    "breaks a body": Attack(_break_body, r"Index 3, event .*: its body cannot be read"),
    "edits the kind": Attack(_edit_column("kind", "x.y"), r"Index 3, .* column kind differs"),
    "edits the actor": Attack(_edit_column("actor_id", "x"), r"Index 3, .* column actor_id"),
    "edits the party": Attack(_edit_column("actor_party", "it"), r"Index 3, .* column actor_party"),
    "edits the object": Attack(_edit_column("object_ref", "x"), r"Index 3, .* column object_ref"),
    "edits the initiative": Attack(
        _edit_column("initiative_ref", "AI-1"), r"Index 3, .* column initiative_ref"
    ),
    "edits when it happened": Attack(
        _edit_column("occurred_at", "2020-01-01T00:00:00Z"), r"Index 3, .* column occurred_at"
    ),
    "edits when it was recorded": Attack(
        _edit_column("recorded_at", "2020-01-01T00:00:00Z"), r"Index 3, .* column recorded_at"
    ),
    "removes an event": Attack(_remove_event, r"Index 3, event .*: the event is missing"),
    "removes an event and its leaf": Attack(
        _remove_event_and_leaf, r"Leaves are missing: index 3\."
    ),
    "removes an event and closes the gap": Attack(_remove_and_close_up, r"Missing: index 7"),
    "removes a leaf": Attack(_remove_leaf, r"Leaves are missing: index 3\."),
    "swaps two leaves": Attack(_swap_indexes, r"indexes 3 to 7 was changed, moved or added"),
    "adds an event": Attack(_slip_in, r"Event .* neither sealed nor waiting"),
    "adds an event with a leaf": Attack(_slip_in_with_leaf, r"indexes 3 to 7 was .* added"),
    "edits a payload": Attack(
        lambda: _payload(3).update(value="x"), r"Index 3, .* payload remark differs"
    ),
    "edits a payload's salt": Attack(
        lambda: _payload(3).update(salt=b"x"), r"Index 3, .* payload remark differs"
    ),
    "empties half a payload": Attack(
        lambda: _payload(3).update(salt=None), r"Index 3, .* remark is erased in part"
    ),
    "removes a payload": Attack(
        lambda: _payload(3)._raw_delete("default"), r"Index 3, .* payload remark is missing"
    ),
    "adds a payload": Attack(_add_payload, r"Index 3, .* payload extra was added"),
    "erases without an event": Attack(_erase_unsaid, r"Index 3, .* no event tells of its erasure"),
    "takes an erasure back": Attack(
        _take_back_erasure, r"Index 3, .* remark was erased and is there again"
    ),
    "recomputes all but the signature": Attack(
        _forge_without_key, r"checkpoint of 8 events is not what was signed"
    ),
    "signs with a key of their own": Attack(
        _forge_with_own_key, r"checkpoint of 8 events is signed by no key that is known"
    ),
    "removes the checkpoints": Attack(_remove_checkpoints, r"no signed checkpoint of any"),
    "edits a checkpoint's columns": Attack(
        _edit_checkpoint_column, r"checkpoint of 8 events has columns that differ"
    ),
    "puts a sealed event back into the queue": Attack(
        _put_back_into_queue, r"Event .* is sealed and yet waits"
    ),
    "shortens a leaf's hash": Attack(
        lambda: RecordLeaf.objects.filter(index=3).update(leaf_hash=b"short"),
        r"Index 3, event .*: its leaf holds no hash",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_by_the_owner_is_found_where_it_is(name: str) -> None:
    sealed_record(3, 5)
    assert findings() == []

    with owner_of_the_database():
        ATTACKS[name].done()
        found = findings()

    assert any(re.search(ATTACKS[name].seen, words) for words in found), found


def test_a_missing_guard_is_found() -> None:
    sealed_record(1)
    with owner_of_the_database():
        found = verify().findings
    assert "The guard audit_auditevent_no_update is missing." in " ".join(found)


def test_a_guard_that_was_exchanged_for_a_harmless_one_is_found() -> None:
    sealed_record(1)
    name, table = "audit_auditevent_no_delete", "audit_auditevent"
    with owner_of_the_database():
        guards.install(connection)
        if connection.vendor == "sqlite":
            sql(f"DROP TRIGGER {name}")
            sql(f"CREATE TRIGGER {name} BEFORE DELETE ON {table} BEGIN SELECT 1; END")
        else:
            sql(
                "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN RETURN NULL; END'"
            )
            sql(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE DELETE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION nothing()"
            )
        assert guards.missing(connection) == {name}


def test_an_edit_below_a_full_tile_is_named_by_its_index() -> None:
    sealed_record(300)
    with owner_of_the_database():
        body = _forged_body(77)
        _event(77).update(body=body)
        RecordLeaf.objects.filter(index=77).update(leaf_hash=merkle.leaf_hash(body))
        found = findings()
    assert any("tile 0/0 at index 77." in words for words in found), found


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda tiles: tiles.update(hashes=bytes(256 * 32)), "tile 0/0 at index 0."),
        (lambda tiles: tiles.update(hashes=b""), "tile 0/0 is not of its length"),
        (lambda tiles: tiles._raw_delete("default"), "tile 0/0 of indexes 0 to 255 is missing"),
        (lambda tiles: tiles.update(number=7), "tile 0/7 is of events that are not there"),
    ],
)
def test_a_changed_tile_is_found(
    change: Callable[["models.QuerySet[RecordTile]"], object], seen: str
) -> None:
    sealed_record(300)
    with owner_of_the_database():
        change(RecordTile.objects.filter(level=0, number=0))
        found = findings()
    assert any(seen in words for words in found), found


def test_tiles_and_roots_made_anew_do_not_hide_an_edit() -> None:
    sealed_record(300)
    with owner_of_the_database():
        body = _forged_body(77)
        _event(77).update(body=body)
        RecordLeaf.objects.filter(index=77).update(leaf_hash=merkle.leaf_hash(body))
        leaves = RecordLeaf.objects.filter(index__lt=256).order_by("index")
        hashes = b"".join(bytes(leaf.leaf_hash) for leaf in leaves)
        RecordTile.objects.update(hashes=hashes)
        found = findings()
    assert any("indexes 0 to 299 was changed" in words for words in found), found


def test_a_tail_that_was_cut_off_is_found_by_what_is_kept_outside(
    settings: Any, tmp_path: Path
) -> None:
    settings.RECORD_SINKS = [f"dir:{tmp_path}"]
    sealed_record(3, 5)
    deliver_due_checkpoints()

    with owner_of_the_database():
        cut = list(RecordLeaf.objects.filter(index__gte=3).values_list("event_id", flat=True))
        sql("DELETE FROM audit_checkpointdelivery")
        RecordCheckpoint.objects.filter(size=8)._raw_delete("default")
        RecordLeaf.objects.filter(index__gte=3)._raw_delete("default")
        AuditPayload.objects.filter(event__in=cut)._raw_delete("default")
        AuditEvent.objects.filter(pk__in=cut)._raw_delete("default")
        found = findings()
        with pytest.raises(ForkedRecordError, match="restored backup"):
            seal()

    assert any("Missing: indexes 3 to 7." in words for words in found), found


def test_the_sealer_does_not_sign_a_rewritten_history() -> None:
    sealed_record(3, 5)
    noted(1)
    with owner_of_the_database():
        _edit_body_and_leaf()
        with pytest.raises(ForkedRecordError, match="another history of the first 8 events"):
            seal()


def test_findings_do_not_grow_without_end() -> None:
    sealed_record(1100)
    with owner_of_the_database():
        AuditEvent.objects.update(kind="x.y")
        found = verify()
    assert (len(found.findings), found.more > 0) == (1000, True)


# --- what the guards refuse -------------------------------------------------------------------

REPLACEMENTS = {
    "by its key": "INSERT OR REPLACE INTO audit_recordleaf SELECT * FROM audit_recordleaf",
    "by its index": (
        "INSERT OR REPLACE INTO audit_recordleaf (log_id, 'index', event_id, leaf_hash) "
        "SELECT log_id, 'index', event_id, x'00' FROM audit_recordleaf"
    ),
    "by the number SQLite gives a row": (
        "INSERT OR REPLACE INTO audit_auditevent (rowid, id, kind, actor_id, actor_party, "
        "object_ref, initiative_ref, occurred_at, recorded_at, body) SELECT rowid, 'f' || "
        "substr(id, 2), 'x', actor_id, '', object_ref, '', occurred_at, recorded_at, body "
        "FROM audit_auditevent"
    ),
    "a payload by event and field": (
        "INSERT OR REPLACE INTO audit_auditpayload (event_id, field, salt, value) "
        "SELECT event_id, field, x'00', 'forged' FROM audit_auditpayload"
    ),
    "a checkpoint by its size": (
        "INSERT OR REPLACE INTO audit_recordcheckpoint (log_id, size, root_hash, note, signed_at) "
        "SELECT log_id, size, root_hash, 'forged', signed_at FROM audit_recordcheckpoint"
    ),
    "by updating": "UPDATE OR REPLACE audit_recordleaf SET event_id = event_id",
    "a payload by updating": "UPDATE OR REPLACE audit_auditpayload SET field = 'remark'",
    "a payload by erasing into another": (
        "UPDATE OR REPLACE audit_auditpayload SET salt = NULL, value = NULL, field = 'remark'"
    ),
}


@pytest.mark.parametrize("way", REPLACEMENTS)
def test_nothing_is_replaced_on_sqlite(way: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no OR REPLACE")
    sealed_record(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(REPLACEMENTS[way])
    assert findings() == []


@pytest.mark.parametrize("model", [RecordLog, RecordLeaf, RecordTile, RecordCheckpoint])
def test_what_is_sealed_cannot_be_changed_or_removed(model: type[models.Model]) -> None:
    sealed_record(256)
    rows = model._default_manager
    assert rows.exists()
    attacks = (
        lambda: rows.update(id=models.F("id") + 1),
        lambda: rows.all()._raw_delete("default"),  # type: ignore[attr-defined]
    )
    for attack in attacks:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attack()


@pytest.mark.parametrize(
    "change",
    [
        {"value": "x"},
        {"value": None},
        {"salt": None},
        {"salt": None, "value": None, "field": "other"},
    ],
)
def test_a_payload_can_only_be_emptied_whole(change: dict[str, object]) -> None:
    sealed_record(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditPayload.objects.filter(field="remark").update(**change)


def test_an_emptied_payload_stays_empty() -> None:
    sealed_record(1)
    AuditPayload.objects.filter(field="remark").update(salt=None, value=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditPayload.objects.filter(field="remark").update(salt=b"x", value="x")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", guards.GUARDED_TABLES)
def test_no_table_of_the_record_can_be_truncated(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    sealed_record(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_is_reported_until_its_guards_are_back() -> None:
    """SQLite copies a table to alter it, and its triggers stay behind."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL alters tables where they are")
    sealed_record(2)
    field = AuditEvent._meta.get_field("kind")
    with connection.schema_editor() as editor:
        editor._remake_table(AuditEvent, alter_fields=[(field, field)])  # type: ignore[attr-defined]

    missing = guards.missing(connection)
    assert "audit_auditevent_no_update" in missing
    assert any("The guard audit_auditevent_no_update" in words for words in verify().findings)

    guards.install_after_migrate(using="default")
    assert guards.missing(connection) == set()
    assert verify().findings == []
