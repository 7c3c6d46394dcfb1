"""Several processes as one: together they run, together they stop."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.supervision import Group

PATIENCE_SECONDS = 20

SLEEP = "import time; time.sleep(600)"
PARENT = """
import sys
from config.supervision import Group
child = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(600)"]
sys.exit(Group({"first": child, "second": child}, sys.stdout).run())
"""


def wait_until(condition: Callable[[], bool]) -> bool:
    """Whether it came true before the patience ran out."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_gone(pid: int) -> bool:
    """Whether the process has ended, if only as one nobody has asked about yet."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def start_parent() -> tuple[subprocess.Popen[str], list[int]]:
    """A supervising process of its own group, and the process ids of its two children."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert parent.stdout is not None
    return parent, [int(parent.stdout.readline().split("|")[1]) for _ in range(2)]


def python(code: str) -> list[str]:
    """A command that runs the code."""
    return [sys.executable, "-c", code]


def test_a_child_that_ends_stops_the_others_visibly() -> None:
    out = io.StringIO()
    commands = {
        "web": python("raise SystemExit(3)"),
        "worker": python("import time; time.sleep(600)"),
    }
    assert Group(commands, out).run() == 3
    assert "web ended with status 3. Stopping the others." in out.getvalue()
    assert out.getvalue().rstrip().endswith("Stopped.")


def test_a_child_that_ends_well_is_a_failure_too() -> None:
    assert Group({"web": python("pass")}, io.StringIO()).run() == 1


def test_lines_carry_the_name_of_who_wrote_them() -> None:
    out = io.StringIO()
    Group({"web": python("print('hello')")}, out).run()
    assert "web     | hello\n" in out.getvalue()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_with_status_zero(signum: signal.Signals) -> None:
    parent, children = start_parent()
    parent.send_signal(signum)
    output, _ = parent.communicate(timeout=PATIENCE_SECONDS)
    assert parent.returncode == 0
    assert "Stopped." in output
    assert all(map(is_gone, children))


def test_control_c_reaches_the_whole_group_and_is_no_failure() -> None:
    parent, children = start_parent()
    os.killpg(parent.pid, signal.SIGINT)
    parent.communicate(timeout=PATIENCE_SECONDS)
    assert parent.returncode == 0
    assert all(map(is_gone, children))


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells children of their parent's end"
)
def test_children_do_not_outlive_a_killed_parent() -> None:
    parent, children = start_parent()
    parent.kill()
    parent.communicate(timeout=PATIENCE_SECONDS)
    assert wait_until(lambda: all(map(is_gone, children)))


def test_a_child_that_will_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.supervision.GRACE_SECONDS", 0.5)
    stubborn = python(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print('ready', flush=True); time.sleep(600)"
    )
    out = io.StringIO()
    group = Group({"stubborn": stubborn, "brief": python("import time; time.sleep(1)")}, out)
    group.run()
    assert "killed" in out.getvalue()
    assert all(child.process.returncode is not None for child in group.children)
