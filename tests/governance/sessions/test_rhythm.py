"""The rhythm of a session: what is taken, what is refused and why, and the days it gives."""

import datetime as dt
from itertools import islice, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from governance.sessions.rhythm import (
    Rhythm,
    UnknownTimeZone,
    checked_rule,
    choices_for,
    first_day_of,
    known_zone,
    proposed_first_day,
    rule_in_words,
    working_days_between,
)
from people.errors import InvalidInput, NotPossibleNow

TUESDAY = dt.date(2026, 11, 24)
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

bounded = settings(max_examples=150)


def no_days_off(day: dt.date) -> bool:
    return False


def rhythm(rule: str = "FREQ=WEEKLY;BYDAY=TU", first_on: dt.date = TUESDAY) -> Rhythm:
    return Rhythm.checked(rule, first_on, dt.time(10), "Europe/Berlin", 45)


# --- rules that are taken ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "canonical", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday"),
        (
            "rrule:byday=tu;interval=02;freq=weekly",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            "every two weeks on Tuesday",
        ),
        (
            " FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=FR,MO,WE,MO ",
            "FREQ=WEEKLY;BYDAY=MO,WE,FR",
            "every week on Monday, Wednesday and Friday",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=8;BYDAY=SU",
            "FREQ=WEEKLY;INTERVAL=8;BYDAY=SU",
            "every eight weeks on Sunday",
        ),
        (
            "FREQ=MONTHLY;BYDAY=+1TU",
            "FREQ=MONTHLY;BYDAY=1TU",
            "on the first Tuesday of the month",
        ),
        (
            "FREQ=MONTHLY;BYDAY=-1TU,3TU",
            "FREQ=MONTHLY;BYDAY=3TU,-1TU",
            "on the third and last Tuesday of the month",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=2WE,1MO",
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO,2WE",
            "on the first Monday and second Wednesday of every third month",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1",
            "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1",
            "on the last day of every second month",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=22,1,13,3,28",
            "FREQ=MONTHLY;BYMONTHDAY=1,3,13,22,28",
            "on the 1st, 3rd, 13th, 22nd and 28th of the month",
        ),
    ],
)
def test_a_rule_has_one_form_and_can_be_said(text: str, canonical: str, words: str) -> None:
    assert checked_rule(text) == canonical
    assert rule_in_words(canonical) == words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every two weeks on Tuesday, 10:00 to 10:45"),
        ("FREQ=MONTHLY;BYDAY=4TU", "on the fourth Tuesday of the month, 10:00 to 10:45"),
        ("", "once, on Tuesday 24 November 2026, 10:00 to 10:45"),
    ],
)
def test_a_rhythm_says_when(rule: str, words: str) -> None:
    assert rhythm(rule).in_words() == words


def test_a_session_past_midnight_says_when_it_ends() -> None:
    late = Rhythm("FREQ=WEEKLY;BYDAY=TU", TUESDAY, dt.time(23, 30), "Asia/Kolkata", 45)

    assert late.in_words() == "every week on Tuesday, 23:30 to 00:15"


