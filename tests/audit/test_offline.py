"""The offline check: an honest export is proved, and each forgery is named where it is."""

import base64
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.notes import Signer, sign_note
from audit.offline import Findings, check, lines
from audit.offline.__main__ import main
from audit.offline.findings import MOST_NAMED
from tests.audit.forging import ORIGIN, SIGNER, Row, b64, found_in, ledger, written

ROOT = Path(__file__).parents[2]
OTHER = Signer(ORIGIN, bytes(32))
bounded = settings(max_examples=150)


def told(findings: Findings, exit_status: int, *parts: str) -> None:
    """The findings have this exit status and say these things."""
    assert findings.exit_status == exit_status, findings.told()
    for part in parts:
        assert part in findings.told()


# --- honest exports ---------------------------------------------------------------------------


@pytest.mark.behaviour("B106")
def test_a_filtered_export_is_proved_and_its_limits_are_said() -> None:
    findings = found_in(ledger().export([2, 5, 9], unsealed=2), keys=[SIGNER.verifier])

    told(
        findings,
        0,
        "Asked for: initiative: AI-12",
        "Checkpoint: 11 events",
        f"signed by {SIGNER.verifier.written()}",
        "3 events of this file: in the record, word for word",
        "6 erasable values (names and free text): as recorded",
        "nothing matching was left out: the file holds 3 of 11 events",
        "2 matching events not sealed yet",
        "That what was recorded is true",
    )
    assert "came with the file itself" not in findings.told()


@pytest.mark.parametrize("size", range(1, 20))
def test_an_export_of_the_whole_record_proves_that_nothing_is_missing(size: int) -> None:
    findings = found_in(ledger(size).export())

    told(findings, 0, "Asked for: the whole record", "Nothing is left out: the file holds all")
    assert "left out: the file holds" not in "".join(findings.not_proved.sentences)


def test_an_empty_record_is_proved() -> None:
    told(found_in(ledger(0).export()), 0, "holds all 0 events")


def test_a_key_that_came_with_the_file_is_said_to_be_worth_no_more_than_the_file() -> None:
    told(found_in(ledger().export()), 0, "it came with the file itself")


def test_an_erased_value_keeps_the_event_proved() -> None:
    rows = ledger().export([4])
    rows[1]["payloads"]["reason"] = {"erased": True}

    findings = found_in(rows)

    told(findings, 0, "1 event of this file", "What 1 erased value said", "1 erasable value (")


def test_earlier_checkpoints_in_the_file_are_compared() -> None:
    findings = found_in(ledger().export([4], earlier=[1, 4, 7, 11]))

    told(findings, 0, "Earlier checkpoint 4 of the header, of 11 events, is the beginning")
    assert findings.proved.count == 7


@pytest.mark.parametrize("size", [0, 1, 4, 7, 11])
def test_a_kept_checkpoint_is_compared_by_the_proof_in_the_file(size: int) -> None:
    rows = ledger().export([4], earlier=[1, 4, 7])

    findings = found_in(rows, kept=[ledger().note(size)])

    told(findings, 0, "The checkpoint you kept (kept-0.txt), of", "none of those was changed")


@pytest.mark.parametrize("size", range(1, 11))
def test_a_whole_export_needs_no_proof_to_compare_a_kept_checkpoint(size: int) -> None:
    told(found_in(ledger().export(), kept=[ledger().note(size)]), 0, "of 11 events", "you kept")


def test_what_mail_does_to_a_kept_checkpoint_does_no_harm() -> None:
    note = "\ufeff\r\n" + ledger(4).note().replace("\n", "\r\n") + "\r\n\r\n"

    told(found_in(ledger().export([4], earlier=[4]), kept=[note]), 0, "you kept (kept-0.txt)")


