"""The feed and the mails say what the rhythm says, by a reader that shares nothing with it."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from governance.sessions.calendars import (
    Meeting,
    MovedMeeting,
    cancellation,
    feed,
    occurrence_cancellation,
    occurrence_request,
    request,
)
from governance.sessions.rhythm import Rhythm, UnknownTimeZone, first_day_of
from governance.sessions.time_zones import vtimezone
from people.errors import NotPossibleNow
from tests.governance.sessions.expander import Entry, entries, offsets_of, read, utc

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kolkata",
    "Africa/Casablanca",  # winter time only while it is Ramadan
]
MORE_ZONES = [
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Jerusalem",
    "Europe/Dublin",
    "Pacific/Chatham",
    "UTC",
]
RULES = [
    "FREQ=WEEKLY;BYDAY=SU",  # clocks change on Sundays
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
    "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU",
    "FREQ=MONTHLY;BYDAY=1TU,-1SU",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=4FR",
    "FREQ=MONTHLY;BYMONTHDAY=1,15,-1",
]
TIMES = [dt.time(2, 15), dt.time(2, 30), dt.time(10, 0), dt.time(23, 50)]
BEGIN = dt.date(2026, 11, 24)
TWO_YEARS = BEGIN.replace(year=2028)
CHANGED = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
ANN = ("ann@joinery.example", "Ann Field")


def at(text: str) -> dt.datetime:
    """A moment in UTC, as the reader of these tests has them: without tzinfo."""
    return dt.datetime.fromisoformat(text)


def naive(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


def a_rhythm(
    rule: str = "FREQ=WEEKLY;BYDAY=TU",
    *,
    zone: str = "Europe/Berlin",
    clock: dt.time = dt.time(10, 0),
    from_day: dt.date = BEGIN,
) -> Rhythm:
    first_on = first_day_of(rule, from_day) if rule else from_day
    return Rhythm.checked(rule, first_on, clock, zone, 45)


def a_meeting(rhythm: Rhythm, **more: object) -> Meeting:
    standing = Meeting(
        uid="b7c1e0c2-6d5c-4f0e-9a0a-0d5f3c1f2a11",
        sequence=3,
        rhythm=rhythm,
        summary="Working session: orders that slip",
        organizer_email="joinery@joinery.example",
        changed_at=CHANGED,
        place="Room 4",
        url="https://joinery.example/initiatives/AI-2026-0001/sessions/",
    )
    return replace(standing, **more)


def plain_entries(meeting: Meeting, days: list[dt.date]) -> list[Entry]:
    """Entries at the instants of the rhythm."""
    length = dt.timedelta(minutes=meeting.rhythm.minutes)
    starts = [naive(meeting.rhythm.instant(day)) for day in days]
    return sorted(Entry(start, start + length, meeting.uid, meeting.place) for start in starts)


def one(text: str) -> Event:
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


# --- instants ---------------------------------------------------------------------------------


@pytest.mark.behaviour("A22")
@pytest.mark.parametrize("clock", TIMES, ids=lambda clock: f"{clock:%H%M}")
@pytest.mark.parametrize("zone", ZONES)
def test_feed_and_mail_expand_to_the_instants_of_the_rhythm(zone: str, clock: dt.time) -> None:
    """For two years, with dates left out and moved, every rule at once in one calendar."""
    meetings, expected = [], []
    for number, rule in enumerate(RULES):
        rhythm = a_rhythm(rule, zone=zone, clock=clock)
        days = list(rhythm.days(BEGIN, TWO_YEARS))
        skipped = frozenset({days[0], days[3], days[-2], BEGIN + dt.timedelta(days=1)})
        later = rhythm.instant(days[5]) + dt.timedelta(days=1, hours=3)
        moved = MovedMeeting(days[5], later, 90, place="Room 9")
        meeting = a_meeting(rhythm, uid=f"rhythm-{number}", skipped=skipped, moved=(moved,))
        there = naive(later)
        entry = Entry(there, there + dt.timedelta(minutes=90), meeting.uid, "Room 9")
        stand = [day for day in days if day not in skipped and day != days[5]]
        mine = sorted([entry, *plain_entries(meeting, stand)])
        end = naive(rhythm.instant(TWO_YEARS) + dt.timedelta(days=3))
        mailed = entries(request(replace(meeting, last_day=TWO_YEARS), *ANN), end)
        assert mailed == mine
        assert len(mine) >= 10
        meetings.append(replace(meeting, last_day=TWO_YEARS))
        expected += mine

    assert entries(feed(meetings, name="Mine"), end) == sorted(expected)


def test_the_wall_clock_stays_when_clocks_change() -> None:
    """By hand: Berlin leaves out 02:30 on 28 March 2027 and shows it twice on 31 October."""
    meeting = a_meeting(a_rhythm("FREQ=WEEKLY;BYDAY=SU", clock=dt.time(2, 30)))

    starts = [each.starts_at for each in entries(feed([meeting], name="x"), at("2027-12-01"))]

    around_spring = [at("2027-03-21 01:30"), at("2027-03-28 01:30")]
    around_autumn = [at("2027-10-31 00:30"), at("2027-11-07 01:30")]
    for moment in (*around_spring, at("2027-04-04 00:30"), *around_autumn):
        assert moment in starts
    assert at("2027-10-31 01:30") not in starts


def test_a_first_session_in_the_gap_lasts_as_long_as_the_others() -> None:
    rhythm = a_rhythm("FREQ=WEEKLY;BYDAY=SU", clock=dt.time(2, 30), from_day=dt.date(2027, 3, 28))

    first, second, *_ = entries(feed([a_meeting(rhythm)], name="x"), at("2027-05-01"))

    assert first.starts_at == at("2027-03-28 01:30")
    assert second.starts_at == at("2027-04-04 00:30")
    assert first.ends_at - first.starts_at == second.ends_at - second.starts_at


def test_a_date_moved_into_the_hour_shown_twice_keeps_its_instant() -> None:
    """02:30 on 31 October 2027 is 00:30 and 01:30 in UTC; a calendar alone reads the first."""
    rhythm = a_rhythm()
    for hour in (0, 1):
        there = dt.datetime(2027, 10, 31, hour, 30, tzinfo=dt.UTC)
        moved = MovedMeeting(rhythm.first_on, there, 45)
        found = entries(feed([a_meeting(rhythm, moved=(moved,))], name="x"), at("2028-01-01"))

        assert naive(there) in {entry.starts_at for entry in found}


@pytest.mark.parametrize("zone", ZONES + MORE_ZONES)
def test_the_zone_in_the_calendar_shows_what_clocks_show(zone: str) -> None:
    """Every six hours of six years, and at the very second clocks change."""
    offset_at = offsets_of(vtimezone(zone, 2026), at("2033-01-01"))
    known = ZoneInfo(zone)

    def shown(moment: dt.datetime) -> dt.timedelta | None:
        return moment.replace(tzinfo=dt.UTC).astimezone(known).utcoffset()

    moment, step = at("2026-01-01"), dt.timedelta(hours=6)
    while moment.year < 2032:
        assert offset_at(moment) == shown(moment), moment
        if shown(moment) != shown(moment + step):
            change = next(
                moment + dt.timedelta(minutes=minutes)
                for minutes in range(361)
                if shown(moment + dt.timedelta(minutes=minutes)) != shown(moment)
            )
            for second in (change - dt.timedelta(seconds=1), change):
                assert offset_at(second) == shown(second), second
        moment += step


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_a_zone_with_a_yearly_rule_is_written_with_it(zone: str) -> None:
    """Exchange reads the yearly rule only; a list of dates it would cut to one year."""
    parts = vtimezone(zone, 2026).subcomponents

    assert {part.name for part in parts} == {"STANDARD", "DAYLIGHT"}
    assert all("RRULE" in part and "RDATE" not in part for part in parts)


def test_a_zone_that_gave_summer_time_up_is_not_written_with_a_rule_for_ever() -> None:
    """Mexico City kept one rule from 2002 on and has changed no clock since October 2022."""
    offset_at = offsets_of(vtimezone("America/Mexico_City", 2010), at("2026-01-01"))

    assert offset_at(at("2022-07-01")) == dt.timedelta(hours=-5)
    assert offset_at(at("2023-07-01")) == dt.timedelta(hours=-6)


def test_the_library_reads_the_same_instants() -> None:
    """icalendar's own zones from VTIMEZONE agree where no clock stands still."""
    meeting = a_meeting(a_rhythm(zone="America/New_York"))
    event = one(feed([meeting], name="x"))

    assert event.start.astimezone(dt.UTC) == meeting.rhythm.instant(meeting.rhythm.first_on)
    assert event.end - event.start == dt.timedelta(minutes=45)


# --- the end, the first date, single sessions -------------------------------------------------


@pytest.mark.behaviour("A22")
def test_the_end_of_the_initiative_ends_the_rhythm() -> None:
    rhythm = a_rhythm()
    last = dt.date(2027, 3, 31)
    endless = a_meeting(rhythm)
    ended = replace(endless, last_day=last, sequence=4)

    assert "UNTIL" not in one(request(endless, *ANN))["RRULE"]
    assert one(request(ended, *ANN))["RRULE"]["UNTIL"] == [rhythm.instant(dt.date(2027, 3, 30))]
    days = list(rhythm.days(BEGIN, last))
    assert entries(request(ended, *ANN), at("2029-01-01")) == plain_entries(ended, days)


def test_a_rhythm_that_ends_on_the_day_of_a_session_keeps_it() -> None:
    rhythm = a_rhythm(zone="America/New_York", clock=dt.time(23, 50))
    meeting = a_meeting(rhythm, last_day=rhythm.first_on)

    found = entries(request(meeting, *ANN), at("2029-01-01"))

    assert found == plain_entries(meeting, [rhythm.first_on])


def test_the_first_date_is_one_that_takes_place() -> None:
    rhythm = a_rhythm("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH")
    days = list(rhythm.days(BEGIN, TWO_YEARS))
    meeting = a_meeting(rhythm, skipped=frozenset(days[:1]), last_day=TWO_YEARS)

    event = one(feed([meeting], name="x"))

    assert event.start.date() == days[1]
    assert "EXDATE" not in event
    end = at("2029-01-01")
    assert entries(feed([meeting], name="x"), end) == plain_entries(meeting, days[1:])


