"""D02 with each of its parts and edges, and what D19, M7 and a practice read of the comparison."""

from decimal import Decimal
from typing import Any

import pytest

from governance.figures import inputs
from governance.figures.practices import practices_of
from governance.figures.telling import METRICS
from governance.signals.facts import InitiativeFacts
from initiatives.vocabulary import MilestoneKind
from tests.governance.signals.scenes import ago, facts, found, initiative, look, profile, taken
from tests.governance.signals.test_detectors import CONVERSATION, HEADS_UP, left_selection
from vendors.facts import ChosenFacts, Comparing, PublishedCriteria

SHORTLIST, SELECTION = MilestoneKind.SHORTLIST, MilestoneKind.SELECTION


def published(days_ago: float, count: int = 8) -> tuple[PublishedCriteria, ...]:
    return (PublishedCriteria(ago(days_ago), count),)


def comparing(**fields: Any) -> Comparing:
    """Three candidates of vendors."""
    return Comparing(**{"candidates": 3, "considered": 3, **fields})


def scored(first: float, *, since: float | None = None, **fields: Any) -> Comparing:
    """The first value so many days ago; what counts since then, or since another day."""
    at = ago(first if since is None else since)
    return comparing(first_scored_at=ago(first), standing_since=at, standing_until=at, **fields)


def words(seen: InitiativeFacts) -> str:
    (finding,) = look("D02", seen)
    return finding.facts


@pytest.mark.behaviour("D02", "A12")
@pytest.mark.parametrize("kind", [SHORTLIST, SELECTION])
def test_a_choice_dated_before_the_criteria(kind: MilestoneKind) -> None:
    late = facts(milestones=taken(kind, 9), comparing=comparing(it_criteria=published(3)))
    assert found("D02", late) == [("", CONVERSATION)]
    assert words(late) == (
        f"{kind.label} is dated 11 November 2026, before IT's criteria. "
        "They were published on 17 November 2026."
    )

    none = facts(milestones=taken(kind, 9), comparing=comparing())
    assert "None is published yet." in words(none)
    first = facts(milestones=taken(kind, 3), comparing=comparing(it_criteria=published(9)))
    assert not look("D02", first)


@pytest.mark.behaviour("D02")
def test_without_a_choice_or_a_score_nothing_is_early() -> None:
    assert not look("D02", facts(comparing=comparing()))
    assert not look("D02", facts())
    assert not look("D02", facts(milestones=taken(MilestoneKind.LONGLIST, 9)))


@pytest.mark.behaviour("D02")
def test_it_had_no_criterion_at_selection() -> None:
    emptied = (
        PublishedCriteria(ago(20), 8),
        PublishedCriteria(ago(10), 0),
        PublishedCriteria(ago(1), 5),
    )
    chosen = taken(SELECTION, 5)

    seen = facts(milestones=chosen, comparing=comparing(it_criteria=emptied))
    assert words(seen).startswith("At selection IT had no criterion.")
    held = (PublishedCriteria(ago(20), 8), PublishedCriteria(ago(1), 0))
    assert not look("D02", facts(milestones=chosen, comparing=comparing(it_criteria=held)))
    assert not look("D02", facts(milestones=taken(SELECTION, 15), comparing=comparing(
        it_criteria=emptied)))  # fmt: skip


@pytest.mark.behaviour("D02")
def test_the_first_score_came_before_the_criteria() -> None:
    early = facts(comparing=scored(9, it_criteria=published(3)))
    assert words(early).startswith("The first score was given on 11 November 2026")
    assert look("D02", facts(comparing=scored(9)))
    assert not look("D02", facts(comparing=scored(2, it_criteria=published(3))))


@pytest.mark.behaviour("D02")
def test_all_of_it_is_one_signal() -> None:
    milestones = {**taken(SHORTLIST, 12), **taken(SELECTION, 10)}
    seen = facts(milestones=milestones, comparing=scored(11, it_criteria=published(3)))

    assert found("D02", seen) == [("", CONVERSATION)]
    assert words(seen).count("before IT's criteria") == 3


@pytest.mark.behaviour("D02", "A17")
def test_scoring_again_by_the_criteria_ends_it() -> None:
    dated = taken(SHORTLIST, 9)
    still = scored(9, since=9, it_criteria=published(3))
    again = scored(9, since=2, it_criteria=published(3))

    assert look("D02", facts(milestones=dated, comparing=still))
    assert not look("D02", facts(milestones=dated, comparing=again))
    reopened = comparing(first_scored_at=ago(9), it_criteria=published(3))
    assert look("D02", facts(comparing=reopened)), "nothing that counts was scored by them yet"