def test_a_checkpoint_signed_by_two_keys_is_verified_with_either() -> None:
    rows = ledger().export([4])
    rows[0]["checkpoint"] = sign_note(ledger().checkpoint().text(), OTHER, SIGNER)

    told(found_in(rows, keys=[OTHER.verifier]), 0, OTHER.verifier.written())
    told(found_in(rows, keys=[SIGNER.verifier]), 0, SIGNER.verifier.written())


def test_fields_beside_the_format_are_said_to_be_unproved() -> None:
    rows = ledger().export([4])
    rows[1]["sentence"] = "decided to stop"

    told(found_in(rows), 0, "What event lines hold beside the format: sentence.")


# --- what an auditor lacks --------------------------------------------------------------------


def test_a_kept_checkpoint_without_proof_is_not_passed_over() -> None:
    findings = found_in(ledger().export([4], earlier=[7]), kept=[ledger().note(5)])

    told(findings, 2, "Ask for an export with the earlier checkpoint of size 5, or for the whole")


def test_a_kept_checkpoint_newer_than_the_export_asks_for_a_newer_one() -> None:
    findings = found_in(ledger().export(size=7), kept=[ledger().note(11)])

    told(findings, 2, "is of 11 events, this export's of 7. Ask for a newer export.")


def test_a_kept_checkpoint_of_another_record_asks_for_that() -> None:
    other = ledger()
    other.origin = "joinery.example.org/record/other"

    told(found_in(ledger().export(), kept=[other.note()]), 2, "record/other. Ask for an export")


# --- after a restored backup ------------------------------------------------------------------


def after_a_restored_backup() -> tuple[list[Row], str]:
    before = ledger(5)
    before.origin = "joinery.example.org/record/before"
    after = ledger(0)
    after.record({"outside_checkpoint": before.note(), "reason": "Backup of Monday"})
    after.record({"field": "title"})
    rows = after.export()
    rows[0]["predecessor"] = before.note()
    return rows, before.note()


def test_the_break_after_a_restored_backup_is_told() -> None:
    rows, note = after_a_restored_backup()

    findings = found_in(rows, kept=[note])

    told(findings, 0, "Event 0 tells that this record began after", "is the one after which")


def test_without_event_0_the_break_is_not_proved() -> None:
    rows, _ = after_a_restored_backup()
    del rows[1]
    rows[0]["question"], rows[-1]["events"] = {"kind": "other"}, 1

    told(found_in(rows), 0, "event 0, which tells it, is not in this file")


def test_another_predecessor_than_event_0_tells_is_false() -> None:
    rows, _ = after_a_restored_backup()
    before = ledger(4)
    before.origin = "joinery.example.org/record/before"
    rows[0]["predecessor"] = before.note()

    told(found_in(rows), 1, "began after joinery.example.org/record/before, of 4 events; event 0")


def test_a_kept_checkpoint_shows_what_a_restored_backup_lost() -> None:
    rows, _ = after_a_restored_backup()
    longer = ledger(9)
    longer.origin = "joinery.example.org/record/before"
    shorter = ledger(2)
    shorter.origin = longer.origin
    other = ledger(4)
    other.origin = longer.origin
    other.record({"field": "other"})

    told(found_in(rows, kept=[longer.note()]), 1, "9 events of", "it began after 5 of them")
    told(found_in(rows, kept=[other.note()]), 1, "tells another history")
    told(found_in(rows, kept=[shorter.note()]), 2, "before this record began")


def test_the_key_of_the_record_before_may_be_unknown() -> None:
    rows, _ = after_a_restored_backup()
    before = ledger(5, signer=OTHER)
    before.origin = "joinery.example.org/record/before"
    rows[0]["predecessor"] = before.note()

    told(found_in(rows), 0, "The checkpoint of the record before this one is not signed by a key")


# --- forged events ----------------------------------------------------------------------------


def test_an_event_altered_in_one_byte_is_named() -> None:
    rows = ledger().export([2, 5, 9])
    rows[2]["body"] = rows[2]["body"].replace("Größe 5", "Größe 6")

    findings = found_in(rows)

    told(findings, 1, "Line 3, event 5: the record does not hold this at index 5", "2 events of")
    assert findings.false.count == 1


