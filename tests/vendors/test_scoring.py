"""Scores by side: capped by evidence, a gap where not assessed, blind until both have scored."""

from typing import Any

import pytest

from audit.models import AuditEvent, AuditPayload
from initiatives.models import Initiative
from people.errors import (
    ChangedMeanwhile,
    InvalidInput,
    NotPermitted,
    NotPossibleNow,
    NotVisible,
)
from people.models import User
from tests.factories import person_with
from tests.vendors.factories import CriteriaSetFactory, CriterionFactory
from vendors.actions import (
    GivenScore,
    Wording,
    change_criterion,
    give_score,
    leave_candidate,
    publish_criteria,
    withdraw_criterion,
)
from vendors.comparing import Standing
from vendors.facts import load_comparing
from vendors.models import Candidate, Criterion, Score
from vendors.queries import matrix_of
from vendors.vocabulary import EvidenceStrength

DOCUMENTED = GivenScore(value=3, strength="documented", evidence_note="Page 12 of the guide")


def _part(initiative: Initiative, viewer: User, party: str) -> Any:
    return matrix_of(initiative, viewer).rows[0].cells[0].part(party)


@pytest.mark.behaviour("A18", "B18", "B19", "B20", "B21", "B41", "B42", "B43", "B44", "B45")
def test_a_side_scores_with_evidence(
    candidate: Candidate, both: Criterion, architect: User
) -> None:
    score = give_score(candidate, both, DOCUMENTED, actor=architect, version=0)
    assert (score.value, score.party, score.version) == (3, "it", 1)
    assert not score.before_publication
    assert AuditEvent.objects.filter(kind="score.given").count() == 1


@pytest.mark.behaviour("A18")
@pytest.mark.parametrize(
    ("value", "strength", "fits"),
    [
        (value, strength.value, value <= cap)
        for strength, cap in zip(EvidenceStrength, (2, 3, 4, 4), strict=True)
        for value in range(5)
    ],
)
def test_the_evidence_caps_the_score(
    candidate: Candidate, both: Criterion, architect: User, value: int, strength: str, fits: bool
) -> None:
    given = GivenScore(value=value, strength=strength)
    if fits:
        assert give_score(candidate, both, given, actor=architect).value == value
        return
    with pytest.raises(InvalidInput) as refusal:
        give_score(candidate, both, given, actor=architect)
    assert refusal.value.field == "strength"
    assert "or score" in refusal.value.way_out
    assert not Score.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (GivenScore(value=5, strength="attested"), "value"),
        (GivenScore(value=-1, strength="attested"), "value"),
        (GivenScore(value=2), "strength"),
        (GivenScore(value=2, strength="rumour"), "strength"),
        (GivenScore(), "gap_reason"),
        (GivenScore(value=1, strength="claimed", evidence_link="javascript:x"), "evidence_link"),
        (GivenScore(value=1, strength="claimed", evidence_note="x" * 2001), "evidence_note"),
    ],
)
def test_what_cannot_be_used_names_its_field(
    candidate: Candidate, both: Criterion, architect: User, given: GivenScore, field: str
) -> None:
    events = AuditEvent.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        give_score(candidate, both, given, actor=architect)
    assert refusal.value.field == field
    assert not Score.objects.exists()
    assert AuditEvent.objects.count() == events


@pytest.mark.behaviour("B22")
def test_not_assessed_is_a_gap_and_no_zero(
    shared: Initiative, candidate: Candidate, both: Criterion, architect: User, lead: User
) -> None:
    give_score(candidate, both, GivenScore(gap_reason="No test tenant yet"), actor=architect)
    part = _part(shared, lead, "it")
    assert (part.standing, part.value, part.gap_reason) == (
        Standing.NOT_ASSESSED,
        None,
        "No test tenant yet",
    )
    assert len(matrix_of(shared, lead).missing_of("it")) == 1


@pytest.mark.behaviour("B47")
def test_a_gap_shows_the_other_side_nothing(
    shared: Initiative, candidate: Candidate, both: Criterion, architect: User, lead: User
) -> None:
    give_score(candidate, both, DOCUMENTED, actor=lead)
    give_score(candidate, both, GivenScore(gap_reason="Not yet"), actor=architect)
    assert _part(shared, architect, "business").standing == Standing.HIDDEN


