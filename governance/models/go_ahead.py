"""Moving on: the go-ahead record, what it carries forward, and how each side sees it (DOMAIN 4)."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from governance.models.sessions import SessionOccurrence
from governance.vocabulary import GoAheadKind, GoAheadReason, GoAheadViewKind
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.models import User
from people.vocabulary import Party


class GoAhead(models.Model):
    """A stage was moved on, or back, by who will carry the result.

    `taken_at` is None while a second post that must record it with the first has not done so.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="go_aheads")
    from_stage = models.CharField(max_length=20, choices=Stage.choices)
    to_stage = models.CharField(max_length=20, choices=Stage.choices)
    kind = models.CharField(max_length=20, choices=GoAheadKind.choices)
    reason = models.TextField(max_length=2000, blank=True)
    session = models.ForeignKey(
        SessionOccurrence, null=True, blank=True, on_delete=models.PROTECT, related_name="go_aheads"
    )
    no_session_reason = models.TextField(max_length=2000, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    joined_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=models.Q(taken_at=None, withdrawn_at=None),
                name="go_ahead_waiting_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_stage_display()} to {self.get_to_stage_display()}"

    def get_absolute_url(self) -> str:
        return reverse("governance:go-ahead", args=[self.initiative.reference, self.pk])

    @property
    def is_back(self) -> bool:
        """Whether it goes back to an earlier stage, which is ordinary."""
        stages = list(Stage)
        return stages.index(Stage(self.to_stage)) < stages.index(Stage(self.from_stage))

    @property
    def audit_ref(self) -> str:
        return f"go-ahead:{self.pk}"

    @property
    def audit_label(self) -> str:
        return f"Go-ahead: {self}"

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class CarriedItem(models.Model):
    """Something owed that goes along: why now, who bears it, safeguard, owner, day, pause."""

    go_ahead = models.ForeignKey(GoAhead, on_delete=models.CASCADE, related_name="items")
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="carried_items"
    )
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    owing_party = models.CharField(max_length=20, choices=Party.choices)
    address = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=30, choices=GoAheadReason.choices)
    reason_text = models.TextField(max_length=2000)
    borne_by = models.CharField(max_length=300)
    safeguard = models.TextField(max_length=2000)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    first_due_on = models.DateField()
    pause_when = models.TextField(max_length=2000)
    renewed_reason = models.TextField(max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "closed_at"], name="carried_item_open"),
            models.Index(fields=["closed_at", "due_on"], name="carried_item_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative", "key"],
                condition=models.Q(closed_at=None),
                name="carried_item_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is open."""
        return self.closed_at is None and self.due_on < timezone.localdate()

    @property
    def days_over(self) -> int:
        """Days since it was due; 0 while it is not late."""
        return max(0, (timezone.localdate() - self.due_on).days) if self.is_overdue else 0

    @property
    def renewed_until(self) -> dt.date | None:
        """The day it was carried on to; None where the first one stands."""
        return self.due_on if self.due_on != self.first_due_on else None

    @property
    def audit_ref(self) -> str:
        return f"carried-item:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.title[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class GoAheadView(models.Model):
    """How a side sees a go-ahead; written by its holder alone, and it never stops the move."""

    go_ahead = models.ForeignKey(GoAhead, on_delete=models.CASCADE, related_name="views")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=20, choices=Party.choices)
    view = models.CharField(max_length=20, choices=GoAheadViewKind.choices)
    text = models.TextField(max_length=2000, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["recorded_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["go_ahead", "holder"], name="go_ahead_view_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.get_view_display()}"
