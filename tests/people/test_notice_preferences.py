"""The page of how one is told: what it saves, what it refuses, what the record tells."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from audit.models import AuditEvent
from people.actions import Chosen, change_notification_preferences, mute_notice_kind
from people.errors import InvalidInput, NotPossibleNow
from people.models import Notice, NotificationPreference, User
from people.notice_kinds import find_notice_kind, notice_kind

PAGE = "/profile/notices/"
KINDS = ["design-input", "invitation-accepted"]
SignIn = Callable[[User], Client]


def _typed(**changes: Any) -> dict[str, Any]:
    everything = {"way": "mail", "channel_address": "", "digest_hour": "each", "kinds": KINDS}
    return {**everything, "quiet_from": "", "quiet_until": "", **changes}


def _typed_all(page: Any, **changes: Any) -> dict[str, Any]:
    """Everything the page offers is ticked, also kinds that other apps add."""
    offered = [name for name, _ in page.context["form"].fields["kinds"].choices]
    return _typed(**{"kinds": offered, **changes})


def test_choices_are_saved_and_shown(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    typed = _typed_all(client.get(PAGE), digest_hour="8", quiet_from="22:00", quiet_until="07:00")
    typed["kinds"].remove("design-input")

    page = client.post(PAGE, typed, follow=True)

    assert "Saved." in page.content.decode()
    kept = NotificationPreference.objects.get(user=lead)
    assert (kept.digest_hour, kept.quiet_from, kept.quiet_until) == (8, dt.time(22), dt.time(7))
    assert kept.muted_kinds == ["design-input"]
    event = AuditEvent.objects.get()
    assert event.kind == "notification.changed"
    initial = page.context["form"].initial
    assert (initial["digest_hour"], initial["quiet_from"]) == (8, dt.time(22))
    assert "design-input" not in initial["kinds"]


def test_saving_the_same_records_nothing(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    typed = _typed_all(client.get(PAGE), digest_hour="8")
    client.post(PAGE, typed)
    client.post(PAGE, typed)

    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quiet_from": "22:00"}, "quiet_until"),
        ({"quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "07:00", "quiet_until": "07:00"}, "quiet_until"),
        ({"quiet_from": "07:00", "quiet_until": "06:30"}, "quiet_until"),
        ({"quiet_from": "22:00", "quiet_until": "07:00", "digest_hour": "6"}, "digest_hour"),
        ({"quiet_from": "25:00", "quiet_until": "07:00"}, "quiet_from"),
        ({"digest_hour": "24"}, "digest_hour"),
        ({"kinds": ["test-notice"]}, "kinds"),
        ({"way": "pigeon"}, "way"),
        ({"way": "chat"}, "channel_address"),
        ({"way": "chat", "channel_address": "json://127.0.0.1/"}, "channel_address"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(
    changes: dict[str, Any], field: str, lead: User, signed_in: SignIn
) -> None:
    page = signed_in(lead).post(PAGE, _typed(**changes))

    assert field in page.context["form"].errors
    assert not NotificationPreference.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "chosen",
    [Chosen(digest_hour=24), Chosen(muted_kinds=["invitation-sent"]), Chosen(muted_kinds=["x"])],
)
def test_the_action_refuses_what_no_form_offers(chosen: Chosen, lead: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        change_notification_preferences(lead, chosen, actor=lead)
    assert refused.value.field


def test_the_daily_message_may_come_as_quiet_hours_end(lead: User) -> None:
    chosen = Chosen(quiet_from=dt.time(22), quiet_until=dt.time(7), digest_hour=7)
    assert change_notification_preferences(lead, chosen, actor=lead).digest_hour == 7


def test_the_address_of_a_chat_is_not_kept_in_the_session(lead: User, client: Client) -> None:
    client.post(PAGE, _typed(way="chat", channel_address="slack://a-secret", digest_hour="9"))
    client.force_login(lead)

    page = client.get(PAGE).content.decode()
    assert "a-secret" not in page
    assert '<option value="9" selected>' in page


def test_a_test_notice_can_be_asked_for_once_at_a_time(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)

    assert "on its way" in client.post(f"{PAGE}test/", follow=True).content.decode()
    assert "still on its way" in client.post(f"{PAGE}test/", follow=True).content.decode()
    assert Notice.objects.count() == 1
    assert client.get(f"{PAGE}test/").status_code == 405


def test_the_profile_leads_here(lead: User, signed_in: SignIn) -> None:
    page = signed_in(lead).get("/profile/").content.decode()
    assert f'href="{PAGE}"' in page
    assert 'href="/notices/"' in page


def test_muting_twice_is_one_event_and_some_may_not_be_muted(lead: User) -> None:
    kind = find_notice_kind("design-input")
    mute_notice_kind(lead, kind, actor=lead)
    mute_notice_kind(lead, kind, actor=lead)
    with pytest.raises(NotPossibleNow):
        mute_notice_kind(lead, find_notice_kind("invitation-sent"), actor=lead)

    assert [event.kind for event in AuditEvent.objects.all()] == ["notices.stopped"]


def test_a_kind_keeps_its_words() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        notice_kind("design-input", "Something else")
    with pytest.raises(ValueError, match="60 characters"):
        notice_kind("x" * 61, "Too long")
