"""How administration pages treat what they may only show, and the record itself."""

import json
from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html

from audit.kinds import all_event_kinds
from audit.models import AuditEvent

# One by one and with its consequences shown, never by ticking boxes.
admin.site.disable_action("delete_selected")


class AdministratorsMay:
    """Whoever may open the administration pages may use them; there are no finer grants."""

    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request: HttpRequest) -> bool:
        return admin.site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.site.has_permission(request)


class ReadOnlyAdmin(AdministratorsMay, admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows what only actions change."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class KindFilter(admin.SimpleListFilter):
    """What happened; the kinds come from the code, so that no table is read for them."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.code, kind.label) for kind in all_event_kinds()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent]
    ) -> QuerySet[AuditEvent]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class UncountedPaginator(Paginator):  # type: ignore[type-arg]
    """Does not count a million events to show the newest hundred."""

    most = 10_000

    @cached_property
    def count(self) -> int:
        events = cast("QuerySet[AuditEvent]", self.object_list)
        return len(events.values_list("pk")[: self.most])


class AuditEventAdmin(ReadOnlyAdmin):
    """The record, to be searched by reference; never gathered by who acted.

    `initiatives.admin` puts it up, because it knows which initiatives are restricted.
    """

    list_display = ["recorded_at", "what", "actor", "subject", "initiative_ref"]
    list_filter = [KindFilter]
    search_fields = ["initiative_ref", "object_ref"]
    search_help_text = "A reference, such as AI-2026-0001 or IN-0004"
    fields = [
        "id", "recorded_at", "occurred_at", "kind", "actor", "actor_party", "sentence",
        "object_ref", "initiative_ref", "content_read",
    ]  # fmt: skip
    ordering = ["-id"]
    sortable_by = ()
    show_full_result_count = False
    paginator = UncountedPaginator

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        events: QuerySet[AuditEvent] = super().get_queryset(request)
        return events.prefetch_related("payloads")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent], search_term: str
    ) -> tuple[QuerySet[AuditEvent], bool]:
        """Whole references only, so that an index answers."""
        if word := search_term.strip():
            words = {word, word.upper(), word.lower()}
            queryset = queryset.filter(Q(initiative_ref__in=words) | Q(object_ref__in=words))
        return queryset, False

    @admin.display(description="what")
    def what(self, event: AuditEvent) -> str:
        """The kind in words."""
        return event.event_kind.label

    @admin.display(description="who")
    def actor(self, event: AuditEvent) -> str:
        """The name as it was."""
        return event.actor_label

    @admin.display(description="about")
    def subject(self, event: AuditEvent) -> str:
        """What it is about, as it was called."""
        return event.object_label

    @admin.display(description="content")
    def content_read(self, event: AuditEvent) -> str:
        """The body, laid out to be read."""
        return format_html("<pre>{}</pre>", json.dumps(event.content, indent=2, ensure_ascii=False))