def test_a_rhythm_without_a_date_left_is_in_no_calendar() -> None:
    rhythm = a_rhythm()
    for gone in (
        a_meeting(rhythm, last_day=rhythm.first_on - dt.timedelta(days=1)),
        a_meeting(rhythm, last_day=rhythm.first_on, skipped=frozenset({rhythm.first_on})),
    ):
        assert gone.first_day() is None
        assert not read(feed([gone], name="x")).walk("VEVENT")
        with pytest.raises(NotPossibleNow) as refused:
            request(gone, *ANN)
        assert refused.value.way_out
        assert one(cancellation(gone, *ANN))["STATUS"] == "CANCELLED"


def test_what_moved_after_the_end_or_was_left_out_does_not_come_back() -> None:
    rhythm = a_rhythm()
    first, second, third, *_ = rhythm.days(BEGIN, TWO_YEARS)
    moved = tuple(
        MovedMeeting(day, rhythm.instant(day) + dt.timedelta(hours=2), 45)
        for day in (second, third, BEGIN + dt.timedelta(days=1))
    )
    meeting = a_meeting(rhythm, moved=moved, skipped=frozenset({second}), last_day=second)

    found = entries(feed([meeting], name="x"), at("2029-01-01"))

    assert found == plain_entries(meeting, [first])


