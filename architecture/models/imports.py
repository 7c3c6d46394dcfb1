"""A file of systems that somebody brought, and what came of it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class CatalogueImport(models.Model):
    """A table or a Backstage file of systems: looked at first, taken when somebody says so.

    `missing` says what becomes of systems of the same source that the file no longer names and
    that integrations still touch.
    """

    class State(models.TextChoices):
        """How far the import is."""

        READY = "ready", "Ready to take"
        DONE = "done", "Done"
        FAILED = "failed", "Nothing taken"

    class Missing(models.TextChoices):
        """What becomes of systems that the file no longer names."""

        KEEP = "keep", "Keep them as they are"
        RETIRE = "retire", "Mark them as retired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    file = models.FileField(upload_to="catalogues/")
    mapping_name = models.CharField(max_length=120, blank=True)
    mapping_text = models.TextField(blank=True)
    only_good_rows = models.BooleanField(default=False)
    missing = models.CharField(max_length=10, choices=Missing.choices, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict)
    failure = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("architecture:catalogue-import-show", args=[self.pk])

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"catalogue-import:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.file_name
