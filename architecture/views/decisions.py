"""The decision records of an initiative: listed, written, reworded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from architecture import designing
from architecture.actions.decision_locking import permit_writing
from architecture.actions.decisions import change_decision, write_decision
from architecture.decision_forms import DecisionForm
from architecture.integration_queries import decisions_on
from architecture.models import DecisionRecord
from architecture.views.decision import decision_at
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.forms import unmet
from people.models import person


@require_safe
def decisions(request: HttpRequest, ref: str) -> HttpResponse:
    """What was decided on the architecture, and what replaced it."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    may_write = designing.may_write_decisions(viewer, initiative)
    context = {
        "initiative": initiative,
        "decisions": decisions_on(initiative),
        "may_write": may_write and not initiative.is_ended,
    }
    return render(request, "architecture/decisions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, ref: str) -> HttpResponse:
    """A new record, proposed; the integration in the address is filled in."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    permit_writing(initiative, viewer)
    if request.method != "POST":
        asked = {"integration": request.GET["integration"]} if "integration" in request.GET else {}
        initial = {**asked, "deciders": [viewer.pk], **kept_forms.initial(request)}
        form = DecisionForm(initiative=initiative, initial=initial)
        return _page(request, initiative, form)
    form = DecisionForm(request.POST, initiative=initiative)
    made: list[DecisionRecord] = []
    code = unmet(
        form,
        lambda: made.append(
            write_decision(
                initiative,
                form.written(),
                submission_key=form.cleaned_data["submission_key"],
                actor=viewer,
            )
        ),
    )
    if code is not None:
        return _page(request, initiative, form, status=code)
    messages.success(request, f"{made[0].reference} is proposed. Record when it is decided.")
    return redirect(made[0])


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, ref: str, adr_ref: str) -> HttpResponse:
    """Reword a record that is still proposed."""
    viewer = person(request.user)
    found = decision_at(ref, adr_ref, viewer)
    permit_writing(found.initiative, viewer)
    if request.method != "POST":
        initial = {"version": found.version, **kept_forms.initial(request)}
        form = DecisionForm(initiative=found.initiative, record=found, initial=initial)
        return _page(request, found.initiative, form, record=found)
    form = DecisionForm(request.POST, initiative=found.initiative, record=found)
    code = unmet(
        form,
        lambda: change_decision(
            found, form.written(), version=form.cleaned_data["version"], actor=viewer
        ),
    )
    if code is None:
        messages.success(request, f"{found.reference} is reworded.")
        return redirect(found)
    if code == 409:
        form.now_seen(decision_at(ref, adr_ref, viewer).version)
    return _page(request, found.initiative, form, record=found, status=code)


def _page(
    request: HttpRequest,
    initiative: Initiative,
    form: DecisionForm,
    *,
    record: DecisionRecord | None = None,
    status: int = 200,
) -> HttpResponse:
    list_url = reverse("architecture:decisions", args=[initiative.reference])
    context = {
        "initiative": initiative,
        "form": form,
        "record": record,
        "back_url": record.get_absolute_url() if record else list_url,
    }
    return render(request, "architecture/write_decision.html", context, status=status)
