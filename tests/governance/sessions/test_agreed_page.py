"""The page of an agreed action: done, or carried forward."""

import datetime as dt
import html
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import carry_agreed_action, complete_agreed_action
from governance.models import AgreedAction, SessionSeries
from initiatives.actions import accept_invitation, invite_it
from initiatives.models import Initiative
from people.models import User
from tests.governance.sessions.scenes import agreed_action

SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]
EVIL = "<script>alert('x')</script>"


@pytest.fixture
def action(initiative: Initiative, lead: User, architect: User) -> AgreedAction:
    """What the architect agreed to do in a session."""
    accept_invitation(invite_it(initiative, open_questions=["Where?"], actor=lead), actor=architect)
    series = SessionSeries.objects.select_related("initiative").get(initiative=initiative)
    return agreed_action(series, architect)


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def shown(client: Client, action: AgreedAction) -> str:
    response = client.get(action.get_absolute_url())
    assert response.status_code == 200
    return _text(response)


def _text(response: Any) -> str:
    return html.unescape(" ".join(response.content.decode().split()))


def carrying(action: AgreedAction, **changed: Any) -> dict[str, Any]:
    return {
        "verb": "carry",
        "due_on": in_days(9).isoformat(),
        "reason": "The platform team is away",
        "owner": action.owner_id,
        "version": action.version,
        **changed,
    }


@pytest.mark.behaviour("A04")
def test_the_side_stands_before_the_owner(
    action: AgreedAction, lead: User, signed_in: SignIn
) -> None:
    text = shown(signed_in(lead), action)

    assert '<span class="it">IT</span>: Ira Novak' in text
    assert action.item.occurrence.get_absolute_url() in text
    assert "first promised" not in text
    assert "It is done" in text
    assert "Carry it forward" in text


def test_done_with_a_word(action: AgreedAction, architect: User, signed_in: SignIn) -> None:
    client = signed_in(architect)
    sent = {"verb": "done", "note": EVIL, "version": action.version}

    assert client.post(action.get_absolute_url(), sent).status_code == 302

    raw = client.get(action.get_absolute_url()).content.decode()
    assert "<script>alert" not in raw
    text = shown(client, action)
    assert EVIL in text
    assert 'name="verb"' not in text


def test_carried_forward_the_first_promise_stays(
    action: AgreedAction, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)

    sent = carrying(action, owner=lead.pk)
    assert client.post(action.get_absolute_url(), sent).status_code == 302

    text = shown(client, action)
    assert '<span class="business">Business</span>: Bea Lind' in text
    assert "first promised for" in text
    assert "The platform team is away" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("due_on", ""),
        ("due_on", timezone.localdate().isoformat()),
        ("reason", " "),
        ("owner", "0"),
    ],
)
def test_carrying_needs_a_day_ahead_a_reason_and_somebody_at_the_table(
    action: AgreedAction, lead: User, signed_in: SignIn, field: str, value: str
) -> None:
    before = AuditEvent.objects.count()

    refused = signed_in(lead).post(action.get_absolute_url(), carrying(action, **{field: value}))

    assert refused.status_code == 200
    assert list(refused.context["carry_form"].errors) == [field]
    assert '<details class="disclosure" open>' in _text(refused)
    if field != "reason":
        assert "The platform team is away" in _text(refused)
    assert AuditEvent.objects.count() == before


def test_carried_by_somebody_else_meanwhile(
    action: AgreedAction, lead: User, architect: User, signed_in: SignIn
) -> None:
    sent = carrying(action)
    carry_agreed_action(action, due_on=in_days(20), reason="Vendor first", actor=architect)

    refused = signed_in(lead).post(action.get_absolute_url(), sent)

    text = _text(refused)
    assert refused.status_code == 409
    assert "Somebody carried this forward after you opened it." in text
    assert "Vendor first" in text
    assert "The platform team is away" in text
    again = carrying(action, version=refused.context["action"].version)
    assert f'name="version" value="{again["version"]}"' in text
    assert signed_in(lead).post(action.get_absolute_url(), again).status_code == 302


def test_done_meanwhile_keeps_what_was_typed(
    action: AgreedAction, lead: User, architect: User, signed_in: SignIn
) -> None:
    sent = {"verb": "done", "note": "My own words", "version": action.version}
    complete_agreed_action(action, actor=architect)

    refused = signed_in(lead).post(action.get_absolute_url(), sent)

    assert refused.status_code == 409
    assert "This is done already." in _text(refused)
    assert "My own words" in _text(refused)


def test_overdue_is_said(action: AgreedAction, lead: User, signed_in: SignIn) -> None:
    AgreedAction.objects.filter(pk=action.pk).update(due_on=in_days(-2))

    assert "It was due " in shown(signed_in(lead), action)


def test_who_may_see_and_answer(
    action: AgreedAction,
    outsider: User,
    executive: User,
    other_lead: User,
    other_architect: User,
    signed_in: SignIn,
) -> None:
    where = action.get_absolute_url()
    assert signed_in(outsider).get(where).status_code == 404
    assert signed_in(other_lead).get(where.replace("AI-", "AI-1")).status_code == 404
    for viewer in (executive, other_lead):
        assert 'name="verb"' not in shown(signed_in(viewer), action)
        refused = signed_in(viewer).post(where, {"verb": "done", "version": action.version})
        assert refused.status_code == 403
    assert 'name="verb"' in shown(signed_in(other_architect), action)


def test_the_page_asks_little(
    action: AgreedAction, lead: User, signed_in: SignIn, at_most_queries: AtMost
) -> None:
    client = signed_in(lead)
    shown(client, action)

    with at_most_queries(7):
        shown(client, action)
