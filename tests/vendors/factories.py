"""Vendors, criteria, candidates and scores that tests begin with."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from vendors.models import (
    Candidate,
    CriteriaSet,
    Criterion,
    Score,
    Vendor,
    VendorContact,
    VendorQuestion,
)
from vendors.vocabulary import CriteriaState, EvidenceStrength, ScoredBy


class VendorFactory(DjangoModelFactory[Vendor]):
    """A vendor of whom only the name is known."""

    class Meta:
        model = Vendor

    name = factory.Sequence(lambda n: f"Vendor {n}")


class CriteriaSetFactory(DjangoModelFactory[CriteriaSet]):
    """IT's published criteria; give the initiative."""

    class Meta:
        model = CriteriaSet

    party = Party.IT
    state = CriteriaState.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)


class CriterionFactory(DjangoModelFactory[Criterion]):
    """A criterion that both sides score; give the set as `introduced_in`."""

    class Meta:
        model = Criterion

    initiative = factory.SelfAttribute("introduced_in.initiative")
    party = factory.SelfAttribute("introduced_in.party")
    key = factory.Sequence(lambda n: f"SEC-{n + 10}")
    group = "SEC"
    question = "Where is each class of our data kept?"
    anchor_0 = "Nobody can say"
    anchor_2 = "The main region is fixed"
    anchor_4 = "Every place is in the contract"
    evidence_wanted = "Data-flow diagram"
    scored_by = ScoredBy.BOTH


class VendorContactFactory(DjangoModelFactory[VendorContact]):
    """Somebody at a vendor; give the vendor and who invited."""

    class Meta:
        model = VendorContact

    name = factory.Sequence(lambda n: f"Contact {n}")
    email = factory.Sequence(lambda n: f"contact{n}@vendor.example")
    invited_party = Party.IT


def candidate_of(initiative: Initiative, *, by: User, **fields: Any) -> Candidate:
    """A candidate on the longlist; of a new vendor unless `vendor` is given."""
    if "vendor" not in fields:
        fields["vendor"] = VendorFactory.create()
    return Candidate.objects.create(
        initiative=initiative, added_by=by, added_party=by.party or Party.BUSINESS, **fields
    )


def scored(candidate: Candidate, criterion: Criterion, *, by: User, **fields: Any) -> Score:
    """A current score of the person's side: 2, documented, unless told otherwise."""
    given = {"value": 2, "strength": EvidenceStrength.DOCUMENTED, "party": by.party, **fields}
    return Score.objects.create(candidate=candidate, criterion=criterion, scored_by=by, **given)


def asked(candidate: Candidate, *, by: User, **fields: Any) -> VendorQuestion:
    """An open question to the candidate's vendor."""
    given = {"text": "Where is our data kept?", "asked_party": by.party, **fields}
    return VendorQuestion.objects.create(candidate=candidate, asked_by=by, **given)
