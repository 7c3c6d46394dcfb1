"""The page where people make, make anew and end the address of their calendar."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from audit.models import AuditEvent
from governance.actions.feeds import feed_digest
from governance.models import CalendarFeed
from people.models import User

PAGE = "/profile/calendar/"
SignIn = Callable[[User], Client]


def shown(answer: HttpResponse) -> str:
    """The path of the address that the page shows; empty where it shows none."""
    found = re.search(r"<code[^>]*>(\S+\.ics)</code>", answer.content.decode())
    return found[1].removeprefix(settings.BASE_URL) if found else ""


def test_an_address_is_shown_once_and_works(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    assert shown(client.get(PAGE)) == ""

    path = shown(client.post(PAGE))

    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert CalendarFeed.objects.get().digest == feed_digest(token)
    assert Client().get(path).status_code == 200
    again = client.get(PAGE)
    assert shown(again) == ""
    assert token not in again.content.decode()
    assert "no-store" in again["Cache-Control"]


def test_a_new_address_ends_the_one_before(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    old, new = shown(client.post(PAGE)), shown(client.post(PAGE))

    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    assert "Make a new address" in client.get(PAGE).content.decode()


def test_the_same_form_sent_again_makes_no_second_address(lead: User, signed_in: SignIn) -> None:
    client, once = signed_in(lead), {"submission_key": str(uuid.uuid4())}
    path = shown(client.post(PAGE, once))
    events = AuditEvent.objects.count()

    again = client.post(PAGE, once, follow=True)

    assert "was made already" in again.content.decode()
    assert Client().get(path).status_code == 200
    assert AuditEvent.objects.count() == events


def test_an_address_is_ended(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    path = shown(client.post(PAGE))

    told = client.post(PAGE, {"stop": "yes"}, follow=True).content.decode()

    assert "The address no longer works." in told
    assert "Make an address" in told
    assert Client().get(path).status_code == 404
    events = AuditEvent.objects.count()
    client.post(PAGE, {"stop": "yes"})
    assert AuditEvent.objects.count() == events


def test_everybody_has_their_own(lead: User, architect: User, signed_in: SignIn) -> None:
    path = shown(signed_in(lead).post(PAGE))

    signed_in(architect).post(PAGE, {"stop": "yes"})
    signed_in(architect).post(PAGE)

    assert Client().get(path).status_code == 200
    assert CalendarFeed.objects.count() == 2


def test_it_tells_how_to_subscribe_and_when_it_was_last_read(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    path = shown(client.post(PAGE))
    before = client.get(PAGE).content.decode()
    Client().get(path)

    page = client.get(PAGE).content.decode()

    assert all(name in page for name in ("Outlook", "Google", "Apple"))
    assert "not yet" in before
    assert "not yet" not in page


@pytest.mark.django_db
def test_it_is_for_people_who_are_signed_in() -> None:
    for answer in (Client().get(PAGE), Client().post(PAGE)):
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_it_is_found_from_the_profile(lead: User, signed_in: SignIn) -> None:
    assert f'href="{PAGE}"' in signed_in(lead).get("/profile/").content.decode()


def test_one_primary_action(lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    first = client.get(PAGE).content.decode()
    client.post(PAGE)

    assert first.count('class="btn"') == 1
    assert client.get(PAGE).content.decode().count('class="btn"') == 0
