"""Where comparisons stand on shared pages, and what the clarity profile need not ask again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from django.utils import timezone

from governance.clarity.catalogue import catalogue
from governance.clarity.suggestions import suggestion_for
from governance.signals.facts import facts_of
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from tests.vendors.factories import CriterionFactory, asked, scored
from tests.vendors.test_choice import AHEAD, chosen
from vendors.actions import GapCare, RunCost
from vendors.models import Candidate, Criterion, VendorAnswer
from vendors.panels import ComparisonPanel, DeskPanel

Queries = Callable[[int], AbstractContextManager[None]]


def stands(initiative: Initiative, viewer: User) -> dict[str, tuple[str, ...]]:
    panel = ComparisonPanel().context(viewer, Initiative.objects.get(pk=initiative.pk))
    assert panel is not None
    return {side.party.value: side.owes for side in panel["sides"]}


@pytest.mark.behaviour("A04", "A18")
def test_the_workspace_says_what_both_sides_owe_and_is_quiet_without_candidates(
    candidate: Candidate, both: Criterion, lead: User, architect: User, initiative: Initiative,
    at_most_queries: Queries,
) -> None:  # fmt: skip
    assert stands(candidate.initiative, lead) == {"business": (), "it": ()}
    scored(candidate, both, by=lead)
    assert stands(candidate.initiative, lead) == {"business": (), "it": ("1 score",)}
    asked(candidate, by=lead)
    found = Initiative.objects.get(pk=initiative.pk)
    with at_most_queries(3):
        panel = ComparisonPanel().context(architect, found)
    assert panel is not None
    assert [end.number for end in panel["vendors_owe"]] == [1]
    candidate.delete()
    assert ComparisonPanel().context(lead, Initiative.objects.get(pk=initiative.pk)) is None


@pytest.mark.behaviour("A04")
def test_the_desk_shows_comparisons_with_something_open_at_ones_own_tables(
    candidate: Candidate, both: Criterion, lead: User, architect: User, other_lead: User,
    executive: User,
) -> None:  # fmt: skip
    assert DeskPanel().context(lead) is None
    scored(candidate, both, by=lead)
    for viewer in (lead, architect):
        panel = DeskPanel().context(viewer)
        assert panel is not None
        assert [row["initiative"] for row in panel["rows"]] == [candidate.initiative]
    assert DeskPanel().context(other_lead) is None
    assert DeskPanel().context(executive) is None


@pytest.mark.behaviour("B44", "B95")
def test_the_profile_begins_with_what_the_choice_says(
    candidate: Candidate, other_candidate: Candidate, it_set: object, both: Criterion, lead: User
) -> None:
    def begins(field: str) -> object:
        found = suggestion_for(candidate.initiative, catalogue().by_id[field], lead)
        return found and (found.rows, found.source)

    assert begins("SU-6") is None
    support = CriterionFactory.create(introduced_in=both.introduced_in, key="LOC-03")
    question = asked(candidate, by=lead, criterion=support, state="answered")
    VendorAnswer.objects.create(question=question, text="Day and night.", sent_at=timezone.now())
    care = {side: GapCare(lead, AHEAD) for side in Party}
    chosen(
        candidate, lead, gaps=care, exit_outline="Three months.",
        run_cost=RunCost(Decimal(1000), "EUR", 24), benefit_months=36,
    )  # fmt: skip
    source = "the record of the choice"
    assert begins("SU-4") == ([{"tier": "Day and night."}], source)
    assert begins("SU-5") == ([{"months": 24, "benefit_months": 36}], source)
    assert begins("SU-6") == ([{"outline": "Three months."}], source)


@pytest.mark.behaviour("D02", "D19", "M7")
def test_facts_are_read_from_what_both_sides_did(
    candidate: Candidate, other_candidate: Candidate, both: Criterion, lead: User, architect: User
) -> None:
    first = scored(candidate, both, by=lead)
    asked(candidate, by=lead)
    care = {side: GapCare(lead, AHEAD) for side in Party}
    chosen(candidate, lead, gaps=care, run_cost=RunCost(Decimal(5), "EUR", 6), benefit_months=9)

    comparing = facts_of(candidate.initiative).comparing
    assert (comparing.candidates, comparing.considered, comparing.in_house) == (2, 2, 0)
    assert [each.count for each in comparing.it_criteria] == [1]
    assert comparing.first_scored_at == comparing.standing_since == first.scored_at
    assert len(comparing.asked_vendors_at) == 1
    assert comparing.choice is not None
    assert (comparing.choice.run_cost_months, comparing.choice.benefit_months) == (6, 9)
    assert comparing.is_scored_by_criteria