def test_an_event_with_the_proof_of_another_is_named() -> None:
    rows = ledger().export([2, 5])
    rows[1]["proof"] = rows[2]["proof"]

    told(found_in(rows), 1, "Line 2, event 2: the record does not hold this")


def test_an_event_at_another_index_is_named() -> None:
    rows = ledger().export([2, 5])
    rows[2]["index"] = 6

    told(found_in(rows), 1, "Line 3, event 6: the record does not hold this at index 6")


@pytest.mark.parametrize("index", [11, 12, 2**63 - 1])
def test_an_index_after_the_checkpoint_is_named(index: int) -> None:
    rows = ledger().export([2, 5])
    rows[2]["index"] = index

    told(found_in(rows), 1, f"Line 3, event {index}: the record does not hold this")


def test_an_invented_event_is_named() -> None:
    rows = ledger().export([2, 5])
    invented = {**rows[2], "index": 7, "body": '{"data":{"new":"agreed"},"digests":{}}'}
    invented["payloads"] = {}
    rows.insert(3, invented)
    rows[-1]["events"] = 3

    told(found_in(rows), 1, "Line 4, event 7: the record does not hold this")


def test_swapped_payloads_are_named() -> None:
    rows = ledger().export([2, 5])
    one, other = rows[1]["payloads"], rows[2]["payloads"]
    one["reason"], other["reason"] = other["reason"], one["reason"]

    findings = found_in(rows)

    told(
        findings,
        1,
        "Line 2, event 2: “reason” is not what was recorded",
        "Line 3, event 5: “reason” is not what was recorded",
        "2 erasable values",
    )


def test_a_payload_under_another_name_is_named() -> None:
    rows = ledger().export([2])
    payloads = rows[1]["payloads"]
    payloads["remark"] = payloads.pop("reason")

    told(
        found_in(rows),
        1,
        "event 2: “remark” was not recorded with this event",
        "event 2: “reason” is left out: neither shown nor said to be erased",
    )


@pytest.mark.parametrize("letters", [1, 17, -4])
def test_letters_cannot_move_between_a_value_and_its_salt(letters: int) -> None:
    """The digest is over salt and value together: it stays right, the meaning does not."""
    rows = ledger().export([2])
    reason = rows[1]["payloads"]["reason"]
    together = base64.b64decode(reason["salt"]) + reason["value"].encode()
    salt, value = together[: 16 + letters], together[16 + letters :]
    reason["salt"], reason["value"] = b64(salt), value.decode("latin-1")

    told(found_in(rows), 1, "event 2: “reason” is not what was recorded")


def test_removed_repeated_and_moved_lines_are_named() -> None:
    removed = ledger().export([2, 5, 9])
    del removed[2]
    repeated = ledger().export([2, 5, 9])
    repeated.insert(2, repeated[1])
    moved = ledger().export([2, 5, 9])
    moved[1], moved[2] = moved[2], moved[1]

    told(found_in(removed), 1, "The footer counts 3 events, the file holds 2")
    told(found_in(repeated), 1, "Line 3, event 2: comes after event 2", "the file holds 4")
    told(found_in(moved), 1, "Line 3, event 2: comes after event 5")


def test_a_whole_record_with_an_event_taken_out_is_false() -> None:
    rows = ledger().export()
    del rows[4]
    rows[-1]["events"] = 10

    told(found_in(rows), 1, "said to be the whole record, but the file holds 10 of 11 events")


def test_many_forgeries_are_counted_and_some_are_named() -> None:
    rows = ledger(60).export()
    for row in rows[1:-1]:
        row["proof"] = row["proof"][::-1]

    findings = found_in(rows)

    assert findings.exit_status == 1
    assert len(findings.false.sentences) == MOST_NAMED
    assert f"and {findings.false.count - MOST_NAMED} more." in findings.told()


# --- forged checkpoints -----------------------------------------------------------------------


