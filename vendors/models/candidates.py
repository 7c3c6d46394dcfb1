"""What an initiative chooses among (A12, A18)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from vendors.models.vendors import Vendor
from vendors.vocabulary import CandidateStage


class Candidate(models.Model):
    """Something an initiative may choose: what a vendor offers, or building it ourselves.

    `title` names the vendor's product, where there are several, or what would be built.
    `sole_reason` says why there is no other candidate beside it (A18).
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="candidates")
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates"
    )
    title = models.CharField(max_length=200, blank=True)
    stage = models.CharField(
        max_length=20, choices=CandidateStage.choices, default=CandidateStage.LONGLIST
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_party = models.CharField(max_length=20, choices=Party.choices)
    added_at = models.DateTimeField(default=timezone.now)
    shortlisted_at = models.DateTimeField(null=True, blank=True)
    selected_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.TextField(max_length=2000, blank=True)
    sole_reason = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "stage"], name="candidate_stage"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative", "vendor", "title"],
                condition=models.Q(vendor__isnull=False),
                name="candidate_once",
            ),
            models.CheckConstraint(
                condition=models.Q(vendor__isnull=False) | ~models.Q(title=""),
                name="candidate_has_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("vendors:candidate", args=[self.initiative.reference, self.pk])

    @property
    def name(self) -> str:
        """What people call it; reads the vendor."""
        if self.vendor is None:
            return self.title
        return f"{self.vendor.name} {self.title}".strip()

    @property
    def is_in_house(self) -> bool:
        """Whether we would build it ourselves."""
        return self.vendor_id is None

    @property
    def is_considered(self) -> bool:
        """Whether it is still among those that may be chosen."""
        return self.stage != CandidateStage.NOT_TAKEN_FURTHER

    @property
    def audit_ref(self) -> str:
        return f"{self.initiative.reference}/candidate/{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.name[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference
