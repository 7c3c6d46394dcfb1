"""Who owns the design of an integration, and how the design moved (A19, A21)."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from architecture.models.integrations import Integration
from architecture.vocabulary import DesignAuthorityState, DesignState
from people.models import User
from people.vocabulary import Party


class DesignAuthority(models.Model):
    """An offer of design authority and what became of it; the accepted one is in force.

    Rows are kept: handing over ends the holder's row and offers the next one.
    """

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="authorities"
    )
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="design_authorities")
    state = models.CharField(
        max_length=20,
        choices=DesignAuthorityState.choices,
        default=DesignAuthorityState.OFFERED,
    )
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_party = models.CharField(max_length=20, choices=Party.choices)
    offered_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    alternative = models.TextField(max_length=2000, blank=True)
    handed_to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-offered_at", "-pk"]
        verbose_name_plural = "design authorities"
        indexes: ClassVar = [
            models.Index(fields=["holder", "state"], name="authority_holder_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["integration"],
                condition=models.Q(state="accepted"),
                name="authority_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["integration"],
                condition=models.Q(state="offered"),
                name="authority_one_offer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(reason=""),
                name="authority_declined_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} for {self.integration}: {self.get_state_display()}"

    @property
    def is_held(self) -> bool:
        """Whether somebody who is still here holds it; one who left holds nothing."""
        return self.state == DesignAuthorityState.ACCEPTED and self.holder.is_active

    @property
    def audit_ref(self) -> str:
        return f"{self.integration.reference}/authority/{self.pk}"

    @property
    def audit_label(self) -> str:
        return f"Design authority for {self.integration.name}"

    @property
    def audit_initiative_ref(self) -> str:
        return self.integration.initiative.reference


class DesignStateChange(models.Model):
    """The design moved: from where, to where, by whom; an override has its reason."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="state_changes"
    )
    from_state = models.CharField(max_length=20, choices=DesignState.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=DesignState.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    effective_on = models.DateField(null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    is_override = models.BooleanField(default=False)
    override_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_override=False) | ~models.Q(override_reason=""),
                name="design_override_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.integration}: {self.get_to_state_display()}"