def test_a_single_session_has_no_rule_and_moves_as_a_whole() -> None:
    rhythm = a_rhythm("")
    meeting = a_meeting(rhythm)
    there = rhythm.instant(BEGIN) + dt.timedelta(hours=5)
    moved = MovedMeeting(BEGIN, there, 30, sequence=2, place="Room 9")
    end = at("2029-01-01")

    assert entries(feed([meeting], name="x"), end) == plain_entries(meeting, [BEGIN])
    at_five = [Entry(naive(there), naive(there) + dt.timedelta(minutes=30), meeting.uid, "Room 9")]
    elsewhere = replace(meeting, moved=(moved,))
    for text in (
        feed([elsewhere], name="x"),
        request(elsewhere, *ANN),
        occurrence_request(meeting, moved, *ANN),
    ):
        assert entries(text, end) == at_five
        assert not {"RRULE", "RECURRENCE-ID"} & set(one(text))
        assert one(text)["SEQUENCE"] == 5
    gone = one(occurrence_cancellation(meeting, BEGIN, 3, *ANN))
    assert (gone["SEQUENCE"], "RECURRENCE-ID" in gone) == (6, False)
    assert one(cancellation(elsewhere, *ANN))["SEQUENCE"] == 5


# --- mails ------------------------------------------------------------------------------------


def test_an_invitation_names_its_reader_alone_and_expects_no_reply_by_mail() -> None:
    calendar = read(request(a_meeting(a_rhythm()), *ANN))
    event = one(request(a_meeting(a_rhythm()), *ANN))

    assert calendar["METHOD"] == "REQUEST"
    assert event["ATTENDEE"] == "mailto:ann@joinery.example"
    assert event["ATTENDEE"].params["CN"] == "Ann Field"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ORGANIZER"] == "mailto:joinery@joinery.example"
    assert event["STATUS"] == "CONFIRMED"
    assert event["TRANSP"] == "OPAQUE"
    assert event["SEQUENCE"] == 3
    assert event["DTSTAMP"].dt == CHANGED


def test_a_moved_date_goes_out_alone_and_above_the_series() -> None:
    rhythm = a_rhythm()
    slot = list(rhythm.days(BEGIN, TWO_YEARS))[4]
    there = rhythm.instant(slot) + dt.timedelta(days=2)
    moved = MovedMeeting(slot, there, 60, sequence=2)

    event = one(occurrence_request(a_meeting(rhythm), moved, *ANN))

    assert "RRULE" not in event
    assert event["RECURRENCE-ID"].dt.astimezone(dt.UTC) == rhythm.instant(slot)
    assert event.start == there
    assert event.end == there + dt.timedelta(minutes=60)
    assert event["SEQUENCE"] == 3 + 2
    assert event["LOCATION"] == "Room 4"


