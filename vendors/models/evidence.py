"""Files that vendors show as evidence, and assurance by others (DOMAIN 2)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils import timezone

from initiatives.models import Initiative
from people.models import User
from vendors.models.candidates import Candidate
from vendors.models.contacts import VendorContact
from vendors.models.questions import VendorAnswer, VendorQuestion
from vendors.models.vendors import Vendor
from vendors.vocabulary import AssuranceKind, ScanState


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    """Finds files by what became of them."""

    def sent(self) -> "EvidenceFileQuerySet":
        """Files that we may see: an answer was sent after they came, or no question is theirs."""
        return self.filter(models.Q(question=None) | models.Exists(_sent_after_upload()))

    def open_to(self, user: User) -> "EvidenceFileQuerySet":
        """Files the person may open: sent, here, found harmless, of initiatives they may see.

        One that the vendor has withdrawn since is among them: scores may rest on it.
        """
        visible = Initiative.objects.visible_to(user)
        found = self.sent().held().filter(candidate__initiative__in=visible)
        return found.filter(scan_state__in=(ScanState.CLEAN, ScanState.NOT_CONFIGURED))

    def held(self) -> "EvidenceFileQuerySet":
        """Files whose content is here: not removed, or withdrawn after they were sent."""
        before_removal = _sent_after_upload().filter(sent_at__lte=models.OuterRef("removed_at"))
        return self.filter(models.Q(removed_at=None) | models.Exists(before_removal))


def _sent_after_upload() -> "models.QuerySet[VendorAnswer]":
    return VendorAnswer.objects.filter(
        question=models.OuterRef("question"), sent_at__gte=models.OuterRef("uploaded_at")
    )


class EvidenceFile(models.Model):
    """A file of one vendor, kept outside the web root and served through a permission check.

    `detected_type` is what the content is, whatever the name says. A removed file keeps its row.
    One that was sent before it was removed is withdrawn: it counts no more and its content stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="evidence_files")
    candidate = models.ForeignKey(
        Candidate, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence_files"
    )
    question = models.ForeignKey(
        VendorQuestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="files"
    )
    original_name = models.CharField(max_length=255)
    detected_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField(help_text="In bytes")
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=300, editable=False)
    scan_state = models.CharField(
        max_length=20, choices=ScanState.choices, default=ScanState.WAITING
    )
    scan_note = models.CharField(max_length=500, blank=True)
    scan_attempts = models.PositiveSmallIntegerField(default=0)
    scan_due_at = models.DateTimeField(default=timezone.now)
    uploaded_by_contact = models.ForeignKey(
        VendorContact, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    uploaded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["vendor", "removed_at"], name="evidence_file_kept"),
        ]

    def __str__(self) -> str:
        return self.original_name

    def was_sent_with(self, answers: Iterable[VendorAnswer]) -> bool:
        """Whether one of its question's answers was sent while it was there."""
        return any(
            each.sent_at is not None
            and self.uploaded_at <= each.sent_at
            and (self.removed_at is None or each.sent_at <= self.removed_at)
            for each in answers
        )

    @property
    def is_sent(self) -> bool:
        """Whether we may know of it: an answer was sent with it, or no question is its own."""
        return self.question is None or self.was_sent_with(self.question.answers.all())

    @property
    def told_name(self) -> str:
        """What the record and we are told: until it is sent, the name is the vendor's own."""
        return self.original_name if self.is_sent else "a file"

    @property
    def audit_ref(self) -> str:
        return f"evidence:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.told_name[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.candidate.audit_initiative_ref if self.candidate else ""


class AssuranceArtifact(models.Model):
    """A report or questionnaire by which others vouch for a vendor, with edition and expiry."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="assurance")
    kind = models.CharField(max_length=20, choices=AssuranceKind.choices)
    edition = models.CharField(max_length=60, blank=True, help_text="As in 2022 or v4.0.3")
    scope = models.CharField(max_length=500, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    file = models.ForeignKey(
        EvidenceFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    link = models.URLField(max_length=500, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["kind", "-issued_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.edition}".strip()

    def is_expired(self, today: dt.date) -> bool:
        """Whether it no longer vouches on the day."""
        return self.expires_on is not None and self.expires_on < today

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"vendor:{self.vendor_id}/assurance/{self.pk}"

    @property
    def audit_label(self) -> str:
        return str(self)[:200]
