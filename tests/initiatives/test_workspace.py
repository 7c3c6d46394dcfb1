"""The workspace: one page that both sides read."""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.actions import (
    accept_invitation,
    change_use_case,
    decline_invitation,
    invite_it,
    pause_initiative,
    plan_milestone,
    restrict_visibility,
    withdraw_initiative,
)
from initiatives.models import Initiative, Member
from initiatives.vocabulary import Stage
from initiatives.workspace import stage_line
from people.models import Unit, User
from people.vocabulary import Party, Role
from tests.factories import person_with, raised, registered

pytestmark = pytest.mark.usefixtures("without_profile")

SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]
EVIL = "<script>alert('x')</script>"


def page(client: Client, initiative: Initiative) -> str:
    response = client.get(initiative.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def primary_actions(html: str) -> list[str]:
    return re.findall(r'<(?:a|button)[^>]*class="btn"[^>]*>([^<]+)<', html)


@pytest.mark.behaviour("A10")
def test_inviting_it_is_the_first_action_after_registration(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    assert primary_actions(page(signed_in(lead), initiative)) == ["Invite IT"]


@pytest.mark.behaviour("A10")
def test_the_invited_answer_first(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    invite_it(initiative, open_questions=["Where may the data be?"], actor=lead)

    assert primary_actions(page(signed_in(architect), initiative)) == ["Answer the invitation"]
    assert primary_actions(page(signed_in(lead), initiative)) != ["Invite IT"]


@pytest.mark.parametrize("who", ["executive", "auditor"])
def test_those_who_read_find_nothing_to_press(
    initiative: Initiative, who: str, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    html = page(signed_in(request.getfixturevalue(who)), initiative)

    assert primary_actions(html) == []
    assert "Pause, stop or withdraw" not in html
    assert "Word the use case" not in html


def test_a_person_without_a_role_does_not_learn_of_it(
    initiative: Initiative, outsider: User, signed_in: SignIn
) -> None:
    client = signed_in(outsider)
    below = ("", "invite/", "decisions/", "status/", "visibility/", "use-case/", "history/")
    for part in below:
        assert client.get(initiative.get_absolute_url() + part).status_code == 404


@pytest.mark.behaviour("A01")
def test_an_outcome_with_one_goal_is_shown_as_half_filled(
    lead: User, architect: User, unit: Unit, signed_in: SignIn
) -> None:
    half = registered(lead, unit=unit, operability_goal="")
    whole = registered(lead, unit=unit)

    html = page(signed_in(lead), half)
    assert "so the outcome is half-filled" in html
    assert f"/initiatives/{half.reference}/use-case/#id_operability_goal" in html
    assert "#id_operability_goal" not in page(signed_in(architect), half)
    assert "half-filled" not in page(signed_in(lead), whole)


@pytest.mark.behaviour("A26", "A27")
def test_it_sees_first_what_is_open_taken_and_reopenable(
    lead: User, architect: User, unit: Unit, signed_in: SignIn
) -> None:
    initiative = registered(lead, unit=unit, how_far="in_use")

    html = page(signed_in(architect), initiative)

    first_heading = re.findall(r"<h2>([^<]+)</h2>", html)[0]
    assert first_heading == "Decisions"
    assert "<dt>Open</dt>" in html
    assert "<dt>Taken, can still change</dt>" in html
    assert "<dt>Taken</dt>" in html
    assert "told afterwards, the day not yet" in html
    assert f"/initiatives/{initiative.reference}/decisions/#live" in html


@pytest.mark.behaviour("A10")
def test_every_time_of_an_invitation_is_told(
    initiative: Initiative,
    lead: User,
    architect: User,
    other_architect: User,
    signed_in: SignIn,
) -> None:
    sent = invite_it(initiative, open_questions=["Who runs it?"], actor=lead)
    html = page(signed_in(lead), initiative)
    assert "not answered yet" in html
    assert "Who runs it?" in html

    passed_on = decline_invitation(
        sent, reason="On leave", stand_in=other_architect, actor=architect
    )
    html = page(signed_in(lead), initiative)
    assert "Sam Ito stands in" in html

    accept_invitation(passed_on, actor=other_architect)
    assert "first design input still to come" in page(signed_in(lead), initiative)

    raised(initiative, other_architect)
    html = page(signed_in(lead), initiative)
    assert "still to come" not in html
    assert "IT joined on day 1" in html
    assert "What was open when IT was asked" in html


@pytest.mark.behaviour("A04")
def test_both_sides_of_the_table_stand_beside_each_other(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    html = page(signed_in(lead), initiative)

    assert '<h3 class="who business">Business</h3>' in html
    assert '<h3 class="who it">IT</h3>' in html


def test_the_line_of_stages_marks_now_and_what_is_planned(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    day = timezone.localdate() + dt.timedelta(days=40)
    plan_milestone(initiative, "build_start", planned_on=day, actor=lead)
    Initiative.objects.filter(pk=initiative.pk).update(stage=Stage.SELECTION)
    initiative.refresh_from_db()

    steps = stage_line(initiative)
    assert [step.is_done for step in steps] == [True, False, False, False, False]
    assert [step.is_current for step in steps] == [False, True, False, False, False]
    assert steps[2].planned is not None
    assert steps[2].planned.planned_on == day

    html = page(signed_in(lead), initiative)
    assert html.count('aria-current="step"') == 1
    assert "build start planned" in html


@pytest.mark.behaviour("B66")
def test_a_pause_says_who_why_and_what_would_resume_it(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    pause_initiative(
        initiative, reason="The feed breaks", resume_condition="The feed is whole", actor=architect
    )

    html = page(signed_in(lead), initiative)

    assert "Paused today" in html
    assert "by Ira Novak, IT" in html
    assert "The feed breaks" in html
    assert "The feed is whole" in html
    assert ">Resume it</a>" in html


def test_after_withdrawal_nothing_is_offered(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    withdraw_initiative(initiative, reason="Not needed", actor=lead)

    html = page(signed_in(lead), initiative)

    assert "Withdrawn today" in html
    assert "Invite IT" not in primary_actions(html)
    assert "Add design input" not in primary_actions(html)


@pytest.mark.behaviour("A28", "B61")
def test_a_restriction_hides_from_other_leads_but_never_from_the_named_it_member_or_auditors(
    initiative: Initiative,
    lead: User,
    other_lead: User,
    architect: User,
    other_architect: User,
    auditor: User,
    executive: User,
    signed_in: SignIn,
) -> None:
    address = initiative.get_absolute_url()
    assert signed_in(other_lead).get(address).status_code == 200
    restrict_visibility(
        initiative,
        reason="Talks under way",
        until=timezone.localdate() + dt.timedelta(days=9),
        it_member=architect,
        actor=lead,
    )

    for sees in (lead, architect, auditor):
        assert "Fewer people see this until" in page(signed_in(sees), initiative)
    for misses in (other_lead, other_architect, executive):
        for part in ("", "history/", "decisions/"):
            assert signed_in(misses).get(address + part).status_code == 404


def test_an_initiative_without_a_lead_can_be_led_from_its_page(
    unit: Unit, other_lead: User, architect: User, signed_in: SignIn
) -> None:
    found = Initiative.objects.create(
        reference="AI-2026-0900",
        title="Chat assistant",
        problem="",
        unit=unit,
        how_far="in_use",
        stage="operation",
        source="An inventory",
        source_key="7",
        source_note="It answers questions.",
    )
    assert primary_actions(page(signed_in(architect), found)) == ["Add design input"]
    html = page(signed_in(other_lead), found)
    assert primary_actions(html) == ["Take the lead for business"]
    assert "What An inventory says" in html
    assert "It answers questions." in html

    client = signed_in(other_lead)
    assert client.get(f"{found.get_absolute_url()}take-lead/").status_code == 405
    assert client.post(f"{found.get_absolute_url()}take-lead/").status_code == 302
    found.refresh_from_db()
    assert found.lead == other_lead
    assert primary_actions(page(client, found)) == ["Invite IT"]


def test_html_in_any_text_is_shown_and_never_run(
    lead: User, architect: User, unit: Unit, signed_in: SignIn
) -> None:
    texts = dict.fromkeys(("title", "problem", "business_goal", "operability_goal"), EVIL)
    initiative = registered(lead, unit=unit, **texts)
    sent = invite_it(initiative, open_questions=[EVIL], actor=lead)
    pause_initiative(initiative, reason=EVIL, resume_condition=EVIL, actor=lead)
    restrict_visibility(
        initiative,
        reason=EVIL,
        until=timezone.localdate() + dt.timedelta(days=2),
        it_member=architect,
        actor=lead,
    )
    Initiative.objects.filter(pk=initiative.pk).update(source=EVIL, source_note=EVIL)

    client = signed_in(lead)
    parts = ["", "invite/", "decisions/", "status/", "visibility/", "use-case/", "history/"]
    parts += [f"invitations/{sent.pk}/"]
    parts += [f"history/{each.pk}/" for each in AuditEvent.objects.all()]
    for part in parts:
        html = client.get(initiative.get_absolute_url() + part).content.decode()
        assert "<script>alert" not in html, part
        assert "&lt;script&gt;" in html or "decisions/" in part, part


def full_of_work(initiative: Initiative, lead: User, architect: User) -> None:
    """Fifty inputs, twenty more events, a crowded table."""
    invite_it(initiative, open_questions=[f"Question {n}?" for n in range(5)], actor=lead)
    for number in range(50):
        raised(initiative, architect if number % 2 else lead, title=f"Input {number}")
    for number in range(20):
        change_use_case(
            initiative, changes={"problem": f"Wording {number}"}, version=number + 1, actor=lead
        )
    for _ in range(10):
        person = person_with(Role.IT_ARCHITECT)
        Member.objects.create(initiative=initiative, user=person, party=Party.IT)


def test_the_same_few_queries_whatever_there_is(
    initiative: Initiative,
    lead: User,
    architect: User,
    signed_in: SignIn,
    at_most_queries: AtMost,
) -> None:
    full_of_work(initiative, lead, architect)
    for person in (lead, architect):
        client = signed_in(person)
        page(client, initiative)
        with at_most_queries(21):
            page(client, initiative)


def test_no_more_where_it_is_paused_and_restricted(
    initiative: Initiative,
    lead: User,
    architect: User,
    signed_in: SignIn,
    at_most_queries: AtMost,
) -> None:
    full_of_work(initiative, lead, architect)
    pause_initiative(initiative, reason="Wait", resume_condition="Later", actor=lead)
    restrict_visibility(
        initiative,
        reason="Talks",
        until=timezone.localdate() + dt.timedelta(days=2),
        it_member=architect,
        actor=lead,
    )
    client = signed_in(lead)
    page(client, initiative)
    with at_most_queries(23):
        page(client, initiative)
