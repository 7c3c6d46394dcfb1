"""One run of delivery: sends what is due, until nothing is left or its time is over."""

import time
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from people.delivery.channels import ChannelFailedError, open_channel
from people.delivery.claims import MOST_ATTEMPTS, WAITS, Claim, next_claim
from people.delivery.letters import deliver_due_letters
from people.delivery.messages import chat_text, mail_of, subject_of
from people.delivery.wishes import preference_of
from people.errors import InvalidInput
from people.models import Notice

# Less than the schedule's 15 seconds, so that runs do not pile up.
MOST_SECONDS = 12.0
# A chat that fails so often is taken to be gone, and mail is sent instead.
MOST_CHAT_ATTEMPTS = 3

log = structlog.get_logger(__name__)


class MailServerUnreachableError(Exception):
    """Raised where trying the next mail would meet the same fault."""


def deliver_due_notices(
    mail: BaseEmailBackend | None = None, *, most_seconds: float = MOST_SECONDS
) -> int:
    """Send what is due, to people here and outside; returns how many messages were sent.

    Without `mail`, the backend of the settings sends. One connection serves the whole run. When
    the mail server is away, chats are still told.
    """
    mail = mail or get_connection()
    ends_at = time.monotonic() + most_seconds
    sent = 0
    mail_server_answers = True
    try:
        while time.monotonic() < ends_at:
            claim = next_claim(by_mail=mail_server_answers)
            if claim is None:
                break
            try:
                sent += _deliver(claim, mail)
            except MailServerUnreachableError:
                mail_server_answers = False
        if mail_server_answers:
            sent += deliver_due_letters(mail, ends_at=ends_at)
    finally:
        mail.close()
    return sent


def _deliver(claim: Claim, mail: BaseEmailBackend) -> bool:
    """Whether it was sent."""
    first = claim.notices[0]
    address = preference_of(first.recipient).channel_address
    if address and not first.by_mail:
        return _tell_chat(claim, address)
    return _send_mail(claim, mail)


def _send_mail(claim: Claim, mail: BaseEmailBackend) -> bool:
    try:
        mail.open()
    except OSError as error:
        _postpone(claim, error, message=None)
        raise MailServerUnreachableError from error
    try:
        mail_of(claim.message, claim.notices, mail).send()
    # A header that cannot be sent is a ValueError.
    except (SMTPRecipientsRefused, SMTPResponseException, ValueError) as error:
        mail.close()
        _postpone(claim, error, message=None)
        return False
    except OSError as error:
        mail.close()
        # The server may have taken it before the connection broke: the id is kept for the repeat.
        _postpone(claim, error, message=claim.message)
        raise MailServerUnreachableError from error
    _note_sent(claim, "e-mail")
    return True


def _tell_chat(claim: Claim, address: str) -> bool:
    try:
        channel = open_channel(address)
    except InvalidInput as refusal:
        _fall_back(claim, f"The chat you chose may no longer be used: {refusal.message}")
        return False
    try:
        channel.send(subject_of(claim.notices), chat_text(claim.notices))
    except ChannelFailedError as error:
        if claim.attempts < MOST_CHAT_ATTEMPTS:
            _postpone(claim, error, message=None)
        else:
            _fall_back(claim, f"{channel.service} did not take this message: {error}")
        return False
    _note_sent(claim, channel.service)
    return True


def _note_sent(claim: Claim, way: str) -> None:
    claim.settle(state=Notice.State.SENT, sent_at=timezone.now(), sent_by=way[:60], last_error="")


def _fall_back(claim: Claim, reason: str) -> None:
    """Mail instead, once; it says why."""
    log.warning("chat failed, mail instead", message=str(claim.message), reason=reason)
    claim.settle(
        by_mail=True,
        fell_back=reason[:300],
        last_error=reason,
        attempts=0,
        message=None,
        due_at=timezone.now(),
    )


def _postpone(claim: Claim, error: Exception, *, message: object) -> None:
    said = f"{type(error).__name__}: {error}"[:500]
    log.warning("notice not sent", message=str(claim.message), attempts=claim.attempts, error=said)
    if claim.attempts >= MOST_ATTEMPTS:
        claim.settle(state=Notice.State.GIVEN_UP, message=None, last_error=said)
        return
    wait = WAITS[claim.attempts - 1]
    claim.settle(due_at=timezone.now() + wait, message=message, last_error=said)
