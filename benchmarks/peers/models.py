"""The same small row, kept by nobody, by Joinery's record, and by three packages."""

from typing import ClassVar

from auditlog.registry import auditlog
from django.apps import apps
from django.db import models
from simple_history.models import HistoricalRecords


class Row(models.Model):
    """A title and a text, as many rows of Joinery are."""

    title = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class PlainRow(Row):
    """Kept by nobody."""


class RecordedRow(Row):
    """Kept by Joinery's record."""

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"row:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.title


class AuditlogRow(Row):
    """Kept by django-auditlog."""


class SimpleHistoryRow(Row):
    """Kept by django-simple-history."""

    history: ClassVar = HistoricalRecords()


auditlog.register(AuditlogRow)

if apps.is_installed("pghistory"):
    import pghistory

    @pghistory.track()
    class PghistoryRow(Row):
        """Kept by pghistory: written by triggers, without proofs."""
