"""Facts that detectors look at, made without a database, and looks at real ones."""

import datetime as dt
from typing import Any

from django.utils import timezone

from governance.clarity.directory import Directory
from governance.clarity.facts import Facts as ProfileFacts
from governance.models import ClarityAnswer
from governance.signals.facts import InitiativeFacts
from governance.signals.findings import Detector, Finding, find_detector
from initiatives.models import Initiative, Member, Milestone
from initiatives.vocabulary import MilestoneKind, TimeQuality
from people.models import Post, Unit, User
from people.vocabulary import Party

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)  # a Friday
TODAY = NOW.date()
BEA, IRA, GONE = 1, 2, 3


def ago(days: float) -> dt.datetime:
    """So many days before now."""
    return NOW - dt.timedelta(days=days)


def initiative(**fields: Any) -> Initiative:
    """An active initiative of 20 days, in design, led by business."""
    given = {
        "pk": 1,
        "reference": "AI-2026-0001",
        "title": "See late orders",
        "registered_at": ago(20),
        "lead_id": BEA,
        "how_far": "nothing_yet",
        "business_goal": "Sooner",
        "operability_goal": "Steady",
        **fields,
    }
    return Initiative(**given)


def facts(of: Initiative | None = None, **fields: Any) -> InitiativeFacts:
    """Facts with nothing in them but what is given."""
    found = InitiativeFacts(initiative=of or initiative(), now=NOW)
    for name, value in fields.items():
        setattr(found, name, value)
    return found


def taken(kind: MilestoneKind, days_ago: float, **fields: Any) -> dict[str, Milestone]:
    """A decision that was taken and noted as it happened."""
    given = {
        "kind": kind,
        "taken": True,
        "taken_on": ago(days_ago).date(),
        "taken_recorded_at": ago(days_ago),
        "quality": TimeQuality.RECORDED,
        **fields,
    }
    return {kind: Milestone(**given)}


def seat(user: int, party: Party, *, left: bool = False) -> Member:
    """A seat at the table."""
    return Member(user_id=user, party=party, joined_at=ago(20), left_at=ago(1) if left else None)


def profile(**answers: Any) -> ProfileFacts:
    """Answers by field, with `_` for `-`; rows, or an answer of one's own.

    Person 1 is business's, 2 is IT's, 3 is no longer active; post 1 is held by 1, post 2 vacant.
    """
    people = {
        pk: User(pk=pk, full_name=name, is_active=pk != GONE)
        for pk, name in ((BEA, "Bea Lind"), (IRA, "Ira Novak"), (GONE, "Gus Gone"))
    }
    unit = Unit(pk=1, name="Plant")
    posts = {
        1: Post(pk=1, title="Planner", unit=unit, holder=people[BEA]),
        2: Post(pk=2, title="Owner", unit=unit, holder=None),
    }
    found = ProfileFacts(initiative(), ago(20), directory=Directory(people, posts, {1: unit}))
    for name, rows in answers.items():
        field = name.replace("_", "-")
        found.answers[field] = (
            rows
            if isinstance(rows, ClarityAnswer)
            else ClarityAnswer(field=field, rows=rows, written_at=ago(10))
        )
    return found


def gap(field: str, due_in: int) -> ClarityAnswer:
    """A known gap with a day."""
    due_on = TODAY + dt.timedelta(days=due_in)
    return ClarityAnswer(
        field=field, kind=ClarityAnswer.Kind.KNOWN_GAP, gap_due_on=due_on, written_at=ago(40)
    )


def detector(detector_id: str) -> Detector:
    """The detector of that id."""
    found = find_detector(detector_id)
    assert found is not None, detector_id
    return found


def look(detector_id: str, seen: InitiativeFacts) -> list[Finding]:
    """What it finds."""
    return list(detector(detector_id).look(seen))


def found(detector_id: str, seen: InitiativeFacts) -> list[tuple[str, str]]:
    """Subjects and severities of what it finds."""
    return [(each.subject, each.severity) for each in look(detector_id, seen)]


def moved(days: int) -> dt.datetime:
    """The real clock, so many days from now."""
    return timezone.now() + dt.timedelta(days=days)
