"""Letting a program of the adopter's look at a file (`JOINERY_UPLOAD_SCAN`)."""

import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from django.conf import settings

CLEAN, UNCLEAN = 0, 1  # exit statuses, as clamscan has them
PIECE = 1024 * 1024
MOST_SAID = 300


class Verdict(StrEnum):
    """What came of a scan."""

    CLEAN = "clean"
    UNCLEAN = "unclean"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Scan:
    """What the program found.

    Attributes:
        said: its first line, or what went wrong; for administrators.
    """

    verdict: Verdict
    said: str = ""


def scanning_is_configured() -> bool:
    """Whether a program looks at files here."""
    return bool(settings.UPLOAD_SCAN.strip())


def scan(content: IO[bytes]) -> Scan:
    """What the configured program says of the content; it gets a copy under a name of its own."""
    command = shlex.split(settings.UPLOAD_SCAN)
    folder = settings.FILE_UPLOAD_TEMP_DIR
    with tempfile.NamedTemporaryFile(prefix="scan-", dir=folder) as copy:
        while piece := content.read(PIECE):
            copy.write(piece)
        copy.flush()
        return _run([*command, copy.name])


def _run(command: list[str]) -> Scan:
    try:
        # The command is the administrator's own, the path is ours, and no shell reads either.
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=settings.UPLOAD_SCAN_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Scan(Verdict.FAULT, f"No end within {settings.UPLOAD_SCAN_SECONDS} seconds.")
    except OSError as error:
        return Scan(Verdict.FAULT, f"It cannot be started: {error.strerror or error}.")
    said = _first_line(done.stdout, command[-1])
    if done.returncode == CLEAN:
        return Scan(Verdict.CLEAN, said)
    if done.returncode == UNCLEAN:
        return Scan(Verdict.UNCLEAN, said)
    return Scan(Verdict.FAULT, f"Exit status {done.returncode}. {said}".strip())


def _first_line(output: bytes, path: str) -> str:
    lines = output.decode("utf-8", "replace").replace(path, "the file").split("\n")
    said = next((line.strip() for line in lines if line.strip()), "")
    return "".join(char for char in said if char.isprintable())[:MOST_SAID]
