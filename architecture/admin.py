"""Systems and integrations, to be looked at; only actions change them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from architecture.models import Integration, System
from audit.admin import ReadOnlyAdmin
from initiatives.queries import restricted_from
from people.models import person


@admin.register(System)
class SystemAdmin(ReadOnlyAdmin):
    """The catalogue of systems."""

    list_display = ["name", "kind", "site", "is_ot", "criticality", "lifecycle", "merged_into"]
    list_select_related = ["site", "merged_into"]
    list_filter = ["kind", "is_ot", "lifecycle", "site"]
    search_fields = ["name", "slug", "source_key"]
    fields = [
        "slug", "name", "kind", "description", "is_ot", "site", "criticality", "owner",
        "owner_team", "lifecycle", "data_classes", "patterns", "source", "source_key",
        "merged_into", "registered_at",
    ]  # fmt: skip


@admin.register(Integration)
class IntegrationAdmin(ReadOnlyAdmin):
    """Integrations; nobody sets a design state here."""

    list_display = ["reference", "name", "initiative", "style", "design_state"]
    list_select_related = ["initiative"]
    list_filter = ["style", "design_state", "direction"]
    search_fields = ["reference", "name", "initiative__reference"]
    fields = [
        "reference", "initiative", "name", "purpose", "source", "source_ai_system", "target",
        "target_ai_system", "style", "direction", "design_state", "registered_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Integration]:
        found: QuerySet[Integration] = super().get_queryset(request)
        return found.exclude(initiative__in=restricted_from(person(request.user)))
