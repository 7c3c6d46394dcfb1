"""Reads of the record."""

from django.db.models import QuerySet

from audit.models import AuditEvent


def history_of(initiative_ref: str) -> QuerySet[AuditEvent]:
    """Events of one initiative, newest first; two queries whatever their number."""
    events = AuditEvent.objects.filter(initiative_ref=initiative_ref)
    return events.prefetch_related("payloads").order_by("-id")


def kinds_among(events: QuerySet[AuditEvent]) -> list[str]:
    """Codes of the kinds that occur among the events."""
    return list(events.order_by().values_list("kind", flat=True).distinct())


def history_of_object(object_ref: str) -> QuerySet[AuditEvent]:
    """Events about one object, newest first."""
    events = AuditEvent.objects.filter(object_ref=object_ref)
    return events.prefetch_related("payloads").order_by("-id")


def latest_events() -> QuerySet[AuditEvent]:
    """Events of all initiatives, newest first; for those who may read every one."""
    events = AuditEvent.objects.exclude(initiative_ref="")
    return events.prefetch_related("payloads").order_by("-id")