# --- rules that are refused -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "part_of_message", "part_of_way_out"),
    [
        ("", "How often", "Choose"),
        ("   ", "How often", "Choose"),
        ("RRULE:", "How often", "Choose"),
        ("every Tuesday", "“EVERY TUESDAY” is not part of a rule", "Choose"),
        ("FREQ=WEEKLY;;BYDAY=TU", "not part of a rule", "Choose"),
        ("FREQ=WEEKLY;BYDAY=", "not part of a rule", "Choose"),
        ("FREQ=WEEKLY;BYDAY=TU;FREQ=WEEKLY", "FREQ is there twice", "once"),
        ("BYDAY=TU", "weekly or monthly", "FREQ=WEEKLY"),
        ("FREQ=HOURLY", "weekly or monthly", "FREQ=WEEKLY"),
        ("FREQ=SOMETIMES", "weekly or monthly", "FREQ=WEEKLY"),
        ("FREQ=DAILY", "not daily", "every week"),
        ("FREQ=YEARLY;BYMONTH=1", "“BYMONTH” is not understood", "Choose"),
        ("FREQ=YEARLY", "Once a year", "every third month"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20271231T090000Z", "ends with the initiative", "end out"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=10", "ends with the initiative", "end out"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=0", "Every 0 weeks", "1 to 8 weeks"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=-2", "“-2” is not a number of weeks", "1 to 8 weeks"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=²", "“²” is not a number of weeks", "1 to 8 weeks"),
        ("FREQ=WEEKLY;BYDAY=TU;INTERVAL=9", "Every 9 weeks is too seldom", "8 weeks at most"),
        ("FREQ=MONTHLY;BYDAY=1TU;INTERVAL=4", "Every 4 months is too seldom", "3 months at most"),
        ("FREQ=MONTHLY;BYDAY=1TU;INTERVAL=0", "Every 0 months", "1 to 3 months"),
        ("FREQ=WEEKLY", "Which weekday", "BYDAY=TU"),
        ("FREQ=WEEKLY;BYDAY=1TU", "plain weekdays", "BYDAY=TU"),
        ("FREQ=WEEKLY;BYDAY=DI", "“DI” is not a weekday", "MO, TU"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "no days of the month", "monthly rule"),
        ("FREQ=WEEKLY;BYDAY=TU;WKST=SU", "from Monday", "WKST"),
        ("FREQ=WEEKLY;BYDAY=TU;X-MOON=FULL", "“X-MOON” is not understood", "Choose"),
        ("FREQ=MONTHLY", "either weekdays or days", "BYDAY=1TU"),
        ("FREQ=MONTHLY;BYDAY=1TU;BYMONTHDAY=3", "either weekdays or days", "BYDAY=1TU"),
        ("FREQ=MONTHLY;BYDAY=TU", "Which one in the month", "BYDAY=1TU"),
        ("FREQ=MONTHLY;BYDAY=5TU", "so often", "-1 for the last"),
        ("FREQ=MONTHLY;BYDAY=-2TU", "so often", "-1 for the last"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "Not every month has a day 31", "last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,29", "Not every month has a day 29", "-1TU"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "“0” is not a day", "1 to 28"),
        ("FREQ=MONTHLY;BYMONTHDAY=-2", "“-2” is not a day", "-1 for the last"),
        ("FREQ=MONTHLY;BYMONTHDAY=soon", "“SOON” is not a day", "1 to 28"),
        ("FREQ=WEEKLY;BYDAY=" + "TU," * 100 + "TU", "too long", "200 characters"),
    ],
)
def test_what_no_standing_session_follows_is_refused_with_a_way_out(
    text: str, part_of_message: str, part_of_way_out: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_rule(text)

    assert refused.value.field == "rule"
    assert part_of_message in refused.value.message
    assert part_of_way_out in refused.value.way_out


@pytest.mark.parametrize(
    ("rule", "first_on", "next_day"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", dt.date(2026, 11, 25), "Tuesday 1 December 2026"),
        ("FREQ=MONTHLY;BYDAY=1TU", TUESDAY, "Tuesday 1 December 2026"),
        ("FREQ=MONTHLY;BYDAY=-1MO", dt.date(2026, 12, 29), "Monday 25 January 2027"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", dt.date(2027, 2, 1), "Sunday 28 February 2027"),
    ],
)
def test_a_first_day_beside_the_rule_is_refused_with_the_next_that_fits(
    rule: str, first_on: dt.date, next_day: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        rhythm(rule, first_on)

    assert refused.value.field == "first_on"
    assert rule_in_words(rule) in refused.value.message
    assert refused.value.way_out == f"The next day that is: {next_day}."


@pytest.mark.parametrize("first_on", [dt.date.min, dt.date.max, dt.date(1999, 12, 31)])
def test_a_first_day_out_of_this_time_is_refused(first_on: dt.date) -> None:
    with pytest.raises(InvalidInput) as refused:
        rhythm(first_on=first_on)

    assert refused.value.field == "first_on"


@pytest.mark.parametrize(
    "name", ["", "Europe/Atlantis", "Europe", "../etc/passwd", "/etc/passwd", "a\x00b", "Ber\nlin"]
)
def test_a_zone_that_is_not_known_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Rhythm.checked("FREQ=WEEKLY;BYDAY=TU", TUESDAY, dt.time(10), name, 45)
    assert refused.value.field == "time_zone"

    with pytest.raises(NotPossibleNow) as removed:
        Rhythm("FREQ=WEEKLY;BYDAY=TU", TUESDAY, dt.time(10), name, 45).instant(TUESDAY)
    assert removed.type is UnknownTimeZone
    assert removed.value.way_out


@pytest.mark.parametrize("minutes", [-1, 0, 4, 481])
def test_a_length_that_is_none_is_refused(minutes: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        Rhythm.checked("FREQ=WEEKLY;BYDAY=TU", TUESDAY, dt.time(10), "UTC", minutes)

    assert refused.value.field == "minutes"


def test_what_was_typed_comes_out_canonical() -> None:
    typed = dt.time(10, 0, 59, 7, tzinfo=dt.UTC)

    made = Rhythm.checked("byday=tu;freq=weekly", TUESDAY, typed, "Asia/Kolkata", 45)

    assert made == Rhythm("FREQ=WEEKLY;BYDAY=TU", TUESDAY, dt.time(10), "Asia/Kolkata", 45)


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", ["11-24", "12-01", "12-08", "12-15", "12-22", "12-29"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU", ["11-24", "12-07", "12-08", "12-21", "12-22"]),
        ("FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", ["11-24", "12-22"]),
        ("FREQ=MONTHLY;BYDAY=4TU,-1WE", ["11-24", "11-25", "12-22", "12-30"]),
        ("FREQ=MONTHLY;BYMONTHDAY=24,-1", ["11-24", "11-30", "12-24", "12-31"]),
        ("", ["11-24"]),
    ],
)
def test_the_days_of_a_rhythm(rule: str, days: list[str]) -> None:
    found = rhythm(rule).days(dt.date(2026, 1, 1), dt.date(2026, 12, 31))

    assert [f"{day:%m-%d}" for day in found] == days


def test_a_window_without_days_is_empty() -> None:
    before, after = dt.date(2026, 11, 1), dt.date(2026, 12, 2)

    assert not list(rhythm().days(before, dt.date(2026, 11, 23)))
    assert not list(rhythm().days(after, after))
    assert not list(rhythm().days(after, before))


def test_a_rhythm_has_no_end_of_its_own() -> None:
    assert len(list(islice(rhythm().days(TUESDAY, dt.date.max), 3000))) == 3000


def test_the_wall_clock_stays_across_clock_changes() -> None:
    berlin = rhythm()

    assert berlin.instant(dt.date(2027, 3, 23)) == dt.datetime(2027, 3, 23, 9, tzinfo=dt.UTC)
    assert berlin.instant(dt.date(2027, 3, 30)) == dt.datetime(2027, 3, 30, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "clock", "day", "instant"),
    [
        # Left out: read with the offset before the gap.
        ("Europe/Berlin", dt.time(2, 30), dt.date(2027, 3, 28), "2027-03-28T01:30Z"),
        ("America/New_York", dt.time(2, 30), dt.date(2027, 3, 14), "2027-03-14T07:30Z"),
        ("Australia/Lord_Howe", dt.time(2, 15), dt.date(2027, 10, 3), "2027-10-02T15:45Z"),
        # Shown twice: the first.
        ("Europe/Berlin", dt.time(2, 30), dt.date(2027, 10, 31), "2027-10-31T00:30Z"),
        ("America/New_York", dt.time(1, 30), dt.date(2027, 11, 7), "2027-11-07T05:30Z"),
        ("Australia/Lord_Howe", dt.time(1, 45), dt.date(2027, 4, 4), "2027-04-03T14:45Z"),
    ],
)
def test_a_time_that_clocks_leave_out_or_show_twice_has_one_instant(
    zone: str, clock: dt.time, day: dt.date, instant: str
) -> None:
    found = Rhythm("FREQ=WEEKLY;BYDAY=SU", day, clock, zone, 45).instant(day)

    assert found == dt.datetime.fromisoformat(instant)
    assert found.tzinfo is dt.UTC


