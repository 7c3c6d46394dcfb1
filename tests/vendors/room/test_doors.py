"""Coming in by a link, once; asking for a new one; going."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from people.delivery import deliver_due_notices
from people.errors import InvalidInput, NotPossibleNow, NotVisible
from people.letter_keys import secret_of
from people.models import Letter, User
from tests.at_once import at_once
from tests.vendors.room.scenes import in_room, invited, link_to
from vendors.actions.contact_links import MOST_LINKS_AN_HOUR, send_wished_links, use_link
from vendors.actions.contacts import end_contact_access, invite_contact, send_contact_link
from vendors.models import Candidate, ContactLink, LinkWish, VendorContact, VendorQuestion
from vendors.room.access import COOKIE

HOME = "/vendor-room/"
pytestmark = pytest.mark.behaviour("A18")


def test_opening_a_link_uses_nothing_up_and_pressing_the_button_lets_in_once(
    contact: VendorContact, question: VendorQuestion
) -> None:
    address = link_to(contact)
    scanner, browser, thief = Client(), Client(), Client()

    for _ in range(3):
        seen = scanner.get(address)
        assert seen.status_code == 200
        assert "Acme" not in seen.content.decode()
    assert COOKIE not in scanner.cookies

    assert browser.post(address).status_code == 302
    assert question.text in browser.get(HOME).content.decode()

    for method in (thief.get, thief.post):
        ended = method(address)
        assert ended.status_code == 410
        assert "Send me a new link" in ended.content.decode()
    assert COOKIE not in thief.cookies
    assert thief.get(HOME).status_code == 302


def test_an_expired_link_is_told_like_one_that_never_was(contact: VendorContact) -> None:
    address = link_to(contact)
    ContactLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))

    expired = Client().post(address).content.decode()
    unknown = Client().post(reverse("vendor_room:enter", args=["no-such-link"])).content.decode()

    assert told(expired) == told(unknown)
    contact.refresh_from_db()
    assert contact.last_seen_at is None


def test_the_cookie_is_for_the_room_only_and_its_key_changes_with_each_entry(
    contact: VendorContact, candidate: Candidate, lead: User
) -> None:
    client = in_room(contact)
    first = client.cookies[COOKIE]
    assert (first["path"], first["httponly"], first["samesite"]) == (HOME, True, "Lax")
    old = first.value

    send_contact_link(candidate, contact, actor=lead)
    in_room(contact, client)

    assert client.cookies[COOKIE].value != old
    client.cookies[COOKIE] = old
    assert client.get(HOME).status_code == 302


def test_a_contact_is_nobody_elsewhere_and_a_user_stays_who_they_are(
    contact: VendorContact, lead: User, signed_in: Any
) -> None:
    client = in_room(contact)
    assert client.get("/").status_code == 302
    assert client.get("/api/v1/initiatives/").status_code == 401

    ours = signed_in(lead)
    assert ours.get(HOME).status_code == 302
    in_room(invited_again(contact, lead), ours)
    assert ours.get("/").status_code == 200
    assert ours.get(HOME).status_code == 200


def told(page: str) -> str:
    """What the page says, without the keys of its forms."""
    return page.split("<main")[1].split("<form")[0].split("</main")[0]


def invited_again(contact: VendorContact, lead: User) -> VendorContact:
    candidate = Candidate.objects.get(vendor=contact.vendor)
    return invited(candidate, by=lead)


def test_ending_access_ends_the_session_and_the_links_at_once(
    contact: VendorContact, candidate: Candidate, lead: User
) -> None:
    client = in_room(contact)
    send_contact_link(candidate, contact, actor=lead)
    unused = link_to(contact)
    assert client.get(HOME).status_code == 200

    end_contact_access(candidate, contact, reason="Left the company", actor=lead)

    assert client.get(HOME).status_code == 302
    assert Client().post(unused).status_code == 410
    # Whoever is invited anew does not get the old session back.
    invited(candidate, by=lead)
    assert client.get(HOME).status_code == 302


def test_a_session_ends_by_itself_and_at_sign_out(contact: VendorContact, settings: Any) -> None:
    settings.VENDOR_SESSION_HOURS = 1
    client = in_room(contact)
    with pytest.MonkeyPatch.context() as patch:
        later = timezone.now() + dt.timedelta(hours=1, seconds=1)
        patch.setattr("vendors.room.access.timezone.now", lambda: later)
        assert client.get(HOME).status_code == 302
    key = client.cookies[COOKIE].value

    assert client.post(reverse("vendor_room:sign-out")).status_code == 302

    client.cookies[COOKIE] = key
    assert client.get(HOME).status_code == 302


def test_a_new_link_is_asked_for_without_telling_whether_the_address_is_known(
    contact: VendorContact,
) -> None:
    link_to(contact)
    mail.outbox.clear()
    known = Client().post(reverse("vendor_room:sign-in"), {"email": contact.email.upper()})
    unknown = Client().post(reverse("vendor_room:sign-in"), {"email": "who@else.example"})
    assert told(known.content.decode()) == told(unknown.content.decode())
    assert LinkWish.objects.count() == 2

    assert send_wished_links() == 1

    assert LinkWish.objects.count() == 0
    deliver_due_notices()
    assert [letter.to for letter in mail.outbox] == [[contact.email]]
    assert Client().post(link_to(contact)).status_code == 302


def test_a_used_link_brings_a_new_one_to_the_known_address(contact: VendorContact) -> None:
    address = link_to(contact)
    Client().post(address)
    mail.outbox.clear()

    for path in (address, reverse("vendor_room:enter", args=["never-was"])):
        page = Client().post(f"{path}new-link/")
        assert "If we know you" in page.content.decode()

    assert send_wished_links() == 1
    assert Client().post(link_to(contact)).status_code == 302


def test_links_are_slowed_down(
    contact: VendorContact, candidate: Candidate, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Attempts are counted by the minute and the hour; none ends while they are made here.
    monkeypatch.setattr("vendors.room.limits.time", SimpleNamespace(time=lambda: 1.8e9))
    for _ in range(MOST_LINKS_AN_HOUR - 1):
        send_contact_link(candidate, contact, actor=lead)
    with pytest.raises(NotPossibleNow):
        send_contact_link(candidate, contact, actor=lead)

    sign_in = reverse("vendor_room:sign-in")
    statuses = [Client().post(sign_in, {"email": "a@b.example"}).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]

    enter = reverse("vendor_room:enter", args=["guess"])
    guesses = {Client().get(enter).status_code for _ in range(61)}
    assert guesses == {410, 429}


def test_the_secret_of_a_link_is_nowhere_in_the_database(contact: VendorContact) -> None:
    letter = Letter.objects.get()
    link = ContactLink.objects.get()
    secret = secret_of(letter.page_key)
    assert secret not in (letter.text, letter.page, link.token_digest)

    assert secret in link_to(contact)

    letter.refresh_from_db()
    assert (letter.state, letter.page_key) == ("sent", "")


def test_who_is_one_of_us_is_no_contact(candidate: Candidate, lead: User) -> None:
    with pytest.raises(InvalidInput, match="one of us"):
        invite_contact(candidate, name="Bea", email="LEAD@example.org", actor=lead)
    assert not VendorContact.objects.exists()


def test_what_was_typed_when_the_session_ended_comes_back(
    contact: VendorContact, question: VendorQuestion, candidate: Candidate, lead: User
) -> None:
    client = Client()
    address = reverse("vendor_room:question", args=[question.pk])
    client.post(address, {"text": "Frankfurt, always.", "verb": "save"})

    in_room(contact, client)

    assert "Frankfurt, always." in client.get(address).content.decode()


def test_error_pages_of_the_room_are_its_own(vendor_client: Client) -> None:
    for path in ("nothing/", "questions/999999/", "files/x/", "../initiatives/"):
        page = vendor_client.get(f"{HOME}{path}")
        assert page.status_code == 404
        assert "/initiatives/" not in page.content.decode()
        assert "desk" not in page.content.decode()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_two_who_press_at_once_one_comes_in(
    candidate: Candidate, lead: User, attempt: int
) -> None:
    invited(candidate, by=lead)
    secret = secret_of(Letter.objects.get().page_key)

    outcome = at_once(lambda: use_link(secret), lambda: use_link(secret))

    assert len(outcome.done) == 1
    assert [type(each) for each in outcome.refused] == [NotVisible]
    assert AuditEvent.objects.filter(kind="vendor_contact.signed_in").count() == 1
