"""M15 of integrations: decisions that a later problem replaced after selection."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from architecture.models import DecisionRecord, EmbodiedInput, Integration
from governance.figures.queries import figures_of
from governance.figures.rework import rework
from governance.figures.shares import Share
from governance.models import DesignInput
from governance.signals.facts import facts_of
from initiatives.models import Initiative, Reopening
from initiatives.vocabulary import MilestoneKind
from people.models import User
from tests.architecture_app.factories import DecisionRecordFactory, linked
from tests.factories import raised
from tests.governance.signals.scenes import ago, taken

pytestmark = [pytest.mark.django_db, pytest.mark.behaviour("M15", "A32", "B67")]

SELECTION, BASELINE = MilestoneKind.SELECTION, MilestoneKind.DESIGN_BASELINE
Decide = Callable[..., DecisionRecord]


@pytest.fixture
def link(initiative: Initiative, architect: User) -> Integration:
    return linked(initiative, architect)


@pytest.fixture
def decide(initiative: Initiative, link: Integration, architect: User) -> Decide:
    """A decision on the link that was taken so many days ago."""

    def make(days_ago: float, **fields: Any) -> DecisionRecord:
        given = {"status": "decided", "integration": link, "decided_at": ago(days_ago), **fields}
        given.setdefault("decided_on", given["decided_at"].date())
        return DecisionRecordFactory.create(initiative=initiative, written_by=architect, **given)

    return make


def replaced(first: DecisionRecord, by: DecisionRecord) -> None:
    first.status, first.replaced_by = "replaced", by
    first.save()


def embodied(decision: DecisionRecord, actor: User, days_ago: float, **fields: Any) -> DesignInput:
    """A problem that came up so many days ago, in the decision."""
    problem = raised(decision.initiative, actor)
    DesignInput.objects.filter(pk=problem.pk).update(raised_at=ago(days_ago), **fields)
    EmbodiedInput.objects.create(
        decision=decision, input_reference=problem.reference, party="it", noted_by=actor
    )
    return problem


def counted(initiative: Initiative, **given: Any) -> Share:
    """The share, with a selection 30 days ago unless something else is said."""
    given = {"milestones": taken(SELECTION, 30), "reopenings": [], **given}
    return rework(dataclasses.replace(facts_of(initiative), **given))


def test_a_decision_that_a_later_problem_replaced_counts_once(
    initiative: Initiative, architect: User, decide: Decide
) -> None:
    first, second = decide(40), decide(9)
    decide(8)
    # Neither a proposal nor what concerns no integration is such a decision.
    decide(7, status="proposed")
    decide(7, integration=None)
    assert counted(initiative) == Share(0, 4)

    replaced(first, second)
    assert counted(initiative) == Share(0, 4)
    embodied(second, architect, 12)
    embodied(second, architect, 11, stewardship_area="compliance")

    assert counted(initiative) == Share(1, 4)
    assert counted(initiative, milestones={}) == Share(0, 0)
    told = {each.id: each for each in figures_of(initiative)[1]}
    assert told["M15"].words == "nothing is selected yet"


@pytest.mark.parametrize(
    ("came_up", "fields"),
    [
        (41, {}),  # known when the first was taken
        (12, {"state": "withdrawn"}),
        (12, {"concern_group": "LOC"}),  # none of the six causes
    ],
    ids=["known before", "withdrawn", "another cause"],
)
def test_without_a_later_problem_of_a_listed_cause_it_is_no_rework(
    came_up: float, fields: dict[str, str], initiative: Initiative, architect: User, decide: Decide
) -> None:
    first, second = decide(40), decide(9)
    replaced(first, second)
    embodied(second, architect, came_up, **fields)

    assert counted(initiative) == Share(0, 3)


def test_before_selection_and_told_afterwards_there_is_none(
    initiative: Initiative, architect: User, decide: Decide
) -> None:
    early, still_early = decide(50), decide(31)
    replaced(early, still_early)
    embodied(still_early, architect, 35)
    told_later = decide(9, decided_on=ago(20).date())
    replaced(still_early, told_later)
    embodied(told_later, architect, 25)

    assert counted(initiative) == Share(0, 4)


def test_a_round_that_had_been_agreed_is_left_out(
    initiative: Initiative, architect: User, decide: Decide
) -> None:
    first, second = decide(40), decide(9)
    replaced(first, second)
    embodied(second, architect, 12)
    agreed = Reopening(kind=BASELINE, at=ago(14), cause="security", planned=True)
    chosen = taken(SELECTION, 30)

    assert counted(initiative, reopenings=[agreed]) == Share(0, 4)
    # Closed again before the decision was replaced, or opened once more for a problem.
    closed = {**chosen, **taken(BASELINE, 10)}
    assert counted(initiative, reopenings=[agreed], milestones=closed) == Share(1, 4)
    by_surprise = Reopening(kind=BASELINE, at=ago(13), cause="other")
    assert counted(initiative, reopenings=[by_surprise, agreed]) == Share(1, 4)
    closed_later = {**chosen, **taken(BASELINE, 5)}
    assert counted(initiative, reopenings=[agreed], milestones=closed_later) == Share(0, 4)