@pytest.mark.behaviour("B47")
def test_blind_until_both_have_scored_then_a_pair_with_its_gap(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    architect: User,
    lead: User,
    auditor: User,
) -> None:
    give_score(candidate, both, DOCUMENTED, actor=lead)

    own, theirs = _part(shared, lead, "business"), _part(shared, architect, "business")
    assert (own.standing, own.value) == (Standing.SCORED, 3)
    for hidden in (theirs, _part(shared, auditor, "business")):
        assert hidden.standing == Standing.HIDDEN
        assert (hidden.value, hidden.strength, hidden.note, hidden.link) == (None, "", "", "")
    assert "Page 12" not in _everything_recorded()
    assert '"value"' not in _everything_recorded()

    give_score(candidate, both, GivenScore(value=1, strength="claimed"), actor=architect)
    cell = matrix_of(shared, architect).rows[0].cells[0]
    assert [part.value for part in cell.parts] == [3, 1]
    assert (cell.difference, cell.is_wide) == (2, True)
    told = AuditEvent.objects.get(kind="score.revealed")
    assert "Business 3 (documented), IT 1 (claimed)" in bytes(told.body).decode()


def _everything_recorded() -> str:
    bodies = [bytes(event.body).decode() for event in AuditEvent.objects.all()]
    return "\n".join([*bodies, *AuditPayload.objects.values_list("value", flat=True)])


def test_what_one_side_scores_alone_is_shown_at_once(
    shared: Initiative, candidate: Candidate, it_only: Criterion, architect: User, lead: User
) -> None:
    give_score(candidate, it_only, DOCUMENTED, actor=architect)
    assert _part(shared, lead, "it").value == 3
    with pytest.raises(InvalidInput, match="scored by IT alone"):
        give_score(candidate, it_only, DOCUMENTED, actor=lead)


def test_scoring_again_keeps_the_old_and_a_hidden_one_stays_hidden(
    shared: Initiative, candidate: Candidate, both: Criterion, architect: User, lead: User
) -> None:
    give_score(candidate, both, DOCUMENTED, actor=lead)
    give_score(candidate, both, GivenScore(value=2, strength="claimed"), actor=lead, version=1)
    assert _part(shared, lead, "business").earlier[0].value == 3
    assert _part(shared, architect, "business").earlier == ()
    assert Score.objects.filter(superseded_because="scored_again").count() == 1


def test_the_same_again_records_nothing(
    candidate: Candidate, both: Criterion, architect: User
) -> None:
    first = give_score(candidate, both, DOCUMENTED, actor=architect)
    events = AuditEvent.objects.count()
    assert give_score(candidate, both, DOCUMENTED, actor=architect, version=1) == first
    assert AuditEvent.objects.count() == events


def test_who_looked_at_an_older_score_is_told(
    candidate: Candidate, both: Criterion, architect: User, other_architect: User
) -> None:
    give_score(candidate, both, DOCUMENTED, actor=architect, version=0)
    with pytest.raises(ChangedMeanwhile):
        give_score(
            candidate,
            both,
            GivenScore(value=0, strength="claimed"),
            actor=other_architect,
            version=0,
        )
    assert Score.objects.get().value == 3


@pytest.mark.behaviour("A17", "D02")
def test_a_score_before_the_criteria_are_published_is_taken_and_marked(
    shared: Initiative, candidate: Candidate, lead: User
) -> None:
    draft = CriteriaSetFactory.create(initiative=shared, state="asked_for", published_at=None)
    criterion = CriterionFactory.create(introduced_in=draft)
    assert give_score(candidate, criterion, DOCUMENTED, actor=lead).before_publication