def test_a_checkpoint_by_another_key_is_named() -> None:
    rows = ledger(signer=OTHER).export([2])
    rows[0]["verifiers"] = [SIGNER.verifier.written()]

    told(found_in(rows), 1, "The checkpoint of this export is not signed by a key that is known")


def test_a_file_forged_with_its_own_key_falls_to_the_key_received_another_way() -> None:
    forged = ledger(signer=OTHER)
    forged.record({"new": "invented"})
    rows = forged.export()

    told(found_in(rows), 0, "it came with the file itself", OTHER.verifier.written())
    told(found_in(rows, keys=[SIGNER.verifier]), 1, "is not signed by a key that is known here")


def test_a_swapped_key_falls_to_a_kept_checkpoint_too() -> None:
    rows = ledger(signer=OTHER).export(earlier=[4])

    told(found_in(rows, kept=[ledger().note(4)]), 1, "kept (kept-0.txt) is not signed by a key")


def test_a_changed_checkpoint_is_named() -> None:
    rows = ledger().export([2])
    rows[0]["checkpoint"] = rows[0]["checkpoint"].replace("\n11\n", "\n12\n")

    told(found_in(rows), 1, "The checkpoint of this export is not what was signed")


def test_a_checkpoint_of_another_record_is_named() -> None:
    rows = ledger().export([2])
    rows[0]["origin"] = "joinery.example.org/record/other"

    told(found_in(rows), 1, "The header names the record joinery.example.org/record/other")


def test_a_rewritten_history_falls_to_each_checkpoint_of_before() -> None:
    rewritten = ledger(3)
    rewritten.record({"new": "what should have been"})
    rewritten.events += ledger().events[4:]
    rows = rewritten.export([2], earlier=[7])
    kept = ledger().note(7)

    told(found_in(rows), 0)
    told(found_in(rows, kept=[kept]), 1, "The checkpoint you kept (kept-0.txt), of 7 events")
    told(found_in(rewritten.export(), kept=[kept]), 1, "its history was rewritten")
    told(found_in(rewritten.export(), kept=[ledger().note(11)]), 1, "its history was rewritten")
    rows[0]["earlier_checkpoints"][0]["note"] = kept
    told(found_in(rows), 1, "Earlier checkpoint 1 of the header, of 7 events, is not shown")


def test_a_forged_consistency_proof_is_named() -> None:
    rows = ledger().export([2], earlier=[7])
    rows[0]["earlier_checkpoints"][0]["consistency"].pop()

    findings = found_in(rows, kept=[ledger().note(7)])

    told(findings, 1, "Earlier checkpoint 1 of the header", "The checkpoint you kept")
    assert findings.false.count == 2


def test_an_earlier_checkpoint_of_another_record_is_named() -> None:
    other = ledger()
    other.origin = "joinery.example.org/record/other"
    rows = ledger().export([2], earlier=[7])
    rows[0]["earlier_checkpoints"][0]["note"] = other.note(7)

    told(found_in(rows), 1, "Earlier checkpoint 1 of the header is of another record")


def test_the_root_of_an_empty_record_cannot_be_chosen() -> None:
    rows = ledger(0).export()
    rows[0]["checkpoint"] = sign_note(f"{ORIGIN}\n0\n{b64(bytes(32))}\n", SIGNER)

    told(found_in(rows), 1, "do not have the signed root")


# --- damaged files ----------------------------------------------------------------------------

SHORT = [json.loads(line) for line in written(ledger(3).export()).splitlines()]


def damaged(place: int, **changes: object) -> bytes:
    """The short export with some fields of one line replaced."""
    return written([*SHORT[:place], {**SHORT[place], **changes}, *SHORT[place + 1 :]])


def with_line(place: int, raw: bytes) -> bytes:
    """The short export with one line replaced by these bytes."""
    rows = written(SHORT).splitlines(keepends=True)
    return b"".join([*rows[:place], raw + b"\n", *rows[place + 1 :]])


