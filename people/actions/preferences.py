"""How a person is told: changed by themselves, or by the link at the end of a mail."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from people import events, notices
from people.actions.notices import write_notice
from people.delivery.channels import open_channel
from people.errors import InvalidInput, NotPossibleNow
from people.models import Notice, NotificationPreference, User
from people.notice_kinds import NoticeKind, mutable_notice_kinds
from people.text import optional_text

LEAST_AWAKE = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a person chose.

    Attributes:
        by_chat: in the chat of `channel_address` instead of by e-mail.
        channel_address: empty keeps the address that is kept already.
        quiet_from: with `quiet_until` by the person's own clock; both or neither.
        digest_hour: 0 to 23, the hour of one message a day; None for each at once.
        muted_kinds: names of kinds that stay in the inbox.
    """

    by_chat: bool = False
    channel_address: str = ""
    quiet_from: dt.time | None = None
    quiet_until: dt.time | None = None
    digest_hour: int | None = None
    muted_kinds: Collection[str] = ()


@transaction.atomic
def change_notification_preferences(
    user: User, chosen: Chosen, *, actor: Actor
) -> NotificationPreference:
    """Change how the person is told; saving the same again records nothing.

    Raises:
        InvalidInput: the chat may not be used, half of the quiet hours is missing, they leave less
            than an hour a day or hide the daily message, or a kind is not known or not to be muted.
    """
    preference = _locked(user)
    wanted = {
        "channel_address": _channel_address(preference, chosen),
        "quiet_from": chosen.quiet_from,
        "quiet_until": chosen.quiet_until,
        "digest_hour": chosen.digest_hour,
        "muted_kinds": _mutable(chosen.muted_kinds),
    }
    _refuse_unfit_times(chosen)
    changed = [name for name, value in wanted.items() if getattr(preference, name) != value]
    if not changed:
        return preference
    for name in changed:
        setattr(preference, name, wanted[name])
    preference.save()
    _release_held(user)
    told = list(dict.fromkeys(_words(name, preference) for name in changed))
    record(
        events.NOTIFICATION_CHANGED,
        preference.user,
        actor=actor,
        data={"fields": ", ".join(told)},
    )
    return preference


@transaction.atomic
def mute_notice_kind(user: User, kind: NoticeKind, *, actor: Actor) -> None:
    """Keep notices of the kind in the inbox only; doing it again changes nothing.

    Raises:
        NotPossibleNow: the kind may not be muted.
    """
    if not kind.may_mute:
        raise NotPossibleNow(
            f"Notices of the kind “{kind.label}” cannot be stopped.",
            way_out="Others wait for your answer to them.",
        )
    preference = _locked(user)
    if kind.name in preference.muted_kinds:
        return
    preference.muted_kinds = sorted({*preference.muted_kinds, kind.name})
    preference.save()
    record(events.NOTICES_STOPPED, preference.user, actor=actor, data={"kind": kind.label})


@transaction.atomic
def send_test_notice(user: User, *, actor: Actor) -> None:
    """Queue a notice to try the way that the person chose.

    Raises:
        NotPossibleNow: the last one is still on its way.
    """
    preference = _locked(user)
    waiting = Notice.objects.filter(
        recipient=user, kind=notices.TEST.name, state=Notice.State.WAITING
    )
    if waiting.exists():
        raise NotPossibleNow(
            "The last test notice is still on its way.", way_out="Wait until it has arrived."
        )
    write_notice(
        preference.user,
        key=f"test-notice:{uuid.uuid4()}",
        kind=notices.TEST,
        subject="A test notice from Joinery",
        text="You asked for it. Whatever else Joinery has to tell you arrives in the same way.",
        address="/profile/notices/",
        may_wait=False,
    )
    record(events.TEST_NOTICE_SENT, preference.user, actor=actor)


def _locked(user: User) -> NotificationPreference:
    """The person's row, or a new one; two who save at once wait for each other at the person."""
    user = User.objects.select_for_update().get(pk=user.pk)
    kept = NotificationPreference.objects.filter(user=user).first()
    return kept or NotificationPreference(user=user)


def _channel_address(preference: NotificationPreference, chosen: Chosen) -> str:
    if not chosen.by_chat:
        return ""
    given = optional_text(
        chosen.channel_address, "channel_address", label="The address", most=1000, lines=False
    )
    if not given and not preference.channel_address:
        raise InvalidInput(
            "The address of the chat is missing.",
            way_out="Paste it, or choose e-mail.",
            field="channel_address",
        )
    return open_channel(given).address if given else preference.channel_address


def _mutable(names: Collection[str]) -> list[str]:
    may = {kind.name for kind in mutable_notice_kinds()}
    for name in names:
        if name not in may:
            raise InvalidInput(
                f"“{name}” is no kind of notice that can be stopped.",
                way_out="Choose from the list.",
                field="muted_kinds",
            )
    return sorted(set(names))


def _refuse_unfit_times(chosen: Chosen) -> None:
    start, end = chosen.quiet_from, chosen.quiet_until
    if (start is None) != (end is None):
        raise InvalidInput(
            "Quiet hours have a beginning and an end.",
            way_out="Give both, or leave both empty.",
            field="quiet_from" if start is None else "quiet_until",
        )
    if chosen.digest_hour is not None and not 0 <= chosen.digest_hour < 24:
        raise InvalidInput(
            f"{chosen.digest_hour} is no hour of the day.",
            way_out="Choose one from 0 to 23.",
            field="digest_hour",
        )
    if start is None or end is None:
        return
    if _minutes(end, start) < LEAST_AWAKE:
        raise InvalidInput(
            "These quiet hours leave less than an hour a day.",
            way_out="Leave at least one hour in which Joinery may tell you.",
            field="quiet_until",
        )
    if chosen.digest_hour is not None and _minutes(start, dt.time(chosen.digest_hour)) < _minutes(
        start, end
    ):
        raise InvalidInput(
            "The daily message would come in your quiet hours.",
            way_out="Choose an hour outside them.",
            field="digest_hour",
        )


def _minutes(start: dt.time, end: dt.time) -> dt.timedelta:
    """From one reading of the clock to the next such reading; nothing for the same reading."""
    apart = (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute)
    return dt.timedelta(minutes=apart % (24 * 60))


def _release_held(user: User) -> None:
    """What quiet hours or the daily message held back is looked at anew, by the new wishes."""
    now = timezone.now()
    held = Notice.objects.filter(
        recipient=user, state=Notice.State.WAITING, attempts=0, leased_until=None
    )
    held.filter(appears_at__lte=now, due_at__gt=now).update(due_at=now)


def _words(field: str, preference: NotificationPreference) -> str:
    if field != "channel_address":
        return _FIELD_WORDS[field]
    if not preference.channel_address:
        return "by e-mail"
    return f"by {open_channel(preference.channel_address).service}"


_FIELD_WORDS = {
    "quiet_from": "quiet hours",
    "quiet_until": "quiet hours",
    "digest_hour": "daily message",
    "muted_kinds": "kinds that stay in the inbox",
}
