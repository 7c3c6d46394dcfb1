"""Lists cost the same however much there is in them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative
from people.models import User
from tests.vendors.factories import VendorFactory, asked, candidate_of
from tests.vendors.room.scenes import in_room, invited
from vendors.actions.answering import send_answer
from vendors.answer_sheets.planning import Answer

pytestmark = pytest.mark.behaviour("A18")


@pytest.mark.parametrize("vendors", [1, 4])
def test_pages_and_the_api_of_many_questions(
    initiative: Initiative,
    lead: User,
    architect: User,
    signed_in: Any,
    at_most_queries: Any,
    vendors: int,
) -> None:
    for number in range(vendors):
        vendor = VendorFactory.create()
        candidate = candidate_of(initiative, by=lead, vendor=vendor)
        contact = invited(candidate, by=lead, email=f"c{number}@vendor.example")
        for each in range(5 * vendors):
            question = asked(candidate, by=architect, text=f"Question {each}?")
            if each % 2:
                send_answer(question, Answer("Here"), actor=contact)
    ours, theirs = signed_in(lead), in_room(contact)
    page = reverse("vendor_questions:questions", args=[initiative.reference])
    ours.get(page)

    with at_most_queries(12):
        ours.get(page)
    with at_most_queries(9):
        theirs.get("/vendor-room/")
    with at_most_queries(9):
        ours.get(f"/api/v1/initiatives/{initiative.reference}/vendor-questions/")
    export = reverse("vendor_questions:export", args=[initiative.reference, candidate.pk, "csv"])
    with at_most_queries(8):
        ours.get(export)


def test_nobody_in_the_room_costs_little(at_most_queries: Any, db: None) -> None:
    client = Client()
    with at_most_queries(0):
        assert client.get("/vendor-room/").status_code == 302
