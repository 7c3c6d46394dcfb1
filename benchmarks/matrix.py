"""The comparison of 12 candidates by 60 criteria: queries, and time against the bare queries.

python -m benchmarks.matrix [--candidates 12] [--criteria 60] [--repeats 10]
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("JOINERY_DATA_DIR", tempfile.mkdtemp(prefix="joinery-benchmark-"))

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse
from django.utils import timezone

from initiatives.actions import register_initiative
from initiatives.models import Initiative, Member
from people.models import RoleAssignment, Unit, User
from people.vocabulary import Party, Role
from vendors.models import Candidate, CriteriaSet, Criterion, Score, Vendor
from vendors.open_ends import load_open_ends
from vendors.paper import comparison_as_pdf
from vendors.queries import matrix_of
from vendors.vocabulary import CriterionGroup

MOST_QUERIES = 15


def _person(name: str, role: Role) -> User:
    user = User.objects.create(email=f"{name}@example.org", full_name=name.title())
    RoleAssignment.objects.create(user=user, role=role)
    return user


def fill(candidates: int, criteria: int) -> tuple[Initiative, User]:
    """One initiative with a full comparison; every tenth cell is a gap, every seventh blind."""
    lead, architect = _person("lead", Role.BUSINESS_LEAD), _person("it", Role.IT_ARCHITECT)
    initiative = register_initiative(
        title="See late orders",
        problem="Planners learn of it late.",
        unit=Unit.objects.create(name="Plant"),
        how_far="nothing_yet",
        actor=lead,
    )
    Member.objects.create(initiative=initiative, user=architect, party=Party.IT)
    kept = CriteriaSet.objects.create(
        initiative=initiative, party=Party.IT, state="published", published_at=timezone.now()
    )
    groups = CriterionGroup.values
    asked = [
        Criterion.objects.create(
            initiative=initiative,
            party=Party.IT,
            introduced_in=kept,
            key=f"{groups[number % len(groups)]}-{number + 100}",
            group=groups[number % len(groups)],
            question=f"What does it do about matter {number}?",
            anchor_0="Nothing",
            anchor_2="Something",
            anchor_4="Everything",
            scored_by="both",
        )
        for number in range(criteria)
    ]
    named = [
        Candidate.objects.create(
            initiative=initiative,
            vendor=Vendor.objects.create(name=f"Vendor {number}"),
            added_by=lead,
            added_party=Party.BUSINESS,
        )
        for number in range(candidates)
    ]
    _score(named, asked, lead, architect)
    return initiative, architect


def _score(
    candidates: list[Candidate], criteria: list[Criterion], lead: User, architect: User
) -> None:
    rows = []
    for place, (candidate, criterion) in enumerate(
        (candidate, criterion) for candidate in candidates for criterion in criteria
    ):
        is_blind = place % 7 == 0
        for side, who in ((Party.BUSINESS, lead), (Party.IT, architect)):
            if is_blind and side == Party.IT:
                continue
            is_gap = place % 10 == 0
            rows.append(
                Score(
                    candidate=candidate,
                    criterion=criterion,
                    party=side,
                    value=None if is_gap else (place + (side == Party.IT)) % 4,
                    strength="" if is_gap else "documented",
                    gap_reason="No answer yet" if is_gap else "",
                    evidence_note="" if is_gap else "Read in the contract.",
                    scored_by=who,
                    revealed_at=None if is_blind or is_gap else timezone.now(),
                )
            )
    Score.objects.bulk_create(rows)


def bare_rows(initiative: Initiative) -> int:
    """The same rows, plainly loaded and nothing thought about."""
    rows = (
        list(CriteriaSet.objects.filter(initiative=initiative)),
        list(Criterion.objects.filter(initiative=initiative)),
        list(Candidate.objects.filter(initiative=initiative).select_related("vendor")),
        list(Score.objects.filter(candidate__initiative=initiative).select_related("criterion")),
    )
    return sum(map(len, rows))


def measured(call: Callable[[], object], repeats: int) -> tuple[float, int]:
    """The median of seconds, and the queries of one call."""
    seconds = []
    with CaptureQueriesContext(connection) as captured:
        call()
        queries = len(captured)
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return median(seconds), queries


def _open(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--candidates", type=int, default=12)
    arguments.add_argument("--criteria", type=int, default=60)
    arguments.add_argument("--repeats", type=int, default=10)
    given = arguments.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    setup_test_environment()
    initiative, viewer = fill(given.candidates, given.criteria)
    client = Client()
    client.force_login(viewer)
    address = reverse("vendors:matrix", args=[initiative.reference])
    bare, bare_queries = measured(lambda: bare_rows(initiative), given.repeats)
    steps: dict[str, Callable[[], object]] = {
        "comparison": lambda: matrix_of(initiative, viewer),
        "page": lambda: _open(client, address),
        "open ends": lambda: load_open_ends([Initiative.objects.get(pk=initiative.pk)]),
        "paper": lambda: comparison_as_pdf(initiative),
    }
    print(
        f"{connection.vendor}, {given.candidates} candidates by {given.criteria} criteria, "
        f"{Score.objects.count()} scores; bare rows {bare_queries} queries, {bare * 1000:.0f} ms"
    )
    for name, step in steps.items():
        seconds, queries = measured(step, given.repeats)
        print(
            f"{name}: {queries} queries, {seconds / bare:.1f} times the bare rows "
            f"({seconds * 1000:.0f} ms)"
        )
        if name == "page":
            assert queries <= MOST_QUERIES, f"{queries} queries, at most {MOST_QUERIES}"


if __name__ == "__main__":
    main()
