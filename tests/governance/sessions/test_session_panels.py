"""The next session on the workspace, and one's own sessions on the desk."""

import datetime as dt
import html
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance import desk, workspace
from governance.actions import add_agenda_item, end_series, reply_to_session
from governance.models import AgreedAction, SessionOccurrence, SessionSeries
from initiatives.actions import (
    accept_invitation,
    invite_it,
    pause_initiative,
    stop_initiative,
)
from initiatives.models import Initiative, Member
from initiatives.queries import find_workspace
from people.models import User
from people.panels import NextStep, Panel
from people.vocabulary import Role
from tests.factories import person_with, registered
from tests.governance.sessions.scenes import agreed_action, running

pytestmark = pytest.mark.usefixtures("without_profile")

SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def series(initiative: Initiative, lead: User, architect: User) -> SessionSeries:
    """The standing session of an initiative at which IT sits."""
    accept_invitation(invite_it(initiative, open_questions=["Where?"], actor=lead), actor=architect)
    return SessionSeries.objects.select_related("initiative").get(initiative=initiative)


def shown(panel: Panel, viewer: User, subject: Initiative | None = None) -> str:
    context = panel.context(viewer, subject)
    assert context is not None
    text = render_to_string(panel.template, {"panel": context})
    return html.unescape(" ".join(text.split()))


def next_session(initiative: Initiative, viewer: User) -> str:
    subject = find_workspace(initiative.reference, viewer)
    return shown(workspace.NextSessionPanel(), viewer, subject)


def first_of(series: SessionSeries) -> SessionOccurrence:
    return series.occurrences.order_by("starts_at")[0]


def put(occurrence: SessionOccurrence, moment: dt.datetime) -> None:
    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=moment)


# --- the workspace ------------------------------------------------------------------------------


@pytest.mark.behaviour("A22")
def test_the_workspace_says_when_how_often_what_and_who(
    initiative: Initiative, series: SessionSeries, lead: User, architect: User
) -> None:
    first = first_of(series)
    reply_to_session(series, first, coming=False, actor=architect)

    text = next_session(initiative, lead)

    assert f"{first.starts_at:%A} {first.starts_at.day} {first.starts_at:%B}" in text
    assert f"every two weeks on {first.starts_at:%A}, 10:00 to 10:45, UTC" in text
    assert ">Business</span> comes" in text
    assert "cannot come" in text
    assert f'<a href="{first.get_absolute_url()}">Open the agenda</a>' in text


@pytest.mark.behaviour("M9", "M10")
def test_the_workspace_says_how_the_rhythm_lives(
    initiative: Initiative, series: SessionSeries, lead: User
) -> None:
    held = first_of(series)
    then = timezone.now() - dt.timedelta(days=9)
    SessionOccurrence.objects.filter(pk=held.pk).update(state="held", starts_at=then)
    assert "Held 1 of 1 due in 90 days; both sides in 0 of 1 held." in _rhythm(initiative, lead)


def _rhythm(initiative: Initiative, viewer: User) -> str:
    """What the workspace asks for once it is shown, of the rhythm."""
    subject = find_workspace(initiative.reference, viewer)
    return shown(workspace.RhythmPanel(), viewer, subject)


def test_the_workspace_says_that_it_is_on_rests_or_is_missing(
    initiative: Initiative, series: SessionSeries, lead: User, executive: User
) -> None:
    running(series, lead)
    assert "The session is on now" in next_session(initiative, lead)

    pause_initiative(initiative, reason="Wait", resume_condition="Later", actor=lead)
    # What was opened before the pause is still on; without it the sessions rest.
    SessionOccurrence.objects.update(state="held", closed_at=timezone.now())
    assert "The sessions rest with the initiative; until then" in next_session(initiative, lead)

    stop_initiative(initiative, reason="Over", resume_condition="Never", actor=lead)
    assert "The sessions have ended with the initiative." in next_session(initiative, lead)


def test_without_a_series_the_workspace_offers_to_begin_one(
    initiative: Initiative, series: SessionSeries, lead: User, executive: User
) -> None:
    end_series(series, reason="Enough", actor=lead)

    begin = reverse("governance:begin-series", args=[initiative.reference])
    assert begin in next_session(initiative, lead)
    read = next_session(initiative, executive)
    assert begin not in read
    assert "No standing session yet." in read


def test_the_workspace_says_an_unknown_time_zone(
    initiative: Initiative, series: SessionSeries, lead: User
) -> None:
    series.occurrences.all().delete()
    series.rhythms.update(time_zone="Mars/Olympus")

    assert "The dates cannot be worked out." in next_session(initiative, lead)


