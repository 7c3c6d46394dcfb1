"""The commands of docker-compose.yml, started as processes on a real PostgreSQL and Redis."""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import redis
from django.conf import settings

from tests.operations.test_compose import SERVICES

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not settings.REDIS_URL, reason="needs PostgreSQL and Redis"),
]

BIN = str(Path(sys.executable).parent)
PORT = 8765
PATIENCE_SECONDS = 90
ROLE = f"joinery_compose_{os.getpid()}"
DATABASE = f"joinery_compose_{os.getpid()}"
GIVEN = {
    "SECRET_KEY": secrets.token_hex(40),
    "ALLOWED_HOSTS": ".example.org",
    "JOINERY_BASE_URL": "https://joinery.example.org",
    "JOINERY_RECORD_SINKS": "mailto:auditor@example.org",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "JOINERY_FROM_EMAIL": "Joinery <joinery@example.org>",
    "JOINERY_APP_ROLE": ROLE,
    "JOINERY_APP_PASSWORD": secrets.token_hex(12),
    "JOINERY_OWNER_PASSWORD": "stands-in-for-the-owner",
}


def own_redis() -> str:
    """The database after the one that the tests use: other tests' workers listen at theirs."""
    parts = urlsplit(settings.REDIS_URL)
    number = (int(parts.path.strip("/") or 0) + 1) % 16
    return urlunsplit(parts._replace(path=f"/{number}"))


def where() -> dict[str, Any]:
    """The PostgreSQL server that the tests use."""
    return dict(settings.DATABASES["default"])


@contextmanager
def administration() -> Iterator[Any]:
    """A cursor that may make and drop databases and roles."""
    server = where()
    connection = psycopg2.connect(
        dbname="postgres",
        user=server["USER"],
        password=server["PASSWORD"],
        host=server["HOST"],
        port=server["PORT"] or 5432,
    )
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        yield cursor


def filled_in(text: str) -> str:
    """A value of the compose file as compose would fill it in, at this machine's servers."""
    server = where()
    text = re.sub(
        r"\$\{([A-Z_]+)(?::[?-]([^}]*))?\}", lambda m: GIVEN.get(m[1], m[2] or ""), str(text)
    )
    owner = f"{server['USER']}:{server['PASSWORD'] or 'none'}"
    text = text.replace(f"joinery_owner:{GIVEN['JOINERY_OWNER_PASSWORD']}", owner)
    text = text.replace(
        "@postgres:5432/joinery", f"@{server['HOST']}:{server['PORT'] or 5432}/{DATABASE}"
    )
    return text.replace("redis://redis:6379/0", own_redis())


def environment(service: str, data: Path) -> dict[str, str]:
    """What compose and the image would give the service, and nothing of this shell's."""
    given = {name: filled_in(value) for name, value in SERVICES[service]["environment"].items()}
    return {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "C_FORCE_ROOT": "1",
        "HOME": "/nonexistent",
        "PORT": str(PORT),
        "JOINERY_DATA_DIR": str(data / "data"),
        "JOINERY_STATIC_ROOT": str(data / "collected"),
        **given,
        "JOINERY_RECORD_KEY_FILE": str(data / "keys" / "record"),
    }


def start(service: str, data: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """The service's own command."""
    return subprocess.Popen(
        SERVICES[service]["command"],
        env=environment(service, data),
        stdout=log,
        stderr=subprocess.STDOUT,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Data folder and static files, and a database migrated by compose's own command."""
    folder = tmp_path_factory.mktemp("production")
    (folder / "collected").mkdir()
    with administration() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    try:
        with (folder / "migrate.log").open("wb") as log:
            migrated = start("migrate", folder, log).wait(timeout=PATIENCE_SECONDS)
        assert migrated == 0, (folder / "migrate.log").read_text()
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
        subprocess.run(collect, env=environment("web", folder), check=True)
        yield folder
    finally:
        with administration() as cursor:
            cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
            cursor.execute(f"DROP ROLE IF EXISTS {ROLE}")
        forget_queue()


def forget_queue() -> None:
    """Remove what these services left in Redis."""
    server = redis.Redis.from_url(own_redis())
    for key in server.scan_iter("joinery:*"):
        server.delete(key)
    server.close()


def readiness() -> tuple[int, dict[str, Any]]:
    """Status and body of /readyz; (0, {}) when nobody answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/readyz", headers={"Host": "joinery.example.org"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, json.load(answer)
    except OSError:
        return 0, {}


def wait_for_status(wanted: int) -> dict[str, Any]:
    """The body of /readyz once it has the wanted status."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    status, body = readiness()
    while status != wanted and time.monotonic() < deadline:
        time.sleep(0.5)
        status, body = readiness()
    assert status == wanted, body
    return body


def test_web_worker_and_beat_get_ready_and_stop_cleanly(data: Path) -> None:
    log_path = data / "services.log"
    with ExitStack() as stack:
        log = stack.enter_context(log_path.open("wb"))
        running = {name: start(name, data, log) for name in ("web", "worker", "beat")}
        for process in running.values():
            stack.callback(process.kill)
        assert wait_for_status(200)["ready"] is True
        probe = [sys.executable, "scripts/probe.py"]
        assert subprocess.run(probe, env=environment("web", data), check=False).returncode == 0
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        endings = {name: process.wait(timeout=60) for name, process in running.items()}
    assert endings == {"web": 0, "worker": 0, "beat": 0}, log_path.read_text()


def test_without_a_worker_the_web_lives_but_is_not_ready(data: Path) -> None:
    redis.Redis.from_url(own_redis()).delete(":1:joinery.worker-seen")
    with (data / "web.log").open("wb") as log:
        web = start("web", data, log)
        try:
            body = wait_for_status(503)
        finally:
            web.terminate()
            web.wait(timeout=60)
    assert body["checks"]["database"]["ok"]
    assert body["checks"]["queue"]["ok"]
    assert "No worker has reported" in body["checks"]["worker"]["detail"]


def test_the_log_is_one_json_object_a_line(data: Path) -> None:
    lines = (data / "services.log").read_text().splitlines()
    web = [json.loads(line) for line in lines if '"logger": "gunicorn' in line]
    assert web
    assert all({"event", "level", "timestamp"} <= set(entry) for entry in web)


def test_the_probe_fails_when_nobody_answers(data: Path) -> None:
    probe = [sys.executable, "scripts/probe.py"]
    silent = {**environment("web", data), "PORT": "1"}
    assert subprocess.run(probe, env=silent, check=False).returncode == 1
