"""Every figure: its formula and each edge of it."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.figures import conduct, inputs
from governance.figures.practices import OF, PRACTICES, in_place, practices_of
from governance.figures.rework import rework
from governance.figures.shares import Share, Spread, together
from governance.figures.telling import METRICS, told
from governance.models import CarriedItem, ClarityQuestion, DesignInput, SessionOccurrence
from governance.norms import Norms
from governance.sessions.cadence import StandingFacts
from governance.signals.plans import Plan
from governance.vocabulary import ANSWERS, InputState
from initiatives.models import Reopening
from initiatives.vocabulary import MilestoneKind
from people.vocabulary import Party
from tests.governance.signals.scenes import NOW, TODAY, ago, facts, initiative, profile, taken
from tests.governance.signals.test_detectors import (
    escalation,
    left_selection,
    session,
)

SELECTION, BASELINE = MilestoneKind.SELECTION, MilestoneKind.DESIGN_BASELINE


def raised(days_ago: float, state: str = "raised", **fields: Any) -> DesignInput:
    given = {"raised_at": ago(days_ago), "raised_party": "it", "kind": "risk", **fields}
    return DesignInput(state=state, **given)


@pytest.mark.behaviour("M3", "A06")
def test_shaping_share() -> None:
    concerning = [
        raised(9, decision="selection"),
        raised(1, decision="selection"),
        raised(9),
        raised(9, decision="live"),
    ]

    assert inputs.shaping(facts(inputs=concerning, milestones=taken(SELECTION, 5))) == Share(1, 2)
    assert inputs.shaping(facts(inputs=concerning)) == Share(0, 0)
    told_later = taken(SELECTION, 5, quality="declared")
    assert inputs.shaping(facts(inputs=concerning, milestones=told_later)) == Share(0, 0)


@pytest.mark.behaviour("M3")
def test_a_decision_reopened_because_of_an_input_counts_as_shaping() -> None:
    late_at_first = raised(3, decision="selection")

    assert inputs.shaping(facts(inputs=[late_at_first], milestones=taken(SELECTION, 5))) == Share(
        0, 1
    )
    taken_again = taken(SELECTION, 1)
    assert inputs.shaping(facts(inputs=[late_at_first], milestones=taken_again)) == Share(1, 1)


@pytest.mark.behaviour("M4")
def test_pre_selection_share() -> None:
    spread = [raised(250), raised(210), raised(100), raised(5)]
    chosen = taken(SELECTION, 200)

    assert inputs.before_selection(facts(inputs=spread, milestones=chosen)) == Share(2, 3)
    assert inputs.before_selection(facts(inputs=spread)) is None
    assert inputs.before_selection(facts(inputs=spread, milestones=taken(SELECTION, 29))) is None
    assert inputs.before_selection(facts(inputs=spread, milestones=taken(SELECTION, 30)))
    declared = taken(SELECTION, 200, quality="declared")
    assert inputs.before_selection(facts(inputs=spread, milestones=declared)) is None


@pytest.mark.behaviour("M5")
def test_disposition_mix_and_take_up() -> None:
    yesterday, tomorrow = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
    mixed = [
        raised(9, "incorporated"),
        raised(9, "adapted"),
        raised(9, "declined"),
        raised(9, "deferred", deferred_until=tomorrow),
        raised(9, "deferred", deferred_until=yesterday),
        raised(9, "discussed"),
        raised(9, "withdrawn"),
    ]
    mix = inputs.dispositions(facts(inputs=mixed))

    assert mix == {"incorporated": 1, "adapted": 1, "declined": 1, "deferred": 1, "open": 2}
    assert inputs.take_up(mix) == Share(2, 3)
    assert inputs.take_up(Counter()) == Share(0, 0)


@pytest.mark.behaviour("M5")
@given(st.lists(st.sampled_from(list(InputState)), max_size=30))
def test_the_mix_holds_every_input_but_withdrawn_ones_once(states: list[InputState]) -> None:
    mix = inputs.dispositions(facts(inputs=[raised(3, state) for state in states]))

    assert mix.total() == sum(1 for state in states if state != InputState.WITHDRAWN)
    assert mix["open"] == sum(
        1 for state in states if state not in ANSWERS and state != InputState.WITHDRAWN
    )


@pytest.mark.behaviour("M6")
@pytest.mark.parametrize(
    ("fields", "reasoned"),
    [
        ({"disposition_reason": "x", "answered_at": ago(1), "replied_at": ago(0)}, 1),
        ({"disposition_reason": "x", "answered_at": ago(1)}, 0),
        ({"disposition_reason": "x", "answered_at": ago(8)}, 1),
        ({"disposition_reason": "", "answered_at": ago(8)}, 0),
        # Deferred long ago, and declined yesterday.
        ({"disposition_reason": "x", "answered_at": ago(60), "disposed_at": ago(1)}, 0),
        ({"disposition_reason": "x", "answered_at": ago(60), "disposed_at": ago(8)}, 1),
    ],
)
def test_reasoned_declines(fields: dict[str, Any], reasoned: int) -> None:
    declined = raised(20, "declined", **fields)

    assert inputs.reasoned_declines(facts(inputs=[declined])) == Share(reasoned, 1)
    assert inputs.reasoned_declines(facts(inputs=[raised(9)])).in_words("no declines") == (
        "no declines"
    )


@pytest.mark.behaviour("M7")
def test_age_of_open_inputs() -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    several = [
        raised(4),
        raised(9, "discussed"),
        raised(30, "incorporated"),
        raised(30, "deferred", deferred_until=tomorrow),
    ]

    assert inputs.open_ages(facts(inputs=several)) == [4, 9]
    assert Spread([]).in_words("none is open") == "none is open"
    assert Spread([1, 2, 3, 4, 50]).in_words("") == "median 3 days, 5 of them"
    assert Spread([1, 2, 3, 4, 50]).ninth_tenth == 50
    assert Spread([1, 2]).median is None


@pytest.mark.behaviour("M8")
def test_response_within_the_norm_in_each_direction() -> None:
    asked = [
        raised(20, "incorporated", answered_at=ago(13)),
        raised(20, "declined", answered_at=ago(1)),
        raised(20),
        raised(2),
        raised(20, "withdrawn"),
        raised(20, "adapted", raised_party="business", answered_at=ago(19)),
    ]
    question = ClarityQuestion(asked_party="business", asked_at=ago(30))
    seen = facts(inputs=asked, questions=[question])

    assert inputs.answered_in_time(seen, Party.BUSINESS) == Share(1, 3)
    assert inputs.answered_in_time(seen, Party.IT) == Share(1, 2)
    assert inputs.answered_in_time(
        facts(inputs=asked, norms=Norms({"response_days": 20})), Party.BUSINESS
    ) == Share(2, 2)


@pytest.mark.behaviour("M8")
def test_public_holidays_are_no_working_days() -> None:
    # 5 January 2026 is a Monday; 6 January is a holiday in Austria, not in Norway.
    at = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    answered = DesignInput(
        raised_at=at,
        raised_party="it",
        state="incorporated",
        answered_at=at + dt.timedelta(days=8),
    )

    assert inputs.answered_in_time(facts(inputs=[answered], country="AT"), Party.BUSINESS) == Share(
        1, 1
    )
    assert inputs.answered_in_time(facts(inputs=[answered], country="NO"), Party.BUSINESS) == Share(
        0, 1
    )


@pytest.mark.behaviour("M9", "M10")
def test_sessions_come_from_the_cadence() -> None:
    both = frozenset({Party.BUSINESS, Party.IT})
    dates = (
        session(30, "held", present=both),
        session(23, "held", present=frozenset({Party.BUSINESS})),
        session(16, "cancelled"),
        session(9, "held", present=both),
    )
    seen = facts(standing=StandingFacts(ago(60).date(), dates=dates))

    assert conduct.kept(seen) == Share(3, 4, 3)
    assert conduct.kept(seen).in_words("") == "75 %, 3 of 4"
    assert conduct.both_sides(seen) == Share(2, 3)
    assert conduct.kept(facts()).in_words("none was due") == "none was due"


@pytest.mark.behaviour("M11")
def test_discussed_first() -> None:
    earlier = SessionOccurrence(pk=1, starts_at=ago(9))
    three = [escalation(session=earlier), escalation(), escalation(is_emergency=True)]

    assert conduct.discussed_first(facts(escalations=three)) == Share(1, 2)
    assert _words("M11", facts(escalations=three)) == "1 of 2; 3 in all"
    assert _words("M11", facts()) == "none"


def _words(metric: str, *seen: Any) -> str:
    return next(each.say(list(seen)) for each in METRICS if each.id == metric)


@pytest.mark.behaviour("M13", "B84")
def test_clarity_coverage_by_side() -> None:
    of = initiative()
    nothing = facts(of, profile=profile())
    of.__dict__["clarity_facts"] = profile()
    before = {side: conduct.coverage(nothing, side) for side in (Party.BUSINESS, Party.IT)}

    assert all(share.whole for share in before.values())
    users = [{"user": "unit:1", "count": "up_to_5"}]
    of.__dict__["clarity_facts"] = profile(DO_1=users)
    after = conduct.coverage(nothing, Party.BUSINESS)
    assert (after.part, after.whole) == (before[Party.BUSINESS].part + 1, after.whole)
    assert conduct.coverage(nothing, Party.IT) == before[Party.IT]


@pytest.mark.behaviour("M13")
def test_what_does_not_apply_leaves_the_denominator() -> None:
    from governance.models import ClarityAnswer

    of = initiative()
    of.__dict__["clarity_facts"] = profile()
    whole = conduct.coverage(facts(of), Party.BUSINESS).whole
    none = ClarityAnswer(field="DO-1", kind="not_applicable", reason="No people", written_at=ago(1))
    of.__dict__["clarity_facts"] = profile(DO_1=none)

    assert conduct.coverage(facts(of), Party.BUSINESS).whole == whole - 1
    assert conduct.coverage(facts(initiative(stage="retired")), Party.IT) == Share(0, 0)


@pytest.mark.behaviour("M13")
def test_carried_items_are_said_with_the_first_day_they_were_due() -> None:
    of = initiative()
    of.__dict__["clarity_facts"] = profile()
    item = CarriedItem(due_on=TODAY, first_due_on=dt.date(2026, 11, 3), owing_party="it")

    assert _words("M13", facts(of, carried=[item])).endswith(
        "1 carried forward, the first was due on 3 November 2026"
    )


@pytest.mark.behaviour("M14", "A04")
def test_the_balance_is_said_of_both_sides_or_of_neither() -> None:
    from initiatives.owed import Owed

    owed = [Owed(Party.BUSINESS, "a", "", ago(days), "/") for days in (2, 4, 30)]

    assert _words("M14", facts(owed=owed)) == "Business: 3, median 4 days; IT: nothing"
    assert _words("M14", facts(owed=[])) == "Business: nothing; IT: nothing"


def again(days_ago: float, kind: str = "design_baseline", **fields: Any) -> Reopening:
    """A decision that was reopened so many days ago, for security."""
    return Reopening(kind=kind, at=ago(days_ago), **{"cause": "security", **fields})


@pytest.mark.behaviour("M15", "A32")
def test_rework_is_what_was_reopened_after_selection_for_a_listed_cause() -> None:
    chosen = {**taken(SELECTION, 30), **taken(BASELINE, 3)}

    for cause in ("security", "architecture", "ownership", "compliance", "support", "data"):
        found = facts(milestones=chosen, reopenings=[again(9, cause=cause)])
        assert rework(found) == Share(1, 2)
    assert rework(facts(milestones=chosen)) == Share(0, 2)
    other = facts(milestones=chosen, reopenings=[again(9, cause="other")])
    assert rework(other) == Share(0, 2)
    before = facts(milestones=chosen, reopenings=[again(31)])
    assert rework(before) == Share(0, 2)


@pytest.mark.behaviour("M15", "A32")
def test_rework_leaves_planned_rounds_out_and_counts_a_decision_once() -> None:
    chosen = {**taken(SELECTION, 30), **taken(BASELINE, 3)}

    planned = facts(milestones=chosen, reopenings=[again(9, planned=True)])
    assert rework(planned) == Share(0, 2)
    both = [again(5), again(9, planned=True), again(12, cause="data")]
    assert rework(facts(milestones=chosen, reopenings=both)) == Share(1, 2)
    # One that is no vendor, design or integration decision is none of them.
    shortlist = facts(milestones=chosen, reopenings=[again(9, kind="shortlist")])
    assert rework(shortlist) == Share(0, 2)


@pytest.mark.behaviour("M15", "A32")
def test_rework_of_the_selection_itself_and_without_one() -> None:
    assert rework(facts(reopenings=[again(9)])) == Share(0, 0)
    open_again = [again(9, kind="selection", was_recorded_at=ago(30))]
    assert rework(facts(reopenings=open_again)) == Share(1, 1)
    # Told afterwards, nobody knows what came after it.
    told = [again(9, kind="selection", was_recorded_at=None)]
    assert rework(facts(reopenings=told)) == Share(0, 0)
    chosen_anew = facts(milestones=taken(SELECTION, 3), reopenings=open_again)
    assert rework(chosen_anew) == Share(1, 1)
    baseline_between = [*open_again, again(20)]
    assert rework(facts(reopenings=baseline_between)) == Share(2, 2)


@pytest.mark.behaviour("M16")
def test_late_bunching_is_counted_from_five() -> None:
    few = facts(milestones=taken(BASELINE, 5), inputs=[raised(1), raised(9)])

    assert inputs.late(few).in_words("") == "1 of 2"
    assert inputs.late(facts(inputs=[raised(1)])).in_words("no baseline") == "no baseline"


def _from_today(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@pytest.mark.behaviour("M18")
def test_date_reliability_keeps_the_first_day() -> None:
    planned = {
        "selection": [Plan(ago(9), _from_today(-10)), Plan(ago(8), _from_today(40))],
        "build_start": [Plan(ago(9), _from_today(-2))],
    }

    assert conduct.date_errors(facts(plans=planned, milestones=taken(SELECTION, 3))) == [7]
    assert conduct.date_errors(facts(plans=planned, go_aheads=[left_selection(days_ago=6)])) == [4]
    told_later = taken(SELECTION, 3, quality="declared")
    assert conduct.date_errors(facts(plans=planned, milestones=told_later)) == []
    assert conduct.date_errors(facts(milestones=taken(SELECTION, 3))) == []


@pytest.mark.behaviour("M18")
def test_a_day_that_is_said_once_the_stage_was_left_was_no_plan_for_it() -> None:
    planned = {kind: [Plan(ago(2), _from_today(45))] for kind in ("selection", "build_start")}

    assert conduct.date_errors(facts(plans=planned, milestones=taken(SELECTION, 3))) == []
    assert conduct.date_errors(facts(plans=planned, go_aheads=[left_selection(days_ago=3)])) == []
    assert conduct.date_errors(facts(plans=planned, milestones=taken(SELECTION, 1))) == [46]


@pytest.mark.behaviour("M1", "M2")
def test_lead_and_earliness_of_one_and_of_many() -> None:
    invited = initiative(it_invited_at=ago(12), it_joined_at=ago(11))

    assert _words("M1", facts(invited)) == "12 days so far"
    chosen = facts(invited, milestones=taken(MilestoneKind.SHORTLIST, 2))
    assert _words("M1", chosen) == "10 days"
    assert _words("M1", *[chosen] * 4) == "4 known, too few for a median"
    assert _words("M1", *[chosen] * 5) == "median 10 days, 5 of them"
    assert _words("M2", chosen) == "100 % of the steps still open"
    assert _words("M2", facts()) == "not yet"
    only = facts(invited, milestones=taken(MilestoneKind.SHORTLIST, 11))
    assert _words("M1", only) == "1 day"


@pytest.mark.behaviour("M1", "M2")
def test_what_was_told_afterwards_says_so_where_it_is_shown() -> None:
    invited = initiative(it_invited_at=ago(12), it_joined_at=ago(11))
    told = facts(invited, milestones=taken(MilestoneKind.SHORTLIST, 2, quality="declared"))

    assert _words("M1", told) == "10 days, told afterwards"
    assert _words("M2", told) == "100 % of the steps still open, told afterwards"
    assert _words("M1", *[told] * 5) == "0 known, too few for a median"


@pytest.mark.behaviour("M1", "M2", "M5", "M7", "M16")
def test_shares_and_medians_are_shown_from_the_norm_on() -> None:
    of = initiative(it_invited_at=ago(12), it_joined_at=ago(11))
    answered = [raised(1, state) for state in ("raised", "incorporated", "declined")]
    seen = {
        "milestones": taken(MilestoneKind.SHORTLIST, 2) | taken(BASELINE, 2),
        "inputs": answered,
    }
    strict = Norms({"smallest_sample": 6})

    for metric, shown in (
        ("M1", "median 10 days, 5 of them"),
        ("M2", "median 100 %, 5 of them"),
        ("M5", "taken up 50 %, 5 of 10"),
        ("M7", "median 1 days, 5 of them"),
        ("M16", "100 %, 15 of 15"),
    ):
        assert shown in _words(metric, *[facts(of, **seen)] * 5), metric
        four = _words(metric, *[facts(of, norms=strict, **seen)] * 5)
        assert (shown in four) is (metric in {"M5", "M16"}), metric
    few = facts(of, norms=Norms({"smallest_sample": 20}), **seen)
    assert _words("M5", *[few] * 5).endswith("taken up 5 of 10")
    assert _words("M16", *[few] * 5) == "15 of 15"


# --- shares and medians -------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=12))
def test_shares_add_up_and_stay_counts_below_five(parts: list[tuple[int, int]]) -> None:
    shares = [Share(min(pair), max(pair)) for pair in parts]
    whole = together(shares)

    assert whole.part == sum(each.part for each in shares) <= whole.whole
    assert (whole.percent is None) == (whole.whole < 5)
    if whole.percent is not None:
        assert 0 <= whole.percent <= 100


@given(st.lists(st.integers(0, 1000), min_size=5, max_size=60))
def test_one_far_value_does_not_move_the_median_beyond_its_neighbours(values: list[int]) -> None:
    spread, moved = Spread(values), Spread([*values[:-1], 10**6])

    assert spread.median is not None
    assert min(values) <= spread.median <= max(values)
    assert moved.median is not None
    assert moved.median <= 10**6 / 2 + max(values)
    assert sum(value <= spread.ninth_tenth for value in values) >= 0.9 * len(values)  # type: ignore[operator]


# --- practices ----------------------------------------------------------------------------------


@pytest.mark.behaviour("M1", "M9", "M10", "M11")
def test_six_practices_without_weights() -> None:
    both = frozenset({Party.BUSINESS, Party.IT})
    dates = tuple(session(day, "held", present=both) for day in (30, 20, 10))
    of = initiative(it_invited_at=ago(12))
    good = facts(
        of,
        standing=StandingFacts(ago(60).date(), dates=dates),
        profile=profile(AR_3=[{"state": "accepted", "holder": "person:2"}]),
    )
    said = practices_of(good)

    assert len(said) == OF == len(PRACTICES) == 6
    assert {each.name: each.in_place for each in said} == {
        "invited_first": True,
        "criteria_first": None,
        "cadence": True,
        "two_sided": True,
        "discussed": True,
        "authority": True,
    }
    assert in_place(said) == 5


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("invited_first", {}, None),
        ("invited_first", {"milestones": taken(MilestoneKind.SHORTLIST, 2)}, False),
        (
            "invited_first",
            {"milestones": taken(MilestoneKind.SHORTLIST, 2, quality="declared")},
            None,
        ),
        ("cadence", {}, None),
        (
            "cadence",
            {
                "standing": StandingFacts(
                    TODAY,
                    dates=tuple(
                        session(day, state)
                        for day, state in ((30, "held"), (20, "held"), (10, "cancelled"))
                    ),
                )
            },
            False,
        ),
        (
            "cadence",
            {"standing": StandingFacts(TODAY, dates=(session(9, "held"), session(2, "held")))},
            None,
        ),
        ("discussed", {"escalations": [escalation()]}, False),
        ("discussed", {"escalations": [escalation(is_emergency=True)]}, True),
        ("authority", {"profile": profile(AR_3=[{"state": "offered"}])}, False),
    ],
)
def test_edges_of_practices(name: str, fields: dict[str, Any], expected: bool | None) -> None:
    said = {each.name: each.in_place for each in practices_of(facts(**fields))}

    assert said[name] is expected


def test_every_figure_says_something_of_nothing() -> None:
    of = initiative()
    of.__dict__["clarity_facts"] = profile()
    empty = facts(of, owed=[])

    assert [each.id for each in told([empty])] == [each.id for each in METRICS]
    assert all(each.words for each in told([empty]))
    assert all(each.words for each in told([]))
    assert NOW.date() == TODAY
