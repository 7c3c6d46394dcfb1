"""Who may see an initiative: restricted for a reason and a while, or everybody (A28)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from initiatives import policies
from initiatives.actions import open_visibility, restrict_visibility
from initiatives.models import Initiative
from initiatives.queries import find_initiative, restriction_in_force
from initiatives.workspace_forms import RestrictForm
from people import kept_forms
from people.forms import unmet
from people.models import person
from people.vocabulary import Party


@require_http_methods(["GET", "HEAD", "POST"])
def visibility(request: HttpRequest, reference: str) -> HttpResponse:
    """Who sees it now, and the form that restricts or opens it."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    if request.method != "POST":
        seats = (seat.user_id for seat in initiative.seats if seat.party == Party.IT)
        form = RestrictForm(initial={"it_member": next(seats, None), **kept_forms.initial(request)})
        return _page(request, initiative, form)
    if request.POST.get("verb") == "open":
        open_visibility(initiative, actor=viewer)
        messages.success(request, "Everybody with a role sees it again.")
        return redirect("initiatives:visibility", reference)
    form = RestrictForm(request.POST)
    code = unmet(form, lambda: restrict_visibility(initiative, actor=viewer, **form.cleaned_data))
    if code:
        return _page(request, initiative, form, status=code)
    messages.success(request, "Fewer people see it from now on.")
    return redirect("initiatives:visibility", reference)


def _page(
    request: HttpRequest, initiative: Initiative, form: RestrictForm, status: int = 200
) -> HttpResponse:
    restriction = restriction_in_force(initiative)
    context = {
        "initiative": initiative,
        "form": form,
        "restriction": restriction,
        "earlier": [
            each
            for each in initiative.restrictions.select_related("it_member", "by")
            if each != restriction
        ],
        "may_restrict": policies.may_restrict_visibility(person(request.user), initiative),
    }
    return render(request, "initiatives/visibility.html", context, status=status)
