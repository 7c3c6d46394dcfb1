"""Signals of the detectors, and the norms of the organisation they go by (DOMAIN 6)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from governance.vocabulary import SignalSeverity, SignalState
from initiatives.models import Initiative
from people.vocabulary import Party


class Signal(models.Model):
    """A pattern that a detector found: facts and a next step, never a person (B119).

    `subject` tells several of one detector apart within an initiative; empty where there is one.
    One is open per detector and subject.
    """

    detector = models.CharField(max_length=10)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="signals")
    subject = models.CharField(max_length=100, blank=True)
    severity = models.CharField(max_length=20, choices=SignalSeverity.choices)
    state = models.CharField(max_length=20, choices=SignalState.choices, default=SignalState.NEW)
    facts = models.TextField(max_length=2000)
    next_step = models.CharField(max_length=300)
    address = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    replied_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    rests_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    executives_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["-found_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "ended_at"], name="signal_open"),
            models.Index(fields=["detector", "ended_at"], name="signal_detector"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["detector", "initiative", "subject"],
                condition=models.Q(ended_at=None),
                name="signal_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.detector}: {self.initiative_id}"

    def get_absolute_url(self) -> str:
        return reverse("governance:signal", args=[self.initiative.reference, self.pk])

    @property
    def audit_ref(self) -> str:
        return f"signal:{self.pk}"

    @property
    def audit_label(self) -> str:
        return f"Signal {self.detector}"

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class DetectorRun(models.Model):
    """The last run of each detector, so that one that fails is seen."""

    detector = models.CharField(max_length=10, primary_key=True)
    ran_at = models.DateTimeField(default=timezone.now)
    found = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.detector


class Norm(models.Model):
    """A threshold that the organisation set differently from Joinery's proposal."""

    name = models.CharField(max_length=60, primary_key=True)
    value = models.IntegerField()
    changed_at = models.DateTimeField(default=timezone.now)

    audit_initiative_ref = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"

    @property
    def audit_ref(self) -> str:
        return f"norm:{self.name}"

    @property
    def audit_label(self) -> str:
        return self.name.replace("_", " ").capitalize()
