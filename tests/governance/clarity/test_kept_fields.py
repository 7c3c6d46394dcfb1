"""Fields that are read from the integrations: no fact is asked twice."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from architecture import vocabulary as words
from architecture.clarity import FIELDS
from architecture.models import Integration
from governance.actions import FieldAnswer, answer_field, confirm_field
from governance.clarity.catalogue import catalogue
from governance.clarity.facts import facts_of, load_clarity
from governance.clarity.profile import profile_of
from governance.models import ClarityAnswer
from governance.owed import owed_items
from governance.vocabulary import FieldState
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.errors import NotPossibleNow
from people.models import User
from tests.architecture_app.factories import (
    DecisionRecordFactory,
    SystemFactory,
    held_by,
    linked,
)
from tests.factories import registered
from tests.governance.clarity.answers import answer_all, in_stage

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def fresh(initiative: Initiative) -> Initiative:
    return Initiative.objects.select_related("unit", "lead").get(pk=initiative.pk)


def standing_of(initiative: Initiative, field: str) -> Any:
    return profile_of(fresh(initiative)).standings[field]


def rows(initiative: Initiative, field: str) -> list[dict[str, Any]]:
    answer = facts_of(fresh(initiative)).answers.get(field)
    return answer.rows if answer else []


@pytest.fixture
def link(initiative: Initiative, architect: User) -> Integration:
    orders = SystemFactory.create(name="Order book", criticality="high")
    return linked(initiative, architect, source=orders, name="Orders to the model")


@pytest.mark.behaviour("B82")
def test_the_words_of_the_profile_are_those_of_the_integrations() -> None:
    fields = catalogue().by_id
    for field, part, choices in (
        ("AR-1", "style", words.IntegrationStyle),
        ("AR-2", "access", words.DataDirection),
        ("AR-3", "state", words.DesignAuthorityState),
        ("AR-4", "identity", words.IdentityPattern),
        ("AR-5", "reuse", words.ReuseResult),
        ("AR-7", "flag", words.FragilityFlag),
    ):
        assert dict(fields[field].part(part).choices) == dict(choices.choices)
    criticality = dict(fields["AR-2"].part("criticality").choices)
    assert criticality == dict(words.Criticality.choices)
    assert set(fields["AR-10"].part("fate").choices) == set(words.DebtDecision.values)


@pytest.mark.behaviour("A20", "B82")
def test_a_plain_answer_counts_until_there_is_an_integration(
    initiative: Initiative, lead: User, architect: User
) -> None:
    answer_all(initiative, lead, architect)
    before = {field: rows(initiative, field) for field in FIELDS}

    link = linked(initiative, architect, source=SystemFactory.create(name="Order book"))

    assert rows(initiative, "AR-1") == [
        {"id": link.reference, "style": "api_via_gateway", "name": link.name}
    ]
    assert rows(initiative, "AR-2") == [{"system": "Order book", "access": "read"}]
    assert "how critical “Order book” is" in standing_of(initiative, "AR-2").what_answers
    # What the integration says nothing of stays as it was answered.
    for field in ("AR-8", "RB-8"):
        assert rows(initiative, field) == before[field] != []
    # What belonged to integrations in words cannot be told apart any more; it is kept and shown.
    facts = facts_of(fresh(initiative))
    assert facts.plain["AR-4"].rows == before["AR-4"]
    assert standing_of(initiative, "AR-4").state == FieldState.UNANSWERED
    Integration.objects.update(design_state="retired")
    assert rows(initiative, "AR-1") == before["AR-1"]


def test_every_field_is_answered_by_a_complete_integration(
    initiative: Initiative, link: Integration, lead: User, architect: User
) -> None:
    answer_all(initiative, lead, architect)
    ClarityAnswer.objects.filter(field__in=FIELDS).delete()
    Integration.objects.filter(pk=link.pk).update(
        identity_pattern="sso_oidc",
        reuse_result="new_with_reason",
        reuse_reason="Nothing reads orders by event.",
        is_place_of_interpretation=True,
        is_pilot=True,
        compromise_reach="Orders of one plant.",
        compromise_containment="The gateway cuts it off.",
        compromise_notice_hours=24,
        owner=architect,
    )
    link.artefacts.create(name="Mapper", owner=architect, repository="https://git.example/m")
    link.fragilities.create(flag="preview_api", mitigation="Pinned, and tried each night.")
    link.debts.create(
        item="Nightly export", decision="retire", due_on=dt.date(2027, 3, 1), owner=lead
    )
    held_by(link, architect)
    DecisionRecordFactory.create(
        initiative=initiative,
        integration=link,
        written_by=architect,
        status="decided",
        decided_on=timezone.localdate(),
    )
    for stage in (Stage.DESIGN, Stage.SELECTION, Stage.INTEGRATION):
        in_stage(initiative, stage)
        standings = profile_of(fresh(initiative)).standings
        left = {
            field: standings[field].what_answers
            for field in FIELDS
            if standings[field].state != FieldState.ANSWERED
        }
        assert not left
    assert rows(initiative, "AR-8") == [{"place": "Late-order model"}]
    (record,) = rows(initiative, "AR-9")
    assert record["record"].startswith("http")
    (compromise,) = rows(initiative, "RB-8")
    assert compromise == {
        "reach": "Orders of one plant.",
        "containment": "The gateway cuts it off.",
        "notice_hours": 24,
        "owner": f"person:{architect.pk}",
    }


@pytest.mark.behaviour("A21")
def test_design_authority_is_as_settled_as_the_least_settled_integration(
    initiative: Initiative, link: Integration, lead: User, architect: User, other_architect: User
) -> None:
    standing = standing_of(initiative, "AR-3")
    assert standing.state == FieldState.UNANSWERED
    assert link.name in standing.what_answers
    held = held_by(link, architect)
    assert rows(initiative, "AR-3") == [{"state": "accepted", "holder": f"person:{architect.pk}"}]
    other = linked(initiative, architect)
    offer = held_by(other, other_architect, state="offered", accepted_at=None)
    assert rows(initiative, "AR-3")[0]["state"] == "offered"
    offer.delete()
    held_by(other, other_architect)
    User.objects.filter(pk=architect.pk).update(is_active=False)

    left = standing_of(initiative, "AR-3")

    assert left.state == FieldState.STALE
    assert architect.full_name in left.what_answers
    held.delete()
    held_by(link, other_architect)
    assert standing_of(initiative, "AR-3").state == FieldState.ANSWERED


@pytest.mark.behaviour("B31", "B33", "B34")
def test_none_is_an_answer_once_every_integration_says_so(
    initiative: Initiative, link: Integration, architect: User
) -> None:
    other = linked(initiative, architect, name="Stock to the model")
    in_stage(initiative, Stage.INTEGRATION)
    for field, flag in (("AR-6", "has_no_artefacts"), ("AR-7", "has_no_fragility")):
        assert standing_of(initiative, field).state == FieldState.UNANSWERED
        Integration.objects.filter(pk=link.pk).update(**{flag: True})
        assert "Stock to the model" in standing_of(initiative, field).what_answers
        Integration.objects.filter(pk=other.pk).update(**{flag: True})
        assert standing_of(initiative, field).state == FieldState.ANSWERED
    # Only a pilot leaves something behind.
    assert standing_of(initiative, "AR-10").state == FieldState.ANSWERED
    Integration.objects.filter(pk=other.pk).update(is_pilot=True)
    assert "Stock to the model" in standing_of(initiative, "AR-10").what_answers


def test_what_is_kept_elsewhere_is_not_written_here(
    initiative: Initiative, link: Integration, lead: User, architect: User
) -> None:
    styles = FieldAnswer(rows=[{"style": "direct_db", "name": "x"}])
    for field, given in (("AR-1", styles), ("AR-8", FieldAnswer(rows=[{"place": "x"}]))):
        with pytest.raises(NotPossibleNow, match="is read from the integrations"):
            answer_field(initiative, field, given, actor=architect)
    with pytest.raises(NotPossibleNow):
        confirm_field(initiative, "AR-2", actor=lead)
    assert not ClarityAnswer.objects.exists()
    # What nobody has said there yet may be a known gap here.
    gap = FieldAnswer(
        kind="known_gap",
        gap_owner=architect,
        gap_due_on=timezone.localdate() + dt.timedelta(days=9),
        gap_safeguard="Read only until then.",
    )
    answer_field(initiative, "AR-4", gap, actor=architect)
    assert standing_of(initiative, "AR-4").state == FieldState.KNOWN_GAP
    Integration.objects.filter(pk=link.pk).update(identity_pattern="scim")
    assert rows(initiative, "AR-4") == [{"type": link.reference, "identity": "scim"}]


@pytest.mark.behaviour("A20", "B85")
def test_the_page_shows_the_rows_and_leads_to_where_they_are_kept(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    answer_all(initiative, lead, architect)
    link = linked(initiative, architect, name="Orders to the model")
    client = signed_in(lead)
    kept = reverse("architecture:integrations", args=[initiative.reference])

    page = client.get(
        reverse("governance:clarity-field", args=[initiative.reference, "AR-1"])
    ).content.decode()

    assert link.name in page
    assert f'class="btn" href="{kept}"' in page
    assert "What was answered here before" in page
    assert 'id="field-form"' not in page
    assert 'id="gap-form"' not in page
    assert 'id="ask-form"' in page
    whole = client.get(reverse("governance:clarity", args=[initiative.reference]))
    assert kept in whole.content.decode()


def test_the_api_says_where_a_field_is_kept(
    initiative: Initiative, link: Integration, lead: User, api: Callable[[User], Client]
) -> None:
    client = api(lead)
    address = f"/api/v1/initiatives/{initiative.reference}/clarity/"
    told = {each["field"]: each for each in client.get(address).json()["fields"]}
    assert told["AR-1"]["kept_at"].endswith("/architecture/")
    assert told["AR-1"]["answer"]["rows"][0]["id"] == link.reference
    assert told["DO-1"]["kept_at"] == ""


def test_an_offer_is_owed_once(initiative: Initiative, link: Integration, architect: User) -> None:
    titles = [each.title for each in owed_items(fresh(initiative), architect)]
    assert f"Ask IT to own the design of {link.name}" in titles
    assert "Design authority" not in titles


def test_profiles_of_many_cost_the_same_queries_with_integrations(
    initiative: Initiative, link: Integration, lead: User, architect: User, at_most_queries: Any
) -> None:
    others = [registered(lead, unit=initiative.unit, title=f"Number {n}") for n in range(4)]
    for each in others:
        held_by(linked(each, architect), architect)
    for wanted in ([initiative], [initiative, *others]):
        found = list(Initiative.objects.filter(pk__in=[each.pk for each in wanted]))
        with at_most_queries(13):
            load_clarity(found)
            assert all(profile_of(each).standings for each in found)
