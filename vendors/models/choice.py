"""The choice with its reasons and exits, and what opens it again (B44, B46, B47)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from vendors.models.candidates import Candidate
from vendors.models.criteria import Criterion
from vendors.models.vendors import Vendor
from vendors.vocabulary import TriggerKind


class SelectionRecord(models.Model):
    """Which candidate was chosen, why, what it costs and how it can be left.

    Each view is written by its own side only, and may follow. A later choice supersedes an
    earlier one, which is kept.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="selection_records"
    )
    candidate = models.ForeignKey(
        Candidate, null=True, blank=True, on_delete=models.PROTECT, related_name="selections"
    )
    why = models.TextField(max_length=5000, blank=True)
    weighed = models.TextField("what was weighed", max_length=5000, blank=True)
    business_view = models.TextField(max_length=5000, blank=True)
    business_view_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    business_view_at = models.DateTimeField(null=True, blank=True)
    it_view = models.TextField("IT view", max_length=5000, blank=True)
    it_view_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    it_view_at = models.DateTimeField(null=True, blank=True)
    exit_outline = models.TextField(max_length=5000, blank=True)
    run_cost_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    run_cost_currency = models.CharField(max_length=3, blank=True, help_text="As in EUR")
    run_cost_months = models.PositiveSmallIntegerField(null=True, blank=True)
    benefit_months = models.PositiveSmallIntegerField(null=True, blank=True)
    single_candidate_reason = models.TextField(max_length=2000, blank=True)
    review_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=models.Q(superseded_at=None),
                name="selection_record_current_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Choice for {self.initiative}"

    def get_absolute_url(self) -> str:
        return reverse("vendors:selection", args=[self.initiative.reference])

    @property
    def is_recorded(self) -> bool:
        """Whether the choice is on record; until then it is being prepared."""
        return self.recorded_at is not None

    @property
    def audit_ref(self) -> str:
        return f"{self.initiative.reference}/selection/{self.pk}"

    @property
    def audit_label(self) -> str:
        return f"Choice for {self.initiative.title}"[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class SelectionGap(models.Model):
    """What nobody could assess when the choice was recorded, and who will by when.

    It is open until its side has scored the chosen candidate on the criterion.
    """

    record = models.ForeignKey(SelectionRecord, on_delete=models.CASCADE, related_name="gaps")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=20, choices=Party.choices)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    safeguard = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record", "criterion", "party"], name="selection_gap_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.key}, {self.get_party_display()}"


class ReopeningTrigger(models.Model):
    """Something happened at a vendor after which its scores are opened again (B46).

    Without an initiative it concerns every initiative that has the vendor among its candidates.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="triggers")
    initiative = models.ForeignKey(
        Initiative,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reopening_triggers",
    )
    kind = models.CharField(max_length=20, choices=TriggerKind.choices)
    what = models.TextField("what happened", max_length=2000)
    happened_on = models.DateField()
    recorded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-happened_on", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["vendor", "-happened_on"], name="reopening_trigger_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.vendor}"

    @property
    def audit_ref(self) -> str:
        return f"vendor:{self.vendor_id}/trigger/{self.pk}"

    @property
    def audit_label(self) -> str:
        return str(self)[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference if self.initiative else ""