def test_zones_that_are_known() -> None:
    assert known_zone("Asia/Kolkata").key == "Asia/Kolkata"


# --- choices and first days -------------------------------------------------------------------


def test_the_choices_of_a_form_are_in_words() -> None:
    assert choices_for(TUESDAY) == [
        ("FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every two weeks on Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "every three weeks on Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "every four weeks on Tuesday"),
        ("FREQ=MONTHLY;BYDAY=4TU", "on the fourth Tuesday of the month"),
        ("FREQ=MONTHLY;BYDAY=-1TU", "on the last Tuesday of the month"),
    ]


@pytest.mark.parametrize(
    ("day", "monthly"),
    [(dt.date(2026, 12, 1), ["1TU"]), (dt.date(2026, 12, 29), ["-1TU"])],
)
def test_the_month_is_offered_as_it_applies(day: dt.date, monthly: list[str]) -> None:
    offered = [rule for rule, _ in choices_for(day) if "MONTHLY" in rule]

    assert offered == [f"FREQ=MONTHLY;BYDAY={each}" for each in monthly]


@bounded
@given(day=st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)))
def test_every_choice_fits_its_first_day(day: dt.date) -> None:
    for rule, words in choices_for(day):
        assert checked_rule(rule) == rule
        assert first_day_of(rule, day) == day
        assert rhythm(rule, day).in_words().startswith(words)


