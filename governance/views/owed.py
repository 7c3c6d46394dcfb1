"""Everything owed at the tables one sits at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.owed import columns, owed_across
from people.models import person


@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """Both sides in full, oldest first; the desk shows the first ten of each."""
    ledger = owed_across(person(request.user))
    return render(request, "governance/owed.html", {"columns": columns(ledger)})
