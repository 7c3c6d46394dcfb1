"""Moving on: who may, what is asked of each owed item, what it does."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import record_go_ahead, settle_answered
from governance.carried import load_carried, open_carried
from governance.models import CarriedItem, ClarityAnswer, GoAhead, Norm, SessionSeries
from governance.moving_needs import needs_of
from initiatives.actions import pause_initiative, plan_milestone
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.errors import (
    ChangedMeanwhile,
    InvalidInput,
    NotPermitted,
    NotPossibleNow,
    NotVisible,
    Refusal,
)
from people.models import Notice, User
from tests.governance.moving.scenes import answered, carry, fresh, move, seated, settle
from tests.governance.sessions.scenes import running


@pytest.fixture
def ready(initiative: Initiative, lead: User, architect: User) -> Initiative:
    """In design, with nothing owed, and an architect at the table."""
    seated(initiative, architect, "it", by=lead)
    settle(initiative)
    return fresh(initiative)


@pytest.fixture
def lacking(ready: Initiative) -> Initiative:
    """In design, with two fields owed."""
    settle(ready)
    ClarityAnswer.objects.filter(initiative=ready, field__in=["DO-1", "AR-2"]).delete()
    return fresh(ready)


def refused(initiative: Initiative, actor: User, kind: type[Refusal], **fields: Any) -> Refusal:
    """The refusal of a move; nothing has changed and nothing is on record."""
    stage = fresh(initiative).stage
    wanted = dataclasses.replace(move(initiative), **fields)
    before = AuditEvent.objects.count()
    with pytest.raises(kind) as caught:
        record_go_ahead(initiative, wanted, actor=actor)
    assert AuditEvent.objects.count() == before
    assert not GoAhead.objects.exclude(taken_at=None).filter(recorded_by=actor).exists()
    assert not CarriedItem.objects.filter(closed_at=None).exists()
    assert fresh(initiative).stage == stage
    assert caught.value.way_out
    return caught.value


@pytest.mark.behaviour("A02")
def test_with_nothing_owed_it_is_clear_and_takes_effect(ready: Initiative, lead: User) -> None:
    done = record_go_ahead(ready, move(ready), actor=lead)
    assert (done.kind, done.from_stage, done.to_stage) == ("clear", "design", "selection")
    assert done.taken_at is not None
    assert fresh(ready).stage == Stage.SELECTION
    kinds = set(AuditEvent.objects.filter(object_ref=done.audit_ref).values_list("kind", flat=True))
    assert kinds == {"go_ahead.recorded", "stage.moved_on"}


def test_what_is_owed_goes_along_with_its_six_answers(lacking: Initiative, lead: User) -> None:
    done = record_go_ahead(lacking, move(lacking), actor=lead)
    assert done.kind == "carried_forward"
    items = {each.key: each for each in done.items.all()}
    assert set(items) == {"field:DO-1", "field:AR-2"}
    item = items["field:DO-1"]
    assert item.closed_at is None
    assert item.due_on == item.first_due_on == timezone.localdate() + dt.timedelta(days=10)
    assert (item.owner, item.owing_party, item.reason) == (lead, "business", "deadline")
    assert item.safeguard == "A planner looks at each proposal."


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("reason", ""),
        ("reason", "because"),
        ("reason_text", "  "),
        ("borne_by", ""),
        ("safeguard", "\n"),
        ("owner", None),
        ("due_on", None),
        ("pause_when", ""),
    ],
)
def test_each_of_the_six_questions_needs_its_answer(
    lacking: Initiative, lead: User, question: str, value: Any
) -> None:
    whole, broken = (
        carry("field:AR-2", lead),
        dataclasses.replace(carry("field:DO-1", lead), **{question: value}),
    )
    refusal = refused(lacking, lead, InvalidInput, items=(whole, broken))
    assert refusal.field == f"field:DO-1.{question}"


@pytest.mark.parametrize(("days", "fine"), [(-1, False), (0, False), (1, True), (30, True)])
def test_the_day_is_ahead_and_at_most_thirty_days(
    lacking: Initiative, lead: User, days: int, fine: bool
) -> None:
    day = timezone.localdate() + dt.timedelta(days=days)
    items = tuple(carry(key, lead, due_on=day) for key in ("field:DO-1", "field:AR-2"))
    if fine:
        record_go_ahead(lacking, move(lacking, items=items), actor=lead)
    else:
        assert refused(lacking, lead, InvalidInput, items=items).field.endswith(".due_on")


def test_thirty_one_days_are_too_far(lacking: Initiative, lead: User) -> None:
    day = timezone.localdate() + dt.timedelta(days=31)
    items = tuple(carry(key, lead, due_on=day) for key in ("field:DO-1", "field:AR-2"))
    refusal = refused(lacking, lead, InvalidInput, items=items)
    assert "too far ahead" in refusal.message


def test_the_day_comes_before_the_move_planned_next(lacking: Initiative, lead: User) -> None:
    planned = timezone.localdate() + dt.timedelta(days=8)
    plan_milestone(lacking, "build_start", planned_on=planned, actor=lead)
    refused(lacking, lead, InvalidInput)
    day = planned - dt.timedelta(days=1)
    items = tuple(carry(key, lead, due_on=day) for key in ("field:DO-1", "field:AR-2"))
    record_go_ahead(lacking, move(lacking, items=items), actor=lead)


def test_the_owner_sits_at_the_table_and_is_active(
    lacking: Initiative, lead: User, other_lead: User, architect: User
) -> None:
    for owner in (other_lead, architect):
        User.objects.filter(pk=architect.pk).update(is_active=False)
        owner.refresh_from_db()
        items = (carry("field:AR-2", lead), carry("field:DO-1", owner))
        refusal = refused(lacking, lead, InvalidInput, items=items)
        assert refusal.field == "field:DO-1.owner"


def test_an_answer_about_nothing_that_is_owed_is_refused(ready: Initiative, lead: User) -> None:
    refusal = refused(ready, lead, InvalidInput, items=(carry("field:DO-1", lead),))
    assert refusal.field == "field:DO-1"


def test_only_the_lead_leaves_design(
    ready: Initiative, architect: User, other_lead: User, executive: User, auditor: User
) -> None:
    for actor in (architect, other_lead, executive, auditor):
        refusal = refused(ready, actor, NotPermitted)
        assert "Bea Lind" in refusal.way_out


def test_who_has_no_role_finds_nothing(ready: Initiative, outsider: User) -> None:
    refused(ready, outsider, NotVisible)


def test_a_lead_who_became_an_executive_only_does_not_move_it(
    ready: Initiative, lead: User
) -> None:
    lead.role_assignments.update(role="executive")
    actor = User.objects.get(pk=lead.pk)
    with pytest.raises(NotPermitted):
        record_go_ahead(ready, move(ready), actor=actor)


def test_only_the_next_stage_lies_ahead(ready: Initiative, lead: User) -> None:
    for stage in ("integration", "operation", "retired", "design"):
        refused(ready, lead, NotPossibleNow, to_stage=stage)
    assert refused(ready, lead, InvalidInput, to_stage="teatime").field == "to_stage"


def test_while_the_work_rests_nothing_moves(ready: Initiative, lead: User) -> None:
    pause_initiative(ready, reason="Busy", resume_condition="Peace", actor=lead)
    refused(ready, lead, NotPossibleNow)


def test_a_session_or_a_reason_why_not(ready: Initiative, lead: User) -> None:
    refusal = refused(ready, lead, InvalidInput, no_session_reason=" ")
    assert refusal.field == "no_session_reason"
    series = SessionSeries.objects.get(initiative=ready)
    ahead = series.occurrences.order_by("starts_at")[0]
    assert refused(ready, lead, InvalidInput, session=ahead).field == "session"
    session = running(series, lead)
    done = record_go_ahead(ready, move(ready, session=session), actor=lead)
    assert (done.session, done.no_session_reason) == (session, "")


def test_a_session_of_something_else_is_none_of_this(
    ready: Initiative, lead: User, other_lead: User
) -> None:
    from tests.factories import registered

    other = registered(other_lead, title="Another idea")
    session = running(SessionSeries.objects.get(initiative=other), other_lead)
    assert refused(ready, lead, InvalidInput, session=session).field == "session"


@pytest.mark.parametrize(
    ("field", "missing"),
    [("DO-4", "A named accountable human"), ("RB-7", "A screening for prohibited practices")],
)
def test_the_floor_holds_whatever_the_reasoning(
    ready: Initiative, lead: User, field: str, missing: str
) -> None:
    ClarityAnswer.objects.filter(initiative=ready, field=field).delete()
    refusal = refused(fresh(ready), lead, NotPossibleNow)
    assert missing in refusal.message
    assert "Either side can." in refusal.way_out


def test_the_organisation_may_switch_the_floor_off(ready: Initiative, lead: User) -> None:
    Norm.objects.create(name="floor", value=0)
    ClarityAnswer.objects.filter(initiative=ready, field="DO-4").delete()
    done = record_go_ahead(fresh(ready), move(ready), actor=lead)
    assert [each.key for each in done.items.all()] == ["field:DO-4"]


def test_a_page_that_is_out_of_date_says_what_has_changed(lacking: Initiative, lead: User) -> None:
    wanted = move(lacking)
    ClarityAnswer.objects.filter(initiative=lacking, field="GV-7").delete()
    ClarityAnswer.objects.filter(initiative=lacking, field="DO-2").delete()
    with pytest.raises(ChangedMeanwhile, match="Owed now as well: Decision types"):
        record_go_ahead(lacking, wanted, actor=lead)
    answered(lacking, "DO-2")
    answered(lacking, "DO-1")
    with pytest.raises(ChangedMeanwhile, match="Answered meanwhile"):
        record_go_ahead(lacking, wanted, actor=lead)
    wanted = move(lacking)
    answered(lacking, "AR-1")
    with pytest.raises(ChangedMeanwhile, match="An answer in the clarity profile has changed"):
        record_go_ahead(lacking, wanted, actor=lead)
    assert fresh(lacking).stage == Stage.DESIGN


def test_a_stage_that_moved_meanwhile_is_not_moved_again(ready: Initiative, lead: User) -> None:
    wanted = move(ready)
    record_go_ahead(ready, wanted, actor=lead)
    with pytest.raises(ChangedMeanwhile, match="in selection now"):
        record_go_ahead(ready, wanted, actor=lead)
    assert GoAhead.objects.count() == 1


def test_sent_twice_it_is_recorded_once(ready: Initiative, lead: User) -> None:
    import uuid

    key, wanted = uuid.uuid4(), move(ready)
    first = record_go_ahead(ready, wanted, actor=lead, submission_key=key)
    assert record_go_ahead(ready, wanted, actor=lead, submission_key=key) == first
    assert fresh(ready).stage == Stage.SELECTION


@pytest.mark.behaviour("D13")
def test_answering_closes_an_item_and_its_moment_is_kept(lacking: Initiative, lead: User) -> None:
    record_go_ahead(lacking, move(lacking), actor=lead)
    answered(lacking, "DO-1")
    now = fresh(lacking)
    load_carried([now])
    assert [each.key for each in open_carried(now)] == ["field:AR-2"]
    assert settle_answered(now, actor=lead) == 1
    assert CarriedItem.objects.get(key="field:DO-1").closed_at is not None
    assert settle_answered(now, actor=lead) == 0


def test_an_item_carried_again_needs_a_reason_and_keeps_its_first_day(
    lacking: Initiative, lead: User
) -> None:
    record_go_ahead(lacking, move(lacking), actor=lead)
    first = CarriedItem.objects.get(key="field:DO-1")
    with clock_at(timezone.now() + dt.timedelta(days=5)):
        wanted = move(lacking)
        items = tuple(dataclasses.replace(each, renewed_reason="") for each in wanted.items)
        with pytest.raises(InvalidInput) as caught:
            record_go_ahead(lacking, dataclasses.replace(wanted, items=items), actor=lead)
        assert caught.value.field.endswith(".renewed_reason")
        record_go_ahead(lacking, wanted, actor=lead)
    open_now = CarriedItem.objects.filter(key="field:DO-1", closed_at=None)
    assert [each.first_due_on for each in open_now] == [first.due_on]
    assert open_now[0].due_on > first.due_on
    assert open_now[0].renewed_reason == "It takes longer."
    assert CarriedItem.objects.filter(key="field:DO-1").count() == 2


def test_a_known_gap_is_prefilled(lacking: Initiative, lead: User) -> None:
    from tests.governance.moving.scenes import write

    day = timezone.localdate() + dt.timedelta(days=6)
    write(
        lacking,
        "DO-1",
        kind="known_gap",
        gap_owner=lead,
        gap_due_on=day,
        gap_safeguard="We ask each planner.",
    )
    need = next(each for each in needs_of(fresh(lacking)) if each.key == "field:DO-1")
    assert (need.owner, need.safeguard, need.due_on) == (lead, "We ask each planner.", day)


def test_milestones_stay_as_they_are(ready: Initiative, lead: User) -> None:
    before = list(ready.milestones.values())
    record_go_ahead(ready, move(ready), actor=lead)
    assert list(fresh(ready).milestones.values()) == before


def test_both_sides_are_asked_for_their_view_and_nobody_else(
    ready: Initiative, lead: User, architect: User, other_architect: User, executive: User
) -> None:
    seated(ready, executive, "executive", by=lead)
    seated(ready, other_architect, "it", by=lead)
    other_architect.role_assignments.all().delete()  # who sees nothing any more (B61)
    Notice.objects.all().delete()
    done = record_go_ahead(ready, move(ready), actor=lead)
    told = Notice.objects.filter(kind="go-ahead")
    assert [each.recipient for each in told] == [architect]
    assert told[0].address == done.get_absolute_url()


@pytest.mark.parametrize("stage", ["selection", "integration"])
def test_where_nobody_is_named_the_way_out_says_where(
    ready: Initiative, lead: User, architect: User, stage: str
) -> None:
    Initiative.objects.filter(pk=ready.pk).update(stage=stage, lead=None)
    actor = architect
    refusal = refused(ready, actor, NotPossibleNow if stage == "selection" else NotPermitted)
    assert refusal.way_out
