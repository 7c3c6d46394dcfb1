"""Whatever a random cast tries, a stage changes by a go-ahead only, and the floor holds."""

import dataclasses
import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import (
    join_go_ahead,
    record_go_ahead,
    renew_carried_item,
    settle_answered,
    withdraw_go_ahead,
)
from governance.clarity_links import missing_from_floor
from governance.models import CarriedItem, ClarityAnswer, GoAhead
from initiatives.actions import pause_initiative, resume_initiative, stop_initiative
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.errors import Refusal
from people.models import User
from tests.governance.moving.scenes import answered, fresh, move, seated, settle

STAGES = list(Stage)
FIELDS = ("DO-1", "AR-2", "DO-4", "RB-7", "DO-4", "RB-7", "DO-6", "SU-1")
VERBS = (
    "on on on on on lose lose lose back jump join join withdraw answer renew settle pause resume "
    "stop"
)
DO = st.sampled_from(VERBS.split())
CAST = st.sampled_from(
    ["lead", "lead", "lead", "architect", "architect", "other_lead", "executive"]
)
STEPS = st.lists(
    st.tuples(DO, CAST, st.sampled_from(FIELDS), st.sampled_from(Stage.values)),
    min_size=3,
    max_size=14,
)


class _RolledBack(Exception):  # noqa: N818 - ends one example, it is no fault
    """Takes an example's rows back."""


@settings(max_examples=40)
@example(
    steps=[
        ("lose", "lead", "RB-7", "design"),
        ("on", "lead", "DO-1", "design"),
        ("jump", "lead", "DO-1", "integration"),
    ],
    begins="design",
)
@example(
    steps=[
        ("lose", "lead", "SU-1", "design"),
        ("on", "lead", "DO-1", "design"),
        ("lose", "lead", "DO-4", "design"),
        ("join", "architect", "DO-1", "design"),
    ],
    begins="integration",
)
@given(steps=STEPS, begins=st.sampled_from(Stage.values[:4]))
def test_random_histories_keep_the_rules(
    steps: list[tuple[str, str, str, str]],
    begins: str,
    initiative: Initiative,
    lead: User,
    architect: User,
    other_lead: User,
    executive: User,
) -> None:
    cast = {
        "lead": lead,
        "architect": architect,
        "other_lead": other_lead,
        "executive": executive,
    }
    with suppress(_RolledBack), transaction.atomic():
        seated(initiative, architect, "it", by=lead)
        settle(initiative, owner=architect)
        Initiative.objects.filter(pk=initiative.pk).update(stage=begins)
        now = timezone.now()
        for number, (verb, who, field, stage) in enumerate(steps):
            with clock_at(now + dt.timedelta(hours=number)):
                _step(fresh(initiative), verb, cast[who], field, stage, architect)
        _told_by_go_aheads(initiative, begins)
        raise _RolledBack


def _step(
    initiative: Initiative, verb: str, actor: User, field: str, stage: str, owner: User
) -> None:
    before = initiative.stage
    gaps = _floor(initiative)
    events = AuditEvent.objects.count()
    refusal = _tried(initiative, verb, actor, field, stage, owner)
    after = fresh(initiative).stage
    if refusal is not None:
        assert refusal.way_out
        assert AuditEvent.objects.count() == events
        assert after == before
    if after == before:
        return
    was, now = STAGES.index(Stage(before)), STAGES.index(Stage(after))
    assert verb in {"on", "back", "jump", "join"}
    assert now == was + 1 or now < was
    latest = GoAhead.objects.exclude(taken_at=None).order_by("taken_at").last()
    assert latest is not None
    assert (latest.from_stage, latest.to_stage) == (before, after)
    if now > was:
        assert not gaps
        _carried_in_full(initiative, latest)


def _floor(initiative: Initiative) -> list[Any]:
    place = STAGES.index(Stage(initiative.stage)) + 1
    return missing_from_floor(initiative, STAGES[place]) if place < len(STAGES) else []


def _carried_in_full(initiative: Initiative, latest: GoAhead) -> None:
    """What stands open under the move is what its kind says, and each key is open once."""
    rows = list(CarriedItem.objects.filter(initiative=initiative, closed_at=None))
    keys = [each.key for each in rows]
    assert len(keys) == len(set(keys))
    own = [each for each in rows if each.go_ahead_id == latest.pk]
    assert (latest.kind == "carried_forward") == bool(own)


def _tried(
    initiative: Initiative, verb: str, actor: User, field: str, stage: str, owner: User
) -> Refusal | None:
    try:
        with transaction.atomic():
            if verb in {"on", "back", "jump"}:
                _move(initiative, verb, actor, stage, owner)
            elif verb in {"join", "withdraw", "renew", "settle"}:
                _after(initiative, verb, actor)
            elif verb in {"lose", "answer"}:
                _field(initiative, verb, field)
            else:
                _status(initiative, verb, actor)
    except Refusal as refusal:
        return refusal
    return None


def _move(initiative: Initiative, verb: str, actor: User, stage: str, owner: User) -> None:
    wanted = move(initiative, owner)
    if verb == "back":
        wanted = dataclasses.replace(wanted, to_stage=stage, reason="Anew", items=())
    elif verb == "jump":
        wanted = dataclasses.replace(wanted, to_stage=stage, seen="")
    record_go_ahead(initiative, wanted, actor=actor)


def _after(initiative: Initiative, verb: str, actor: User) -> None:
    waiting = GoAhead.objects.filter(taken_at=None, withdrawn_at=None).first()
    item = CarriedItem.objects.filter(closed_at=None).first()
    if verb == "join" and waiting:
        join_go_ahead(waiting, actor=actor)
    elif verb == "withdraw" and waiting:
        withdraw_go_ahead(waiting, actor=actor)
    elif verb == "renew" and item:
        day = timezone.localdate() + dt.timedelta(days=3)
        renew_carried_item(item, due_on=day, reason="Longer", actor=actor)
    elif verb == "settle":
        settle_answered(initiative, actor=actor)


def _field(initiative: Initiative, verb: str, field: str) -> None:
    if verb == "lose":
        ClarityAnswer.objects.filter(initiative=initiative, field=field).delete()
    elif field not in {"DO-4", "RB-7", "DO-6"}:
        answered(initiative, field)


def _status(initiative: Initiative, verb: str, actor: User) -> None:
    if verb == "pause":
        pause_initiative(initiative, reason="Busy", resume_condition="Peace", actor=actor)
    elif verb == "stop":
        stop_initiative(initiative, reason="Busy", resume_condition="Peace", actor=actor)
    elif verb == "resume":
        resume_initiative(initiative, reason="Peace", actor=actor)


def _told_by_go_aheads(initiative: Initiative, begins: str) -> None:
    """The go-aheads that took effect tell the way from the first stage to the present one."""
    place = begins
    taken = GoAhead.objects.filter(initiative=initiative).exclude(taken_at=None)
    for each in taken.order_by("taken_at", "pk"):
        assert each.from_stage == place
        place = each.to_stage
    assert fresh(initiative).stage == place
