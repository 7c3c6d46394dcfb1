"""The integrations of an initiative (B14, AR-1 to AR-10)."""

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from architecture.models.catalogue import System
from architecture.vocabulary import (
    LINK_STYLES,
    WRITING,
    Conformance,
    DataDirection,
    DesignAuthorityState,
    DesignState,
    IdentityPattern,
    IntegrationStyle,
    ReuseResult,
)
from initiatives.models import Initiative
from initiatives.vocabulary import Stage, Status
from people.models import User
from people.vocabulary import Party

if TYPE_CHECKING:
    from architecture.models.authority import DesignAuthority


# Work that has ended leaves no links, whatever the state of their designs.
OF_WORK = (
    ~models.Q(design_state=DesignState.RETIRED)
    & ~models.Q(initiative__status__in=[Status.STOPPED, Status.WITHDRAWN])
    & ~models.Q(initiative__stage=Stage.RETIRED)
)


class IntegrationQuerySet(models.QuerySet["Integration"]):
    """Integrations that somebody may see."""

    def visible_to(self, user: User) -> "IntegrationQuerySet":
        """Those of the initiatives that the person may see."""
        return self.filter(initiative__in=Initiative.objects.visible_to(user))

    def in_force(self) -> "IntegrationQuerySet":
        """Those that are planned or run: not retired ones."""
        return self.exclude(design_state=DesignState.RETIRED)

    def of_work(self) -> "IntegrationQuerySet":
        """Those in force where work goes on or waits, as figures, twins and the map count them."""
        return self.filter(OF_WORK)


class Integration(models.Model):
    """A link between two ends: systems of the catalogue, or the AI system itself at one of them.

    Data flows from `source` to `target`. `direction` says what the AI system does with the
    catalogue system's data. An end that is the AI system has its name in `source_ai_system` or
    `target_ai_system`. Latency is in milliseconds, load in calls per minute.
    """

    reference = models.CharField(max_length=20, unique=True, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="integrations"
    )
    name = models.CharField(max_length=200)
    purpose = models.TextField(max_length=2000, blank=True)
    source = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.PROTECT, related_name="outgoing"
    )
    source_ai_system = models.CharField(max_length=200, blank=True)
    target = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.PROTECT, related_name="incoming"
    )
    target_ai_system = models.CharField(max_length=200, blank=True)
    style = models.CharField(max_length=30, choices=IntegrationStyle.choices)
    is_pipeline = models.BooleanField("is a data pipeline", default=False)
    direction = models.CharField(
        max_length=10, choices=DataDirection.choices, default=DataDirection.READ
    )
    data_classes = models.JSONField(default=list, blank=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_integrations"
    )
    identity_pattern = models.CharField(max_length=30, choices=IdentityPattern.choices, blank=True)
    identity_provider = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.PROTECT, related_name="identifies"
    )
    data_path = models.TextField(max_length=2000, blank=True)
    network_path = models.TextField(max_length=2000, blank=True)
    egress = models.TextField(max_length=2000, blank=True)
    places = models.JSONField(default=list, blank=True)
    latency_budget_ms = models.PositiveIntegerField(null=True, blank=True)
    load_budget_per_minute = models.PositiveIntegerField(null=True, blank=True)
    is_place_of_interpretation = models.BooleanField(default=False)
    reuse_result = models.CharField(max_length=20, choices=ReuseResult.choices, blank=True)
    reuse_reason = models.TextField(max_length=2000, blank=True)
    reuses = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reused_by"
    )
    is_pilot = models.BooleanField(default=False)
    design_state = models.CharField(
        max_length=20, choices=DesignState.choices, default=DesignState.SKETCHED
    )
    baseline_planned_on = models.DateField(null=True, blank=True)
    baselined_on = models.DateField(null=True, blank=True)
    build_starts_on = models.DateField(null=True, blank=True)
    has_no_artefacts = models.BooleanField(default=False)
    has_no_fragility = models.BooleanField(default=False)
    has_no_debt = models.BooleanField(default=False)
    scale_tested_on = models.DateField(null=True, blank=True)
    scale_test_result = models.TextField(max_length=2000, blank=True)
    next_scale_step = models.TextField(max_length=2000, blank=True)
    compromise_reach = models.TextField(max_length=2000, blank=True)
    compromise_containment = models.TextField(max_length=2000, blank=True)
    compromise_notice_hours = models.PositiveIntegerField(null=True, blank=True)
    conformance = models.CharField(max_length=20, choices=Conformance.choices, blank=True)
    conformance_note = models.TextField(max_length=2000, blank=True)
    conformance_on = models.DateField(null=True, blank=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_party = models.CharField(max_length=20, choices=Party.choices)
    registered_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = IntegrationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["initiative", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "design_state"], name="integration_state"),
            models.Index(fields=["source", "target", "style"], name="integration_ends"),
            models.Index(fields=["style"], name="integration_style"),
            models.Index(fields=["registered_at"], name="integration_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=models.Q(is_place_of_interpretation=True),
                name="integration_one_place_of_meaning",
            ),
            models.CheckConstraint(
                condition=models.Q(source__isnull=False, source_ai_system="")
                | (models.Q(source=None) & ~models.Q(source_ai_system="")),
                name="integration_source_is_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(target__isnull=False, target_ai_system="")
                | (models.Q(target=None) & ~models.Q(target_ai_system="")),
                name="integration_target_is_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(source__isnull=False) | models.Q(target__isnull=False),
                name="integration_touches_a_system",
            ),
            models.CheckConstraint(
                condition=~models.Q(reuse_result=ReuseResult.NEW_WITH_REASON)
                | ~models.Q(reuse_reason=""),
                name="integration_new_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("architecture:integration", args=[self.initiative.reference, self.reference])

    @property
    def source_name(self) -> str:
        """Where the data comes from."""
        return self.source.name if self.source else self.source_ai_system

    @property
    def target_name(self) -> str:
        """Where the data goes."""
        return self.target.name if self.target else self.target_ai_system

    @property
    def writes(self) -> bool:
        """Whether it changes data in a system (B111)."""
        return self.direction in WRITING

    @property
    def may_have_twins(self) -> bool:
        """Whether its style is one of those that multiply (D10)."""
        return self.style in LINK_STYLES

    @property
    def is_registered_late(self) -> bool:
        """Whether it came onto the map on or after the day its build began (B14)."""
        return (
            self.build_starts_on is not None
            and timezone.localdate(self.registered_at, dt.UTC) >= self.build_starts_on
        )

    @property
    def current_authority(self) -> "DesignAuthority | None":
        """The accepted design authority; read from the prefetched rows where there are."""
        accepted = (
            each for each in self.authorities.all() if each.state == DesignAuthorityState.ACCEPTED
        )
        return next(accepted, None)

    @property
    def audit_ref(self) -> str:
        return self.reference

    @property
    def audit_label(self) -> str:
        return self.name

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference
