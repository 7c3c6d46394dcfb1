"""What each person chose is kept: quiet hours, one message a day, kinds, too late, backlogs."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from config.demo.clock import clock_at
from governance.notices import INPUT_ANSWERED
from initiatives.notices import INVITATION_ACCEPTED, INVITATION_SENT
from people.actions import (
    Chosen,
    NoticeDraft,
    change_notification_preferences,
    write_notice,
    write_notices,
)
from people.delivery import deliver_due_notices
from people.models import Notice, NotificationPreference, User
from tests.factories import UserFactory

NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
NIGHT = Chosen(quiet_from=dt.time(22), quiet_until=dt.time(7))
DAILY = Chosen(digest_hour=8)


@pytest.fixture
def lead(lead: User) -> User:
    """The business lead, whose clock is an hour ahead of UTC in winter."""
    lead.time_zone = "Europe/Berlin"
    lead.save()
    return lead


def _at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of November 2026, UTC."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


def _tell(person: User, key: str, **more: Any) -> None:
    told = {"kind": INVITATION_ACCEPTED, "subject": f"About {key}", "text": "Something happened."}
    write_notice(person, key=key, **(told | more))


def _delivered_at(moment: dt.datetime) -> list[str]:
    """Subjects of what goes out at the moment."""
    mail.outbox.clear()
    with clock_at(moment):
        deliver_due_notices()
    return [message.subject for message in mail.outbox]


def _choose(person: User, chosen: Chosen) -> None:
    change_notification_preferences(person, chosen, actor=person)


def test_quiet_hours_hold_back_what_may_wait(lead: User) -> None:
    _choose(lead, NIGHT)
    with clock_at(_at(17, 22)):
        _tell(lead, "late")
        _tell(lead, "urgent", may_wait=False)

    assert _delivered_at(_at(17, 22)) == ["About urgent"]
    assert _delivered_at(_at(18, 5, 59)) == []
    assert _delivered_at(_at(18, 6)) == ["About late"]
    assert Notice.objects.get(unique_key="late").attempts == 1


def test_ending_quiet_hours_sends_what_they_held_back(lead: User) -> None:
    _choose(lead, NIGHT)
    with clock_at(_at(17, 22)):
        _tell(lead, "late")
        deliver_due_notices()
    with clock_at(_at(17, 23)):
        _choose(lead, Chosen())

    assert _delivered_at(_at(17, 23)) == ["About late"]


def test_one_message_a_day_holds_all_that_waited(lead: User) -> None:
    _choose(lead, DAILY)
    with clock_at(_at(17, 9)):
        _tell(lead, "first", address="/initiatives/AI-2026-0001/")
    with clock_at(_at(17, 15)):
        _tell(lead, "second", kind=INPUT_ANSWERED)
        _tell(lead, "urgent", may_wait=False)
    assert _delivered_at(_at(17, 15)) == ["About urgent"]

    assert _delivered_at(_at(18, 7)) == ["2 notices from Joinery"]
    (message,) = mail.outbox
    first = Notice.objects.get(unique_key="first")
    assert message.message()["Message-ID"].startswith(f"<{first.pk}@")
    body = str(message.body)
    assert body.index("About first") < body.index("About second")
    assert "/initiatives/AI-2026-0001/" in body
    assert message.message()["List-Unsubscribe"] is None
    with clock_at(_at(18, 7, 1)):
        _tell(lead, "third")
    assert _delivered_at(_at(18, 23)) == []
    assert _delivered_at(_at(19, 7)) == ["About third"]


def test_a_backlog_is_one_message_without_what_is_too_late(lead: User, other_lead: User) -> None:
    for number in range(30):
        _tell(lead, f"reminder {number}", due_at=_at(14, 9, number))
    _tell(lead, "over", due_at=_at(14, 9), expires_at=_at(14, 10))
    _tell(other_lead, "single", due_at=_at(14, 9, 45))
    _tell(lead, "fresh", due_at=_at(17, 9))

    assert _delivered_at(_at(17, 9)) == [
        "30 notices from Joinery",
        "About single",
        "About fresh",
    ]
    assert "About over" not in str(mail.outbox[0].body)
    over = Notice.objects.get(unique_key="over")
    assert (over.state, over.get_state_display()) == ("expired", "Too late to matter")


def test_an_invitation_to_a_calendar_is_always_a_mail_of_its_own(lead: User) -> None:
    from people.actions import CalendarPart

    _choose(lead, DAILY)
    calendar = CalendarPart("REQUEST", "BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    for number in range(3):
        _tell(lead, f"session {number}", due_at=_at(17, 1, number), calendar=calendar)

    assert _delivered_at(_at(17, 12)) == ["About session 0", "About session 1", "About session 2"]


def test_a_muted_kind_is_kept_and_not_sent(lead: User) -> None:
    _tell(lead, "before")
    _choose(lead, Chosen(muted_kinds=["invitation-accepted"]))
    _tell(lead, "after")
    _tell(lead, "asked", kind=INVITATION_SENT)

    assert _delivered_at(timezone.now()) == ["About asked"]
    kept = Notice.objects.filter(state="inbox_only").values_list("unique_key", flat=True)
    assert sorted(kept) == ["after", "before"]


def test_what_may_not_be_muted_is_sent_whatever_the_row_says(lead: User) -> None:
    NotificationPreference.objects.create(user=lead, muted_kinds=["invitation-sent", "gone"])
    _tell(lead, "asked", kind=INVITATION_SENT)

    assert _delivered_at(timezone.now()) == ["About asked"]


def test_many_are_written_by_few_queries(
    lead: User, at_most_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    _choose(lead, Chosen(muted_kinds=["invitation-accepted"]))
    people = [lead, *(UserFactory.create() for _ in range(29))]
    drafts = [
        NoticeDraft(
            recipient=person,
            key=f"told:{person.pk}",
            kind=INVITATION_ACCEPTED,
            subject="Told",
            text="-",
        )
        for person in people
    ]
    with at_most_queries(3):
        assert write_notices(drafts) == 30
    assert write_notices(drafts) == 0
    assert Notice.objects.get(recipient=lead).state == "inbox_only"
    assert Notice.objects.filter(state="waiting").count() == 29


@pytest.mark.parametrize("address", ["https://elsewhere.example.org/", "//elsewhere.example.org"])
def test_a_notice_leads_nowhere_else(lead: User, address: str) -> None:
    with pytest.raises(ValueError, match="path of Joinery's own"):
        _tell(lead, "astray", address=address)
