"""The catalogue of systems that initiatives touch (A20, B121)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from architecture.vocabulary import Criticality, Lifecycle, RelationKind, SystemKind
from people.models import Site, User


class System(models.Model):
    """A system the organisation runs or uses.

    `data_classes` and `patterns` are lists of plain words. `source` and `source_key` say where an
    imported system came from, and `source_values` keeps what its file said besides. A system that
    was merged into another stays, and says which one it became.
    """

    slug = models.SlugField(max_length=80, unique=True, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=30, choices=SystemKind.choices, default=SystemKind.APPLICATION
    )
    description = models.TextField(max_length=5000, blank=True)
    is_ot = models.BooleanField("runs on the shop floor (OT)", default=False)
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="systems"
    )
    criticality = models.CharField(max_length=10, choices=Criticality.choices, blank=True)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_systems"
    )
    owner_team = models.CharField(max_length=200, blank=True)
    lifecycle = models.CharField(
        max_length=20, choices=Lifecycle.choices, default=Lifecycle.PRODUCTION
    )
    data_classes = models.JSONField(default=list, blank=True)
    patterns = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=80, blank=True, editable=False)
    source_key = models.CharField(max_length=200, blank=True, editable=False)
    source_values = models.JSONField(default=dict, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    registered_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="system_name"),
            models.Index(fields=["kind", "site"], name="system_kind_site"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~models.Q(source=""),
                name="system_source_once",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("pk")),
                name="system_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("architecture:system", args=[self.slug])

    @property
    def owner_name(self) -> str:
        """Who owns it: a person, else a team or post; empty where nobody is named."""
        return self.owner.full_name if self.owner else self.owner_team

    def as_texts(self) -> dict[str, str]:
        """What stands in each field, as text, for comparing with files and for writing them."""
        return {
            "name": self.name,
            "kind": self.kind,
            "description": self.description,
            "is_ot": "yes" if self.is_ot else "no",
            "site": self.site.name if self.site else "",
            "criticality": self.criticality,
            "owner": self.owner.email if self.owner else self.owner_team,
            "lifecycle": self.lifecycle,
            "data_classes": ", ".join(self.data_classes),
            "patterns": ", ".join(self.patterns),
        }

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"system:{self.slug}"

    @property
    def audit_label(self) -> str:
        return self.name


class SystemRelation(models.Model):
    """What a system is to another by its own file; `target_name` where the other is not here."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=20, choices=RelationKind.choices)
    target = models.ForeignKey(
        System, null=True, blank=True, on_delete=models.CASCADE, related_name="related_from"
    )
    target_name = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "kind", "target"],
                condition=models.Q(target__isnull=False),
                name="system_relation_once",
            ),
            models.UniqueConstraint(
                fields=["system", "kind", "target_name"],
                condition=models.Q(target=None),
                name="system_relation_by_name_once",
            ),
            models.CheckConstraint(
                condition=models.Q(target__isnull=False) | ~models.Q(target_name=""),
                name="system_relation_has_a_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.get_kind_display().lower()} {self.target or self.target_name}"


class SystemMerge(models.Model):
    """Two entries turned out to be one system; what followed is kept."""

    merged = models.OneToOneField(System, on_delete=models.PROTECT, related_name="merge")
    into = models.ForeignKey(System, on_delete=models.PROTECT, related_name="merges")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(max_length=2000)
    moved_integrations = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.merged} into {self.into}"
