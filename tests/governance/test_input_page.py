"""The page of one design input, and the page where it is answered."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import dispose_design_input
from governance.models import DesignInput
from initiatives.actions import restrict_visibility, take_milestone
from initiatives.models import Initiative
from people.models import User
from tests.factories import raised, registered

SignIn = Callable[[User], Client]
FORM = 'id="disposition-form"'


@pytest.fixture
def design_input(initiative: Initiative, architect: User) -> DesignInput:
    """IT's input; business owes the answer."""
    return raised(initiative, architect, decision="shortlist")


def _dispose(design_input: DesignInput) -> str:
    arguments = [design_input.initiative.reference, design_input.reference]
    return reverse("governance:dispose", args=arguments)


@pytest.mark.behaviour("A03", "A25")
def test_the_page_tells_what_whose_when_and_about_which_decision(
    design_input: DesignInput, lead: User, signed_in: SignIn
) -> None:
    dispose_design_input(design_input, state="adapted", reason="With a cache", actor=lead)

    shown = signed_in(lead).get(design_input.get_absolute_url()).content.decode()

    for words in (
        "Order data stays in the region",
        "Contracts with two customers forbid moving it.",
        "A read-only overlay on the regional platform.",
        "Constraint, raised by IT",
        "Security and data",
        "With a cache",
        "<dt>Raised</dt><dd>today, ",
        "<dt>Answered</dt><dd>today, ",
        "<dt>Applied</dt><dd>today, ",
        "It came in time for “Shortlist”, which has no day yet.",
        "adapted IN-0001: With a cache",
    ):
        assert words in shown


