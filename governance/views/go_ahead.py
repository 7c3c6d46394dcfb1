"""Moving on and going back: the pages of go-aheads and of what they carry forward."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import moving, policies
from governance.actions import (
    join_go_ahead,
    propose_going_back,
    record_go_ahead,
    record_go_ahead_view,
    renew_carried_item,
    withdraw_go_ahead,
)
from governance.carried import load_carried, open_carried
from governance.clarity_links import is_still_owed, missing_from_floor
from governance.models import CarriedItem, GoAhead
from governance.moving_forms import BackForm, GoAheadForm, RenewForm, ViewForm
from governance.moving_needs import changes_since, needs_of, seen_now
from governance.moving_reads import (
    changed_views,
    find_carried_item,
    find_go_ahead,
    go_aheads_of,
    sessions_to_link,
    sides_of,
    waiting_go_ahead,
)
from initiatives.models import Initiative
from initiatives.policies import may_change_operational_status
from initiatives.queries import find_initiative, fitting_status
from initiatives.vocabulary import Stage, Status
from people import kept_forms
from people.errors import Refusal
from people.forms import shown_status, unmet
from people.models import User, person


@require_safe
def go_aheads(request: HttpRequest, ref: str) -> HttpResponse:
    """Every move of the initiative, and what is carried forward now."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    load_carried([initiative])
    found = list(go_aheads_of(initiative))
    for each in found:
        each.initiative = initiative
    context = {
        "initiative": initiative,
        "go_aheads": found,
        "carried": open_carried(initiative),
        "next_stage": moving.next_stage(initiative),
        "may_go_back": bool(moving.earlier_stages(initiative))
        and moving.may_propose_going_back(viewer, initiative),
    }
    return render(request, "governance/moving/go_aheads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """What the move needs and does not have, with six questions about each item."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    to_stage = moving.next_stage(initiative)
    if to_stage is None:
        return redirect("governance:go-aheads", ref=ref)
    if request.method != "POST":
        initial = {"seen": _seen(initiative), "to_stage": to_stage.value}
        kept = kept_forms.initial(request)
        form = _form(initiative, to_stage, initial={**initial, **kept})
        return _record_page(request, initiative, to_stage, form)
    return _recorded(request, initiative, to_stage, viewer)


def _recorded(
    request: HttpRequest, initiative: Initiative, to_stage: Stage, viewer: User
) -> HttpResponse:
    form = _form(initiative, to_stage, data=request.POST)
    if changes := changes_since(request.POST.get("seen", ""), initiative, form.needs):
        form.see_now(_seen(initiative), to_stage)
        form.is_bound = True
        return _record_page(request, initiative, to_stage, form, changes=changes, status=409)
    if not form.is_valid():
        return _record_page(request, initiative, to_stage, form)
    try:
        go_ahead = record_go_ahead(
            initiative,
            form.move(),
            actor=viewer,
            submission_key=form.cleaned_data["submission_key"],
        )
    except Refusal as refusal:
        form.show(refusal)
        return _record_page(request, initiative, to_stage, form, status=shown_status(refusal))
    messages.success(request, _told(go_ahead))
    return redirect(go_ahead)


def _told(go_ahead: GoAhead) -> str:
    to = go_ahead.get_to_stage_display().lower()
    if go_ahead.taken_at is None:
        return "It is recorded and waits for the other post that carries the result."
    if go_ahead.is_back:
        return f"The initiative is in {to} again. Both sides are asked how they see it."
    return f"The initiative is in {to} now. Both sides are asked how they see it."


def _seen(initiative: Initiative) -> str:
    return seen_now(initiative, needs_of(initiative))


def _form(initiative: Initiative, to_stage: Stage, **options: Any) -> GoAheadForm:
    return GoAheadForm(
        initiative=initiative,
        needs=needs_of(initiative),
        latest=moving.latest_due(initiative, to_stage),
        sessions=sessions_to_link(initiative),
        **options,
    )


def _record_page(
    request: HttpRequest,
    initiative: Initiative,
    to_stage: Stage,
    form: GoAheadForm,
    *,
    changes: list[str] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    viewer = person(request.user)
    needed = moving.carriers(initiative)
    floor = missing_from_floor(initiative, to_stage)
    waiting = waiting_go_ahead(initiative)
    rests = initiative.status != Status.ACTIVE
    context = {
        "initiative": initiative,
        "to_stage": to_stage,
        "form": form,
        "changes": changes or [],
        "left_over": form.left_over() if changes else [],
        "carriers": needed,
        "together": len(needed) > 1 and not moving.is_carried(needed, [viewer]),
        "floor": floor,
        "waiting": waiting,
        "rests": rests,
        "may_record": moving.may_carry(viewer, needed)
        and all(each.people for each in needed)
        and not (floor or waiting or rests),
        "may_go_back": bool(moving.earlier_stages(initiative))
        and moving.may_propose_going_back(viewer, initiative),
    }
    return render(request, "governance/moving/record.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, ref: str) -> HttpResponse:
    """Going back is ordinary: either side records it, any member proposes it for a session."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    stages = moving.earlier_stages(initiative)
    only_propose = not moving.may_go_back(viewer, initiative)
    may_propose = moving.may_propose_going_back(viewer, initiative)
    initial = {"seen": f"{initiative.stage}|", **kept_forms.initial(request)}
    form = BackForm(
        request.POST if request.method == "POST" else None,
        stages=stages,
        only_propose=only_propose,
        sessions=sessions_to_link(initiative),
        initial=initial,
    )
    code: int = HTTPStatus.OK
    if request.method == "POST":
        found = unmet(form, lambda: _go_back(request, initiative, form, viewer, only_propose))
        if found is None:
            return redirect("governance:go-aheads", ref=ref)
        if found == HTTPStatus.CONFLICT:
            initiative = find_initiative(ref, viewer)
            form.send_next(seen=f"{initiative.stage}|")
        code = found
    context = {
        "initiative": initiative,
        "form": form,
        "may": bool(stages) and (may_propose or not only_propose),
        "only_propose": only_propose,
    }
    return render(request, "governance/moving/back.html", context, status=code)


def _go_back(
    request: HttpRequest,
    initiative: Initiative,
    form: BackForm,
    viewer: User,
    only_propose: bool,  # noqa: FBT001
) -> None:
    if only_propose or request.POST.get("verb") == "propose":
        stage, reason = form.cleaned_data["to_stage"], form.cleaned_data["reason"]
        propose_going_back(initiative, to_stage=stage, reason=reason, actor=viewer)
        messages.success(request, "It is on the agenda of the next session.")
        return
    key = form.cleaned_data["submission_key"]
    went = record_go_ahead(initiative, form.move(), actor=viewer, submission_key=key)
    messages.success(request, _told(went))


@require_http_methods(["GET", "HEAD", "POST"])
def go_ahead(request: HttpRequest, ref: str, pk: str) -> HttpResponse:
    """One go-ahead: what it carried and why, and how both sides see it."""
    viewer = person(request.user)
    found = find_go_ahead(ref, pk, viewer)
    if request.method != "POST":
        return _page(request, found, ViewForm(initial=kept_forms.initial(request) or None))
    form = ViewForm(request.POST)
    code = unmet(form, lambda: record_go_ahead_view(found, **form.cleaned_data, actor=viewer))
    if code is not None:
        return _page(request, found, form, status=code)
    messages.success(request, "Your view stands beside the others. It changes nothing else.")
    return redirect(found)


@require_POST
def join(request: HttpRequest, ref: str, pk: str) -> HttpResponse:
    """Record it too; it takes effect."""
    viewer = person(request.user)
    found = find_go_ahead(ref, pk, viewer)
    joined = join_go_ahead(found, actor=viewer, version=_version(request))
    messages.success(request, _told(joined))
    return redirect(joined)


@require_POST
def withdraw(request: HttpRequest, ref: str, pk: str) -> HttpResponse:
    """Take a waiting go-ahead back."""
    viewer = person(request.user)
    found = find_go_ahead(ref, pk, viewer)
    withdraw_go_ahead(found, actor=viewer, version=_version(request))
    messages.success(request, "It is taken back and stays readable.")
    return redirect("governance:go-aheads", ref=ref)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _page(
    request: HttpRequest, found: GoAhead, form: ViewForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    viewer = person(request.user)
    initiative = found.initiative
    needed = [] if found.taken_at else moving.carriers(initiative)
    is_waiting = not (found.taken_at or found.withdrawn_at)
    own = next((each for each in found.views.all() if each.holder_id == viewer.pk), None)
    if own and not form.is_bound:
        form.initial = {"view": own.view, "text": own.text, **(form.initial or {})}
    stands = moving.may_carry(found.recorded_by, needed)
    context = {
        "initiative": initiative,
        "go_ahead": found,
        "stands": stands,
        "unnamed": next((each for each in needed if not each.people), None),
        "items": [
            (each, found.taken_at is not None and _is_open(each)) for each in found.items.all()
        ],
        "sides": sides_of(found),
        "changed": changed_views(found),
        "is_waiting": is_waiting,
        "waits_for": [
            each for each in needed if not moving.is_carried([each], [found.recorded_by])
        ],
        "may_join": is_waiting and stands and moving.may_join(viewer, found, needed),
        "may_withdraw": is_waiting and moving.may_withdraw(viewer, found, needed),
        "form": form if moving.may_record_view(viewer, initiative) else None,
        "own": own,
        "status_offer": _status_offer(found, viewer),
    }
    return render(request, "governance/moving/go_ahead.html", context, status=status)


def _status_offer(found: GoAhead, viewer: User) -> dict[str, str] | None:
    """As what it runs in all likelihood now that the move is taken, and the page that says so."""
    initiative = found.initiative
    fitting = fitting_status(initiative)
    is_latest = found.taken_at is not None and found.to_stage == initiative.stage
    if fitting is None or not is_latest or not may_change_operational_status(viewer, initiative):
        return None
    page = reverse("initiatives:operational-status", args=[initiative.reference])
    day = date_format(timezone.localdate(found.taken_at), "j F Y")
    evidence = f"Go-ahead from {str(found).lower()}, {day}"
    return {"label": fitting.label.lower(), "url": f"{page}?{urlencode({'evidence': evidence})}"}


def _is_open(item: CarriedItem) -> bool:
    return item.closed_at is None and is_still_owed(item.initiative, item)


@require_http_methods(["GET", "HEAD", "POST"])
def carried_item(request: HttpRequest, ref: str, pk: str) -> HttpResponse:
    """What was carried forward, and carrying it on with a reason (D13)."""
    viewer = person(request.user)
    item = find_carried_item(ref, pk, viewer)
    initiative = item.initiative
    latest = moving.latest_due(initiative, Stage(initiative.stage))
    form = RenewForm(
        request.POST if request.method == "POST" else None,
        initiative=initiative,
        latest=latest,
        initial={"version": item.version, "owner": item.owner_id, **kept_forms.initial(request)},
    )
    code: int = HTTPStatus.OK
    if request.method == "POST":
        found = unmet(form, lambda: renew_carried_item(item, **form.cleaned_data, actor=viewer))
        if found is None:
            messages.success(request, "It is carried on. What was promised first stays readable.")
            return redirect("governance:carried-item", ref=ref, pk=pk)
        if found == HTTPStatus.CONFLICT:
            item = find_carried_item(ref, pk, viewer)
            form.now_seen(item.version)
        code = found
    is_open = _is_open(item)
    may_renew = item.owner_id == viewer.pk or policies.may_arrange_sessions(viewer, initiative)
    context = {
        "initiative": initiative,
        "item": item,
        "is_open": is_open,
        "answer_url": item.address or reverse("governance:go-aheads", args=[ref]),
        "form": form if is_open and may_renew and not initiative.is_ended else None,
        "refused": form.is_bound,
        "today": timezone.localdate(),
    }
    return render(request, "governance/moving/carried_item.html", context, status=code)
