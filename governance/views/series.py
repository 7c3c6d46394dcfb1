"""The standing session of an initiative: its page, beginning, changing and ending it."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance import policies
from governance.actions import (
    add_extra_session,
    arrange_series,
    change_rhythm,
    end_series,
    start_series,
)
from governance.actions.rhythms import current_rhythm
from governance.actions.series import refuse_if_resting
from governance.models import SessionSeries, Signal
from governance.session_forms import (
    ArrangeForm,
    ExtraForm,
    ReasonForm,
    RhythmForm,
    day_of,
    fitting_rule,
    rhythm_initial,
)
from governance.session_panels import (
    ahead_and_behind,
    is_resting,
    primary_of,
    rows_of,
    runners,
    unknown_zone_of,
)
from governance.sessions.proposal import USUAL_MINUTES, USUAL_START, proposed_series
from governance.sessions.queries import find_series
from governance.sessions.rhythm import Rhythm
from governance.sessions.standing import StandingSession, standing_session
from governance.signals.queries import open_at
from governance.signals.showing import shown
from initiatives.models import Initiative
from initiatives.policies import may_pause_initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.errors import NotPermitted, NotPossibleNow
from people.forms import unmet
from people.models import User, person

_ABOUT_MEETING = frozenset({"D03", "D11"})


@require_safe
def sessions(request: HttpRequest, ref: str) -> HttpResponse:
    """When both sides meet next, what became of the dates before, and how the rhythm lives."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    standing = standing_session(initiative)
    may_arrange = policies.may_arrange_sessions(viewer, initiative) and not is_resting(initiative)
    ahead, behind = ahead_and_behind(standing)
    occurrence = standing.next_date
    context = {
        "initiative": initiative,
        "series": standing.current,
        "rhythm_words": standing.rhythm_words,
        "unknown_zone": unknown_zone_of(standing.rhythm),
        "runners": runners(standing.current) if standing.current else [],
        "next_date": occurrence,
        "sides": standing.sides(occurrence) if occurrence else [],
        "ahead": rows_of(ahead, may_arrange=may_arrange),
        "behind": rows_of(behind, may_arrange=may_arrange),
        "may_work": policies.may_work_in_session(viewer, initiative),
        "earlier": standing.earlier,
        "waiting": list(initiative.waiting_items.all()),
        "health": standing.health,
        "signals": shown(_about_meeting(initiative, viewer)),
        "may_arrange": may_arrange,
        "may_resume": may_pause_initiative(viewer, initiative),
        "primary": primary_of(standing, viewer),
        "proposal": _proposal(standing, viewer),
    }
    return render(request, "governance/sessions/sessions.html", context)


