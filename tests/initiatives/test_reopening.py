"""Why a decision opens again is kept: its cause, and whether the round was agreed (A26, A32)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import dispose_design_input
from initiatives.actions import reopen_milestone, take_milestone
from initiatives.models import Initiative, Reopening
from initiatives.reopening import likely_causes
from people.errors import InvalidInput
from people.models import User
from tests.api.calls import get, post, problem
from tests.factories import raised

pytestmark = pytest.mark.behaviour("M15", "A26", "A32")
KIND = "design_baseline"


@pytest.fixture
def taken(initiative: Initiative, lead: User) -> Initiative:
    """Its design baseline is taken, as it happened."""
    take_milestone(initiative, KIND, actor=lead)
    return initiative


def test_cause_plan_side_and_when_it_had_been_taken_are_kept(
    taken: Initiative, architect: User
) -> None:
    was = taken.milestones.get(kind=KIND).taken_recorded_at
    reopen_milestone(
        taken, KIND, reason="Keys lie open", cause="security", planned=True, actor=architect
    )
    kept = Reopening.objects.get()
    assert (kept.kind, kept.cause, kept.planned, kept.by_party) == (KIND, "security", True, "it")
    assert (kept.reason, kept.was_recorded_at) == ("Keys lie open", was)
    assert kept.at <= timezone.now()
    event = AuditEvent.objects.get(kind="milestone.reopened")
    assert "(planned beforehand): Keys lie open" in event.sentence


def test_without_a_cause_it_is_something_else(taken: Initiative, lead: User) -> None:
    reopen_milestone(taken, KIND, reason="A new vendor", actor=lead)
    kept = Reopening.objects.get()
    assert (kept.cause, kept.planned) == ("other", False)


def test_one_told_afterwards_keeps_no_moment(initiative: Initiative, lead: User) -> None:
    day = timezone.localdate().replace(year=2020)
    take_milestone(initiative, KIND, taken_on=day, actor=lead)
    reopen_milestone(initiative, KIND, reason="Anew", actor=lead)
    assert Reopening.objects.get().was_recorded_at is None


def test_an_unknown_cause_is_refused(taken: Initiative, lead: User) -> None:
    with pytest.raises(InvalidInput) as refusal:
        reopen_milestone(taken, KIND, reason="Why", cause="weather", actor=lead)
    assert refusal.value.field == "cause"
    assert not Reopening.objects.exists()
    assert taken.milestones.get(kind=KIND).taken


@pytest.mark.parametrize(
    ("group", "area", "cause"),
    [
        ("SEC", "security_access", "security"),
        ("SEC", "data_integrity", "data"),
        ("ARC", "stability", "architecture"),
        ("OWN", "stability", "ownership"),
        ("GOV", "compliance", "compliance"),
        ("REL", "maintainability", "support"),
        ("LOC", "vendor_risk", None),
    ],
)
def test_a_design_input_tells_the_likely_cause(
    taken: Initiative, architect: User, group: str, area: str, cause: str | None
) -> None:
    raised(taken, architect, decision=KIND, concern_group=group, stewardship_area=area)
    assert likely_causes(taken).get(KIND) == cause


def test_the_last_input_counts_and_a_withdrawn_one_does_not(
    taken: Initiative, architect: User
) -> None:
    raised(taken, architect, decision=KIND, concern_group="OWN", stewardship_area="stability")
    last = raised(
        taken, architect, decision=KIND, concern_group="ARC", stewardship_area="stability"
    )
    assert likely_causes(taken)[KIND] == "architecture"
    dispose_design_input(last, state="withdrawn", actor=architect)
    assert likely_causes(taken)[KIND] == "ownership"


def test_the_page_fills_the_cause_and_says_it_afterwards(
    taken: Initiative, lead: User, architect: User, signed_in: Callable[[User], Client]
) -> None:
    raised(taken, architect, decision=KIND, concern_group="ARC", stewardship_area="stability")
    address = reverse("initiatives:decisions", args=[taken.reference])
    client = signed_in(lead)
    page = client.get(address).content.decode()
    assert '<option value="architecture" selected>' in page

    typed = {"kind": KIND, "verb": "reopen", "reason": "A second region", "cause": "data"}
    client.post(address, typed)
    assert Reopening.objects.get().cause == "data"
    assert "data: A second region" in client.get(address).content.decode()


def test_by_api_old_calls_still_work(
    taken: Initiative, lead: User, api: Callable[[User], Client]
) -> None:
    path = f"/initiatives/{taken.reference}/milestones/{KIND}"
    client = api(lead)
    assert post(client, f"{path}/reopen/", {"reason": "Anew"}).json()["state"] == "open"
    post(client, f"{path}/take/")
    told = {"reason": "Keys", "cause": "security", "planned": True}
    post(client, f"{path}/reopen/", told)
    post(client, f"{path}/take/")
    bad = problem(post(client, f"{path}/reopen/", {**told, "cause": "weather"}), 400)
    assert bad["field"] == "cause"
    listed = get(client, f"/initiatives/{taken.reference}/reopenings/").json()["results"]
    assert [(each["cause"], each["planned"]) for each in listed] == [
        ("security", True), ("other", False),
    ]  # fmt: skip