@pytest.mark.behaviour("D02", "A17")
def test_an_early_score_can_be_said_to_hold_once_the_criteria_stand(
    shared: Initiative, candidate: Candidate, other_candidate: Candidate, lead: User,
    architect: User,
) -> None:  # fmt: skip
    draft = CriteriaSetFactory.create(initiative=shared, state="drafted", published_at=None)
    criterion = CriterionFactory.create(introduced_in=draft)
    early = give_score(candidate, criterion, DOCUMENTED, actor=lead)
    left = give_score(other_candidate, criterion, DOCUMENTED, actor=lead)
    assert not _part(shared, lead, "business").is_early
    assert give_score(candidate, criterion, DOCUMENTED, actor=lead) == early
    publish_criteria(shared, "it", actor=architect)
    assert _part(shared, lead, "business").is_early

    holds = give_score(candidate, criterion, DOCUMENTED, actor=lead)

    assert holds != early
    assert not holds.before_publication
    assert not _part(shared, lead, "business").is_early
    assert give_score(candidate, criterion, DOCUMENTED, actor=lead) == holds
    early.refresh_from_db()
    assert early.superseded_because == "scored_again"
    comparing = load_comparing([shared])[shared.pk]
    assert comparing.standing_since == left.scored_at
    assert not comparing.is_scored_by_criteria

    leave_candidate(other_candidate, reason="Too dear", actor=lead)

    comparing = load_comparing([shared])[shared.pk]
    assert comparing.standing_since == holds.scored_at
    assert comparing.is_scored_by_criteria


@pytest.mark.behaviour("D02")
def test_a_score_older_than_its_criteria_is_early_though_business_had_published_its_own(
    shared: Initiative, candidate: Candidate, lead: User, architect: User
) -> None:
    own = CriteriaSetFactory.create(initiative=shared, party="business")
    theirs = CriteriaSetFactory.create(initiative=shared, state="drafted", published_at=None)
    CriterionFactory.create(introduced_in=theirs, key="SEC-90")
    criterion = CriterionFactory.create(introduced_in=own, key="SEC-01", scored_by="business")
    early = give_score(candidate, criterion, DOCUMENTED, actor=lead)
    assert not early.before_publication
    publish_criteria(shared, "it", actor=architect)
    assert give_score(candidate, criterion, DOCUMENTED, actor=lead) != early
    assert load_comparing([shared])[shared.pk].is_scored_by_criteria


def _reworded(criterion: Criterion, question: str) -> Wording:
    return Wording(
        group=criterion.group,
        question=question,
        anchor_0=criterion.anchor_0,
        anchor_2=criterion.anchor_2,
        anchor_4=criterion.anchor_4,
        scored_by=criterion.scored_by,
    )


@pytest.mark.behaviour("A18")
def test_a_changed_criterion_reopens_its_scores_once_published_and_keeps_them(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    it_only: Criterion,
    architect: User,
    lead: User,
) -> None:
    for actor in (lead, architect):
        give_score(candidate, both, DOCUMENTED, actor=actor)
    give_score(candidate, it_only, DOCUMENTED, actor=architect)
    change_criterion(both, _reworded(both, "May we hold it to less?"), actor=architect)

    assert _part(shared, lead, "it").value == 3, "the draft does not count yet"
    publish_criteria(shared, "it", actor=architect)

    matrix = matrix_of(shared, lead)
    changed, kept = matrix.rows
    assert changed.criterion.question == "May we hold it to less?"
    part = changed.cells[0].part("it")
    assert part is not None
    assert part.is_reopened
    assert [(each.value, each.because_words) for each in part.earlier] == [
        (3, "The criterion changed")
    ]
    assert [p.value for p in kept.cells[0].parts] == [3]
    both.refresh_from_db()
    assert both.question != "May we hold it to less?"


@pytest.mark.behaviour("A18")
def test_a_criterion_withdrawn_while_it_is_scored_says_so(
    shared: Initiative, candidate: Candidate, both: Criterion, it_only: Criterion, architect: User
) -> None:
    withdraw_criterion(both, reason="Asked elsewhere", actor=architect)
    publish_criteria(shared, "it", actor=architect)
    with pytest.raises(NotPossibleNow, match=r"SEC-02 was withdrawn.*What you typed is kept"):
        give_score(candidate, both, DOCUMENTED, actor=architect, version=0)
    assert not Score.objects.exists()


def test_who_may_not_score(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    other_lead: User,
    executive: User,
    lead: User,
) -> None:
    for person in (other_lead, executive):
        with pytest.raises(NotPermitted):
            give_score(candidate, both, DOCUMENTED, actor=person)
    with pytest.raises(NotVisible):
        give_score(candidate, both, DOCUMENTED, actor=person_with())
    leave_candidate(candidate, reason="Too small", actor=lead)
    with pytest.raises(NotPossibleNow, match="was not taken further"):
        give_score(candidate, both, DOCUMENTED, actor=lead)
    assert not Score.objects.exists()
