"""Reminders as their readers get them: real workers, schedulers, Redis and a mail server.

Three schedulers that know nothing of each other tick every second; one of three workers is killed
while it sends. Whatever they do, each reader finds each reminder once in the mailbox.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.utils import timezone

from governance.models import SessionOccurrence, SessionRhythm, SessionSeries
from initiatives.models import Initiative, Member
from people.models import Notice, RoleAssignment, Unit, User
from people.vocabulary import Party, Role
from tests.people.smtp import MailServer, mail_server

SESSIONS, SEATS = 200, 10
SCHEDULERS, WORKERS = 3, 3
KILLED_AFTER = 300  # mails
LEASE = 4  # seconds; what the killed worker held is free again after them
LONGEST = 240  # seconds
ROOT = Path(__file__).resolve().parents[2]


def _database_url() -> str:
    """The address of the tests' own database, for processes beside this one."""
    chosen = django_settings.DATABASES["default"]
    who = chosen["USER"] + (f":{chosen['PASSWORD']}" if chosen["PASSWORD"] else "")
    port = f":{chosen['PORT']}" if chosen["PORT"] else ""
    return f"postgres://{who}@{chosen['HOST']}{port}/{chosen['NAME']}"


@pytest.fixture
def queue() -> Iterator[str]:
    """An empty Redis database of its own; its address."""
    address = os.environ["REDIS_URL"].rsplit("/", 1)[0] + "/11"
    client = redis.Redis.from_url(address)
    client.flushdb()
    yield address
    client.flushdb()


def _table() -> list[User]:
    people = User.objects.bulk_create(
        User(email=f"seat{n}@example.org", full_name=f"Seat {n}") for n in range(SEATS)
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=person, role=Role.BUSINESS_LEAD) for person in people
    )
    return people


@pytest.fixture
def sessions() -> None:
    """200 sessions within the hour, ten people at each table: 2,000 reminders are due."""
    unit = Unit.objects.create(name="Plant North")
    people = _table()
    starts_at = timezone.now() + dt.timedelta(minutes=40)
    initiatives = Initiative.objects.bulk_create(
        Initiative(
            reference=f"AI-2026-{n:04d}", title=f"Idea {n}", problem="-", unit=unit,
            how_far="nothing_yet",
        )
        for n in range(SESSIONS)
    )  # fmt: skip
    Member.objects.bulk_create(
        Member(initiative=each, user=person, party=Party.BUSINESS)
        for each in initiatives
        for person in people
    )
    series = SessionSeries.objects.bulk_create(
        SessionSeries(reference=f"WS-{n:04d}", initiative=each)
        for n, each in enumerate(initiatives)
    )
    rhythms = SessionRhythm.objects.bulk_create(
        SessionRhythm(
            series=each, rule="FREQ=WEEKLY;INTERVAL=1;BYDAY=MO", first_on=starts_at.date(),
            starts_at=starts_at.time(), time_zone="UTC", minutes=45,
        )
        for each in series
    )  # fmt: skip
    SessionOccurrence.objects.bulk_create(
        SessionOccurrence(
            series=each, rhythm=rhythm, slot_on=starts_at.date(), starts_at=starts_at, minutes=45
        )
        for each, rhythm in zip(series, rhythms, strict=True)
    )


@contextmanager
def _process(*arguments: str, environment: dict[str, str], log: Path) -> Iterator[Any]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tests.operations.fast_schedule", *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def _wait_until(condition: Any, logs: Path) -> None:
    ends_at = time.monotonic() + LONGEST
    while not condition():
        if time.monotonic() > ends_at:
            said = "\n".join(f"{log.name}: {log.read_text()[-1500:]}" for log in logs.glob("*.log"))
            pytest.fail(f"not done within {LONGEST} seconds\n{said}")
        time.sleep(0.2)


@pytest.mark.services
@pytest.mark.behaviour("A22")
@pytest.mark.django_db(transaction=True)
def test_two_thousand_reminders_by_three_schedulers_and_a_killed_worker(
    sessions: None, queue: str, settings: Any, tmp_path: Path
) -> None:
    with mail_server(settings) as server, ExitStack() as running:
        environment = {
            "DATABASE_URL": _database_url(),
            "REDIS_URL": queue,
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "JOINERY_NOTICE_LEASE": str(LEASE),
            "JOINERY_DATA_DIR": str(tmp_path / "data"),
        }
        workers = [
            running.enter_context(
                _process(
                    "worker", "--pool=solo", f"--hostname=w{n}@test", "--loglevel=WARNING",
                    environment=environment, log=tmp_path / f"worker{n}.log",
                )
            )
            for n in range(WORKERS)
        ]  # fmt: skip
        for n in range(SCHEDULERS):
            running.enter_context(
                _process(
                    "beat", "--schedule", str(tmp_path / f"schedule{n}"), "--pidfile=",
                    "--loglevel=WARNING", environment=environment, log=tmp_path / f"beat{n}.log",
                )
            )  # fmt: skip

        _wait_until(lambda: len(server.taken) >= KILLED_AFTER, tmp_path)
        workers[0].send_signal(signal.SIGKILL)
        _wait_until(_all_sent, tmp_path)

    _each_once(server)


def _all_sent() -> bool:
    written = Notice.objects.filter(kind="session-reminder")
    waiting = written.exclude(state=Notice.State.SENT)
    return written.count() == SESSIONS * SEATS and not waiting.exists()


def _each_once(server: MailServer) -> None:
    """A mail server drops a message whose id it has; what is left is what readers see."""
    by_id = {mail["Message-ID"]: mail for mail in server.taken}
    seen = Counter((mail["To"], mail["Subject"]) for mail in by_id.values())
    assert len(seen) == SESSIONS * SEATS
    assert set(seen.values()) == {1}
    # At most the message that the killed worker had sent and not noted came again.
    assert len(server.taken) - len(by_id) <= 1
