"""Chats: which addresses are taken, how one is told, and mail where the chat is gone."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from initiatives.notices import INVITATION_ACCEPTED
from people.actions import (
    CalendarPart,
    Chosen,
    change_notification_preferences,
    send_test_notice,
    write_notice,
)
from people.delivery import deliver_due_notices
from people.delivery.channels import masked, open_channel
from people.errors import InvalidInput, NotPossibleNow
from people.models import Notice, NotificationPreference, User
from tests.people.smtp import send_to, unreachable_port

SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
TEAMS = (
    "https://prod-12.westeurope.logic.azure.com:443/workflows/643e69f83c8944/triggers/manual/"
    "paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KODuebWbDGYFr0"
)


@dataclass
class Chat:
    """A chat that takes messages over HTTP."""

    address: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    answer: int = 200
    elsewhere: str = ""


@pytest.fixture
def chat(settings: Any) -> Iterator[Chat]:
    """A chat on this machine, which only an administrator can allow."""
    told = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            answer = 200 if self.path == "/elsewhere" else told.answer
            self.send_response(answer)
            if told.elsewhere:
                self.send_header("Location", told.elsewhere)
            self.end_headers()
            if answer == 200:
                told.taken.append(json.loads(content))

        def log_message(self, *_: Any) -> None:
            pass

    settings.NOTICE_CHANNELS = ["slack", "json"]
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        told.address = f"json://127.0.0.1:{server.server_port}/a-secret-hook"
        yield told
        server.shutdown()
        thread.join()


def _choose(person: User, **chosen: Any) -> None:
    change_notification_preferences(person, Chosen(**chosen), actor=person)


def _tell(person: User, key: str = "n:1", **more: Any) -> Notice:
    told = {"kind": INVITATION_ACCEPTED, "subject": "IT is at the table", "text": "Sam came."}
    write_notice(person, key=key, **(told | more))
    return Notice.objects.get(unique_key=key)


def test_the_chat_is_told_instead_of_the_mailbox(lead: User, chat: Chat, settings: Any) -> None:
    settings.BASE_URL = "https://joinery.example.org"
    _choose(lead, by_chat=True, channel_address=chat.address)
    notice = _tell(lead, address="/initiatives/AI-2026-0001/")

    assert deliver_due_notices() == 1

    (message,) = chat.taken
    assert message["title"] == "IT is at the table"
    assert "Sam came." in message["message"]
    assert "https://joinery.example.org/initiatives/AI-2026-0001/" in message["message"]
    assert not mail.outbox
    notice.refresh_from_db()
    assert (notice.state, notice.sent_by) == ("sent", "JSON")


def test_an_invitation_to_a_calendar_comes_by_mail(lead: User, chat: Chat) -> None:
    _choose(lead, by_chat=True, channel_address=chat.address)
    _tell(lead, calendar=CalendarPart("REQUEST", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"))

    assert deliver_due_notices() == 1
    assert len(mail.outbox) == 1
    assert not chat.taken


def test_a_chat_that_is_gone_falls_back_to_mail_once_and_says_so(lead: User, chat: Chat) -> None:
    _choose(lead, by_chat=True, channel_address=chat.address)
    notice = _tell(lead)
    chat.answer = 404
    now = timezone.now()
    for minutes in (0, 1, 6):
        with clock_at(now + dt.timedelta(minutes=minutes)):
            deliver_due_notices()

    (message,) = mail.outbox
    assert str(message.body).startswith("JSON did not take this message: ")
    assert "404" in str(message.body)
    assert "Sam came." in str(message.body)
    notice.refresh_from_db()
    assert (notice.state, notice.sent_by, notice.last_error) == ("sent", "e-mail", "")


def test_a_chat_that_comes_back_is_told_the_second_time(lead: User, chat: Chat) -> None:
    _choose(lead, by_chat=True, channel_address=chat.address)
    notice = _tell(lead)
    chat.answer = 503
    assert deliver_due_notices() == 0
    notice.refresh_from_db()
    assert "503" in notice.last_error
    assert "a-secret-hook" not in notice.last_error

    chat.answer = 200
    with clock_at(timezone.now() + dt.timedelta(minutes=2)):
        assert deliver_due_notices() == 1
    assert not mail.outbox


def test_chats_are_told_while_the_mail_server_is_away(
    lead: User, other_lead: User, chat: Chat, settings: Any
) -> None:
    _tell(other_lead, key="n:mail", due_at=timezone.now() - dt.timedelta(minutes=5))
    _choose(lead, by_chat=True, channel_address=chat.address)
    _tell(lead, key="n:chat")

    with unreachable_port() as port:
        send_to(settings, port)
        assert deliver_due_notices() == 1
    assert len(chat.taken) == 1


def test_a_service_that_is_no_longer_allowed_falls_back_at_once(
    lead: User, chat: Chat, settings: Any
) -> None:
    _choose(lead, by_chat=True, channel_address=chat.address)
    settings.NOTICE_CHANNELS = ["slack"]
    _tell(lead)

    deliver_due_notices()

    assert not chat.taken
    assert "may no longer be used" in str(mail.outbox[0].body)


def test_a_redirect_is_not_followed(lead: User, chat: Chat) -> None:
    _choose(lead, by_chat=True, channel_address=chat.address)
    notice = _tell(lead)
    # This answer would have the message itself sent on.
    chat.answer = 307
    chat.elsewhere = chat.address.replace("json", "http").replace("a-secret-hook", "elsewhere")

    assert deliver_due_notices() == 0
    notice.refresh_from_db()
    assert notice.state == "waiting"
    assert not chat.taken


@pytest.mark.parametrize(("address", "service"), [(SLACK, "Slack"), (TEAMS, "Microsoft Teams")])
def test_addresses_are_taken_as_the_services_give_them(address: str, service: str) -> None:
    assert open_channel(address).service == service


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hello",
        "https://intranet.example.org/hook",
        "json://127.0.0.1/admin",
        "jsons://127.0.0.1/admin",
        "file:///etc/passwd",
        "mailto://user:pass@example.org",
        "workflows://intranet.example.org/643e69f83c8944/KODuebWbDGYFr0",
        "workflows://evil.example.org:22/643e69f83c8944/KODuebWbDGYFr0",
        TEAMS.replace("logic.azure.com", "logic.azure.com.example.org"),
        TEAMS + "&template=/etc/passwd",
        SLACK + "?template=/etc/passwd",
        SLACK + "?rto=86400",
    ],
)
def test_other_addresses_are_refused_beside_their_field(lead: User, address: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _choose(lead, by_chat=True, channel_address=address)

    assert refused.value.field == "channel_address"
    assert refused.value.way_out
    assert not NotificationPreference.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_address_is_in_no_event_no_page_and_no_list(lead: User, chat: Chat) -> None:
    _choose(lead, by_chat=True, channel_address=SLACK)

    event = AuditEvent.objects.get()
    assert event.kind == "notification.changed"
    told = bytes(event.body).decode()
    assert "Slack" in told
    client = Client()
    client.force_login(lead)
    page = client.get("/profile/notices/").content.decode()
    assert "Slack, address ending in …i7FQ" in page
    for secret in ("T1JJ3T3L2", "A1BRTD4JD", "TIiajkdnlazkcOXrIdevi7FQ"):
        assert secret not in told
        assert secret not in page
    assert "TIiajkdnlazkcOXrIdev" not in masked(SLACK)


def test_where_no_chat_is_allowed_none_is_offered(lead: User, settings: Any) -> None:
    settings.NOTICE_CHANNELS = []
    client = Client()
    client.force_login(lead)

    page = client.get("/profile/notices/").content.decode()
    assert "By e-mail" in page
    assert "chat" not in page
    with pytest.raises(InvalidInput, match="No chat may be used here; choose e-mail"):
        _choose(lead, by_chat=True, channel_address=SLACK)


def test_the_address_is_kept_when_the_field_is_left_empty(lead: User, chat: Chat) -> None:
    _choose(lead, by_chat=True, channel_address=SLACK)
    _choose(lead, by_chat=True, digest_hour=8)
    assert NotificationPreference.objects.get().channel_address == SLACK

    _choose(lead, by_chat=False)
    assert NotificationPreference.objects.get().channel_address == ""


def test_a_test_notice_tries_the_way_chosen(lead: User, chat: Chat) -> None:
    _choose(
        lead, by_chat=True, channel_address=chat.address, digest_hour=8,
        quiet_from=dt.time(9), quiet_until=dt.time(7),
    )  # fmt: skip
    send_test_notice(lead, actor=lead)
    with pytest.raises(NotPossibleNow):
        send_test_notice(lead, actor=lead)

    assert deliver_due_notices() == 1
    assert chat.taken[0]["title"] == "A test notice from Joinery"
    send_test_notice(lead, actor=lead)
