"""What keeping the record costs a write: Joinery's beside three packages, in one run.

    DATABASE_URL=postgres://… python -m benchmarks.audited_action [--rounds 400]

Two questions: a bare save in its own transaction, kept in five ways; and a whole action of
Joinery with its event and with the event left out.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.peers.settings")
os.environ.setdefault("JOINERY_DATA_DIR", tempfile.mkdtemp(prefix="joinery-benchmark-"))

import django

django.setup()

from django.core.management import call_command
from django.db import connection, models, transaction

from audit.actors import SystemActor
from audit.kinds import event_kind
from audit.recording import record
from benchmarks.peers import models as peers
from initiatives.actions import change_use_case, register_initiative, registration
from people.models import RoleAssignment, Unit, User
from people.vocabulary import Role

CHANGED = event_kind("benchmark.changed", "Changed", "changed a row to {title}")
CLOCKWORK = SystemActor("benchmark")
BUDGET = 1.5


def saves(model: type[models.Model], *, recorded: bool = False) -> Callable[[int], None]:
    """Changes one row, in a transaction of its own."""
    row = model(title="A title", text="A text. " * 20)
    row.save()

    def change(number: int) -> None:
        row.title = f"Title {number}"  # type: ignore[attr-defined]
        with transaction.atomic():
            row.save()
            if recorded:
                record(CHANGED, row, actor=CLOCKWORK, data={"title": row.title})  # type: ignore[arg-type,attr-defined]

    return change


def whole_action() -> Callable[[int], None]:
    """Words a use case anew, as the page does."""
    lead = User.objects.create_user("benchmark@example.org", None, full_name="Bench Mark")
    RoleAssignment.objects.create(user=lead, role=Role.BUSINESS_LEAD)
    unit = Unit.objects.create(name="Plant Benchmark")
    initiative = register_initiative(
        title="See late orders", problem="Too late.", unit=unit, how_far="nothing_yet", actor=lead
    )

    def change(number: int) -> None:
        initiative.refresh_from_db()
        change_use_case(
            initiative,
            changes={"title": f"Title {number}"},
            version=initiative.version,
            actor=lead,
        )

    return change


def without_event(action: Callable[[int], None]) -> Callable[[int], None]:
    """The same action with its event left out."""
    real = registration.record

    def change(number: int) -> None:
        registration.record = _leave_out  # type: ignore[assignment]
        try:
            action(number)
        finally:
            registration.record = real

    return change


def _leave_out(*_args: object, **_kwargs: object) -> None:
    """Stands where the event would be recorded; costs next to nothing."""


def medians(ways: dict[str, Callable[[int], None]], rounds: int) -> dict[str, float]:
    """Median seconds of each way; they take turns, so that the machine's moods fall on all."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    number = 0
    for turn in range(rounds + 20):
        for name, way in ways.items():
            number += 1
            start = time.perf_counter()
            way(number)
            if turn >= 20:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


def tell(found: dict[str, float], base: str) -> None:
    """One line each, as a ratio to the base."""
    for name, seconds in found.items():
        print(f"  {name:34} {seconds / found[base]:.2f} times ({seconds * 1000:.2f} ms)")


def main() -> None:
    """Measure and print; fail when the action is over its budget on PostgreSQL."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=400)
    rounds = arguments.parse_args().rounds
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, run_syncdb=True)
    ways = {
        "nobody": saves(peers.PlainRow),
        "Joinery's record": saves(peers.RecordedRow, recorded=True),
        "django-auditlog": saves(peers.AuditlogRow),
        "django-simple-history": saves(peers.SimpleHistoryRow),
    }
    if hasattr(peers, "PghistoryRow"):
        call_command("pgtrigger", "install", verbosity=0)
        ways["pghistory"] = saves(peers.PghistoryRow)
    print(f"{connection.vendor}, {rounds} rounds, medians\nA bare save, kept by:")
    tell(medians(ways, rounds), "nobody")
    action = whole_action()
    print("An action (wording a use case anew):")
    found = medians({"without its event": without_event(action), "with its event": action}, rounds)
    tell(found, "without its event")
    ratio = found["with its event"] / found["without its event"]
    if connection.vendor == "postgresql":
        assert ratio <= BUDGET, f"{ratio:.2f} times, at most {BUDGET} expected"


if __name__ == "__main__":
    main()
