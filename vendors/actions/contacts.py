"""People of a vendor: invited to answer, let in by a link that works once, and let go."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from audit.recording import record
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from people.errors import InvalidInput, NotPossibleNow, NotVisible
from people.models import User
from people.text import required_text
from vendors import events, policies, question_notices
from vendors.actions.contact_links import organisation, send_link, words_of_link
from vendors.models import Candidate, Vendor, VendorContact


@transaction.atomic
def invite_contact(candidate: Candidate, *, name: str, email: str, actor: User) -> VendorContact:
    """Ask somebody at the candidate's vendor to answer; they get a link by mail.

    Somebody known already is sent a link and, where access had ended, has it again.

    Raises:
        NotPermitted: the actor does not compare vendors here.
        NotPossibleNow: the candidate is our own, the initiative has ended, or the person has just
            been sent several links.
        InvalidInput: the name is empty, or the address is none or belongs to one of us.
    """
    candidate = lock_for_comparing(candidate, actor=actor)
    vendor = _vendor_of(candidate)
    name = required_text(name, "name", label="The name", most=150, lines=False)
    email = _outside_address(email)
    contact = vendor.contacts.select_for_update().filter(email__iexact=email).first()
    if contact is None:
        contact = VendorContact.objects.create(
            vendor=vendor,
            name=name,
            email=email,
            invited_by=actor,
            invited_party=policies.side_of(actor, candidate.initiative) or "",
        )
    else:
        contact.name, contact.is_active = name, True
        contact.version += 1
        contact.save(update_fields=["name", "is_active", "version"])
    record(
        events.CONTACT_INVITED,
        candidate,
        actor=actor,
        data={"vendor": vendor.name},
        personal={"contact": contact.name},
    )
    send_link(
        contact,
        about=question_notices.INVITATION,
        subject=f"Questions about “{candidate.initiative.title}”",
        text=(
            f"Hello {contact.name},\n\n{organisation()} considers {vendor.name} for "
            f"“{candidate.initiative.title}” and asks you to answer questions and to show "
            "evidence. You see the questions to your own company only, and can stop and go on "
            "whenever you like."
        ),
        sent_by=actor,
    )
    return contact


@transaction.atomic
def send_contact_link(candidate: Candidate, contact: VendorContact, *, actor: User) -> None:
    """Send a contact of the candidate's vendor another sign-in link.

    Raises:
        NotPermitted: the actor does not compare vendors here.
        NotPossibleNow: access has ended, or several links were sent just now.
        NotVisible: it is nobody of this vendor.
    """
    candidate = lock_for_comparing(candidate, actor=actor)
    contact = _lock_contact(candidate, contact)
    if not contact.is_active:
        raise NotPossibleNow(
            f"The access of {contact.name} has ended.", way_out="Invite them again."
        )
    record(events.CONTACT_LINK_SENT, candidate, actor=actor, personal={"contact": contact.name})
    send_link(contact, **words_of_link(contact), sent_by=actor)


@transaction.atomic
def end_contact_access(
    candidate: Candidate, contact: VendorContact, *, reason: str, actor: User
) -> VendorContact:
    """End a contact's access at once: sessions, unused links and what would let them in again.

    Raises:
        NotPermitted: the actor does not compare vendors here.
        InvalidInput: no reason is given.
        NotVisible: it is nobody of this vendor.
    """
    candidate = lock_for_comparing(candidate, actor=actor)
    contact = _lock_contact(candidate, contact)
    reason = required_text(reason, "reason", label="The reason", most=500, lines=False)
    if not contact.is_active:
        return contact
    now = timezone.now()
    contact.is_active, contact.sessions_end_at = False, now
    contact.version += 1
    contact.save(update_fields=["is_active", "sessions_end_at", "version"])
    contact.links.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    record(
        events.CONTACT_CLOSED,
        candidate,
        actor=actor,
        data={"reason": reason},
        personal={"contact": contact.name},
    )
    return contact


def lock_for_comparing(candidate: Candidate, *, actor: User) -> Candidate:
    """The candidate as it is now, with its initiative locked, for somebody who compares.

    Raises:
        NotVisible: it is gone, or the actor may not know of its initiative.
        NotPermitted: the actor does not compare vendors here.
        NotPossibleNow: the initiative has ended.
    """
    initiative = lock_initiative(candidate.initiative, actor=actor)
    permit(
        policies.may_compare(actor, initiative),
        "Questions to vendors are asked by the business leads at the table and by IT.",
        way_out="Ask one of them, or take a seat at the table.",
    )
    refuse_if_ended(initiative)
    found = Candidate.objects.select_related("vendor", "initiative").filter(
        pk=candidate.pk, initiative=initiative
    )
    locked = found.first()
    if locked is None:
        raise NotVisible("There is no such candidate.", way_out="Look at the list of candidates.")
    return locked


def _vendor_of(candidate: Candidate) -> Vendor:
    if candidate.vendor is None:
        raise NotPossibleNow(
            "This candidate would be built by ourselves, so there is no vendor to ask.",
            way_out="Ask the other side in a session instead.",
        )
    return candidate.vendor


def _lock_contact(candidate: Candidate, contact: VendorContact) -> VendorContact:
    found = VendorContact.objects.select_for_update(of=("self",)).filter(
        pk=contact.pk, vendor=candidate.vendor
    )
    locked = found.select_related("vendor").first()
    if locked is None:
        raise NotVisible("There is no such contact.", way_out="Look at the list of contacts.")
    return locked


def _outside_address(email: str) -> str:
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(
            "That is no e-mail address.", way_out="Write it as in name@example.com.", field="email"
        ) from None
    if User.objects.filter(email__iexact=email).exists():
        raise InvalidInput(
            "That is the address of one of us.",
            way_out="Invite somebody who works at the vendor.",
            field="email",
        )
    return email
