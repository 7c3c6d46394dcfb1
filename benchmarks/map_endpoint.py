"""The map's page and data at 300 systems and 2,000 links, against the bare rows.

python -m benchmarks.map_endpoint [--systems 300] [--links 2000] [--rounds 15]
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

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from architecture.models import Integration, System
from benchmarks.landscape import make_initiatives, make_links, make_systems
from people.models import RoleAssignment, User
from people.vocabulary import Role

ADDRESSES = ("/systems/map/data/", "/systems/map/data/?lens=twins", "/systems/map.svg")


def median_seconds(call: Callable[[], object], rounds: int) -> float:
    """Median time of one call after a warm-up."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--systems", type=int, default=300)
    arguments.add_argument("--links", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=15)
    given = arguments.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("benchmark@example.org", None, full_name="Bench Mark")
    RoleAssignment.objects.create(user=user, role=Role.IT_ARCHITECT)
    systems = make_systems(given.systems)
    make_links(given.links, systems, make_initiatives(given.links // 40, user), user)
    client = Client()
    client.force_login(user)

    def bare_rows() -> object:
        links = Integration.objects.visible_to(user).values_list(
            "reference", "name", "initiative__title", "source__slug", "target__slug", "style"
        )
        return list(links), list(System.objects.values_list("slug", "name", "kind", "site__name"))

    bare = median_seconds(bare_rows, given.rounds)
    print(f"{connection.vendor}, {given.systems} systems, {given.links} links")
    for address in ADDRESSES:
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries = len(captured)
        seconds = median_seconds(lambda address=address: client.get(address), given.rounds)
        print(
            f"{address:32} {queries} queries, {seconds / bare:.1f} times the bare rows "
            f"({len(answer.content) // 1024} kB, {seconds * 1000:.0f} ms against "
            f"{bare * 1000:.0f} ms)"
        )
        assert queries <= 7, f"{address}: {queries} queries"


if __name__ == "__main__":
    main()
