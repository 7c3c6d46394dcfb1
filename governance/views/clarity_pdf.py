"""The clarity profile as a file."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from governance.carried import load_carried, open_carried
from governance.clarity.paper import profile_as_pdf
from initiatives.queries import find_initiative
from people.models import person


@require_safe
def pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """One page with evidence of where each field stands (B103)."""
    initiative = find_initiative(ref, person(request.user))
    load_carried([initiative])
    name = f"{initiative.reference}-clarity.pdf"
    return HttpResponse(
        profile_as_pdf(initiative, open_carried(initiative)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
