"""Verifying a long record: time an event and peak memory, at two lengths.

python -m benchmarks.verifying [--events 1000000]
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("JOINERY_DATA_DIR", tempfile.mkdtemp(prefix="joinery-benchmark-"))

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from audit.actions import TheRecord, create_record_key
from audit.actors import SystemActor
from audit.kinds import event_kind
from audit.recording import Happening, record_all
from audit.sealing import seal

CHANGED = event_kind("benchmark.changed", "Changed", "changed row {number}")
CLOCKWORK = SystemActor("benchmark")
BATCH = 5000
MEGABYTE = 1024


def lengthen(count: int) -> float:
    """Seconds to write and seal so many further events."""
    start = time.perf_counter()
    for first in range(0, count, BATCH):
        with transaction.atomic():
            record_all(
                [
                    Happening(CHANGED, TheRecord(), {"number": number, "text": "A change. " * 10})
                    for number in range(first, min(first + BATCH, count))
                ],
                actor=CLOCKWORK,
            )
    seal()
    return time.perf_counter() - start


def verify() -> None:
    """Verify in this process and print seconds and peak memory (MB)."""
    start = time.perf_counter()
    call_command("audit", "verify", verbosity=0)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    print(f"RESULT {seconds} {peak}")


def verified(events: int) -> tuple[float, float]:
    """Seconds and peak memory of a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.verifying", "--verify"],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, peak = map(float, done.stdout.rsplit("RESULT ", 1)[1].split())
    print(f"{events} events: {seconds / events * 1e6:.0f} µs an event, peak {peak:.0f} MB")
    return seconds, peak


def main() -> None:
    """Fill to a tenth, verify, fill up, verify again."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=1_000_000)
    arguments.add_argument("--verify", action="store_true")
    given = arguments.parse_args()
    if given.verify:
        verify()
        return
    call_command("migrate", verbosity=0)
    create_record_key(actor=CLOCKWORK)
    tenth = given.events // 10
    lengthen(tenth)
    _, small = verified(tenth)
    seconds = lengthen(given.events - tenth)
    print(f"written and sealed: {(given.events - tenth) / seconds:.0f} events a second")
    _, large = verified(given.events)
    assert large < 1.3 * small, f"memory grows with the log: {small:.0f} to {large:.0f} MB"


if __name__ == "__main__":
    main()
