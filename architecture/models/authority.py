"""Who owns the design of an integration, and how the design moved (A19, A21)."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from architecture.models.integrations import Integration
from architecture.vocabulary import DesignAuthorityState, DesignState
from people.models import RoleAssignment, User
from people.vocabulary import Party, Role

_OPEN = frozenset({DesignAuthorityState.OFFERED, DesignAuthorityState.ACCEPTED})


class DesignAuthorityManager(models.Manager["DesignAuthority"]):
    """Rows that know whether their person works in IT still, without a query for each."""

    def get_queryset(self) -> models.QuerySet["DesignAuthority"]:
        in_it = RoleAssignment.objects.filter(user=models.OuterRef("holder"))
        in_it = in_it.filter(role=Role.IT_ARCHITECT)
        return super().get_queryset().annotate(holder_is_architect=models.Exists(in_it))


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

    objects = DesignAuthorityManager()

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
        """Whether somebody who is able to holds it; one who left holds nothing."""
        return self.state == DesignAuthorityState.ACCEPTED and not self.why_lapsed

    @property
    def is_waiting(self) -> bool:
        """Whether somebody who is able to answer is asked."""
        return self.state == DesignAuthorityState.OFFERED and not self.why_lapsed

    @property
    def why_lapsed(self) -> str:
        """Why nobody holds it or is asked any more by this row; empty while somebody is.

        Who leaves, or works in IT no longer, neither sets a design nor answers for one (A19).
        """
        if self.state not in _OPEN:
            return ""
        if not self.holder.is_active:
            return "no longer here"
        in_it = getattr(self, "holder_is_architect", None)
        if in_it is None:
            in_it = self.holder.holds(Role.IT_ARCHITECT)
        return "" if in_it else "no longer in IT"

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
