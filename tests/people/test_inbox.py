"""The inbox and the desk show one's own notices only; opening is a POST and leaves no event."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from governance.notices import INPUT_ANSWERED
from initiatives.notices import INVITATION_SENT
from people.actions import write_notice
from people.delivery.messages import stop_address
from people.models import Notice, NotificationPreference, User
from people.stopping import stop_token
from tests.factories import person_with

INBOX = "/notices/"
SignIn = Callable[[User], Client]
AtMost = Callable[[int], AbstractContextManager[None]]


def _tell(person: User, key: str = "n:1", **more: Any) -> Notice:
    told = {"kind": INPUT_ANSWERED, "subject": f"About {key}", "text": "It is incorporated."}
    write_notice(person, key=key, **(told | more))
    return Notice.objects.get(unique_key=key)


def test_opening_marks_it_read_and_leads_to_its_page(lead: User, signed_in: SignIn) -> None:
    notice = _tell(lead, address="/portfolio/")
    client = signed_in(lead)
    assert "new</span>" in client.get(INBOX).content.decode()

    opened = client.post(f"/notices/{notice.pk}/")

    assert opened.headers["Location"] == "/portfolio/"
    notice.refresh_from_db()
    assert notice.read_at
    assert "new</span>" not in client.get(INBOX).content.decode()
    assert not AuditEvent.objects.exists()


def test_looking_at_it_writes_nothing(lead: User, signed_in: SignIn) -> None:
    notice = _tell(lead)
    page = signed_in(lead).get(f"/notices/{notice.pk}/").content.decode()

    assert "It is incorporated." in page
    notice.refresh_from_db()
    assert notice.read_at is None


def test_one_without_an_address_leads_back(lead: User, signed_in: SignIn) -> None:
    notice = _tell(lead)
    assert signed_in(lead).post(f"/notices/{notice.pk}/").headers["Location"] == INBOX


def test_nobody_sees_anybody_elses(
    lead: User, other_lead: User, auditor: User, signed_in: SignIn
) -> None:
    notice = _tell(lead)
    office = person_with(full_name="Lena Brandt", is_staff=True)
    for person in (other_lead, auditor, office):
        client = signed_in(person)
        assert "About n:1" not in client.get(INBOX).content.decode()
        assert client.get(f"/notices/{notice.pk}/").status_code == 404
        assert client.post(f"/notices/{notice.pk}/").status_code == 404
        client.post("/notices/read/")
    notice.refresh_from_db()
    assert notice.read_at is None
    assert signed_in(lead).get(f"/notices/{uuid.uuid4()}/").status_code == 404


def test_what_is_due_later_is_not_told_yet(lead: User, signed_in: SignIn) -> None:
    notice = _tell(lead, due_at=timezone.now() + dt.timedelta(hours=1))
    client = signed_in(lead)

    assert "No notices yet" in client.get(INBOX).content.decode()
    assert client.get(f"/notices/{notice.pk}/").status_code == 404
    client.post("/notices/read/")
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("given_up", "it could not be sent to you"),
        ("expired", "too late to matter"),
        ("inbox_only", "not sent, as you chose"),
    ],
)
def test_what_was_not_sent_is_there_and_says_why(
    state: str, words: str, lead: User, signed_in: SignIn
) -> None:
    _tell(lead)
    Notice.objects.update(state=state)

    page = signed_in(lead).get(INBOX).content.decode()
    assert "About n:1" in page
    assert words in page


def test_all_are_marked_read_at_once(lead: User, signed_in: SignIn) -> None:
    for number in range(3):
        _tell(lead, f"n:{number}")
    client = signed_in(lead)

    assert "All notices are marked" in client.post("/notices/read/", follow=True).content.decode()
    assert not Notice.objects.filter(read_at=None).exists()
    assert client.get("/notices/read/").status_code == 405
    assert not AuditEvent.objects.exists()


def test_it_is_paged_with_few_queries_however_long(
    lead: User, signed_in: SignIn, at_most_queries: AtMost
) -> None:
    for number in range(51):
        _tell(lead, f"n:{number:02}", due_at=timezone.now() - dt.timedelta(minutes=number))
    client = signed_in(lead)

    with at_most_queries(5):
        page = client.get(INBOX).content.decode()
    assert "50 of 51" in page
    assert "About n:50" not in page
    with at_most_queries(5):
        second = client.get(INBOX, {"page": 2}).content.decode()
    assert "About n:50" in second
    assert client.get(INBOX, {"page": "x"}).status_code == 200


def test_the_desk_shows_the_newest_five_and_nothing_when_all_are_read(
    lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    assert 'id="desk-notices"' not in client.get("/").content.decode()
    for number in range(6):
        _tell(lead, f"n:{number}", due_at=timezone.now() - dt.timedelta(minutes=number))

    page = client.get("/").content.decode()
    assert "About n:4" in page
    assert "About n:5" not in page
    assert "More in your inbox" in page


def test_the_desk_leaves_out_what_is_old(lead: User, signed_in: SignIn) -> None:
    _tell(lead, due_at=timezone.now() - dt.timedelta(days=15))
    client = signed_in(lead)

    assert 'id="desk-notices"' not in client.get("/").content.decode()
    assert "About n:1" in client.get(INBOX).content.decode()


def test_administrators_learn_on_the_desk_what_could_not_be_delivered(
    lead: User, other_lead: User, signed_in: SignIn
) -> None:
    for number in range(3):
        _tell(lead, f"n:{number}")
    reasons = ["SMTPRecipientsRefused: 550 No such mailbox"] * 2 + ["TimeoutError: timed out"]
    for notice, reason in zip(Notice.objects.all(), reasons, strict=True):
        Notice.objects.filter(pk=notice.pk).update(state="given_up", last_error=reason)
    User.objects.filter(pk=other_lead.pk).update(is_staff=True)

    page = signed_in(other_lead).get("/").content.decode()
    assert "3 notices could not be delivered" in page
    assert "Most often: the mail server refused the address." in page
    assert reverse("admin:people_notice_changelist") + "?state__exact=given_up" in page
    assert "could not be delivered" not in signed_in(lead).get("/").content.decode()


def _stop(person: User, kind: str = "design-input") -> str:
    return reverse("notices:stop", args=[stop_token(person.pk, kind)])


def test_one_press_in_a_mail_program_stops_the_kind(lead: User) -> None:
    """RFC 8058: a POST without cookies and without a token of the page; no redirect."""
    client = Client(enforce_csrf_checks=True)

    answer = client.post(_stop(lead), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert NotificationPreference.objects.get(user=lead).muted_kinds == ["design-input"]
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor_label) == ("notices.stopped", lead.full_name)
    assert client.post(_stop(lead)).status_code == 200
    assert AuditEvent.objects.count() == 1


def test_looking_at_the_link_stops_nothing(lead: User, client: Client) -> None:
    page = client.get(_stop(lead)).content.decode()

    assert "A design input of yours is answered" in page
    assert page.count('<button type="submit"') == 1
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_not_ours_says_so(method: str, lead: User, client: Client) -> None:
    good = stop_token(lead.pk, "design-input")
    stop_of_other = good.replace(good[:6], stop_token(lead.pk + 1, "x")[:6])
    unknown = stop_token(lead.pk, "no-such-kind"), stop_token(lead.pk + 99, "design-input")
    for token in ("x", good[:-3], stop_of_other[:-1] + "x", *unknown):
        answer = getattr(client, method)(reverse("notices:stop", args=[token]))
        assert answer.status_code == 404
        assert "Nothing was stopped." in answer.content.decode()
    assert not NotificationPreference.objects.exists()


def test_what_may_not_be_stopped_is_not_stopped_by_a_link(lead: User, client: Client) -> None:
    asked = _tell(lead, kind=INVITATION_SENT)
    assert stop_address([asked]) == ""

    assert client.post(_stop(lead, "invitation-sent")).status_code == 409
    assert not NotificationPreference.objects.exists()