@pytest.mark.behaviour("A22")
@pytest.mark.parametrize(
    ("registered", "first"),
    [
        (dt.date(2026, 11, 20), dt.date(2026, 11, 25)),  # Friday
        (dt.date(2026, 11, 21), dt.date(2026, 11, 25)),  # Saturday
        (dt.date(2026, 11, 23), dt.date(2026, 11, 26)),  # Monday
        (dt.date(2026, 12, 22), dt.date(2026, 12, 28)),  # Christmas on Friday
    ],
)
def test_the_first_day_proposed_is_the_third_working_day(
    registered: dt.date, first: dt.date
) -> None:
    def is_christmas(day: dt.date) -> bool:
        return (day.month, day.day) == (12, 25)

    assert proposed_first_day(registered, is_christmas) == first


@pytest.mark.behaviour("A22")
@bounded
@given(
    registered=st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)),
    off=st.frozensets(st.integers(1, 40), max_size=30),
)
def test_the_first_day_is_always_within_five_working_days(
    registered: dt.date, off: frozenset[int]
) -> None:
    def is_day_off(day: dt.date) -> bool:
        return (day - registered).days in off

    first = proposed_first_day(registered, is_day_off)

    assert first > registered
    assert first.weekday() < 5
    assert not is_day_off(first)
    assert working_days_between(registered, first, is_day_off) == 3


def test_a_list_that_calls_every_day_off_is_not_believed() -> None:
    first = proposed_first_day(TUESDAY, lambda day: True)

    assert first.weekday() < 5
    assert first > TUESDAY


def test_working_days_leave_out_the_day_they_count_from() -> None:
    friday, monday = dt.date(2026, 11, 20), dt.date(2026, 11, 23)

    assert working_days_between(friday, monday, no_days_off) == 1
    assert working_days_between(friday, friday + dt.timedelta(days=7), no_days_off) == 5
    assert working_days_between(friday, monday, lambda day: day == monday) == 0
    assert working_days_between(friday, friday, no_days_off) == 0
    assert working_days_between(monday, friday, no_days_off) == 0


# --- whatever somebody types ------------------------------------------------------------------

plain_days = st.sampled_from(WEEKDAYS)
nth_days = st.tuples(st.sampled_from(["1", "+2", "3", "4", "-1"]), plain_days).map("".join)
month_days = st.sampled_from([*map(str, range(1, 29)), "-1", "+7"])


