"""Administration of what vendors upload: whether it was looked through, never what it says."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from audit.admin import ReadOnlyAdmin
from people.models import person
from vendors.actions.evidence_files import scan_again
from vendors.models import EvidenceFile


@admin.register(EvidenceFile)
class EvidenceFileAdmin(ReadOnlyAdmin):
    """Files and their scans. Names stay with their readers: an initiative may be restricted."""

    list_display = ["id", "vendor", "scan_state", "scan_note", "scan_attempts", "uploaded_at"]
    list_display_links = None
    list_select_related = ["vendor"]
    list_filter = ["scan_state"]
    actions = ["try_again"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_view_permission(request)

    @admin.action(description="Look through again")
    def try_again(self, request: HttpRequest, queryset: QuerySet[EvidenceFile]) -> None:
        """Have those that could not be looked through tried from the first attempt on."""
        again = sum(scan_again(file, actor=person(request.user)) for file in queryset)
        self.message_user(request, f"{again} will be looked through again within some minutes.")
