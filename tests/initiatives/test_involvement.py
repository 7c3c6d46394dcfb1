"""How early IT came: M1 and M2 with their edge cases."""

import datetime as dt

import pytest

from initiatives.involvement import (
    Aggregate,
    Choice,
    Earliness,
    InvitationLead,
    InvolvementFacts,
    TakenStep,
    aggregate_earliness,
    aggregate_lead,
    earliness,
    invitation_lead,
    invited_before_shortlist,
)
from initiatives.vocabulary import MilestoneKind

REGISTERED = dt.date(2026, 9, 1)
TODAY = dt.date(2026, 11, 20)
SHORTLIST = MilestoneKind.SHORTLIST
SELECTION = MilestoneKind.SELECTION


def _day(offset: int) -> dt.date:
    return REGISTERED + dt.timedelta(days=offset)


def _facts(
    invited: int | None = None,
    joined: int | None = None,
    taken: dict[MilestoneKind, TakenStep] | None = None,
    choice: Choice = Choice.UNTOLD,
) -> InvolvementFacts:
    return InvolvementFacts(
        registered_on=REGISTERED,
        invited_on=None if invited is None else _day(invited),
        joined_on=None if joined is None else _day(joined),
        taken=taken or {},
        choice=choice,
    )


def _recorded(offset: int) -> TakenStep:
    return TakenStep(_day(offset), recorded=True)


def _lead(invited: int | None, **taken: TakenStep) -> InvitationLead:
    steps = {MilestoneKind(name): step for name, step in taken.items()}
    return invitation_lead(_facts(invited, taken=steps), today=TODAY)


@pytest.mark.behaviour("M1", "A05")
def test_the_lead_is_the_days_from_invitation_to_shortlist() -> None:
    assert _lead(2, shortlist=_recorded(30)) == InvitationLead(
        28, running=False, invited_before=True, recorded=True
    )


@pytest.mark.behaviour("M1")
def test_an_invitation_after_the_shortlist_keeps_its_negative_lead() -> None:
    lead = _lead(30, shortlist=_recorded(24))

    assert (lead.days, lead.invited_before) == (-6, False)
    assert aggregate_lead([lead], 5).n == 1


@pytest.mark.behaviour("M1")
def test_an_invitation_on_the_day_of_the_shortlist_is_not_late() -> None:
    assert _lead(24, shortlist=_recorded(24)) == InvitationLead(
        0, running=False, invited_before=True, recorded=True
    )


@pytest.mark.behaviour("M1")
def test_without_a_shortlist_the_lead_runs_and_is_not_aggregated() -> None:
    lead = _lead(10)

    assert lead == InvitationLead(70, running=True, invited_before=None, recorded=True)
    assert aggregate_lead([lead] * 9, 5) == Aggregate(None, 0, 0)
    assert invited_before_shortlist([lead]) == (0, 0)


@pytest.mark.behaviour("M1")
def test_nothing_runs_where_nobody_is_invited() -> None:
    assert _lead(None).days is None


@pytest.mark.behaviour("M1")
def test_never_invited_counts_in_the_share_but_not_in_the_median() -> None:
    lead = _lead(None, shortlist=_recorded(24))

    assert lead == InvitationLead(None, running=False, invited_before=False, recorded=True)
    assert aggregate_lead([lead], 5).n == 0
    assert invited_before_shortlist([lead]) == (0, 1)


@pytest.mark.behaviour("M1")
def test_a_single_candidate_is_measured_to_its_selection() -> None:
    assert _lead(2, selection=_recorded(12)).days == 10


@pytest.mark.behaviour("M1")
def test_what_is_built_in_house_is_measured_to_its_design_baseline() -> None:
    assert _lead(2, design_baseline=_recorded(22)).days == 20


@pytest.mark.behaviour("M1", "A18")
def test_what_is_chosen_among_decides_what_ends_the_lead() -> None:
    taken = {
        MilestoneKind.SHORTLIST: _recorded(10),
        MilestoneKind.SELECTION: _recorded(20),
        MilestoneKind.DESIGN_BASELINE: _recorded(30),
    }

    def lead(choice: Choice, steps: dict[MilestoneKind, TakenStep]) -> InvitationLead:
        return invitation_lead(_facts(2, taken=steps, choice=choice), today=TODAY)

    assert lead(Choice.UNTOLD, taken).days == 8
    assert lead(Choice.SINGLE, taken).days == 18
    assert lead(Choice.IN_HOUSE, taken).days == 28
    chosen = {MilestoneKind.SELECTION: _recorded(20)}
    assert lead(Choice.IN_HOUSE, chosen).running


