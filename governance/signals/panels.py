"""Signals on the workspace, the desk and the portfolio."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from governance.signals.queries import (
    failing_detectors,
    most_serious_first,
    open_at,
    open_signals,
    patterns,
)
from governance.signals.showing import shown
from people.models import User
from people.panels import Panel
from people.permissions import Permission, may
from people.vocabulary import Party, Role

if TYPE_CHECKING:
    from initiatives.models import Initiative

_ON_WORKSPACE = 3
_ON_DESK = 6


class WorkspacePanel(Panel):
    """What stands at the initiative, what cannot wait first."""

    template = "governance/signals/panels/workspace.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """Two queries; nothing where nothing stands."""
        initiative: Initiative = subject
        standing = open_at(initiative, viewer)
        if not standing:
            return None
        return {
            "rows": shown(standing[:_ON_WORKSPACE]),
            "total": len(standing),
            "more": max(0, len(standing) - _ON_WORKSPACE),
            "url": reverse("governance:signals", args=[initiative.reference]),
        }


class DeskPanel(Panel):
    """What stands at the tables the viewer sits at; executives: what they are told of."""

    template = "governance/signals/panels/desk.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not may(viewer, Permission.INITIATIVE_VIEW):
            return None
        own = open_signals(viewer)
        if viewer.party in {Party.BUSINESS, Party.IT, None}:
            seats = viewer.memberships.filter(left_at=None).values("initiative")
            own = own.filter(initiative__in=seats)
        elif not viewer.holds(Role.EXECUTIVE):
            return None
        else:
            own = own.exclude(initiative__lead=None)
        found = most_serious_first(own.select_related("initiative")[: 10 * _ON_DESK])
        if not found:
            return None
        return {
            "rows": shown(found[:_ON_DESK]),
            "total": len(found),
            "more": len(found) > _ON_DESK,
        }


class FailingPanel(Panel):
    """For administrators: detectors whose last run raised."""

    template = "governance/signals/panels/failing.html"
    area = "aside"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        if not viewer.is_staff:
            return None
        failing = failing_detectors()
        return {"failing": failing} if failing else None


class PortfolioPanel(Panel):
    """What stands now, by pattern; each number opens its list."""

    template = "governance/signals/panels/portfolio.html"
    comes_later = True

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        found = [each for each in patterns(viewer) if each.led]
        return {
            "rows": found,
            "total": sum(each.led for each in found),
            "list_url": reverse("initiatives:list"),
        }
