"""The tick that tells of due sessions, at 5,000 series and 100,000 dates, against bare queries.

    python -m benchmarks.due_tick [--series 5000] [--dates 100000] [--rounds 30]

The bare queries ask the same three questions (agendas, reminders, dates that nobody recorded) for
numbers alone, through the cursor.
"""

import argparse
import datetime as dt
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("JOINERY_DATA_DIR", tempfile.mkdtemp(prefix="joinery-benchmark-"))

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from config.demo.clock import clock_at
from governance.models import SessionOccurrence, SessionRhythm, SessionSeries
from governance.sessions.due import tell_what_is_due
from governance.vocabulary import OccurrenceState
from initiatives.models import Initiative, Member
from initiatives.vocabulary import HowFar
from people.models import Notice, RoleAssignment, Unit, User
from people.vocabulary import Party, Role

# A Monday, in the hour before which nothing is planned, and the reminders of ten o'clock.
QUIET = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)
RUSH = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
WEEK = dt.timedelta(weeks=1)
WEEKS_AHEAD = 8
PEOPLE = 400
LEFT_OPEN = 10  # of so many dates of the past, one was never recorded


def fill(series: int, dates: int) -> None:
    """Initiatives with two people each, a weekly series, and its dates of past and future."""
    unit = Unit.objects.create(name="Plant Due Tick")
    people = User.objects.bulk_create(
        User(email=f"due.tick.{n}@example.org", full_name=f"Person {n}") for n in range(PEOPLE)
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=each, role=Role.BUSINESS_LEAD) for each in people
    )
    made = Initiative.objects.bulk_create(
        [
            Initiative(
                reference=f"AI-2099-{n:04d}",
                title=f"See late orders of line {n} two days before they slip",
                problem="Planners learn of a late order from the customer.",
                unit=unit,
                how_far=HowFar.NOTHING_YET,
                it_invited_at=QUIET,
                lead=people[n % PEOPLE],
            )
            for n in range(series)
        ],
        batch_size=1000,
    )
    Member.objects.bulk_create(
        [
            Member(initiative=each, user=people[(n + shift) % PEOPLE], party=party)
            for n, each in enumerate(made)
            for shift, party in ((0, Party.BUSINESS), (1, Party.IT))
        ],
        batch_size=2000,
    )
    _sessions(made, people, max(1, dates // series))


def _sessions(initiatives: list[Initiative], people: list[User], each_has: int) -> None:
    begun = SessionSeries.objects.bulk_create(
        [
            SessionSeries(
                reference=f"WS-9{n:05d}",
                initiative=each,
                business_facilitator=people[n % PEOPLE],
                it_facilitator=people[(n + 1) % PEOPLE],
            )
            for n, each in enumerate(initiatives)
        ],
        batch_size=1000,
    )
    first = [_first_after_quiet(n) - WEEK * (each_has - WEEKS_AHEAD) for n in range(len(begun))]
    rhythms = SessionRhythm.objects.bulk_create(
        [
            SessionRhythm(
                series=each,
                rule="FREQ=WEEKLY",
                first_on=start.date(),
                starts_at=start.time(),
                time_zone="UTC",
                minutes=45,
            )
            for each, start in zip(begun, first, strict=True)
        ],
        batch_size=1000,
    )
    SessionOccurrence.objects.bulk_create(
        (
            _date(row, start + WEEK * week, number=n + week)
            for n, (row, start) in enumerate(zip(rhythms, first, strict=True))
            for week in range(each_has)
        ),
        batch_size=2000,
    )


def _first_after_quiet(number: int) -> dt.datetime:
    """From Monday to Friday, between eight and four o'clock, on the half hour."""
    day, half_hour = number % 5, number // 5 % 17
    return QUIET + dt.timedelta(days=day, hours=5 + half_hour / 2)


def _date(rhythm: SessionRhythm, starts_at: dt.datetime, *, number: int) -> SessionOccurrence:
    past = starts_at < QUIET
    recorded = past and number % LEFT_OPEN
    return SessionOccurrence(
        series_id=rhythm.series_id,
        rhythm=rhythm,
        slot_on=starts_at.date(),
        starts_at=starts_at,
        minutes=45,
        state=OccurrenceState.HELD if recorded else OccurrenceState.PLANNED,
        opened_at=starts_at if recorded else None,
        closed_at=starts_at if recorded else None,
        agenda_told_at=starts_at if past or starts_at < QUIET + dt.timedelta(days=2) else None,
        reminded_at=starts_at if past else None,
        asked_at=starts_at if past else None,
    )


BARE = """
    SELECT id FROM governance_sessionoccurrence
    WHERE state IN ('planned', 'moved') AND {mark} IS NULL AND {still} IS NULL
        AND starts_at > %s AND starts_at <= %s
"""


def bare(now: dt.datetime) -> int:
    """The same three questions, for numbers alone; how many dates are due."""
    hour = dt.timedelta(hours=1)
    found = 0
    with connection.cursor() as cursor:
        for mark, still, start, end in (
            ("reminded_at", "opened_at", now, now + hour),
            ("agenda_told_at", "opened_at", now + hour, now + 48 * hour),
            ("asked_at", "closed_at", now - dt.timedelta(days=90), now - hour),
        ):
            cursor.execute(BARE.format(mark=mark, still=still), [start, end])
            found += len(cursor.fetchall())
    return found


def seconds(call: Callable[[], object], rounds: int) -> float:
    """Median time of one call after a warm-up; what it changes is taken back."""
    times = []
    for turn in range(rounds + 1):
        with transaction.atomic():
            start = time.perf_counter()
            call()
            taken = time.perf_counter() - start
            transaction.set_rollback(True)
        if turn:
            times.append(taken)
    return statistics.median(times)


def queries(call: Callable[[], object]) -> tuple[int, int]:
    """Statements of one call beside savepoints, and the notices it writes."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as captured:
            call()
        written = Notice.objects.count()
        transaction.set_rollback(True)
    return len([each for each in captured if "SAVEPOINT" not in each["sql"]]), written


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--series", type=int, default=5_000)
    arguments.add_argument("--dates", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=30)
    given = arguments.parse_args()
    call_command("migrate", verbosity=0)
    fill(given.series, given.dates)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    count = SessionOccurrence.objects.count()
    print(f"{connection.vendor}, {given.series} series, {count} dates, {given.rounds} rounds")
    for name, now, rounds in (
        ("nothing due", QUIET, given.rounds),
        ("half past nine on Monday", RUSH, max(3, given.rounds // 6)),
    ):
        with clock_at(now):
            due = bare(now)
            plain = seconds(partial(bare, now), rounds)
            tick = seconds(tell_what_is_due, rounds)
            asked, written = queries(tell_what_is_due)
        print(
            f"{name:26} {due} dates due, {written} notices, {asked} queries; "
            f"{tick / plain:.1f} times the bare queries "
            f"({tick * 1000:.1f} ms against {plain * 1000:.1f} ms)"
            + (f", {tick / written * 1000:.1f} ms a notice" if written else "")
        )
        assert due or asked <= 3, f"{asked} queries to find that nothing is due"


if __name__ == "__main__":
    main()
