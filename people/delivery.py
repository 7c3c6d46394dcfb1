"""Sending waiting notices by e-mail, each by one worker only.

A worker claims a notice by a conditional update with a lease; what it leaves unfinished becomes
free when the lease ends. The notice's id is the Message-ID, so that a mail server can drop the
repeat of a message whose worker died between sending and noting it.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.utils import timezone

from people.models import Notice

# Longer than a mail server's conversation can last with settings.EMAIL_TIMEOUT.
LEASE = dt.timedelta(minutes=5)
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
MOST_ATTEMPTS = len(WAITS) + 1
MOST_AT_ONCE = 50

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice that this worker alone may send until the lease ends."""

    notice: Notice
    leased_until: dt.datetime

    def settle(self, **fields: object) -> None:
        """Write what came of it, unless the lease ended and somebody else has claimed it."""
        held = Notice.objects.filter(pk=self.notice.pk, leased_until=self.leased_until)
        held.update(leased_until=None, **fields)


class MailServerUnreachableError(Exception):
    """Raised where trying the next notice would meet the same fault."""


def deliver_due_notices(mail: BaseEmailBackend | None = None) -> int:
    """Send what is due, at most 50; returns how many were sent.

    Without `mail`, the backend of the settings sends.
    """
    mail = mail or get_connection()
    sent = 0
    due = Notice.objects.filter(_free()).order_by("due_at").values_list("pk", flat=True)
    for pk in list(due[:MOST_AT_ONCE]):
        claim = _claim(pk)
        if claim is None:
            continue
        try:
            sent += _deliver(claim, mail)
        except MailServerUnreachableError:
            break
    return sent


def _free() -> Q:
    """Notices that are due and that nobody is sending."""
    now = timezone.now()
    unclaimed = Q(leased_until=None) | Q(leased_until__lt=now)
    return unclaimed & Q(state=Notice.State.WAITING, due_at__lte=now)


def _claim(pk: uuid.UUID) -> Claim | None:
    leased_until = timezone.now() + LEASE
    free = Notice.objects.filter(_free(), pk=pk)
    if not free.update(leased_until=leased_until, attempts=F("attempts") + 1):
        return None
    return Claim(Notice.objects.select_related("recipient").get(pk=pk), leased_until)


def _deliver(claim: Claim, mail: BaseEmailBackend) -> bool:
    """Whether it was sent."""
    notice = claim.notice
    if not notice.recipient.is_active:
        claim.settle(state=Notice.State.GIVEN_UP, last_error="The recipient is no longer active.")
        return False
    if notice.attempts > MOST_ATTEMPTS:
        claim.settle(state=Notice.State.GIVEN_UP, last_error="The last attempt did not end.")
        return False
    try:
        _message(notice, mail).send()
    # SMTP's own errors are OSErrors; a header that cannot be sent is a ValueError.
    except (OSError, ValueError) as error:
        _postpone(claim, error)
        about_this_message = (SMTPRecipientsRefused, SMTPResponseException, ValueError)
        if not isinstance(error, about_this_message):
            raise MailServerUnreachableError from error
        return False
    claim.settle(state=Notice.State.SENT, sent_at=timezone.now(), last_error="")
    return True


def _message(notice: Notice, mail: BaseEmailBackend) -> EmailMessage:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return EmailMessage(
        subject=notice.subject,
        body=f"{notice.text}\n\nOpen Joinery: {settings.BASE_URL}/\n",
        to=[notice.recipient.email],
        headers={"Message-ID": f"<{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=mail,
    )


def _postpone(claim: Claim, error: Exception) -> None:
    notice = claim.notice
    said = f"{type(error).__name__}: {error}"[:500]
    log.warning("notice not sent", notice=str(notice.pk), attempts=notice.attempts, error=said)
    if notice.attempts >= MOST_ATTEMPTS:
        claim.settle(state=Notice.State.GIVEN_UP, last_error=said)
        return
    wait = WAITS[notice.attempts - 1]
    claim.settle(due_at=timezone.now() + wait, last_error=said)
