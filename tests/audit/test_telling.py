"""A sitting is told once, without a number."""

from django.db import transaction

from architecture.events import DEBT_NOTED, INCIDENT_REPORTED
from audit.actors import SystemActor
from audit.queries import history_of
from audit.recording import record
from audit.telling import told_together
from initiatives.models import Initiative
from people.models import User

CLOCKWORK = SystemActor("clockwork")


def told(initiative: Initiative, *, most: int = 10) -> list[str]:
    return [each.sentence for each in told_together(history_of(initiative.reference), most=most)]


def note(initiative: Initiative, *items: str, actor: User | SystemActor = CLOCKWORK) -> None:
    with transaction.atomic():
        for item in items:
            data = {"item": item, "reference": "INT-1", "decision": "keep", "due_on": "no day"}
            record(DEBT_NOTED, initiative, actor=actor, data=data)


def test_what_one_person_did_of_a_kind_on_one_day_is_one_entry(
    initiative: Initiative, lead: User
) -> None:
    note(initiative, "Folder", "Account")
    note(initiative, "Key", actor=lead)
    with transaction.atomic():
        data = {"reference": "INT-1", "title": "No rows.", "cause": "Unknown", "cost_days": "2"}
        record(INCIDENT_REPORTED, initiative, actor=CLOCKWORK, data=data)
    note(initiative, "Folder", "Test {data}")
    assert told(initiative)[:3] == [
        "noted “Folder”, “Account” and “Test {data}” of INT-1",
        "reported on INT-1: No rows. Cause: Unknown. Cost: 2 days",
        "noted “Key” of INT-1: keep, no day",
    ]
    assert len(told(initiative, most=2)) == 2


def test_many_are_named_in_part_and_never_counted(initiative: Initiative) -> None:
    note(initiative, *"abcdefgh")
    assert told(initiative)[0] == "noted “a”, “b”, “c” and more of INT-1"
