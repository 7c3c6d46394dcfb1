"""Two rival vendors, a contact of each, and what they are asked."""

import pytest
from django.test import Client

from initiatives.models import Initiative
from people.models import User
from tests.vendors.factories import VendorFactory, asked, candidate_of
from tests.vendors.room.scenes import in_room, invited
from vendors.models import Candidate, VendorContact, VendorQuestion


@pytest.fixture
def candidate(initiative: Initiative, lead: User) -> Candidate:
    """What Acme offers."""
    return candidate_of(initiative, by=lead, vendor=VendorFactory.create(name="Acme"))


@pytest.fixture
def rival(initiative: Initiative, lead: User) -> Candidate:
    """What Zeta offers to the same initiative."""
    return candidate_of(initiative, by=lead, vendor=VendorFactory.create(name="Zeta Rival"))


@pytest.fixture
def question(candidate: Candidate, architect: User) -> VendorQuestion:
    """A question to Acme."""
    return asked(candidate, by=architect)


@pytest.fixture
def rival_question(rival: Candidate, architect: User) -> VendorQuestion:
    """A question to Zeta."""
    return asked(rival, by=architect, text="How does Zeta keep keys apart?")


@pytest.fixture
def contact(candidate: Candidate, lead: User) -> VendorContact:
    """Somebody at Acme."""
    return invited(candidate, by=lead)


@pytest.fixture
def rival_contact(rival: Candidate, lead: User) -> VendorContact:
    """Somebody at Zeta."""
    return invited(rival, by=lead, name="Zoe Rival", email="zoe@zeta.example")


@pytest.fixture
def vendor_client(contact: VendorContact) -> Client:
    """A browser of the contact, who has come in."""
    return in_room(contact)
