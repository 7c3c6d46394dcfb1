"""Claiming what goes into one message, so that one worker alone sends it.

A claim is a lease written by a conditional update; what a worker leaves unfinished becomes free
when the lease ends. On PostgreSQL the choice locks the notice and its recipient and skips what
others hold, so that workers share the load and nobody's backlog is split between two of them.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from people.delivery.timing import OVERDUE, Wishes, first_moment
from people.delivery.wishes import muted_kinds, preference_of, wishes_of
from people.models import Notice

WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
MOST_ATTEMPTS = len(WAITS) + 1


@dataclass(frozen=True, slots=True)
class Claim:
    """Notices that this worker alone may send until the lease ends, as one message.

    Attributes:
        message: the id of the message, the same each time it is tried.
        notices: all of one person, the earliest first.
    """

    message: uuid.UUID
    notices: list[Notice]
    leased_until: dt.datetime

    @property
    def attempts(self) -> int:
        """How often it was tried, this time included."""
        return max(notice.attempts for notice in self.notices)

    def settle(self, **fields: object) -> None:
        """Write what came of it, unless the lease ended and somebody else has claimed it."""
        held = Notice.objects.filter(
            pk__in=[notice.pk for notice in self.notices], leased_until=self.leased_until
        )
        held.update(leased_until=None, **fields)


def next_claim(*, by_mail: bool = True) -> Claim | None:
    """The next message to send; None when nothing is due that nobody is sending.

    What turns out not to be sent, or not now, is settled on the way. Without `by_mail` only what
    goes to a chat is looked at.
    """
    while _due(by_mail=by_mail).exists():
        with transaction.atomic():
            lockable = _due(by_mail=by_mail).select_for_update(
                skip_locked=True, of=("self", "recipient"), no_key=True
            )
            found = lockable.select_related("recipient__notification_preference").first()
            if found is None:
                return None
            claim = None if _settled_unsent(found) else _claim(found)
        if claim is not None:
            return claim
    return None


def _free() -> Q:
    """Notices that are due and that nobody is sending."""
    now = timezone.now()
    unclaimed = Q(leased_until=None) | Q(leased_until__lt=now)
    return unclaimed & Q(state=Notice.State.WAITING, due_at__lte=now)


def _due(*, by_mail: bool) -> QuerySet[Notice]:
    due = Notice.objects.filter(_free()).order_by("due_at")
    if by_mail:
        return due
    return due.filter(by_mail=False).exclude(
        Q(recipient__notification_preference=None)
        | Q(recipient__notification_preference__channel_address="")
    )


def _settled_unsent(notice: Notice) -> bool:
    """Whether it is not to be sent, or not now; then it is written down why and until when."""
    now = timezone.now()
    person = notice.recipient
    unsent: dict[str, object] = {}
    if not person.is_active:
        unsent = _given_up("The recipient is no longer active.")
    elif notice.expires_at is not None and notice.expires_at <= now:
        unsent = {"state": Notice.State.EXPIRED}
    elif notice.kind in muted_kinds(preference_of(person)):
        unsent = {"state": Notice.State.INBOX_ONLY}
    elif notice.attempts >= MOST_ATTEMPTS:
        unsent = _given_up("The last attempt did not end.")
    elif (moment := _first_moment(notice, wishes_of(person), now)) > now:
        unsent = {"due_at": moment}
    if unsent:
        Notice.objects.filter(_free(), pk=notice.pk).update(leased_until=None, **unsent)
    return bool(unsent)


def _given_up(reason: str) -> dict[str, object]:
    return {"state": Notice.State.GIVEN_UP, "last_error": reason}


def _first_moment(notice: Notice, wishes: Wishes, now: dt.datetime) -> dt.datetime:
    if not notice.may_wait:
        return now
    digest_of = None if notice.calendar_text else notice.appears_at
    return first_moment(wishes, now, digest_of=digest_of)


def _claim(found: Notice) -> Claim | None:
    leased_until = timezone.now() + dt.timedelta(seconds=settings.NOTICE_LEASE)
    keys = _together_with(found)
    message = found.message or keys[0]
    claimed = Notice.objects.filter(_free(), pk__in=keys).update(
        leased_until=leased_until, attempts=F("attempts") + 1, message=message
    )
    if not claimed:
        return None
    mine = Notice.objects.filter(pk__in=keys, leased_until=leased_until, message=message)
    notices = list(
        mine.select_related("recipient__notification_preference").order_by("appears_at", "pk")
    )
    return Claim(message, notices, leased_until) if notices else None


def _together_with(found: Notice) -> list[uuid.UUID]:
    """What goes out in one message with it, the earliest first.

    A message that may have arrived already is sent again as it was. Else people with a daily
    message get all that waits for them, and others a backlog as one message instead of thirty.
    """
    free = Notice.objects.filter(_free(), recipient=found.recipient)
    if found.message is not None:
        free = free.filter(message=found.message)
    else:
        free = (
            free.filter(_groupable(found)) if _begins_a_group(found) else free.filter(pk=found.pk)
        )
    return list(free.order_by("appears_at", "pk").values_list("pk", flat=True))


def _begins_a_group(notice: Notice) -> bool:
    if not notice.may_wait or notice.calendar_text:
        return False
    daily = wishes_of(notice.recipient).digest_hour is not None
    return daily or notice.appears_at < timezone.now() - OVERDUE


def _groupable(found: Notice) -> Q:
    now = timezone.now()
    alike = Q(may_wait=True, calendar_text="", message=None, by_mail=found.by_mail)
    alike &= Q(expires_at=None) | Q(expires_at__gt=now)
    alike &= Q(attempts__lt=MOST_ATTEMPTS)
    alike &= ~Q(kind__in=muted_kinds(preference_of(found.recipient)))
    if wishes_of(found.recipient).digest_hour is None:
        alike &= Q(appears_at__lt=now - OVERDUE)
    return alike
