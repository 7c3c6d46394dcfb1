"""The portfolio page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from initiatives.models import Initiative
from people.errors import NotPermitted
from people.models import User, person
from people.panels import filled_panels, later_template
from people.permissions import Permission, may


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every initiative the viewer may see, counted.

    Raises:
        NotPermitted: the viewer has no role.
    """
    viewer = _permitted(request)
    there_are_some = Initiative.objects.visible_to(viewer).exists()
    panels = filled_panels(settings.PORTFOLIO_PANELS, viewer) if there_are_some else []
    return render(request, "portfolio/overview.html", {"panels": panels})


@require_GET
def overview_later(request: HttpRequest) -> HttpResponse:
    """The panels that the portfolio asks for once it is shown; a page without JavaScript.

    Raises:
        NotPermitted: the viewer has no role.
    """
    context = {
        "panels": filled_panels(settings.PORTFOLIO_PANELS, _permitted(request), later=True),
        "heading": "Portfolio in figures",
        "back_url": reverse("portfolio:overview"),
    }
    return render(request, later_template(request), context)


def _permitted(request: HttpRequest) -> User:
    viewer = person(request.user)
    if not may(viewer, Permission.PORTFOLIO_VIEW):
        raise NotPermitted(
            "The portfolio is for people with a role.",
            way_out="Ask an administrator for yours.",
        )
    return viewer
