"""Initiatives and the record, to be looked at; only actions change them.

Restricted initiatives are shown to administrators only where everybody like them may see them
(A28): administering Joinery is no seat at a table.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.admin import AuditEventAdmin, ReadOnlyAdmin
from audit.models import AuditEvent
from initiatives.models import Initiative
from initiatives.queries import restricted_from
from people.models import person


@admin.register(Initiative)
class InitiativeAdmin(ReadOnlyAdmin):
    """Initiatives."""

    list_display = ["reference", "title", "unit", "lead", "stage", "status"]
    list_select_related = ["unit", "lead"]
    list_filter = ["stage", "status", "operational_status", "unit"]
    search_fields = ["reference", "title"]
    fields = [
        "reference", "title", "problem", "business_goal", "operability_goal", "unit", "lead",
        "how_far", "stage", "operational_status", "status", "registered_at", "it_invited_at",
        "it_joined_at", "source", "source_note",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Initiative]:
        initiatives: QuerySet[Initiative] = super().get_queryset(request)
        return initiatives.exclude(pk__in=restricted_from(person(request.user)).values("pk"))


@admin.register(AuditEvent)
class VisibleAuditEventAdmin(AuditEventAdmin):
    """The record without what was restricted from the administrator."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        hidden = restricted_from(person(request.user)).values("reference")
        return super().get_queryset(request).exclude(initiative_ref__in=hidden)