@pytest.mark.behaviour("D02", "A18")
def test_a_single_candidate_is_early_at_its_selection() -> None:
    alone = Comparing(candidates=1, considered=1, it_criteria=published(3))

    assert alone.is_single
    assert look("D02", facts(milestones=taken(SELECTION, 9), comparing=alone))
    assert not look("D02", facts(milestones=taken(SELECTION, 1), comparing=alone))


@pytest.mark.behaviour("D02")
def test_building_it_in_house_is_no_vendor_before_criteria() -> None:
    own = Comparing(candidates=1, in_house=1, considered=1, considered_in_house=1)
    dropped = Comparing(candidates=3, in_house=1, considered=1, considered_in_house=1)
    beside = Comparing(candidates=3, in_house=1, considered=3, considered_in_house=1)
    chosen = taken(SELECTION, 9)

    assert not look("D02", facts(milestones=chosen, comparing=own))
    assert not look("D02", facts(milestones=chosen, comparing=dropped))
    assert look("D02", facts(milestones=chosen, comparing=beside))
    assert own.is_in_house
    assert not dropped.is_in_house
    assert not beside.is_single


@pytest.mark.behaviour("D02", "A13")
def test_declared_times_count_by_the_day_that_is_told() -> None:
    untold = taken(SHORTLIST, 9, quality="declared", taken_on=None)
    assert "was taken on a day nobody told" in words(
        facts(milestones=untold, comparing=comparing(it_criteria=published(3)))
    )
    early = taken(SHORTLIST, 1, quality="declared", taken_on=ago(30).date())
    seen = facts(milestones=early, comparing=comparing(it_criteria=published(3)))
    assert "is dated 21 October 2026 as told afterwards" in words(seen)
    after = taken(SHORTLIST, 1, quality="declared", taken_on=ago(2).date())
    assert not look("D02", facts(milestones=after, comparing=comparing(it_criteria=published(3))))


def criteria_first(compared: Comparing) -> tuple[bool | None, str]:
    said = {each.name: each for each in practices_of(facts(comparing=compared))}
    practice = said["criteria_first"]
    return practice.in_place, practice.why


@pytest.mark.behaviour("D02", "A17")
@pytest.mark.parametrize(
    ("compared", "said"),
    [
        (comparing(), (None, "not scored yet")),
        (comparing(it_criteria=published(3)), (True, "published, not scored yet")),
        (scored(2, it_criteria=published(3)), (True, "criteria first")),
        (scored(9), (False, "scores first")),
        (scored(9, it_criteria=published(3)), (False, "scores first")),
        (scored(9, since=2, it_criteria=published(3)), (True, "scored again by the criteria")),
    ],
)
def test_criteria_stand_before_scores(compared: Comparing, said: tuple[bool | None, str]) -> None:
    assert criteria_first(compared) == said


@pytest.mark.behaviour("D19")
def test_the_record_of_the_choice_says_the_money_and_the_benefits() -> None:
    def seen(choice: ChosenFacts | None, **answers: Any) -> InitiativeFacts:
        return facts(
            initiative(stage="integration"),
            go_aheads=[left_selection()],
            profile=profile(**answers),
            comparing=comparing(choice=choice),
        )

    def choice(months: int | None = 12, benefits: int | None = None) -> ChosenFacts:
        cost = Decimal("24000.00") if months else None
        return ChosenFacts(ago(5), cost, months, benefits)

    assert found("D19", seen(None)) == [("", HEADS_UP)]
    assert found("D19", seen(choice(None))) == [("", HEADS_UP)]
    assert not look("D19", seen(choice(12)))
    assert "paid for 11 months" in look("D19", seen(choice(11)))[0].facts
    assert "What it brings is planned for 6 months." in look("D19", seen(choice(12, 6)))[0].facts
    assert not look("D19", seen(choice(12, 12)))
    twelve = [{"post": "post:1", "months": 12}]
    assert not look("D19", seen(choice(None), SU_5=twelve))


@pytest.mark.behaviour("M7", "B22")
def test_what_vendors_owe_stands_beside_the_ages_and_takes_nothing_from_them() -> None:
    waits = facts(comparing=comparing(asked_vendors_at=(ago(9), ago(2))))

    assert inputs.ages_at_vendors(waits) == [9, 2]
    assert inputs.open_ages(waits) == []
    ages = next(each for each in METRICS if each.id == "M7")
    assert ages.say([waits]) == "none is open; vendors owe 2 answers, the oldest for 9 days"
