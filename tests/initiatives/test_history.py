"""The history of an initiative and its events at permanent addresses."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from initiatives.actions import (
    change_use_case,
    decline_invitation,
    invite_it,
    pause_initiative,
    plan_milestone,
)
from initiatives.models import Initiative
from people.models import Unit, User
from tests.factories import raised, registered

SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]


def address(initiative: Initiative) -> str:
    return reverse("initiatives:history", args=[initiative.reference])


def shown(html: str) -> list[str]:
    """Ids of the events on a page, in order."""
    return re.findall(r'/history/([0-9a-f-]{36})/"', html)


def newer_and_older(html: str) -> tuple[str, str]:
    newer = re.search(r'href="([^"]+)" rel="prev"', html)
    older = re.search(r'href="([^"]+)" rel="next"', html)
    return (newer.group(1) if newer else "", older.group(1) if older else "")


def worded(initiative: Initiative, lead: User, times: int) -> None:
    for number in range(1, times + 1):
        change_use_case(
            initiative, changes={"problem": f"Wording {number}"}, version=number, actor=lead
        )


def test_newest_first_with_who_and_what(
    initiative: Initiative, lead: User, architect: User, auditor: User, signed_in: SignIn
) -> None:
    invite_it(initiative, open_questions=["Where?"], actor=lead)
    raised(initiative, architect)

    html = signed_in(auditor).get(address(initiative)).content.decode()

    events = AuditEvent.objects.filter(initiative_ref=initiative.reference).order_by("-id")
    assert shown(html) == [str(event.pk) for event in events]
    assert "Bea Lind, business, invited Ira Novak with " in html
    assert "Ira Novak, IT, raised IN-0001" in html
    assert '<ol class="time long by-day">' in html


def test_days_read_as_days(initiative: Initiative, lead: User, signed_in: SignIn) -> None:
    plan_milestone(initiative, "live", planned_on=dt.date(2031, 3, 3), actor=lead)

    html = signed_in(lead).get(address(initiative)).content.decode()

    assert "planned live for 3 March 2031" in html


def test_one_kind_at_a_time(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    invite_it(initiative, open_questions=["Where?"], actor=lead)
    client = signed_in(lead)

    html = client.get(address(initiative), {"kind": "invitation.sent"}).content.decode()

    invited = AuditEvent.objects.get(kind="invitation.sent")
    assert shown(html) == [str(invited.pk)]
    assert '<option value="invitation.sent" selected>IT invited</option>' in html
    assert '<option value="initiative.paused">' not in html
    unknown = client.get(address(initiative), {"kind": "nothing.like_it"}).content.decode()
    assert (
        len(shown(unknown))
        == AuditEvent.objects.filter(initiative_ref=initiative.reference).count()
    )


def test_the_history_of_another_initiative_stays_there(
    initiative: Initiative, lead: User, unit: Unit, signed_in: SignIn
) -> None:
    other = registered(lead, unit=unit, title="Another idea altogether")
    theirs = AuditEvent.objects.filter(initiative_ref=other.reference).latest("id")
    client = signed_in(lead)

    assert str(theirs.pk) not in client.get(address(initiative)).content.decode()
    elsewhere = reverse("initiatives:event", args=[initiative.reference, theirs.pk])
    assert client.get(elsewhere).status_code == 404


@pytest.mark.parametrize("kind", ["", "initiative.use_case_changed"])
def test_pages_of_fifty_lead_there_and_back(
    initiative: Initiative, lead: User, kind: str, signed_in: SignIn
) -> None:
    worded(initiative, lead, 120)
    client = signed_in(lead)
    wanted = AuditEvent.objects.filter(initiative_ref=initiative.reference).order_by("-id")
    if kind:
        wanted = wanted.filter(kind=kind)
    first = f"{address(initiative)}?kind={kind}"

    pages, place = [], first
    while place:
        html = client.get(place).content.decode()
        pages.append(shown(html))
        older = newer_and_older(html)[1].replace("&amp;", "&")
        place = address(initiative) + older if older else ""

    assert [len(page) for page in pages][:2] == [50, 50]
    assert [each for page in pages for each in page] == [str(event.pk) for event in wanted]

    back = newer_and_older(html)[0].replace("&amp;", "&")
    html = client.get(address(initiative) + back).content.decode()
    assert shown(html) == pages[1]
    back = newer_and_older(html)[0].replace("&amp;", "&")
    html = client.get(address(initiative) + back).content.decode()
    assert shown(html) == pages[0]
    assert newer_and_older(html)[0] == ""


@settings(max_examples=30)
@given(
    place=st.one_of(st.text(max_size=40), st.uuids().map(str)),
    name=st.sampled_from(["before", "after"]),
)
def test_any_place_in_the_address_is_answered(
    initiative: Initiative, lead: User, signed_in: SignIn, place: str, name: str
) -> None:
    assert signed_in(lead).get(address(initiative), {name: place}).status_code == 200


def test_an_event_tells_what_who_and_when(
    initiative: Initiative, lead: User, architect: User, other_architect: User, signed_in: SignIn
) -> None:
    sent = invite_it(initiative, open_questions=["Where?", "Who at night?"], actor=lead)
    decline_invitation(sent, reason="On leave", stand_in=other_architect, actor=architect)
    User.objects.filter(pk=lead.pk).update(time_zone="Europe/Berlin")
    declined = AuditEvent.objects.get(kind="invitation.declined")
    client = signed_in(lead)

    html = client.get(
        reverse("initiatives:event", args=[initiative.reference, declined.pk])
    ).content.decode()

    for said in (
        "Invitation declined",
        "Ira Novak, IT",
        "On leave",
        "Sam Ito",
        f"{declined.occurred_at:%Y-%m-%d %H:%M:%S} UTC",
        str(declined.pk),
        "Nobody can change or remove this entry",
        f"/invitations/{sent.pk}/",
    ):
        assert said in html
    invited = AuditEvent.objects.filter(kind="invitation.sent").earliest("id")
    html = client.get(
        reverse("initiatives:event", args=[initiative.reference, invited.pk])
    ).content.decode()
    assert "Where?<br>Who at night?" in html


def test_an_event_keeps_its_address_and_its_words(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    first = AuditEvent.objects.get(kind="initiative.registered")
    place = reverse("initiatives:event", args=[initiative.reference, first.pk])
    client = signed_in(lead)
    change_use_case(initiative, changes={"title": "A new title"}, version=1, actor=lead)
    User.objects.filter(pk=lead.pk).update(full_name="Bea Lind-Roth")

    html = client.get(place).content.decode()

    assert "Bea Lind registered “See late orders two days before they slip”" in html


def test_every_kind_of_event_has_a_page(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    invite_it(initiative, open_questions=["Where?"], actor=lead)
    raised(initiative, architect)
    pause_initiative(initiative, reason="Wait", resume_condition="Later", actor=lead)
    client = signed_in(lead)
    events = AuditEvent.objects.filter(initiative_ref=initiative.reference)
    assert events.count() > 5
    for event in events:
        place = reverse("initiatives:event", args=[initiative.reference, event.pk])
        assert event.event_kind.label in client.get(place).content.decode()


def test_nothing_is_written_through_these_pages(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    event = AuditEvent.objects.latest("id")
    client = signed_in(lead)
    place = reverse("initiatives:event", args=[initiative.reference, event.pk])
    for method in (client.post, client.put, client.delete):
        assert method(place).status_code == 405
        assert method(address(initiative)).status_code == 405


def test_an_unknown_event_is_not_there(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    place = reverse("initiatives:event", args=[initiative.reference, uuid.uuid4()])
    assert signed_in(lead).get(place).status_code == 404


def test_few_queries(
    initiative: Initiative, lead: User, signed_in: SignIn, at_most_queries: AtMost
) -> None:
    worded(initiative, lead, 60)
    client = signed_in(lead)
    client.get(address(initiative))
    with at_most_queries(7):
        client.get(address(initiative))
    event = AuditEvent.objects.filter(initiative_ref=initiative.reference).latest("id")
    with at_most_queries(6):
        client.get(reverse("initiatives:event", args=[initiative.reference, event.pk]))
