"""The links of mails: asking once more, keeping the answer, and saying what is no longer asked."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import WantedRhythm, cancel_occurrence, change_rhythm, end_series
from governance.models import SessionOccurrence, SessionReply, SessionSeries
from governance.sessions.links import reply_links
from initiatives.models import Initiative, Member
from people.models import RoleAssignment, User


@pytest.fixture
def series(initiative: Initiative) -> SessionSeries:
    return SessionSeries.objects.select_related("initiative").get(initiative=initiative)


@pytest.fixture
def occurrence(series: SessionSeries) -> SessionOccurrence:
    return series.occurrences.select_related("rhythm", "series__initiative")[0]


def links(series: SessionSeries, occurrence: SessionOccurrence | None, person: User) -> list[str]:
    """The paths of the two links: it fits, it does not."""
    lines = reply_links(series, occurrence, person)
    found = re.findall(r"https?://\S+", lines)
    return [link.removeprefix(settings.BASE_URL) for link in found]


def words(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def nothing_was_kept(answer: HttpResponse, status: int) -> str:
    assert answer.status_code == status
    assert not SessionReply.objects.exists()
    return words(answer)


@pytest.mark.parametrize(("which", "coming"), [(0, True), (1, False)])
def test_a_link_asks_and_a_button_answers(
    lead: User, series: SessionSeries, occurrence: SessionOccurrence, which: int, *, coming: bool
) -> None:
    path = links(series, occurrence, lead)[which]
    client = Client()

    asked = client.get(path)

    assert series.initiative.title in words(asked)
    assert f"{occurrence.starts_at:%A} {occurrence.starts_at.day}" in words(asked)
    assert not SessionReply.objects.exists()
    events = AuditEvent.objects.count()
    kept = client.post(path)
    assert ("Noted: it fits" in words(kept)) is coming
    reply = SessionReply.objects.get()
    assert (reply.user, reply.occurrence, reply.coming) == (lead, occurrence, coming)
    event = AuditEvent.objects.latest("id")
    assert AuditEvent.objects.count() == events + 1
    assert event.actor_label == lead.full_name
    client.post(path)
    assert AuditEvent.objects.count() == events + 1


def test_the_last_word_counts(
    lead: User, series: SessionSeries, occurrence: SessionOccurrence
) -> None:
    fits, does_not = links(series, occurrence, lead)

    for path in (fits, does_not, fits):
        assert Client().post(path).status_code == 200

    assert SessionReply.objects.get().coming


def test_the_whole_rhythm_is_asked_about_as_well(lead: User, series: SessionSeries) -> None:
    path = links(series, None, lead)[0]

    asked = words(Client().get(path))

    assert "Does this rhythm fit?" in asked
    assert "Every two weeks on" in asked
    Client().post(path)
    assert SessionReply.objects.get().occurrence is None


@pytest.mark.parametrize("method", ["get", "head"])
def test_what_fetches_links_ahead_answers_for_nobody(
    lead: User, series: SessionSeries, occurrence: SessionOccurrence, method: str
) -> None:
    events = AuditEvent.objects.count()

    for path in links(series, occurrence, lead):
        nothing_was_kept(getattr(Client(), method)(path), 200)

    assert AuditEvent.objects.count() == events


def test_somebody_else_who_is_signed_in_answers_for_whom_the_link_was_sent_to(
    lead: User, executive: User, series: SessionSeries, occurrence: SessionOccurrence
) -> None:
    client = Client()
    client.force_login(executive)

    client.post(links(series, occurrence, lead)[0])

    assert SessionReply.objects.get().user == lead


def test_a_page_elsewhere_cannot_answer(
    lead: User, series: SessionSeries, occurrence: SessionOccurrence
) -> None:
    client = Client(enforce_csrf_checks=True)

    nothing_was_kept(client.post(links(series, occurrence, lead)[0]), 403)


def test_the_page_itself_can(
    lead: User, series: SessionSeries, occurrence: SessionOccurrence
) -> None:
    client = Client(enforce_csrf_checks=True)
    path = links(series, occurrence, lead)[0]
    page = client.get(path).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found

    assert client.post(path, {"csrfmiddlewaretoken": found[1]}).status_code == 200
    assert SessionReply.objects.get().coming


def test_nothing_but_the_title_and_the_time_is_shown(
    lead: User, series: SessionSeries, occurrence: SessionOccurrence
) -> None:
    series.place = "Room 2.14"
    series.save()
    page = Client().get(links(series, occurrence, lead)[0]).content.decode()

    shown = (lead.full_name, lead.email, "Room 2.14", series.reference, series.initiative.problem)
    assert [each for each in shown if each in page] == []
    assert series.initiative.reference not in page


@pytest.mark.parametrize("token", ["x", "1:2:3", "%00", "W10:1abcde:xyz"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.django_db
def test_a_link_that_is_cut_off(token: str, method: str) -> None:
    answer = getattr(Client(), method)(f"/sessions/reply/{token}/")

    assert "Open it again from the mail, in full" in nothing_was_kept(answer, 404)


@pytest.mark.parametrize("said", [[1], "x", None, [0, 0, 0, 0], {"a": 1}])
@pytest.mark.django_db
def test_a_signed_text_that_says_something_else(said: object) -> None:
    token = signing.dumps(said, salt="governance.session-reply")

    answer = Client().post(f"/sessions/reply/{token}/")

    assert answer.status_code in {403, 404}


@pytest.mark.parametrize("lost", ["seat", "role", "active"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_no_longer_asked(
    lead: User, series: SessionSeries, occurrence: SessionOccurrence, lost: str, method: str
) -> None:
    path = links(series, occurrence, lead)[0]
    if lost == "seat":
        Member.objects.update(left_at=timezone.now())
    elif lost == "role":
        RoleAssignment.objects.filter(user=lead).delete()
    else:
        User.objects.filter(pk=lead.pk).update(is_active=False)

    told = nothing_was_kept(getattr(Client(), method)(path), 403)

    assert "You are not asked for this session any more" in told
    assert series.initiative.title not in told


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("why", ["called off", "series ended", "behind"])
def test_what_does_not_lie_ahead(
    lead: User, series: SessionSeries, occurrence: SessionOccurrence, why: str, method: str
) -> None:
    path = links(series, None if why == "series ended" else occurrence, lead)[0]
    now = timezone.now()
    if why == "called off":
        cancel_occurrence(occurrence, reason="Fair", actor=lead)
    elif why == "series ended":
        end_series(series, reason="Done", actor=lead)
    else:
        now = occurrence.ends_at + dt.timedelta(minutes=1)

    with clock_at(now):
        told = nothing_was_kept(getattr(Client(), method)(path), 410)

    assert "Nothing is left to reply to" in told


def test_a_link_works_until_its_session_is_over(
    lead: User, series: SessionSeries, occurrence: SessionOccurrence
) -> None:
    path = links(series, occurrence, lead)[0]
    later = timezone.now() + dt.timedelta(days=400)
    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=later)

    with clock_at(later):
        assert Client().post(path).status_code == 200


def test_a_date_that_another_rhythm_has_taken_the_place_of(
    lead: User, series: SessionSeries
) -> None:
    first, second = series.occurrences.select_related("rhythm")[:2]
    path = links(series, second, lead)[0]
    between = first.slot_on + dt.timedelta(weeks=1)
    change_rhythm(series, WantedRhythm(first_on=between), actor=lead)

    assert "lies behind us" in nothing_was_kept(Client().post(path), 410)
