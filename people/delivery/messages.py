"""What is sent: one notice or several as one mail, or as one message of a chat."""

import uuid
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils.text import Truncator

from people.models import Notice
from people.notice_kinds import mutable_notice_kinds
from people.stopping import stop_token

MOST_LISTED = 100
MOST_OF_EACH = 300  # characters of each notice's text where several are listed
MOST_IN_A_CHAT = 700


def mail_of(
    message: uuid.UUID, notices: Sequence[Notice], backend: BaseEmailBackend
) -> EmailMultiAlternatives:
    """The mail; its Message-ID lets a mail server drop what it has taken already."""
    first = notices[0]
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{message}@{host}>", "Auto-Submitted": "auto-generated"}
    stop = stop_address(notices)
    if stop:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=subject_of(notices),
        body=f"{_told(notices)}\n\n{_ending(notices, stop)}",
        to=[first.recipient.email],
        headers=headers,
        connection=backend,
    )
    if first.calendar_text:
        _attach_calendar(mail, first)
    return mail


def subject_of(notices: Sequence[Notice]) -> str:
    """The notice's own, or how many there are."""
    if len(notices) == 1:
        return notices[0].subject
    return f"{len(notices)} notices from Joinery"


def chat_text(notices: Sequence[Notice]) -> str:
    """Short, with the links; a chat is no place for pages of text."""
    if len(notices) == 1:
        text = Truncator(notices[0].text.strip()).chars(MOST_IN_A_CHAT)
        return f"{text}\n\n{_link(notices[0])}"
    told = "\n".join(f"- {notice.subject}" for notice in notices[:10])
    more = f"\nand {len(notices) - 10} more" if len(notices) > 10 else ""
    return f"{told}{more}\n\n{_absolute(reverse('notices:inbox'))}"


def stop_address(notices: Sequence[Notice]) -> str:
    """Where one press stops this kind; empty where it cannot be stopped or there are several."""
    kinds = {notice.kind for notice in notices}
    may = {kind.name for kind in mutable_notice_kinds()}
    if len(kinds) != 1 or not kinds <= may:
        return ""
    token = stop_token(notices[0].recipient_id, kinds.pop())
    return _absolute(reverse("notices:stop", args=[token]))


def _attach_calendar(mail: EmailMultiAlternatives, notice: Notice) -> None:
    """Outlook and Gmail read the alternative with its method; Apple and others the file."""
    text = "\r\n".join(notice.calendar_text.splitlines()) + "\r\n"
    mail.attach_alternative(text, f"text/calendar; method={notice.calendar_method}")
    mail.attach("invite.ics", text.encode(), "application/ics")


def _told(notices: Sequence[Notice]) -> str:
    fell_back = next((f"{notice.fell_back}\n\n" for notice in notices if notice.fell_back), "")
    if len(notices) == 1:
        return f"{fell_back}{notices[0].text.strip()}\n\nOpen it: {_link(notices[0])}"
    told = "\n\n".join(_listed(notice) for notice in notices[:MOST_LISTED])
    rest = len(notices) - MOST_LISTED
    more = f"\n\nand {rest} more in your inbox." if rest > 0 else ""
    inbox = _absolute(reverse("notices:inbox"))
    return f"{fell_back}This waited for you:\n\n{told}{more}\n\nAll of them: {inbox}"


def _listed(notice: Notice) -> str:
    text = Truncator(" ".join(notice.text.split())).chars(MOST_OF_EACH)
    return f"* {notice.subject}\n  {text}\n  {_link(notice)}"


def _ending(notices: Sequence[Notice], stop: str) -> str:
    lines = ["-- "]
    if stop:
        lines.append(f"No more mail like this, “{notices[0].about}”: {stop}")
    choose = _absolute(reverse("people:notices"))
    lines.append(f"Choose when and where Joinery tells you: {choose}")
    return "\n".join(lines) + "\n"


def _link(notice: Notice) -> str:
    return _absolute(notice.address or "/")


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"
