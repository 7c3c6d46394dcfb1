"""The decisions of an initiative: planned, taken, told afterwards, open to change."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from initiatives import actions, policies
from initiatives.models import Initiative, Reopening
from initiatives.queries import Decision, decisions_of, find_initiative
from initiatives.reopening import likely_causes
from initiatives.vocabulary import MilestoneKind, ReopeningCause, TimeQuality
from initiatives.workspace_forms import PlanForm, ReopenForm, TakeForm, TellDayForm
from people import kept_forms
from people.forms import unmet
from people.models import person


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done about a decision.

    Attributes:
        label: the words on the button.
        told: what the page says when it is done; the decision's name comes first.
        act: the action; called with initiative and kind, and the form's content by name.
    """

    label: str
    told: str
    form: type[forms.Form]
    act: Callable[..., object]


def _loosen(initiative: Initiative, kind: str, **who: Any) -> object:
    return actions.mark_reopenable(initiative, kind, reopenable=True, **who)


def _settle(initiative: Initiative, kind: str, **who: Any) -> object:
    return actions.mark_reopenable(initiative, kind, reopenable=False, **who)


_STEPS = {
    "plan": Step("Plan it", "is planned", PlanForm, actions.plan_milestone),
    "take": Step("Record it as taken", "is taken", TakeForm, actions.take_milestone),
    "tell": Step("Tell the day", "has its day", TellDayForm, actions.declare_milestone_date),
    "loosen": Step("It can still change", "can still change", forms.Form, _loosen),
    "settle": Step("It is settled", "is settled", forms.Form, _settle),
    "reopen": Step("Reopen it", "is open again", ReopenForm, actions.reopen_milestone),
}


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step with the form that asks for what it needs."""

    verb: str
    label: str
    form: forms.Form


@dataclass(frozen=True, slots=True)
class Row:
    """One decision with what can be done about it; unfolded where a form waits for its writer.

    Attributes:
        reopenings: how often it was taken back into the open and why, newest first.
    """

    decision: Decision
    steps: list[StepForm]
    is_unfolded: bool
    reopenings: list[Reopening]


@require_http_methods(["GET", "HEAD", "POST"])
def decisions(request: HttpRequest, reference: str) -> HttpResponse:
    """Every decision with its state and day, and the small forms that change them."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    if request.method != "POST":
        return _page(request, initiative, _kept_form(kept_forms.initial(request)))
    kind, verb = request.POST.get("kind", ""), request.POST.get("verb", "")
    if kind not in MilestoneKind.values or verb not in _STEPS:
        raise Http404
    step = _STEPS[verb]
    form = step.form(request.POST, auto_id=_ids(kind, verb))
    status = unmet(form, lambda: step.act(initiative, kind, actor=viewer, **form.cleaned_data))
    if status:
        return _page(request, initiative, (kind, StepForm(verb, step.label, form)), status)
    messages.success(request, f"{MilestoneKind(kind).label} {step.told}.")
    return redirect("initiatives:decisions", reference)


def _page(
    request: HttpRequest,
    initiative: Initiative,
    waiting: tuple[str, StepForm] | None,
    status: int = 200,
) -> HttpResponse:
    may_date = policies.may_date_milestones(person(request.user), initiative)
    may_date = may_date and not initiative.is_ended
    causes = likely_causes(initiative) if may_date else {}
    reopenings = defaultdict(list)
    for each in initiative.reopenings.all():
        reopenings[each.kind].append(each)
    context = {
        "initiative": initiative,
        "may_date": may_date,
        "rows": [
            _row(each, waiting, causes, reopenings[each.kind]) for each in decisions_of(initiative)
        ],
        "refused": waiting[1].form if waiting else None,
    }
    return render(request, "initiatives/decisions.html", context, status=status)


def _row(
    decision: Decision,
    waiting: tuple[str, StepForm] | None,
    causes: Mapping[str, ReopeningCause],
    reopenings: list[Reopening],
) -> Row:
    kind = decision.kind.value
    verbs = _verbs_for(decision)
    cause = causes.get(kind, ReopeningCause.OTHER)
    steps = {verb: _step_form(decision, verb, cause) for verb in verbs}
    is_unfolded = waiting is not None and waiting[0] == kind
    if waiting and is_unfolded:
        # Kept although the decision may have moved on: what was typed is not thrown away.
        steps[waiting[1].verb] = waiting[1]
    return Row(decision, list(steps.values()), is_unfolded, reopenings)


def _verbs_for(decision: Decision) -> list[str]:
    if decision.milestone is None or not decision.milestone.taken:
        return ["plan", "take"]
    told = ["tell"] if decision.milestone.quality == TimeQuality.DECLARED else []
    return [*told, "settle" if decision.milestone.reopenable else "loosen", "reopen"]


def _step_form(decision: Decision, verb: str, cause: ReopeningCause) -> StepForm:
    milestone = decision.milestone
    initial = {
        "planned_on": milestone.planned_on if milestone else None,
        "taken_on": milestone.taken_on if milestone and milestone.taken else timezone.localdate(),
        "cause": cause,
    }
    step = _STEPS[verb]
    form = step.form(initial=initial, auto_id=_ids(decision.kind.value, verb))
    return StepForm(verb, step.label, form)


def _kept_form(kept: dict[str, str]) -> tuple[str, StepForm] | None:
    kind, verb = kept.get("kind", ""), kept.get("verb", "")
    if kind not in MilestoneKind.values or verb not in _STEPS:
        return None
    step = _STEPS[verb]
    return kind, StepForm(verb, step.label, step.form(initial=kept, auto_id=_ids(kind, verb)))


def _ids(kind: str, verb: str) -> str:
    """Names the inputs of one small form among many."""
    return f"{verb}_{kind}_%s"
