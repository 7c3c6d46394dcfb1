"""The record of a choice: what it needs, what it keeps, who writes which view."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.actions import take_milestone
from initiatives.models import Initiative, Milestone
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import Notice, Unit, User
from people.vocabulary import Party
from tests.factories import registered
from tests.vendors.factories import candidate_of, scored
from vendors.actions import (
    Choice,
    GapCare,
    RunCost,
    leave_candidate,
    record_selection,
    write_selection_view,
)
from vendors.choosing import carried_gaps, current_record, what_was_weighed
from vendors.models import Candidate, Criterion, SelectionGap, SelectionRecord
from vendors.queries import matrix_for_side

AHEAD = timezone.localdate() + dt.timedelta(days=30)


def choice(candidate: Candidate, **fields: Any) -> Choice:
    return Choice(**{"candidate": candidate, "why": "It fits our data platform.", **fields})


def chosen(candidate: Candidate, actor: User, **fields: Any) -> SelectionRecord:
    return record_selection(candidate.initiative, choice(candidate, **fields), actor=actor)


def selection(initiative: Initiative) -> Milestone:
    return Milestone.objects.get(initiative=initiative, kind="selection")


@pytest.fixture
def rival(candidate: Candidate, lead: User) -> Candidate:
    return candidate_of(candidate.initiative, by=lead)


@pytest.mark.behaviour("B44", "B47", "A12")
def test_the_choice_is_recorded_with_all_that_belongs_to_it(
    candidate: Candidate, rival: Candidate, lead: User, architect: User
) -> None:
    record = chosen(
        candidate,
        lead,
        weighed="Price against residency.",
        view="We would take it again.",
        exit_outline="Export of everything, three months.",
        run_cost=RunCost(Decimal("24000"), "eur", 12),
        benefit_months=36,
        review_on=AHEAD,
    )

    record.refresh_from_db()
    assert record.is_recorded
    assert (record.run_cost_amount, record.run_cost_currency) == (Decimal("24000.00"), "EUR")
    assert (record.business_view, record.business_view_by) == ("We would take it again.", lead)
    assert (record.it_view, record.it_view_by) == ("", None)
    candidate.refresh_from_db()
    assert candidate.stage == "selected"
    assert selection(candidate.initiative).taken
    told = Notice.objects.get(kind="vendor-choice")
    assert told.recipient == architect
    assert "Say how your side sees it" in told.text
    event = AuditEvent.objects.get(kind="selection.recorded")
    assert event.content["data"]["gaps"] == "0 gaps"


@pytest.mark.behaviour("A18")
def test_a_single_candidate_needs_a_reason_that_is_asked_once(
    candidate: Candidate, lead: User
) -> None:
    with pytest.raises(InvalidInput) as refused:
        chosen(candidate, lead)
    assert refused.value.field == "sole_reason"
    assert not SelectionRecord.objects.exists()
    assert not Milestone.objects.filter(kind="selection").exists()

    record = chosen(candidate, lead, sole_reason="Only one reads our protocol.")
    assert record.single_candidate_reason == "Only one reads our protocol."
    again = chosen(candidate, lead, why="Looked again; it holds.")
    assert again.single_candidate_reason == "Only one reads our protocol."


@pytest.mark.behaviour("A24", "B47")
def test_no_view_has_to_be_there_and_each_side_writes_its_own(
    candidate: Candidate, rival: Candidate, lead: User, architect: User, executive: User
) -> None:
    record = chosen(candidate, lead)
    assert (record.business_view, record.it_view) == ("", "")

    seen = write_selection_view(record, text="We see it differently.", actor=architect)
    assert (seen.business_view, seen.it_view) == ("", "We see it differently.")
    mine = write_selection_view(record, text="It fits.", actor=lead)
    assert (mine.business_view, mine.it_view) == ("It fits.", "We see it differently.")
    with pytest.raises(NotPermitted):
        write_selection_view(record, text="Mine", actor=executive)
    with pytest.raises(ChangedMeanwhile):
        write_selection_view(record, text="Other words", actor=lead, version=1)


@pytest.mark.behaviour("B47")
def test_a_new_record_supersedes_and_never_edits(
    candidate: Candidate, rival: Candidate, lead: User, architect: User
) -> None:
    first = chosen(candidate, lead, view="Good.")
    taken_at = selection(candidate.initiative).taken_recorded_at
    same = chosen(candidate, architect, why="Looked again; it holds.")
    assert selection(candidate.initiative).taken_recorded_at == taken_at
    assert not AuditEvent.objects.filter(kind="milestone.reopened").exists()

    other = chosen(rival, lead, why="The first one moved its data centre.")
    first.refresh_from_db()
    same.refresh_from_db()
    assert first.superseded_at
    assert same.superseded_at
    assert (first.why, first.business_view) == ("It fits our data platform.", "Good.")
    assert current_record(candidate.initiative) == other
    candidate.refresh_from_db()
    rival.refresh_from_db()
    assert (candidate.stage, rival.stage) == ("shortlist", "selected")
    # Another choice is a decision taken again (M15).
    assert AuditEvent.objects.filter(kind="milestone.reopened").count() == 1
    assert selection(candidate.initiative).taken
    with pytest.raises(NotPossibleNow):
        write_selection_view(first, text="Late words", actor=lead)


@pytest.mark.behaviour("B47")
def test_two_who_record_at_once_meet_each_other(
    candidate: Candidate, rival: Candidate, lead: User, architect: User
) -> None:
    first = record_selection(candidate.initiative, choice(candidate), actor=lead, supersedes=0)
    with pytest.raises(ChangedMeanwhile):
        record_selection(candidate.initiative, choice(rival), actor=architect, supersedes=0)
    record_selection(candidate.initiative, choice(rival), actor=architect, supersedes=first.pk)


@pytest.mark.behaviour("A12")
def test_a_selection_that_was_dated_before_keeps_its_day(
    candidate: Candidate, rival: Candidate, lead: User
) -> None:
    day = timezone.localdate() - dt.timedelta(days=9)
    take_milestone(candidate.initiative, "selection", taken_on=day, actor=lead)

    chosen(candidate, lead)
    assert selection(candidate.initiative).taken_on == day


@pytest.mark.behaviour("B22", "B44")
def test_what_is_not_assessed_is_carried_forward_with_owner_and_day(
    candidate: Candidate,
    rival: Candidate,
    both: Criterion,
    it_only: Criterion,
    lead: User,
    architect: User,
) -> None:
    scored(candidate, both, by=lead)
    with pytest.raises(InvalidInput) as refused:
        chosen(candidate, lead)
    assert refused.value.field == "it_owner"
    assert "IT has not assessed 2 criteria" in refused.value.message
    with pytest.raises(InvalidInput) as refused:
        chosen(candidate, lead, gaps={Party.IT: GapCare(architect)})
    assert refused.value.field == "it_due_on"

    care = {Party.IT: GapCare(architect, AHEAD, "No customer data until then.")}
    record = chosen(candidate, lead, gaps=care)
    kept = SelectionGap.objects.filter(record=record)
    assert {(gap.criterion.key, gap.party, gap.owner) for gap in kept} == {
        ("SEC-02", "it", architect),
        ("SEC-03", "it", architect),
    }
    scored(candidate, it_only, by=architect)
    found = carried_gaps(record, matrix_for_side(candidate.initiative, None))
    assert [(each.gap.criterion.key, each.is_closed) for each in found] == [
        ("SEC-02", False),
        ("SEC-03", True),
    ]


@pytest.mark.behaviour("B47")
def test_what_was_weighed_tells_nothing_that_is_still_blind(
    candidate: Candidate,
    rival: Candidate,
    both: Criterion,
    it_only: Criterion,
    lead: User,
    architect: User,
) -> None:
    now = timezone.now()
    scored(candidate, both, by=lead, value=4, strength="attested")
    scored(rival, both, by=lead, value=1)
    for each, value in ((candidate, 3), (rival, 1)):
        scored(each, it_only, by=architect, value=value, revealed_at=now)

    words = what_was_weighed(matrix_for_side(candidate.initiative, None), candidate)
    assert f"Compared with {rival.name}." in words
    assert "Ahead on SEC-03" in words
    assert "SEC-02" not in words
    assert "Not assessed by IT: one criterion." in words


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"why": " "}, "why"),
        ({"run_cost": RunCost(Decimal(1), "euro", 12)}, "run_cost_currency"),
        ({"run_cost": RunCost(Decimal(-1), "EUR", 12)}, "run_cost_amount"),
        ({"run_cost": RunCost(Decimal(1), "EUR", 0)}, "run_cost_months"),
        ({"benefit_months": 601}, "benefit_months"),
        ({"review_on": timezone.localdate() - dt.timedelta(days=2)}, "review_on"),
    ],
)
def test_what_cannot_be_used_is_refused_beside_its_field(
    candidate: Candidate, rival: Candidate, lead: User, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        chosen(candidate, lead, **fields)
    assert refused.value.field == field
    assert not SelectionRecord.objects.exists()


def test_a_candidate_of_another_table_is_not_chosen(
    candidate: Candidate, lead: User, unit: Unit
) -> None:
    foreign = candidate_of(registered(lead, unit=unit, title="Another idea"), by=lead)
    for wanted in (foreign, None):
        with pytest.raises(InvalidInput) as refused:
            record_selection(candidate.initiative, Choice(wanted, "Because"), actor=lead)
        assert refused.value.field == "candidate"


def test_what_was_not_taken_further_is_not_chosen(
    candidate: Candidate, rival: Candidate, lead: User, other_lead: User
) -> None:
    leave_candidate(candidate, reason="Too dear", actor=lead)
    with pytest.raises(NotPossibleNow):
        chosen(candidate, lead)
    with pytest.raises(NotPermitted):
        chosen(rival, other_lead)