def event_with(raw: bytes) -> bytes:
    """The short export, its event 1 having this for an index."""
    row = json.dumps(SHORT[2]).encode().replace(b'"index": 1', b'"index": ' + raw)
    return with_line(2, row)


@pytest.mark.parametrize(
    ("export", "words"),
    [
        (b"", "Line 1 should be the header, but the file is empty"),
        (written(SHORT[1:]), "Line 1 should be the header"),
        (b"\x1f\x8b\x08\x00 not text \xff", "Line 1 should be the header, but it is not UTF-8"),
        (damaged(0, format="joinery-record-export/2"), "this check knows no other"),
        (damaged(0, verifiers=["nonsense"]), "a key in it cannot be read"),
        (damaged(0, verifiers="nonsense"), "its “verifiers” is not a list"),
        (damaged(0, verifiers=[5]), "its “verifiers” are not all text"),
        (damaged(0, checkpoint="nonsense"), "The checkpoint of this export cannot be read"),
        (damaged(0, checkpoint=5), "its “checkpoint” is not text"),
        (damaged(0, origin=None), "its “origin” is not text"),
        (damaged(0, origin="\ud800"), "its “origin” is not valid Unicode"),
        (damaged(0, question="all"), "its “question” is not an object"),
        (damaged(0, predecessor=5), "its “predecessor” is not text"),
        (damaged(0, predecessor="nonsense"), "the record before this one cannot be read"),
        (damaged(0, earlier_checkpoints=[5]), "something else than checkpoints"),
        (
            damaged(0, earlier_checkpoints=[{"note": "nonsense", "consistency": []}]),
            "Earlier checkpoint 1 of the header cannot be read",
        ),
        (written([SHORT[0], *SHORT]), "Line 2 is a second header"),
        (written(SHORT[:-1]), "The file ends without its footer: it was cut off"),
        (written(SHORT)[:-12], "The file ends without its footer: it was cut off"),
        (written(SHORT)[:-80], "Line 4: it is no JSON"),
        (written([*SHORT, SHORT[1]]), "Line 6, event 0 comes after the footer"),
        (written([*SHORT, SHORT[-1]]), "Line 6 is a second footer"),
        (damaged(4, events=True), "Line 5: its “events” is not a whole number"),
        (with_line(2, b""), "Line 3: it is no JSON"),
        (with_line(2, b"nonsense"), "Line 3: it is no JSON"),
        (with_line(2, b"[" * 100_000), "Line 3: it is no JSON"),
        (with_line(2, b"[1]"), "Line 3: it is not a JSON object"),
        (with_line(2, b'{"type":"other"}'), "Line 3: it is neither header, event nor footer"),
        (with_line(2, b'{"type":["event"]}'), "Line 3: it is neither header, event nor footer"),
        (with_line(2, b'{"type":"event","type":"event"}'), "Line 3: it names something twice"),
        (with_line(2, b'{"type":"\xff"}'), "Line 3: it is not UTF-8"),
        (event_with(b"NaN"), "Line 3: it holds NaN, which JSON does not have"),
        (event_with(b"-Infinity"), "Line 3: it holds -Infinity"),
        (event_with(b"9" * 40), "Line 3: its “index” is not a whole number"),
        (event_with(b"9" * 100_000), "Line 3: it is no JSON"),
        (event_with(b"1e999"), "Line 3: its “index” is not a whole number"),
        (event_with(b"1.0"), "Line 3: its “index” is not a whole number"),
        (event_with(b"true"), "Line 3: its “index” is not a whole number"),
        (event_with(b"-1"), "Line 3: its “index” is not a whole number"),
        (damaged(2, body="nonsense"), "Line 3, event 1: its “body” cannot be read: it is no JSON"),
        (damaged(2, body='{"a":1,"a":1}'), "event 1: its “body” cannot be read: it names"),
        (damaged(2, body='{"digests":{"reason":5}}'), "event 1: the “digests” in its “body”"),
        (damaged(2, body="\ud800"), "Line 3, event 1: its “body” is not valid Unicode"),
        (damaged(2, proof=["nonsense!"]), "Line 3, event 1: its “proof” is not base64"),
        (damaged(2, proof=["é"]), "Line 3, event 1: its “proof” is not base64"),
        (damaged(2, proof=["AB=="]), "event 1: its “proof” is not base64 as it is written"),
        (damaged(2, proof=["AAAA"]), "event 1: its “proof” holds something that is no hash"),
        (damaged(2, proof="AAAA"), "Line 3, event 1: its “proof” is not a list"),
        (damaged(2, payloads=None), "Line 3, event 1: its “payloads” is not an object"),
        (damaged(2, payloads={"reason": {"erased": False}}), "“reason” is neither a salted value"),
        (
            damaged(2, payloads={"reason": {"erased": True, "value": "still here"}}),
            "“reason” is neither a salted value nor erased",
        ),
        (
            damaged(2, payloads={"reason": {"salt": "*", "value": ""}}),
            "Line 3, event 1: the salt of “reason” is not base64",
        ),
    ],
)
def test_a_damaged_file_is_named_and_never_proved(export: bytes, words: str) -> None:
    findings = found_in(export)

    assert findings.exit_status in {1, 2}
    assert any(words in sentence for sentence in findings.unchecked.sentences), findings.told()


def test_a_line_longer_than_any_event_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 5_000)
    export = with_line(2, b'{"type":"event","body":"' + b"x" * 12_345 + b'"}')

    findings = found_in(export)

    assert findings.unchecked.sentences == ["Line 3: it is longer than 0 MiB."]
    assert "2 events of this file" in findings.told()


def test_names_from_the_file_do_no_harm_to_a_terminal() -> None:
    rows = ledger().export([2], question={"text": "\x1b[2J\u202egnp.exe", "long": "x" * 1000})
    rows[1]["\x1b]0;owned\x07"] = 1

    findings = found_in(rows)

    told(findings, 0, "\\x1b[2J\\u202egnp.exe", "\\x1b]0;owned\\x07")
    assert all(char == "\n" or char.isprintable() for char in findings.told())
    assert "x" * 301 not in findings.told()


EXPORT = written(ledger(9).export([1, 3, 4, 8], earlier=[5]))
EVENTS_START = EXPORT.index(b"\n") + 1
EVENTS_END = EXPORT.rindex(b"\n", 0, -1)
PARSED = [json.loads(line) for line in EXPORT.splitlines()]


@bounded
@given(st.integers(EVENTS_START, EVENTS_END - 1), st.integers(0, 255))
def test_no_changed_byte_of_an_event_line_is_proved(place: int, byte: int) -> None:
    changed = EXPORT[:place] + bytes([byte]) + EXPORT[place + 1 :]

    findings = found_in(changed)

    if findings.exit_status == 0 and "beside the format" not in findings.told():
        assert [json.loads(line) for line in changed.splitlines()] == PARSED


@bounded
@given(st.binary(max_size=200), st.integers(0, len(EXPORT)), st.integers(0, 200))
def test_no_damage_brings_the_check_down(noise: bytes, place: int, removed: int) -> None:
    findings = found_in(EXPORT[:place] + noise + EXPORT[place + removed :])

    assert findings.told().endswith("\n")


@bounded
@given(st.integers(0, len(EXPORT) - 2))
def test_no_beginning_of_a_file_is_proved(length: int) -> None:
    assert found_in(EXPORT[:length]).exit_status != 0


# --- streaming --------------------------------------------------------------------------------


class MadeWhileRead(BytesIO):
    """A file whose lines are made as they are read, so that only the reader can hold them."""

    def __init__(self, made: Iterator[bytes]) -> None:
        super().__init__()
        self.made = made

    def readline(self, size: int | None = -1, /) -> bytes:
        return next(self.made, b"")


