"""How it runs: experiment, pilot, operational, retiring or stopped, with what shows it (B96)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from initiatives import policies
from initiatives.actions import change_operational_status
from initiatives.models import Initiative
from initiatives.queries import find_initiative, fitting_status
from initiatives.transitions import OPERATIONAL_STATUS
from initiatives.vocabulary import OperationalStatus
from initiatives.workspace_forms import OperationalStatusForm
from people import kept_forms
from people.forms import unmet
from people.models import person


@require_http_methods(["GET", "HEAD", "POST"])
def operational_status(request: HttpRequest, reference: str) -> HttpResponse:
    """How it runs, the form that changes it, and how it came to that."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    ways = list(OPERATIONAL_STATUS[OperationalStatus(initiative.operational_status)])
    if request.method != "POST":
        initial = {
            "status": fitting_status(initiative) or ways[0],
            "effective_on": timezone.localdate(),
            "evidence": request.GET.get("evidence", "")[:2000],
            **kept_forms.initial(request),
        }
        form = OperationalStatusForm(initial=initial, ways=ways)
        return _page(request, initiative, form)
    form = OperationalStatusForm(request.POST, ways=list(OperationalStatus))
    code = unmet(
        form,
        lambda: change_operational_status(initiative, **form.cleaned_data, actor=viewer),
    )
    if code:
        initiative.refresh_from_db(fields=["operational_status"])
        return _page(request, initiative, form, status=code)
    now = OperationalStatus(form.cleaned_data["status"])
    told = f"Recorded as {now.label.lower()}."
    if now == OperationalStatus.EXPERIMENT:
        told += " The clarity profile asks when the experiment ends."
    messages.success(request, told)
    return redirect(initiative)


def _page(
    request: HttpRequest,
    initiative: Initiative,
    form: OperationalStatusForm,
    *,
    status: int = 200,
) -> HttpResponse:
    may_change = policies.may_change_operational_status(person(request.user), initiative)
    context = {
        "initiative": initiative,
        "form": form if may_change or form.is_bound else None,
        "changes": list(initiative.operational_status_changes.select_related("by")),
    }
    return render(request, "initiatives/operational_status.html", context, status=status)
