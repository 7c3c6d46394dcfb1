"""What fills the addresses of the vendor room and of our pages about it."""

import io
from typing import Any

from django.test import Client

from initiatives.models import Initiative
from people.letter_keys import digest_of, new_page_key, secret_of
from people.models import User
from tests.vendors.factories import VendorFactory, asked, candidate_of
from tests.vendors.room.scenes import invited
from tests.vendors.uploads import files
from vendors.actions.answer_sheets import bring_answer_sheet
from vendors.actions.answering import send_answer
from vendors.actions.contact_links import use_link
from vendors.actions.evidence_files import add_evidence
from vendors.answer_sheets.planning import Answer
from vendors.models import ContactLink, VendorContact

SHEET = b"Question,Answer in words\nWhere is our data kept?,There\n"


def room_at_hand(initiative: Initiative, lead: User, architect: User) -> dict[str, Any]:
    """Objects of one vendor, all of them the contact's own company's."""
    vendor = VendorFactory.create(name="Acme at hand")
    candidate = candidate_of(initiative, by=lead, vendor=vendor)
    question = asked(candidate, by=architect)
    contact = invited(candidate, by=lead)
    link = ContactLink.objects.get(contact=contact)
    file = add_evidence(question, io.BytesIO(files.PDF), name="a.pdf", actor=contact)
    send_answer(question, Answer("Here"), actor=contact)
    sheet = {"file_name": "a.csv"}
    used = secret_of(_key(link))
    use_link(used)
    return {
        "candidate": candidate.pk,
        "candidates": [candidate.pk],
        "vendor_question": question.pk,
        "contact": contact.pk,
        "ending": "csv",
        "evidence": file.pk,
        "our_sheet": bring_answer_sheet(candidate, SHEET, **sheet, actor=architect).pk,
        "their_sheet": bring_answer_sheet(candidate, SHEET, **sheet, actor=contact).pk,
        "used_link": used,
        "nothing": "no/such/page/",
    }


def client_in_room() -> Client:
    """A browser of the contact at hand, come in by a link of its own."""
    contact = VendorContact.objects.get(vendor__name="Acme at hand")
    key = _key(ContactLink.objects.filter(contact=contact).latest("pk"), anew=True)
    client = Client()
    answer = client.post(f"/vendor-room/enter/{secret_of(key)}/")
    assert answer.status_code == 302
    return client


def _key(link: ContactLink, *, anew: bool = False) -> str:
    """The key behind a link, given it here: the letter that held it may have been sent."""
    key = new_page_key()
    digest = digest_of(secret_of(key))
    if anew:
        ContactLink.objects.create(
            contact=link.contact, token_digest=digest, expires_at=link.expires_at
        )
    else:
        ContactLink.objects.filter(pk=link.pk).update(token_digest=digest)
    return key
