"""Design inputs: what one side asks the design to take in."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from governance.vocabulary import (
    OPEN_STATES,
    ConcernGroup,
    InputKind,
    InputState,
    RaiserView,
    StewardshipArea,
)
from initiatives.models import Initiative
from initiatives.vocabulary import MilestoneKind
from people.models import User
from people.vocabulary import Party


class DesignInput(models.Model):
    """A concern with, at best, its solution; owed an answer by the other side (A03, A24, A25).

    `subject` names what in the design it is about, as in `integration:12`; empty for the whole.
    `answered_at` is the time of the first answer, `disposed_at` of what stands in `state` now; it
    is None where that was kept nowhere yet.
    """

    reference = models.CharField(max_length=20, unique=True, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="design_inputs"
    )
    kind = models.CharField(max_length=20, choices=InputKind.choices)
    concern_group = models.CharField(max_length=3, choices=ConcernGroup.choices)
    stewardship_area = models.CharField(max_length=20, choices=StewardshipArea.choices)
    title = models.CharField(max_length=200)
    description = models.TextField(max_length=5000, blank=True)
    proposed_solution = models.TextField(max_length=5000, blank=True)
    decision = models.CharField(max_length=30, choices=MilestoneKind.choices, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_party = models.CharField(max_length=20, choices=Party.choices)
    raised_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=InputState.choices, default=InputState.RAISED)
    answered_at = models.DateTimeField(null=True, blank=True)
    disposed_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    disposition_reason = models.TextField(max_length=2000, blank=True)
    deferred_until = models.DateField(null=True, blank=True)
    disposed_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    raiser_view = models.CharField(max_length=20, choices=RaiserView.choices, blank=True)
    raiser_reply = models.TextField(max_length=2000, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-raised_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "state"], name="design_input_state"),
            models.Index(fields=["concern_group", "state"], name="design_input_concern"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("governance:input", args=[self.initiative.reference, self.reference])

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state in OPEN_STATES

    @property
    def answering_party(self) -> Party:
        """The side that owes the answer: the one that did not raise it."""
        return Party.BUSINESS if self.raised_party == Party.IT else Party.IT

    @property
    def is_overdue(self) -> bool:
        """Whether it was deferred to a day that has passed."""
        return (
            self.state == InputState.DEFERRED
            and self.deferred_until is not None
            and self.deferred_until < timezone.localdate()
        )

    @property
    def age(self) -> dt.timedelta:
        """Time since it was raised."""
        return timezone.now() - self.raised_at

    @property
    def audit_ref(self) -> str:
        return self.reference

    @property
    def audit_label(self) -> str:
        return self.title

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference
