"""Saying whether one can come, and the private calendar address."""

import pytest

from governance.actions import (
    cancel_occurrence,
    end_series,
    make_calendar_feed,
    reply_to_session,
    revoke_calendar_feed,
)
from governance.actions.feeds import feed_digest
from governance.models import CalendarFeed, SessionReply, SessionSeries
from governance.sessions.queries import parties_that_come
from people.errors import NotPermitted, NotPossibleNow
from people.models import User
from people.vocabulary import Party
from tests.governance.sessions.table import dates, fresh, later, recorded, refused

pytestmark = pytest.mark.usefixtures("monday")


def test_the_last_word_counts_and_the_same_word_twice_is_one(
    rhythm: SessionSeries, lead: User
) -> None:
    first = dates(rhythm)[0]
    with recorded() as kinds:
        for coming in (True, True, False, False):
            reply_to_session(rhythm, first, coming=coming, actor=lead)
            reply_to_session(rhythm, None, coming=coming, actor=lead)
    assert kinds == ["session.replied"] * 4
    assert set(SessionReply.objects.values_list("coming", flat=True)) == {False}
    assert SessionReply.objects.count() == 2


def test_a_side_comes_until_each_of_its_people_cannot(
    rhythm: SessionSeries, lead: User, architect: User
) -> None:
    first, second = dates(rhythm)[:2]
    assert parties_that_come(first) == {Party.BUSINESS: True, Party.IT: True}
    reply_to_session(rhythm, None, coming=False, actor=architect)
    assert parties_that_come(first) == {Party.BUSINESS: True, Party.IT: False}
    reply_to_session(rhythm, first, coming=True, actor=architect)
    assert parties_that_come(first)[Party.IT]
    assert not parties_that_come(second)[Party.IT]


def test_what_is_over_is_not_replied_to(
    rhythm: SessionSeries, lead: User, other_lead: User
) -> None:
    first = dates(rhythm)[0]
    with refused(NotPermitted):
        reply_to_session(rhythm, first, coming=True, actor=other_lead)
    with later(days=4), refused(NotPossibleNow, "lies behind"):
        reply_to_session(rhythm, first, coming=True, actor=lead)
    cancel_occurrence(first, reason="No", actor=lead)
    with refused(NotPossibleNow, "does not take place"):
        reply_to_session(rhythm, fresh(first), coming=True, actor=lead)
    end_series(rhythm, reason="Done", actor=lead)
    with refused(NotPossibleNow, "lies behind"):
        reply_to_session(rhythm, None, coming=True, actor=lead)


def test_an_address_is_kept_as_its_digest_and_a_new_one_ends_the_old(lead: User) -> None:
    with recorded() as kinds:
        first = make_calendar_feed(lead, actor=lead)
        second = make_calendar_feed(lead, actor=lead)
    assert kinds == ["calendar_feed.made"] * 2
    assert first != second
    assert CalendarFeed.objects.get().digest == feed_digest(second)
    assert second not in CalendarFeed.objects.get().digest
    with recorded() as kinds:
        revoke_calendar_feed(lead, actor=lead)
        revoke_calendar_feed(lead, actor=lead)
    assert kinds == ["calendar_feed.revoked"]
    assert not CalendarFeed.objects.exists()


def test_nobody_makes_or_ends_somebody_elses(lead: User, architect: User) -> None:
    make_calendar_feed(lead, actor=lead)
    with refused(NotPermitted):
        make_calendar_feed(lead, actor=architect)
    with refused(NotPermitted):
        revoke_calendar_feed(lead, actor=architect)
