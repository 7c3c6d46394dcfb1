"""Whatever people do to a profile, what is owed equals a naive second reading of the catalogue."""

import datetime as dt
import random
from contextlib import suppress
from typing import Any

import pytest
from django.utils import timezone

from governance.actions import (
    FieldAnswer,
    answer_clarity_question,
    answer_field,
    ask_about_field,
    confirm_field,
)
from governance.clarity.catalogue import catalogue
from governance.models import ClarityAnswer, ClarityQuestion
from governance.owed import owed_items
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.errors import Refusal
from people.models import User
from people.vocabulary import Role
from tests.factories import person_with
from tests.governance.clarity.answers import in_stage

# What the fields that the histories touch need to leave design, told without the product's code.
JOINT = {"AR-2", "RB-6"}
ROWS: dict[str, dict[str, Any]] = {
    "AR-2": {"system": "Orders", "access": "read", "criticality": "high"},
    "RB-6": {"asset": "Promise", "event": "Moves it", "consequence": "Late"},
    "DO-1": {"user": "", "count": "up_to_5"},
    "DO-4": {"type": "", "accountable": ""},
    "AR-1": {"style": "overlay_read_only"},
}
SIDES = {"AR-2": {"business", "it"}, "RB-6": {"business", "it"}, "DO-1": {"business"},
         "DO-4": {"business"}, "AR-1": {"it"}}  # fmt: skip
GAP_IS_ENOUGH = {"AR-1"}


def _naive(initiative: Initiative) -> set[tuple[str, str]]:
    """Field and side of everything owed, by plain reading of the rows."""
    owed = set()
    active = {
        f"person:{pk}" for pk in User.objects.filter(is_active=True).values_list("pk", flat=True)
    }
    questions = list(ClarityQuestion.objects.filter(initiative=initiative, answered_at=None))
    for each in questions:
        side = "business" if each.asked_party == "it" else "it"
        owed.add((f"clarity-question:{each.pk}", side))
    for field, parts in ROWS.items():
        if any(each.field == field for each in questions):
            continue
        owed |= {
            (f"field:{field}", side) for side in _sides_that_owe(initiative, field, parts, active)
        }
    return owed


def _sides_that_owe(
    initiative: Initiative, field: str, parts: dict[str, Any], active: set[str]
) -> set[str]:
    answer = ClarityAnswer.objects.filter(initiative=initiative, field=field).first()
    if answer is None:
        return SIDES[field]
    if answer.kind == "not_applicable":
        return set()
    if answer.kind == "known_gap":
        owner = answer.gap_owner
        good = field in GAP_IS_ENOUGH and owner is not None and owner.is_active
        return set() if good else SIDES[field]
    needed = set(parts) - {"type"}
    if any(not row.get(name) for row in answer.rows for name in needed):
        return SIDES[field]
    people = [
        row[name] for row in answer.rows for name in needed if str(row[name]).startswith("person:")
    ]
    if any(each not in active for each in people):
        return SIDES[field]
    if field in JOINT and not answer.confirmed_party:
        return {"it" if answer.written_party == "business" else "business"}
    return set()


@pytest.mark.behaviour("A04", "B22", "B58", "B68")
@pytest.mark.parametrize("seed", range(12))
def test_what_is_owed_is_what_a_naive_reading_gives(
    initiative: Initiative, lead: User, architect: User, seed: int
) -> None:
    chance = random.Random(seed)
    stand_ins = [person_with(Role.BUSINESS_LEAD) for _ in range(4)]
    for _ in range(30):
        _something(chance, initiative, chance.choice([lead, architect]), stand_ins)
        fresh = Initiative.objects.select_related("unit", "lead").get(pk=initiative.pk)
        keys = {f"field:{field}" for field in ROWS}
        found = [
            (item.key, str(item.owing))
            for item in owed_items(fresh, lead)
            if item.key in keys or item.key.startswith("clarity-question:")
        ]
        assert len(found) == len(set(found))
        assert set(found) == _naive(initiative)


def _something(
    chance: random.Random, initiative: Initiative, actor: User, stand_ins: list[User]
) -> None:
    field = chance.choice(list(ROWS))
    named = chance.choice(stand_ins)
    gap = FieldAnswer(
        kind=chance.choice(["known_gap", "not_applicable"]),
        reason="None here",
        gap_owner=named,
        gap_due_on=timezone.localdate() + dt.timedelta(days=9),
        gap_safeguard="By hand",
    )
    values = FieldAnswer(rows=[_row(chance, field, initiative, named)])
    steps = [
        lambda: answer_field(initiative, field, values, actor=actor),
        lambda: answer_field(initiative, field, values, actor=actor),
        lambda: answer_field(initiative, field, gap, actor=actor),
        lambda: confirm_field(initiative, field, actor=actor),
        lambda: ask_about_field(initiative, field, text="Why?", actor=actor),
        lambda: _first_answered(actor),
        lambda: _come_or_go(named),
    ]
    with suppress(Refusal):
        chance.choice(steps)()


def _row(chance: random.Random, field: str, initiative: Initiative, named: User) -> dict[str, Any]:
    row = dict(ROWS[field])
    if field == "DO-1":
        row["user"] = f"unit:{initiative.unit_id}"
    if field == "DO-4":
        row["accountable"] = f"person:{named.pk}"
    if chance.random() < 0.25 and len(row) > 1:
        row[sorted(set(row) - {"type"})[0]] = ""
    return row


def _first_answered(actor: User) -> None:
    for each in ClarityQuestion.objects.filter(answered_at=None)[:1]:
        answer_clarity_question(each, answer="So", actor=actor)


def _come_or_go(named: User) -> None:
    User.objects.filter(pk=named.pk).update(is_active=not named.is_active)
    named.refresh_from_db()


@pytest.mark.parametrize("stage", [Stage.DESIGN, Stage.SELECTION, Stage.INTEGRATION])
def test_an_empty_profile_owes_what_the_table_names(
    initiative: Initiative, lead: User, stage: Stage
) -> None:
    moved = in_stage(initiative, stage)
    wanted = {f"field:{each.id}" for each in catalogue() if each.need(stage)}

    owed = {item.key for item in owed_items(moved, lead) if item.key.startswith("field:")}

    # The session has begun; what follows from other fields waits for them.
    assert owed == wanted - {"field:GV-7", "field:DO-5"}
