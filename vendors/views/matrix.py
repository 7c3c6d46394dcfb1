"""The comparison, one of its cells, and what weights say about it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.errors import NotVisible, Refusal
from people.forms import show_refusal, shown_status, unmet
from people.models import User, person
from vendors import policies
from vendors.actions import give_score, set_weights
from vendors.comparing import Cell
from vendors.forms import WeightsForm
from vendors.matrix_page import matrix_context
from vendors.queries import answers_on, find_cell, matrix_of, worded
from vendors.score_forms import CLOSED, ScoreForm


@require_safe
def matrix(request: HttpRequest, ref: str) -> HttpResponse:
    """Criteria down, candidates across, the two sides as pairs (A18, B47)."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    context = matrix_context(initiative, matrix_of(initiative, user), user, request.GET)
    return render(request, "vendors/matrix.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, ref: str, key: str, pk: int) -> HttpResponse:
    """One candidate under one criterion: both scores, their evidence, and one's own form."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    found = find_cell(initiative, user, key, pk)
    form = _form(request, initiative, user, found)
    if request.method != "POST":
        return _cell_page(request, initiative, found, form)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _cell_page(request, initiative, found, form)
    if not form.is_touched:
        return redirect(_back(initiative, found))
    try:
        give_score(
            found.candidate,
            worded(initiative, found.criterion, form.seen),
            form.given(),
            actor=user,
            version=form.cleaned_data["version"],
        )
    except NotVisible:
        raise
    except Refusal as refusal:
        found = find_cell(initiative, user, key, pk)
        form.now_at(found)
        show_refusal(form, refusal)
        return _cell_page(request, initiative, found, form, status=shown_status(refusal))
    messages.success(request, f"{found.criterion.key} for {found.candidate.name} is scored.")
    return redirect(_back(initiative, found))


@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: HttpRequest, ref: str) -> HttpResponse:
    """Weights are optional; they never sort and never hide the spread."""
    user = person(request.user)
    initiative = find_initiative(ref, user)
    compared = matrix_of(initiative, user)
    criteria = [row.criterion for row in compared.rows]
    if request.method == "POST":
        form = WeightsForm(request.POST, criteria=criteria)
        status = unmet(form, lambda: set_weights(initiative, form.weights(), actor=user))
        if status is None:
            messages.success(request, "The weights are kept.")
            return redirect("vendors:weights", initiative.reference)
    else:
        form = WeightsForm(initial=kept_forms.initial(request), criteria=criteria)
        status = HTTPStatus.OK
    context = matrix_context(initiative, compared, user, request.GET)
    return render(request, "vendors/weights.html", {**context, "form": form}, status=status)


def _form(
    request: HttpRequest, initiative: Initiative, user: User, found: Cell
) -> ScoreForm | None:
    side = policies.side_of(user, initiative)
    if side is None or found.part(side) is None or initiative.is_ended:
        return None
    if not policies.may_score(user, initiative, side) or not found.candidate.is_considered:
        return None
    if found.is_closed and request.method != "POST":
        return None
    if request.method == "POST":
        return ScoreForm(request.POST, cell=found, party=side)
    form = ScoreForm(cell=found, party=side)
    kept = kept_forms.initial(request)
    form.initial.update(
        (name, kept[form.add_prefix(name)]) for name in form.fields if form.add_prefix(name) in kept
    )
    return form


def _cell_page(
    request: HttpRequest,
    initiative: Initiative,
    found: Cell,
    form: ScoreForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    in_panel = request.headers.get("HX-Request") == "true" and request.method != "POST"
    context = {
        "initiative": initiative,
        "cell": found,
        "form": form,
        "closed": CLOSED if found.is_closed and found.candidate.is_considered else "",
        "answers": answers_on(found.criterion, found.candidate),
        "back_url": _back(initiative, found),
        "in_panel": in_panel,
    }
    template = "_panel" if in_panel else "cell"
    return render(request, f"vendors/{template}.html", context, status=status)


def _back(initiative: Initiative, found: Cell) -> str:
    where = reverse("vendors:matrix", args=[initiative.reference])
    return f"{where}#c-{found.criterion.key}-{found.candidate.pk}"
