"""The private calendar address of a person."""

import hashlib
import secrets

from django.db import transaction

from audit.recording import record
from governance import events
from governance.models import CalendarFeed
from people.errors import NotPermitted
from people.models import User


def feed_digest(token: str) -> str:
    """What is kept of an address: hex SHA-256. Tokens are random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_calendar_feed(owner: User, *, actor: User) -> str:
    """A new token for the address, which is never shown again; the one before stops working.

    Raises:
        NotPermitted: it is somebody else's calendar.
    """
    _refuse_others(owner, actor)
    token = secrets.token_urlsafe(32)
    # Two presses at once are one after the other.
    User.objects.select_for_update().get(pk=owner.pk)
    CalendarFeed.objects.filter(user=owner).delete()
    feed = CalendarFeed.objects.create(user=owner, digest=feed_digest(token))
    record(events.FEED_MADE, feed, actor=actor)
    return token


@transaction.atomic
def revoke_calendar_feed(owner: User, *, actor: User) -> None:
    """End the address at once; ending it again changes nothing.

    Raises:
        NotPermitted: it is somebody else's calendar.
    """
    _refuse_others(owner, actor)
    feed = CalendarFeed.objects.select_for_update().filter(user=owner).first()
    if feed is None:
        return
    record(events.FEED_REVOKED, feed, actor=actor)
    feed.delete()


def _refuse_others(owner: User, actor: User) -> None:
    if owner.pk != actor.pk:
        raise NotPermitted(
            "A private calendar address is its owner's alone.",
            way_out="Switch the person off; their address stops with them.",
        )
