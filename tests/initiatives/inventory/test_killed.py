"""A process killed in the middle of an import leaves nothing; two at once leave no duplicate."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from audit.models import AuditEvent
from initiatives.models import Initiative, Milestone
from tests.at_once import at_once
from tests.initiatives.inventory.sample import ROWS, as_csv, take
from tests.initiatives.inventory.slow_import import WAITING
from tests.shared_data import ROOT

Files = Callable[..., tuple[Path, Path]]


@contextmanager
def import_in_the_middle(
    files: tuple[Path, Path], environment: dict[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """An import in a process of its own that has written some of its rows."""
    command = [sys.executable, "-m", "tests.initiatives.inventory.slow_import", *map(str, files)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            assert any(WAITING in line for line in lines), "the import never got to the middle"
            yield process
        finally:
            process.kill()


def environment(**changes: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "config.settings", **changes}


def test_killed_on_sqlite(write_files: Files, tmp_path: Path) -> None:
    own = environment(JOINERY_DATA_DIR=str(tmp_path / "data"))
    own.pop("REDIS_URL", None)
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0", "--skip-checks"], cwd=ROOT, env=own, check=True)
    files = write_files(as_csv(ROWS))

    with import_in_the_middle(files, own) as process:
        process.kill()

    with closing(sqlite3.connect(tmp_path / "data" / "joinery.sqlite3")) as database:
        for table in ("initiatives_initiative", "people_unit", "audit_auditevent"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608
    again = [*manage, "import_inventory", str(files[0]), "--mapping", str(files[1])]
    done = subprocess.run(again, cwd=ROOT, env=own, check=True, capture_output=True, text=True)
    assert "Taken: 3 new" in done.stdout


def only_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL; run by make test-services")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_killed_on_postgresql(write_files: Files) -> None:
    only_on_postgresql()
    files = write_files(as_csv(ROWS))

    with import_in_the_middle(files, environment(DATABASE_URL=_url())) as process:
        assert not Initiative.objects.exists()  # nothing shows before the end
        process.kill()

    deadline = time.monotonic() + 10
    while _other_sessions() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Initiative.objects.exists()
    assert not Milestone.objects.exists()
    assert not AuditEvent.objects.exists()
    assert take(as_csv(ROWS)).created == 3


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once() -> None:
    outcome = at_once(*[lambda: take(as_csv(ROWS)).created] * 4)

    assert outcome.refused == []
    assert sorted(outcome.done) == [0, 0, 0, 3]
    assert Initiative.objects.count() == 3


def _url() -> str:
    told = connection.settings_dict
    password = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    host = f"{told['HOST']}:{told['PORT'] or 5432}"
    return f"postgres://{told['USER']}{password}@{host}/{told['NAME']}"


def _other_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
