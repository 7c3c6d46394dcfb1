"""Where a field stands, who owes it since when, and what the ledger and the agenda take from it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from config.demo.clock import clock_at
from governance.actions import (
    FieldAnswer,
    answer_clarity_question,
    answer_field,
    ask_about_field,
    confirm_field,
    reply_to_clarity_answer,
)
from governance.clarity.coverage import coverage_of
from governance.clarity.facts import load_clarity
from governance.clarity.floor import floor_gaps
from governance.clarity.owed import governance_fields
from governance.clarity.profile import needed_for_leaving, profile_of
from governance.models import ClarityAnswer
from governance.owed import owed_items
from governance.vocabulary import FieldState
from initiatives.models import Initiative
from initiatives.vocabulary import Stage, Status
from people.errors import (
    ChangedMeanwhile,
    InvalidInput,
    NotPermitted,
    NotPossibleNow,
    NotVisible,
)
from people.models import Post, User
from people.vocabulary import Party
from tests.factories import registered
from tests.governance.clarity.answers import (
    answer_all,
    answered,
    day,
    good_rows,
    in_stage,
    standing,
    stands,
    state,
)

PLACE = [{"place": "Data platform"}]


def _fresh(initiative: Initiative) -> Initiative:
    return Initiative.objects.select_related("unit", "lead").get(pk=initiative.pk)


def _gap(owner: User, days: int = 10) -> FieldAnswer:
    return FieldAnswer(
        kind="known_gap",
        gap_owner=owner,
        gap_due_on=timezone.localdate() + dt.timedelta(days=days),
        gap_safeguard="A planner looks at each",
    )


def _owed(initiative: Initiative, viewer: User) -> set[tuple[str, str]]:
    return {(item.key, item.owing) for item in owed_items(_fresh(initiative), viewer)}


@pytest.mark.behaviour("B22")
def test_what_both_sides_owe_is_owed_by_both_until_one_of_them_writes(
    initiative: Initiative, lead: User, architect: User
) -> None:
    assert standing(initiative, "AR-2").owing == (Party.BUSINESS, Party.IT)
    assert standing(initiative, "AR-2").since == initiative.registered_at

    rows = [{"system": "Orders", "access": "read", "criticality": "high"}]
    answer = answered(initiative, "AR-2", rows, architect)

    drafted = standing(initiative, "AR-2")
    assert (drafted.state, drafted.owing) == (FieldState.DRAFTED, (Party.BUSINESS,))
    assert drafted.since == answer.written_at
    assert drafted.what_answers == "Business confirms what stands there, or words it anew."

    confirm_field(initiative, "AR-2", actor=lead)
    assert standing(initiative, "AR-2").state == FieldState.ANSWERED
    assert standing(initiative, "AR-2").owing == ()


def test_the_other_sides_own_words_answer_as_well(
    initiative: Initiative, lead: User, architect: User
) -> None:
    answered(initiative, "AR-8", PLACE, lead)
    answered(initiative, "AR-8", [{"place": "Warehouse"}], architect)
    assert state(initiative, "AR-8") == FieldState.ANSWERED

    answered(initiative, "AR-8", PLACE, architect)
    assert standing(initiative, "AR-8").owing == (Party.BUSINESS,)


def test_what_one_side_owes_either_side_may_write(
    initiative: Initiative, lead: User, architect: User
) -> None:
    answered(initiative, "EX-2", [{"audience": ["decider"]}], architect)

    assert state(initiative, "EX-2") == FieldState.ANSWERED


@pytest.mark.behaviour("B68")
def test_a_known_gap_is_enough_where_the_catalogue_says_so(
    initiative: Initiative, lead: User, architect: User
) -> None:
    answer_field(initiative, "RB-1", _gap(architect), actor=architect)
    found = standing(initiative, "RB-1")
    assert (found.state, found.owing) == (FieldState.KNOWN_GAP, ())
    assert found.meets(Stage.DESIGN)
    assert not found.meets(Stage.SELECTION)

    later = standing(in_stage(initiative, Stage.SELECTION), "RB-1")
    assert (later.state, later.owing) == (FieldState.KNOWN_GAP, (Party.BUSINESS, Party.IT))
    assert "this move needs the answer" in later.what_answers


def test_a_gap_whose_day_has_passed_is_owed_again(initiative: Initiative, architect: User) -> None:
    answer_field(initiative, "RB-1", _gap(architect, days=2), actor=architect)

    with clock_at(timezone.now() + dt.timedelta(days=3)):
        found = standing(initiative, "RB-1")
        assert found.state == FieldState.STALE
        assert "was to be closed by" in found.what_answers
        assert timezone.localdate(found.since) == timezone.localdate()


@pytest.mark.parametrize("left", ["gap_owner", "gap_due_on", "gap_safeguard"])
@pytest.mark.behaviour("B68")
def test_a_gap_has_an_owner_a_day_and_a_safeguard(
    initiative: Initiative, architect: User, left: str
) -> None:
    given = {**vars_of(_gap(architect)), left: "" if left == "gap_safeguard" else None}

    with pytest.raises(InvalidInput) as refused:
        answer_field(initiative, "RB-1", FieldAnswer(**given), actor=architect)

    assert refused.value.field == left
    assert not ClarityAnswer.objects.exists()


def vars_of(given: FieldAnswer) -> dict[str, Any]:
    """The values of an answer by name."""
    return {name: getattr(given, name) for name in FieldAnswer.__slots__}


def test_what_does_not_apply_has_a_reason_and_leaves_the_count(
    initiative: Initiative, lead: User
) -> None:
    before = coverage_of(_fresh(initiative)).overall.needed
    with pytest.raises(InvalidInput):
        answer_field(initiative, "AR-1", FieldAnswer(kind="not_applicable"), actor=lead)

    given = FieldAnswer(kind="not_applicable", reason="Nothing is connected")
    answer_field(initiative, "AR-1", given, actor=lead)

    assert state(initiative, "AR-1") == FieldState.NOT_APPLICABLE
    assert coverage_of(_fresh(initiative)).overall.needed == before - 1


@pytest.mark.behaviour("M13")
def test_coverage_is_shown_for_both_sides(
    initiative: Initiative, lead: User, architect: User
) -> None:
    at_first = coverage_of(_fresh(initiative))
    assert (at_first.overall.there, at_first.overall.needed) == (1, 12)

    answered(initiative, "DO-1", good_rows(initiative, lead, architect)["DO-1"], lead)

    after = coverage_of(_fresh(initiative))
    assert after.overall.there == 2
    gained = {
        side: share.there - at_first.by_side[side].there for side, share in after.by_side.items()
    }
    assert gained == {Party.BUSINESS: 1, Party.IT: 0}


@pytest.mark.behaviour("B58")
def test_a_question_makes_its_askers_counterpart_owe_the_answer(
    initiative: Initiative, lead: User, architect: User
) -> None:
    answered(initiative, "DO-1", good_rows(initiative, lead, architect)["DO-1"], lead)
    question = ask_about_field(initiative, "DO-1", text="Only planners?", actor=architect)

    found = standing(initiative, "DO-1")
    assert (found.state, found.owing) == (FieldState.QUESTIONED, (Party.BUSINESS,))
    assert found.since == question.asked_at
    assert question.wanted_by == timezone.localdate() + dt.timedelta(days=7)
    owed = _owed(initiative, lead)
    assert (f"clarity-question:{question.pk}", "business") in owed
    assert ("field:DO-1", "business") not in owed

    answer_clarity_question(question, answer="And deputies", actor=lead)
    reply_to_clarity_answer(question, view="see_it_differently", text="Too many", actor=architect)

    assert state(initiative, "DO-1") == FieldState.ANSWERED
    question.refresh_from_db()
    assert question.asker_reply == "Too many"


@pytest.mark.behaviour("B58")
def test_nobody_of_the_askers_side_buries_a_doubt(
    initiative: Initiative, architect: User, other_architect: User
) -> None:
    question = ask_about_field(initiative, "DO-1", text="Who?", actor=architect)

    with pytest.raises(NotPermitted):
        answer_clarity_question(question, answer="Never mind", actor=other_architect)

    answer_clarity_question(question, answer="I found it", actor=architect)
    with pytest.raises(NotPossibleNow):
        answer_clarity_question(question, answer="Again", actor=architect)


def test_a_review_date_that_has_passed_makes_it_stale(initiative: Initiative, lead: User) -> None:
    review_on = timezone.localdate() + dt.timedelta(days=5)
    answered(initiative, "EX-2", [{"audience": ["decider"]}], lead, review_on=review_on)
    assert state(initiative, "EX-2") == FieldState.ANSWERED

    with clock_at(timezone.now() + dt.timedelta(days=6)):
        assert state(initiative, "EX-2") == FieldState.STALE


@pytest.mark.behaviour("B09")
@pytest.mark.parametrize(
    "value",
    ["it-support@example.org", "Vendor Ltd", "unit:1", "person:0", "group:3", 7, "person:99999"],
)
def test_a_group_a_mailbox_or_a_vendor_fills_no_part_for_people(
    initiative: Initiative, lead: User, value: Any
) -> None:
    with pytest.raises(InvalidInput) as refused:
        answered(initiative, "DO-6", [{"system_owner": value}], lead)

    assert refused.value.field == "r0-system_owner"
    assert not ClarityAnswer.objects.exists()


def test_a_post_counts_while_somebody_active_holds_it(initiative: Initiative, lead: User) -> None:
    post = Post.objects.create(title="Head", unit=initiative.unit)
    row = {"type": "", "accountable": f"post:{post.pk}"}
    with pytest.raises(InvalidInput):
        answered(initiative, "DO-4", [row], lead)

    post.holder = lead
    post.save()
    answered(initiative, "DO-4", [row], lead)
    assert state(initiative, "DO-4") == FieldState.ANSWERED

    post.holder = None
    post.save()
    assert state(initiative, "DO-4") == FieldState.STALE


def test_two_who_answer_at_once_are_told(
    initiative: Initiative, lead: User, architect: User
) -> None:
    answer_field(initiative, "AR-8", FieldAnswer(rows=PLACE), actor=lead, version=0)

    with pytest.raises(ChangedMeanwhile):
        answer_field(initiative, "AR-8", FieldAnswer(rows=PLACE), actor=architect, version=0)
    with pytest.raises(ChangedMeanwhile):
        confirm_field(initiative, "AR-8", actor=architect, version=4)

    assert ClarityAnswer.objects.get().written_party == "business"


def test_refusals(initiative: Initiative, lead: User, auditor: User, other_lead: User) -> None:
    given = FieldAnswer(rows=PLACE)
    with pytest.raises(NotPermitted):
        answer_field(initiative, "AR-8", given, actor=auditor)
    with pytest.raises(NotPermitted):
        answer_field(initiative, "AR-8", given, actor=other_lead)
    with pytest.raises(NotVisible):
        answer_field(initiative, "ZZ-9", given, actor=lead)
    with pytest.raises(NotPossibleNow):
        answer_field(initiative, "GV-7", given, actor=lead)
    with pytest.raises(NotPossibleNow):
        confirm_field(initiative, "AR-8", actor=lead)
    with pytest.raises(InvalidInput):
        answer_field(initiative, "AR-8", FieldAnswer(rows=[]), actor=lead)
    with pytest.raises(InvalidInput):
        answer_field(initiative, "AR-8", FieldAnswer(rows=PLACE * 2), actor=lead)
    assert not ClarityAnswer.objects.exists()


def test_authority_is_owed_once_what_it_follows_from_is_there(
    initiative: Initiative, lead: User, architect: User
) -> None:
    selecting = in_stage(initiative, Stage.SELECTION)
    assert "DO-5" not in {each.field.id for each in needed_for_leaving(selecting, Stage.SELECTION)}

    answer_all(selecting, lead, architect)
    rows = good_rows(selecting, lead, architect)["DO-3"]
    stands(selecting, "DO-3", [{**row, "decider": f"person:{architect.pk}"} for row in rows])

    needed = needed_for_leaving(_fresh(selecting), Stage.SELECTION)
    assert [each.field.id for each in needed] == ["DO-5"]


def test_imported_and_unled_nobody_owes_anything(initiative: Initiative, lead: User) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(source="omb", source_key="1", lead=None)
    assert needed_for_leaving(_fresh(initiative), Stage.DESIGN) == []
    assert list(governance_fields(_fresh(initiative))) == []

    Initiative.objects.filter(pk=initiative.pk).update(lead=lead)
    assert needed_for_leaving(_fresh(initiative), Stage.DESIGN)


@pytest.mark.parametrize("status", [Status.STOPPED, Status.WITHDRAWN])
def test_once_work_has_ended_nothing_is_owed(initiative: Initiative, status: Status) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(status=status)

    assert needed_for_leaving(_fresh(initiative), Stage.DESIGN) == []


def test_in_operation_only_what_is_kept_current_or_stopped_holding_is_owed(
    initiative: Initiative, lead: User, architect: User
) -> None:
    running = in_stage(initiative, Stage.OPERATION)
    ids = {each.field.id for each in needed_for_leaving(running, Stage.OPERATION)}
    assert ids == {"EX-6", "GV-1", "GV-8"}

    stands(running, "SU-1", [{"team": f"unit:{running.unit_id}", "post": f"person:{lead.pk}"}])
    ids = {each.field.id for each in needed_for_leaving(_fresh(running), Stage.OPERATION)}
    assert ids == {"EX-6", "GV-1", "GV-8", "SU-1"}


@pytest.mark.behaviour("B40", "B91")
def test_governance_is_on_the_agenda_from_the_first_session(initiative: Initiative) -> None:
    points = list(governance_fields(_fresh(initiative)))

    assert [point.title for point in points] == ["How it will be governed"]
    assert "escalation path" in points[0].why


def test_the_floor_is_three_facts(initiative: Initiative, lead: User, architect: User) -> None:
    def gaps(stage: Stage) -> set[str]:
        return {gap.key for gap in floor_gaps(_fresh(initiative), stage)}

    assert gaps(Stage.SELECTION) == {"accountable", "screening"}
    good = good_rows(initiative, lead, architect)
    for field_id in ("DO-2", "DO-4", "RB-1", "RB-7"):
        stands(initiative, field_id, good[field_id])
    assert gaps(Stage.SELECTION) == set()

    autonomy = [{**row, "autonomy": "act_unless_stopped"} for row in good["RB-2"]]
    stands(initiative, "RB-2", autonomy)
    assert gaps(Stage.INTEGRATION) == set()
    assert gaps(Stage.OPERATION) == {"stop"}
    stands(initiative, "RB-2", [{**row, "stop": day(-1)} for row in autonomy])
    assert gaps(Stage.OPERATION) == set()

    stands(initiative, "RB-7", [{**good["RB-7"][0], "screening": "prohibited"}])
    stands(initiative, "DO-4", [], kind="not_applicable", reason="Nobody")
    assert gaps(Stage.SELECTION) == {"accountable", "screening"}


@pytest.mark.parametrize("field_id", ["DO-2", "RB-2"])
@pytest.mark.parametrize(
    "instead",
    [
        {"kind": "known_gap", "gap_safeguard": "We watch it", "gap_due_on": day(9)},
        {"kind": "not_applicable", "reason": "It only suggests"},
    ],
)
def test_no_rewording_gets_past_the_stop(
    initiative: Initiative,
    lead: User,
    architect: User,
    field_id: str,
    instead: dict[str, Any],
) -> None:
    good = good_rows(initiative, lead, architect)
    for each in ("DO-2", "DO-4", "RB-1", "RB-2", "RB-7"):
        stands(initiative, each, good[each])
    assert floor_gaps(_fresh(initiative), Stage.OPERATION) == []

    stands(initiative, field_id, [], **instead)
    (gap,) = floor_gaps(_fresh(initiative), Stage.OPERATION)
    assert (gap.key, gap.address.rstrip("/").rpartition("/")[2]) == ("stop", field_id)


def test_each_type_says_how_far_it_acts_before_operation(
    initiative: Initiative, lead: User, architect: User
) -> None:
    good = good_rows(initiative, lead, architect)
    for each in ("DO-2", "DO-4", "RB-1", "RB-7"):
        stands(initiative, each, good[each])
    first, second = good["RB-2"]
    stands(initiative, "RB-2", [{**first, "autonomy": "act_and_report"}])
    (gap,) = floor_gaps(_fresh(initiative), Stage.OPERATION)
    one, two = (row["name"] for row in good["DO-2"])
    assert gap.what_answers == (
        f"Say how far it may act by itself in “{two}”. Try the stop and note the day for “{one}”."
    )
    stands(initiative, "RB-2", [{**first, "autonomy": "act_and_report", "stop": day(-1)}, second])
    assert floor_gaps(_fresh(initiative), Stage.OPERATION) == []


def test_an_answer_to_a_field_that_is_no_longer_asked_stays(
    initiative: Initiative, lead: User
) -> None:
    stands(initiative, "DO-99", [{"old": "Kept"}])

    profile = profile_of(_fresh(initiative))
    assert [answer.field for answer in profile.no_longer_asked] == ["DO-99"]
    assert "DO-99" not in profile.standings


def test_profiles_of_many_cost_the_same_queries_as_of_one(
    initiative: Initiative, lead: User, architect: User, at_most_queries: Any
) -> None:
    others = [registered(lead, unit=initiative.unit, title=f"Number {n}") for n in range(4)]
    for each in (initiative, *others):
        answer_all(each, lead, architect)
        ask_about_field(each, "DO-1", text="Who?", actor=architect)
    for wanted in ([initiative], [initiative, *others]):
        fresh = list(Initiative.objects.filter(pk__in=[each.pk for each in wanted]))
        with at_most_queries(6):
            load_clarity(fresh)
            assert all(profile_of(each).needed for each in fresh)
