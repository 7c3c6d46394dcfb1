"""The first page: what waits, by role, with one primary action."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.templatetags.joinery import when
from initiatives.actions import (
    accept_invitation,
    invite_it,
    plan_milestone,
    save_draft,
    withdraw_initiative,
)
from initiatives.desk import (
    MOST_OWN_INITIATIVES,
    DraftsPanel,
    InvitationsPanel,
    OwnInitiativesPanel,
    RecordPanel,
)
from initiatives.models import Initiative
from people.models import Notice, Unit, User
from people.panels import FilledPanel
from people.vocabulary import Role
from tests.factories import on_duty, person_with, raised, registered

pytestmark = pytest.mark.usefixtures("without_profile")


def shown(answer: Any) -> dict[str, FilledPanel]:
    panels = [*answer.context["main_panels"], *answer.context["aside_panels"]]
    return {panel.template.removeprefix("initiatives/desk/"): panel for panel in panels}


def primary(page: str) -> list[str]:
    return re.findall(r'class="btn"[^>]*>([^<]+)<', page)


@pytest.mark.behaviour("A10")
def test_an_initiative_without_it_offers_to_invite_it_first(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User
) -> None:
    later = registered(lead, unit=initiative.unit, title="Invited already")
    invite_it(later, open_questions=["Where?"], actor=lead)

    answer = signed_in(lead).get("/")

    own = shown(answer)["own_initiatives.html"].context["own"]
    assert [each.initiative for each in own] == [initiative, later]
    page = answer.content.decode()
    assert reverse("initiatives:invite", args=[initiative.reference]) in page
    assert "not invited yet" in page
    assert "invited today" in page
    assert len(primary(page)) == 1


def test_the_first_panel_with_a_next_step_gives_the_primary_action(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User, settings: Any
) -> None:
    settings.DESK_PANELS = ["initiatives.desk.OwnInitiativesPanel"]
    assert primary(signed_in(lead).get("/").content.decode()) == ["Invite IT"]

    invite_it(initiative, open_questions=["Where?"], actor=lead)
    assert primary(signed_in(lead).get("/").content.decode()) == ["Register an idea"]


def test_a_new_lead_is_told_how_to_start(
    signed_in: Callable[[User], Client], other_lead: User
) -> None:
    page = signed_in(other_lead).get("/").content.decode()

    assert primary(page) == ["Register an idea"]
    assert "A problem that somebody has is enough to start with" in page


def test_own_initiatives_say_the_next_decision_and_leave_out_what_has_ended(
    initiative: Initiative, lead: User, unit: Unit, other_lead: User
) -> None:
    ended = registered(lead, unit=unit, title="Over")
    withdraw_initiative(ended, reason="Done elsewhere", actor=lead)
    registered(other_lead, unit=unit, title="Not mine")
    panel = OwnInitiativesPanel()

    [own] = panel.context(lead)["own"]  # type: ignore[index]
    assert own.initiative == initiative
    assert own.decision.kind == "use_case_baseline"

    plan_milestone(initiative, "shortlist", planned_on=timezone.localdate(), actor=lead)
    [own] = panel.context(lead)["own"]  # type: ignore[index]
    assert own.decision.kind == "shortlist"
    assert panel.context(person_with(Role.EXECUTIVE)) is None


@pytest.mark.behaviour("A11")
def test_an_invited_architect_sees_the_open_questions_oldest_first(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User, architect: User
) -> None:
    second = registered(lead, unit=initiative.unit, title="Second")
    first_sent = invite_it(initiative, open_questions=["Where may data go?"], actor=lead)
    invite_it(second, open_questions=["Who decides?"], actor=lead)

    answer = signed_in(architect).get("/")

    invitations = shown(answer)["invitations.html"].context["invitations"]
    assert [each.initiative for each in invitations] == [initiative, second]
    page = answer.content.decode()
    assert page.index("Where may data go?") < page.index("Who decides?")
    assert primary(page) == ["Answer invitation"]
    address = reverse("initiatives:invitation", args=[initiative.reference, first_sent.pk])
    assert f'class="btn" href="{address}"' in page


def test_answered_invitations_and_those_of_others_are_not_shown(
    initiative: Initiative, lead: User, architect: User, other_architect: User
) -> None:
    invitation = invite_it(initiative, open_questions=["Where?"], actor=lead)
    panel = InvitationsPanel()

    assert panel.context(other_architect) is None
    assert panel.context(lead) is None
    accept_invitation(invitation, actor=architect)
    assert panel.context(architect) is None


@pytest.mark.behaviour("B61")
def test_drafts_show_the_day_they_go_and_can_be_discarded(
    signed_in: Callable[[User], Client], lead: User, other_lead: User
) -> None:
    draft = save_draft({"title": "Half an idea"}, actor=lead)

    page = signed_in(lead).get("/").content.decode()

    assert "Half an idea" in page
    assert f"removed {when(draft.expires_at)}" in page
    assert reverse("initiatives:discard-draft", args=[draft.pk]) in page
    assert DraftsPanel().context(other_lead) is None


def test_an_auditor_reads_the_latest_changes(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User, auditor: User
) -> None:
    invite_it(initiative, open_questions=["Where?"], actor=lead)

    answer = signed_in(auditor).get("/")

    events = shown(answer)["record.html"].context["events"]
    assert events[0].kind == "invitation.sent"
    assert primary(answer.content.decode()) == ["Search the record"]
    assert RecordPanel().context(lead) is None


def test_an_executive_is_led_to_the_portfolio(
    signed_in: Callable[[User], Client], initiative: Initiative, executive: User
) -> None:
    page = signed_in(executive).get("/").content.decode()

    assert primary(page) == ["See the portfolio"]


def test_an_architect_without_invitations_is_led_to_where_input_still_counts(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User, architect: User
) -> None:
    page = signed_in(architect).get("/").content.decode()
    assert primary(page) == ["Look at the initiatives"]

    plan_milestone(initiative, "shortlist", planned_on=timezone.localdate(), actor=lead)
    page = signed_in(architect).get("/").content.decode()
    assert primary(page) == ["Add design input"]


def test_the_record_panel_shows_ten_events_about_initiatives_only(
    lead: User, unit: Unit, auditor: User
) -> None:
    for number in range(6):
        registered(lead, unit=unit, title=f"Idea {number}")
    save_draft({"title": "A private thought"}, actor=lead)

    events = RecordPanel().context(auditor)["events"]  # type: ignore[index]

    assert len(events) == 10
    assert all(event.initiative_ref for event in events)


def test_somebody_without_a_role_learns_whom_to_ask(
    signed_in: Callable[[User], Client], initiative: Initiative, outsider: User
) -> None:
    person_with(full_name="Adam Minister", email="adam@example.org", is_staff=True)
    person_with(full_name="Gone Minister", email="gone@example.org", is_staff=True, is_active=False)

    page = signed_in(outsider).get("/").content.decode()

    assert "You have no role yet" in page
    assert "adam@example.org" in page
    assert "gone@example.org" not in page
    assert initiative.title not in page


def test_an_administrator_without_a_role_is_led_to_what_they_may_do(
    signed_in: Callable[[User], Client], initiative: Initiative
) -> None:
    client = signed_in(person_with(full_name="Adam Minister", is_staff=True))

    page = client.get("/").content.decode()

    assert primary(page) == ["Open the administration"]
    assert "Whom to ask" not in page
    closed = reverse("initiatives:list")
    assert client.get(closed).status_code == 403
    for address in ("/", reverse("initiatives:import")):
        assert f'href="{closed}"' not in client.get(address).content.decode()


@pytest.mark.parametrize("who", ["lead", "architect", "executive", "auditor", "outsider"])
def test_there_is_one_heading_and_at_most_one_primary_action(
    signed_in: Callable[[User], Client],
    initiative: Initiative,
    request: pytest.FixtureRequest,
    who: str,
) -> None:
    answer = signed_in(request.getfixturevalue(who)).get("/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert len(primary(page)) <= 1


@pytest.mark.parametrize("who", ["lead", "architect", "executive", "auditor"])
def test_the_desk_asks_as_much_for_one_initiative_as_for_many(
    signed_in: Callable[[User], Client],
    lead: User,
    architect: User,
    unit: Unit,
    request: pytest.FixtureRequest,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
    who: str,
) -> None:
    def add(number: int) -> None:
        added: Initiative = registered(lead, unit=unit, title=f"Idea {number}")
        plan_milestone(added, "longlist", planned_on=timezone.localdate(), actor=lead)
        invite_it(added, open_questions=["Where?"], actor=lead)
        raised(registered(lead, unit=unit, title=f"Input {number}"), architect)

    on_duty(architect, unit)
    client = signed_in(request.getfixturevalue(who))
    add(0)
    save_draft({"title": "One"}, actor=lead)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(1, MOST_OWN_INITIATIVES):
        add(number)
        save_draft({"title": "More"}, actor=lead)

    with at_most_queries(20), CaptureQueriesContext(connection) as many:
        client.get("/")

    assert len(many) == len(few)


def test_an_administrator_without_a_role_sees_what_could_not_be_delivered(
    lead: User, outsider: User, signed_in: Callable[[User], Client]
) -> None:
    Notice.objects.create(
        unique_key="x", recipient=lead, subject="x", text="x", state=Notice.State.GIVEN_UP
    )
    outsider.is_staff = True
    outsider.save()

    shown = signed_in(outsider).get(reverse("desk")).content.decode()

    assert "could not be delivered" in shown