def test_a_cancelled_date_names_its_slot_wherever_it_moved() -> None:
    rhythm = a_rhythm()
    slot = list(rhythm.days(BEGIN, TWO_YEARS))[4]
    moved = MovedMeeting(slot, rhythm.instant(slot) + dt.timedelta(days=2), 60, sequence=2)
    meeting = a_meeting(rhythm, moved=(moved,))

    text = occurrence_cancellation(meeting, slot, 3, *ANN)

    event = one(text)
    assert read(text)["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["RECURRENCE-ID"].dt.astimezone(dt.UTC) == rhythm.instant(slot)
    assert event["SEQUENCE"] == 3 + 3


def test_a_cancellation_matches_its_invitation() -> None:
    meeting = a_meeting(a_rhythm())
    invited, gone = (
        one(request(meeting, *ANN)),
        one(cancellation(replace(meeting, sequence=4), *ANN)),
    )

    assert read(cancellation(meeting, *ANN))["METHOD"] == "CANCEL"
    assert gone["STATUS"] == "CANCELLED"
    for name in ("UID", "ORGANIZER", "ATTENDEE"):
        assert gone[name] == invited[name]
    assert gone["SEQUENCE"] > invited["SEQUENCE"]
    assert "RECURRENCE-ID" not in gone


# --- the feed ---------------------------------------------------------------------------------


def test_the_feed_has_a_name_and_says_how_often_to_look() -> None:
    text = feed([a_meeting(a_rhythm())], name="Working sessions of Ann")
    calendar = read(text)

    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Working sessions of Ann"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "METHOD" not in calendar
    assert not {"ORGANIZER", "ATTENDEE"} & set(one(text))


def test_every_zone_is_defined_once_and_early_enough() -> None:
    late = a_meeting(a_rhythm(from_day=dt.date(2031, 1, 7)), uid="late")
    early = a_meeting(a_rhythm(from_day=dt.date(2020, 1, 7)), uid="early", last_day=TWO_YEARS)
    elsewhere = a_meeting(a_rhythm(zone="Asia/Kolkata"), uid="elsewhere", last_day=TWO_YEARS)

    days = list(early.rhythm.days(dt.date(2020, 1, 1), TWO_YEARS))
    for meetings in ([late, early, elsewhere], [early, late, elsewhere]):
        text = feed(meetings, name="x")

        assert [zone["TZID"] for zone in read(text).timezones] == ["Europe/Berlin", "Asia/Kolkata"]
        found = entries(text, at("2029-01-01"))
        assert [each for each in found if each.uid == "early"] == plain_entries(early, days)


def test_a_series_in_utc_needs_no_zone() -> None:
    meeting = a_meeting(a_rhythm(zone="Etc/UTC"), last_day=BEGIN)
    text = feed([meeting], name="x")

    assert "DTSTART:20261124T100000Z" in text
    assert not read(text).timezones
    assert entries(text, at("2029-01-01")) == plain_entries(meeting, [BEGIN])


def test_an_empty_feed_is_a_calendar() -> None:
    assert not read(feed([], name="x")).walk("VEVENT")


def test_a_removed_zone_costs_one_session_not_the_feed() -> None:
    gone = replace(a_rhythm(), time_zone="Europe/Atlantis")
    meetings = [a_meeting(gone, summary="Tides", uid="gone"), a_meeting(a_rhythm())]

    calendar = read(feed(meetings, name="x"))

    assert [str(event["UID"]) for event in calendar.walk("VEVENT")] == [meetings[1].uid]
    assert "Tides" in calendar["X-WR-CALDESC"]
    assert "Europe/Atlantis" in calendar["X-WR-CALDESC"]
    with pytest.raises(UnknownTimeZone):
        request(meetings[0], *ANN)


def test_the_same_meetings_are_the_same_text() -> None:
    """So that a feed can answer "not changed"."""
    meeting = a_meeting(a_rhythm(), skipped=frozenset({dt.date(2026, 12, 29), dt.date(2027, 1, 5)}))

    assert feed([meeting], name="x") == feed([replace(meeting)], name="x")


# --- text -------------------------------------------------------------------------------------


def test_emoji_semicolons_and_line_breaks_survive() -> None:
    text = "Größe; Maß, \\ 🧵 “quoted”:\nsecond line"
    meeting = a_meeting(a_rhythm(), summary=text, description=text * 9, place=text)

    event = one(request(meeting, "ann@joinery.example", 'Ann "Fields"; Bö, 🙂'))

    assert event["SUMMARY"] == event["LOCATION"] == text
    assert event["DESCRIPTION"] == text * 9
    assert event["ATTENDEE"].params["CN"] == 'Ann "Fields"; Bö, 🙂'


@settings(max_examples=150)
@given(text=st.text(min_size=1), name=st.text(), email=st.text(max_size=20))
def test_no_text_breaks_out_of_its_line(text: str, name: str, email: str) -> None:
    rhythm = Rhythm("", BEGIN, dt.time(10), "Asia/Kolkata", 45)
    meeting = a_meeting(rhythm, summary=text, description=text, place=text)
    usual = set(one(request(a_meeting(rhythm, description="x"), *ANN)))

    written = request(meeting, email, name)

    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert "\n" not in written.replace("\r\n", "")
    event = one(written)
    assert not event.errors
    assert set(event) == usual
    kept = {part for part in text.split() if part.isprintable()}
    assert kept <= set(str(event["SUMMARY"]).split())


def test_the_reader_of_these_tests_knows_gaps_and_repeated_hours() -> None:
    offset_at = offsets_of(vtimezone("Europe/Berlin", 2026), at("2028-01-01"))

    assert utc(at("2027-03-28 02:30"), offset_at) == at("2027-03-28 01:30")
    assert utc(at("2027-10-31 02:30"), offset_at) == at("2027-10-31 00:30")
    assert utc(at("2027-07-01 10:00"), offset_at) == at("2027-07-01 08:00")
