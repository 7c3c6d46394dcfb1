"""Panels of this app on shared pages."""

from typing import Any

from architecture.models import Integration
from architecture.policies import may_read_catalogue
from architecture.sprawl import sprawl
from people.models import User
from people.panels import Panel


class SprawlPanel(Panel):
    """How links and what hangs on them grew (B86); each figure opens its list."""

    template = "architecture/panels/sprawl.html"
    comes_later = True

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not may_read_catalogue(viewer):
            return None
        if not Integration.objects.visible_to(viewer).exists():
            return None
        return {"sprawl": sprawl(viewer)}