def test_the_workspace_panel_asks_two_queries_at_most(
    initiative: Initiative, series: SessionSeries, lead: User, at_most_queries: AtMost
) -> None:
    for number in range(20):
        add_agenda_item(first_of(series), title=f"Item {number}", actor=lead)
    subject = find_workspace(initiative.reference, lead)
    panels = (workspace.OwedPanel(), workspace.DesignInputsPanel())
    for panel in panels:
        panel.context(lead, subject)

    with at_most_queries(2):
        text = shown(workspace.NextSessionPanel(), lead, subject)
    assert "Open the agenda" in text


# --- the desk -----------------------------------------------------------------------------------


def test_the_desk_shows_the_next_of_each_table_soonest_first(
    initiative: Initiative, series: SessionSeries, lead: User, architect: User, other_lead: User
) -> None:
    other = registered(lead, title="Sort the scrap")
    sooner = first_of(SessionSeries.objects.get(initiative=other))
    put(sooner, timezone.now() + dt.timedelta(hours=20))
    registered(other_lead, title="Not at this table")

    text = shown(desk.SessionsPanel(), lead)

    assert text.index("Sort the scrap") < text.index(initiative.title)
    assert text.count(initiative.title) == 1
    assert "Not at this table" not in text
    assert sooner.get_absolute_url() in text
    assert "Sort the scrap" not in shown(desk.SessionsPanel(), architect)


def test_what_nobody_recorded_comes_first(
    initiative: Initiative, series: SessionSeries, lead: User
) -> None:
    first = first_of(series)
    put(first, timezone.now() - dt.timedelta(days=3))
    registered(lead, title="Sort the scrap")

    text = shown(desk.SessionsPanel(), lead)

    assert text.index("not recorded yet") < text.index("Sort the scrap")
    put(first, timezone.now() - dt.timedelta(days=91))
    assert "not recorded yet" not in shown(desk.SessionsPanel(), lead)


def test_what_one_agreed_to_do_overdue_first(
    initiative: Initiative, series: SessionSeries, architect: User, lead: User
) -> None:
    action = agreed_action(series, architect)
    assert "Ask the platform team" in shown(desk.SessionsPanel(), architect)
    assert "Ask the platform team" not in shown(desk.SessionsPanel(), lead)

    AgreedAction.objects.filter(pk=action.pk).update(
        due_on=timezone.localdate() - dt.timedelta(days=1)
    )
    assert "was due yesterday" in shown(desk.SessionsPanel(), architect)

    AgreedAction.objects.filter(pk=action.pk).update(done_at=timezone.now())
    assert "Ask the platform team" not in shown(desk.SessionsPanel(), architect)


def test_nobody_learns_of_a_table_they_may_not_see(
    initiative: Initiative, series: SessionSeries, executive: User, outsider: User, architect: User
) -> None:
    Member.objects.create(initiative=initiative, user=outsider, party="it")
    for viewer in (executive, outsider):
        assert desk.SessionsPanel().context(viewer) is None

    Member.objects.filter(user=architect).update(left_at=timezone.now())
    assert desk.SessionsPanel().context(architect) is None


def test_a_participant_is_led_to_the_agenda(initiative: Initiative, series: SessionSeries) -> None:
    participant = person_with(Role.SESSION_PARTICIPANT)
    Member.objects.create(initiative=initiative, user=participant, party="business")

    context = desk.SessionsPanel().context(participant)

    assert context is not None
    assert context["next_step"] == NextStep("Open the agenda", first_of(series).get_absolute_url())


def test_rest_and_end_take_sessions_off_the_desk(
    initiative: Initiative, series: SessionSeries, lead: User
) -> None:
    put(first_of(series), timezone.now() - dt.timedelta(days=3))
    pause_initiative(initiative, reason="Wait", resume_condition="Later", actor=lead)

    assert desk.SessionsPanel().context(lead) is None


def test_a_session_that_has_come_is_the_next_step(
    series: SessionSeries, lead: User, architect: User
) -> None:
    def step() -> object:
        return (desk.SessionsPanel().context(lead) or {}).get("next_step")

    first = first_of(series)
    assert step() is None

    put(first, timezone.now() + dt.timedelta(hours=1))
    assert step() == NextStep("Open the agenda", first.get_absolute_url())

    occurrence = running(series, lead)
    assert step() == NextStep(
        "Go to the session", reverse("governance:room", args=occurrence.address)
    )


def test_the_desk_shows_ten_and_says_that_there_are_more(lead: User, signed_in: SignIn) -> None:
    for number in range(12):
        registered(lead, title=f"Idea {number}")

    text = shown(desk.SessionsPanel(), lead)

    assert text.count("<li>") == 10
    assert "and more in the list of initiatives" in text
    assert signed_in(lead).get("/").status_code == 200


def test_two_queries_however_many_tables(
    series: SessionSeries, lead: User, at_most_queries: AtMost
) -> None:
    agreed_action(series, lead)
    for number in range(12):
        registered(lead, title=f"Idea {number}")
    assert lead.roles

    with at_most_queries(2):
        shown(desk.SessionsPanel(), lead)
