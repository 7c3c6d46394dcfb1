"""One date of the standing session, before and after it; the room is where it runs."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance import policies
from governance.actions import (
    cancel_occurrence,
    move_occurrence,
    reply_to_session,
    restore_occurrence,
    skip_occurrence,
)
from governance.models import SessionOccurrence
from governance.session_forms import MoveForm, ReasonForm
from governance.session_panels import (
    choices_about,
    is_resting,
    primary_for,
)
from governance.sessions.agenda import agenda_of
from governance.sessions.agenda_rows import minutes_of, rows_of
from governance.sessions.queries import find_occurrence
from governance.sessions.rhythm import UnknownTimeZone, known_zone
from governance.sessions.standing import load_seats, replies_to, sides_that_come
from governance.sessions.words import moment_in_words
from governance.views.series import permit_arranging
from governance.vocabulary import OccurrenceState
from initiatives.policies import sits_at
from people import kept_forms
from people.errors import InvalidInput
from people.forms import unmet
from people.models import User, person
from people.vocabulary import Party

_ANSWERS = {"yes": True, "no": False}


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """Its agenda and who comes while it is ahead; afterwards what came out (A22, A23)."""
    found = _found(request, ref, ws_ref, slot)
    if request.method == "POST":
        return _replied(request, found)
    viewer = person(request.user)
    initiative = found.series.initiative
    load_seats([initiative])
    expected = found.state in OccurrenceState.expected()
    may_arrange = policies.may_arrange_sessions(viewer, initiative)
    may_work = policies.may_work_in_session(viewer, initiative) and not initiative.is_ended
    context = {
        "initiative": initiative,
        "occurrence": found,
        "series": found.series,
        "is_expected": expected,
        "present": _present(found),
        "may_work": may_work and expected,
        "primary": primary_for(found) if may_work and expected else None,
        "choices": choices_about(found) if may_arrange and _is_alive(found) else [],
        **(_coming(found, viewer) if expected and not found.is_unrecorded else {}),
        **_content(found, viewer),
    }
    return render(request, "governance/sessions/session.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """Meet at another time, on the series' own clock."""
    found = _found(request, ref, ws_ref, slot)
    zone = _clock_of(found)
    if request.method != "POST":
        permit_arranging(person(request.user), found.series.initiative)
        local = timezone.localtime(found.starts_at, zone)
        initial = {
            "day": local.date(),
            "starts_at": local.time(),
            "minutes": found.minutes,
            "purpose": found.purpose,
            "version": found.sequence,
            **kept_forms.initial(request),
        }
        return _form_page(request, found, MoveForm(initial=initial), "move", zone=zone)
    form = MoveForm(request.POST)
    status = unmet(
        form,
        lambda: move_occurrence(
            found,
            starts_at=form.moment(zone),
            minutes=form.cleaned_data["minutes"],
            purpose=form.cleaned_data["purpose"],
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            actor=person(request.user),
        ),
    )
    if status:
        if status == HTTPStatus.CONFLICT:
            found = _found(request, ref, ws_ref, slot)
            form.now_seen(found.sequence)
        return _form_page(request, found, form, "move", zone=zone, status=status)
    messages.success(request, "The session is moved. Everybody at the table is told.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """It does not take place, or did not, as somebody says afterwards."""
    told = "It is kept that this session does not take place."
    return _called_off(request, (ref, ws_ref, slot), "cancel", cancel_occurrence, told)


@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """Leave it out knowingly; it does not count as due (M9)."""
    told = "The session is left out."
    return _called_off(request, (ref, ws_ref, slot), "leave_out", skip_occurrence, told)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> HttpResponse:
    """It takes place after all."""
    found = _found(request, ref, ws_ref, slot)
    if request.method != "POST":
        permit_arranging(person(request.user), found.series.initiative)
        return _form_page(request, found, forms.Form(), "restore")
    restored = restore_occurrence(found, actor=person(request.user))
    messages.success(request, f"It takes place on {moment_in_words(restored.starts_at)}.")
    return redirect(found)


def _called_off(
    request: HttpRequest,
    named: tuple[str, str, str],
    page: str,
    act: Callable[..., object],
    told: str,
) -> HttpResponse:
    found = _found(request, *named)
    if request.method != "POST":
        permit_arranging(person(request.user), found.series.initiative)
        form = ReasonForm(initial=kept_forms.initial(request))
        return _form_page(request, found, form, page)
    form = ReasonForm(request.POST)
    status = unmet(form, lambda: act(found, **form.cleaned_data, actor=person(request.user)))
    if status:
        return _form_page(request, found, form, page, status=status)
    messages.success(request, told)
    return redirect("governance:sessions", named[0])


def _replied(request: HttpRequest, found: SessionOccurrence) -> HttpResponse:
    coming = _ANSWERS.get(request.POST.get("coming", ""))
    if coming is None:
        raise InvalidInput(
            "It was not said whether it fits.", way_out="Choose one of the two.", field="coming"
        )
    reply_to_session(found.series, found, coming=coming, actor=person(request.user))
    words = "fits" if coming else "does not fit"
    messages.success(request, f"It is kept that this date {words} for you.")
    return redirect(found)


def _found(request: HttpRequest, ref: str, ws_ref: str, slot: str) -> SessionOccurrence:
    found = find_occurrence(ws_ref, slot, person(request.user))
    if found.series.initiative.reference != ref:
        raise Http404
    return found


def _is_alive(found: SessionOccurrence) -> bool:
    return found.series.ended_at is None and not is_resting(found.series.initiative)


def _coming(found: SessionOccurrence, viewer: User) -> dict[str, Any]:
    """Which sides can come, and what the viewer has said; four queries at most."""
    initiative = found.series.initiative
    replies = replies_to(found)
    own = [each for each in replies if each.user_id == viewer.pk]
    said = sorted(own, key=lambda each: each.occurrence_id is not None)
    return {
        "sides": sides_that_come(initiative, replies, found),
        "may_reply": sits_at(viewer, initiative) and found.series.ended_at is None,
        "own_reply": said[-1] if said else None,
    }


def _present(found: SessionOccurrence) -> list[tuple[Party, bool]]:
    """Business and IT always, other sides where they were there; never who (M10)."""
    there = {each.party for each in found.presences.all()}
    return [
        (party, party in there)
        for party in Party
        if party in there or party in (Party.BUSINESS, Party.IT)
    ]


def _content(found: SessionOccurrence, viewer: User) -> dict[str, Any]:
    """The agenda while something can still be put on it, else what came out."""
    agenda = agenda_of(found, viewer)
    if found.closed_at is None:
        return {"rows": rows_of(agenda), "settled": agenda.settled}
    results, put_off = minutes_of(agenda.items)
    return {"results": results, "put_off": put_off}


def _clock_of(found: SessionOccurrence) -> ZoneInfo:
    """The series' own; the viewer's where that one is not known any more."""
    try:
        return known_zone(found.rhythm.time_zone)
    except UnknownTimeZone:
        return ZoneInfo(timezone.get_current_timezone_name())


def _form_page(
    request: HttpRequest, found: SessionOccurrence, form: forms.Form, name: str, **more: Any
) -> HttpResponse:
    status = more.pop("status", HTTPStatus.OK)
    context = {
        "initiative": found.series.initiative,
        "occurrence": found,
        "form": form,
        "back_url": found.get_absolute_url(),
        **more,
    }
    return render(request, f"governance/sessions/{name}.html", context, status=status)
