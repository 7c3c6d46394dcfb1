"""What an integration consists of besides its ends, and what broke (AR-6, AR-7, AR-10, B64)."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from architecture.models.integrations import Integration
from architecture.vocabulary import DebtDecision, FragilityFlag
from people.models import User
from people.vocabulary import Party


class StandingArtefacts(models.Manager["CustomArtefact"]):
    """Those that exist; what was taken off the list is only looked at for the past."""

    def get_queryset(self) -> models.QuerySet["CustomArtefact"]:
        return super().get_queryset().filter(ended_at=None)


class CustomArtefact(models.Model):
    """Code, a script or a pipeline that exists for one integration only (AR-6, B31).

    One that is gone keeps its row with the day, so that months before tell what was there.
    """

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="artefacts")
    name = models.CharField(max_length=200)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    repository = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StandingArtefacts()
    ever = models.Manager["CustomArtefact"]()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class Dependency(models.Model):
    """What an integration relies on, and what happens when it fails (B49, REL-04)."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="dependencies"
    )
    system = models.ForeignKey(
        "architecture.System",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="relied_on_by",
    )
    name = models.CharField(max_length=200, blank=True)
    fallback = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "dependencies"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(system__isnull=False) | ~models.Q(name=""),
                name="dependency_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.system.name if self.system else self.name


class Fragility(models.Model):
    """Why an integration may break, and what is done about it (AR-7, B33)."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="fragilities"
    )
    flag = models.CharField(max_length=20, choices=FragilityFlag.choices)
    mitigation = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "fragilities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["integration", "flag"], name="fragility_once"),
        ]

    def __str__(self) -> str:
        return self.get_flag_display()


class PilotDebt(models.Model):
    """What a pilot leaves behind: kept, replaced or retired, by when and by whom (AR-10, B34).

    It is open until it is closed; a debt that is kept is closed by deciding so.
    """

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="debts")
    item = models.CharField(max_length=200)
    decision = models.CharField(max_length=10, choices=DebtDecision.choices, blank=True)
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["closed_at", "due_on"], name="debt_open")]

    def __str__(self) -> str:
        return self.item

    @property
    def is_complete(self) -> bool:
        """Whether decision, day and owner are all told."""
        return bool(self.decision and self.due_on and self.owner_id)

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is still open."""
        return (
            self.closed_at is None
            and self.due_on is not None
            and self.due_on < timezone.localdate()
        )


class IntegrationIncident(models.Model):
    """Something broke on an integration: why, when, and what it cost in days (B64)."""

    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="incidents")
    happened_on = models.DateField()
    title = models.CharField(max_length=200)
    cause = models.TextField(max_length=2000)
    cost_days = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    decision = models.ForeignKey(
        "architecture.DecisionRecord",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incidents",
    )
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_party = models.CharField(max_length=20, choices=Party.choices)
    reported_at = models.DateTimeField(default=timezone.now)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-happened_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(cost_days=None) | models.Q(cost_days__gte=0),
                name="incident_cost_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return f"{self.integration.reference}/incident/{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.title

    @property
    def audit_initiative_ref(self) -> str:
        return self.integration.initiative.reference
