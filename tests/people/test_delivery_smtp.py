"""Delivery to a real mail server: taken, refused, silent, gone, and taken twice."""

import datetime as dt
import itertools
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import icalendar
import pytest
from django.core import signing
from django.utils import timezone

from config.demo.clock import clock_at
from initiatives.notices import INVITATION_ACCEPTED, INVITATION_SENT
from people.actions import CalendarPart, NoticeDraft, write_notice, write_notices
from people.delivery import deliver_due_notices
from people.delivery.claims import WAITS
from people.delivery.reasons import plain_reason
from people.models import Notice, User
from tests.factories import UserFactory
from tests.people.smtp import MailServer, mail_server, send_to, unreachable_port

INVITE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Joinery//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:ws-0001@joinery
DTSTAMP:20261117T080000Z
DTSTART:20261124T090000Z
DTEND:20261124T100000Z
SUMMARY:Arbeitssitzung für späte Aufträge
ORGANIZER:mailto:joinery@localhost
ATTENDEE;RSVP=TRUE:mailto:lead@example.org
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """A mail server that takes everything."""
    with mail_server(settings) as running:
        yield running


def _write(lead: User, key: str = "n:1", **more: Any) -> Notice:
    told = {"kind": INVITATION_ACCEPTED, "subject": "IT is at the table", "text": "Sam came."}
    write_notice(lead, key=key, **(told | more))
    return Notice.objects.get(unique_key=key)


def test_it_arrives_with_its_links_and_headers(
    lead: User, server: MailServer, settings: Any
) -> None:
    settings.BASE_URL = "https://joinery.example.org"
    notice = _write(lead, address="/initiatives/AI-2026-0001/")

    assert deliver_due_notices() == 1

    (mail,) = server.taken
    assert mail["To"] == "lead@example.org"
    assert mail["Subject"] == "IT is at the table"
    assert mail["Message-ID"] == f"<{notice.pk}@joinery.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = mail["List-Unsubscribe"].strip(" <>")
    assert stop.startswith("https://joinery.example.org/notices/stop/")
    text = mail.get_content()
    assert "Open it: https://joinery.example.org/initiatives/AI-2026-0001/" in text
    assert stop in text
    assert "https://joinery.example.org/profile/notices/" in text


def test_what_may_not_be_stopped_offers_no_way_to(lead: User, server: MailServer) -> None:
    _write(lead, kind=INVITATION_SENT)

    deliver_due_notices()

    (mail,) = server.taken
    assert mail["List-Unsubscribe"] is None
    assert "/notices/stop/" not in mail.get_content()


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_what_calendars_look_for(
    method: Any, lead: User, server: MailServer
) -> None:
    _write(lead, calendar=CalendarPart(method, INVITE.replace("REQUEST", method)))

    deliver_due_notices()

    (mail,) = server.taken
    assert mail.get_content_type() == "multipart/mixed"
    alternative, attached = mail.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    text, calendar = alternative.iter_parts()
    assert text.get_content_type() == "text/plain"
    # Outlook and Gmail take the last alternative by its method; it must be no attachment.
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params["method"] == method
    assert calendar["Content-Type"].params["charset"] == "utf-8"
    assert calendar["Content-Disposition"] is None
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content_type() == "application/ics"
    for part in (calendar.get_payload(decode=True), attached.get_payload(decode=True)):
        assert isinstance(part, bytes)
        read = icalendar.Calendar.from_ical(part)
        assert read["METHOD"] == method
        assert read.events[0]["SUMMARY"] == "Arbeitssitzung für späte Aufträge"
    raw = attached.get_payload(decode=True)
    assert isinstance(raw, bytes)
    assert raw.count(b"\n") == raw.count(b"\r\n") == INVITE.count("\n")


@pytest.mark.django_db
def test_one_connection_serves_a_whole_run(server: MailServer) -> None:
    drafts = [
        NoticeDraft(
            recipient=UserFactory.create(),
            key=f"n:{number}",
            kind=INVITATION_ACCEPTED,
            subject=f"Notice {number}",
            text="-",
        )
        for number in range(60)
    ]
    write_notices(drafts)

    assert deliver_due_notices() == 60
    assert len({mail["Message-ID"] for mail in server.taken}) == 60
    assert len(server.sessions) == 1


def test_a_refused_address_waits_and_keeps_nobody_else_waiting(
    lead: User, other_lead: User, server: MailServer
) -> None:
    refused = _write(lead, due_at=timezone.now() - dt.timedelta(minutes=1))
    server.answer_to_address = "550 No such mailbox"
    assert deliver_due_notices() == 0
    server.answer_to_address = "250 OK"
    _write(other_lead, key="n:2")

    assert deliver_due_notices() == 1
    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == ("waiting", 1)
    assert "No such mailbox" in refused.last_error
    assert plain_reason(refused.last_error) == "the mail server refused the address"
    with clock_at(timezone.now() + WAITS[0]):
        assert deliver_due_notices() == 1
    assert len(server.taken) == 2


def test_a_refused_message_tells_why(lead: User, server: MailServer) -> None:
    notice = _write(lead)
    server.answer_to_message = "554 Looks like spam"

    assert deliver_due_notices() == 0
    notice.refresh_from_db()
    assert "Looks like spam" in notice.last_error
    assert plain_reason(notice.last_error) == "the mail server refused the message"


def test_a_connection_that_breaks_after_it_was_taken_repeats_the_same_message(
    lead: User, server: MailServer
) -> None:
    """The mail server knows by the Message-ID that it has it already."""
    server.break_off = 1
    notice = _write(lead)

    assert deliver_due_notices() == 0
    notice.refresh_from_db()
    assert notice.state == "waiting"
    with clock_at(timezone.now() + WAITS[0]):
        assert deliver_due_notices() == 1

    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()


def test_a_list_that_breaks_off_is_repeated_as_it_was(
    lead: User, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link that stops its kind too, although it is signed anew at another second."""
    seconds = itertools.count(1_800_000_000)
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: next(seconds)))
    yesterday = timezone.now() - dt.timedelta(days=1)
    for number in range(3):
        _write(lead, key=f"n:{number}", due_at=yesterday + dt.timedelta(minutes=number))
    server.break_off = 1
    assert deliver_due_notices() == 0
    later = _write(lead, key="n:later", due_at=yesterday)

    with clock_at(timezone.now() + WAITS[0]):
        assert deliver_due_notices() == 2

    same = [mail for mail in server.taken if mail["Subject"] == "3 notices from Joinery"]
    first = Notice.objects.get(unique_key="n:0")
    assert [mail["Message-ID"] for mail in same] == [f"<{first.pk}@127.0.0.1>"] * 2
    assert len({mail.get_content() for mail in same}) == 1
    later.refresh_from_db()
    assert later.state == "sent"


def test_a_server_that_says_nothing_is_not_waited_for(lead: User, settings: Any) -> None:
    notice = _write(lead)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        send_to(settings, silent.getsockname()[1], patience=1)
        assert deliver_due_notices() == 0

    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.leased_until) == ("waiting", 1, None)
    assert plain_reason(notice.last_error) == "the mail server did not answer in time"


def test_a_server_that_is_gone_is_asked_once_a_run(
    lead: User, other_lead: User, settings: Any
) -> None:
    _write(lead)
    _write(other_lead, key="n:2")
    with unreachable_port() as port:
        send_to(settings, port)
        assert deliver_due_notices() == 0

    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 1]
    tried = Notice.objects.get(attempts=1)
    assert plain_reason(tried.last_error) == "the mail server could not be reached"
