"""Links that let a vendor's contact in once: written, used, and written again when lost."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit.actors import SystemActor
from audit.recording import record
from people.actions import write_letter
from people.errors import NotPossibleNow, NotVisible
from people.letter_keys import digest_of, new_page_key, secret_of
from people.models import User
from vendors import events, question_notices
from vendors.models import ContactLink, LinkWish, Vendor, VendorContact

MOST_LINKS_AN_HOUR = 5
MOST_WISHES = 500
SENDER = SystemActor("vendor room")
LINK_IS_NO_MORE = "This link has been used, has expired, or is not complete."


def wish_for_link(*, email: str = "", secret: str = "") -> None:
    """Note that somebody wants a link sent to an address, or to whom an earlier link was for.

    The same row is written whether or not anybody is known by it, so that neither the page nor
    the time it takes tells. `send_wished_links` sends what can be sent.
    """
    LinkWish.objects.create(
        email=email.strip()[:254], token_digest=digest_of(secret) if secret else ""
    )


def send_wished_links() -> int:
    """Send the links that were wished for to those who are known; how many were sent."""
    sent = 0
    for wish in LinkWish.objects.order_by("asked_at")[:MOST_WISHES]:
        sent += _grant(wish)
    return sent


@transaction.atomic
def _grant(wish: LinkWish) -> int:
    if not LinkWish.objects.filter(pk=wish.pk).delete()[0]:
        return 0
    known = VendorContact.objects.filter(is_active=True).select_related("vendor")
    if wish.token_digest:
        known = known.filter(links__token_digest=wish.token_digest, links__revoked_at=None)
    else:
        known = known.filter(email__iexact=wish.email)
    sent = 0
    for contact in known:
        if _too_many_links(contact):
            continue
        record(events.CONTACT_LINK_SENT, contact, actor=SENDER, personal={"contact": contact.name})
        send_link(contact, **words_of_link(contact), sent_by=None)
        sent += 1
    return sent


@transaction.atomic
def use_link(secret: str) -> VendorContact:
    """Let a contact in by the secret of their link, which works once.

    Raises:
        NotVisible: it was used, has expired, was ended, or never was.
    """
    digest = digest_of(secret)
    # Whoever ends access locks the contact first, too.
    contacts = VendorContact.objects.select_for_update(of=("self",)).select_related("vendor")
    contact = contacts.filter(links__token_digest=digest).first()
    link = ContactLink.objects.select_for_update().filter(token_digest=digest).first()
    if contact is None or link is None or not (link.is_usable and contact.is_active):
        raise _no_link()
    now = timezone.now()
    link.used_at = now
    link.save(update_fields=["used_at"])
    contact.last_seen_at = now
    contact.save(update_fields=["last_seen_at"])
    record(events.CONTACT_SIGNED_IN, contact, actor=contact)
    return contact


def link_is_usable(secret: str) -> bool:
    """Whether the link would let somebody in now; asking uses nothing up."""
    found = ContactLink.objects.select_related("contact").filter(token_digest=digest_of(secret))
    link = found.first()
    return link is not None and link.is_usable and link.contact.is_active


def send_link(
    contact: VendorContact, *, about: str, subject: str, text: str, sent_by: User | None
) -> None:
    """Write a letter whose link lets the contact in once; part of the caller's transaction.

    Raises:
        NotPossibleNow: several were sent within the hour.
    """
    if _too_many_links(contact):
        raise NotPossibleNow(
            f"{contact.name} was sent several links within the hour.",
            way_out="Ask them to look into their mailbox, or try again later.",
        )
    page_key = new_page_key()
    expires_at = timezone.now() + dt.timedelta(days=settings.VENDOR_LINK_DAYS)
    link = ContactLink.objects.create(
        contact=contact,
        token_digest=digest_of(secret_of(page_key)),
        sent_by=sent_by,
        expires_at=expires_at,
    )
    days = settings.VENDOR_LINK_DAYS
    write_letter(
        contact.email,
        key=f"contact-link:{link.pk}",
        about=about,
        subject=subject,
        text=(
            f"{text}\n\nThe link below lets you in. It works once, for {days} day"
            f"{'' if days == 1 else 's'}, and is yours alone: please do not pass it on. If it no "
            f"longer works, the page it opens sends you a new one."
        ),
        page=reverse("vendor_room:arrive"),
        page_key=page_key,
        expires_at=expires_at,
    )


def tell_contacts(
    vendor: Vendor, *, about: str, subject: str, text: str, sent_by: User | None
) -> list[VendorContact]:
    """Write to every contact of a vendor who may come in; part of the caller's transaction.

    Who has had several links within the hour gets no further one: one of those still works.
    """
    told = []
    for contact in vendor.contacts.filter(is_active=True):
        if _too_many_links(contact):
            continue
        send_link(
            contact,
            about=about,
            subject=subject,
            text=f"Hello {contact.name},\n\n{text}",
            sent_by=sent_by,
        )
        told.append(contact)
    return told


def organisation() -> str:
    """How we name ourselves to somebody outside: the address they will see in the link."""
    return settings.BASE_URL.split("://", 1)[-1].rstrip("/")


def words_of_link(contact: VendorContact) -> dict[str, str]:
    """What a letter says that brings nothing but a new link."""
    return {
        "about": question_notices.SIGN_IN_LINK,
        "subject": "Your link to our questions",
        "text": (
            f"Hello {contact.name},\n\nhere is a new link to the questions that "
            f"{organisation()} asks {contact.vendor.name}."
        ),
    }


def _too_many_links(contact: VendorContact) -> bool:
    since = timezone.now() - dt.timedelta(hours=1)
    return contact.links.filter(sent_at__gt=since).count() >= MOST_LINKS_AN_HOUR


def _no_link() -> NotVisible:
    return NotVisible(LINK_IS_NO_MORE, way_out="Have a new one sent to the address we know.")
