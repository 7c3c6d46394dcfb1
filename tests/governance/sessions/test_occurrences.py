"""Moving, cancelling, leaving out, putting back and adding single sessions."""

import datetime as dt
from collections.abc import Callable

import pytest

from governance.actions import (
    WantedRhythm,
    add_extra_session,
    cancel_occurrence,
    change_rhythm,
    close_session,
    move_occurrence,
    open_session,
    reply_to_session,
    restore_occurrence,
    skip_occurrence,
)
from governance.models import SessionOccurrence, SessionReply, SessionSeries
from initiatives.actions import pause_initiative
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import Site, User
from tests.governance.sessions.table import (
    FIRST,
    MONDAY,
    WEEK,
    dates,
    event_of,
    fresh,
    later,
    on,
    recorded,
    refused,
    sequence_of,
    told,
)

pytestmark = [pytest.mark.behaviour("A22"), pytest.mark.usefixtures("monday")]
CallOff = Callable[..., SessionOccurrence]


@pytest.fixture
def first(rhythm: SessionSeries) -> SessionOccurrence:
    """Thursday, 26 November 2026, 10:00 UTC."""
    return dates(rhythm)[0]


def test_moved_it_keeps_its_slot_and_is_told_once_to_each(
    first: SessionOccurrence, lead: User, architect: User
) -> None:
    with told() as notices, recorded() as kinds:
        move_occurrence(first, starts_at=on(dt.date(2026, 11, 27), "14:00"), actor=lead)

    now = fresh(first)
    assert (now.state, now.slot_on) == ("moved", FIRST)
    assert now.sequence > first.sequence
    assert kinds == ["session.moved"]
    assert notices.methods == {"session-moved REQUEST": 2}
    assert {each.recipient for each in notices} == {lead, architect}
    event = event_of(notices[0])
    assert event["RECURRENCE-ID"].dt == on(FIRST)
    assert event["DTSTART"].dt == on(dt.date(2026, 11, 27), "14:00")
    assert str(event["UID"]) == str(first.rhythm.uid)
    assert notices[0].expires_at == now.starts_at


def test_moved_to_where_it_is_changes_nothing(first: SessionOccurrence, lead: User) -> None:
    with told() as notices, recorded() as kinds:
        move_occurrence(first, starts_at=first.starts_at, actor=lead, reason="No")
    assert (notices, kinds) == ([], [])


def test_moved_back_it_is_planned_again(first: SessionOccurrence, lead: User) -> None:
    moved = move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead)
    sequence = moved.sequence
    with told() as notices:
        back = move_occurrence(moved, starts_at=on(FIRST), actor=lead)
    assert back.state == "planned"
    assert back.sequence > sequence
    assert len(notices) == 2


def test_longer_at_the_same_time_is_moved_too(first: SessionOccurrence, lead: User) -> None:
    assert move_occurrence(first, starts_at=on(FIRST), minutes=90, actor=lead).state == "moved"
    cancel_occurrence(first, reason="No", actor=lead)
    assert restore_occurrence(first, actor=lead).state == "moved"


def test_who_answered_for_the_old_time_is_asked_anew(
    first: SessionOccurrence, lead: User, architect: User
) -> None:
    reply_to_session(first.series, first, coming=False, actor=architect)
    reply_to_session(first.series, None, coming=True, actor=architect)
    move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead)
    assert [each.occurrence for each in SessionReply.objects.all()] == [None]


def test_the_sequence_grows_with_every_change(
    first: SessionOccurrence, lead: User, architect: User
) -> None:
    sequences = []
    changes: list[Callable[[], SessionOccurrence]] = [
        lambda: move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead),
        lambda: cancel_occurrence(first, reason="Nobody is in", actor=architect),
        lambda: restore_occurrence(first, actor=lead),
        lambda: skip_occurrence(first, reason="Works meeting", actor=lead),
        lambda: restore_occurrence(first, actor=lead),
        lambda: move_occurrence(first, starts_at=on(FIRST), actor=lead),
    ]
    for change in changes:
        with told() as notices:
            change()
        assert len(notices) == 2
        (sequence,) = {sequence_of(each) for each in notices}
        sequences.append(sequence)
        for each in notices:
            assert event_of(each)["RECURRENCE-ID"].dt == on(FIRST)
    assert sequences == sorted(set(sequences))


@pytest.mark.parametrize(
    ("call_off", "state", "kind"),
    [
        (cancel_occurrence, "cancelled", "session.cancelled"),
        (skip_occurrence, "planned_skip", "session.left_out"),
    ],
)
def test_called_off_with_a_reason_and_put_back(
    first: SessionOccurrence,
    lead: User,
    call_off: Callable[..., SessionOccurrence],
    state: str,
    kind: str,
) -> None:
    with refused(InvalidInput, field="reason"):
        call_off(first, reason=" ", actor=lead)
    with told() as notices, recorded() as kinds:
        call_off(first, reason="Works meeting", actor=lead)
    assert (fresh(first).state, fresh(first).reason) == (state, "Works meeting")
    assert notices.methods == {"session-cancelled CANCEL": 2}
    assert kinds == [kind]
    with refused(NotPossibleNow):
        call_off(first, reason="Again", actor=lead)
    with refused(NotPossibleNow):
        move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead)
    with refused(NotPossibleNow):
        open_session(first, actor=lead)

    with told() as notices, recorded() as kinds:
        restore_occurrence(first, actor=lead)
    assert (fresh(first).state, fresh(first).reason) == ("planned", "")
    assert notices.methods == {"session-moved REQUEST": 2}
    assert kinds == ["session.restored"]
    with refused(NotPossibleNow):
        restore_occurrence(first, actor=lead)


def test_after_its_time_it_is_cancelled_quietly_but_not_left_out_as_planned(
    first: SessionOccurrence, lead: User
) -> None:
    """What counts as planned is said before (M9)."""
    with later(days=4):
        with refused(NotPossibleNow, "Its time has come"):
            skip_occurrence(first, reason="Nobody came", actor=lead)
        with told() as notices:
            cancel_occurrence(first, reason="Nobody came", actor=lead)
        assert notices == []
        with refused(NotPossibleNow, "Its time has passed"):
            restore_occurrence(first, actor=lead)


def test_yesterdays_can_be_moved_to_tomorrow(first: SessionOccurrence, lead: User) -> None:
    with later(days=4):
        tomorrow = dt.date(2026, 11, 28)
        assert move_occurrence(first, starts_at=on(tomorrow), actor=lead).state == "moved"


@pytest.mark.parametrize(
    ("starts_at", "minutes", "field"),
    [
        (MONDAY, None, "starts_at"),
        (MONDAY - dt.timedelta(days=1), None, "starts_at"),
        (MONDAY + dt.timedelta(days=93), None, "starts_at"),
        (MONDAY + dt.timedelta(days=2), 4, "minutes"),
        (MONDAY + dt.timedelta(days=2), 481, "minutes"),
    ],
)
def test_where_it_cannot_be_moved(
    first: SessionOccurrence, lead: User, starts_at: dt.datetime, minutes: int | None, field: str
) -> None:
    with refused(InvalidInput, field=field):
        move_occurrence(first, starts_at=starts_at, minutes=minutes, actor=lead)


def test_moved_by_two_who_saw_the_same(
    first: SessionOccurrence, lead: User, architect: User
) -> None:
    move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead, version=first.sequence)
    with refused(ChangedMeanwhile):
        move_occurrence(first, starts_at=on(FIRST, "16:00"), actor=architect, version=0)


def test_what_is_open_or_held_is_not_moved(first: SessionOccurrence, lead: User) -> None:
    with later(days=3, hours=1):
        open_session(first, actor=lead)
        with refused(NotPossibleNow, "is running"):
            move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead)
        with refused(NotPossibleNow, "is running"):
            cancel_occurrence(first, reason="No", actor=lead)
        close_session(first, actor=lead)
        with refused(NotPossibleNow, "has been held"):
            cancel_occurrence(first, reason="No", actor=lead)


def test_who_may_not(first: SessionOccurrence, other_lead: User, executive: User) -> None:
    for person in (other_lead, executive):
        with refused(NotPermitted):
            move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=person)
        with refused(NotPermitted):
            cancel_occurrence(first, reason="No", actor=person)


def test_while_it_rests_its_dates_are_gone_and_say_so(
    rhythm: SessionSeries, first: SessionOccurrence, lead: User
) -> None:
    pause_initiative(rhythm.initiative, reason="Wait", resume_condition="Budget", actor=lead)
    with refused(NotPossibleNow, "paused"):
        move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead)
    with refused(NotPossibleNow, "not planned any more"):
        open_session(first, actor=lead)


