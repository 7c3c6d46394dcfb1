"""What happens at a vendor opens its scores again, at every table, and tells both sides (B46)."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.actions import stop_initiative
from initiatives.models import Initiative, Member
from people.errors import InvalidInput, NotPermitted
from people.models import Notice, Unit, User
from people.vocabulary import Party
from tests.factories import registered
from tests.vendors.factories import (
    CriteriaSetFactory,
    CriterionFactory,
    candidate_of,
    scored,
)
from tests.vendors.test_choice import chosen
from vendors.actions import VendorChange, record_trigger
from vendors.models import Candidate, Criterion, ReopeningTrigger, Score, SelectionRecord
from vendors.tasks import look_at_days


def days_ahead(days: int = 0) -> dt.date:
    """Today, or so many days later; asked in the test, which may run past midnight."""
    return timezone.localdate() + dt.timedelta(days=days)


def sold() -> VendorChange:
    """Somebody else owns the vendor since today."""
    return VendorChange("ownership_change", "Bought by a larger one.", days_ahead())


def elsewhere(candidate: Candidate, lead: User, unit: Unit) -> Candidate:
    """The same vendor as a candidate at another table."""
    other = registered(lead, unit=unit, title="Another idea")
    return candidate_of(other, by=lead, vendor=candidate.vendor)


def criterion_of(initiative: Initiative) -> Criterion:
    kept = CriteriaSetFactory.create(initiative=initiative)
    return CriterionFactory.create(introduced_in=kept, key="LOC-01")


@pytest.fixture
def given(candidate: Candidate, both: Criterion, lead: User, architect: User) -> list[Score]:
    now = timezone.now()
    return [scored(candidate, both, by=each, revealed_at=now) for each in (lead, architect)]


@pytest.mark.behaviour("B46")
@pytest.mark.usefixtures("given")
def test_scores_are_open_again_wherever_the_vendor_is_in_play(
    candidate: Candidate, other_candidate: Candidate, both: Criterion, lead: User,
    architect: User, unit: Unit,
) -> None:  # fmt: skip
    second = elsewhere(candidate, lead, unit)
    apart = scored(second, criterion_of(second.initiative), by=lead, value=1)
    rival = scored(other_candidate, both, by=lead)
    unanswered = CriterionFactory.create(introduced_in=both.introduced_in, key="LOC-02")
    gap = scored(candidate, unanswered, by=lead, value=None, strength="", gap_reason="No answer")

    trigger = record_trigger(candidate.vendor, sold(), actor=architect)

    assert trigger.reopened.count() == 3
    apart.refresh_from_db()
    assert (apart.value, apart.superseded_because) == (1, "vendor_changed")
    for untouched in (rival, gap):
        untouched.refresh_from_db()
        assert untouched.superseded_at is None
    opened = AuditEvent.objects.filter(kind="score.reopened")
    assert {event.initiative_ref for event in opened} == {
        candidate.initiative.reference,
        second.initiative.reference,
    }
    assert set(Notice.objects.filter(kind="vendor-change").values_list("recipient", flat=True)) == {
        lead.pk,
        architect.pk,
    }
    assert "Bought by a larger one." in Notice.objects.filter(kind="vendor-change")[0].text


@pytest.mark.behaviour("B46")
@pytest.mark.usefixtures("given")
def test_one_table_alone_can_open_its_own(
    candidate: Candidate, lead: User, other_lead: User, unit: Unit
) -> None:
    second = elsewhere(candidate, lead, unit)
    kept = scored(second, criterion_of(second.initiative), by=lead)

    with pytest.raises(NotPermitted):
        record_trigger(candidate.vendor, sold(), actor=other_lead, initiative=candidate.initiative)
    record_trigger(candidate.vendor, sold(), actor=lead, initiative=candidate.initiative)
    kept.refresh_from_db()
    assert kept.superseded_at is None
    assert Score.objects.filter(candidate=candidate, superseded_at=None).count() == 0


@pytest.mark.behaviour("B46")
@pytest.mark.usefixtures("given")
def test_where_another_was_chosen_or_work_has_ended_nothing_is_opened(
    candidate: Candidate, other_candidate: Candidate, lead: User, architect: User, unit: Unit
) -> None:
    second = elsewhere(candidate, lead, unit)
    over = scored(second, criterion_of(second.initiative), by=lead)
    stop_initiative(second.initiative, reason="Over", resume_condition="Money", actor=lead)
    SelectionRecord.objects.create(
        initiative=candidate.initiative,
        candidate=other_candidate,
        why="Cheaper",
        recorded_at=timezone.now(),
    )

    trigger = record_trigger(candidate.vendor, sold(), actor=architect)
    assert not trigger.reopened.exists()
    over.refresh_from_db()
    assert over.superseded_at is None


@pytest.mark.parametrize(
    ("kind", "what", "days", "field"),
    [
        ("gone", "Gone", 0, "kind"),
        ("incident", " ", 0, "what"),
        ("incident", "Leak", 2, "happened_on"),
    ],
)
def test_what_cannot_be_used_is_refused(
    candidate: Candidate, lead: User, kind: str, what: str, days: int, field: str
) -> None:
    change = VendorChange(kind, what, days_ahead(days))
    with pytest.raises(InvalidInput) as refused:
        record_trigger(candidate.vendor, change, actor=lead)
    assert refused.value.field == field
    assert not ReopeningTrigger.objects.exists()


@pytest.mark.behaviour("B46")
@pytest.mark.usefixtures("given")
def test_a_contract_that_ends_and_a_review_do_their_work_by_themselves_and_once(
    candidate: Candidate, other_candidate: Candidate, lead: User
) -> None:
    vendor = candidate.vendor
    vendor.contract_ends_on = days_ahead()
    vendor.review_on = days_ahead(1)
    vendor.save()

    assert look_at_days() == 1
    trigger = ReopeningTrigger.objects.get()
    assert (trigger.kind, trigger.happened_on) == ("contract_end", days_ahead())
    assert trigger.reopened.count() == 2
    assert look_at_days() == 0
    vendor.review_on = days_ahead()
    vendor.contract_ends_on = days_ahead(365)
    vendor.save()
    assert look_at_days() == 1
    assert look_at_days() == 0


@pytest.mark.behaviour("B46")
def test_the_day_to_look_again_at_a_choice_opens_its_scores_at_that_table(
    candidate: Candidate, other_candidate: Candidate, both: Criterion, lead: User,
    architect: User, unit: Unit,
) -> None:  # fmt: skip
    for each in (lead, architect):
        scored(candidate, both, by=each, revealed_at=timezone.now())
    record = chosen(candidate, lead, review_on=days_ahead(30))
    second = elsewhere(candidate, lead, unit)
    kept = scored(second, criterion_of(second.initiative), by=lead)
    assert look_at_days() == 0

    SelectionRecord.objects.filter(pk=record.pk).update(review_on=days_ahead())
    assert look_at_days() == 1
    assert look_at_days() == 0
    assert ReopeningTrigger.objects.get().initiative == candidate.initiative
    assert not Score.objects.filter(candidate=candidate, superseded_at=None).exists()
    kept.refresh_from_db()
    assert kept.superseded_at is None


@pytest.mark.behaviour("B46")
def test_an_in_house_choice_has_no_vendor_to_change(
    shared: Initiative, lead: User, architect: User
) -> None:
    own = candidate_of(shared, by=lead, vendor=None, title="Build it ourselves")
    record = chosen(own, lead, sole_reason="We know the protocol.")
    SelectionRecord.objects.filter(pk=record.pk).update(review_on=days_ahead())

    assert look_at_days() == 0
    assert Member.objects.filter(initiative=shared, party=Party.IT).exists()
