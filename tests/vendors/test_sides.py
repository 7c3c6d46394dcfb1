"""Changing sides opens no unshown score, and nobody scores blind who may have read one (B47)."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from initiatives.models import Initiative, Member
from people.errors import NotPermitted, Refusal
from people.models import User
from people.vocabulary import Party, Role
from tests.factories import person_with
from tests.vendors.factories import scored
from vendors.actions import GivenScore, give_score
from vendors.comparing import Standing
from vendors.models import Candidate, Criterion, Score
from vendors.queries import find_cell, matrix_of
from vendors.views.scoring import next_key

SignIn = Callable[[User], Any]
SCORE = GivenScore(value=2, strength="documented", evidence_note="Read in the guide")


@pytest.fixture
def mover(db: object) -> User:
    """Somebody whose roles let them sit on either side."""
    return person_with(Role.BUSINESS_LEAD, Role.IT_ARCHITECT)


def sit(initiative: Initiative, user: User, party: Party) -> Initiative:
    """Leave whatever seat there is and take one; the initiative as it is read anew."""
    Member.objects.filter(user=user, left_at=None).update(left_at=timezone.now())
    Member.objects.create(initiative=initiative, user=user, party=party)
    return Initiative.objects.get(pk=initiative.pk)


def standing(initiative: Initiative, viewer: User, criterion: Criterion, party: Party) -> str:
    candidate = Candidate.objects.get()
    part = find_cell(
        Initiative.objects.get(pk=initiative.pk), viewer, criterion.key, candidate.pk
    ).part(party)
    assert part is not None
    return part.standing


@pytest.mark.behaviour("B47")
def test_a_new_seat_opens_nothing_that_was_closed(
    shared: Initiative, candidate: Candidate, both: Criterion, architect: User, mover: User
) -> None:
    sit(shared, mover, Party.BUSINESS)
    scored(candidate, both, by=architect)
    assert standing(shared, mover, both, Party.IT) == Standing.HIDDEN
    sit(shared, mover, Party.IT)
    assert standing(shared, mover, both, Party.IT) == Standing.HIDDEN


@pytest.mark.behaviour("B47")
def test_who_has_read_one_side_scores_nothing_blind_for_the_other(
    shared: Initiative, candidate: Candidate, both: Criterion, lead: User, mover: User
) -> None:
    sit(shared, mover, Party.BUSINESS)
    scored(candidate, both, by=lead)
    sit(shared, mover, Party.IT)
    events = AuditEvent.objects.count()
    with pytest.raises(NotPermitted, match="SEC-02 is scored blind") as refusal:
        give_score(candidate, both, SCORE, actor=mover)
    assert "spoken for your side alone" in refusal.value.way_out
    assert Score.objects.count() == 1
    assert AuditEvent.objects.count() == events
    matrix = matrix_of(Initiative.objects.get(pk=shared.pk), mover)
    assert len(matrix.missing_of(Party.IT)) == 1
    assert next_key(matrix) == ""


@pytest.mark.behaviour("B47")
@pytest.mark.parametrize("was", ["a seat", "a score", "a role"])
def test_what_counts_as_having_stood_for_the_other_side(
    shared: Initiative, candidate: Candidate, both: Criterion, was: str
) -> None:
    person = person_with(Role.IT_ARCHITECT)
    if was == "a seat":
        sit(shared, person, Party.BUSINESS)
    elif was == "a score":
        scored(candidate, both, by=person, party=Party.BUSINESS, superseded_at=timezone.now())
    sit(shared, person, Party.BUSINESS if was == "a role" else Party.IT)
    with pytest.raises(NotPermitted, match="scored blind"):
        give_score(candidate, both, SCORE, actor=person)


@pytest.mark.behaviour("B47")
def test_who_could_speak_for_either_takes_a_seat_first(
    shared: Initiative, candidate: Candidate, both: Criterion, lead: User, mover: User
) -> None:
    scored(candidate, both, by=lead)
    assert standing(shared, mover, both, Party.BUSINESS) == Standing.HIDDEN
    with pytest.raises(NotPermitted):
        give_score(candidate, both, SCORE, actor=mover)
    sit(shared, mover, Party.IT)
    assert give_score(candidate, both, SCORE, actor=mover).party == Party.IT


@pytest.mark.behaviour("B47")
def test_what_both_have_shown_or_one_side_scores_alone_stays_open(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    it_only: Criterion,
    lead: User,
    architect: User,
    mover: User,
) -> None:
    sit(shared, mover, Party.BUSINESS)
    sit(shared, mover, Party.IT)
    assert give_score(candidate, it_only, SCORE, actor=mover).party == Party.IT
    for person in (lead, architect):
        give_score(candidate, both, SCORE, actor=person)
    given_anew = GivenScore(value=1, strength="claimed")
    assert give_score(candidate, both, given_anew, actor=mover).revealed_at is not None


@pytest.mark.behaviour("B47")
def test_the_pages_say_why_there_is_no_form(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    lead: User,
    mover: User,
    signed_in: SignIn,
) -> None:
    scored(candidate, both, by=lead)
    sit(shared, mover, Party.BUSINESS)
    sit(shared, mover, Party.IT)
    client = signed_in(mover)
    base = f"/initiatives/{shared.reference}/vendors/"
    pages = [
        f"{base}score/{both.key}/",
        f"{base}candidates/{candidate.pk}/score/SEC/",
        f"{base}cells/{both.key}/{candidate.pk}/",
    ]
    for page in pages:
        said = client.get(page).content.decode()
        assert "You have stood on both sides of this table" in said, page
        assert "Keep" not in said.partition("</main>")[0].partition("<main")[2], page
    after = client.get(f"{base}score/", follow=True).content.decode()
    assert "You have stood on both sides" in after


MOVES = ("business", "it", "leave", "score", "lead scores", "architect scores", "open again")


@pytest.mark.behaviour("B47")
@settings(max_examples=40)
@given(moves=st.lists(st.sampled_from(MOVES), min_size=2, max_size=9))
def test_whatever_somebody_does_they_never_score_what_they_have_read(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    lead: User,
    architect: User,
    mover: User,
    moves: list[str],
) -> None:
    with transaction.atomic():
        _walk(shared, candidate, both, (lead, architect, mover), moves)
        transaction.set_rollback(True)


def _walk(
    shared: Initiative,
    candidate: Candidate,
    both: Criterion,
    people: tuple[User, User, User],
    moves: list[str],
) -> None:
    mover = people[2]
    by = dict(zip(("lead scores", "architect scores", "score"), people, strict=True))
    known: set[str] = set()
    for move in moves:
        if move in {"business", "it"}:
            sit(shared, mover, Party(move))
        elif move == "leave":
            Member.objects.filter(user=mover, left_at=None).update(left_at=timezone.now())
        elif move == "open again":
            Score.objects.filter(superseded_at=None).update(superseded_at=timezone.now())
        else:
            unshown = set(_unshown().values_list("party", flat=True))
            with contextlib.suppress(Refusal):
                side = give_score(candidate, both, SCORE, actor=by[move]).party
                assert by[move] != mover or known & unshown <= {side}, moves
        known |= _read_unshown(shared, mover, candidate, both)
        assert len(known) < 2, moves


def _unshown() -> QuerySet[Score]:
    return Score.objects.filter(superseded_at=None, revealed_at=None)


def _read_unshown(
    shared: Initiative, viewer: User, candidate: Candidate, criterion: Criterion
) -> set[str]:
    """Sides whose unshown score the viewer is shown now."""
    fresh = Initiative.objects.get(pk=shared.pk)
    cell = find_cell(fresh, viewer, criterion.key, candidate.pk)
    told = {part.party for part in cell.parts if part.standing == Standing.SCORED}
    return told & set(_unshown().values_list("party", flat=True))
