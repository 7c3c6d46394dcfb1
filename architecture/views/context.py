"""The AI system of an initiative in its surroundings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from architecture.context import surroundings
from initiatives.queries import find_initiative
from people.models import person


@require_safe
def context(request: HttpRequest, ref: str) -> HttpResponse:
    """Drawn in the manner of C4, with a list that says the same."""
    initiative = find_initiative(ref, person(request.user))
    found = surroundings(initiative)
    systems = "1 system" if found.systems == 1 else f"{found.systems} systems"
    links = "1 link" if len(found.integrations) == 1 else f"{len(found.integrations)} links"
    filled = {
        "initiative": initiative,
        "context_of": found,
        "lead": f"{links} with {systems}, {found.writing or 'none'} of them writing.",
    }
    return render(request, "architecture/context/context.html", filled)
