"""Candidates and the dated steps from longlist to selection."""

import uuid
from typing import Any

import pytest
from django.db.models import QuerySet

from audit.models import AuditEvent
from initiatives.actions import take_milestone
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from tests.vendors.factories import VendorFactory, candidate_of
from vendors.actions import (
    NewCandidate,
    add_candidate,
    consider_again,
    leave_candidate,
    select_candidate,
    take_longlist,
    take_shortlist,
)
from vendors.models import Candidate, Vendor


def _stages(initiative: Initiative) -> list[str]:
    return [each.stage for each in Candidate.objects.filter(initiative=initiative)]


@pytest.mark.behaviour("A12")
def test_the_three_steps_are_separate_and_dated(
    shared: Initiative, candidate: Candidate, other_candidate: Candidate, lead: User
) -> None:
    third = candidate_of(shared, by=lead, vendor=None, title="Our own rules")
    take_longlist(shared, actor=lead)
    take_shortlist(shared, [candidate, third], actor=lead)
    select_candidate(third, actor=lead)
    assert _stages(shared) == ["shortlist", "longlist", "selected"]
    taken = shared.milestones.filter(taken=True).values_list("kind", flat=True)
    assert set(taken) == {"longlist", "shortlist", "selection"}


@pytest.mark.behaviour("A12")
def test_a_shortlist_can_change_and_keeps_its_date(
    shared: Initiative, candidate: Candidate, other_candidate: Candidate, lead: User
) -> None:
    take_shortlist(shared, [candidate, other_candidate], actor=lead)
    before = shared.milestones.get(kind="shortlist")
    take_shortlist(shared, [other_candidate], actor=lead, sole_reason="The other left the market")
    assert _stages(shared) == ["longlist", "shortlist"]
    assert shared.milestones.get(kind="shortlist") == before
    assert AuditEvent.objects.filter(kind="candidate.off_shortlist").count() == 1


@pytest.mark.behaviour("A18")
def test_the_only_candidate_has_a_reason_that_is_asked_once(
    shared: Initiative, candidate: Candidate, lead: User
) -> None:
    for act in (take_longlist, lambda i, **k: take_shortlist(i, [candidate], **k)):
        with pytest.raises(InvalidInput, match="is the only one on this list") as refusal:
            act(shared, actor=lead)
        assert refusal.value.field == "sole_reason"
    assert not shared.milestones.filter(taken=True).exists()
    take_longlist(shared, actor=lead, sole_reason="The plant runs on it")
    take_shortlist(shared, [candidate], actor=lead)
    select_candidate(candidate, actor=lead)
    candidate.refresh_from_db()
    assert (candidate.stage, candidate.sole_reason) == ("selected", "The plant runs on it")


def test_a_step_that_was_dated_elsewhere_is_not_dated_again(
    shared: Initiative, candidate: Candidate, other_candidate: Candidate, lead: User
) -> None:
    take_milestone(shared, "selection", actor=lead)
    select_candidate(candidate, actor=lead)
    select_candidate(other_candidate, actor=lead)
    assert _stages(shared) == ["shortlist", "selected"]
    assert AuditEvent.objects.filter(kind="milestone.taken").count() == 1


def test_who_is_left_out_comes_back_to_the_list_it_was_on(
    shared: Initiative, candidate: Candidate, other_candidate: Candidate, lead: User
) -> None:
    take_shortlist(shared, [candidate, other_candidate], actor=lead)
    leave_candidate(candidate, reason="Too dear", actor=lead)
    with pytest.raises(NotPossibleNow, match="was not taken further"):
        select_candidate(candidate, actor=lead)
    consider_again(candidate, reason="A new price", actor=lead)
    candidate.refresh_from_db()
    assert (candidate.stage, candidate.left_reason) == ("shortlist", "")


def test_a_form_sent_twice_adds_one_candidate(shared: Initiative, lead: User) -> None:
    key = uuid.uuid4()
    first, second = (
        add_candidate(shared, NewCandidate(vendor_name="Nordlicht"), actor=lead, submission_key=key)
        for _ in range(2)
    )
    assert first == second
    with pytest.raises(NotPossibleNow, match="Nordlicht is a candidate already"):
        add_candidate(shared, NewCandidate(vendor_name="NORDLICHT"), actor=lead)
    assert Vendor.objects.count() == 1


def test_a_vendor_named_twice_in_one_moment_is_one(
    shared: Initiative, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = VendorFactory.create(name="Nordlicht")
    looked = QuerySet.first
    answers = [None]

    def blind_once(self: QuerySet[Any]) -> Any:
        return answers.pop() if self.model is Vendor and answers else looked(self)

    monkeypatch.setattr(QuerySet, "first", blind_once)
    added = add_candidate(shared, NewCandidate(vendor_name="nordlicht"), actor=lead)
    assert added.vendor == there
    assert not AuditEvent.objects.filter(kind="vendor.added").exists()
