"""What comparing and choosing leave open: owed by a side, on the agenda, without telling scores."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.conf import settings
from django.utils import timezone

from governance.sessions.sources import agenda_points
from initiatives.agenda import AgendaPoint
from initiatives.models import Initiative
from initiatives.owed import Owed
from people.models import User
from people.vocabulary import Party
from tests.vendors.comparing_cases import WORDS
from tests.vendors.factories import (
    CriteriaSetFactory,
    CriterionFactory,
    VendorContactFactory,
    asked,
    candidate_of,
    scored,
)
from tests.vendors.test_choice import AHEAD, chosen
from vendors import agenda, owed
from vendors.actions import (
    GapCare,
    GivenScore,
    VendorChange,
    add_criterion,
    change_criterion,
    give_score,
    leave_candidate,
    publish_criteria,
    record_trigger,
    withdraw_criterion,
)
from vendors.actions.asking import reply_to_vendor, withdraw_question
from vendors.choosing import carried_gaps, current_record
from vendors.models import (
    Candidate,
    Criterion,
    QuestionRemark,
    SelectionRecord,
    VendorQuestion,
)
from vendors.open_ends import EndKind, load_open_ends, open_ends
from vendors.panels import sides_of
from vendors.queries import matrix_of

Queries = Callable[[int], AbstractContextManager[None]]
TODAY = timezone.localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)
SOURCES = (
    owed.asked_criteria,
    owed.missing_scores,
    owed.vendor_answers,
    owed.vendor_replies,
    owed.choice,
)


def fresh(initiative: Initiative) -> Initiative:
    return Initiative.objects.get(pk=initiative.pk)


def all_owed(initiative: Initiative) -> list[Owed]:
    found = fresh(initiative)
    return [item for source in SOURCES for item in source(found)]


def said(initiative: Initiative) -> list[tuple[str, str]]:
    return [(item.owing.value, item.title) for item in all_owed(initiative)]


def points(initiative: Initiative) -> list[AgendaPoint]:
    found = fresh(initiative)
    return [*agenda.scores_apart(found), *agenda.reopened_scores(found)]


@pytest.mark.behaviour("A17", "A04")
def test_criteria_that_were_asked_for_are_owed_until_published(
    shared: Initiative, lead: User
) -> None:
    kept = CriteriaSetFactory.create(
        initiative=shared, state="asked_for", asked_by=lead, asked_at=timezone.now(),
        published_at=None,
    )  # fmt: skip
    assert said(shared) == [("it", "Publish IT's criteria for the candidates")]
    kept.state = "drafted"
    kept.save()
    assert len(all_owed(shared)) == 1
    kept.state, kept.published_at = "published", timezone.now()
    kept.save()
    assert all_owed(shared) == []


@pytest.mark.behaviour("B47", "A18")
def test_a_side_owes_its_score_where_the_other_has_given_one_and_no_value_is_told(
    candidate: Candidate, both: Criterion, it_only: Criterion, lead: User, architect: User
) -> None:
    scored(candidate, both, by=lead, value=4, strength="attested", evidence_note="Secret note")

    (item,) = all_owed(candidate.initiative)
    assert (item.owing, item.title) == (Party.IT, f"Score {candidate.name} on one criterion")
    assert not any(each.isdigit() for each in item.what_answers)
    assert "Secret" not in item.title + item.what_answers
    scored(candidate, both, by=architect, value=None, strength="", gap_reason="No answer yet")
    assert all_owed(candidate.initiative) == []
    assert points(candidate.initiative) == []


@pytest.mark.behaviour("B47")
def test_scores_two_apart_reach_the_agenda_once_both_are_in(
    candidate: Candidate, both: Criterion, lead: User, architect: User
) -> None:
    scored(candidate, both, by=lead, value=4, strength="attested")
    assert points(candidate.initiative) == []
    now = timezone.now()
    candidate.scores.update(revealed_at=now)
    other = scored(candidate, both, by=architect, value=3, revealed_at=now)
    assert points(candidate.initiative) == []
    other.value = 1
    other.save()

    (point,) = points(candidate.initiative)
    assert point.title == f"{candidate.name}: business and IT are apart on one criterion"
    assert point.why.startswith("3 points apart: Where is each class")
    assert point in agenda_points(fresh(candidate.initiative))
    SelectionRecord.objects.create(
        initiative=candidate.initiative, candidate=candidate, why="W", recorded_at=timezone.now()
    )
    assert points(candidate.initiative) == [], "it was weighed in the choice"


@pytest.mark.behaviour("B47")
@pytest.mark.parametrize("scores_again", [Party.BUSINESS, Party.IT])
def test_scores_that_come_apart_after_the_choice_reach_the_agenda_whoever_scored_again(
    candidate: Candidate, both: Criterion, lead: User, architect: User, scores_again: Party
) -> None:
    for each in (lead, architect):
        give_score(candidate, both, GivenScore(2, "documented"), actor=each)
    day = dt.timedelta(days=1)
    candidate.scores.update(revealed_at=timezone.now() - 2 * day)
    record = SelectionRecord.objects.create(
        initiative=candidate.initiative,
        candidate=candidate,
        why="W",
        recorded_at=timezone.now() - day,
    )
    actor = lead if scores_again == Party.BUSINESS else architect
    give_score(candidate, both, GivenScore(0, "claimed"), actor=actor)

    (point,) = points(candidate.initiative)
    assert point.why.startswith("2 points apart")
    (end,) = open_ends(fresh(candidate.initiative), EndKind.APART)
    assert record.recorded_at
    assert end.since > record.recorded_at


@pytest.mark.behaviour("B47", "D02")
@pytest.mark.parametrize("note", ["", "Seen in the contract"])
def test_what_a_choice_has_weighed_stays_weighed_while_the_values_stay(
    shared: Initiative, candidate: Candidate, lead: User, architect: User, note: str
) -> None:
    draft = CriteriaSetFactory.create(initiative=shared, state="drafted", published_at=None)
    criterion = CriterionFactory.create(introduced_in=draft)
    give_score(candidate, criterion, GivenScore(4, "attested"), actor=lead)
    give_score(candidate, criterion, GivenScore(2, "documented"), actor=architect)
    assert points(shared)
    SelectionRecord.objects.create(
        initiative=shared, candidate=candidate, why="W", recorded_at=timezone.now()
    )
    assert points(shared) == []
    publish_criteria(shared, "it", actor=architect)

    holds = give_score(
        candidate, criterion, GivenScore(2, "documented", evidence_note=note), actor=architect
    )

    assert holds.version == 2
    assert holds.revealed_at is not None
    assert points(shared) == []
    give_score(candidate, criterion, GivenScore(1, "documented"), actor=architect)
    assert len(points(shared)) == 1


@pytest.mark.behaviour("B47", "A18")
def test_a_value_given_again_while_the_other_side_took_its_own_back_is_not_shown(
    candidate: Candidate, both: Criterion, lead: User, architect: User
) -> None:
    give_score(candidate, both, GivenScore(4, "attested"), actor=lead)
    give_score(candidate, both, GivenScore(2, "documented"), actor=architect)
    give_score(candidate, both, GivenScore(gap_reason="The report is gone"), actor=lead)
    again = GivenScore(2, "documented", evidence_note="Seen in the contract")
    assert give_score(candidate, both, again, actor=architect).revealed_at is None


@pytest.mark.behaviour("B22")
def test_what_a_vendor_has_not_answered_is_what_business_asks_it_for(
    candidate: Candidate, lead: User, architect: User
) -> None:
    asked(candidate, by=architect, due_on=AHEAD)
    late = asked(candidate, by=lead, due_on=YESTERDAY)

    (item,) = all_owed(candidate.initiative)
    assert (item.owing, item.title) == (Party.BUSINESS, f"Ask {candidate.name} for 2 answers")
    assert item.what_answers.startswith("The vendor owes them, the first was due on ")
    late.state = "answered"
    late.save()
    assert said(candidate.initiative) == [("business", f"Ask {candidate.name} for the answer")]
    leave_candidate(candidate, reason="Too dear", actor=lead)
    assert all_owed(candidate.initiative) == []


def asked_back(question: VendorQuestion, lead: User) -> QuestionRemark:
    """The vendor asks what the question means."""
    contact = VendorContactFactory.create(vendor=question.candidate.vendor, invited_by=lead)
    return QuestionRemark.objects.create(
        question=question, party=Party.VENDOR, contact=contact, text="Which data?"
    )


@pytest.mark.behaviour("B22", "A04")
def test_a_reply_is_owed_by_the_side_that_asked_beside_what_the_vendor_owes(
    candidate: Candidate, lead: User, architect: User
) -> None:
    question = asked(candidate, by=architect, text="Where?")
    first = asked_back(question, lead)
    assert said(candidate.initiative) == [
        ("business", f"Ask {candidate.name} for the answer"),
        ("it", f"Reply to {candidate.name} on one question"),
    ]
    (reply,) = owed.vendor_replies(fresh(candidate.initiative))
    assert reply.since
    assert reply.since.replace(microsecond=0) == first.written_at.replace(microsecond=0)
    assert reply.address.endswith("/vendors/questions/")
    assert "vendors.owed.vendor_replies" in settings.OWED_SOURCES
    stands = {side.party: side.owes for side in sides_of(open_ends(fresh(candidate.initiative)))}
    assert stands == {Party.BUSINESS: (), Party.IT: ("a reply to a vendor",)}

    reply_to_vendor(question, text="Order data.", asks_again=False, actor=architect)
    assert not list(owed.vendor_replies(fresh(candidate.initiative)))
    asked_back(question, lead)
    asked_back(asked(candidate, by=lead, text="Who?"), lead)
    owing = {item.owing for item in owed.vendor_replies(fresh(candidate.initiative))}
    assert owing == {Party.IT, Party.BUSINESS}
    withdraw_question(question, reason="Asked elsewhere", actor=architect)
    assert len(list(owed.vendor_replies(fresh(candidate.initiative)))) == 1
    leave_candidate(candidate, reason="Too dear", actor=lead)
    assert not list(owed.vendor_replies(fresh(candidate.initiative)))


@pytest.mark.behaviour("B44", "B46", "B47")
def test_a_choice_leaves_views_gaps_and_a_day_to_look_again(
    candidate: Candidate, other_candidate: Candidate, it_only: Criterion, lead: User,
    architect: User,
) -> None:  # fmt: skip
    care = {Party.IT: GapCare(architect, AHEAD)}
    record = chosen(candidate, lead, view="Good.", gaps=care)

    assert said(candidate.initiative) == [
        ("it", f"Say how IT sees the choice of {candidate.name}"),
        ("it", f"Assess {candidate.name} on one criterion left open at the choice"),
    ]
    scored(candidate, it_only, by=architect)
    SelectionRecord.objects.filter(pk=record.pk).update(it_view="Fine.", review_on=YESTERDAY)
    assert said(candidate.initiative) == [
        ("business", f"Look again at the choice of {candidate.name}"),
        ("it", f"Look again at the choice of {candidate.name}"),
    ]


@pytest.mark.behaviour("B46")
def test_reopened_scores_are_owed_by_both_and_on_the_agenda_until_given_anew(
    candidate: Candidate, both: Criterion, lead: User, architect: User
) -> None:
    for each in (lead, architect):
        scored(candidate, both, by=each, revealed_at=timezone.now())
    record_trigger(candidate.vendor, VendorChange("incident", "A leak", TODAY), actor=lead)

    assert said(candidate.initiative) == [
        ("business", f"Score {candidate.name} again on one criterion"),
        ("it", f"Score {candidate.name} again on one criterion"),
    ]
    (point,) = points(candidate.initiative)
    assert point.title == f"{candidate.name}: an incident"
    assert point.why.startswith("2 scores are open again since")
    for each in (lead, architect):
        scored(candidate, both, by=each, revealed_at=timezone.now())
    assert points(candidate.initiative) == []
    assert all_owed(candidate.initiative) == []


@pytest.mark.behaviour("B46")
def test_a_second_change_opens_each_score_once(
    candidate: Candidate, both: Criterion, lead: User, architect: User
) -> None:
    for what in ("A leak", "Another leak"):
        for each in (lead, architect):
            scored(candidate, both, by=each, revealed_at=timezone.now())
        record_trigger(candidate.vendor, VendorChange("incident", what, TODAY), actor=lead)

    assert said(candidate.initiative) == [
        ("business", f"Score {candidate.name} again on one criterion"),
        ("it", f"Score {candidate.name} again on one criterion"),
    ]
    (point,) = points(candidate.initiative)
    assert point.why.startswith("2 scores are open again since")


@pytest.mark.behaviour("B46", "B47", "A17")
@pytest.mark.parametrize("changes", ["rewords", "leaves out"])
def test_what_is_open_stays_open_while_it_words_a_criterion_anew(
    candidate: Candidate, both: Criterion, it_only: Criterion, lead: User, architect: User,
    changes: str,
) -> None:  # fmt: skip
    other = CriterionFactory.create(introduced_in=both.introduced_in, key="SEC-09")
    for each in (lead, architect):
        scored(candidate, other, by=each, revealed_at=timezone.now())
    record_trigger(candidate.vendor, VendorChange("incident", "A leak", TODAY), actor=lead)
    scored(candidate, both, by=lead)
    before = all_owed(candidate.initiative)
    for criterion in (both, other):
        change_criterion(criterion, WORDS, actor=architect) if changes == "rewords" else (
            withdraw_criterion(criterion, reason="Asked elsewhere", actor=architect)
        )
    assert [item.title for item in before] == [
        item.title for item in all_owed(candidate.initiative)
    ]
    assert len(before) == 3

    publish_criteria(candidate.initiative, "it", actor=architect)

    again = f"Score {candidate.name} again on one criterion"
    left = [("business", again), ("it", again)] if changes == "rewords" else []
    assert said(candidate.initiative) == left


@pytest.mark.behaviour("B22")
def test_what_a_choice_carried_forward_is_open_until_its_key_is_no_longer_asked(
    candidate: Candidate, other_candidate: Candidate, it_only: Criterion, lead: User,
    architect: User,
) -> None:  # fmt: skip
    chosen(candidate, lead, view="Good.", gaps={Party.IT: GapCare(architect, AHEAD)})
    initiative = candidate.initiative
    assess = f"Assess {candidate.name} on one criterion left open at the choice"

    def carried() -> list[bool]:
        record = current_record(initiative)
        assert record is not None
        found = carried_gaps(record, matrix_of(initiative, lead))
        assert (("it", assess) in said(initiative)) != all(each.is_closed for each in found)
        return [each.is_closed for each in found]

    changed = change_criterion(it_only, replace(WORDS, scored_by="it"), actor=architect)
    assert carried() == [False]
    publish_criteria(initiative, "it", actor=architect)
    assert carried() == [False]
    add_criterion(initiative, "it", WORDS, actor=architect)
    withdraw_criterion(changed, reason="Asked elsewhere", actor=architect)
    assert carried() == [False]
    publish_criteria(initiative, "it", actor=architect)
    assert carried() == [True]


@pytest.mark.behaviour("A04")
def test_one_query_whatever_is_open(
    candidate: Candidate, both: Criterion, it_only: Criterion, lead: User, architect: User,
    at_most_queries: Queries,
) -> None:  # fmt: skip
    for number in range(5):
        each = candidate_of(candidate.initiative, by=lead)
        now = timezone.now()
        scored(each, both, by=lead, value=4, strength="attested", revealed_at=now)
        scored(each, both, by=architect, value=number % 3, revealed_at=now)
        scored(candidate if not number else each, it_only, by=architect)
        asked_back(asked(each, by=lead), lead)
    found = [fresh(candidate.initiative)]
    with at_most_queries(1):
        load_open_ends(found)
        assert [item for source in SOURCES for item in source(found[0])]
        assert list(agenda.scores_apart(found[0]))
        load_open_ends(found)
    assert open_ends(found[0])
