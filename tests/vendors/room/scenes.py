"""Contacts invited, links out of their mailbox, and browsers that have come in."""

import re
from typing import Any

from django.core import mail
from django.test import Client

from people.delivery import deliver_due_notices
from people.models import User
from vendors.actions.contacts import invite_contact
from vendors.models import Candidate, VendorContact

LINK = re.compile(r"https?://[^/\s]+(/vendor-room/enter/\S+)")


def invited(candidate: Candidate, *, by: User, **fields: Any) -> VendorContact:
    """Somebody at the candidate's vendor, invited through the action."""
    given = {"name": "Vera Acme", "email": "vera@acme.example", **fields}
    return invite_contact(candidate, **given, actor=by)


def link_to(contact: VendorContact) -> str:
    """The path of the newest link in the contact's mailbox, delivered first."""
    deliver_due_notices()
    letters = [each for each in mail.outbox if each.to == [contact.email]]
    found = LINK.search(str(letters[-1].body))
    assert found, letters[-1].body
    return found[1]


def in_room(contact: VendorContact, client: Client | None = None) -> Client:
    """A browser of the contact that came in by the link of the invitation."""
    client = client or Client()
    answer = client.post(link_to(contact))
    assert answer.status_code == 302, answer.content
    return client
