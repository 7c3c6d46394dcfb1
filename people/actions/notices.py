"""Writing notices, in the transaction of the change they tell of; delivery comes later."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from people import events
from people.actions.administration import Administered
from people.models import Notice, NotificationPreference, User
from people.notice_kinds import NoticeKind
from people.text import tidy

MOST_IN_A_BATCH = 500


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """What a calendar program reads out of the mail (RFC 6047).

    Attributes:
        method: as in the text's own METHOD line.
        text: a whole VCALENDAR object (RFC 5545), whose ATTENDEE is the recipient's address.
    """

    method: Literal["REQUEST", "CANCEL"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """A notice to be written.

    Attributes:
        key: unique for ever; what was told under a key is never told again.
        address: the path of the page it is about, or empty.
        due_at: when it is to be sent and appears in the inbox; now when not given.
        expires_at: after it the notice is too late to matter; it is kept in the inbox, not sent.
        may_wait: False for what must not be held back by quiet hours or a daily message.
    """

    recipient: User
    key: str
    kind: NoticeKind
    subject: str
    text: str
    address: str = ""
    calendar: CalendarPart | None = None
    due_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    may_wait: bool = True


def write_notice(
    recipient: User,
    *,
    key: str,
    kind: NoticeKind,
    subject: str,
    text: str,
    address: str = "",
    calendar: CalendarPart | None = None,
    due_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    may_wait: bool = True,
) -> None:
    """Queue a message in the caller's transaction; a second one under the key is dropped.

    The attributes of `NoticeDraft` say what each means.
    """
    draft = NoticeDraft(
        recipient=recipient,
        key=key,
        kind=kind,
        subject=subject,
        text=text,
        address=address,
        calendar=calendar,
        due_at=due_at,
        expires_at=expires_at,
        may_wait=may_wait,
    )
    write_notices([draft])


def write_notices(drafts: Sequence[NoticeDraft]) -> int:
    """Queue many messages in the caller's transaction; how many of their keys were new.

    The preferences of all recipients are read in one query, and each 500 drafts are written and
    counted by two.
    """
    muted = _muted_kinds({draft.recipient.pk for draft in drafts})
    written = 0
    for start in range(0, len(drafts), MOST_IN_A_BATCH):
        batch = [
            _notice(draft, muted=draft.kind.name in muted.get(draft.recipient.pk, ()))
            for draft in drafts[start : start + MOST_IN_A_BATCH]
        ]
        Notice.objects.bulk_create(batch, ignore_conflicts=True)
        written += Notice.objects.filter(pk__in=[notice.pk for notice in batch]).count()
    return written


def _muted_kinds(people: Iterable[int]) -> dict[int, list[str]]:
    chosen = NotificationPreference.objects.filter(user__in=people)
    return dict(chosen.values_list("user_id", "muted_kinds"))


def _notice(draft: NoticeDraft, *, muted: bool) -> Notice:
    if draft.address and (not draft.address.startswith("/") or draft.address.startswith("//")):
        message = f"The address of a notice is a path of Joinery's own, not {draft.address}."
        raise ValueError(message)
    due_at = draft.due_at or timezone.now()
    kept = Notice.State.INBOX_ONLY if muted and draft.kind.may_mute else Notice.State.WAITING
    return Notice(
        unique_key=draft.key,
        recipient=draft.recipient,
        kind=draft.kind.name,
        subject=tidy(draft.subject)[:250],
        text=draft.text,
        address=draft.address,
        calendar_method=draft.calendar.method if draft.calendar else "",
        calendar_text=draft.calendar.text if draft.calendar else "",
        by_mail=draft.calendar is not None or draft.kind.by_mail_only,
        may_wait=draft.may_wait,
        state=kept,
        appears_at=due_at,
        due_at=due_at,
        expires_at=draft.expires_at,
    )


@transaction.atomic
def retry_notice(notice: Notice, *, actor: Actor) -> bool:
    """Deliver a notice that was given up, from the first attempt on; whether there was a need."""
    given_up = Notice.objects.select_for_update(of=("self",)).filter(
        pk=notice.pk, state=Notice.State.GIVEN_UP
    )
    found = given_up.first()
    if found is None:
        return False
    found.state = Notice.State.WAITING
    found.attempts = 0
    found.message = None
    found.due_at = timezone.now()
    found.save(update_fields=["state", "attempts", "message", "due_at"])
    about = Administered(f"notice:{found.pk}", f"Notice {found.pk}")
    record(events.NOTICE_RETRIED, about, actor=actor)
    return True


def mark_read(notice: Notice) -> None:
    """Note that its recipient has opened it.

    Nothing is recorded: when somebody reads what is nobody's business but their own, and a record
    of it would be a figure per person. For the same reason no page but their inbox tells it.
    """
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(reader: User) -> int:
    """Note that the person has seen all that is in the inbox now; how many were unread."""
    now = timezone.now()
    unread = Notice.objects.filter(recipient=reader, read_at=None, appears_at__lte=now)
    return unread.update(read_at=now)
