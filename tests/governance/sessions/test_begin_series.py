"""The standing session begins with its initiative (A22)."""

import datetime as dt
import uuid

import pytest

from config.demo.clock import clock_at
from governance.actions import (
    WantedRhythm,
    add_extra_session,
    cancel_occurrence,
    change_rhythm,
    end_series,
    start_series,
)
from governance.models import SessionSeries
from governance.sessions.rhythm import working_days_between
from initiatives.actions import accept_invitation, decline_invitation, invite_it, take_over_lead
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import Site, Unit, User
from tests.factories import UnitFactory, on_duty, registered
from tests.governance.sessions.table import (
    FIRST,
    MONDAY,
    dates,
    event_of,
    recorded,
    refused,
    slots,
    standing,
    told,
)

pytestmark = [pytest.mark.behaviour("A22"), pytest.mark.usefixtures("monday")]


def a_unit(architect: User, country: str, zone: str) -> Unit:
    unit = UnitFactory.create()
    unit.sites.add(Site.objects.create(name="Works", country=country, time_zone=zone))
    on_duty(architect, unit)
    return unit


@pytest.fixture
def imported(lead: User, unit: Unit) -> Initiative:
    """As the inventory makes them: without a registration, led by nobody."""
    return Initiative.objects.create(
        reference="AI-2026-0900", title="Runs already", problem="Known.", unit=unit,
        how_far="nothing_yet",
    )  # fmt: skip


def test_registering_begins_it_within_five_working_days(lead: User, unit: Unit) -> None:
    with recorded() as kinds, told() as notices:
        initiative = registered(lead, unit=unit)

    series = standing(initiative)
    assert slots(series)[0] == FIRST
    assert working_days_between(MONDAY.date(), FIRST, lambda day: False) == 3
    assert slots(series) == [FIRST + dt.timedelta(weeks=2 * n) for n in range(4)]
    assert {each.state for each in dates(series)} == {"planned"}
    assert kinds.count("session_series.started") == 1
    assert kinds.count("session_series.dates_planned") == 1
    assert notices.methods == {"session-invitation REQUEST": 1}
    assert notices[0].recipient == lead
    assert "meets every two weeks on Thursday, 10:00 to 10:45" in notices[0].text
    assert "Next: Thursday 26 November 2026, 10:00 (UTC)" in notices[0].text
    assert "UNTIL" not in event_of(notices[0])["RRULE"]
    assert series.business_facilitator == lead
    assert series.it_facilitator is None


def test_its_end_is_bound_to_the_initiative_alone(initiative: Initiative) -> None:
    rhythm = standing(initiative).rhythms.get()
    assert rhythm.last_on is None
    assert "UNTIL" not in rhythm.rule
    assert "COUNT" not in rhythm.rule


@pytest.mark.parametrize(
    ("registered_on", "country", "zone", "first"),
    [
        ("2026-11-20T09:00", "DE", "Europe/Berlin", "2026-11-25"),  # a Friday
        ("2026-11-21T09:00", "DE", "Europe/Berlin", "2026-11-25"),  # a Saturday
        ("2026-12-23T09:00", "DE", "Europe/Berlin", "2026-12-29"),  # Christmas, by Berlin's list
        ("2026-11-24T09:00", "US", "America/New_York", "2026-11-30"),  # Thanksgiving
        ("2026-12-23T09:00", "", "Asia/Kolkata", "2026-12-28"),  # no country, no days off
    ],
)
def test_the_first_day_leaves_weekends_and_the_sites_days_off_out(
    lead: User, architect: User, registered_on: str, country: str, zone: str, first: str
) -> None:
    with clock_at(dt.datetime.fromisoformat(registered_on).replace(tzinfo=dt.UTC)):
        series = standing(registered(lead, unit=a_unit(architect, country, zone)))

    assert slots(series)[0] == dt.date.fromisoformat(first)
    assert series.rhythms.get().time_zone == zone


def test_a_unit_without_a_site_takes_the_proposers_time_zone(lead: User, unit: Unit) -> None:
    lead.time_zone = "America/Sao_Paulo"
    lead.save()

    series = standing(registered(lead, unit=unit))

    assert series.site is None
    assert dates(series)[0].starts_at == dt.datetime(2026, 11, 26, 13, tzinfo=dt.UTC)


def test_a_time_zone_that_nobody_knows_any_more_keeps_nobody_from_registering(
    lead: User, architect: User
) -> None:
    unit = a_unit(architect, "DE", "Mars/Olympus")

    assert standing(registered(lead, unit=unit)).rhythms.get().time_zone == "UTC"


def test_it_is_invited_on_taking_the_seat_and_runs_it_for_it(
    initiative: Initiative, lead: User, architect: User, other_architect: User
) -> None:
    invitation = invite_it(initiative, open_questions=["Where?"], actor=lead)
    assert standing(initiative).it_facilitator is None

    with told() as notices:
        accept_invitation(invitation, actor=architect)

    assert [each.calendar_method for each in notices.to(architect)] == ["REQUEST"]
    assert [each.calendar_method for each in notices.to(lead)] == [""]
    assert standing(initiative).it_facilitator == architect

    second = invite_it(initiative, open_questions=["Who?"], invitee=other_architect, actor=lead)
    with told() as more:
        accept_invitation(second, actor=other_architect)
    assert len(more.to(other_architect)) == 1
    assert standing(initiative).it_facilitator == architect


def test_who_declines_is_not_asked_into_the_rhythm(
    initiative: Initiative, lead: User, architect: User, other_architect: User
) -> None:
    invitation = invite_it(initiative, open_questions=["Where?"], actor=lead)
    with told() as notices:
        decline_invitation(invitation, reason="Away", stand_in=other_architect, actor=architect)
    assert not [each for each in notices if each.calendar_method]


def test_it_sits_down_though_an_extra_or_an_old_rhythm_has_nothing_left(
    initiative: Initiative, lead: User, architect: User
) -> None:
    """A rhythm whose dates are all called off is no reason to refuse a seat."""
    series = standing(initiative)
    extra = add_extra_session(
        series, day=dt.date(2026, 12, 1), starts_at=dt.time(9), reason="Vendor", actor=lead
    )
    cancel_occurrence(extra, reason="Not needed", actor=lead)
    change_rhythm(series, WantedRhythm("FREQ=WEEKLY;BYDAY=WE", dt.date(2026, 11, 25)), actor=lead)
    invitation = invite_it(initiative, open_questions=["Where?"], actor=lead)

    with told() as notices:
        accept_invitation(invitation, actor=architect)

    (invited,) = notices.to(architect)
    assert "every week on Wednesday" in invited.text


def test_an_imported_initiative_has_none_until_somebody_begins_it(
    imported: Initiative, architect: User, lead: User
) -> None:
    assert not SessionSeries.objects.filter(initiative=imported).exists()

    series = start_series(imported, actor=architect, place="Room 4")
    assert (series.place, slots(series)[0]) == ("Room 4", FIRST)
    assert series.business_facilitator is None

    with told() as notices:
        take_over_lead(imported, actor=lead)
    assert standing(imported).business_facilitator == lead
    assert notices.methods == {"session-invitation REQUEST": 1}


def test_sent_twice_it_is_begun_once(imported: Initiative, architect: User) -> None:
    key = uuid.uuid4()
    first = start_series(imported, actor=architect, submission_key=key)
    with recorded() as kinds, told() as notices:
        again = start_series(imported, actor=architect, submission_key=key)
    assert (first, kinds, notices) == (again, [], [])

    end_series(first, reason="Enough", actor=architect)
    with recorded() as kinds:
        assert start_series(imported, actor=architect, submission_key=key) == first
    assert kinds == []


def test_a_second_one_is_refused(initiative: Initiative, lead: User) -> None:
    with refused(NotPossibleNow, "standing session already"):
        start_series(initiative, actor=lead)


def test_who_is_not_at_the_table_begins_none(imported: Initiative, lead: User) -> None:
    with refused(NotPermitted):
        start_series(imported, actor=lead)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (WantedRhythm("FREQ=WEEKLY;INTERVAL=0;BYDAY=TU"), "rule"),
        (WantedRhythm("FREQ=MONTHLY;BYMONTHDAY=31"), "rule"),
        (WantedRhythm("FREQ=WEEKLY;BYDAY=TU;COUNT=3"), "rule"),
        (WantedRhythm("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270101"), "rule"),
        (WantedRhythm("FREQ=YEARLY"), "rule"),
        (WantedRhythm(time_zone="Mars/Olympus"), "time_zone"),
        (WantedRhythm(time_zone="../etc/passwd"), "time_zone"),
        (WantedRhythm(minutes=0), "minutes"),
        (WantedRhythm(minutes=481), "minutes"),
        (WantedRhythm(first_on=dt.date(2026, 11, 27)), "first_on"),  # a Friday
        (WantedRhythm(first_on=dt.date(2026, 11, 19)), "first_on"),  # behind
        (WantedRhythm(first_on=dt.date(2027, 11, 25)), "first_on"),  # a year ahead
        (WantedRhythm("FREQ=WEEKLY;BYDAY=MO", MONDAY.date(), dt.time(8)), "first_on"),
    ],
)
def test_what_cannot_be_a_rhythm_is_refused_with_its_field(
    imported: Initiative, architect: User, wanted: WantedRhythm, field: str
) -> None:
    with refused(InvalidInput, field=field):
        start_series(imported, wanted, actor=architect)


def test_today_is_early_enough_while_its_time_is_ahead(
    imported: Initiative, architect: User
) -> None:
    wanted = WantedRhythm("FREQ=WEEKLY;BYDAY=MO", MONDAY.date(), dt.time(9, 30))
    assert slots(start_series(imported, wanted, actor=architect))[0] == MONDAY.date()
