"""What people are told of their sessions, and their calendars with them (A22)."""

import datetime as dt

import pytest
from icalendar import Calendar

from governance.actions import (
    WantedRhythm,
    add_extra_session,
    cancel_occurrence,
    change_rhythm,
    end_series,
    move_occurrence,
)
from governance.models import SessionSeries
from governance.sessions.links import read_reply_link
from governance.sessions.telling import meeting
from initiatives.actions import accept_invitation, invite_it
from initiatives.models import Initiative, Member
from people.models import Notice, User
from tests.governance.sessions.expander import entries
from tests.governance.sessions.table import (
    FIRST,
    MONDAY,
    WEEK,
    Told,
    dates,
    event_of,
    later,
    on,
    sequence_of,
    told,
)

pytestmark = [pytest.mark.behaviour("A22"), pytest.mark.usefixtures("monday")]
YEAR = MONDAY.replace(tzinfo=None) + 52 * WEEK
FIVE_WEEKS = MONDAY.replace(tzinfo=None) + 5 * WEEK


def standing_in(notice: Notice, until: dt.datetime = YEAR) -> list[dt.datetime]:
    """When the calendar of its recipient has sessions, read from this part alone."""
    found = entries(notice.calendar_text, until)
    return [each.starts_at.replace(tzinfo=dt.UTC) for each in found]


def test_each_calendar_names_its_recipient_alone(rhythm: SessionSeries, lead: User) -> None:
    with told() as notices:
        move_occurrence(dates(rhythm)[0], starts_at=on(FIRST, "15:00"), actor=lead)
        cancel_occurrence(dates(rhythm)[1], reason="No", actor=lead)
        end_series(rhythm, reason="Done", actor=lead)
    assert len(notices) == 6
    for each in notices:
        event = event_of(each)
        assert event["ATTENDEE"] == f"mailto:{each.recipient.email}"
        assert Calendar.from_ical(each.calendar_text)["METHOD"] == each.calendar_method
        assert each.by_mail
        assert each.kind == "session-invitation"


def test_who_is_not_active_or_has_left_is_not_told(
    rhythm: SessionSeries, lead: User, architect: User
) -> None:
    User.objects.filter(pk=architect.pk).update(is_active=False)
    with told() as notices:
        move_occurrence(dates(rhythm)[0], starts_at=on(FIRST, "15:00"), actor=lead)
    assert {each.recipient for each in notices} == {lead}
    User.objects.filter(pk=architect.pk).update(is_active=True)
    Member.objects.filter(user=architect).update(left_at=MONDAY)
    with told() as notices:
        move_occurrence(dates(rhythm)[0], starts_at=on(FIRST, "16:00"), actor=lead)
    assert {each.recipient for each in notices} == {lead}


def test_the_links_in_a_mail_are_the_recipients_own(rhythm: SessionSeries, lead: User) -> None:
    first = dates(rhythm)[0]
    with told() as notices:
        move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead, reason="The room is taken")
    for each in notices:
        assert "The room is taken" in each.text
        tokens = [
            line.rstrip("/").rpartition("/")[2] for line in each.text.splitlines() if "http" in line
        ]
        said = [read_reply_link(token) for token in tokens]
        assert [(link.user, link.occurrence, link.coming) for link in said if link] == [
            (each.recipient_id, first.pk, True),
            (each.recipient_id, first.pk, False),
        ]


def test_what_later_joins_reads_is_what_stands(
    joined: Initiative, rhythm: SessionSeries, lead: User, other_architect: User
) -> None:
    """Moved and called off dates are in the invitation of who comes later."""
    first, second, third, _ = dates(rhythm)
    move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead)
    cancel_occurrence(second, reason="No", actor=lead)
    add_extra_session(
        rhythm, day=dt.date(2026, 12, 1), starts_at=dt.time(9), reason="Vendor", actor=lead
    )
    invitation = invite_it(joined, open_questions=["Who?"], invitee=other_architect, actor=lead)
    with told() as notices:
        accept_invitation(invitation, actor=other_architect)

    found = sorted(
        moment for each in notices.to(other_architect) for moment in standing_in(each, FIVE_WEEKS)
    )
    assert found == [
        on(FIRST, "15:00"),
        on(dt.date(2026, 12, 1), "09:00"),
        third.starts_at,
    ]


def test_the_calendar_that_took_every_mail_shows_what_is_planned(
    rhythm: SessionSeries, lead: User
) -> None:
    """Changed, moved, called off and put back: read mail by mail as a client does."""
    everything = Told(Notice.objects.filter(recipient=lead).exclude(calendar_text=""))
    with told() as notices:
        change_rhythm(
            rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=WE", dt.date(2026, 12, 2)), actor=lead
        )
    everything += notices.to(lead)
    with later(days=1), told() as notices:
        end_series(rhythm, reason="Done", actor=lead)
    everything += notices.to(lead)

    newest: dict[str, Notice] = {}
    for each in sorted(everything, key=sequence_of):
        newest[str(event_of(each)["UID"])] = each
    standing = sorted(
        moment
        for each in newest.values()
        if each.calendar_method == "REQUEST"
        for moment in standing_in(each)
    )
    assert standing == [each.starts_at for each in dates(rhythm)] == []


def test_a_day_under_another_rhythm_is_not_met_twice(rhythm: SessionSeries, lead: User) -> None:
    """The third was opened early; the rhythm that follows leaves its day out."""
    third = dates(rhythm)[2]
    move_occurrence(third, starts_at=MONDAY + dt.timedelta(hours=1), actor=lead)
    with later(hours=2):
        change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=TH"), actor=lead)
        row = rhythm.rhythms.order_by("-pk")[0]
        about = meeting(rhythm, row)
    assert about.first_day() == FIRST
    assert not about.takes_place_on(third.slot_on)
    assert about.takes_place_on(third.slot_on + WEEK)
    assert [each.rhythm_id for each in dates(rhythm) if each.slot_on == third.slot_on] == [
        third.rhythm_id
    ]
