"""Sending letters to people outside: each by one worker alone, tried again, then given up."""

import datetime as dt
import time
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.utils import timezone

from people.delivery.claims import MOST_ATTEMPTS, WAITS
from people.letter_keys import secret_of
from people.models import Letter

log = structlog.get_logger(__name__)


def deliver_due_letters(mail: BaseEmailBackend, *, ends_at: float) -> int:
    """Send what is due until nothing is left or `time.monotonic()` reaches the end; how many.

    A mail server that is away ends the run.
    """
    sent = 0
    while time.monotonic() < ends_at:
        letter = _claim()
        if letter is None:
            break
        try:
            sent += _send(letter, mail)
        except OSError:
            break
    return sent


def _claim() -> Letter | None:
    """The next letter, which this worker alone may send until the lease ends."""
    now = timezone.now()
    free = Q(state=Letter.State.WAITING, due_at__lte=now)
    free &= Q(leased_until=None) | Q(leased_until__lt=now)
    Letter.objects.filter(free, expires_at__lte=now).update(
        state=Letter.State.EXPIRED, page_key="", leased_until=None
    )
    Letter.objects.filter(free, attempts__gte=MOST_ATTEMPTS).update(
        state=Letter.State.GIVEN_UP, last_error="The last attempt did not end.", leased_until=None
    )
    leased_until = now + dt.timedelta(seconds=settings.NOTICE_LEASE)
    for pk in Letter.objects.filter(free).order_by("due_at").values_list("pk", flat=True)[:20]:
        claimed = Letter.objects.filter(free, pk=pk).update(
            leased_until=leased_until, attempts=F("attempts") + 1
        )
        if claimed:
            return Letter.objects.get(pk=pk)
    return None


def _send(letter: Letter, mail: BaseEmailBackend) -> bool:
    """Whether it was sent.

    Raises:
        OSError: the mail server is away, so the next letter would meet the same.
    """
    try:
        mail.open()
        _mail_of(letter, mail).send()
    # A header that cannot be sent is a ValueError.
    except (SMTPRecipientsRefused, SMTPResponseException, ValueError) as error:
        mail.close()
        _postpone(letter, error)
        return False
    except OSError as error:
        mail.close()
        _postpone(letter, error)
        raise
    _settle(letter, state=Letter.State.SENT, sent_at=timezone.now(), page_key="", last_error="")
    return True


def _mail_of(letter: Letter, mail: BaseEmailBackend) -> EmailMessage:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    link = f"\n\n{_link(letter)}" if letter.page else ""
    return EmailMessage(
        subject=letter.subject,
        body=f"{letter.text.strip()}{link}\n",
        to=[letter.to],
        headers={"Message-ID": f"<{letter.pk}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=mail,
    )


def _link(letter: Letter) -> str:
    end = f"{secret_of(letter.page_key)}/" if letter.page_key else ""
    return f"{settings.BASE_URL.rstrip('/')}{letter.page}{end}"


def _postpone(letter: Letter, error: Exception) -> None:
    said = f"{type(error).__name__}: {error}"[:500]
    log.warning("letter not sent", letter=str(letter.pk), attempts=letter.attempts, error=said)
    if letter.attempts >= MOST_ATTEMPTS:
        _settle(letter, state=Letter.State.GIVEN_UP, last_error=said)
        return
    _settle(letter, due_at=timezone.now() + WAITS[letter.attempts - 1], last_error=said)


def _settle(letter: Letter, **fields: object) -> None:
    """Write what came of it, unless the lease ended and somebody else has claimed it."""
    held = Letter.objects.filter(pk=letter.pk, leased_until=letter.leased_until)
    held.update(leased_until=None, **fields)
