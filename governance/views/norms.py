"""The organisation's norms: executives and administrators read, administrators change."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from governance.actions.norms import change_norm
from governance.figures.telling import label_of_figure
from governance.norms import NORMS, NormDefinition, may_read_norms, norms_in_force
from governance.signal_forms import NormForm
from governance.signals.findings import find_detector, label_of
from people.errors import NotPermitted
from people.forms import unmet
from people.models import User, person

# What a norm is about that no single signal or figure goes by.
_EVERY = {
    "Signals": "every signal",
    "Moving on": "every go-ahead",
    "Figures and practices": "every figure",
}


@require_safe
def norms(request: HttpRequest) -> HttpResponse:
    """Every norm, what it is for, and whether it is the organisation's own."""
    viewer = person(request.user)
    _permit(viewer)
    groups = [
        (name, [(row, _goes_by(row.definition)) for row in rows])
        for name, rows in groupby(norms_in_force(), key=lambda row: row.group)
    ]
    context = {"groups": groups, "may_change": viewer.is_staff}
    return render(request, "governance/signals/norms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Change one norm."""
    viewer = person(request.user)
    _permit(viewer)
    definition = NORMS.get(name)
    if definition is None:
        raise Http404
    if not viewer.is_staff:
        raise NotPermitted(
            "Norms of the organisation are changed by administrators.",
            way_out="Tell an administrator which norm does not fit, and why.",
        )
    standing = next(each for each in norms_in_force() if each.name == name)
    form = NormForm(request.POST or None, definition=definition, initial={"value": standing.value})
    status = 200
    if request.method == "POST":
        refused = unmet(form, lambda: change_norm(name, **form.cleaned_data, actor=viewer))
        if refused is None:
            messages.success(request, "The norm is set. It holds from now on.")
            return redirect("signals:norms")
        status = refused
    context = {
        "definition": definition,
        "goes_by": _goes_by(definition),
        "standing": standing,
        "form": form,
    }
    return render(request, "governance/signals/norm.html", context, status=status)


def _goes_by(definition: NormDefinition) -> list[str]:
    """Which signals and figures go by a norm, by their names."""
    named = []
    for each in definition.used_by:
        if figure := label_of_figure(each):
            named.append(f"figure “{figure}”")
        elif find_detector(each):
            named.append(f"signal “{label_of(each)}”")
    return named or [_EVERY[definition.group]]


def _permit(viewer: User) -> None:
    if not may_read_norms(viewer):
        raise NotPermitted(
            "The norms are for executives and administrators.",
            way_out="Each rule on a signal says the norm it goes by.",
        )