def _about_meeting(initiative: Initiative, viewer: User) -> list[Signal]:
    """What stands of whether both sides keep meeting, as far as the viewer hears of it (B119)."""
    return [each for each in open_at(initiative, viewer) if each.detector in _ABOUT_MEETING]


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin the standing session; the proposal is filled in (A22)."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    proposed = proposed_series(initiative, viewer).rhythm
    if request.method != "POST":
        permit_arranging(viewer, initiative)
        _refuse_if_begun(initiative)
        return _begin_page(request, initiative, _rhythm_form(request, proposed))
    form = RhythmForm(request.POST, current=proposed.rule)
    status = unmet(
        form,
        lambda: start_series(
            initiative,
            form.wanted(),
            actor=viewer,
            submission_key=form.cleaned_data["submission_key"],
        ),
    )
    if status:
        return _begin_page(request, initiative, form, status=status)
    messages.success(request, "The standing session begins. Everybody at the table is invited.")
    return redirect("governance:sessions", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def rhythm(request: HttpRequest, ref: str, ws_ref: str) -> HttpResponse:
    """Meet differently from a day on."""
    viewer, series = _found(request, ref, ws_ref)
    now = current_rhythm(series) or proposed_series(series.initiative, viewer).rhythm
    if request.method != "POST":
        permit_arranging(viewer, series.initiative)
        form = _rhythm_form(request, _from_its_next_day(now), version=series.version)
        return _form_page(request, series, form, "rhythm")
    form = RhythmForm(request.POST, current=now.rule)
    status = unmet(
        form,
        lambda: change_rhythm(
            series, form.wanted(), actor=viewer, version=form.cleaned_data["version"]
        ),
    )
    if status:
        _take_in_change(form, series, status)
        return _form_page(request, series, form, "rhythm", status=status)
    messages.success(request, "The rhythm is changed. Everybody at the table is told.")
    return redirect("governance:sessions", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, ref: str, ws_ref: str) -> HttpResponse:
    """Where it meets, and who runs it for each side."""
    viewer, series = _found(request, ref, ws_ref)
    initiative = series.initiative
    if request.method != "POST":
        permit_arranging(viewer, initiative)
        initial = {
            "place": series.place,
            "business_facilitator": series.business_facilitator_id,
            "it_facilitator": series.it_facilitator_id,
            "version": series.version,
            **kept_forms.initial(request),
        }
        form = ArrangeForm(initial=initial, initiative=initiative)
        return _form_page(request, series, form, "arrange")
    form = ArrangeForm(request.POST, initiative=initiative)
    status = unmet(form, lambda: arrange_series(series, **form.cleaned_data, actor=viewer))
    if status:
        _take_in_change(form, series, status)
        return _form_page(request, series, form, "arrange", status=status)
    messages.success(request, "It is arranged.")
    return redirect("governance:sessions", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def extra(request: HttpRequest, ref: str, ws_ref: str) -> HttpResponse:
    """One session beside the rhythm."""
    viewer, series = _found(request, ref, ws_ref)
    usual = current_rhythm(series)
    zone = usual.time_zone if usual else viewer.time_zone
    if request.method != "POST":
        permit_arranging(viewer, series.initiative)
        initial = {
            "starts_at": usual.starts_at if usual else USUAL_START,
            "minutes": usual.minutes if usual else USUAL_MINUTES,
            **kept_forms.initial(request),
        }
        return _form_page(request, series, ExtraForm(initial=initial), "extra", zone=zone)
    form = ExtraForm(request.POST)
    added: list[Any] = []
    status = unmet(
        form, lambda: added.append(add_extra_session(series, **form.cleaned_data, actor=viewer))
    )
    if status:
        return _form_page(request, series, form, "extra", zone=zone, status=status)
    messages.success(request, "The extra session stands. Everybody at the table is invited.")
    return redirect(added[0])


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, ref: str, ws_ref: str) -> HttpResponse:
    """End the standing session while the initiative goes on."""
    viewer, series = _found(request, ref, ws_ref)
    form = ReasonForm(request.POST or None, initial=kept_forms.initial(request))
    if request.method != "POST":
        permit_arranging(viewer, series.initiative)
        return _form_page(request, series, form, "end")
    status = unmet(form, lambda: end_series(series, **form.cleaned_data, actor=viewer))
    if status:
        return _form_page(request, series, form, "end", status=status)
    messages.success(request, "The standing session has ended. It can begin anew.")
    return redirect("governance:sessions", ref)


def permit_arranging(viewer: User, initiative: Initiative) -> None:
    """Show a form only to those who may send it, while it can be sent.

    Raises:
        NotPermitted: the viewer works on neither side of this table.
        NotPossibleNow: the initiative has ended or rests.
    """
    if not policies.may_arrange_sessions(viewer, initiative):
        raise NotPermitted(
            "Business and IT at the table arrange its sessions.",
            way_out="Ask the initiative's lead or an IT architect.",
        )
    refuse_if_resting(initiative)


def _refuse_if_begun(initiative: Initiative) -> None:
    running = SessionSeries.objects.filter(initiative=initiative, ended_at=None).first()
    if running is not None:
        raise NotPossibleNow(
            f"{running.reference} is this initiative's standing session already.",
            way_out="Change its rhythm instead.",
        )


def _found(request: HttpRequest, ref: str, ws_ref: str) -> tuple[User, SessionSeries]:
    viewer = person(request.user)
    series = find_series(ws_ref, viewer)
    if series.initiative.reference != ref:
        raise Http404
    if series.ended_at is not None and request.method != "POST":
        raise NotPossibleNow(
            f"{series.reference} has ended.", way_out="Begin a new standing session."
        )
    return viewer, series


def _proposal(standing: StandingSession, viewer: User) -> dict[str, Any] | None:
    """What would begin, where nothing stands."""
    if standing.current is not None or is_resting(standing.initiative):
        return None
    proposed = proposed_series(standing.initiative, viewer).rhythm
    return {
        "words": f"{proposed.in_words()}, {proposed.time_zone}",
        "first": proposed.instant(proposed.first_on),
    }


def _rhythm_form(request: HttpRequest, rhythm: Rhythm, version: int | None = None) -> RhythmForm:
    """The rhythm as it stands; another first day in the address brings the rules that fit it."""
    initial = {**rhythm_initial(rhythm), "version": version}
    if day := day_of(request.GET.get("first_on")):
        rule = request.GET.get("rule") or rhythm.rule
        initial |= {"first_on": day, "rule": fitting_rule(rule, day)}
    return RhythmForm(initial={**initial, **kept_forms.initial(request)}, current=rhythm.rule)


def _from_its_next_day(rhythm: Rhythm) -> Rhythm:
    """The same rhythm from its next day on, which keeps its weeks."""
    after = max(timezone.localdate() + dt.timedelta(days=1), rhythm.first_on)
    first_on = next(rhythm.days(after, after + dt.timedelta(days=366)), rhythm.first_on)
    return Rhythm(rhythm.rule, first_on, rhythm.starts_at, rhythm.time_zone, rhythm.minutes)


def _take_in_change(form: Any, series: SessionSeries, status: HTTPStatus) -> None:
    """After somebody else's change the page shows it, and sending again is about that."""
    if status == HTTPStatus.CONFLICT:
        series.refresh_from_db()
        form.now_seen(series.version)


def _form_page(
    request: HttpRequest, series: SessionSeries, form: forms.Form, name: str, **more: Any
) -> HttpResponse:
    status = more.pop("status", HTTPStatus.OK)
    kept = current_rhythm(series)
    context = {
        "initiative": series.initiative,
        "series": series,
        "form": form,
        "rhythm_words": f"{kept.in_words()}, {kept.time_zone}" if kept else "",
        "back_url": series.get_absolute_url(),
        "was_changed": status == HTTPStatus.CONFLICT,
        **more,
    }
    return render(request, f"governance/sessions/{name}.html", context, status=status)


def _begin_page(
    request: HttpRequest, initiative: Initiative, form: RhythmForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "initiative": initiative,
        "form": form,
        "back_url": reverse("governance:sessions", args=[initiative.reference]),
    }
    return render(request, "governance/sessions/begin.html", context, status=status)
