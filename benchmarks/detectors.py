"""All detectors over 2,133 and 5,000 initiatives: queries, and time against the bare load.

python -m benchmarks.detectors [--initiatives 2133 5000]
"""

import argparse
import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("JOINERY_DATA_DIR", tempfile.mkdtemp(prefix="joinery-benchmark-"))

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.list_endpoint import fill, more
from config.demo.clock import clock_at
from governance import detecting
from governance.models import DesignInput, Signal
from governance.signals.facts import BATCH, load_facts
from initiatives.models import Initiative
from people.models import Unit


def measured(call: Callable[[], object]) -> tuple[float, int]:
    """Seconds and reading queries of one call."""
    with CaptureQueriesContext(connection) as captured:
        start = time.perf_counter()
        call()
        seconds = time.perf_counter() - start
    reads = [query for query in captured if query["sql"].startswith("SELECT")]
    return seconds, len(reads)


def bare_rows() -> int:
    """The same initiatives and their inputs, plainly loaded and nothing thought about."""
    rows = Initiative.objects.select_related("unit").prefetch_related(
        "milestones", "members", "invitations", "design_inputs"
    )
    return sum(1 for _ in rows)


def load_all() -> int:
    """The facts of every initiative, without any detector."""
    return sum(len(batch) for batch in load_facts(Initiative.objects.all()))


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--initiatives", type=int, nargs="+", default=[2133, 5000])
    given = arguments.parse_args()
    call_command("migrate", verbosity=0)
    user = fill(50)
    made = 50
    of_a_batch = set()
    for count in sorted(given.initiatives):
        more(count - made, made, list(Unit.objects.all()), user)
        _raise(made, count, user)
        made = count
        bare, _ = measured(bare_rows)
        # Forty days on much has waited for too long, so that there is something to find.
        with clock_at(timezone.now() + dt.timedelta(days=40)):
            load, load_reads = measured(load_all)
            first, first_reads = measured(detecting.look_at_everything)
            again, again_reads = measured(detecting.look_at_everything)
        batches = -(-count // BATCH)
        of_a_batch.add((load_reads - 1) / batches)
        print(
            f"{connection.vendor}, {count} initiatives in {batches} batches, "
            f"{Signal.objects.filter(ended_at=None).count()} signals: "
            f"facts {load_reads} reads, {load / bare:.1f} times the bare rows; "
            f"first look {first_reads} reads, {first / load:.1f} times the facts; "
            f"again {again_reads} reads, {again / load:.1f} times the facts "
            f"({again * 1000:.0f} ms)"
        )
    print(f"reads a batch: {', '.join(f'{each:.1f}' for each in sorted(of_a_batch))}")


def _raise(first: int, last: int, user: object) -> None:
    made = Initiative.objects.order_by("pk")[first:last]
    DesignInput.objects.bulk_create(
        [
            DesignInput(
                reference=f"IN-{each.pk:05d}{number}",
                initiative=each,
                kind="question",
                concern_group="SEC",
                stewardship_area="stability",
                title="Where may the data be?",
                raised_by=user,
                raised_party="it",
            )
            for each in made
            for number in range(3)
        ],
        batch_size=500,
    )


if __name__ == "__main__":
    main()
