"""Reports by which others vouch for a vendor, and the files they point to."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative, Restriction
from people.errors import InvalidInput
from people.models import User
from tests.api.calls import get, post, problem
from tests.vendors.factories import asked
from tests.vendors.room.scenes import invited
from tests.vendors.uploads import files
from vendors.actions import Assurance, add_assurance
from vendors.actions.answering import send_answer
from vendors.actions.evidence_files import add_evidence
from vendors.actions.evidence_taken_back import withdraw_evidence
from vendors.answer_sheets.planning import Answer
from vendors.models import AssuranceArtifact, Candidate, EvidenceFile, Vendor, VendorContact

pytestmark = pytest.mark.behaviour("A18", "B41")

SignIn = Callable[[User], Client]


@pytest.fixture
def vendor(candidate: Candidate) -> Vendor:
    assert candidate.vendor is not None
    return candidate.vendor


@pytest.fixture
def contact(candidate: Candidate, lead: User) -> VendorContact:
    return invited(candidate, by=lead)


@pytest.fixture
def sent(candidate: Candidate, contact: VendorContact, architect: User) -> EvidenceFile:
    """A report that came with an answer."""
    question = asked(candidate, by=architect)
    file = add_evidence(question, io.BytesIO(files.PDF), name="soc2.pdf", actor=contact)
    send_answer(question, Answer("See"), actor=contact)
    return file


def _page(vendor: Vendor) -> str:
    return reverse("vendor_library:vendor", args=[vendor.pk])


def _restrict(initiative: Initiative, *, by: User, architect: User) -> None:
    until = timezone.localdate() + dt.timedelta(days=3)
    Restriction.objects.create(
        initiative=initiative, reason="Not yet", until=until, by=by, it_member=architect
    )


def test_a_report_points_to_a_file_that_the_vendor_has_sent(
    shared: Initiative, vendor: Vendor, sent: EvidenceFile, contact: VendorContact, lead: User,
    architect: User, other_lead: User, signed_in: SignIn,
) -> None:  # fmt: skip
    client = signed_in(lead)
    assert f"soc2.pdf, for {shared.reference}" in client.get(_page(vendor)).content.decode()
    given = {"kind": "soc2", "edition": "2025", "file": str(sent.pk)}
    client.post(reverse("vendor_library:add-assurance", args=[vendor.pk]), given)

    assert AssuranceArtifact.objects.get().file == sent
    address = reverse("vendor_questions:evidence", args=[shared.reference, sent.pk])
    assert address in client.get(_page(vendor)).content.decode()
    assert client.get(address).getvalue() == files.PDF  # type: ignore[attr-defined]

    _restrict(shared, by=lead, architect=architect)
    page = signed_in(other_lead).get(_page(vendor)).content.decode()
    assert "soc2.pdf" not in page
    assert "open to those at the table it was sent to" in page

    withdraw_evidence(sent, actor=contact)
    page = client.get(_page(vendor)).content.decode()
    assert "withdrawn since" in page
    assert f"soc2.pdf, for {shared.reference}" not in page


def test_only_what_was_sent_by_the_vendor_and_may_be_opened_can_be_pointed_to(
    shared: Initiative, candidate: Candidate, other_candidate: Candidate, vendor: Vendor,
    sent: EvidenceFile, contact: VendorContact, lead: User, architect: User, other_lead: User,
) -> None:  # fmt: skip
    unsent = add_evidence(
        asked(candidate, by=lead, text="Who?"), io.BytesIO(files.PDF), name="b.pdf", actor=contact
    )
    other = other_candidate.vendor
    assert other is not None
    for of, file, actor in ((vendor, unsent, lead), (other, sent, lead)):
        with pytest.raises(InvalidInput, match="has sent no such file") as refusal:
            add_assurance(of, Assurance("soc2", file=file), actor=actor)
        assert refusal.value.field == "file"
    _restrict(shared, by=lead, architect=architect)
    with pytest.raises(InvalidInput, match="has sent no such file"):
        add_assurance(vendor, Assurance("soc2", file=sent), actor=other_lead)
    assert not AssuranceArtifact.objects.exists()


def test_the_api_takes_and_names_the_file(
    vendor: Vendor, sent: EvidenceFile, lead: User, api: Any
) -> None:
    path = f"/vendors/{vendor.pk}/assurance/"
    made = post(api(lead), path, {"kind": "soc2", "file": str(sent.pk)})
    assert made.json()["assurance"][0]["file"] == str(sent.pk)
    assert get(api(lead), f"/vendors/{vendor.pk}/").json()["assurance"][0]["file"] == str(sent.pk)
    unknown = "00000000-0000-4000-8000-000000000000"
    assert problem(post(api(lead), path, {"kind": "soc2", "file": unknown}), 400)["field"] == "file"
