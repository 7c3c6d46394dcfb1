"""Why is it like this? A short trail, drawn and as a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from architecture.integration_queries import trail_of
from architecture.trail import drawn
from architecture.views.integrations import found_at
from people.models import person


@require_safe
def why(request: HttpRequest, ref: str, int_ref: str) -> HttpResponse:
    """The inputs, sessions, decisions, design states and breakages in their order."""
    found = found_at(ref, int_ref, person(request.user))
    steps = trail_of(found)
    context = {
        "initiative": found.initiative,
        "integration": found,
        "steps": steps,
        "drawing": drawn(steps),
    }
    return render(request, "architecture/why.html", context)
