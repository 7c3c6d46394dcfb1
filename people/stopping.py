"""The signed link by which one press stops a kind of notice, without signing in (RFC 8058)."""

from dataclasses import dataclass

from django.core import signing

from people.models import User
from people.notice_kinds import NoticeKind, UnregisteredNoticeKindError, find_notice_kind

_SALT = "people.notices.stop"


@dataclass(frozen=True, slots=True)
class Stopping:
    """Whose notices of which kind are to stop."""

    person: User
    kind: NoticeKind


def stop_token(person: int, kind: str) -> str:
    """A token for the person's primary key and the kind's name.

    Mail is kept long, so it has no end; and it carries no time of its making, so that a message
    sent again is the same to the letter.
    """
    return _signer().sign_object([person, kind])


def read_stop_token(token: str) -> Stopping | None:
    """What the token stands for; None when it was not made here, or what it names is gone."""
    try:
        person, kind = _signer().unsign_object(token)
        return Stopping(User.objects.get(pk=person), find_notice_kind(kind))
    except (signing.BadSignature, User.DoesNotExist, UnregisteredNoticeKindError):
        return None


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)
