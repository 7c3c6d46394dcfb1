"""Signals: of one initiative, one of them with its replies, and all that the viewer may see."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from governance.actions.joint_inputs import open_joint_input, partner_of, raise_joint_input
from governance.actions.signals import acknowledge_signal, explain_signal
from governance.figures.practices import OF, in_place
from governance.figures.queries import figures_of
from governance.models import Signal
from governance.norms import NORMS, current_norms, norm
from governance.signal_forms import ExplainForm
from governance.signals import queries
from governance.signals.findings import find_detector
from governance.signals.showing import shown
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.errors import NotPermitted, Refusal
from people.forms import unmet
from people.models import User, person
from people.permissions import Permission, may

_EARLIER = 20
_MOST = 50


@require_safe
def signals(request: HttpRequest, ref: str) -> HttpResponse:
    """What stands at the initiative, what cannot wait first, and what was said to earlier ones."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    rows = queries.signals_visible_to(viewer).filter(initiative=initiative)
    standing = list(rows.filter(ended_at=None))
    earlier = list(rows.exclude(ended_at=None).order_by("-ended_at", "-pk")[: _EARLIER + 1])
    for each in (*standing, *earlier):
        each.initiative = initiative
    context = {
        "initiative": initiative,
        "standing": shown(queries.most_serious_first(standing)),
        "earlier": shown(earlier[:_EARLIER]),
        "there_are_more": len(earlier) > _EARLIER,
    }
    return render(request, "governance/signals/signals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def signal(request: HttpRequest, ref: str, pk: str) -> HttpResponse:
    """One signal: its facts, its rule, the next step, and what either side says to it."""
    viewer = person(request.user)
    found = queries.find_signal(pk, viewer, reference=ref)
    if request.method != "POST":
        initial = {**kept_forms.initial(request), "version": found.version}
        return _page(request, found, ExplainForm(initial=initial))
    if request.POST.get("verb") == "acknowledge":
        return _acknowledge(request, found, viewer)
    if request.POST.get("verb") == "join":
        return _join(request, found, viewer)
    form = ExplainForm(request.POST)
    status = unmet(form, lambda: explain_signal(found, **form.cleaned_data, actor=viewer))
    if status:
        found = queries.find_signal(pk, viewer, reference=ref)
        if status == HTTPStatus.CONFLICT:
            form.now_seen(found.version)
        return _page(request, found, form, status=status)
    messages.success(request, "The explanation is kept. Both sides can read it.")
    return redirect(found)


def _acknowledge(request: HttpRequest, found: Signal, viewer: User) -> HttpResponse:
    try:
        acknowledge_signal(found, actor=viewer)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, "Both sides can see that it was heard.")
    return redirect(found)


def _join(request: HttpRequest, found: Signal, viewer: User) -> HttpResponse:
    try:
        joint = raise_joint_input(found, actor=viewer)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    where = (
        f"{joint.here.reference} is here, and {joint.there.reference} at "
        f"{joint.there.initiative.reference}."
    )
    if joint.is_new:
        told = "Both sides of both initiatives find it among their design inputs."
        messages.success(request, f"{where} {told}")
    else:
        messages.info(request, f"{where} Somebody raised them before you; nothing was doubled.")
    return redirect(joint.here)


def _page(
    request: HttpRequest, found: Signal, form: ExplainForm, *, status: int = 200
) -> HttpResponse:
    viewer = person(request.user)
    is_open = found.ended_at is None
    context = {
        "initiative": found.initiative,
        "shown": shown([found])[0],
        "form": form,
        "joint": _joint(found, viewer) if is_open else None,
        "may_answer": is_open and queries.may_answer_signal(viewer, found.initiative),
        "rest_words": f"The pattern rests for {_rest()}.",
    }
    return render(request, "governance/signals/signal.html", context, status=status)


def _joint(found: Signal, viewer: User) -> dict[str, object] | None:
    """The other initiative of a link that is there twice, and what is raised about it already."""
    partner = partner_of(found)
    other = Initiative.objects.visible_to(viewer).filter(reference=partner).first()
    if other is None:
        return None
    return {"other": other, "raised": open_joint_input(found.initiative, partner)}


@require_safe
def figures(request: HttpRequest, ref: str) -> HttpResponse:
    """Practices in place and every figure of one initiative, each with what it is of."""
    initiative = find_initiative(ref, person(request.user))
    practices, found = figures_of(initiative)
    context = {
        "initiative": initiative,
        "practices": practices,
        "in_place": in_place(practices),
        "of": OF,
        "figures": found,
        "smallest_sample": norm("smallest_sample"),
    }
    return render(request, "governance/signals/figures.html", context)


@require_safe
def all_signals(request: HttpRequest) -> HttpResponse:
    """What stands now at all initiatives that the viewer may see, by pattern."""
    viewer = person(request.user)
    _permit(viewer)
    found = queries.patterns(viewer)
    context = {
        "patterns": found,
        "total": sum(each.count for each in found),
        "unled": sum(each.unled for each in found),
        "looked_at": queries.last_looked_at(),
        "failing": queries.failing_detectors() if viewer.is_staff else [],
    }
    return render(request, "governance/signals/all.html", context)


@require_safe
def pattern(request: HttpRequest, detector: str) -> HttpResponse:
    """Where one pattern stands: at initiatives that somebody leads, or `?of=inventory`."""
    viewer = person(request.user)
    _permit(viewer)
    looked_for = find_detector(detector)
    if looked_for is None:
        raise Http404
    rows = queries.open_signals(viewer).filter(detector=detector)
    of_inventory = request.GET.get("of") == "inventory"
    rows = rows.filter(queries.UNLED) if of_inventory else rows.exclude(queries.UNLED)
    found = list(rows.select_related("initiative__unit").order_by("found_at", "pk")[: _MOST + 1])
    context = {
        "detector": looked_for,
        "rule": looked_for.rule_in_words(current_norms()),
        "of_inventory": of_inventory,
        "rows": shown(found[:_MOST]),
        "there_are_more": len(found) > _MOST,
        "most": _MOST,
    }
    return render(request, "governance/signals/pattern.html", context)


def _permit(viewer: User) -> None:
    if not may(viewer, Permission.INITIATIVE_VIEW):
        raise NotPermitted(
            "You have no role yet, so you see no signals.", way_out="Ask an administrator for one."
        )


def _rest() -> str:
    return NORMS["rest_days"].in_words(current_norms()["rest_days"])
