"""People of a vendor who answer questions; they are no users of the product."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from people.models import User
from people.vocabulary import Party
from vendors.models.vendors import Vendor


class VendorContact(models.Model):
    """Somebody at a vendor who was asked to answer; sees only their own company's questions.

    Signs in by a link into a session of its own, never as a user; acts in the record as one.
    `sessions_end_at`: what was signed in before it counts no more.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=150)
    email = models.EmailField("e-mail address", max_length=254)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_party = models.CharField(max_length=20, choices=Party.choices)
    invited_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    sessions_end_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField("active", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("vendor", Lower("email"), name="vendor_contact_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_id(self) -> str:
        return f"vendor-contact:{self.pk}"

    @property
    def actor_label(self) -> str:
        return self.name

    @property
    def actor_party(self) -> str:
        return Party.VENDOR

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return self.actor_id

    @property
    def audit_label(self) -> str:
        return f"Vendor contact {self.pk}"


class ContactLink(models.Model):
    """A link that signs a contact in once; only a digest of its secret is kept."""

    contact = models.ForeignKey(VendorContact, on_delete=models.CASCADE, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True)
    sent_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"Link for {self.contact}"

    @property
    def is_usable(self) -> bool:
        """Whether it still signs somebody in."""
        unused = self.used_at is None and self.revoked_at is None
        return unused and timezone.now() < self.expires_at
