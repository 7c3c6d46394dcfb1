"""What one side sees in one candidate under one criterion (A18, B47)."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from people.models import User
from people.vocabulary import Party
from vendors.models.candidates import Candidate
from vendors.models.choice import ReopeningTrigger
from vendors.models.criteria import Criterion
from vendors.vocabulary import HIGHEST, EvidenceStrength, Supersession


class Score(models.Model):
    """One side's score of one candidate under one criterion.

    Without a value it is not assessed: a gap with a reason, never zero. `revealed_at` is set when
    every side that owes a score has given a value; before it, only the side's own people may see
    the value, its evidence and its words. A score that no longer counts is kept with the time and
    the reason; `version` counts on through a cell's scores.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    party = models.CharField(max_length=20, choices=Party.choices)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    strength = models.CharField(max_length=20, choices=EvidenceStrength.choices, blank=True)
    evidence_note = models.TextField(max_length=2000, blank=True)
    evidence_link = models.URLField(max_length=500, blank=True)
    gap_reason = models.TextField(max_length=2000, blank=True)
    scored_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    scored_at = models.DateTimeField(default=timezone.now)
    before_publication = models.BooleanField(default=False, editable=False)
    revealed_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_because = models.CharField(max_length=30, choices=Supersession.choices, blank=True)
    reopened_by = models.ForeignKey(
        ReopeningTrigger, null=True, blank=True, on_delete=models.PROTECT, related_name="reopened"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["-scored_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["candidate", "superseded_at"], name="score_current"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["candidate", "criterion", "party"],
                condition=models.Q(superseded_at=None),
                name="score_current_once",
            ),
            models.CheckConstraint(
                condition=models.Q(value=None) | models.Q(value__lte=HIGHEST),
                name="score_within_scale",
            ),
            models.CheckConstraint(
                condition=(models.Q(value=None) & ~models.Q(gap_reason=""))
                | (models.Q(value__isnull=False) & ~models.Q(strength="")),
                name="score_or_gap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} on {self.criterion_id} for {self.candidate_id}"

    @property
    def is_gap(self) -> bool:
        """Whether it says that nothing could be assessed yet."""
        return self.value is None

    @property
    def audit_ref(self) -> str:
        return f"{self.candidate.audit_ref}/score/{self.pk}"

    @property
    def audit_label(self) -> str:
        return f"Score on {self.criterion.key}"

    @property
    def audit_initiative_ref(self) -> str:
        return self.candidate.audit_initiative_ref
