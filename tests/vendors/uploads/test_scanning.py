"""The configured program decides by its exit status; whatever else happens is a fault."""

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from vendors.checks import uploads_are_looked_through, uploads_are_set_up
from vendors.uploads.scanning import Verdict, scan

PROGRAM = """
import pathlib, sys, time
content = pathlib.Path(sys.argv[1]).read_bytes()
print(f"{sys.argv[1]}: {content[:20].decode()}")
if content == b"slow": time.sleep(30)
sys.exit({b"good": 0, b"bad": 1}.get(content, 2))
"""


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "scanner of ours.py"
    path.write_text(PROGRAM)
    settings.UPLOAD_SCAN = f"{sys.executable} '{path}'"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path


@pytest.mark.behaviour("A18")
@pytest.mark.parametrize(
    ("content", "verdict"),
    [(b"good", Verdict.CLEAN), (b"bad", Verdict.UNCLEAN), (b"odd", Verdict.FAULT)],
)
def test_exit_statuses(scanner: None, tmp_path: Path, content: bytes, verdict: Verdict) -> None:
    found = scan(io.BytesIO(content))
    assert found.verdict == verdict
    assert f"the file: {content.decode()}" in found.said
    assert [path.name for path in tmp_path.glob("scan-*")] == []


def test_no_end_and_no_program_are_faults(scanner: None, settings: Any) -> None:
    settings.UPLOAD_SCAN_SECONDS = 1
    assert scan(io.BytesIO(b"slow")).verdict == Verdict.FAULT
    settings.UPLOAD_SCAN = "no-such-program-anywhere --now"
    found = scan(io.BytesIO(b"good"))
    assert (found.verdict, found.said) == (
        Verdict.FAULT,
        "It cannot be started: No such file or directory.",
    )


@pytest.mark.behaviour("A18")
def test_settings_that_cannot_be_meant_are_told_at_the_start(settings: Any) -> None:
    settings.UPLOAD_SCAN = ""
    assert uploads_are_set_up() == []
    assert [each.id for each in uploads_are_looked_through()] == ["vendors.W001"]
    settings.UPLOAD_SCAN = "no-such-program-anywhere"
    settings.UPLOAD_MAX_BYTES = 0
    settings.VENDOR_LINK_DAYS = -1
    found = uploads_are_set_up()
    assert [each.id for each in found] == ["vendors.E001", "vendors.E001", "vendors.E002"]
    assert "JOINERY_UPLOAD_MAX_BYTES is 0" in found[0].msg
    settings.UPLOAD_SCAN = "'unclosed"
    assert "cannot be read" in uploads_are_set_up()[-1].msg
