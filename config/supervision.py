"""Runs several processes as one: when one ends, all end; when this one is stopped, so are they.

The children stay in this process's group, so a signal to the group reaches each of them even when
nobody is left to pass it on; on Linux they are also told when this process is killed outright.
docs/decisions/ says why this is not left to a library.
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import IO, TextIO

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 20.0  # more than the web's graceful timeout
LOOK_SECONDS = 0.2
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One supervised process and what it printed since its last line ended."""

    name: str
    process: subprocess.Popen[bytes]
    unfinished: bytes = b""

    @property
    def output(self) -> IO[bytes]:
        """The read end of its standard output and error."""
        assert self.process.stdout is not None  # noqa: S101 - always a pipe, see Group.start
        return self.process.stdout


class Group:
    """The processes, and the place where their lines are printed under their names."""

    def __init__(self, commands: Mapping[str, Sequence[str]], out: TextIO) -> None:
        self.commands = commands
        self.out = out
        self.children: list[Child] = []
        self.stopping_since: float | None = None
        self._selector = selectors.DefaultSelector()
        self._width = max(map(len, [*commands, "joinery"]))

    def run(self) -> int:
        """Run until told to stop or until a child ends.

        Returns:
            0 when told to stop; else the status of the child that ended by itself, or 1 when
            that was 0: none of them is meant to end.
        """
        with self._stop_on_signals():
            self._start_all()
            status = self._watch()
            self._tell_all(signal.SIGTERM)
            self._wait_for_all()
        return status

    def stop(self, signum: int, _frame: FrameType | None = None) -> None:
        """Begin to stop. Safe to call from a signal handler, and more than once."""
        del signum
        if self.stopping_since is None:
            self.stopping_since = time.monotonic()

    def _start_all(self) -> None:
        for name, command in self.commands.items():
            process = subprocess.Popen(  # noqa: S603 - commands of our own
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                preexec_fn=_end_with_parent,
            )
            child = Child(name, process)
            os.set_blocking(child.output.fileno(), False)
            self._selector.register(child.output, selectors.EVENT_READ, child)
            self.children.append(child)

    def _watch(self) -> int:
        while self.stopping_since is None:
            self._print_output(LOOK_SECONDS)
            for child in self.children:
                if (status := child.process.poll()) is not None:
                    if self.stopping_since is not None:  # the signal reached the whole group
                        break
                    self._say(f"{child.name} ended with status {status}. Stopping the others.")
                    return abs(status) or 1
        self._say("Stopping.")
        return 0

    def _wait_for_all(self) -> None:
        deadline = time.monotonic() + GRACE_SECONDS
        while any(child.process.poll() is None for child in self.children):
            self._print_output(LOOK_SECONDS)
            if time.monotonic() > deadline:
                self._say("Some processes did not stop in time and are killed.")
                self._tell_all(signal.SIGKILL)
        self._print_output(0)
        for child in self.children:
            child.output.close()
        self._selector.close()
        self._say("Stopped.")

    def _tell_all(self, signum: signal.Signals) -> None:
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                child.process.send_signal(signum)

    def _print_output(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            child: Child = key.data
            if chunk := child.output.read(65536):
                *lines, child.unfinished = (child.unfinished + chunk).split(b"\n")
                for line in lines:
                    self._line(child.name, line.decode(errors="replace"))
            elif chunk == b"":
                self._selector.unregister(child.output)

    def _say(self, text: str) -> None:
        self._line("joinery", text)

    def _line(self, name: str, text: str) -> None:
        # Whoever read our output may be gone; that must not keep us from stopping the others.
        with contextlib.suppress(OSError):
            self.out.write(f"{name:<{self._width}} | {text}\n")
            self.out.flush()

    @contextlib.contextmanager
    def _stop_on_signals(self) -> Iterator[None]:
        before = {signum: signal.signal(signum, self.stop) for signum in STOP_SIGNALS}
        try:
            yield
        finally:
            for signum, handler in before.items():
                signal.signal(signum, handler)


def _end_with_parent() -> None:
    """In a child, before it becomes its program: have Linux stop it when its parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
