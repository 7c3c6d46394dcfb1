"""Asking an executive, with what was tried before and both views beside each other (A30, A31)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from governance.models.design_inputs import DesignInput
from governance.models.sessions import SessionOccurrence
from governance.vocabulary import EscalationAnswer, EscalationKind
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party


class Escalation(models.Model):
    """A topic put to an executive; answered by hearing both, returning it, means or a decision.

    It was discussed in `session` or in `design_input`; else `no_session_reason` says why not.

    A decision needs somebody who accepts to own it; until then it stays visible (D12).
    """

    reference = models.CharField(max_length=20, unique=True, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="escalations")
    kind = models.CharField(max_length=20, choices=EscalationKind.choices)
    topic = models.CharField(max_length=200)
    asked = models.TextField(max_length=2000)
    session = models.ForeignKey(
        SessionOccurrence,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="escalations",
    )
    design_input = models.ForeignKey(
        DesignInput, null=True, blank=True, on_delete=models.PROTECT, related_name="escalations"
    )
    no_session_reason = models.TextField(max_length=2000, blank=True)
    is_emergency = models.BooleanField(default=False)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_party = models.CharField(max_length=20, choices=Party.choices)
    raised_at = models.DateTimeField(default=timezone.now)
    put_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="escalations")
    business_view = models.TextField(max_length=2000, blank=True)
    it_view = models.TextField(max_length=2000, blank=True)
    answer = models.CharField(max_length=30, choices=EscalationAnswer.choices, blank=True)
    answer_text = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    named_owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ownership_answered_at = models.DateTimeField(null=True, blank=True)
    ownership_accepted = models.BooleanField(null=True, blank=True)
    ownership_reason = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-raised_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["put_to", "answered_at"], name="escalation_waiting"),
        ]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return reverse("governance:escalation", args=[self.initiative.reference, self.reference])

    @property
    def is_decided_without_owner(self) -> bool:
        """Whether it was decided and nobody active has accepted to own it (A31, D12)."""
        decided = self.answer == EscalationAnswer.DECIDE_AND_NAME_OWNER
        owner = self.named_owner if self.ownership_accepted else None
        return decided and not (owner and owner.is_active)

    @property
    def audit_ref(self) -> str:
        return self.reference

    @property
    def audit_label(self) -> str:
        return self.topic

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference
