"""Pausing, stopping, resuming, withdrawing, and who sees an initiative, by API."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from initiatives.models import Initiative
from people.models import User
from tests.api.calls import get, post, problem
from tests.factories import raised

Api = Callable[[User], Client]


@pytest.mark.behaviour("B66")
def test_work_pauses_and_goes_on_with_reasons(
    lead: User, architect: User, initiative: Initiative, api: Api
) -> None:
    path = f"/initiatives/{initiative.reference}"
    why = {"reason": "No budget", "resume_condition": "Budget in May"}

    paused = post(api(architect), f"{path}/pause/", why).json()
    assert paused["status"] == "paused"
    assert paused["interruption"]["resume_condition"] == "Budget in May"
    assert paused["interruption"]["by_party"] == "it"

    resumed = post(api(lead), f"{path}/resume/", {"reason": "Budget is there"}).json()
    assert (resumed["status"], resumed["interruption"]) == ("active", None)
    assert post(api(lead), f"{path}/stop/", why).json()["status"] == "stopped"
    again = post(api(lead), f"{path}/pause/", why)
    assert problem(again, 409)["code"] == "not_possible_now"


@pytest.mark.parametrize("missing", ["reason", "resume_condition"])
@pytest.mark.parametrize("verb", ["pause", "stop"])
def test_an_interruption_says_why_and_what_resumes_it(
    lead: User, initiative: Initiative, api: Api, verb: str, missing: str
) -> None:
    why = {"reason": "No budget", "resume_condition": "Budget in May", missing: " "}

    told = problem(post(api(lead), f"/initiatives/{initiative.reference}/{verb}/", why), 400)

    assert told["field"] == missing
    initiative.refresh_from_db()
    assert initiative.status == "active"


def test_a_withdrawn_idea_stays_readable(lead: User, initiative: Initiative, api: Api) -> None:
    path = f"/initiatives/{initiative.reference}"

    withdrawn = post(api(lead), f"{path}/withdrawal/", {"reason": "Done elsewhere"}).json()

    assert withdrawn["status"] == "withdrawn"
    assert withdrawn["interruption"]["reason"] == "Done elsewhere"
    problem(post(api(lead), f"{path}/resume/", {"reason": "x"}), 409)


@pytest.mark.behaviour("A28")
def test_a_restriction_hides_everything_below_it(
    lead: User,
    other_lead: User,
    architect: User,
    other_architect: User,
    auditor: User,
    initiative: Initiative,
    api: Api,
) -> None:
    design_input = raised(initiative, lead)
    path = f"/initiatives/{initiative.reference}"
    until = str(timezone.localdate() + dt.timedelta(days=30))

    made = post(
        api(lead),
        f"{path}/visibility-restrictions/",
        {"reason": "Wages", "until": until, "it_member": "architect@example.org"},
    )

    assert made.status_code == 201
    assert made.json()["until"] == until
    hidden = (
        f"{path}/",
        f"{path}/history/",
        f"{path}/invitations/",
        f"{path}/design-inputs/",
        f"{path}/milestones/",
        f"{path}/owed-items/",
        f"{path}/versions/",
        f"{path}/visibility-restrictions/",
        f"/design-inputs/{design_input.reference}/",
    )
    for address in hidden:
        assert problem(get(api(other_architect), address), 404)["code"] == "not_found"
        for person in (lead, architect, auditor):
            assert get(api(person), address).status_code == 200, address
    outside = api(other_lead)
    for address in ("/initiatives/", "/design-inputs/"):
        assert get(outside, address).json()["results"] == []
    similar = get(outside, "/initiatives/similar/", title=initiative.title)
    assert similar.json()["results"] == []
    problem(post(outside, f"/design-inputs/{design_input.reference}/reply/", {"text": "x"}), 404)

    opened = post(api(lead), f"{path}/visibility-restrictions/opening/").json()

    assert opened["visibility_restriction"] is None
    assert get(outside, f"{path}/").status_code == 200
    listed = get(outside, f"{path}/visibility-restrictions/").json()["results"]
    assert listed[0]["lifted_at"] is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason", ""), ("until", "2020-01-01"), ("until", "9999-12-31"), ("it_member", 0)],
)
def test_a_restriction_that_cannot_be(
    lead: User, architect: User, initiative: Initiative, api: Api, field: str, value: object
) -> None:
    until = str(timezone.localdate() + dt.timedelta(days=30))
    given = {"reason": "Wages", "until": until, "it_member": architect.pk, field: value}
    path = f"/initiatives/{initiative.reference}/visibility-restrictions/"

    assert problem(post(api(lead), path, given), 400)["field"] == field
    assert not initiative.restrictions.exists()
