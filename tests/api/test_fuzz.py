"""Whatever is posted, the answer is never a fault."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.actions import invite_it
from initiatives.models import Initiative
from people.models import Unit, User
from tests.api.calls import ROOT
from tests.factories import raised

EXAMPLES = 25
FIELDS = """
title problem business_goal operability_goal unit how_far draft open_questions invitee reason
stand_in kind concern_group stewardship_area description proposed_solution decision state until
version view text planned_on taken_on reopenable resume_condition it_member email password name
""".split()  # noqa: SIM905 - as a list it fills a page
PLAUSIBLE = """
tool_in_mind in_use constraint SEC stability shortlist incorporated deferred declined withdrawn
agree see_it_differently 2027-01-01 2020-02-30 9999-12-31 0001-01-01 architect@example.org
stand.in@example.org 1 -1 true
""".split()  # noqa: SIM905 - as a list it fills a page
PATHS = (
    "/auth/token/",
    "/initiatives/",
    "/registration-drafts/",
    "/initiatives/{ref}/invitations/",
    "/initiatives/{ref}/design-inputs/",
    "/initiatives/{ref}/milestones/shortlist/plan/",
    "/initiatives/{ref}/milestones/shortlist/take/",
    "/initiatives/{ref}/milestones/shortlist/told-date/",
    "/initiatives/{ref}/milestones/shortlist/reopenable/",
    "/initiatives/{ref}/milestones/shortlist/reopen/",
    "/initiatives/{ref}/pause/",
    "/initiatives/{ref}/stop/",
    "/initiatives/{ref}/resume/",
    "/initiatives/{ref}/withdrawal/",
    "/initiatives/{ref}/visibility-restrictions/",
    "/invitations/{invitation}/decline/",
    "/design-inputs/{input}/disposition/",
    "/design-inputs/{input}/reply/",
)

leaves = (
    st.sampled_from(PLAUSIBLE)
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.none()
)
values = leaves | st.lists(leaves, max_size=3) | st.dictionaries(st.text(max_size=5), leaves)
bodies = st.dictionaries(st.sampled_from(FIELDS), values, max_size=12) | values


@pytest.fixture
def places(lead: User, architect: User, initiative: Initiative) -> dict[str, Any]:
    return {
        "ref": initiative.reference,
        "invitation": invite_it(initiative, open_questions=["Q"], actor=lead).pk,
        "input": raised(initiative, architect).reference,
    }


@pytest.mark.parametrize("path", PATHS)
def test_no_body_makes_a_fault(
    path: str,
    lead: User,
    architect: User,
    other_architect: User,
    unit: Unit,
    places: dict[str, Any],
    api: Callable[[User], Client],
) -> None:
    address = ROOT + path.format(**places)
    clients = [api(lead), api(architect)]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(bodies, st.sampled_from(clients))
    def send(body: Any, client: Client) -> None:
        with transaction.atomic():
            answer = client.post(address, json.dumps(body), "application/json")
            transaction.set_rollback(True)
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["code"]

    send()
