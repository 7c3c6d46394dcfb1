"""The test database as a file, for tests with a second process or a real copy."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
_BEGIN = "import os, django\ndjango.setup()\n"


def sqlite_file(folder: Path) -> Path:
    """A file with everything that this test has committed so far."""
    path = folder / "record.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as file:
        connection.connection.backup(file)
    return path


def in_another_process(code: str, database: str, key_file: Path) -> subprocess.Popen[str]:
    """Python code with Django set up for this database; its standard output can be read."""
    return subprocess.Popen(
        [sys.executable, "-c", _BEGIN + code],
        cwd=ROOT,
        env=environment(database, key_file),
        stdout=subprocess.PIPE,
        text=True,
    )


def environment(database: str, key_file: Path, sinks: str = "") -> dict[str, str]:
    """What a process is told that works on this database."""
    folder = key_file.parent / "data"
    (folder / "static").mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database,
        "JOINERY_DATA_DIR": str(folder),
        "JOINERY_RECORD_KEY_FILE": str(key_file),
        "JOINERY_RECORD_SINKS": sinks or f"dir:{folder / 'checkpoints'}",
    }
