"""The page of the standing session, and the forms that begin, change, arrange and end it."""

import datetime as dt
import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import (
    add_extra_session,
    arrange_series,
    cancel_occurrence,
    change_rhythm,
    end_series,
    move_occurrence,
    skip_occurrence,
)
from governance.actions.rhythms import WantedRhythm
from governance.actions.signals import explain_signal
from governance.detecting import look_at
from governance.models import PartyPresence, SessionOccurrence, SessionSeries, Signal
from governance.session_forms import fitting_rule
from initiatives.actions import accept_invitation, invite_it, pause_initiative, withdraw_initiative
from initiatives.models import Initiative, Member
from people.models import Site, User
from people.vocabulary import Party

SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]
EVIL = "<script>alert('x')</script>"


@pytest.fixture
def series(initiative: Initiative, lead: User, architect: User) -> SessionSeries:
    """The standing session of an initiative at which IT sits."""
    accept_invitation(invite_it(initiative, open_questions=["Where?"], actor=lead), actor=architect)
    return SessionSeries.objects.select_related("initiative").get(initiative=initiative)


def page_of(client: Client, initiative: Initiative) -> str:
    response = client.get(reverse("governance:sessions", args=[initiative.reference]))
    assert response.status_code == 200
    return _text(response)


def _text(response: Any) -> str:
    return html.unescape(" ".join(response.content.decode().split()))


def primary(text: str) -> list[str]:
    return re.findall(r'class="btn"[^>]*>([^<]+)<', text)


def address(name: str, series: SessionSeries) -> str:
    return reverse(f"governance:{name}", args=[series.initiative.reference, series.reference])


def dates(series: SessionSeries) -> list[SessionOccurrence]:
    return list(series.occurrences.order_by("starts_at"))


def typed(series: SessionSeries, **changed: str) -> dict[str, str]:
    """The rhythm form as it is filled in."""
    row = series.rhythms.get()
    first = dates(series)[1].slot_on
    return {
        "rule": row.rule,
        "first_on": first.isoformat(),
        "starts_at": "10:00",
        "minutes": "45",
        "time_zone": row.time_zone,
        "version": str(series.version),
        **changed,
    }


# --- the page -----------------------------------------------------------------------------------


@pytest.mark.behaviour("A22")
def test_the_page_says_the_rhythm_the_sides_and_the_next_dates(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    text = page_of(signed_in(lead), initiative)

    weekday = f"{dates(series)[0].starts_at:%A}"
    assert f"Every two weeks on {weekday}, 10:00 to 10:45, UTC" in text
    assert "Bea Lind runs it" in text
    assert "Ira Novak runs it" in text
    assert text.index("Bea Lind runs it") < text.index("Ira Novak runs it")
    for each in dates(series):
        assert each.get_absolute_url() in text
    assert primary(text) == ["Prepare the agenda"]
    assert "None has been due yet." in text
    assert reverse("calendar:address") in text


def test_states_are_words_with_their_reason(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    one, two, three, *_ = dates(series)
    move_occurrence(one, starts_at=one.starts_at + dt.timedelta(days=1), actor=lead, reason="Fair")
    cancel_occurrence(two, reason=EVIL, actor=lead)
    skip_occurrence(three, reason="Christmas Day", actor=lead)

    raw = signed_in(lead).get(series.get_absolute_url()).content.decode()
    text = page_of(signed_in(lead), initiative)

    assert f"moved from {one.starts_at:%A} {one.starts_at.day} {one.starts_at:%B}" in text
    assert "10:00: Fair" in text
    assert f"cancelled: {EVIL}" in text
    assert "<script>alert" not in raw
    assert "left out: Christmas Day" in text
    assert text.count(">Put it back<") == 2


@pytest.mark.behaviour("M10")
def test_the_past_says_who_was_there_by_side_and_what_nobody_recorded(
    initiative: Initiative, series: SessionSeries, lead: User, executive: User, signed_in: SignIn
) -> None:
    held, unrecorded = dates(series)[:2]
    week = dt.timedelta(days=7)
    SessionOccurrence.objects.filter(pk=held.pk).update(
        state="held", starts_at=timezone.now() - 2 * week, opened_at=timezone.now() - 2 * week,
        closed_at=timezone.now() - 2 * week,
    )  # fmt: skip
    SessionOccurrence.objects.filter(pk=unrecorded.pk).update(starts_at=timezone.now() - week)
    for party in ("it", "business"):
        PartyPresence.objects.create(occurrence=held, party=party)

    text = page_of(signed_in(lead), initiative)
    assert "held, business and IT present" in text
    assert "not recorded yet" in text
    assert "It did not take place" in text
    assert "Held 1 of 2 due in 90 days, 1 not recorded yet; both sides in 1 of 1 held." in text

    read = page_of(signed_in(executive), initiative)
    assert "not recorded yet" in read
    assert "It did not take place" not in read


def test_the_past_is_cut_after_half_a_year(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    recent, old = dates(series)[:2]
    for each, ago in ((recent, 179), (old, 181)):
        then = timezone.now() - dt.timedelta(days=ago)
        SessionOccurrence.objects.filter(pk=each.pk).update(state="cancelled", starts_at=then)

    text = page_of(signed_in(lead), initiative)

    assert recent.get_absolute_url() in text
    assert old.get_absolute_url() not in text


def test_a_facilitator_who_left_is_said_and_both_sides_stay(
    initiative: Initiative, series: SessionSeries, lead: User, architect: User, signed_in: SignIn
) -> None:
    architect.is_active = False
    architect.save()

    text = page_of(signed_in(lead), initiative)

    assert "Nobody since Ira Novak left" in text
    assert "Bea Lind runs it" in text
    assert address("arrange-series", series) in text
    assert "has nobody at the table yet" in text


def test_the_readers_own_clock_stands_beside_the_series(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    assert "which is your clock" not in page_of(signed_in(lead), initiative)

    lead.time_zone = "Asia/Kolkata"
    lead.save()
    text = page_of(signed_in(lead), initiative)

    assert "Next time 15:30 to 16:15 in Asia/Kolkata, which is your clock." in text


def test_the_day_has_come_when_it_can_be_opened(
    initiative: Initiative, series: SessionSeries, lead: User, executive: User, signed_in: SignIn
) -> None:
    first = dates(series)[0]
    soon = timezone.now() + dt.timedelta(hours=2)
    SessionOccurrence.objects.filter(pk=first.pk).update(starts_at=soon)

    text = page_of(signed_in(lead), initiative)
    assert primary(text) == ["Start the session"]
    assert f'action="{reverse("governance:open-session", args=first.address)}"' in text
    assert primary(page_of(signed_in(executive), initiative)) == []

    signed_in(lead).post(reverse("governance:open-session", args=first.address))
    assert primary(page_of(signed_in(lead), initiative)) == ["Go to the session"]


SHRINKING = "2 sessions in a row are cancelled, and none was held since."


@pytest.mark.behaviour("D03", "B119")
def test_what_is_worth_a_conversation_is_said_to_both_sides_and_not_to_executives(
    initiative: Initiative,
    series: SessionSeries,
    lead: User,
    architect: User,
    executive: User,
    signed_in: SignIn,
) -> None:
    for each in dates(series)[:2]:
        cancel_occurrence(each, reason="Stocktaking", actor=lead)
    look_at(Initiative.objects.filter(pk=initiative.pk))

    workspace = initiative.get_absolute_url()
    for viewer in (lead, architect):
        text = page_of(signed_in(viewer), initiative)
        assert SHRINKING in text
        assert "Agree on a time that fits both sides" in text
        assert SHRINKING in _text(signed_in(viewer).get(workspace))
    assert SHRINKING not in page_of(signed_in(executive), initiative)
    assert SHRINKING not in _text(signed_in(executive).get(workspace))


@pytest.mark.behaviour("D03")
def test_what_somebody_explained_rests_on_the_page_of_sessions_too(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    for each in dates(series)[:2]:
        cancel_occurrence(each, reason="Stocktaking", actor=lead)
    look_at(Initiative.objects.filter(pk=initiative.pk))
    explain_signal(Signal.objects.get(detector="D03"), reason="Holidays.", actor=lead)

    assert SHRINKING not in page_of(signed_in(lead), initiative)


def test_an_unknown_time_zone_is_said_plainly(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    series.rhythms.update(time_zone="Mars/Olympus")

    text = page_of(signed_in(lead), initiative)

    assert "The time zone “Mars/Olympus” is not known here." in text
    assert address("change-rhythm", series) in text
    form = signed_in(lead).get(address("change-rhythm", series))
    assert form.status_code == 200
    assert "Choose a time zone" in _text(form)


def test_a_pause_and_an_end_are_said(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    pause_initiative(initiative, reason="Wait", resume_condition="Later", actor=lead)
    paused = page_of(signed_in(lead), initiative)
    assert "The initiative is paused, and its sessions with it." in paused
    assert primary(paused) == []
    assert address("change-rhythm", series) not in paused
    form = signed_in(lead).get(address("change-rhythm", series))
    assert form.status_code == 409

    withdraw_initiative(initiative, reason="Other plans", actor=lead)
    ended = page_of(signed_in(lead), initiative)
    assert "The sessions have ended" in ended
    assert series.reference in ended
    assert primary(ended) == []


@pytest.mark.behaviour("A22")
def test_without_a_series_the_proposal_is_shown_to_those_who_arrange(
    initiative: Initiative,
    series: SessionSeries,
    lead: User,
    executive: User,
    signed_in: SignIn,
) -> None:
    end_series(series, reason="Enough", actor=lead)

    text = page_of(signed_in(lead), initiative)
    assert "Proposed: every two weeks on " in text
    assert primary(text) == ["Begin the standing session"]
    read = page_of(signed_in(executive), initiative)
    assert primary(read) == []
    assert "Business and IT at the table can begin one." in read


def test_the_page_asks_as_much_for_many_dates_as_for_few(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn,
    at_most_queries: AtMost,
) -> None:  # fmt: skip
    client = signed_in(lead)
    page_of(client, initiative)
    with at_most_queries(11):
        page_of(client, initiative)

    row = series.rhythms.get()
    for number in range(30):
        then = timezone.now() - dt.timedelta(days=3 * number + 2)
        made = SessionOccurrence.objects.create(
            series=series, rhythm=row, slot_on=then.date(), starts_at=then, minutes=45, state="held"
        )
        PartyPresence.objects.create(occurrence=made, party="it")
    for _ in range(5):
        add = dates(series)[-1].slot_on + dt.timedelta(days=1)
        add_extra_session(series, day=add, starts_at=dt.time(9), reason="More", actor=lead)

    with at_most_queries(11):
        text = page_of(client, initiative)
    assert text.count("held, IT present") == 30


# --- who may ------------------------------------------------------------------------------------

FORMS = ("change-rhythm", "arrange-series", "extra-session", "end-series")


def test_outsiders_do_not_learn_of_it_and_others_may_not_arrange(
    initiative: Initiative,
    series: SessionSeries,
    outsider: User,
    executive: User,
    other_lead: User,
    lead: User,
    other_architect: User,
    signed_in: SignIn,
) -> None:
    sessions = series.get_absolute_url()
    assert signed_in(outsider).get(sessions).status_code == 404
    for viewer in (executive, other_lead):
        assert address("change-rhythm", series) not in page_of(signed_in(viewer), initiative)
    for name in FORMS:
        where = address(name, series)
        assert signed_in(outsider).get(where).status_code == 404
        for viewer in (executive, other_lead):
            refused = signed_in(viewer).get(where)
            assert refused.status_code == 403
            assert "Business and IT at the table arrange its sessions." in _text(refused)
        for viewer in (lead, other_architect):
            assert signed_in(viewer).get(where).status_code == 200


def test_posting_what_one_may_not_changes_nothing(
    series: SessionSeries, other_lead: User, signed_in: SignIn
) -> None:
    client = signed_in(other_lead)
    before = AuditEvent.objects.count()

    refused = client.post(address("end-series", series), {"reason": "Because I say so"})

    assert refused.status_code == 403
    assert "Because I say so" in _text(refused)
    assert AuditEvent.objects.count() == before


def test_a_series_of_another_initiative_is_not_found(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    for name in FORMS:
        elsewhere = reverse(f"governance:{name}", args=["AI-2026-9999", series.reference])
        assert signed_in(lead).get(elsewhere).status_code == 404


# --- the forms ----------------------------------------------------------------------------------


@pytest.mark.behaviour("A22")
def test_beginning_needs_nothing_but_a_press(
    initiative: Initiative, series: SessionSeries, lead: User, unit: Any, signed_in: SignIn
) -> None:
    end_series(series, reason="Enough", actor=lead)
    unit.sites.add(Site.objects.create(name="Brno", country="CZ", time_zone="Europe/Prague"))
    client = signed_in(lead)
    where = reverse("governance:begin-series", args=[initiative.reference])

    form = client.get(where).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    response = client.post(where, sent)

    assert response.status_code == 302
    begun = SessionSeries.objects.get(initiative=initiative, ended_at=None)
    assert begun.rhythms.get().time_zone == "Europe/Prague"
    assert client.post(where, sent).status_code == 302
    assert SessionSeries.objects.filter(initiative=initiative).count() == 2


def test_a_first_day_beside_the_rhythm_is_refused_with_the_next_that_fits(
    series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    second = dates(series)[1].slot_on
    beside = second + dt.timedelta(days=1)

    refused = signed_in(lead).post(
        address("change-rhythm", series),
        typed(series, first_on=beside.isoformat(), minutes="50"),
    )

    text = _text(refused)
    assert refused.status_code == 200
    fitting = second + dt.timedelta(days=7)
    assert f"The next day that is: {fitting:%A} {fitting.day} {fitting:%B %Y}." in text
    assert f"Every two weeks on {beside:%A}" in text  # the rules of that day are offered now
    assert 'value="50"' in text
    assert series.rhythms.count() == 1


def test_another_first_day_brings_its_rules(
    series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    beside = dates(series)[1].slot_on + dt.timedelta(days=1)

    response = signed_in(lead).get(
        address("change-rhythm", series),
        {"first_on": beside.isoformat(), "rule": series.rhythms.get().rule},
    )

    form = response.context["form"]
    assert form["rule"].value() == fitting_rule(series.rhythms.get().rule, beside)
    assert form["first_on"].value() == beside
    assert signed_in(lead).get(address("change-rhythm", series), {"first_on": "2026-13-40"})


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=WE"),
        ("FREQ=WEEKLY;BYDAY=WE", "FREQ=WEEKLY;BYDAY=WE"),
        ("FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;BYDAY=4WE"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("nonsense", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
    ],
)
def test_a_rule_as_often_that_fits_the_day(rule: str, fits: str) -> None:
    assert fitting_rule(rule, dt.date(2026, 11, 25)) == fits


def test_the_rhythm_changes_from_a_day_on(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    first, second, *_ = dates(series)

    response = signed_in(lead).post(
        address("change-rhythm", series), typed(series, starts_at="14:30", minutes="60")
    )

    assert response.status_code == 302
    at = {each.slot_on: each.starts_at for each in dates(series)}
    assert at[first.slot_on].hour == 10
    assert (at[second.slot_on].hour, at[second.slot_on].minute) == (14, 30)
    day = second.slot_on
    assert f"14:30 to 15:30, UTC, from {day.day} {day:%B} on" in page_of(
        signed_in(lead), initiative
    )


def test_the_form_begins_with_the_next_day_in_the_same_weeks(
    series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    form = signed_in(lead).get(address("change-rhythm", series)).context["form"]

    days = {each.slot_on for each in dates(series)}
    assert form["first_on"].value() in days
    assert form["rule"].value() == series.rhythms.get().rule


def test_somebody_elses_change_is_shown_and_what_was_typed_is_kept(
    series: SessionSeries, lead: User, architect: User, signed_in: SignIn
) -> None:
    sent = typed(series, minutes="55")
    change_rhythm(series, WantedRhythm(minutes=30), actor=architect)

    refused = signed_in(lead).post(address("change-rhythm", series), sent)

    text = _text(refused)
    assert refused.status_code == 409
    assert "Somebody changed" in text
    assert "What stands there now: every two weeks" in text
    assert "10:00 to 10:30" in text
    assert 'value="55"' in text
    series.refresh_from_db()
    assert f'name="version" value="{series.version}"' in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rule", "FREQ=DAILY"),
        ("rule", ""),
        ("first_on", "yesterday"),
        ("starts_at", "25:00"),
        ("minutes", "0"),
        ("minutes", "100000"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("first_on", "0001-01-01"),
        ("first_on", "9999-12-31"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    series: SessionSeries, lead: User, signed_in: SignIn, field: str, value: str
) -> None:
    refused = signed_in(lead).post(
        address("change-rhythm", series), typed(series, **{field: value})
    )

    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == [field]
    assert series.rhythms.count() == 1


def test_place_and_facilitators(
    initiative: Initiative,
    series: SessionSeries,
    lead: User,
    architect: User,
    other_architect: User,
    signed_in: SignIn,
) -> None:
    Member.objects.create(initiative=initiative, user=other_architect, party=Party.IT)
    client, where = signed_in(lead), address("arrange-series", series)
    sent = {
        "place": "Room 4.12, https://meet.example.org/x",
        "business_facilitator": lead.pk,
        "it_facilitator": other_architect.pk,
        "version": series.version,
    }

    offered = client.get(where).context["form"].fields["it_facilitator"].queryset
    assert list(offered) == [architect, other_architect]
    assert client.post(where, sent).status_code == 302

    text = page_of(client, initiative)
    assert "Sam Ito runs it" in text
    assert '<a href="https://meet.example.org/x"' in text

    late = client.post(where, {**sent, "place": "Elsewhere"})
    assert late.status_code == 409
    assert "Elsewhere" in _text(late)


def test_nobody_from_another_side_runs_it_for_it(
    series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    refused = signed_in(lead).post(
        address("arrange-series", series),
        {"place": "", "business_facilitator": "", "it_facilitator": lead.pk},
    )

    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == ["it_facilitator"]


def test_an_arrangement_that_stays_is_no_change(
    series: SessionSeries, lead: User, architect: User, signed_in: SignIn
) -> None:
    arrange_series(
        series, place="Room 1", business_facilitator=lead, it_facilitator=architect, actor=lead
    )
    form = signed_in(lead).get(address("arrange-series", series)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    before = AuditEvent.objects.count()

    assert signed_in(lead).post(address("arrange-series", series), sent).status_code == 302
    assert AuditEvent.objects.count() == before


def test_an_extra_session_stands_and_a_day_that_is_taken_is_refused(
    series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    client, where = signed_in(lead), address("extra-session", series)
    first = dates(series)[0].slot_on
    sent = {
        "day": (first + dt.timedelta(days=1)).isoformat(),
        "starts_at": "09:00",
        "minutes": "30",
        "reason": "The vendor is in the house",
    }

    refused = client.post(where, {**sent, "day": first.isoformat()})
    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == ["day"]
    assert "The vendor is in the house" in _text(refused)

    added = client.post(where, sent)
    assert added.status_code == 302
    assert added["Location"].endswith(f"/{sent['day']}/")


def test_ending_needs_a_reason_and_leaves_what_was_held(
    initiative: Initiative, series: SessionSeries, lead: User, signed_in: SignIn
) -> None:
    client, where = signed_in(lead), address("end-series", series)

    assert list(client.post(where, {"reason": " "}).context["form"].errors) == ["reason"]
    assert client.post(where, {"reason": "We talk daily"}).status_code == 302

    series.refresh_from_db()
    assert series.ended_at is not None
    assert client.get(where).status_code == 409
