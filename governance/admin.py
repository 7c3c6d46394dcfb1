"""Design inputs, to be looked at; only actions change them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.admin import ReadOnlyAdmin
from governance.models import DesignInput
from initiatives.queries import restricted_from
from people.models import person


@admin.register(DesignInput)
class DesignInputAdmin(ReadOnlyAdmin):
    """Design inputs."""

    list_display = ["reference", "title", "initiative", "kind", "raised_party", "state"]
    list_select_related = ["initiative"]
    list_filter = ["state", "kind", "concern_group", "raised_party"]
    search_fields = ["reference", "title", "initiative__reference"]
    fields = [
        "reference", "initiative", "kind", "concern_group", "stewardship_area", "title",
        "description", "proposed_solution", "decision", "raised_party", "raised_at", "state",
        "answered_at", "disposed_at", "applied_at", "disposition_reason", "deferred_until",
        "raiser_view", "raiser_reply",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[DesignInput]:
        inputs: QuerySet[DesignInput] = super().get_queryset(request)
        return inputs.exclude(initiative__in=restricted_from(person(request.user)))
