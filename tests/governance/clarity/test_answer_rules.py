"""When each of the 47 fields counts as answered: one good answer, and what it lacks otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.models import AuditEvent
from governance.actions import FieldAnswer, answer_field
from governance.clarity.catalogue import catalogue
from governance.models import ClarityAnswer
from governance.vocabulary import FieldState
from initiatives.models import Initiative
from initiatives.vocabulary import OperationalStatus, Stage
from people.models import Post, User
from tests.governance.clarity.answers import (
    OTHER_T,
    T,
    answer_all,
    day,
    good_rows,
    in_stage,
    standing,
    stands,
)

Rows = list[dict[str, Any]]
Spoil = Callable[[Rows], Rows]


@pytest.fixture
def whole(initiative: Initiative, lead: User, architect: User) -> Initiative:
    """An initiative in integration with every field answered well."""
    answer_all(initiative, lead, architect)
    return in_stage(initiative, Stage.INTEGRATION)


def _set(row: int, **values: Any) -> Spoil:
    return lambda rows: [*rows[:row], {**rows[row], **values}, *rows[row + 1 :]]


def _without(row: int, *names: str) -> Spoil:
    return lambda rows: [
        {k: v for k, v in each.items() if n != row or k not in names} for n, each in enumerate(rows)
    ]


def _drop(row: int) -> Spoil:
    return lambda rows: [each for n, each in enumerate(rows) if n != row]


def _only(*numbers: int) -> Spoil:
    return lambda rows: [rows[n] for n in numbers]


@pytest.mark.behaviour(
    "B09", "B10", "B23", "B24", "B25", "B35", "B36", "B69", "B70", "B71", "B73", "B75", "B76",
    "B82", "B83", "B84", "B85", "B92", "B93", "B94", "B95", "B98",
)  # fmt: skip
def test_a_good_answer_to_every_field_leaves_nothing_owed(whole: Initiative) -> None:
    found = {field.id: standing(whole, field.id) for field in catalogue()}

    missing = {key: each.what_answers for key, each in found.items() if each.what_answers}
    assert missing == {}
    assert {each.state for each in found.values()} == {FieldState.ANSWERED}
    assert all(each.owing == () for each in found.values())


BAD: list[tuple[str, Spoil, str]] = [
    ("DO-1", _without(0, "count"), "How many people is missing"),
    ("DO-2", _set(0, name="rescheduling"), "with a verb"),
    ("DO-2", _without(1, "process"), "Process is missing"),
    ("DO-3", _drop(1), "“release overtime” is still open"),
    ("DO-3", lambda rows: [*rows, rows[0]], "say one thing"),
    ("DO-4", _drop(2), "“release overtime” is still open"),
    ("DO-6", _without(0, "service_owner"), "Service owner is missing"),
    ("DO-7", _set(0, affected=[]), "Affected is missing"),
    ("RB-1", _drop(0), "“reschedule an order” is still open"),
    ("RB-2", _set(0, autonomy="excluded"), "does not go with the influence"),
    ("RB-2", _without(0, "pattern"), "where people stand"),
    ("RB-3", _drop(0), "is still open"),
    ("RB-3", _without(0, "minutes"), "Within is missing"),
    ("RB-3", _set(0, trigger="value_above"), "From which threshold".lower()),
    ("RB-4", _drop(2), "Fill in silent"),
    ("RB-5", _set(0, hours="No limit."), "why there is no limit"),
    ("RB-6", _without(0, "owner"), "Owner is missing"),
    ("RB-7", _set(0, risk_class="undetermined"), "Determine the class"),
    ("RB-7", _set(0, screening="prohibited"), "prohibited"),
    ("RB-8", _without(0, "notice_hours"), "Notice within is missing"),
    ("EX-1", _set(0, kinds=["model_text"]), "needs more than the model's own words"),
    ("EX-1", _set(0, kinds=["none"]), "needs more than the model's own words"),
    ("EX-2", _set(0, audience=[]), "Audience is missing"),
    ("EX-3", _without(0, "threshold"), "too little is missing"),
    ("EX-4", _without(0, "heartbeat"), "Sign of life every is missing"),
    ("EX-5", _without(0, "version"), "Version is missing"),
    ("EX-6", _set(0, sample=9), "10 explanations or more"),
    ("AR-1", _without(0, "name"), "Integration is missing"),
    ("AR-2", _without(0, "access"), "Access is missing"),
    ("AR-3", _set(0, state="offered"), "accept it"),
    ("AR-3", _set(0, state="declined"), "agree on something else"),
    ("AR-4", _drop(0), "“Orders to planner” is still open"),
    ("AR-5", _set(0, reuse="new_with_reason"), "why it is new"),
    ("AR-6", lambda rows: [{"artefact": "Script"}], "Owner is missing"),
    ("AR-7", _without(0, "mitigation"), "done about it is missing"),
    ("AR-8", lambda rows: [*rows, {"place": "Another"}], "say one thing, not 2"),
    ("AR-9", _set(0, status="proposed"), "decide it"),
    ("AR-10", _without(0, "on"), "By is missing"),
    ("GV-1", _set(0, coverage="none"), "do not arrive"),
    ("GV-2", _only(0), "One role alone"),
    (
        "GV-2",
        _set(0, rights=["use", "override", "stop", "configure", "grant", "read_log"]),
        "may do everything",
    ),
    ("GV-3", _only(1), "2 levels or more"),
    ("GV-3", lambda rows: [rows[0], rows[0]], "level for the vendor"),
    ("GV-3", _without(0, "post"), "needs somebody"),
    ("GV-4", _without(0, "text"), "A text is required is missing"),
    ("GV-5", _drop(0), "is still open"),
    ("GV-5", _without(0, "may_stop"), "power to stop it is missing"),
    ("GV-6", _without(0, "basis"), "Basis is missing"),
    ("GV-8", _set(0, on=day(0)), "The review was due"),
    ("SU-1", lambda rows: [{**rows[0], "deputy": rows[0]["post"]}], "somebody else"),
    ("SU-2", _without(0, "rollback"), "taken back is missing"),
    ("SU-3", _without(0, "hours"), "Answer within is missing"),
    ("SU-4", _without(0, "contracted"), "in the contract is missing"),
    ("SU-5", _set(0, months=11), "12 months or more"),
    ("SU-6", _without(0, "cost"), "Cost is missing"),
    ("SU-7", _without(0, "capacity"), "Capacity is missing"),
    ("SU-8", _set(0, ends_on=day(0)), "The experiment was to end"),
    ("SU-8", lambda rows: [], "say when it ends"),
]


@pytest.mark.parametrize(("field_id", "spoil", "says"), BAD)
@pytest.mark.behaviour("B38", "B54", "B74", "B102")
def test_what_an_answer_lacks_is_said_in_a_sentence(
    whole: Initiative, lead: User, architect: User, field_id: str, spoil: Spoil, says: str
) -> None:
    rows = good_rows(whole, lead, architect)[field_id]

    stands(whole, field_id, spoil(rows))

    found = standing(whole, field_id)
    assert says in found.what_answers
    assert found.state in {FieldState.DRAFTED, FieldState.UNANSWERED}
    assert found.owing == found.field.sides
    assert not found.meets(Stage.INTEGRATION)


def test_every_typed_field_has_a_bad_variant() -> None:
    typed = {field.id for field in catalogue() if field.parts} - {"DO-5"}

    assert {field_id for field_id, _, _ in BAD} == typed


@pytest.mark.parametrize(
    "field_id", [field.id for field in catalogue() if field.evidence_from is not None]
)
def test_evidence_is_needed_where_it_is_marked(whole: Initiative, field_id: str) -> None:
    rows = standing(whole, field_id).answer
    assert rows is not None

    stands(whole, field_id, rows.rows, evidence=[])

    assert standing(whole, field_id).what_answers == "Link the evidence."


@pytest.mark.parametrize(
    "field_id", [field.id for field in catalogue() if field.parts and field.id != "DO-5"]
)
def test_somebody_who_leaves_makes_it_stale(
    whole: Initiative, architect: User, field_id: str
) -> None:
    User.objects.filter(pk=architect.pk).update(is_active=False)

    named = {part.name for part in catalogue().by_id[field_id].parts if part.kind == "person"}
    answer = standing(whole, field_id).answer
    assert answer is not None
    points = any(row.get(name) == f"person:{architect.pk}" for row in answer.rows for name in named)

    found = standing(whole, field_id)
    assert (found.state == FieldState.STALE) == points
    if points:
        assert "is no longer active" in found.what_answers


@pytest.mark.behaviour("B72")
def test_authority_follows_from_a_reporting_line_or_a_delegation(
    whole: Initiative, lead: User, architect: User, other_lead: User
) -> None:
    head = Post.objects.create(title="Head", unit=whole.unit, holder=lead)
    middle = Post.objects.create(title="Middle", unit=whole.unit, reports_to=head)
    Post.objects.create(title="Planner", unit=whole.unit, holder=other_lead, reports_to=middle)
    rows = [{"type": each, "decider": f"person:{other_lead.pk}"} for each in (T, OTHER_T)]
    stands(whole, "DO-3", rows)
    assert standing(whole, "DO-5").state == FieldState.ANSWERED

    middle.reports_to = None
    middle.save()
    found = standing(whole, "DO-5")
    assert found.state == FieldState.UNANSWERED
    assert "Otto Berg decides on “reschedule an order”, but Bea Lind is" in found.what_answers

    where = "https://example.org/delegation"
    stands(whole, "DO-5", [{"type": each, "delegation": where} for each in (T, OTHER_T)])
    assert standing(whole, "DO-5").state == FieldState.ANSWERED


def test_a_line_of_posts_that_goes_in_a_circle_ends(
    whole: Initiative, lead: User, other_lead: User
) -> None:
    one = Post.objects.create(title="One", unit=whole.unit, holder=other_lead)
    two = Post.objects.create(title="Two", unit=whole.unit, reports_to=one)
    one.reports_to = two
    one.save()
    stands(whole, "DO-3", [{"type": each, "decider": f"post:{one.pk}"} for each in (T, OTHER_T)])

    assert standing(whole, "DO-5").state == FieldState.UNANSWERED


@pytest.mark.behaviour("B39")
@pytest.mark.parametrize(
    "rows", [{"safety_relevant": "yes"}, {"risk_class": "high_risk_annex_iii"}]
)
def test_safety_and_regulation_ask_for_more(
    whole: Initiative, lead: User, architect: User, rows: dict[str, str]
) -> None:
    good = good_rows(whole, lead, architect)
    stands(whole, "RB-7", [{**good["RB-7"][0], **rows}])

    assert standing(whole, "RB-4").what_answers == "Fill in late, leaked, misused."
    assert "3 levels or more" in standing(whole, "GV-3").what_answers


@pytest.mark.parametrize("kept", [182, 183])
def test_high_risk_keeps_records_for_half_a_year(
    whole: Initiative, lead: User, architect: User, kept: int
) -> None:
    good = good_rows(whole, lead, architect)
    stands(whole, "GV-6", [{**good["GV-6"][0], "days": kept}])
    assert standing(whole, "GV-6").state == FieldState.ANSWERED

    stands(whole, "RB-7", [{**good["RB-7"][0], "risk_class": "high_risk_annex_i"}])

    assert (standing(whole, "GV-6").state == FieldState.ANSWERED) == (kept == 183)


@pytest.mark.parametrize(
    ("autonomy", "needs"),
    [("informational", set()), ("advisory", {"RB-3"}), ("confirm_to_act", {"RB-3", "GV-5"})],
)
def test_the_more_it_does_alone_the_more_is_asked(
    whole: Initiative, lead: User, architect: User, autonomy: str, needs: set[str]
) -> None:
    good = good_rows(whole, lead, architect)
    stands(whole, "RB-2", [{**row, "autonomy": autonomy} for row in good["RB-2"]])
    stands(whole, "RB-3", good["RB-3"][:1])
    stands(whole, "GV-5", good["GV-5"][:1])

    open_ones = {key for key in ("RB-3", "GV-5") if standing(whole, key).what_answers}
    assert open_ones == needs


def test_where_nobody_is_affected_the_models_own_words_are_enough(
    whole: Initiative, lead: User, architect: User
) -> None:
    good = good_rows(whole, lead, architect)
    stands(whole, "EX-1", [{**row, "kinds": ["model_text"]} for row in good["EX-1"]])
    stands(whole, "DO-7", [{**row, "affected": ["none"]} for row in good["DO-7"]])

    assert standing(whole, "EX-1").state == FieldState.ANSWERED


def test_events_have_to_be_live_a_week_after_it_began_to_run(whole: Initiative) -> None:
    running = in_stage(whole, Stage.OPERATION)

    assert "do not arrive live" in standing(running, "GV-1").what_answers


@pytest.mark.behaviour("A22")
def test_the_standing_session_answers_for_itself(whole: Initiative) -> None:
    series = whole.session_series.get()
    assert standing(whole, "GV-7").state == FieldState.ANSWERED

    series.occurrences.all().delete()
    assert "next date" in standing(whole, "GV-7").what_answers
    series.delete()
    assert standing(whole, "GV-7").what_answers == "Begin the standing session."


def test_only_an_experiment_has_to_say_when_it_ends(whole: Initiative) -> None:
    stands(whole, "SU-8", []).delete()
    assert standing(whole, "SU-8").what_answers
    Initiative.objects.filter(pk=whole.pk).update(operational_status=OperationalStatus.PILOT)

    assert standing(whole, "SU-8").state == FieldState.ANSWERED


def test_what_belongs_to_a_type_that_is_gone_no_longer_counts(
    whole: Initiative, lead: User, architect: User
) -> None:
    stands(whole, "DO-2", good_rows(whole, lead, architect)["DO-2"][1:])

    assert standing(whole, "DO-3").state == FieldState.ANSWERED
    stands(whole, "DO-3", good_rows(whole, lead, architect)["DO-3"][:1])
    assert "“release overtime” is still open" in standing(whole, "DO-3").what_answers


def test_a_part_that_is_asked_in_another_way_now_is_owed_again(whole: Initiative) -> None:
    stands(whole, "EX-2", [{"audience": "whoever asks"}])

    assert "was asked in another way before" in standing(whole, "EX-2").what_answers


def test_the_record_tells_an_answer_that_is_a_person_and_names_nobody(
    whole: Initiative, lead: User, architect: User
) -> None:
    rows = good_rows(whole, lead, architect)["SU-1"]
    ClarityAnswer.objects.filter(initiative=whole, field="SU-1").delete()
    answer_field(whole, "SU-1", FieldAnswer(rows=rows), actor=lead)
    told = AuditEvent.objects.get(kind="clarity.answered")
    assert told.sentence == f"answered “{catalogue().by_id['SU-1'].label}”"
