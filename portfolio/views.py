"""The portfolio page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from initiatives.models import Initiative
from people.errors import NotPermitted
from people.models import person
from people.panels import filled_panels
from people.permissions import Permission, may


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every initiative the viewer may see, counted.

    Raises:
        NotPermitted: the viewer has no role.
    """
    viewer = person(request.user)
    if not may(viewer, Permission.PORTFOLIO_VIEW):
        raise NotPermitted(
            "The portfolio is for people with a role.",
            way_out="Ask an administrator for yours.",
        )
    there_are_some = Initiative.objects.visible_to(viewer).exists()
    panels = filled_panels(settings.PORTFOLIO_PANELS, viewer) if there_are_some else []
    return render(request, "portfolio/overview.html", {"panels": panels})