@pytest.mark.behaviour("M2", "A18")
def test_steps_there_is_nothing_to_choose_for_are_not_open() -> None:
    own = (
        MilestoneKind.USE_CASE_BASELINE,
        MilestoneKind.DESIGN_BASELINE,
        MilestoneKind.BUILD_START,
        MilestoneKind.LIVE,
    )

    def early(choice: Choice, *kinds: MilestoneKind) -> float | None:
        taken = {kind: _recorded(1) for kind in kinds}
        return earliness(_facts(2, 5, taken, choice)).share

    assert early(Choice.IN_HOUSE, *own) == 0
    assert early(Choice.SINGLE, *own, MilestoneKind.SELECTION) == 0
    assert early(Choice.UNTOLD, *own) == pytest.approx(1 / 3)
    assert early(Choice.IN_HOUSE, *own[:1]) == pytest.approx(3 / 4)
    assert early(Choice.IN_HOUSE, *own, MilestoneKind.SHORTLIST) == 0


@pytest.mark.behaviour("M1")
def test_the_shortlist_goes_before_selection_and_design_baseline() -> None:
    lead = _lead(2, design_baseline=_recorded(5), selection=_recorded(40), shortlist=_recorded(30))
    assert lead.days == 28


@pytest.mark.behaviour("M1")
@pytest.mark.parametrize("on", [None, _day(40)])
def test_a_declared_shortlist_is_left_out_of_median_and_share(on: dt.date | None) -> None:
    lead = _lead(2, shortlist=TakenStep(on, recorded=False))

    assert not lead.recorded
    assert invited_before_shortlist([lead]) == (0, 0)
    assert aggregate_lead([lead], 5) == Aggregate(None, 0, left_out=1)


@pytest.mark.behaviour("M1")
def test_a_step_declared_without_a_day_was_taken_before_anybody_could_be_invited() -> None:
    assert _lead(2, shortlist=TakenStep(None, recorded=False)).invited_before is False


@pytest.mark.behaviour("M1")
def test_the_median_shows_from_five_on() -> None:
    leads = [_lead(0, shortlist=_recorded(days)) for days in (2, 4, 10, 20)]

    assert aggregate_lead(leads, 5) == Aggregate(None, 4, 0)
    assert aggregate_lead([*leads, _lead(0, shortlist=_recorded(100))], 5) == Aggregate(10.0, 5, 0)


@pytest.mark.behaviour("M2", "A05")
def test_earliness_is_the_share_of_steps_not_reached_when_it_joined() -> None:
    facts = _facts(joined=20, taken={SHORTLIST: _recorded(10), SELECTION: _recorded(30)})
    assert earliness(facts) == Earliness(5 / 6, recorded=True)


@pytest.mark.behaviour("M2")
def test_joining_before_any_step_is_as_early_as_can_be() -> None:
    assert earliness(_facts(joined=0)).share == 1


@pytest.mark.behaviour("M2")
def test_not_joined_and_nothing_passed_is_not_yet() -> None:
    not_yet = earliness(_facts())

    assert not_yet.share is None
    assert aggregate_earliness([not_yet] * 9, 5) == Aggregate(None, 0, 0)


@pytest.mark.behaviour("M2")
def test_not_joined_and_a_step_passed_is_nothing() -> None:
    assert earliness(_facts(taken={SHORTLIST: _recorded(10)})).share == 0


@pytest.mark.behaviour("M2")
@pytest.mark.parametrize(
    "kind", [MilestoneKind.LONGLIST, MilestoneKind.CONTRACT, MilestoneKind.RETIREMENT]
)
def test_steps_that_do_not_apply_change_nothing(kind: MilestoneKind) -> None:
    taken = {kind: TakenStep(_day(1), recorded=False)}

    assert earliness(_facts(taken=taken)) == Earliness(None, recorded=True)
    assert earliness(_facts(joined=5, taken=taken)) == Earliness(1, recorded=True)


@pytest.mark.behaviour("M2")
def test_a_step_declared_without_a_day_was_reached_when_registered() -> None:
    taken = {SHORTLIST: TakenStep(None, recorded=False)}

    assert earliness(_facts(joined=0, taken=taken)) == Earliness(5 / 6, recorded=False)


@pytest.mark.behaviour("M2")
def test_initiatives_with_a_declared_step_are_left_out() -> None:
    recorded = [earliness(_facts(joined=0))] * 5
    declared = earliness(_facts(joined=20, taken={SHORTLIST: TakenStep(_day(1), recorded=False)}))

    assert aggregate_earliness([*recorded, declared], 5) == Aggregate(1.0, 5, left_out=1)
    assert aggregate_earliness(recorded[:4], 5) == Aggregate(None, 4, 0)
