"""Raising a design input: the action and its page."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import Concern, raise_design_input
from governance.models import DesignInput
from governance.vocabulary import ConcernGroup, InputKind
from initiatives.actions import (
    mark_reopenable,
    plan_milestone,
    stop_initiative,
    take_milestone,
)
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from tests.factories import raised

SignIn = Callable[[User], Client]
TYPED = {
    "kind": "risk",
    "title": "The order feed stops at night",
    "description": "Between 2 and 4 it is rebuilt.",
    "proposed_solution": "Read from the replica.",
    "concern_group": "REL",
    "stewardship_area": "",
    "decision": "shortlist",
}


def _page(initiative: Initiative) -> str:
    return reverse("governance:raise", args=[initiative.reference])


def _concern(**fields: Any) -> Concern:
    given = {
        "kind": "risk",
        "concern_group": "REL",
        "stewardship_area": "stability",
        "title": "The order feed stops at night",
    }
    return Concern(**{**given, **fields})


@pytest.mark.behaviour("A24")
def test_one_form_serves_every_kind_of_concern(
    initiative: Initiative, architect: User, signed_in: SignIn
) -> None:
    client = signed_in(architect)
    shown = client.get(_page(initiative)).content.decode()

    for kind in InputKind:
        assert f'value="{kind}"' in shown
        assert client.post(_page(initiative), {**TYPED, "kind": kind}).status_code == 302

    assert set(initiative.design_inputs.values_list("kind", flat=True)) == set(InputKind)
    assert not {"blocker", "objection"} & {word for kind in InputKind for word in kind.split("_")}


@pytest.mark.behaviour("A25")
def test_the_proposed_solution_is_kept_and_shown(
    initiative: Initiative, architect: User, signed_in: SignIn
) -> None:
    response = signed_in(architect).post(_page(initiative), TYPED, follow=True)

    design_input = initiative.design_inputs.get()
    assert design_input.proposed_solution == "Read from the replica."
    assert response.redirect_chain[-1][0] == design_input.get_absolute_url()
    assert "Read from the replica." in response.content.decode()
    assert "Business owes the answer" in response.content.decode()


def test_without_an_area_the_concern_names_it(
    initiative: Initiative, architect: User, signed_in: SignIn
) -> None:
    for group in ConcernGroup:
        signed_in(architect).post(_page(initiative), {**TYPED, "concern_group": group})

    areas = dict(initiative.design_inputs.values_list("concern_group", "stewardship_area"))
    assert areas == {
        "SEC": "security_access",
        "OWN": "maintainability",
        "ARC": "stability",
        "GOV": "compliance",
        "LOC": "vendor_risk",
        "REL": "stability",
    }


def test_the_form_knows_the_next_open_decision_and_the_last_concern(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    take_milestone(initiative, "use_case_baseline", actor=lead)
    raised(initiative, architect, concern_group="LOC")

    form = signed_in(architect).get(_page(initiative)).context["form"]

    assert form["decision"].value() == "longlist"
    assert form["concern_group"].value() == "LOC"
    assert signed_in(lead).get(_page(initiative)).context["form"]["concern_group"].value() is None


@pytest.mark.behaviour("A27")
def test_the_form_says_which_decisions_are_open_taken_or_reopenable(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    plan_milestone(initiative, "selection", planned_on=timezone.localdate(), actor=lead)
    take_milestone(initiative, "longlist", actor=lead)
    take_milestone(initiative, "shortlist", actor=lead)
    mark_reopenable(initiative, "shortlist", reopenable=True, actor=lead)

    shown = signed_in(architect).get(_page(initiative)).content.decode()

    assert "Selection, planned" in shown.split('label="Not taken yet"')[1].split("</optgroup>")[0]
    assert "Shortlist, taken" in shown.split("can be reopened")[1].split("</optgroup>")[0]
    assert "Longlist, taken" in shown.split('label="Taken"')[1].split("</optgroup>")[0]


def test_what_the_address_brings_stands_in_the_form(
    initiative: Initiative, architect: User, signed_in: SignIn
) -> None:
    address = f"{_page(initiative)}?kind=requirement&title=Runs+at+night&decision=contract"

    form = signed_in(architect).get(address).context["form"]

    assert [form[name].value() for name in ("kind", "title", "decision")] == [
        "requirement",
        "Runs at night",
        "contract",
    ]
    assert not DesignInput.objects.exists()


def test_sent_twice_it_is_raised_once(
    initiative: Initiative, architect: User, signed_in: SignIn
) -> None:
    sent = {**TYPED, "submission_key": str(uuid.uuid4())}

    for _ in range(2):
        assert signed_in(architect).post(_page(initiative), sent).status_code == 302

    assert DesignInput.objects.count() == 1
    assert AuditEvent.objects.filter(kind="design_input.raised").count() == 1


def test_nothing_typed_is_lost_when_something_is_missing(
    initiative: Initiative, architect: User, signed_in: SignIn
) -> None:
    response = signed_in(architect).post(_page(initiative), {**TYPED, "kind": ""})

    assert response.status_code == 200
    assert "Between 2 and 4 it is rebuilt." in response.content.decode()
    assert not DesignInput.objects.exists()


def test_a_refusal_of_the_action_keeps_what_was_typed(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    stop_initiative(initiative, reason="Funds", resume_condition="New funds", actor=lead)

    response = signed_in(architect).post(_page(initiative), TYPED)

    assert response.status_code == 409
    assert "This initiative is stopped. Resume it first" in response.content.decode()
    assert "Between 2 and 4 it is rebuilt." in response.content.decode()
    assert signed_in(architect).get(_page(initiative)).status_code == 409


@pytest.mark.behaviour("A10")
def test_the_first_input_of_it_is_its_joining(initiative: Initiative, architect: User) -> None:
    raised(initiative, architect)

    initiative.refresh_from_db()
    assert initiative.it_joined_at is not None


def test_who_sits_for_a_side_raises_for_it(
    initiative: Initiative, lead: User, architect: User
) -> None:
    assert raised(initiative, lead).raised_party == "business"
    assert raised(initiative, architect).raised_party == "it"
    assert raised(initiative, lead).answering_party == "it"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "complaint"}, "kind"),
        ({"concern_group": "XYZ"}, "concern_group"),
        ({"stewardship_area": "luck"}, "stewardship_area"),
        ({"decision": "lunch"}, "decision"),
        ({"title": " \n "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"description": "x" * 5001}, "description"),
        ({"proposed_solution": "x" * 5001}, "proposed_solution"),
    ],
)
def test_what_cannot_be_used_is_named(
    initiative: Initiative, architect: User, changes: dict[str, str], field: str
) -> None:
    events = AuditEvent.objects.count()

    with pytest.raises(InvalidInput) as refused:
        raise_design_input(initiative, _concern(**changes), actor=architect)

    assert refused.value.field == field
    assert not DesignInput.objects.exists()
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("who", ["executive", "auditor"])
def test_only_the_two_sides_raise(
    initiative: Initiative, who: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    user: User = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        raise_design_input(initiative, _concern(), actor=user)

    client = signed_in(user)
    assert client.get(_page(initiative)).status_code == 403
    assert client.post(_page(initiative), TYPED).status_code == 403
    assert not DesignInput.objects.exists()


def test_without_a_role_there_is_no_page(
    initiative: Initiative, outsider: User, signed_in: SignIn
) -> None:
    assert signed_in(outsider).get(_page(initiative)).status_code == 404
    assert signed_in(outsider).post(_page(initiative), TYPED).status_code == 404


def test_an_ended_initiative_takes_no_input(
    initiative: Initiative, lead: User, architect: User
) -> None:
    stop_initiative(initiative, reason="Funds", resume_condition="New funds", actor=lead)

    with pytest.raises(NotPossibleNow):
        raise_design_input(initiative, _concern(), actor=architect)


def test_without_a_decision_it_concerns_the_next_open_one(
    initiative: Initiative, lead: User, architect: User
) -> None:
    take_milestone(initiative, "use_case_baseline", actor=lead)

    assert raise_design_input(initiative, _concern(), actor=architect).decision == "longlist"
    assert raise_design_input(initiative, _concern(decision=""), actor=architect).decision == ""


def test_the_form_costs_the_same_for_a_long_past(
    initiative: Initiative, architect: User, signed_in: SignIn, at_most_queries: Any
) -> None:
    for _ in range(5):
        raised(initiative, architect)
    client = signed_in(architect)
    with at_most_queries(6):
        client.get(_page(initiative))
