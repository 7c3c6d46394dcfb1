"""Whatever is sent, the answer is never a fault."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.actions import invite_it
from initiatives.models import Initiative
from people.models import Unit, User
from tests.api.calls import ROOT
from tests.api.sessions import sessions_at_hand
from tests.factories import raised

EXAMPLES = 25
FIELDS = """
title problem business_goal operability_goal unit how_far draft open_questions invitee reason
stand_in kind concern_group stewardship_area description proposed_solution decision state until
version view text planned_on taken_on reopenable resume_condition it_member email password name
initiative rule first_on starts_at time_zone minutes place business_facilitator it_facilitator day
party present why item to result owner due_on disposition note cause planned status
effective_on evidence
""".split()  # noqa: SIM905 - as a list it fills a page
PLAUSIBLE = """
tool_in_mind in_use constraint SEC stability shortlist incorporated deferred declined withdrawn
agree see_it_differently 2027-01-01 2020-02-30 9999-12-31 0001-01-01 architect@example.org
stand.in@example.org lead@example.org 1 -1 true WS-0001 AI-2026-0001 FREQ=WEEKLY;BYDAY=TU
FREQ=MONTHLY;BYMONTHDAY=31 10:00 25:00 Europe/Berlin Mars/Olympus 2026-11-24T10:00:00+01:00
9999-12-31T23:59:59-12:00 0001-01-01T00:00:00+14:00 input action decision again it business
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
    "/initiatives/{ref}/operational-status/",
    "/initiatives/{ref}/pause/",
    "/initiatives/{ref}/stop/",
    "/initiatives/{ref}/resume/",
    "/initiatives/{ref}/withdrawal/",
    "/initiatives/{ref}/visibility-restrictions/",
    "/invitations/{invitation}/decline/",
    "/design-inputs/{input}/disposition/",
    "/design-inputs/{input}/reply/",
    "/working-sessions/",
    "PATCH /working-sessions/{series}/",
    "PUT /working-sessions/{series}/rhythm/",
    "/working-sessions/{series}/end/",
    "/working-sessions/{series}/occurrences/",
    "/working-sessions/{series}/occurrences/{ahead}/move/",
    "/working-sessions/{series}/occurrences/{ahead}/cancellation/",
    "/working-sessions/{series}/occurrences/{ahead}/skip/",
    "PUT /working-sessions/{series}/occurrences/{running}/presence/",
    "/working-sessions/{series}/occurrences/{running}/agenda/",
    "PUT /working-sessions/{series}/occurrences/{running}/agenda/order/",
    "PUT /working-sessions/{series}/occurrences/{running}/agenda/{item}/note/",
    "PUT /working-sessions/{series}/occurrences/{running}/agenda/{item}/result/",
    "/agreed-actions/{action}/completion/",
    "/agreed-actions/{action}/carry/",
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
        **sessions_at_hand(initiative, lead),
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
    method, _, below = path.rpartition(" ")
    address = ROOT + below.format(**places)
    clients = [api(lead), api(architect)]

    @settings(max_examples=EXAMPLES)
    @given(bodies, st.sampled_from(clients))
    def send(body: Any, client: Client) -> None:
        with transaction.atomic():
            answer = client.generic(method or "POST", address, json.dumps(body), "application/json")
            transaction.set_rollback(True)
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["code"]

    send()
