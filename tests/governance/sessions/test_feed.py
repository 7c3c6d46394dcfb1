"""The private calendar: whose sessions it holds, when, and for whom it opens."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import (
    WantedRhythm,
    add_extra_session,
    arrange_series,
    cancel_occurrence,
    change_rhythm,
    end_series,
    make_calendar_feed,
    move_occurrence,
    restore_occurrence,
    revoke_calendar_feed,
    skip_occurrence,
)
from governance.guesses import MOST_WRONG
from governance.models import CalendarFeed, SessionOccurrence, SessionRhythm, SessionSeries
from governance.vocabulary import OccurrenceState
from initiatives.models import Initiative, Member
from people.models import RoleAssignment, Site, Unit, User
from tests.factories import registered
from tests.governance.sessions.expander import Entry, entries, read

WEEK = dt.timedelta(weeks=1)
TAKE_PLACE = {OccurrenceState.PLANNED, OccurrenceState.MOVED, OccurrenceState.HELD}


def address(owner: User) -> str:
    """A fresh address of the person."""
    return reverse("calendar:feed", args=[make_calendar_feed(owner, actor=owner)])


def fetch(path: str, **headers: str) -> Any:
    """What a calendar program gets, which is never signed in."""
    return Client().get(path, headers=headers)


def text_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def summaries(answer: HttpResponse) -> set[str]:
    return {str(event["SUMMARY"]) for event in read(text_of(answer)).walk("VEVENT")}


def series_of(initiative: Initiative) -> SessionSeries:
    return SessionSeries.objects.select_related("initiative__unit", "site").get(
        initiative=initiative
    )


def dates(series: SessionSeries) -> list[SessionOccurrence]:
    return list(series.occurrences.filter(state="planned").select_related("rhythm"))


def expected(series: SessionSeries, before: dt.datetime) -> list[Entry]:
    """What the database says takes place, as a calendar would hold it."""
    return sorted(
        Entry(naive(each.starts_at), naive(each.ends_at), str(each.rhythm.uid), series.place)
        for each in series.occurrences.select_related("rhythm")
        if each.state in TAKE_PLACE and each.starts_at < before
    )


def naive(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None)


@pytest.mark.behaviour("A22")
@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Africa/Casablanca",
    ],
)
@pytest.mark.parametrize("begins", ["2026-10-05", "2027-03-01"])
def test_a_calendar_expands_to_the_dates_of_the_database(
    lead: User, unit: Unit, zone: str, begins: str
) -> None:
    unit.sites.add(Site.objects.create(name="Plant", country="DE", time_zone=zone))
    now = dt.datetime.fromisoformat(f"{begins}T06:00:00+00:00")
    with clock_at(now):
        series = series_of(registered(lead, unit=unit))
        change_rhythm(series, WantedRhythm(rule="FREQ=WEEKLY;BYDAY=TU,FR"), actor=lead)
    with clock_at(now + WEEK):
        series.refresh_from_db()
        arrange_series(
            series, place="Room 2.14", business_facilitator=lead, it_facilitator=None, actor=lead
        )
        ahead = [each for each in dates(series) if each.starts_at > timezone.now() + WEEK]
        move_occurrence(ahead[0], starts_at=ahead[0].starts_at + dt.timedelta(hours=3), actor=lead)
        move_occurrence(
            ahead[1], starts_at=ahead[1].starts_at + dt.timedelta(days=40), minutes=90, actor=lead
        )
        cancel_occurrence(ahead[2], reason="Fair", actor=lead)
        skip_occurrence(ahead[3], reason="Inventory", actor=lead)
        restore_occurrence(cancel_occurrence(ahead[4], reason="No", actor=lead), actor=lead)
        day = ahead[0].slot_on + dt.timedelta(days=1)
        add_extra_session(series, day=day, starts_at=dt.time(16), reason="Longlist", actor=lead)
        later = WantedRhythm(
            rule="FREQ=MONTHLY;BYDAY=-1SU,1MO",
            first_on=next_monday_of_a_month(ahead[6].slot_on),
            starts_at=dt.time(2, 30),
        )
        change_rhythm(series, later, actor=lead)

        answer = fetch(address(lead))

    series.refresh_from_db()
    until = dt.datetime.combine(series.planned_until, dt.time(), dt.UTC)  # type: ignore[arg-type]
    in_time = expected(series, until)
    assert len({entry.uid for entry in in_time}) >= 3  # two rhythms and the extra session
    assert entries(text_of(answer), naive(until)) == in_time


def next_monday_of_a_month(day: dt.date) -> dt.date:
    return next(
        found
        for found in (day + dt.timedelta(days=ahead) for ahead in range(45))
        if found.day <= 7 and found.weekday() == 0
    )


def test_a_calendar_holds_the_tables_one_sits_at_and_no_others(
    lead: User, other_lead: User, architect: User, unit: Unit
) -> None:
    registered(lead, unit=unit, title="Mine")
    registered(other_lead, unit=unit, title="Theirs")
    left = registered(lead, unit=unit, title="Left")
    Member.objects.filter(initiative=left).update(left_at=timezone.now())

    assert summaries(fetch(address(lead))) == {"Working session: Mine"}
    assert summaries(fetch(address(architect))) == set()


@pytest.mark.behaviour("A28", "B61")
def test_what_one_may_not_see_any_more_is_not_in_it(lead: User, initiative: Initiative) -> None:
    path = address(lead)
    assert len(summaries(fetch(path))) == 1

    RoleAssignment.objects.filter(user=lead).delete()

    assert summaries(fetch(path)) == set()


@pytest.mark.parametrize(("days", "events"), [(0, 1), (179, 1), (181, 0)])
def test_what_ended_stays_for_half_a_year(
    lead: User, initiative: Initiative, days: int, events: int
) -> None:
    then = timezone.now() - dt.timedelta(days=days)
    with clock_at(then):
        series = series_of(registered(lead, unit=initiative.unit, title="Old"))
    with clock_at(then + dt.timedelta(minutes=1)):
        end_series(series, reason="Done", actor=lead)
    SessionSeries.objects.filter(pk=series.pk).update(ended_at=then)
    # What has no date left would not be in any calendar: it had one session before it ended.
    day = timezone.localdate(then) - dt.timedelta(days=1)
    series.rhythms.update(first_on=day, last_on=day, rule="")

    found = summaries(fetch(address(lead)))

    assert len(found - {f"Working session: {initiative.title}"}) == events


def test_a_time_zone_nobody_knows_leaves_the_others_in(
    lead: User, unit: Unit, initiative: Initiative
) -> None:
    lost = series_of(registered(lead, unit=unit, title="Lost"))
    SessionRhythm.objects.filter(series=lost).update(time_zone="Mars/Olympus")

    answer = fetch(address(lead))

    assert summaries(answer) == {f"Working session: {initiative.title}"}
    assert "Missing: Working session: Lost" in str(read(text_of(answer))["X-WR-CALDESC"])


def test_nobody_else_gets_in(lead: User, initiative: Initiative) -> None:
    old = address(lead)
    new = address(lead)

    for path in (old, "/calendar/x.ics", "/calendar/%00.ics", f"{new[:-5]}.ics"):
        assert fetch(path).status_code == 404, path
    assert fetch(new).status_code == 200
    assert Client().post(new).status_code == 405
    revoke_calendar_feed(lead, actor=lead)
    assert fetch(new).status_code == 404


def test_an_address_ends_with_its_owner(lead: User, initiative: Initiative) -> None:
    path = address(lead)
    User.objects.filter(pk=lead.pk).update(is_active=False)

    answer = fetch(path)

    assert answer.status_code == 404
    assert initiative.title not in answer.content.decode()


def test_addresses_cannot_be_tried_out(
    lead: User, initiative: Initiative, at_most_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Guesses are counted by the minute; none ends while they are made here.
    monkeypatch.setattr("governance.guesses.time", SimpleNamespace(time=lambda: 1.8e9 + 7))
    path = address(lead)
    for number in range(MOST_WRONG):
        fetch(f"/calendar/{number}.ics")

    with at_most_queries(0):
        answer = fetch(path)

    assert answer.status_code == 429
    assert answer["Retry-After"] == "54"
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").get(path)
    assert elsewhere.status_code == 200


def test_right_addresses_are_read_as_often_as_programs_like(
    lead: User, initiative: Initiative
) -> None:
    path = address(lead)

    assert {fetch(path).status_code for _ in range(MOST_WRONG + 2)} == {200}


def test_it_is_read_again_only_when_something_changed(lead: User, initiative: Initiative) -> None:
    path = address(lead)
    first = fetch(path)
    by_tag = {"If-None-Match": first["ETag"]}
    by_time = {"If-Modified-Since": first["Last-Modified"]}

    for headers in (by_tag, by_time):
        again = fetch(path, **headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]

    with clock_at(timezone.now() + dt.timedelta(seconds=5)):
        Initiative.objects.filter(pk=initiative.pk).update(title="Worded anew")
        for headers in (by_time, by_tag):
            assert summaries(fetch(path, **headers)) == {"Working session: Worded anew"}


def test_how_a_calendar_is_handed_over(lead: User, initiative: Initiative) -> None:
    answer = fetch(address(lead))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer
    calendar = read(text_of(answer))
    assert "METHOD" not in calendar
    assert not any("ATTENDEE" in event for event in calendar.walk("VEVENT"))
    head = Client().head(address(lead))
    assert (head.status_code, head.content) == (200, b"")


def test_the_day_of_the_last_reading_is_kept_once_and_without_an_event(
    lead: User, initiative: Initiative
) -> None:
    path = address(lead)
    events = AuditEvent.objects.count()

    fetch(path)
    with CaptureQueriesContext(connection) as second:
        fetch(path)

    assert CalendarFeed.objects.get().last_read_on == timezone.localdate(timezone=dt.UTC)
    assert AuditEvent.objects.count() == events
    assert not [query for query in second if "UPDATE" in query["sql"]]


def test_more_sessions_ask_no_more_of_the_database(
    lead: User, unit: Unit, initiative: Initiative
) -> None:
    path = address(lead)
    fetch(path)
    few = _queries(path)
    for _ in range(12):
        registered(lead, unit=unit)

    many = _queries(path)

    assert len(many) == len(few) <= 6, "\n".join(query["sql"][:200] for query in many)


def _queries(path: str) -> list[dict[str, str]]:
    with CaptureQueriesContext(connection) as captured:
        fetch(path)
    return list(captured)
