"""Eight writers: sealing in batches beside them, against a chain inside each transaction.

    DATABASE_URL=postgres://… python -m benchmarks.sealing [--events 4000]

The chain is what a hash-linked log usually is: each transaction waits for the one before it, reads
its hash and adds its own.
"""

import argparse
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("JOINERY_DATA_DIR", tempfile.mkdtemp(prefix="joinery-benchmark-"))

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from audit.actions import TheRecord, create_record_key
from audit.actors import SystemActor
from audit.kinds import event_kind
from audit.recording import record
from audit.sealing import oldest_pending, seal

CHANGED = event_kind("benchmark.changed", "Changed", "changed row {number}")
CLOCKWORK = SystemActor("benchmark")
WRITERS = 8


def write_event(number: int, work_queries: int) -> None:
    """One transaction as an action has it: some queries, then its event."""
    with transaction.atomic():
        _work(work_queries)
        record(CHANGED, TheRecord(), actor=CLOCKWORK, data={"number": number})


def write_chained_last(number: int, work_queries: int) -> None:
    """The same, linked to the event before it as the transaction's last step."""
    with transaction.atomic():
        _work(work_queries)
        _link(number)


def write_chained_first(number: int, work_queries: int) -> None:
    """The same, linked before the rest of the transaction's work, which then holds the chain."""
    with transaction.atomic():
        _link(number)
        _work(work_queries)


def _link(number: int) -> None:
    with connection.cursor() as cursor:
        event = record(CHANGED, TheRecord(), actor=CLOCKWORK, data={"number": number})
        cursor.execute("SELECT pg_advisory_xact_lock(1)")
        cursor.execute("SELECT hash FROM benchmark_chain ORDER BY position DESC LIMIT 1")
        before = cursor.fetchone()
        linked = hashlib.sha256((bytes(before[0]) if before else b"") + bytes(event.body)).digest()
        cursor.execute("INSERT INTO benchmark_chain (hash) VALUES (%s)", [linked])


CHAINS = {"linked last": write_chained_last, "linked first": write_chained_first}


def _work(queries: int) -> None:
    with connection.cursor() as cursor:
        for _ in range(queries):
            cursor.execute("SELECT count(*) FROM people_user")


def events_per_second(
    write: Callable[[int, int], None], events: int, work_queries: int, *, sealed: bool
) -> float:
    """Committed events a second by eight writers; `sealed`: until the last has its place."""
    share = events // WRITERS

    def writer(first: int) -> None:
        for number in range(first, first + share):
            write(number, work_queries)
        connection.close()

    threads = [threading.Thread(target=writer, args=(n * share,)) for n in range(WRITERS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    while sealed and (any(thread.is_alive() for thread in threads) or oldest_pending()):
        seal()
    for thread in threads:
        thread.join()
    return share * WRITERS / (time.perf_counter() - start)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=4000)
    events = arguments.parse_args().events
    if connection.vendor != "postgresql":
        raise SystemExit("Eight writers need PostgreSQL; name one in DATABASE_URL.")
    call_command("migrate", verbosity=0)
    create_record_key(actor=CLOCKWORK)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE benchmark_chain (position bigserial primary key, hash bytea)")
    for queries in (0, 5):
        batch = events_per_second(write_event, events, queries, sealed=True)
        print(f"{queries} further queries a transaction: {batch:.0f} events a second, sealed")
        for name, chained in CHAINS.items():
            chain = events_per_second(chained, events, queries, sealed=False)
            seal()
            print(f"  {batch / chain:.1f} times the chain {name} ({chain:.0f} a second)")


if __name__ == "__main__":
    main()
