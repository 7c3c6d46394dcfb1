"""The private calendar of a person: every session of the tables they sit at."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from governance.models import CalendarFeed, SessionSeries
from governance.sessions import calendars, telling
from governance.sessions.queries import SHOWN_PAST, series_visible_to
from initiatives.models import Member
from people.models import User

NAME = "Working sessions"


def find_feed(digest: str) -> CalendarFeed | None:
    """The address kept under the digest; None once it or its owner has ended. One query.

    Only digests are compared, so how long it takes tells nothing of the address itself.
    """
    feeds = CalendarFeed.objects.select_related("user")
    return feeds.filter(digest=digest, user__is_active=True).first()


def private_calendar(user: User) -> str:
    """The text of the person's calendar; five queries, however many sessions there are.

    It holds the tables where the person has a seat, of initiatives that they may see now, with
    sessions that go on or ended within the last 180 days.
    """
    return calendars.feed(_meetings(user), name=NAME)


def _meetings(user: User) -> Iterator[calendars.Meeting]:
    for series in _series_of(user):
        for row in series.rhythms.all():
            yield telling.meeting(series, row)


def _series_of(user: User) -> list[SessionSeries]:
    seat = Member.objects.filter(initiative=OuterRef("initiative"), user=user, left_at=None)
    recent = Q(ended_at=None) | Q(ended_at__gte=timezone.now() - SHOWN_PAST)
    found = (
        series_visible_to(user)
        .filter(recent, Exists(seat))
        .select_related("initiative", "site")
        .prefetch_related("rhythms", "occurrences")
        .order_by("pk")
    )
    return list(found)
