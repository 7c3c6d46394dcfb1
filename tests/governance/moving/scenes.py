"""Initiatives as tests of moving on need them: settled but for some fields, with owners."""

import datetime as dt
from typing import Any

from django.utils import timezone

from governance.actions import Carry, Move
from governance.clarity.catalogue import catalogue
from governance.models import ClarityAnswer
from governance.moving import next_stage
from governance.moving_needs import needs_of, seen_now
from initiatives.actions.seats import give_seat
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party

NO_SESSION = "The plant is closed this week."


def settle(initiative: Initiative, *, but: tuple[str, ...] = (), owner: User | None = None) -> None:
    """Answer every field of the profile but some; `owner` owns the system and the service."""
    person = f"person:{owner.pk if owner else initiative.lead_id}"
    values: dict[str, list[dict[str, Any]]] = {
        "DO-2": [
            {
                "id": "t1",
                "name": "reschedule a late order",
                "process": "Planning",
                "frequency": "daily",
            }
        ],
        "DO-4": [{"accountable": person}, {"type": "t1", "accountable": person}],
        "DO-6": [{"system_owner": person, "service_owner": person}],
        "RB-2": [{"type": "t1", "autonomy": "advisory", "pattern": "in_the_loop"}],
        "RB-7": [
            {
                "screening": "clear",
                "risk_class": "minimal",
                "eu_role": "deployer",
                "safety_relevant": "no",
            }
        ],
    }
    for field in catalogue():
        if field.id in but:
            continue
        value = values.get(field.id)
        write(
            initiative,
            field.id,
            kind="value" if value else "not_applicable",
            rows=value or [],
            reason="" if value else "Not here.",
            evidence=[{"title": "Note", "url": "https://docs.example.org/note"}] if value else [],
        )


def write(initiative: Initiative, field: str, **fields: Any) -> ClarityAnswer:
    """An answer of business that IT has confirmed, whatever the actions would say of it."""
    given = {
        "written_by": initiative.lead,
        "written_party": Party.BUSINESS,
        "confirmed_party": Party.IT,
        **fields,
    }
    return ClarityAnswer.objects.update_or_create(
        initiative=initiative, field=field, defaults=given
    )[0]


def answered(initiative: Initiative, field: str) -> None:
    """The field is settled now."""
    kept = ClarityAnswer.objects.filter(initiative=initiative, field=field).first()
    version = kept.version + 1 if kept else 1
    write(initiative, field, kind="not_applicable", reason="Not here.", version=version)


def fresh(initiative: Initiative) -> Initiative:
    """The initiative as it is now, with nothing read yet."""
    return Initiative.objects.get(pk=initiative.pk)


def carry(key: str, owner: User, **fields: Any) -> Carry:
    """The six answers about an item."""
    given: dict[str, Any] = {
        "reason": "deadline",
        "reason_text": "The season begins in May.",
        "borne_by": "Planners of Plant North",
        "safeguard": "A planner looks at each proposal.",
        "owner": owner,
        "due_on": timezone.localdate() + dt.timedelta(days=10),
        "pause_when": "Two wrong proposals in a week",
        **fields,
    }
    return Carry(key, **given)


def move(initiative: Initiative, owner: User | None = None, **fields: Any) -> Move:
    """Moving on from where it is, with answers about whatever is owed."""
    initiative = fresh(initiative)
    needs = needs_of(initiative)
    ahead = next_stage(initiative)
    given: dict[str, Any] = {
        "to_stage": ahead.value if ahead else "retired",
        "items": tuple(
            carry(
                each.key,
                owner or initiative.lead or initiative.seats[0].user,
                renewed_reason="It takes longer." if each.carried else "",
            )
            for each in needs
        ),
        "no_session_reason": NO_SESSION,
        "seen": seen_now(initiative, needs),
        **fields,
    }
    return Move(**given)


def seated(initiative: Initiative, user: User, party: str, *, by: User) -> None:
    """The person sits at the table for the side."""
    give_seat(initiative, user, party=party, actor=by)
