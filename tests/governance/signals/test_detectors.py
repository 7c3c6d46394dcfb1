"""Every detector: its rule and each edge of it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architecture.models import DesignAuthority, Integration
from governance.models import (
    CarriedItem,
    ClarityAnswer,
    ClarityQuestion,
    DesignInput,
    Escalation,
    GoAhead,
    SessionOccurrence,
)
from governance.norms import NORMS, Norms
from governance.sessions.cadence import SessionFact, StandingFacts
from governance.signals.findings import detectors
from governance.signals.plans import Plan, first_committed, pushed_back
from governance.vocabulary import OccurrenceState, SessionPurpose
from initiatives.models import Restriction
from initiatives.vocabulary import MilestoneKind, Stage
from people.models import User
from people.vocabulary import Party, Role
from tests.governance.signals.scenes import (
    BEA,
    GONE,
    IRA,
    TODAY,
    ago,
    facts,
    found,
    gap,
    initiative,
    look,
    profile,
    seat,
    taken,
)

CONVERSATION, CRITICAL, HEADS_UP = "needs_conversation", "time_critical", "heads_up"
BOTH = [seat(BEA, Party.BUSINESS), seat(IRA, Party.IT)]


# --- D01 ----------------------------------------------------------------------------------------


@pytest.mark.behaviour("D01", "A09")
@pytest.mark.parametrize("kind", ["selection", "contract", "design_baseline", "build_start"])
def test_what_was_decided_before_the_invitation_is_a_signal(kind: str) -> None:
    seen = facts(initiative(it_invited_at=ago(2)), milestones=taken(MilestoneKind(kind), 5))

    assert found("D01", seen) == [("", CONVERSATION)]


@pytest.mark.behaviour("D01")
def test_what_is_live_before_the_invitation_cannot_wait() -> None:
    seen = facts(initiative(it_invited_at=ago(2)), milestones=taken(MilestoneKind.LIVE, 5))

    assert found("D01", seen) == [("", CRITICAL)]


@pytest.mark.behaviour("D01")
def test_a_shortlist_before_or_a_selection_after_the_invitation_is_none() -> None:
    early = facts(initiative(it_invited_at=ago(2)), milestones=taken(MilestoneKind.SHORTLIST, 5))
    after = facts(initiative(it_invited_at=ago(5)), milestones=taken(MilestoneKind.SELECTION, 2))

    assert not look("D01", early)
    assert not look("D01", after)


@pytest.mark.behaviour("D01")
def test_without_an_invitation_seven_days_are_the_measure() -> None:
    chosen = taken(MilestoneKind.SELECTION, 6.5)

    assert not look("D01", facts(initiative(registered_at=ago(6.9)), milestones=chosen))
    assert look(
        "D01",
        facts(initiative(registered_at=ago(8)), milestones=taken(MilestoneKind.SELECTION, 7.5)),
    )
    later = taken(MilestoneKind.SELECTION, 1)
    assert not look("D01", facts(initiative(registered_at=ago(20)), milestones=later))


@pytest.mark.behaviour("D01")
def test_it_ends_once_it_has_joined_and_something_can_change() -> None:
    open_to_change = taken(MilestoneKind.SELECTION, 5, reopenable=True)
    invited = initiative(it_invited_at=ago(2))
    joined = initiative(it_invited_at=ago(2), it_joined_at=ago(1))

    assert look("D01", facts(invited, milestones=open_to_change))
    assert look("D01", facts(joined, milestones=taken(MilestoneKind.SELECTION, 5)))
    assert not look("D01", facts(joined, milestones=open_to_change))


# --- D03, D11 -----------------------------------------------------------------------------------


def session(days_ago: int, state: str, **fields: Any) -> SessionFact:
    day = TODAY - dt.timedelta(days=days_ago)
    return SessionFact(day, day, OccurrenceState(state), is_over=days_ago > 0, **fields)


@pytest.mark.behaviour("D03")
@pytest.mark.parametrize(
    ("subject", "dates"),
    [
        ("cancelled", [session(9, "cancelled"), session(2, "cancelled")]),
        (
            "held-without",
            [session(day, "held", present=frozenset({Party.BUSINESS})) for day in (20, 13, 6)],
        ),
        ("cannot-come", [session(-day, "planned", it_can_come=False) for day in (3, 10)]),
    ],
)
def test_sessions_without_it(subject: str, dates: list[SessionFact]) -> None:
    standing = StandingFacts(ago(20).date(), dates=tuple(dates))

    assert found("D03", facts(standing=standing, seats_ever=BOTH)) == [(subject, CONVERSATION)]
    assert not look("D03", facts(standing=StandingFacts(ago(20).date(), dates=tuple(dates[1:]))))
    assert not look("D03", facts(standing=replace(standing, goes_on=False), seats_ever=BOTH))


@pytest.mark.behaviour("D03", "A15")
def test_the_last_seat_of_it_given_up() -> None:
    left = [seat(BEA, Party.BUSINESS), seat(IRA, Party.IT, left=True)]

    assert found("D03", facts(seats_ever=left)) == [("no-seat", CONVERSATION)]
    assert not look("D03", facts(seats_ever=[*left, seat(4, Party.IT)]))
    assert not look("D03", facts(seats_ever=[seat(BEA, Party.BUSINESS)]))


@pytest.mark.behaviour("D03", "A28")
def test_a_restriction_that_nobody_of_it_sees() -> None:
    restricted = [Restriction(it_member_id=GONE, since=ago(15), until=TODAY)]
    gone = frozenset({GONE})

    assert found("D03", facts(restrictions=restricted, inactive_people=gone)) == [
        ("unseen", CONVERSATION)
    ]
    assert not look("D03", facts(restrictions=restricted))
    assert not look("D03", facts(restrictions=restricted, inactive_people=gone, seats_ever=BOTH))
    fresh = [Restriction(it_member_id=GONE, since=ago(14), until=TODAY)]
    assert not look("D03", facts(restrictions=fresh, inactive_people=gone))


@pytest.mark.behaviour("D11", "A23")
def test_one_session_is_all_there_is_after_21_days_or_the_norm() -> None:
    def single(days: int) -> StandingFacts:
        return StandingFacts(ago(days).date(), sessions_ever=1)

    assert found("D11", facts(standing=single(22))) == [("", HEADS_UP)]
    assert not look("D11", facts(standing=single(21)))
    assert look("D11", facts(standing=single(15), norms=Norms({"one_off_days": 14})))
    assert not look("D11", facts(standing=single(28), norms=Norms({"one_off_days": 28})))
    assert not look("D11", facts(standing=StandingFacts(ago(99).date(), sessions_ever=2)))


@pytest.mark.behaviour("D11")
def test_a_series_that_ended_before_operation() -> None:
    ended = {"has_series": False, "sessions_ever": 9}

    assert look("D11", facts(standing=StandingFacts(ago(99).date(), **ended)))
    assert not look(
        "D11", facts(standing=StandingFacts(ago(99).date(), is_before_operation=False, **ended))
    )


# --- D04, D12, D20 ------------------------------------------------------------------------------


def escalation(**fields: Any) -> Escalation:
    given = {
        "reference": "ESC-0001",
        "initiative": initiative(),
        "topic": "Which platform",
        "asked": "Decide",
        "raised_at": ago(1),
        **fields,
    }
    return Escalation(**given)


@pytest.mark.behaviour("D04", "A30")
def test_an_escalation_that_no_earlier_session_discussed() -> None:
    assert found("D04", facts(escalations=[escalation()])) == [("ESC-0001", CONVERSATION)]
    earlier = SessionOccurrence(pk=1, starts_at=ago(3))
    later = SessionOccurrence(pk=2, starts_at=ago(0.5))
    assert not look("D04", facts(escalations=[escalation(session=earlier)]))
    assert look("D04", facts(escalations=[escalation(session=later)]))


@pytest.mark.behaviour("D04")
def test_an_emergency_or_an_answered_one_is_none() -> None:
    assert not look("D04", facts(escalations=[escalation(is_emergency=True)]))
    assert not look("D04", facts(escalations=[escalation(answered_at=ago(0))]))


@pytest.mark.behaviour("D04")
@pytest.mark.parametrize(("raised_days_ago", "is_found"), [(1.5, True), (3, False), (20, False)])
def test_an_input_of_two_working_days_counts_where_it_is_named(
    raised_days_ago: float, is_found: bool
) -> None:
    old = DesignInput(pk=41, reference="IN-0041", raised_at=ago(raised_days_ago), kind="risk")
    naming = escalation(design_input=old, raised_at=ago(1))

    assert bool(look("D04", facts(escalations=[naming], inputs=[old]))) is is_found
    # Naming one in passing is no discussion of it.
    passing = escalation(asked="Decide on IN-0041", raised_at=ago(1))
    assert look("D04", facts(escalations=[passing], inputs=[old]))


@pytest.mark.behaviour("D04")
def test_more_escalations_than_decisions_of_sessions() -> None:
    two = [
        escalation(reference=f"ESC-000{n}", raised_at=ago(n), is_emergency=True) for n in (1, 80)
    ]

    assert found("D04", facts(escalations=two)) == [("often", CONVERSATION)]
    assert found("D04", facts(escalations=two, session_decisions=1))
    assert not look("D04", facts(escalations=two, session_decisions=2))
    assert not look(
        "D04", facts(escalations=[two[0], escalation(raised_at=ago(91), is_emergency=True)])
    )


@pytest.mark.behaviour("D12", "A31")
@pytest.mark.parametrize(("days", "is_found"), [(13, False), (14, False), (15, True)])
def test_a_decision_without_an_owner_after_ten_working_days(days: int, is_found: bool) -> None:
    decided = escalation(answer="decide_and_name_owner", answered_at=ago(days))

    assert bool(look("D12", facts(escalations=[decided]))) is is_found


@pytest.mark.behaviour("D12")
def test_an_owned_decision_or_another_answer_is_none() -> None:
    decided: dict[str, Any] = {"answer": "decide_and_name_owner", "answered_at": ago(90)}
    owned = escalation(**decided, named_owner=User(pk=BEA), ownership_accepted=True)
    left = escalation(
        **decided, named_owner=User(pk=GONE, is_active=False), ownership_accepted=True
    )
    heard = escalation(answer="hear_both", answered_at=ago(90))
    declined = escalation(**decided, named_owner=User(pk=BEA), ownership_accepted=False)

    assert not look("D12", facts(escalations=[owned, heard]))
    assert found("D12", facts(escalations=[declined])) == [("ESC-0001", CONVERSATION)]
    (gone,) = look("D12", facts(escalations=[left]))
    assert gone.facts.endswith("Whoever accepted to own the decision is no longer active.")


@pytest.mark.behaviour("D20")
@pytest.mark.parametrize(("days", "is_found"), [(7, False), (8, True), (30, True)])
def test_a_question_older_than_five_working_days(days: int, is_found: bool) -> None:
    asked = ClarityQuestion(pk=4, field="DO-3", asked_party="it", asked_at=ago(days))
    raised = DesignInput(
        reference="IN-0001",
        kind="question",
        state="raised",
        raised_party="it",
        raised_at=ago(days),
        initiative=initiative(),
    )

    assert found("D20", facts(questions=[asked])) == ([("question:4", HEADS_UP)] * is_found)
    assert found("D20", facts(inputs=[raised])) == ([("IN-0001", HEADS_UP)] * is_found)


@pytest.mark.behaviour("D20")
def test_what_was_answered_deferred_or_is_no_question_is_none() -> None:
    answered = ClarityQuestion(pk=4, field="DO-3", asked_at=ago(30), answered_at=ago(1))
    wanted = ClarityQuestion(
        pk=5,
        field="DO-3",
        asked_party="it",
        asked_at=ago(2),
        wanted_by=TODAY - dt.timedelta(days=1),
    )
    of_input = {"raised_at": ago(30), "raised_party": "it", "initiative": initiative()}
    risk = DesignInput(kind="risk", state="raised", **of_input)
    done = DesignInput(kind="question", state="incorporated", **of_input)
    later = DesignInput(
        kind="question", state="deferred", deferred_until=dt.date(2999, 1, 1), **of_input
    )

    assert not look("D20", facts(questions=[answered], inputs=[risk, done, later]))
    assert look("D20", facts(questions=[wanted]))


# --- D05, D06, D07 ------------------------------------------------------------------------------


@pytest.mark.behaviour("D05")
def test_a_pilot_of_more_than_14_days_without_it() -> None:
    def pilot(days: int, **more: Any) -> Any:
        return initiative(operational_status="pilot", registered_at=ago(days), **more)

    assert found("D05", facts(pilot(15))) == [("", CONVERSATION)]
    assert not look("D05", facts(pilot(14)))
    known = {"integrations": [Integration(design_state="sketched")]}
    assert not look("D05", facts(pilot(15, it_joined_at=ago(1)), **known))
    assert not look("D05", facts(pilot(15), seats_ever=BOTH, **known))
    retired = [Integration(design_state="retired")]
    for systems in ([], retired):
        (alone,) = look("D05", facts(pilot(15), seats_ever=BOTH, integrations=systems))
        assert "No system that it touches is registered." in alone.facts
    assert not look("D05", facts(initiative(operational_status="operational")))


@pytest.mark.behaviour("D05")
@pytest.mark.parametrize(("days", "is_found"), [(0, False), (14, False), (15, True)])
def test_what_becomes_a_pilot_runs_from_that_day(days: int, is_found: bool) -> None:
    idea = initiative(operational_status="pilot", registered_at=ago(90))

    assert bool(look("D05", facts(idea, status_since=ago(days).date()))) is is_found


@pytest.mark.behaviour("D05")
def test_an_experiment_counts_once_something_runs() -> None:
    idea = initiative(registered_at=ago(90))

    assert not look("D05", facts(idea))
    assert look("D05", facts(idea, milestones=taken(MilestoneKind.BUILD_START, 15)))
    assert not look("D05", facts(idea, milestones=taken(MilestoneKind.BUILD_START, 14)))
    assert look("D05", facts(idea, profile=profile(SU_8=[{"ends_on": "2026-12-01"}])))
    live = taken(MilestoneKind.LIVE, 15)
    assert found("D05", facts(idea, milestones=live)) == [("", CRITICAL)]


def plans(*days: int | None) -> list[Plan]:
    """Days said on one day after another, counted from today; None reopens."""
    return [
        Plan(ago(len(days) - place), None if day is None else TODAY + dt.timedelta(days=day))
        for place, day in enumerate(days)
    ]


@pytest.mark.behaviour("D06")
@pytest.mark.parametrize(
    ("days", "is_found"),
    [
        ((10,), False),
        ((10, 20), False),
        ((10, 40), False),
        ((10, 41), True),
        ((10, 11, 12), True),
        ((10, 5, 12), False),
        ((10, 11, 10, 12), True),
        ((10, 11, 10, 11, 10), False),
        ((10, 60, 11), False),
        ((10, 11, 12, None, 90), False),
    ],
)
def test_the_day_of_a_stage_moved_twice_or_by_more_than_30_days(
    days: tuple[int, ...], is_found: bool
) -> None:
    seen = facts(plans={"live": plans(*days)})

    assert found("D06", seen) == [("moved:live", CONVERSATION)] * is_found
    assert not look(
        "D06", facts(plans={"live": plans(*days)}, milestones=taken(MilestoneKind.LIVE, 1))
    )
    assert not look("D06", facts(plans={"longlist": plans(*days)}))


@pytest.mark.behaviour("D06")
def test_of_days_said_on_one_day_the_last_counts() -> None:
    corrected = [Plan(ago(0.1), each.planned_on) for each in plans(12, 11, 12)]
    assert not look("D06", facts(plans={"live": [*plans(10), *corrected]}))
    assert look("D06", facts(plans={"live": [*plans(9, 10), *corrected]}))


@pytest.mark.behaviour("D06")
@pytest.mark.parametrize("purpose", ["criteria", "readiness"])
def test_a_session_of_a_purpose_put_off_twice_or_by_more_than_30_days(purpose: str) -> None:
    slot = TODAY + dt.timedelta(days=3)

    def seen(times: int, days: int, state: str = "moved", of: str = purpose) -> Any:
        date = SessionFact(
            slot,
            slot + dt.timedelta(days=days),
            OccurrenceState(state),
            purpose=SessionPurpose(of),
            times_put_off=times,
        )
        return facts(standing=StandingFacts(TODAY, dates=(date,)))

    assert not look("D06", seen(1, 30))
    subject = f"session:{slot.isoformat()}"
    assert found("D06", seen(2, 8)) == [(subject, CONVERSATION)]
    assert found("D06", seen(1, 31)) == [(subject, CONVERSATION)]
    assert not look("D06", seen(3, 0))
    assert f"for {purpose}" in look("D06", seen(2, 8))[0].facts
    assert not look("D06", seen(2, 8, state="held"))
    assert not look("D06", seen(2, 8, state="cancelled"))
    assert not look("D06", seen(5, 80, of="ordinary"))


@pytest.mark.behaviour("D06", "M18")
@given(st.lists(st.integers(-500, 500), min_size=1, max_size=8))
def test_moving_back_and_forth_never_counts_less_than_nothing(days: list[int]) -> None:
    moved = pushed_back(plans(*days))

    assert moved.times <= len(days) - 1
    assert moved.days == max(0, days[-1] - days[0])
    assert first_committed(plans(None, *days)) == TODAY + dt.timedelta(days=days[0])


@pytest.mark.behaviour("D06")
def test_building_starts_while_something_is_owed_and_no_go_ahead_says_so() -> None:
    started = taken(MilestoneKind.BUILD_START, 1)

    assert found("D06", facts(milestones=started, owed=["something"])) == [
        ("silent-build", CONVERSATION)
    ]
    assert not look("D06", facts(milestones=started, owed=[]))
    moved_on = initiative(stage=Stage.INTEGRATION)
    assert not look("D06", facts(moved_on, milestones=started, owed=["something"]))
    told = taken(MilestoneKind.BUILD_START, 1, quality="declared")
    assert not look("D06", facts(milestones=told, owed=["something"]))


@pytest.mark.behaviour("D07")
def test_an_experiment_without_owner_support_or_end() -> None:
    runs = {"milestones": taken(MilestoneKind.BUILD_START, 3)}
    told = {"SU_1": [{"team": "unit:1"}], "SU_8": [{"ends_on": "2026-12-24"}]}

    assert found("D07", facts(**runs)) == [("", CONVERSATION)]
    assert not look("D07", facts())
    assert not look("D07", facts(**runs, profile=profile(**told)))
    unled = initiative(lead_id=None)
    assert look("D07", facts(unled, **runs, profile=profile(**told)))
    accountable = profile(**told, DO_4=[{"accountable": f"person:{BEA}"}])
    assert not look("D07", facts(unled, **runs, profile=accountable))
    left = {"inactive_people": frozenset({BEA})}
    assert look("D07", facts(**runs, **left, profile=profile(**told)))
    assert not look(
        "D07", facts(**runs, inactive_people=frozenset({GONE}), profile=profile(**told))
    )


@pytest.mark.behaviour("D07")
def test_an_experiment_past_its_end_or_live() -> None:
    past = profile(SU_1=[{"team": "unit:1"}], SU_8=[{"ends_on": "2026-11-19"}])
    last_day = profile(SU_1=[{"team": "unit:1"}], SU_8=[{"ends_on": "2026-11-20"}])

    assert look("D07", facts(profile=past))
    assert not look("D07", facts(profile=last_day))
    assert found("D07", facts(profile=past, milestones=taken(MilestoneKind.LIVE, 1))) == [
        ("", CRITICAL)
    ]
    assert not look("D07", facts(initiative(operational_status="pilot"), profile=past))


# --- D08, D09, D18, D19 -------------------------------------------------------------------------

TYPES = [
    {"id": "a", "name": "Order of work", "object": "objects"},
    {"id": "b", "name": "Overtime", "object": "objects"},
]
BOTH_WORDED_IT = {"written_party": "business", "confirmed_party": "it", "written_at": ago(10)}
SAID = {
    "DO_2": TYPES[:1],
    "DO_3": [{"type": "a", "decider": f"person:{BEA}"}],
    "DO_4": [{"type": "", "accountable": "post:1"}],
    "DO_6": ClarityAnswer(field="DO-6", rows=[{"system_owner": f"person:{IRA}"}], **BOTH_WORDED_IT),
}


@pytest.mark.behaviour("D08", "B09")
def test_ownership_that_nobody_names_for_30_days() -> None:
    assert found("D08", facts(initiative(registered_at=ago(31)))) == [("", CONVERSATION)]
    assert not look("D08", facts(initiative(registered_at=ago(30))))
    assert not look("D08", facts(initiative(registered_at=ago(99)), profile=profile(**SAID)))


@pytest.mark.behaviour("D08")
@pytest.mark.parametrize(
    "holder", [f"person:{GONE}", "post:2", "unit:1", "Acme support", "person:99"]
)
def test_a_group_a_vendor_or_somebody_gone_owns_nothing(holder: str) -> None:
    said = {**SAID, "DO_6": [{"system_owner": holder}]}

    assert found("D08", facts(profile=profile(**said))) == [("", CONVERSATION)]


@pytest.mark.behaviour("D08", "B09")
def test_ownership_that_is_answered_in_part_is_not_answered() -> None:
    old = initiative(registered_at=ago(99))
    worded = {"field": "DO-6", "rows": [{"system_owner": f"person:{IRA}"}]}

    def seen(days: int, **answers: Any) -> Any:
        written = {
            name: rows
            if isinstance(rows, ClarityAnswer)
            else ClarityAnswer(field=name.replace("_", "-"), rows=rows, written_at=ago(days))
            for name, rows in answers.items()
        }
        return facts(old, profile=profile(**written))

    two_types = {**SAID, "DO_2": TYPES}
    assert not look("D08", seen(30, **two_types))
    (signal,) = look("D08", seen(31, **two_types))
    assert signal.facts.startswith("Not answered: who decides.")
    by_one = ClarityAnswer(**worded, written_party="business", written_at=ago(31))
    (signal,) = look("D08", seen(31, **{**SAID, "DO_6": by_one}))
    assert signal.facts.startswith("Not answered: who owns the system and the service.")


@pytest.mark.behaviour("D08")
@pytest.mark.parametrize(("days", "is_found"), [(30, False), (31, True)])
def test_ownership_that_is_questioned_is_not_answered(days: int, is_found: bool) -> None:
    said = profile(**SAID)
    said.questions["DO-4"] = [ClarityQuestion(field="DO-4", asked_at=ago(days))]

    assert bool(look("D08", facts(initiative(registered_at=ago(99)), profile=said))) is is_found


@pytest.mark.behaviour("D08")
def test_a_question_on_what_nobody_answered_gives_no_further_days() -> None:
    said = profile(**{name: rows for name, rows in SAID.items() if name != "DO_4"})
    said.questions["DO-4"] = [ClarityQuestion(field="DO-4", asked_at=ago(1))]

    assert look("D08", facts(initiative(registered_at=ago(31)), profile=said))


@pytest.mark.behaviour("D08")
@pytest.mark.parametrize(("days", "is_found"), [(30, False), (31, True)])
def test_another_decision_type_gives_days_to_say_who_decides(days: int, is_found: bool) -> None:
    types = ClarityAnswer(field="DO-2", rows=TYPES, written_at=ago(days))
    decider = ClarityAnswer(field="DO-3", rows=SAID["DO_3"], written_at=ago(90))
    said = profile(**{**SAID, "DO_2": types, "DO_3": decider})

    assert bool(look("D08", facts(initiative(registered_at=ago(99)), profile=said))) is is_found


@pytest.mark.behaviour("D08")
def test_a_known_gap_counts_until_its_day_and_not_applicable_always() -> None:
    old = initiative(registered_at=ago(99))

    assert not look("D08", facts(old, profile=profile(**{**SAID, "DO_3": gap("DO-3", 0)})))
    assert look("D08", facts(old, profile=profile(**{**SAID, "DO_3": gap("DO-3", -1)})))
    none = ClarityAnswer(field="DO-3", kind="not_applicable", reason="x", written_at=ago(9))
    assert not look("D08", facts(old, profile=profile(**{**SAID, "DO_3": none})))


RISK = {
    "asset": "Order data",
    "event": "It leaks",
    "consequence": "A fine",
    "loss_form": "fines_judgments",
    "boundary": "One region",
    "owner": f"person:{BEA}",
}


@pytest.mark.behaviour("D09", "B12")
@pytest.mark.parametrize("part", list(RISK))
def test_a_risk_that_lacks_a_part(part: str) -> None:
    lacking = {**RISK, part: ""}

    assert found("D09", facts(profile=profile(RB_6=[RISK, lacking]))) == [("", HEADS_UP)]
    assert look("D09", facts(profile=profile(RB_6=[RISK, lacking])))[0].facts.startswith("1 of 2")
    assert not look("D09", facts(profile=profile(RB_6=[RISK])))
    assert not look("D09", facts(profile=profile(RB_6=[])))


@pytest.mark.behaviour("D18")
def test_a_side_owns_a_risk_and_has_no_say() -> None:
    of_it = [{**RISK, "owner": f"person:{IRA}"}]
    business_decides = {"DO_3": [{"decider": f"person:{BEA}"}]}
    authority = [{"state": "accepted", "holder": f"person:{IRA}"}]
    offered = [{"state": "offered", "holder": f"person:{IRA}"}]

    def seen(**answers: Any) -> Any:
        return facts(seats_ever=BOTH, profile=profile(**answers))

    assert found("D18", seen(RB_6=of_it, **business_decides)) == [("it", CONVERSATION)]
    assert not look("D18", seen(RB_6=[RISK], **business_decides))
    assert not look("D18", seen(RB_6=of_it, **business_decides, AR_3=authority))
    assert look("D18", seen(RB_6=of_it, **business_decides, AR_3=offered))
    assert not look("D18", seen(RB_6=of_it))


@pytest.mark.behaviour("D18", "B27")
def test_a_say_in_other_decisions_is_no_say_in_those_of_the_risk() -> None:
    deciders = [
        {"type": "a", "decider": f"person:{BEA}"},
        {"type": "b", "decider": f"person:{IRA}"},
    ]

    def seen(about: str, **more: Any) -> Any:
        risk = {**RISK, "owner": f"person:{IRA}", "about": about}
        answers = {"DO_2": TYPES, "DO_3": deciders, **more}
        return facts(seats_ever=BOTH, profile=profile(RB_6=[risk], **answers))

    assert look("D18", seen("a"))
    assert not look("D18", seen("b"))
    assert not look("D18", seen(""))
    assert not look("D18", seen("gone"))
    whole = [{"type": "", "accountable": f"person:{IRA}"}]
    assert not look("D18", seen("a", DO_4=whole))
    assert look("D18", seen("a", DO_4=[{"type": "b", "accountable": f"person:{IRA}"}]))


@pytest.mark.behaviour("D18", "B27")
def test_a_say_in_decisions_is_no_say_in_the_design_of_an_integration() -> None:
    holder = User(pk=IRA, is_active=True)
    holder.roles = frozenset({Role.IT_ARCHITECT})
    links = [Integration(pk=pk, reference=f"INT-{pk}", design_state="sketched") for pk in (1, 2)]
    for link, state in zip(links, ("accepted", "offered"), strict=True):
        rows = [DesignAuthority(holder=holder, state=state)]
        link._prefetched_objects_cache = {"authorities": rows}
    named = [{"id": link.reference, "name": "Orders"} for link in links]

    def seen(about: str) -> Any:
        said = profile(RB_6=[{**RISK, "about": about}], DO_3=SAID["DO_3"], AR_1=named)
        return facts(seats_ever=BOTH, profile=said, integrations=links)

    assert found("D18", seen("INT-1")) == [("business", CONVERSATION)]
    assert not look("D18", seen("INT-2"))
    assert not look("D18", seen(""))


@pytest.mark.behaviour("D18")
def test_who_has_a_say_and_sits_at_no_side_of_the_table_may_be_of_either() -> None:
    answers = {"RB_6": [{**RISK, "owner": f"person:{IRA}"}], "DO_3": SAID["DO_3"]}
    without_bea = [seat for seat in BOTH if seat.user_id != BEA]

    assert look("D18", facts(seats_ever=BOTH, profile=profile(**answers)))
    assert not look("D18", facts(seats_ever=without_bea, profile=profile(**answers)))


@pytest.mark.behaviour("D18", "B117")
def test_whoever_holds_the_design_of_one_integration_has_a_say() -> None:
    def seen(*states: str, is_active: bool = True, role: Role = Role.IT_ARCHITECT) -> Any:
        holder = User(pk=IRA, is_active=is_active)
        holder.roles = frozenset({role})
        links = [Integration(pk=pk, design_state="sketched") for pk, _ in enumerate(states, 1)]
        for link, state in zip(links, states, strict=True):
            rows = [DesignAuthority(holder=holder, state=state)]
            link._prefetched_objects_cache = {"authorities": rows}
        of_it = profile(
            RB_6=[{**RISK, "owner": f"person:{IRA}"}], DO_3=[{"decider": f"person:{BEA}"}]
        )
        return facts(seats_ever=BOTH, profile=of_it, integrations=links)

    assert look("D18", seen())
    assert look("D18", seen("offered", "declined"))
    assert look("D18", seen("accepted", is_active=False))
    assert look("D18", seen("accepted", role=Role.EXECUTIVE))
    assert not look("D18", seen("offered", "accepted"))


def left_selection(days_ago: int = 3, **fields: Any) -> GoAhead:
    given = {"from_stage": "selection", "to_stage": "integration", "taken_at": ago(days_ago)}
    return GoAhead(**{**given, **fields})


@pytest.mark.behaviour("D19")
def test_selection_is_left_without_money_to_run_it() -> None:
    def seen(*go_aheads: GoAhead, stage: str = "integration", **answers: Any) -> Any:
        return facts(initiative(stage=stage), go_aheads=list(go_aheads), profile=profile(**answers))

    twelve = [{"post": "post:1", "months": 12}]
    assert found("D19", seen(left_selection())) == [("", HEADS_UP)]
    assert not look("D19", seen(left_selection(), SU_5=twelve))
    assert look("D19", seen(left_selection(), SU_5=[{"post": "post:1", "months": 11}]))
    assert look("D19", seen(left_selection(), SU_5=[{"months": 24}]))
    assert not look("D19", seen(left_selection(), SU_5=gap("SU-5", 5)))
    assert not look("D19", seen())
    assert not look("D19", seen(left_selection(), stage="selection"))
    back = left_selection(to_stage="design")
    assert not look("D19", seen(back, stage="integration"))


@pytest.mark.behaviour("D19", "B57")
@pytest.mark.parametrize(
    ("months", "is_found"), [(None, False), (12, False), (11, True), (3, True)]
)
def test_benefits_that_are_planned_for_the_pilot_only(months: int | None, is_found: bool) -> None:
    money = {"post": "post:1", "months": 24, "benefit_months": months}
    told = facts(
        initiative(stage="integration"),
        go_aheads=[left_selection()],
        profile=profile(SU_5=[money]),
    )

    assert bool(look("D19", told)) is is_found
    if is_found:
        assert f"planned for {months} months" in look("D19", told)[0].facts


# --- D13, D14 -----------------------------------------------------------------------------------


@pytest.mark.behaviour("D13")
@pytest.mark.parametrize(
    ("days_over", "severity"), [(0, ""), (1, CONVERSATION), (14, CONVERSATION), (15, CRITICAL)]
)
def test_a_carried_item_past_its_day(days_over: int, severity: str) -> None:
    due = TODAY - dt.timedelta(days=days_over)
    item = CarriedItem(pk=7, owing_party="it", due_on=due, first_due_on=due, address="/x/")

    assert found("D13", facts(carried=[item])) == ([("item:7", severity)] if severity else [])


def raised(*days_ago: float, **fields: Any) -> list[DesignInput]:
    return [DesignInput(raised_at=ago(day), state="raised", **fields) for day in days_ago]


@pytest.mark.behaviour("D14", "M16", "A29")
@pytest.mark.parametrize(
    ("inputs", "is_found"),
    [
        (raised(9, 8, 1, 1, 1), True),
        (raised(9, 8, 7, 1, 1), False),
        (raised(1, 1, 1, 1), False),
        (raised(*[1] * 6, *[9] * 4), True),
        ([*raised(9, 8, 1, 1), *[DesignInput(raised_at=ago(1), state="withdrawn")]], False),
    ],
)
def test_60_percent_of_five_inputs_after_the_baseline(
    inputs: list[DesignInput], is_found: bool
) -> None:
    baseline = taken(MilestoneKind.DESIGN_BASELINE, 5)

    assert found("D14", facts(milestones=baseline, inputs=inputs)) == [("", HEADS_UP)] * is_found
    assert not look("D14", facts(inputs=inputs))
    told = taken(MilestoneKind.DESIGN_BASELINE, 5, quality="declared")
    assert not look("D14", facts(milestones=told, inputs=inputs))


# --- all of them --------------------------------------------------------------------------------


def test_every_rule_says_its_norms_in_words() -> None:
    for each in detectors():
        assert "{" not in each.rule_in_words(Norms({})), each.id
        assert each.told >= {Party.BUSINESS, Party.IT}
    assert len(detectors()) == len({each.id for each in detectors()}) == 17


def test_a_changed_norm_shows_in_the_rule() -> None:
    one_off = next(each for each in detectors() if each.id == "D11")

    assert "More than 21 days after" in one_off.rule_in_words(Norms({}))
    assert "More than 1 day after" in one_off.rule_in_words(Norms({"one_off_days": 1}))


def test_no_norm_goes_unused_by_what_it_names() -> None:
    rules = {each.id: each.rule for each in detectors()}
    for norm in NORMS.values():
        for detector_id in norm.used_by:
            if detector_id in rules and norm.group == "Signals" and norm.name != "overdue_days":
                assert f"{{{norm.name}}}" in rules[detector_id], (norm.name, detector_id)
