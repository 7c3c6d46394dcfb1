"""What a person asked for, or what is done where they asked for nothing."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist

from people.delivery.timing import Wishes
from people.models import NotificationPreference, User
from people.notice_kinds import mutable_notice_kinds


def preference_of(person: User) -> NotificationPreference:
    """The person's own, or an unsaved one that says by e-mail, at once, of everything."""
    try:
        return person.notification_preference
    except ObjectDoesNotExist:
        return NotificationPreference(user=person)


def wishes_of(person: User) -> Wishes:
    """When the person wants to be told."""
    preference = preference_of(person)
    start, end = preference.quiet_from, preference.quiet_until
    quiet = None if start is None or end is None or start == end else (start, end)
    return Wishes(ZoneInfo(person.time_zone), quiet, preference.digest_hour)


def muted_kinds(preference: NotificationPreference) -> list[str]:
    """Names of the kinds that stay in the inbox; one that may not be muted is never among them."""
    may = {kind.name for kind in mutable_notice_kinds()}
    return [name for name in preference.muted_kinds if name in may]
