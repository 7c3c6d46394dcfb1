"""Decision records, who decided and whose inputs they embody (A08, AR-9, MADR 4)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from architecture.models.integrations import Integration
from architecture.vocabulary import DecisionStatus
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party


class DecisionRecord(models.Model):
    """What was decided on the architecture, why, and what it replaced.

    `drivers`, `consulted` and `informed` are lists of text; `options` is a list of objects with
    `title`, `description` and lists `good`, `neutral` and `bad`. `further_sections` keeps the
    headings of a file written by hand that the format does not know, `front_matter` its lines
    above the title, as lists of name and value.
    """

    reference = models.CharField(max_length=20, unique=True, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="decision_records"
    )
    integration = models.ForeignKey(
        Integration, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    title = models.CharField(max_length=200)
    status = models.CharField(
        max_length=20, choices=DecisionStatus.choices, default=DecisionStatus.PROPOSED
    )
    context = models.TextField(max_length=10000, blank=True)
    drivers = models.JSONField(default=list, blank=True)
    options = models.JSONField(default=list, blank=True)
    chosen_option = models.CharField(max_length=300, blank=True)
    outcome = models.TextField(max_length=10000, blank=True)
    consequences = models.JSONField(default=list, blank=True)
    confirmation = models.TextField(max_length=5000, blank=True)
    more_information = models.TextField(max_length=10000, blank=True)
    consulted = models.JSONField(default=list, blank=True)
    informed = models.JSONField(default=list, blank=True)
    further_sections = models.JSONField(default=list, blank=True)
    front_matter = models.JSONField(default=list, blank=True, editable=False)
    decided_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    source = models.CharField(max_length=80, blank=True, editable=False)
    source_key = models.CharField(max_length=300, blank=True, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_party = models.CharField(max_length=20, choices=Party.choices)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "status"], name="decision_record_status"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(replaced_by=None)
                | (models.Q(status="replaced") & ~models.Q(replaced_by=models.F("pk"))),
                name="decision_record_replaced_by_another",
            ),
            models.UniqueConstraint(
                fields=["initiative", "source", "source_key"],
                condition=~models.Q(source=""),
                name="decision_record_source_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("architecture:decision", args=[self.initiative.reference, self.reference])

    @property
    def is_decided(self) -> bool:
        """Whether a decision was taken that stands."""
        return self.status == DecisionStatus.DECIDED

    @property
    def audit_ref(self) -> str:
        return self.reference

    @property
    def audit_label(self) -> str:
        return self.title

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class DecisionMaker(models.Model):
    """Somebody who decided, for a side; by name only where they have no account (M12)."""

    record = models.ForeignKey(DecisionRecord, on_delete=models.CASCADE, related_name="deciders")
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)
    party = models.CharField(max_length=20, choices=Party.choices, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | ~models.Q(name=""),
                name="decision_maker_is_named",
            ),
            models.UniqueConstraint(
                fields=["record", "user"],
                condition=models.Q(user__isnull=False),
                name="decision_maker_once",
            ),
        ]

    def __str__(self) -> str:
        return self.user.full_name if self.user else self.name


class EmbodiedInput(models.Model):
    """A design input that a decision or an integration took in, and who is to be thanked (A08).

    `input_reference` is the input's reading reference, as in IN-0001: inputs live above this app.
    """

    decision = models.ForeignKey(
        DecisionRecord, null=True, blank=True, on_delete=models.CASCADE, related_name="embodied"
    )
    integration = models.ForeignKey(
        Integration, null=True, blank=True, on_delete=models.CASCADE, related_name="embodied"
    )
    input_reference = models.CharField(max_length=20)
    input_title = models.CharField(max_length=200, blank=True)
    party = models.CharField(max_length=20, choices=Party.choices)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["input_reference", "pk"]
        indexes: ClassVar = [models.Index(fields=["input_reference"], name="embodied_input_ref")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False, integration=None)
                | models.Q(decision=None, integration__isnull=False),
                name="embodied_in_one_thing",
            ),
            models.UniqueConstraint(
                fields=["decision", "input_reference"],
                condition=models.Q(decision__isnull=False),
                name="embodied_in_decision_once",
            ),
            models.UniqueConstraint(
                fields=["integration", "input_reference"],
                condition=models.Q(integration__isnull=False),
                name="embodied_in_integration_once",
            ),
        ]

    def __str__(self) -> str:
        return self.input_reference
