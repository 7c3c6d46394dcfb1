"""The raiser's word on an answer."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from governance.actions import dispose_design_input, reply_to_disposition
from governance.models import DesignInput
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from tests.factories import raised

SignIn = Callable[[User], Client]


@pytest.fixture
def declined(initiative: Initiative, lead: User, architect: User) -> DesignInput:
    """IT's input, declined by business."""
    return dispose_design_input(
        raised(initiative, architect), state="declined", reason="Too slow", actor=lead
    )


def _page(design_input: DesignInput) -> str:
    arguments = [design_input.initiative.reference, design_input.reference]
    return reverse("governance:reply", args=arguments)


def test_seeing_it_differently_changes_nothing_and_stays(
    declined: DesignInput, architect: User, signed_in: SignIn
) -> None:
    response = signed_in(architect).post(
        _page(declined),
        {"version": declined.version, "view": "see_it_differently", "text": "The <b>law</b> says"},
        follow=True,
    )

    declined.refresh_from_db()
    assert (declined.state, declined.disposition_reason) == ("declined", "Too slow")
    assert declined.raiser_view == "see_it_differently"
    shown = response.content.decode()
    assert "The raiser sees it differently" in shown
    assert "The &lt;b&gt;law&lt;/b&gt; says" in shown
    assert "<b>law" not in shown
    assert AuditEvent.objects.filter(kind="design_input.replied").count() == 1


def test_an_earlier_reply_stays_readable_after_a_new_answer(
    declined: DesignInput, lead: User, architect: User, signed_in: SignIn
) -> None:
    reply_to_disposition(
        declined, view="see_it_differently", text="The law says so", actor=architect
    )
    dispose_design_input(declined, state="discussed", actor=lead)
    dispose_design_input(declined, state="incorporated", actor=lead)

    shown = signed_in(lead).get(declined.get_absolute_url()).content.decode()

    declined.refresh_from_db()
    assert declined.raiser_view == ""
    assert "The law says so" in shown
    assert "Too slow" in shown


def test_seeing_it_differently_needs_words(
    declined: DesignInput, architect: User, signed_in: SignIn
) -> None:
    response = signed_in(architect).post(
        _page(declined), {"version": declined.version, "view": "see_it_differently", "text": " "}
    )

    assert response.status_code == 200
    assert "Say how you see it." in response.content.decode()
    declined.refresh_from_db()
    assert declined.raiser_view == ""


def test_agreeing_needs_no_words(declined: DesignInput, architect: User) -> None:
    assert reply_to_disposition(declined, view="agree", text="", actor=architect).replied_at


@pytest.mark.parametrize("who", ["lead", "other_architect", "executive", "auditor"])
def test_only_the_raiser_replies(
    declined: DesignInput, who: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    user: User = request.getfixturevalue(who)
    events = AuditEvent.objects.count()

    with pytest.raises(NotPermitted):
        reply_to_disposition(declined, view="agree", text="", actor=user)

    assert 'id="reply-form"' not in signed_in(user).get(_page(declined)).content.decode()
    sent = {"version": declined.version, "view": "agree"}
    assert signed_in(user).post(_page(declined), sent).status_code == 403
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("state", ["raised", "discussed", "withdrawn"])
def test_without_an_answer_there_is_nothing_to_reply_to(
    initiative: Initiative, architect: User, state: str
) -> None:
    design_input = raised(initiative, architect)
    if state != "raised":
        dispose_design_input(design_input, state=state, actor=architect)

    with pytest.raises(NotPossibleNow):
        reply_to_disposition(design_input, view="agree", text="", actor=architect)


def test_a_reply_is_said_once(declined: DesignInput, architect: User) -> None:
    reply_to_disposition(declined, view="agree", text="", actor=architect)

    with pytest.raises(NotPossibleNow, match="You have replied"):
        reply_to_disposition(declined, view="see_it_differently", text="No", actor=architect)

    declined.refresh_from_db()
    assert declined.raiser_view == "agree"


def test_an_unknown_view_is_named(declined: DesignInput, architect: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        reply_to_disposition(declined, view="shrug", text="", actor=architect)
    assert refused.value.field == "view"


def test_a_reply_to_an_answer_that_changed_is_shown_again_with_its_words(
    declined: DesignInput, lead: User, architect: User, signed_in: SignIn
) -> None:
    seen = declined.version
    dispose_design_input(declined, state="discussed", actor=lead)
    dispose_design_input(declined, state="incorporated", actor=lead)

    with pytest.raises(ChangedMeanwhile):
        reply_to_disposition(declined, view="agree", text="", actor=architect, version=seen)
    response = signed_in(architect).post(
        _page(declined), {"version": seen, "view": "see_it_differently", "text": "My words"}
    )

    assert response.status_code == 409
    shown = response.content.decode()
    assert "is incorporated since you opened it" in shown
    assert "My words" in shown
    declined.refresh_from_db()
    assert declined.raiser_view == ""
    assert f'name="version" value="{declined.version}"' in shown
