"""The pages of the comparison: what they show, and what typed text survives."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from tests.vendors.factories import CriterionFactory, candidate_of, scored
from vendors.actions import (
    GivenScore,
    draft_criteria,
    give_score,
    publish_criteria,
    set_weights,
    withdraw_criterion,
)
from vendors.models import Candidate, CriteriaSet, Criterion, Score
from vendors.vocabulary import CriterionGroup

SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]
MATRIX = "vendors:matrix"


def _url(name: str, initiative: Initiative, *args: Any) -> str:
    return reverse(name, args=[initiative.reference, *args])


def _page(client: Client, name: str, initiative: Initiative, *args: Any) -> str:
    response = client.get(_url(name, initiative, *args))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.behaviour("A17")
def test_one_press_asks_it_for_its_criteria(
    shared: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    page = _page(client, MATRIX, shared)
    assert "Request IT criteria" in page
    assert page.count('class="btn"') == 1

    client.post(_url("vendors:request-criteria", shared, "it"))
    asked = CriteriaSet.objects.get()
    assert (asked.party, asked.state, asked.asked_party) == ("it", "asked_for", "business")
    assert Criterion.objects.filter(introduced_in=asked).count() > 20
    assert "Asked for its criteria" in _page(client, MATRIX, shared)

    theirs = signed_in(architect)
    assert "Look through your criteria" in _page(theirs, MATRIX, shared)
    page = _page(theirs, "vendors:criteria", shared, "it")
    assert "Publish" in page
    assert page.count('class="btn"') == 1
    theirs.post(_url("vendors:publish-criteria", shared, "it"))
    asked.refresh_from_db()
    assert asked.is_published


@pytest.mark.behaviour("A17")
def test_it_criteria_can_be_asked_for_where_it_began_by_itself_and_not_twice(
    shared: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    draft_criteria(shared, "it", actor=architect)
    client, ask = signed_in(lead), _url("vendors:request-criteria", shared, "it")
    for page in (
        _page(client, MATRIX, shared),
        _page(client, "vendors:criteria", shared, "it"),
    ):
        assert "Request IT criteria" in page
        assert page.count('class="btn"') == 1
    assert "Request IT" not in _page(signed_in(architect), "vendors:criteria", shared, "it")
    assert "IT is asked for its criteria" in client.post(ask, follow=True).content.decode()
    page = _page(client, MATRIX, shared)
    assert "Request IT criteria" not in page
    assert "Asked for since" in page
    publish_criteria(shared, "it", actor=architect)
    answer = client.post(ask, follow=True).content.decode()
    assert "IT has published its criteria already." in answer


@pytest.mark.behaviour("A18", "B47")
def test_the_table_shows_pairs_and_hides_what_one_side_gave_alone(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    lead: User,
    architect: User,
    signed_in: SignIn,
) -> None:
    give_score(
        candidate,
        both,
        GivenScore(value=3, strength="documented", evidence_note="Page twelve"),
        actor=lead,
    )
    for name, args in ((MATRIX, ()), ("vendors:cell", ("SEC-02", candidate.pk))):
        page = _page(signed_in(architect), name, shared, *args)
        assert "<b>3</b>" not in page
        assert "Page twelve" not in page
    assert "<b>3</b>" in _page(signed_in(lead), MATRIX, shared)
    give_score(candidate, both, GivenScore(value=1, strength="claimed"), actor=architect)
    page = _page(signed_in(lead), MATRIX, shared)
    assert "2 apart" in page
    for name in ("initiatives:history",):
        assert "IT 1 (claimed)" in _page(signed_in(lead), name, shared)


@pytest.mark.behaviour("B47")
def test_nothing_tells_the_other_side_of_a_hidden_score(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    lead: User,
    architect: User,
    executive: User,
    auditor: User,
    signed_in: SignIn,
) -> None:
    give_score(
        candidate,
        both,
        GivenScore(
            value=4, strength="attested", evidence_note="Zebra", evidence_link="https://z.q"
        ),
        actor=lead,
    )
    set_weights(shared, {"SEC-02": 3}, actor=lead)
    addresses = [
        _url(MATRIX, shared),
        _url("vendors:cell", shared, "SEC-02", candidate.pk),
        _url("vendors:score-criterion", shared, "SEC-02"),
        _url("vendors:candidate", shared, candidate.pk),
        _url("vendors:score-candidate", shared, candidate.pk, "SEC"),
        _url("vendors:weights", shared),
        _url("initiatives:history", shared),
        _url("initiatives:workspace", shared),
    ]
    for viewer in (architect, executive, auditor):
        client = signed_in(viewer)
        for address in addresses:
            page = client.get(address).content.decode()
            for trace in ("Zebra", "z.q", "attested</small>", "4, attested", "4.00", "<b>4</b>"):
                assert trace not in page, (viewer, address, trace)


@pytest.mark.behaviour("A18")
def test_a_large_comparison_takes_a_fixed_number_of_reads(
    shared: Initiative,
    it_set: CriteriaSet,
    lead: User,
    architect: User,
    signed_in: SignIn,
    at_most_queries: AtMost,
) -> None:
    groups = list(CriterionGroup)
    for number in range(60):
        group = groups[number % 6]
        CriterionFactory.create(
            introduced_in=it_set, key=f"{group}-{number + 10}", group=group, question=f"Q{number}?"
        )
    for number in range(12):
        candidate_of(shared, by=lead, title=f"P{number}")
    Score.objects.bulk_create(
        Score(
            candidate=candidate,
            criterion=criterion,
            party=party,
            value=(criterion.pk + candidate.pk) % 3,
            strength="claimed",
            scored_by=lead if party == "business" else architect,
            revealed_at=shared.registered_at,
        )
        for candidate in Candidate.objects.all()
        for criterion in Criterion.objects.all()
        for party in (Party.BUSINESS, Party.IT)
    )
    client = signed_in(lead)
    client.get(_url(MATRIX, shared))
    with at_most_queries(15):
        page = _page(client, MATRIX, shared)
    assert page.count('class="cell"') == 720
    few = client.get(_url(MATRIX, shared), {"c": [Candidate.objects.first().pk]})
    assert few.content.decode().count('class="cell"') == 60


@pytest.mark.behaviour("A18")
def test_what_was_typed_outlives_a_criterion_that_is_withdrawn(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    it_only: Criterion,
    lead: User,
    architect: User,
    signed_in: SignIn,
) -> None:
    typed = {
        f"SEC-02c{candidate.pk}-value": "2",
        f"SEC-02c{candidate.pk}-strength": "claimed",
        f"SEC-02c{candidate.pk}-evidence_note": "Worth keeping",
        f"SEC-02c{candidate.pk}-version": "0",
        f"SEC-02c{candidate.pk}-worded": str(both.pk),
    }
    withdraw_criterion(both, reason="Asked elsewhere", actor=architect)
    publish_criteria(shared, "it", actor=architect)
    client = signed_in(lead)
    for address in (
        _url("vendors:cell", shared, "SEC-02", candidate.pk),
        _url("vendors:score-criterion", shared, "SEC-02"),
    ):
        response = client.post(address, typed)
        assert response.status_code == 409
        assert "Worth keeping" in response.content.decode()
        assert "was withdrawn or worded anew" in response.content.decode()
    assert not Score.objects.exists()


@pytest.mark.behaviour("A18")
def test_a_criterion_is_called_withdrawn_once_that_is_published(
    shared: Initiative, candidate: Candidate, both: Criterion, it_only: Criterion, lead: User,
    architect: User, signed_in: SignIn,
) -> None:  # fmt: skip
    client = signed_in(lead)
    pages = (
        _url("vendors:cell", shared, "SEC-02", candidate.pk),
        _url("vendors:score-criterion", shared, "SEC-02"),
    )
    withdraw_criterion(both, reason="Asked elsewhere", actor=architect)
    for address in pages:
        page = client.get(address).content.decode()
        assert "was withdrawn" not in page
        assert 'name="SEC-02c' in page
    publish_criteria(shared, "it", actor=architect)
    for address in pages:
        assert "was withdrawn" in client.get(address).content.decode()


def test_one_criterion_across_candidates_is_kept_all_or_not_at_all(
    shared: Initiative,
    candidate: Candidate,
    other_candidate: Candidate,
    both: Criterion,
    lead: User,
    signed_in: SignIn,
) -> None:
    def row(pk: int, value: str, strength: str) -> dict[str, str]:
        return {
            f"SEC-02c{pk}-value": value,
            f"SEC-02c{pk}-strength": strength,
            f"SEC-02c{pk}-version": "0",
        }

    address = _url("vendors:score-criterion", shared, "SEC-02")
    client = signed_in(lead)
    good, too_high = row(candidate.pk, "2", "claimed"), row(other_candidate.pk, "4", "documented")
    response = client.post(address, {**good, **too_high})
    assert "needs evidence that is attested or tested by us" in response.content.decode()
    assert not Score.objects.exists()
    response = client.post(address, {**good, **row(other_candidate.pk, "gap", "")})
    assert "Why it could not be assessed is empty" in response.content.decode()
    response = client.post(address, good)
    assert response.status_code == 302
    assert Score.objects.get().candidate == candidate


@pytest.mark.behaviour("D02", "A17")
def test_a_score_from_before_the_criteria_is_said_to_hold_by_a_tick(
    shared: Initiative, candidate: Candidate, both: Criterion, lead: User, signed_in: SignIn
) -> None:
    early = scored(candidate, both, by=lead, evidence_note="Page 12")
    client, address = signed_in(lead), _url("vendors:score-criterion", shared, "SEC-02")
    assert "It still holds" not in client.get(address).content.decode()
    day = dt.timedelta(days=1)
    Score.objects.update(scored_at=timezone.now() - day)
    assert "It still holds" in client.get(address).content.decode()
    assert "1 score was given before the criteria stood" in _page(client, MATRIX, shared)
    cell = _page(client, "vendors:cell", shared, "SEC-02", candidate.pk)
    assert ", before the criteria stood" in cell
    name = f"SEC-02c{candidate.pk}"
    unchanged = {
        f"{name}-value": "2",
        f"{name}-strength": "documented",
        f"{name}-evidence_note": "Page 12",
        f"{name}-version": "1",
        f"{name}-worded": str(both.pk),
    }
    client.post(address, unchanged)
    assert Score.objects.get() == early
    client.post(address, {**unchanged, f"{name}-holds": "on"})
    early.refresh_from_db()
    assert early.superseded_at
    assert Score.objects.get(superseded_at=None).evidence_note == "Page 12"
    assert "It still holds" not in client.get(address).content.decode()
    assert "before the criteria stood" not in _page(client, MATRIX, shared)


@pytest.mark.behaviour("D02", "A17")
def test_a_score_is_called_early_in_the_table_once_it_can_be_said_to_hold(
    shared: Initiative, candidate: Candidate, lead: User, architect: User, signed_in: SignIn
) -> None:
    draft_criteria(shared, "it", actor=architect)
    criterion = Criterion.objects.filter(scored_by="both").earliest("key")
    give_score(candidate, criterion, GivenScore(2, "documented"), actor=lead)
    client = signed_in(lead)
    cell = _page(client, "vendors:cell", shared, criterion.key, candidate.pk)
    assert ", before the criteria stood" in cell
    assert "before the criteria stood" not in _page(client, MATRIX, shared)
    publish_criteria(shared, "it", actor=architect)
    assert "1 score was given before the criteria stood" in _page(client, MATRIX, shared)


@pytest.mark.behaviour("A12", "A18")
def test_steps_are_dated_and_a_list_of_one_says_why(
    shared: Initiative, candidate: Candidate, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    address = _url("vendors:shortlist", shared)
    response = client.post(address, {"candidates": [candidate.pk]})
    assert "is the only one on this list" in response.content.decode()
    client.post(address, {"candidates": [candidate.pk], "sole_reason": "It is in the house"})
    candidate.refresh_from_db()
    assert candidate.stage == "shortlist"
    assert shared.milestones.get(kind="shortlist").taken
    client.post(_url("vendors:longlist", shared))
    assert shared.milestones.get(kind="longlist").taken, "the reason is not asked twice"


def test_a_candidate_of_a_new_vendor_and_one_built_in_house(
    shared: Initiative, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    address = _url("vendors:candidates", shared)
    client.post(address, {"where": "vendor", "vendor_name": "Nordlicht"})
    client.post(address, {"where": "vendor", "vendor_name": "nordlicht", "title": "Plan"})
    client.post(address, {"where": "in_house", "title": "Rules on the data platform"})
    names = [each.name for each in Candidate.objects.all()]
    assert names == ["Nordlicht", "Nordlicht Plan", "Rules on the data platform"]
    assert "Name the vendor" in client.post(address, {"where": "vendor"}).content.decode()


def test_the_library_is_looked_through(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    page = client.get(reverse("vendor_library:criteria")).content.decode()
    assert "44 criteria" in page
    assert "OWASP-LLM:LLM03@2026" in page
    page = client.get(reverse("vendor_library:criteria"), {"q": "silent"}).content.decode()
    assert "44 criteria" not in page


def test_a_vendor_is_kept_once_for_all(candidate: Candidate, lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    address = reverse("vendor_library:vendor", args=[candidate.vendor_id])
    client.post(
        address,
        {
            "name": "Nordlicht",
            "places": "Ireland; storage\nPoland; support",
            "sub_processors": "Cloudy; Sweden",
            "country": "de",
        },
    )
    page = client.get(address).content.decode()
    for words in ("Ireland (storage)", "Cloudy, Sweden", "DE"):
        assert words in page
    client.post(
        reverse("vendor_library:add-assurance", args=[candidate.vendor_id]),
        {"kind": "soc2", "edition": "2025", "expires_on": "2020-01-01"},
    )
    assert "expired" in client.get(address).content.decode()


def test_a_number_that_no_row_can_have_is_none_of_the_list(
    shared: Initiative, candidate: Candidate, lead: User, signed_in: SignIn
) -> None:
    client, beyond = signed_in(lead), str(10**30)
    for one in (beyond, f"-{beyond}", f"+{beyond}", f" {beyond}", f"1_{beyond}"):
        typed = {"candidates": [one], "criteria": [one], "own": ["Where?"]}
        for name in ("vendors:shortlist", "vendor_questions:ask"):
            response = client.post(_url(name, shared), typed)
            assert response.status_code == 200
            assert "is not one of the available choices" in response.content.decode()
