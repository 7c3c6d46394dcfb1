"""Letters to people outside: sent once, tried again, given up with a reason administrators read."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.actions import retry_letter, write_letter
from people.delivery import deliver_due_notices
from people.delivery.claims import MOST_ATTEMPTS
from people.letter_keys import new_page_key, secret_of
from people.models import Letter, User
from people.vocabulary import Role
from tests.factories import person_with

pytestmark = [pytest.mark.behaviour("A18"), pytest.mark.django_db]


def written(key: str = "one", **fields: Any) -> Letter:
    given = {"about": "A letter", "subject": "Hello\nthere", "text": "Please answer.", **fields}
    write_letter("vera@acme.example", key=key, **given)
    return Letter.objects.get(unique_key=key)


def test_a_letter_is_sent_once_and_its_link_is_made_on_the_way() -> None:
    key = new_page_key()
    letter = written(page="/vendor-room/enter/", page_key=key)
    written()

    assert deliver_due_notices() == 1
    assert deliver_due_notices() == 0

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["vera@acme.example"], "Hello there")
    assert f"/vendor-room/enter/{secret_of(key)}/" in str(sent.body)
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    letter.refresh_from_db()
    assert (letter.state, letter.page_key) == (Letter.State.SENT, "")


def test_what_is_too_late_is_not_sent() -> None:
    letter = written(page="/", page_key=new_page_key(), expires_at=timezone.now())
    assert deliver_due_notices() == 0
    letter.refresh_from_db()
    assert (letter.state, letter.page_key, mail.outbox) == (Letter.State.EXPIRED, "", [])


def test_a_page_elsewhere_is_refused() -> None:
    for page in ("https://evil.example/", "//evil.example/"):
        with pytest.raises(ValueError, match="Joinery's own"):
            written(page=page)


class Away:
    """A mail server that is not there."""

    def open(self) -> None:
        raise ConnectionRefusedError("refused")

    def close(self) -> None:
        """Nothing is open."""


def test_faults_are_tried_again_then_given_up_and_told_to_administrators() -> None:
    letter = written()
    for _ in range(MOST_ATTEMPTS):
        deliver_due_notices(Away())  # type: ignore[arg-type]
        Letter.objects.filter(state=Letter.State.WAITING).update(due_at=timezone.now())
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Letter.State.GIVEN_UP, MOST_ATTEMPTS)

    staff = person_with(Role.IT_ARCHITECT, is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(staff)
    assert "1 letter to people outside" in client.get("/").content.decode()
    listed = client.get(reverse("admin:people_letter_changelist")).content.decode()
    assert "the mail server could not be reached" in listed
    assert "Please answer." not in listed

    assert retry_letter(letter, actor=staff)
    assert deliver_due_notices() == 1


def test_a_lease_keeps_others_away() -> None:
    letter = written()
    held = timezone.now() + dt.timedelta(minutes=1)
    Letter.objects.filter(pk=letter.pk).update(leased_until=held)
    assert deliver_due_notices() == 0
    Letter.objects.update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    assert deliver_due_notices() == 1


def test_nobody_but_an_administrator_retries(lead: User) -> None:
    client = Client()
    client.force_login(lead)
    assert client.get(reverse("admin:people_letter_changelist")).status_code == 302
