"""Notices: each sent by one worker, tried again, given up with a reason."""

import datetime as dt
from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from config.demo.clock import clock_at
from initiatives.notices import INVITATION_SENT as INVITED
from people.actions import retry_notice, write_notice
from people.delivery import deliver_due_notices
from people.delivery.claims import MOST_ATTEMPTS, WAITS, next_claim
from people.models import Notice, User
from people.tasks import deliver_notices

LEASE = dt.timedelta(minutes=5)


class FailingMail(BaseEmailBackend):
    """A mail server that answers with an error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
        self.tried = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.tried += 1
        raise self.error


def _refused() -> FailingMail:
    return FailingMail(SMTPRecipientsRefused({"lead@example.org": (550, b"No such mailbox")}))


@pytest.fixture
def notice(lead: User) -> Notice:
    """A notice that waits."""
    write_notice(
        lead, key="invitation-sent:1", kind=INVITED, subject="IT is at the table", text="Sam came."
    )
    return Notice.objects.get()


def test_a_notice_is_sent_once_with_its_id_and_a_link(notice: Notice, settings: Any) -> None:
    settings.BASE_URL = "https://joinery.example.org"

    assert deliver_notices() == 1
    assert deliver_notices() == 0

    (message,) = mail.outbox
    assert message.to == [notice.recipient.email]
    assert message.subject == "IT is at the table"
    assert "Sam came." in message.body
    assert "https://joinery.example.org/" in message.body
    assert message.message()["Message-ID"] == f"<{notice.pk}@joinery.example.org>"
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.leased_until) == ("sent", 1, None)
    assert notice.sent_at


def test_what_is_due_later_waits(notice: Notice) -> None:
    Notice.objects.update(due_at=timezone.now() + dt.timedelta(minutes=3))

    assert deliver_due_notices() == 0
    with clock_at(timezone.now() + dt.timedelta(minutes=4)):
        assert deliver_due_notices() == 1


def test_a_failure_is_kept_and_tried_again_later_and_later(notice: Notice) -> None:
    now = timezone.now()
    failing = _refused()
    for attempt, wait in enumerate(WAITS, start=1):
        with clock_at(now):
            deliver_due_notices(failing)
            deliver_due_notices(failing)
        notice.refresh_from_db()
        assert (notice.state, notice.attempts) == ("waiting", attempt)
        assert notice.due_at == now + wait
        assert "No such mailbox" in notice.last_error
        now = notice.due_at

    with clock_at(now):
        deliver_due_notices(failing)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("given_up", MOST_ATTEMPTS)
    assert failing.tried == MOST_ATTEMPTS == 6


def test_after_a_failure_it_is_sent(notice: Notice) -> None:
    deliver_due_notices(_refused())

    with clock_at(timezone.now() + WAITS[0]):
        assert deliver_due_notices() == 1
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.last_error) == ("sent", 2, "")


def test_a_server_that_cannot_be_reached_is_not_asked_for_each_notice(
    notice: Notice, lead: User
) -> None:
    write_notice(lead, key="another:2", kind=INVITED, subject="Another", text="-")
    failing = FailingMail(SMTPServerDisconnected("Connection unexpectedly closed"))

    deliver_due_notices(failing)

    assert failing.tried == 1
    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 1]


def test_a_notice_that_cannot_be_a_message_keeps_no_other_from_being_sent(
    notice: Notice, lead: User
) -> None:
    Notice.objects.update(subject="Two\nlines")
    write_notice(lead, key="another:2", kind=INVITED, subject="Another", text="-")

    assert deliver_due_notices() == 1
    notice.refresh_from_db()
    assert "BadHeaderError" in notice.last_error


def test_people_who_are_switched_off_get_no_mail(notice: Notice) -> None:
    User.objects.update(is_active=False)

    assert deliver_due_notices() == 0
    notice.refresh_from_db()
    assert (notice.state, notice.last_error) == (
        "given_up",
        "The recipient is no longer active.",
    )
    assert not mail.outbox


def test_what_another_worker_has_claimed_is_left_to_it(notice: Notice) -> None:
    assert next_claim()

    assert deliver_due_notices() == 0
    assert not mail.outbox


def test_what_a_dead_worker_left_is_free_when_its_lease_ends(notice: Notice) -> None:
    assert next_claim()

    with clock_at(timezone.now() + LEASE + dt.timedelta(seconds=1)):
        assert deliver_due_notices() == 1


def test_the_lease_is_as_long_as_the_setting_says(notice: Notice, settings: Any) -> None:
    settings.NOTICE_LEASE = 30
    assert next_claim()

    with clock_at(timezone.now() + dt.timedelta(seconds=31)):
        assert deliver_due_notices() == 1


def test_a_worker_that_slept_past_its_lease_settles_nothing(notice: Notice) -> None:
    slept = next_claim()
    assert slept
    with clock_at(timezone.now() + LEASE + dt.timedelta(seconds=1)):
        assert next_claim()

    slept.settle(state=Notice.State.GIVEN_UP)

    notice.refresh_from_db()
    assert notice.state == "waiting"
    assert notice.leased_until


def test_a_notice_whose_workers_die_each_time_is_given_up(notice: Notice) -> None:
    Notice.objects.update(attempts=MOST_ATTEMPTS)

    assert deliver_due_notices() == 0
    notice.refresh_from_db()
    assert notice.state == "given_up"


def test_a_given_up_notice_starts_anew_when_asked(notice: Notice, lead: User) -> None:
    assert not retry_notice(notice, actor=lead)
    Notice.objects.update(state="given_up", attempts=6)

    assert retry_notice(notice, actor=lead)
    assert deliver_due_notices() == 1
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("sent", 1)