def test_a_date_that_another_rhythm_took_the_place_of(
    rhythm: SessionSeries, first: SessionOccurrence, lead: User
) -> None:
    """Somebody's page still shows it."""
    change_rhythm(rhythm, WantedRhythm("FREQ=WEEKLY;BYDAY=TU", dt.date(2026, 11, 24)), actor=lead)
    for act in (
        lambda: move_occurrence(first, starts_at=on(FIRST, "15:00"), actor=lead),
        lambda: cancel_occurrence(first, reason="No", actor=lead),
        lambda: restore_occurrence(first, actor=lead),
        lambda: open_session(first, actor=lead),
        lambda: reply_to_session(rhythm, first, coming=True, actor=lead),
    ):
        with refused(NotPossibleNow, "not planned any more"):
            act()


# --- extra sessions -------------------------------------------------------------------------------


def test_an_extra_session_has_a_uid_of_its_own(rhythm: SessionSeries, lead: User) -> None:
    with told() as notices, recorded() as kinds:
        extra = add_extra_session(
            rhythm, day=dt.date(2026, 12, 1), starts_at=dt.time(9), reason="Vendor", actor=lead
        )
    assert (extra.state, extra.starts_at) == ("planned", on(dt.date(2026, 12, 1), "09:00"))
    assert notices.methods == {"session-invitation REQUEST": 2}
    event = event_of(notices[0])
    assert "RRULE" not in event
    assert str(event["UID"]) != str(dates(rhythm)[0].rhythm.uid)
    assert "An extra session of" in notices[0].text
    assert "as long as the initiative" not in notices[0].text
    assert "session.added" in kinds

    with told() as notices:
        move_occurrence(extra, starts_at=on(dt.date(2026, 12, 2), "09:00"), actor=lead)
    assert "RECURRENCE-ID" not in event_of(notices[0])
    with told() as notices:
        cancel_occurrence(extra, reason="No", actor=lead)
    assert notices.methods == {"session-cancelled CANCEL": 2}


def test_an_extra_session_beyond_the_weeks_that_are_made(rhythm: SessionSeries, lead: User) -> None:
    day = dt.date(2027, 2, 2)
    add_extra_session(rhythm, day=day, starts_at=dt.time(9), reason="Vendor", actor=lead)
    assert [each.slot_on for each in dates(rhythm)][-1] == day


@pytest.mark.parametrize(
    ("day", "reason", "field"),
    [
        (FIRST, "Vendor", "day"),  # has one
        (FIRST + 10 * WEEK, "Vendor", "day"),  # will have one
        (dt.date(2026, 11, 20), "Vendor", "day"),
        (dt.date(2027, 3, 2), "Vendor", "day"),
        (dt.date(2026, 12, 1), "", "reason"),
        (dt.date(1999, 12, 1), "Vendor", "day"),
        (dt.date(2199, 12, 1), "Vendor", "day"),
    ],
)
def test_where_no_extra_session_can_be(
    rhythm: SessionSeries, lead: User, day: dt.date, reason: str, field: str
) -> None:
    with refused(InvalidInput, field=field):
        add_extra_session(rhythm, day=day, starts_at=dt.time(9), reason=reason, actor=lead)


def test_a_day_off_at_the_site_is_left_out_and_can_be_put_back(
    rhythm: SessionSeries, lead: User, architect: User
) -> None:
    site = Site.objects.create(name="Works", country="DE", time_zone="Europe/Berlin")
    SessionSeries.objects.filter(pk=rhythm.pk).update(site=site)
    wanted = WantedRhythm("FREQ=WEEKLY;BYDAY=FR", dt.date(2026, 12, 18), dt.time(10))
    change_rhythm(rhythm, wanted, actor=lead)

    by_day = {each.slot_on: each for each in dates(rhythm)}
    christmas, new_year = by_day[dt.date(2026, 12, 25)], by_day[dt.date(2027, 1, 1)]
    assert (christmas.state, christmas.reason) == ("planned_skip", "Christmas Day")
    assert new_year.state == "planned_skip"
    assert by_day[dt.date(2026, 12, 18)].state == "planned"
    assert restore_occurrence(christmas, actor=architect).state == "planned"
