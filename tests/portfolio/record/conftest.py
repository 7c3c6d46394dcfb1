"""A record with both sides in it, sealed when a test asks for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit import keys
from audit.actions import create_record_key
from audit.actors import SystemActor
from audit.outside import deliver_due_checkpoints
from audit.sealing import seal

CONSOLE = SystemActor("console")


@pytest.fixture
def outside(settings: Any, tmp_path: Path) -> Path:
    """A folder that keeps checkpoints."""
    folder = tmp_path / "outside"
    folder.mkdir()
    settings.RECORD_SINKS = [f"dir:{folder}"]
    return folder


@pytest.fixture
def seal_all(outside: Path, db: None) -> Callable[[], None]:
    """Seals what is committed so far and carries the checkpoint outside."""

    def sealed() -> None:
        if not keys.has_key():
            create_record_key(actor=CONSOLE)
        seal()
        deliver_due_checkpoints()

    return sealed
