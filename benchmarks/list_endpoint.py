"""A list of 50 of 5,000 initiatives: queries, and time against a bare view of the same bytes.

python -m benchmarks.list_endpoint [--initiatives 5000] [--rounds 40]
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
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path

from initiatives.models import Initiative, Milestone
from initiatives.vocabulary import HowFar, MilestoneKind, Stage
from people.models import RoleAssignment, Unit, User
from people.vocabulary import Role

ADDRESSES = {
    "page /initiatives/": "/initiatives/",
    "page /initiatives/?search=": "/initiatives/?search=orders",
    "endpoint /api/v1/initiatives/": "/api/v1/initiatives/",
}

_bare_bytes = b""


def bare(request: HttpRequest) -> HttpResponse:
    """The same bytes without any work, behind the same middleware."""
    return HttpResponse(_bare_bytes)


urlpatterns = [path("bare/", bare)]


def fill(count: int) -> User:
    """Initiatives with milestones in 40 units; returns a business lead who sees them all."""
    user = User.objects.create_user("benchmark@example.org", None, full_name="Bench Mark")
    RoleAssignment.objects.create(user=user, role=Role.BUSINESS_LEAD)
    units = Unit.objects.bulk_create([Unit(name=f"Plant {n}") for n in range(40)])
    more(count, 0, units, user)
    return user


def more(count: int, first: int, units: list[Unit], user: User) -> None:
    """Further initiatives, numbered from `first`."""
    stages = list(Stage)
    made = Initiative.objects.bulk_create(
        [
            Initiative(
                reference=f"AI-2026-{n + 1:04d}",
                title=f"See late orders of line {n} two days before they slip",
                problem="Planners learn of a late order from the customer. " * 5,
                business_goal="Four of five late orders are acted on in time.",
                operability_goal="Runs on the data platform we have.",
                unit=units[n % len(units)],
                how_far=HowFar.NOTHING_YET,
                stage=stages[n % len(stages)],
                lead=user,
            )
            for n in range(first, first + count)
        ],
        batch_size=500,
    )
    Milestone.objects.bulk_create(
        [Milestone(initiative=each, kind=MilestoneKind.SHORTLIST) for each in made],
        batch_size=500,
    )


def median_seconds(call: Callable[[], HttpResponse], rounds: int) -> float:
    """Median time of one call after a warm-up."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def queries_of(client: Client, address: str) -> int:
    """Queries of one warm request."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def measure(client: Client, address: str, rounds: int) -> tuple[float, float, int]:
    """Seconds of the list, seconds of the bare view, bytes."""
    global _bare_bytes  # the bare view has no other way to know what to return
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    _bare_bytes = response.content
    listed = median_seconds(lambda: client.get(address), rounds)
    with override_settings(ROOT_URLCONF=__name__):
        bare_seconds = median_seconds(lambda: client.get("/bare/"), rounds)
    return listed, bare_seconds, len(_bare_bytes)


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--initiatives", type=int, default=5000)
    arguments.add_argument("--rounds", type=int, default=40)
    given = arguments.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    user = fill(50)
    client = Client()
    client.force_login(user)
    few = {name: queries_of(client, address) for name, address in ADDRESSES.items()}
    more(given.initiatives - 50, 50, list(Unit.objects.all()), user)
    print(f"{connection.vendor}, {given.initiatives} initiatives, 50 rows, {given.rounds} rounds")
    for name, address in ADDRESSES.items():
        many = queries_of(client, address)
        listed, bare_seconds, size = measure(client, address, given.rounds)
        print(
            f"{name:32} {few[name]} queries at 50, {many} at {given.initiatives}; "
            f"{listed / bare_seconds:.1f} times the bare view ({size // 1024} kB, "
            f"{listed * 1000:.1f} ms against {bare_seconds * 1000:.1f} ms)"
        )
        assert many == few[name] <= 10, f"{name}: {few[name]} and {many} queries"


if __name__ == "__main__":
    main()
