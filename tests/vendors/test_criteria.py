"""Criteria: asked for, prefilled, worded, published, changed; and the library behind them."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.models import Initiative, Member, Restriction
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import Duty, Notice, User
from people.notice_kinds import find_notice_kind
from people.vocabulary import Party, Role
from tests.factories import person_with, registered
from tests.vendors.comparing_cases import WORDS
from tests.vendors.factories import candidate_of, scored
from vendors.actions import (
    Wording,
    add_criterion,
    add_template,
    change_criterion,
    draft_criteria,
    publish_criteria,
    request_criteria,
    retire_template,
    set_weights,
    take_from_library,
    withdraw_criterion,
)
from vendors.library.shipped import load_shipped, shipped
from vendors.models import CriteriaSet, Criterion, CriterionTemplate, Score
from vendors.owed import asked_criteria
from vendors.queries import criteria_of, library, sets_of


def _keys(initiative: Initiative, party: str) -> set[str]:
    return {each.key for each in criteria_of(initiative, party)}


def _with_question(criterion: Criterion, question: str) -> Wording:
    fields = {name: getattr(criterion, name) for name in Wording.__dataclass_fields__}
    return Wording(**{**fields, "question": question})


@pytest.mark.behaviour("A17")
def test_it_is_asked_once_and_finds_a_draft_by_use_case_and_stage(
    shared: Initiative, lead: User, architect: User
) -> None:
    asked = request_criteria(shared, "it", actor=lead)
    assert (asked.state, asked.asked_party, asked.number) == ("asked_for", "business", 1)
    assert request_criteria(shared, "it", actor=architect) == asked
    assert AuditEvent.objects.filter(kind="criteria.asked_for").count() == 1

    keys = _keys(shared, "it")
    assert {"SEC-01", "SEC-05", "ARC-01", "LOC-04"} <= keys
    assert "REL-02" not in keys, "it cannot be judged before there is something to test"
    assert "GOV-08" in keys, "the use case is about customers"
    assert "LOC-07" not in keys, "business asks it"

    draft_criteria(shared, "business", actor=lead)
    assert _keys(shared, "business") == {"OWN-03", "OWN-05", "GOV-03", "LOC-07", "REL-05"}


@pytest.mark.behaviour("A17")
def test_who_words_the_criteria_is_told_once_and_nobody_else(
    shared: Initiative, lead: User, architect: User, other_architect: User, other_lead: User
) -> None:
    participant = person_with(Role.SESSION_PARTICIPANT)
    gone = person_with(Role.IT_ARCHITECT)
    for each, left in ((participant, None), (gone, timezone.now())):
        Member.objects.create(initiative=shared, user=each, party=Party.IT, left_at=left)
    asked = request_criteria(shared, "it", actor=lead)
    request_criteria(shared, "it", actor=lead)
    told = Notice.objects.get(kind="vendor-criteria")
    assert told.recipient == architect
    assert told.address == asked.get_absolute_url()
    assert "IT criteria are asked for" in told.subject
    assert f"{Criterion.objects.count()} from the library await a look" in told.text
    assert find_notice_kind(told.kind).may_mute

    request_criteria(shared, "business", actor=architect)
    assert Notice.objects.filter(kind="vendor-criteria", recipient=lead).count() == 1
    assert Notice.objects.filter(kind="vendor-criteria").count() == 2


@pytest.mark.behaviour("A17")
def test_criteria_it_began_by_itself_can_be_asked_for(
    shared: Initiative, lead: User, architect: User
) -> None:
    begun = draft_criteria(shared, "it", actor=architect)
    keys = _keys(shared, "it")

    asked = request_criteria(shared, "it", actor=lead)

    assert asked == begun
    assert (asked.state, asked.asked_by, asked.asked_party) == ("drafted", lead, "business")
    assert _keys(shared, "it") == keys
    assert Notice.objects.get(kind="vendor-criteria").recipient == architect
    assert AuditEvent.objects.filter(kind="criteria.asked_for").count() == 1
    assert [item.title for item in asked_criteria(shared)] == [
        "Publish IT's criteria for the candidates"
    ]
    assert request_criteria(shared, "it", actor=lead).asked_at == asked.asked_at
    publish_criteria(shared, "it", actor=architect)
    draft_criteria(shared, "it", actor=architect)
    assert request_criteria(shared, "it", actor=lead).asked_at is None
    assert AuditEvent.objects.filter(kind="criteria.asked_for").count() == 1
    assert Notice.objects.filter(kind="vendor-criteria").count() == 1


@pytest.mark.behaviour("A17")
def test_a_side_that_asks_itself_tells_its_others_only(
    shared: Initiative, architect: User, other_architect: User
) -> None:
    Member.objects.create(initiative=shared, user=other_architect, party=Party.IT)
    request_criteria(shared, "it", actor=architect)
    assert Notice.objects.get(kind="vendor-criteria").recipient == other_architect


@pytest.mark.behaviour("A17")
def test_with_nobody_of_it_at_the_table_the_architect_on_duty_is_told(
    initiative: Initiative, lead: User, architect: User
) -> None:
    Duty.objects.filter(unit=initiative.unit).delete()
    request_criteria(initiative, "it", actor=lead)
    assert not Notice.objects.filter(kind="vendor-criteria").exists()
    CriteriaSet.objects.all().delete()
    today = timezone.localdate()
    Duty.objects.create(unit=initiative.unit, person=architect, starts_on=today, ends_on=today)
    Restriction.objects.create(
        initiative=initiative,
        reason="Not announced yet",
        until=today + dt.timedelta(days=3),
        by=lead,
        it_member=architect,
    )
    request_criteria(initiative, "it", actor=lead)
    assert Notice.objects.get(kind="vendor-criteria").recipient == architect


@pytest.mark.behaviour("A17", "A28")
def test_who_may_not_see_a_restricted_initiative_is_not_told(
    initiative: Initiative, lead: User, architect: User, other_architect: User
) -> None:
    today = timezone.localdate()
    Duty.objects.filter(unit=initiative.unit).delete()
    Duty.objects.create(unit=initiative.unit, person=architect, starts_on=today, ends_on=today)
    Restriction.objects.create(
        initiative=initiative,
        reason="Not announced yet",
        until=today + dt.timedelta(days=3),
        by=lead,
        it_member=other_architect,
    )
    request_criteria(initiative, "it", actor=lead)
    assert not Notice.objects.filter(kind="vendor-criteria").exists()


def test_a_later_stage_and_another_use_case_bring_up_others(lead: User, architect: User) -> None:
    initiative = registered(
        lead,
        title="Predict wear of a press",
        problem="Presses stop without warning.",
        business_goal="Fewer stops.",
        operability_goal="Runs beside the press.",
    )
    Initiative.objects.filter(pk=initiative.pk).update(stage="selection")
    initiative.refresh_from_db()
    request_criteria(initiative, "it", actor=lead)
    keys = _keys(initiative, "it")
    assert "REL-02" in keys
    assert not {"GOV-08", "SEC-07"} & keys


@pytest.mark.behaviour("A17")
def test_versions_are_drafted_beside_the_published_one(shared: Initiative, architect: User) -> None:
    own = add_criterion(shared, "it", WORDS, actor=architect)
    assert own.key == "SEC-101"
    publish_criteria(shared, "it", actor=architect)
    before = _keys(shared, "it")

    second = add_criterion(shared, "it", WORDS, actor=architect)
    withdraw_criterion(own, reason="Twice", actor=architect)
    effective, drafts = sets_of(shared)
    assert (effective["it"].number, drafts["it"].number) == (1, 2)
    assert _keys(shared, "it") == before

    published = publish_criteria(shared, "it", actor=architect, change_reason="Twice is enough")
    assert published.number == 2
    assert _keys(shared, "it") == (before - {own.key}) | {second.key}
    own.refresh_from_db()
    assert (own.end_reason, own.ended_in) == ("Twice", published)


def test_a_draft_nobody_scored_by_is_worded_in_place(shared: Initiative, architect: User) -> None:
    own = add_criterion(shared, "it", WORDS, actor=architect)
    changed = change_criterion(own, _with_question(own, "Who else?"), actor=architect, version=1)
    assert (changed.pk, changed.version) == (own.pk, 2)
    events = AuditEvent.objects.count()
    own.refresh_from_db()
    assert change_criterion(own, _with_question(own, "Who else?"), actor=architect) == own
    assert AuditEvent.objects.count() == events


@pytest.mark.behaviour("A18")
def test_words_of_a_draft_that_somebody_scored_by_are_kept_and_reopen_at_once(
    shared: Initiative, lead: User, architect: User
) -> None:
    own = add_criterion(shared, "it", WORDS, actor=architect)
    scored(candidate_of(shared, by=lead), own, by=lead)
    changed = change_criterion(own, _with_question(own, "Who else?"), actor=architect)
    assert changed.pk != own.pk
    assert changed.replaces == own
    assert Score.objects.get().superseded_because == "criterion_changed"
    own.refresh_from_db()
    assert own.question == WORDS.question


@pytest.mark.parametrize(
    ("refs", "fits"),
    [(["OWASP-LLM:LLM03@2026"], True), (["LLM03"], False), (["OWASP-LLM:LLM03"], False)],
)
def test_a_reference_names_its_edition(
    shared: Initiative, architect: User, refs: list[str], fits: bool
) -> None:
    words = {name: getattr(WORDS, name) for name in Wording.__dataclass_fields__}
    wording = Wording(**{**words, "framework_refs": refs})
    if fits:
        assert add_criterion(shared, "it", wording, actor=architect).framework_refs == refs
        return
    with pytest.raises(InvalidInput, match="names no edition") as refusal:
        add_criterion(shared, "it", wording, actor=architect)
    assert refusal.value.field == "framework_refs"
    assert not CriteriaSet.objects.exists()


def test_a_criterion_is_asked_by_one_side(shared: Initiative, lead: User, architect: User) -> None:
    request_criteria(shared, "it", actor=lead)
    with pytest.raises(NotPossibleNow, match="IT asks SEC-02 already"):
        take_from_library(shared, "business", "SEC-02", actor=lead)
    assert not CriteriaSet.objects.filter(party="business").exists()
    with pytest.raises(NotPermitted, match="IT words its own criteria"):
        take_from_library(shared, "it", "REL-02", actor=lead)
    taken = take_from_library(shared, "it", "REL-02", actor=architect)
    assert taken.template == CriterionTemplate.objects.get(key="REL-02")


def test_nothing_is_published_without_a_criterion(shared: Initiative, architect: User) -> None:
    draft = draft_criteria(shared, "it", actor=architect)
    Criterion.objects.filter(introduced_in=draft).update(ended_in=draft)
    with pytest.raises(InvalidInput, match="no criterion in this version"):
        publish_criteria(shared, "it", actor=architect)
    assert not CriteriaSet.objects.get().is_published


def test_weights_open_no_score_again(shared: Initiative, lead: User, architect: User) -> None:
    own = add_criterion(shared, "it", WORDS, actor=architect)
    scored(candidate_of(shared, by=lead), own, by=lead)
    set_weights(shared, {own.key: 3}, actor=lead)
    events = AuditEvent.objects.count()
    set_weights(shared, {own.key: 3}, actor=architect)
    assert AuditEvent.objects.count() == events
    assert Score.objects.get().superseded_at is None
    with pytest.raises(InvalidInput, match="No criterion ARC-77"):
        set_weights(shared, {"ARC-77": 3}, actor=lead)


def test_a_weight_set_while_a_rewording_is_drafted_outlives_its_publishing(
    shared: Initiative, lead: User, architect: User
) -> None:
    own = add_criterion(shared, "it", WORDS, actor=architect)
    other = add_criterion(shared, "it", WORDS, actor=architect)
    publish_criteria(shared, "it", actor=architect)
    set_weights(shared, {own.key: 1, other.key: 2}, actor=lead)
    change_criterion(own, _with_question(own, "Who else holds them?"), actor=architect)
    set_weights(shared, {own.key: 5}, actor=lead)
    publish_criteria(shared, "it", actor=architect)
    weights = {each.key: each.weight for each in criteria_of(shared, "it")}
    assert (weights[own.key], weights[other.key]) == (5, 2)


@pytest.mark.behaviour("A18")
def test_a_key_counts_for_one_side_at_a_time_also_while_it_is_being_left(
    shared: Initiative, lead: User, architect: User
) -> None:
    # Business is proposed LOC-07; here IT asks it first.
    taken = take_from_library(shared, "it", "LOC-07", actor=architect)
    publish_criteria(shared, "it", actor=architect)
    withdraw_criterion(taken, reason="Business asks it better", actor=architect)

    draft_criteria(shared, "business", actor=lead)
    assert "LOC-07" not in _keys(shared, "business")
    with pytest.raises(NotPossibleNow, match="until it publishes the version that leaves it out"):
        take_from_library(shared, "business", "LOC-07", actor=lead)
    publish_criteria(shared, "it", actor=architect)
    take_from_library(shared, "business", "LOC-07", actor=lead)
    assert "LOC-07" in _keys(shared, "business") - _keys(shared, "it")


def test_the_shipped_library_is_whole_and_named_by_edition(db: None) -> None:
    assert len(shipped()) == 44
    assert library().count() == 44
    for each in library():
        assert each.anchor_0
        assert each.anchor_2
        assert each.anchor_4
        assert each.framework_refs
        assert all(":" in ref and "@" in ref for ref in each.framework_refs)
        assert set(each.sides) <= {Party.BUSINESS, Party.IT}


def test_loading_again_repairs_what_is_shipped_and_leaves_our_own(lead: User) -> None:
    own = add_template(WORDS, actor=lead)
    assert own.key == "SEC-51"
    CriterionTemplate.objects.filter(key="SEC-01").update(question="Something else")
    load_shipped()
    load_shipped()
    assert CriterionTemplate.objects.count() == 45
    assert CriterionTemplate.objects.get(key="SEC-01").question == shipped()["SEC-01"]["question"]
    retire_template(own, reason="Once was enough", actor=lead)
    assert not library().filter(key=own.key).exists()
    assert library("LLM06@2025").exists()
