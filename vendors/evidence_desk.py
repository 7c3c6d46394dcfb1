"""For administrators: files that could not be looked through."""

from typing import Any

from people.models import User
from people.panels import Panel
from vendors.models import EvidenceFile
from vendors.vocabulary import ScanState


class ScanFaultsPanel(Panel):
    """How many files of vendors nobody gets, because the scanner failed on them, and why."""

    template = "vendors/desk/scan_faults.html"
    area = "aside"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not viewer.is_staff:
            return None
        failed = EvidenceFile.objects.held().filter(scan_state=ScanState.FAILED)
        notes = list(failed.order_by("-uploaded_at").values_list("scan_note", flat=True)[:200])
        return {"count": len(notes), "why": notes[0]} if notes else None
