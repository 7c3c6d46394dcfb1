"""Exports stream, carry their proofs, and say what they leave out."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit import actions, exporting, keys, reading
from audit.exporting import ExportError, Question, export
from audit.models import AuditEvent, RecordCheckpoint
from audit.offline.__main__ import main as verify_offline
from audit.outside import deliver_due_checkpoints
from audit.sealing import seal
from initiatives.models import Initiative
from people.models import User
from tests.audit.record_scene import (
    CLOCKWORK,
    noted,
    owner_of_the_database,
    sealed_record,
)
from tests.factories import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "record.jsonl"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().split("\n")[:-1]]


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def _json(file_format: str, path: Path, question: Question | None = None) -> Any:
    export(path, file_format, question or Question())
    return json.loads(path.read_text())


@pytest.mark.behaviour("B106")
def test_the_whole_record_is_proved_away_from_the_server(
    initiative: Initiative, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed_record(300, 5)
    verifier = keys.signers()[0].verifier.written()

    done = export(file, "jsonl", Question())

    assert verify_offline([str(file), "--key", verifier]) == 0, capsys.readouterr().out
    assert done.events == reading.sealed_size(reading.current_log())
    assert done.unsealed == 0


def test_lines_are_of_the_format(initiative: Initiative, file: Path) -> None:
    sealed_record(3, 2)
    noted(4)

    done = export(file, "jsonl", Question())

    header, *told, footer = _lines(file)
    assert (header["type"], header["format"]) == ("header", "joinery-record-export/1")
    assert header["origin"] == reading.current_log().origin
    assert header["question"] == {}
    assert header["predecessor"] is None
    assert header["verifiers"] == [keys.signers()[0].verifier.written()]
    assert len(header["earlier_checkpoints"]) == 1
    assert [line["index"] for line in told] == list(range(done.events))
    assert footer == {"type": "footer", "events": done.events, "unsealed": 4}
    first = AuditEvent.objects.get(leaves__index=0)
    assert told[0]["body"].encode() == bytes(first.body)


def test_an_erased_value_is_told_as_erased(file: Path) -> None:
    event = sealed_record(3)[1]
    actions.erase_payload(event, "remark", reason="A request", actor=CLOCKWORK)
    seal()

    export(file, "jsonl", Question())

    assert _lines(file)[2]["payloads"]["remark"] == {"erased": True}
    assert set(_lines(file)[1]["payloads"]["remark"]) == {"salt", "value"}
    assert verify_offline([str(file)]) == 0


def test_a_question_narrows_the_file_and_is_told(initiative: Initiative, file: Path) -> None:
    sealed_record(3)
    today = timezone.now().date()
    asked = Question(initiative=initiative.reference, since=today, until=today)

    export(file, "jsonl", asked)

    header, *told, _ = _lines(file)
    assert header["question"]["initiative"] == initiative.reference
    refs = {json.loads(line["body"])["initiative"] for line in told}
    assert refs == {initiative.reference}
    assert verify_offline([str(file)]) == 0


def test_days_are_whole_and_included(file: Path) -> None:
    sealed_record(2)
    today = timezone.now().date()
    one = timezone.timedelta(days=1)

    assert export(file, "jsonl", Question(since=today, until=today)).events == 2
    assert export(file, "jsonl", Question(since=today + one)).events == 0
    assert export(file, "jsonl", Question(until=today - one)).events == 0


def test_the_questions_of_the_pages_can_be_asked_by_name(file: Path) -> None:
    event = sealed_record(2)[0]
    actions.erase_payload(event, "remark", reason="A request", actor=CLOCKWORK)
    seal()

    call_command("audit", "export", str(file), question="erasures")

    assert len(_lines(file)) == 3
    with pytest.raises(CommandError, match=r"There are: .*erasures"):
        call_command("audit", "export", str(file), question="gossip")


def test_a_kept_checkpoint_is_proved_consistent(file: Path, tmp_path: Path) -> None:
    sealed_record(2)
    kept = tmp_path / "kept"
    kept.write_text(RecordCheckpoint.objects.get().note)
    for _ in range(105):
        noted(1)
        seal()

    export(file, "jsonl", Question(initiative="AI-1"))
    assert verify_offline([str(file), "--checkpoint", str(kept)]) != 0
    export(file, "jsonl", Question(initiative="AI-1"), kept_notes=[kept.read_text()])
    assert verify_offline([str(file), "--checkpoint", str(kept)]) == 0


def test_an_export_after_a_restored_backup_tells_of_it(
    settings: Any, tmp_path: Path, file: Path
) -> None:
    place = tmp_path / "outside"
    place.mkdir()
    settings.RECORD_SINKS = [f"dir:{place}"]
    sealed_record(3)
    deliver_due_checkpoints()
    actions.start_origin(reason="Restored", actor=CLOCKWORK)
    seal()

    export(file, "jsonl", Question())

    assert _lines(file)[0]["predecessor"] == RecordCheckpoint.objects.earliest("pk").note
    assert verify_offline([str(file)]) == 0


def test_a_tampered_record_gives_an_export_that_does_not_verify(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed_record(5)
    with owner_of_the_database():
        event = AuditEvent.objects.filter(leaves__index=3)
        body = bytes(event.get().body).replace(b'"count":3', b'"count":4')
        event.update(body=body)
        export(file, "jsonl", Question())
    assert verify_offline([str(file)]) == 1
    assert "3" in capsys.readouterr().out


def test_whoever_knows_the_newest_key_only_can_verify(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    actions.create_record_key(actor=CLOCKWORK)
    seal()
    newest = actions.rotate_record_key(actor=CLOCKWORK)
    actions.retire_record_keys(actor=CLOCKWORK)
    seal()

    export(file, "jsonl", Question())

    assert verify_offline([str(file), "--key", newest.verifier.written()]) == 0
    assert "Earlier checkpoint 1 of the header is not signed by a key" in capsys.readouterr().out


def test_nothing_signed_yet_is_said(file: Path) -> None:
    noted(1)
    with pytest.raises(ExportError, match="audit checkpoint"):
        export(file, "jsonl", Question())
    assert not file.exists()


def test_a_file_is_written_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    sealed_record(3)
    file.write_text("the old one")

    def break_off(selection: object) -> Any:
        yield "{"
        raise ZeroDivisionError

    monkeypatch.setitem(exporting.FORMATS, "jsonl", break_off)
    with pytest.raises(ZeroDivisionError):
        export(file, "jsonl", Question())

    assert file.read_text() == "the old one"
    assert [path.name for path in file.parent.glob("*record.jsonl*")] == ["record.jsonl"]
    with pytest.raises(ExportError, match="cannot be written"):
        export(file.parent / "no" / "folder", "csv", Question())


def test_only_the_one_who_exports_can_read_the_file(file: Path) -> None:
    sealed_record(1)
    export(file, "jsonl", Question())
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "\uff1d"])
def test_no_cell_is_a_formula(lead: User, unit: Any, file: Path, start: str) -> None:
    keys.create_key("record.example.org/tests")
    User.objects.filter(pk=lead.pk).update(full_name=f"{start}HYPERLINK(1)")
    registered(User.objects.get(pk=lead.pk), unit=unit)
    seal()

    export(file, "csv", Question())

    rows = _rows(file)
    assert rows[0]["index"] == "0"
    named = [row["who"] for row in rows if "HYPERLINK" in row["who"]]
    assert named
    assert all(name.startswith("'") for name in named)


def test_csv_reads_well(initiative: Initiative, lead: User, file: Path) -> None:
    sealed_record(1)
    export(file, "csv", Question(kinds=("initiative.registered",)))

    (row,) = _rows(file)
    assert (row["who"], row["side"], row["object"]) == (
        lead.full_name,
        "business",
        initiative.reference,
    )
    assert row["object_label"] == initiative.title


@pytest.mark.parametrize("count", [0, 3])
def test_prov_is_valid_and_complete(initiative: Initiative, file: Path, count: int) -> None:
    made = sealed_record(count or 1)
    erasure = actions.erase_payload(made[0], "remark", reason="A request", actor=CLOCKWORK)
    seal()

    told = _json("prov", file)

    size = reading.sealed_size(reading.current_log())
    assert len(told["activity"]) == size == len(told["wasAssociatedWith"])
    assert len(told["used"]) + len(told["wasGeneratedBy"]) == size
    assert list(told["wasInformedBy"].values()) == [
        {
            "prov:informed": f"joinery:event/{erasure.pk}",
            "prov:informant": f"joinery:event/{made[0].pk}",
        }
    ]
    _all_names_are_declared(told)


def _all_names_are_declared(told: dict[str, Any]) -> None:
    """Each relation speaks of an activity, entity or agent of the file, by a known prefix."""
    known = {*told["activity"], *told["entity"], *told["agent"]}
    relations = ("wasAssociatedWith", "used", "wasGeneratedBy", "wasInformedBy")
    for relation in relations:
        for attributes in told[relation].values():
            named = {name for key, name in attributes.items() if key != "prov:role"}
            assert named <= known, (relation, named - known)
    attributes = [each for section in told.values() for each in section.values()]
    names = [*known, *(name for each in attributes if isinstance(each, dict) for name in each)]
    assert {name.partition(":")[0] for name in names} <= set(told["prefix"])
    assert "prefix" in told


def test_prov_of_a_part_names_nothing_outside_it(initiative: Initiative, file: Path) -> None:
    made = sealed_record(2)
    actions.erase_payload(made[0], "remark", reason="A request", actor=CLOCKWORK)
    seal()

    told = _json("prov", file, Question(kinds=("record.erased",)))

    assert len(told["activity"]) == 1
    assert told["wasInformedBy"] == {}
    _all_names_are_declared(told)


def test_prov_keeps_no_erased_name(file: Path) -> None:
    event = sealed_record(1)[0]
    actions.erase_payload(event, "actor_label", reason="A request", actor=CLOCKWORK)
    seal()

    told = _json("prov", file)

    assert "(erased)" in json.dumps(told["activity"])


@pytest.mark.parametrize("file_format", list(exporting.FORMATS))
def test_streaming_reads_in_a_fixed_number_of_queries_for_each_chunk(
    file: Path, file_format: str, at_most_queries: Any
) -> None:
    sealed_record(250)
    with at_most_queries(30):
        export(file, file_format, Question())


def test_pages_stream_the_same_text(file: Path) -> None:
    sealed_record(3)
    export(file, "csv", Question())
    selection = exporting.select(AuditEvent.objects.all(), {})
    assert "".join(exporting.written(selection, "csv")).encode() == file.read_bytes()
