"""Links in mails by which somebody says whether they can come; replies by mail are not read."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from governance.models import SessionOccurrence, SessionSeries
from people.models import User

_SALT = "governance.session-reply"


@dataclass(frozen=True, slots=True)
class ReplyLink:
    """What a link says: who, to which series and date (0: every one), and the answer offered."""

    user: int
    series: int
    occurrence: int
    coming: bool


def reply_links(series: SessionSeries, occurrence: SessionOccurrence | None, person: User) -> str:
    """Two lines of a mail: it fits, it does not."""
    return (
        f"It fits: {_address(series, occurrence, person, coming=True)}\n"
        f"It does not: {_address(series, occurrence, person, coming=False)}"
    )


def read_reply_link(token: str) -> ReplyLink | None:
    """What the link says; None where it is not one of ours."""
    try:
        user, series, occurrence, coming = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return ReplyLink(user, series, occurrence, bool(coming))


def _address(
    series: SessionSeries, occurrence: SessionOccurrence | None, person: User, *, coming: bool
) -> str:
    said = (person.pk, series.pk, occurrence.pk if occurrence else 0, int(coming))
    token = signing.dumps(said, salt=_SALT)
    return f"{settings.BASE_URL}{reverse('calendar:session-reply', args=[token])}"