@pytest.mark.behaviour("A06")
def test_late_is_said_in_words(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    take_milestone(initiative, "shortlist", actor=lead)
    late = raised(initiative, architect, decision="shortlist")

    shown = signed_in(lead).get(late.get_absolute_url()).content.decode()

    assert "“Shortlist” was taken today." in " ".join(shown.split())


def test_the_side_that_owes_gets_the_form_first(
    design_input: DesignInput, lead: User, architect: User, signed_in: SignIn
) -> None:
    owing = signed_in(lead).get(design_input.get_absolute_url()).content.decode()
    raising = signed_in(architect).get(design_input.get_absolute_url()).content.decode()

    assert "Your side owes the answer" in owing
    assert owing.count('class="btn"') == 1
    assert 'value="withdrawn"' not in owing
    assert "Your side owes the answer" not in raising
    assert 'value="withdrawn"' in raising


@pytest.mark.parametrize("who", ["executive", "auditor", "other_lead"])
def test_readers_read(
    design_input: DesignInput, who: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    client = signed_in(request.getfixturevalue(who))

    shown = client.get(design_input.get_absolute_url()).content.decode()

    assert design_input.title in shown
    assert FORM not in shown
    assert FORM not in client.get(_dispose(design_input)).content.decode()
    sent = {"state": "incorporated", "version": 1}
    assert client.post(_dispose(design_input), sent).status_code == 403
    design_input.refresh_from_db()
    assert design_input.state == "raised"


def test_answering_leads_back_to_the_page(
    design_input: DesignInput, lead: User, signed_in: SignIn
) -> None:
    sent = {"state": "declined", "version": 1, "reason": "It is <i>too</i> slow"}

    response = signed_in(lead).post(_dispose(design_input), sent, follow=True)

    assert response.redirect_chain == [(design_input.get_absolute_url(), 302)]
    shown = response.content.decode()
    assert "It is &lt;i&gt;too&lt;/i&gt; slow" in shown
    assert "IN-0001 is declined." in shown


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"state": "declined", "reason": " "}, "The reason is empty."),
        ({"state": "adapted"}, "The reason is empty."),
        ({"state": "deferred", "reason": "Later"}, "Deferring needs a day ahead."),
        ({"state": "deferred", "until": "2001-01-01"}, "Deferring needs a day ahead."),
        ({"state": "deferred", "until": "soon"}, "Enter a valid date."),
        ({"state": ""}, "Choose what becomes of it."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_kept(
    design_input: DesignInput, lead: User, signed_in: SignIn, sent: dict[str, str], told: str
) -> None:
    events = AuditEvent.objects.count()

    response = signed_in(lead).post(_dispose(design_input), {"version": 1, **sent})

    assert response.status_code == 200
    assert told in response.content.decode()
    assert sent.get("reason", "").strip() in response.content.decode()
    design_input.refresh_from_db()
    assert design_input.state == "raised"
    assert AuditEvent.objects.count() == events


def test_the_second_of_two_sees_what_happened_and_keeps_the_reason(
    design_input: DesignInput, lead: User, other_architect: User, signed_in: SignIn
) -> None:
    dispose_design_input(
        design_input,
        state="deferred",
        reason="After the pilot",
        actor=lead,
        until=timezone.localdate() + dt.timedelta(days=30),
    )
    sent = {"state": "declined", "version": 1, "reason": "My own reason"}

    response = signed_in(other_architect).post(_dispose(design_input), sent)

    shown = " ".join(response.content.decode().split())
    assert response.status_code == 409
    assert "is deferred since you opened it" in shown
    assert 'by <span class="business">business</span>' in shown
    assert "After the pilot" in shown
    assert "My own reason</textarea>" in shown
    assert 'name="version" value="2"' in shown
    design_input.refresh_from_db()
    assert design_input.state == "deferred"

    again = {**sent, "version": 2}
    assert signed_in(other_architect).post(_dispose(design_input), again).status_code == 302


def test_a_move_that_is_not_possible_says_why(
    design_input: DesignInput, lead: User, signed_in: SignIn
) -> None:
    dispose_design_input(design_input, state="incorporated", actor=lead)

    response = signed_in(lead).post(
        _dispose(design_input), {"state": "declined", "version": 2, "reason": "No"}
    )

    assert response.status_code == 409
    assert "Take it into discussion first." in response.content.decode()


def test_an_answer_can_be_taken_up_again(
    design_input: DesignInput, lead: User, signed_in: SignIn
) -> None:
    dispose_design_input(design_input, state="declined", reason="Too slow", actor=lead)
    client = signed_in(lead)
    assert "Take it up again" in client.get(design_input.get_absolute_url()).content.decode()

    response = client.post(
        _dispose(design_input), {"state": "discussed", "version": 2}, follow=True
    )

    shown = response.content.decode()
    assert 'Taken into discussion by <span class="business">business</span>' in shown
    assert '<span class="business">Business</span> owes the answer.' in shown
    assert "declined IN-0001: Too slow" in shown


def test_a_deferral_that_has_passed_draws_attention(
    design_input: DesignInput, lead: User, signed_in: SignIn
) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    dispose_design_input(design_input, state="deferred", until=tomorrow, actor=lead)
    page = design_input.get_absolute_url()
    assert "That day has passed" not in signed_in(lead).get(page).content.decode()

    yesterday = timezone.localdate() - dt.timedelta(days=1)
    DesignInput.objects.filter(pk=design_input.pk).update(deferred_until=yesterday)

    assert "That day has passed" in signed_in(lead).get(page).content.decode()


def test_the_form_page_begins_with_the_asked_state(
    design_input: DesignInput, lead: User, signed_in: SignIn
) -> None:
    response = signed_in(lead).get(f"{_dispose(design_input)}?state=declined&back=view%3Dlist")

    assert response.context["form"]["state"].value() == "declined"
    assert response.context["back_url"].endswith("/inputs/?view=list")
    design_input.refresh_from_db()
    assert design_input.state == "raised"


def test_under_another_initiative_it_is_not_found(
    design_input: DesignInput, lead: User, signed_in: SignIn
) -> None:
    other = registered(lead)
    client = signed_in(lead)
    for name in ("input", "dispose", "reply"):
        address = reverse(f"governance:{name}", args=[other.reference, design_input.reference])
        assert client.get(address).status_code == 404
        assert client.post(address, {"state": "discussed", "version": 1}).status_code in {404, 405}
    design_input.refresh_from_db()
    assert design_input.state == "raised"


@pytest.mark.behaviour("A28")
def test_of_a_restricted_initiative_only_its_table_sees_inputs(
    design_input: DesignInput,
    initiative: Initiative,
    lead: User,
    architect: User,
    other_lead: User,
    outsider: User,
    signed_in: SignIn,
) -> None:
    until = timezone.localdate() + dt.timedelta(days=20)
    restrict_visibility(initiative, reason="A merger", until=until, it_member=architect, actor=lead)

    page = design_input.get_absolute_url()
    assert signed_in(architect).get(page).status_code == 200
    for user in (other_lead, outsider):
        assert signed_in(user).get(page).status_code == 404
        assert signed_in(user).get(_dispose(design_input)).status_code == 404


def test_texts_of_people_are_shown_as_text(
    initiative: Initiative, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(
        initiative,
        architect,
        title="<b>bold</b>",
        description="<img src=x onerror=alert(1)>",
        proposed_solution="first\nsecond <i>",
    )

    shown = signed_in(architect).get(design_input.get_absolute_url()).content.decode()

    assert "<b>bold" not in shown
    assert "<img src=x" not in shown
    assert "first<br>second &lt;i&gt;" in shown


def test_the_page_costs_the_same_however_long_its_past(
    design_input: DesignInput, lead: User, signed_in: SignIn, at_most_queries: Any
) -> None:
    client = signed_in(lead)
    with at_most_queries(8):
        client.get(design_input.get_absolute_url())
    for _ in range(6):
        dispose_design_input(design_input, state="declined", reason="No", actor=lead)
        dispose_design_input(design_input, state="discussed", actor=lead)
    with at_most_queries(8):
        client.get(design_input.get_absolute_url())
