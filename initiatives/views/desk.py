"""The first page: what there is to do, by role."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from initiatives.desk import first_step, purpose_of_desk
from people.models import person
from people.panels import filled_panels
from people.queries import administrators

MOST_TO_ASK = 3


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Every panel that has something to say to the viewer, and one primary action."""
    viewer = person(request.user)
    if not viewer.roles:
        without = {
            "administrators": administrators()[:MOST_TO_ASK],
            "panels": filled_panels(settings.DESK_PANELS, viewer) if viewer.is_staff else [],
        }
        return render(request, "initiatives/desk_without_role.html", without)
    panels = filled_panels(settings.DESK_PANELS, viewer)
    context = {
        "purpose": purpose_of_desk(viewer),
        "first_step": first_step(viewer, panels),
        "main_panels": [panel for panel in panels if panel.area == "main"],
        "aside_panels": [panel for panel in panels if panel.area == "aside"],
    }
    return render(request, "initiatives/desk.html", context)