def peak_while_reading(rows: list[Row]) -> int:
    """Bytes held at most while reading these lines, each event filled up by 10 kB."""
    head, *events, foot = rows

    def made() -> Iterator[bytes]:
        yield written([head])
        for place, event in enumerate(events):
            yield written([{**event, f"filling {place}": "x" * 10_000}])
        yield written([foot])

    tracemalloc.start()
    try:
        findings = check(MadeWhileRead(made()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert f"holds all {len(events)} events" in findings.told()
    return peak


def test_memory_does_not_grow_with_the_file() -> None:
    few, many = ledger(50).export(), ledger(1_000).export()
    peak_while_reading(few)

    assert peak_while_reading(many) < peak_while_reading(few) + 50_000


# --- the command ------------------------------------------------------------------------------

WITHOUT_DJANGO = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in ALLOWED and name.split(".")[0] not in sys.stdlib_module_names:
            raise ImportError(name + " is not the standard library, cryptography or the record")

ALLOWED = {"audit", "cryptography", "_cffi_backend", "cffi"}
sys.meta_path.insert(0, Refuse())
sys.path.insert(0, sys.argv.pop(1))
from audit.offline.__main__ import main

status = main()
assert "django" not in sys.modules
assert {name for name in sys.modules if name.startswith("audit.")} <= {
    "audit.merkle", "audit.notes", "audit.offline", "audit.offline.__main__",
    "audit.offline.checkpoints", "audit.offline.events", "audit.offline.findings",
    "audit.offline.lines",
}
sys.exit(status)
"""


def run_without_django(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in an isolated interpreter that refuses everything it should not need."""
    return subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", WITHOUT_DJANGO, str(ROOT), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
    )


def test_the_command_needs_neither_django_nor_joinery(tmp_path: Path) -> None:
    export, kept = tmp_path / "export.jsonl", tmp_path / "monday.txt"
    export.write_bytes(written(ledger().export([2, 5], earlier=[4])))
    kept.write_text(ledger().note(4))

    done = run_without_django(
        str(export), "--checkpoint", str(kept), "--key", SIGNER.verifier.written()
    )

    assert done.stderr == ""
    assert done.returncode == 0
    assert "monday.txt), of 4 events, is the beginning of this record" in done.stdout
    assert done.stdout.endswith("Everything that can be checked holds.\n")


def test_the_command_runs_as_a_module_and_says_what_is_false(tmp_path: Path) -> None:
    rows = ledger().export([2, 5])
    rows[1]["body"] += " "
    export = tmp_path / "export.jsonl"
    export.write_bytes(written(rows))

    done = subprocess.run(
        [sys.executable, "-m", "audit.offline", str(export)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PATH": os.defpath, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )

    assert (done.returncode, done.stderr) == (1, "")
    assert "Line 2, event 2: the record does not hold this at index 2" in done.stdout
    assert "Do not rely on this export" in done.stdout


def test_a_file_that_cannot_be_read_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, picture = tmp_path / "export.jsonl", tmp_path / "picture.png"
    export.write_bytes(EXPORT)
    picture.write_bytes(b"\x89PNG\xff")
    for arguments, words in (
        ([str(tmp_path / "none")], "none cannot be read: No such file"),
        ([str(tmp_path)], "cannot be read: Is a directory"),
        ([str(export), "--checkpoint", str(tmp_path / "none")], "none cannot be read"),
        ([str(export), "--checkpoint", str(picture)], "is not text in UTF-8"),
        ([str(export), "--key", "nonsense"], "A key is written as name+hash+base64"),
    ):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
        assert words in capsys.readouterr().err


def test_the_exit_status_is_the_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export.jsonl"
    for content, status in (
        (EXPORT, 0),
        (EXPORT[:-20], 2),
        (EXPORT.replace(b"title", b"tittle"), 1),
    ):
        export.write_bytes(content)
        assert main([str(export)]) == status
        assert f"Record {ORIGIN}" in capsys.readouterr().out