def some(days: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(days, min_size=1, max_size=6).map(",".join)


def rule_of(freq: str, most: int, days: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    interval = st.one_of(st.just(""), st.integers(1, most).map(lambda every: f"INTERVAL={every}"))
    parts = st.tuples(st.just(f"FREQ={freq}"), interval, days).flatmap(st.permutations)
    return parts.map(lambda chosen: ";".join(filter(None, chosen)))


accepted = st.one_of(
    rule_of("WEEKLY", 8, some(plain_days).map("BYDAY={}".format)),
    rule_of("MONTHLY", 3, some(nth_days).map("BYDAY={}".format)),
    rule_of("MONTHLY", 3, some(month_days).map("BYMONTHDAY={}".format)),
)
starts = st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1))


@bounded
@given(text=accepted)
def test_a_checked_rule_stays_as_it_is(text: str) -> None:
    rule = checked_rule(text)

    assert checked_rule(rule) == rule
    assert checked_rule(f"rrule:{text.lower()}") == rule
    assert rule_in_words(rule)


@bounded
@given(
    text=accepted,
    not_before=starts,
    offset=st.integers(-100, 900),
    length=st.integers(0, 400),
    more=st.tuples(st.integers(0, 200), st.integers(0, 200)),
)
def test_a_window_is_a_cut_of_a_larger_one(
    text: str, not_before: dt.date, offset: int, length: int, more: tuple[int, int]
) -> None:
    rule = checked_rule(text)
    standing = rhythm(rule, first_day_of(rule, not_before))
    start = not_before + dt.timedelta(days=offset)
    end = start + dt.timedelta(days=length)
    earlier, later = (dt.timedelta(days=days) for days in more)

    days = list(standing.days(start, end))
    larger = list(standing.days(start - earlier, end + later))

    assert days == [day for day in larger if start <= day <= end]
    assert all(one < other for one, other in pairwise(larger))
    assert all(first_day_of(rule, day) == day for day in larger)


@bounded
@given(text=accepted, not_before=starts)
def test_the_first_day_is_the_first_of_its_days(text: str, not_before: dt.date) -> None:
    rule = checked_rule(text)
    first = first_day_of(rule, not_before)

    assert first >= not_before
    assert next(rhythm(rule, first).days(dt.date.min, dt.date.max)) == first
    for skipped in range((first - not_before).days):
        day = not_before + dt.timedelta(days=skipped)
        with pytest.raises(InvalidInput):
            rhythm(rule, day)


@bounded
@given(text=accepted, not_before=starts)
def test_no_stretch_is_left_out(text: str, not_before: dt.date) -> None:
    """Every month, or every week, that the interval names has a session."""
    rule = checked_rule(text)
    assume("INTERVAL" not in rule)
    days = rhythm(rule, first_day_of(rule, not_before)).days(dt.date.min, dt.date.max)
    longest = 7 if "WEEKLY" in rule else 35 if "BYDAY" in rule else 31

    for day, following in pairwise(islice(days, 30)):
        assert (following - day).days <= longest


@settings(max_examples=400)
@given(
    text=st.one_of(
        st.text(max_size=300),
        st.text(alphabet="FREQ=WKLYMONTH;BDAUI,RV0123456789-+: ", max_size=80),
        st.tuples(accepted, st.text(max_size=12)).map("".join),
        st.tuples(
            accepted, st.sampled_from(["UNTIL", "COUNT", "BYHOUR", "BYSETPOS"]), st.text()
        ).map(lambda parts: "{};{}={}".format(*parts)),
    )
)
def test_any_text_is_a_rule_or_a_refusal(text: str) -> None:
    rule, refused = "", None
    try:
        rule = checked_rule(text)
    except InvalidInput as refusal:
        refused = refusal

    if refused is None:
        assert checked_rule(rule) == rule
        assert len(rule) <= 200
    else:
        assert refused.field == "rule"
        assert refused.message
        assert refused.way_out
