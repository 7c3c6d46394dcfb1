"""Reuse search, twins and sprawl at 5,000 initiatives with 20,000 integrations.

python -m benchmarks.reuse_and_twins [--initiatives 5000] [--integrations 20000] [--systems 1500]
"""

import argparse
import os
import statistics
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

from architecture.models import Integration
from architecture.reuse import Proposal, similar_integrations
from architecture.sprawl import sprawl
from architecture.twins import links_of_work, twin_groups
from benchmarks.landscape import make_initiatives, make_links, make_systems
from governance.signals.shared_links import load_shared_links
from people.models import RoleAssignment, User
from people.vocabulary import Role


def measured(call: Callable[[], object], rounds: int) -> tuple[float, int]:
    """Median seconds after a warm-up, and queries of one call."""
    with CaptureQueriesContext(connection) as captured:
        call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times), len(captured)


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--initiatives", type=int, default=5000)
    arguments.add_argument("--integrations", type=int, default=20_000)
    arguments.add_argument("--systems", type=int, default=1500)
    arguments.add_argument("--rounds", type=int, default=7)
    given = arguments.parse_args()
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("benchmark@example.org", None, full_name="Bench Mark")
    RoleAssignment.objects.create(user=user, role=Role.IT_ARCHITECT)
    systems = make_systems(given.systems)
    make_links(given.integrations, systems, make_initiatives(given.initiatives, user), user)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as databases do by themselves before long
    everything = Integration.objects.all()
    visible = Integration.objects.visible_to(user).in_force()
    wanted = Proposal(
        name="Late orders for planners",
        purpose="Planners see late orders two days before they slip.",
        source=systems[2],
        target=systems[6],
        data_classes=["orders"],
    )

    def bare_links() -> object:
        return list(links_of_work(everything).values_list("pk", "source", "target", "data_classes"))

    def bare_ends() -> object:
        rows = visible.filter(source=systems[2], target=systems[6])
        return list(rows.select_related("initiative__unit", "source", "target")[:200])

    print(
        f"{connection.vendor}, {given.initiatives} initiatives, {given.integrations} integrations, "
        f"{given.systems} systems, {len(twin_groups(everything))} groups of twins"
    )
    links, _ = measured(bare_links, given.rounds)
    ends, _ = measured(bare_ends, given.rounds)
    for name, call, bare, of, most in (
        ("twins", lambda: twin_groups(everything), links, "reading the links", 2),
        ("what D10 goes by", load_shared_links, links, "reading the links", 5),
        ("sprawl, 12 months", lambda: sprawl(user), links, "reading the links", 5),
        ("reuse search", lambda: similar_integrations(wanted, user), ends, "reading same ends", 3),
    ):
        seconds, queries = measured(call, given.rounds)
        print(
            f"{name:18} {queries} queries, {seconds / bare:.1f} times {of} "
            f"({seconds * 1000:.0f} ms against {bare * 1000:.0f} ms)"
        )
        assert queries <= most, f"{name}: {queries} queries"


if __name__ == "__main__":
    main()
