"""An initiative at whose table both sides sit, with criteria and two candidates."""

import pytest

from initiatives.models import Initiative, Member
from people.models import User
from people.vocabulary import Party
from tests.vendors.factories import CriteriaSetFactory, CriterionFactory, candidate_of
from vendors.models import Candidate, CriteriaSet, Criterion


@pytest.fixture
def shared(initiative: Initiative, architect: User) -> Initiative:
    """Both sides have a seat."""
    Member.objects.create(initiative=initiative, user=architect, party=Party.IT)
    return initiative


@pytest.fixture
def it_set(shared: Initiative) -> CriteriaSet:
    """IT's published criteria, still without any."""
    return CriteriaSetFactory.create(initiative=shared)


@pytest.fixture
def both(it_set: CriteriaSet) -> Criterion:
    """A criterion that both sides score."""
    return CriterionFactory.create(introduced_in=it_set, key="SEC-02")


@pytest.fixture
def it_only(it_set: CriteriaSet) -> Criterion:
    """A criterion that IT scores alone."""
    return CriterionFactory.create(introduced_in=it_set, key="SEC-03", scored_by="it")


@pytest.fixture
def candidate(shared: Initiative, lead: User) -> Candidate:
    """A candidate on the longlist."""
    return candidate_of(shared, by=lead)


@pytest.fixture
def other_candidate(shared: Initiative, lead: User) -> Candidate:
    """A second one."""
    return candidate_of(shared, by=lead)
