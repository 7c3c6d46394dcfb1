"""The clarity profile: all fields on one page, and each on its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.clarity.catalogue import catalogue
from governance.clarity.profile import profile_of
from initiatives.queries import find_initiative
from people.models import person


@require_safe
def profile(request: HttpRequest, ref: str) -> HttpResponse:
    """The six areas."""
    initiative = find_initiative(ref, person(request.user))
    context = {"initiative": initiative, "profile": profile_of(initiative)}
    return render(request, "governance/clarity/profile.html", context)


@require_safe
def field(request: HttpRequest, ref: str, field_id: str) -> HttpResponse:
    """One field."""
    initiative = find_initiative(ref, person(request.user))
    if field_id not in catalogue().by_id:
        raise Http404
    context = {"initiative": initiative, "standing": profile_of(initiative).standings[field_id]}
    return render(request, "governance/clarity/profile.html", context)
