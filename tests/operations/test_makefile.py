"""The commands others rely on exist, and what they install is fixed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"]


def make(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """What make says and how it ends."""
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],  # noqa: S607 - the machine's make
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("target", ["run", "test", "test-services", "check", "behaviours", "lock"])
def test_help_lists_the_target(target: str) -> None:
    assert re.search(rf"^  make {target}\s", make().stdout, re.MULTILINE)


def test_an_old_python_is_refused_with_a_way_out(tmp_path: Path) -> None:
    for name in ["Makefile", "requirements.lock"]:
        shutil.copy(ROOT / name, tmp_path)
    result = make("setup", "PYTHON=/bin/false", folder=tmp_path)
    assert result.returncode != 0
    assert "Joinery needs Python 3.11 or newer" in result.stdout
    assert "make PYTHON=" in result.stdout


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text()
    requirements = re.findall(r"^[a-z0-9][^\n]*==", text, re.MULTILINE)
    hashed = re.findall(r"^[a-z0-9][^\n]*== ?[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(requirements) == len(hashed) > 0
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", text)


def test_the_development_lock_agrees_with_the_one_that_is_deployed() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9-]+==[^\s;]+", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_ci_run_can_be_started_and_stops_at_errors() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text()
    subprocess.run(["bash", "-n", str(script)], check=True)  # noqa: S607 - the machine's bash
