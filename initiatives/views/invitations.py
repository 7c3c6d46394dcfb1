"""Inviting IT, and answering an invitation."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from initiatives import policies
from initiatives.actions import accept_invitation, decline_invitation, invite_it
from initiatives.models import Initiative, Invitation
from initiatives.queries import decisions_of, find_initiative, find_invitation
from initiatives.vocabulary import InvitationState
from initiatives.workspace import grouped_decisions
from initiatives.workspace_forms import InviteForm, StandInForm
from people import kept_forms
from people.errors import NotPermitted
from people.forms import unmet
from people.models import person
from people.queries import on_duty_for


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask an IT architect to the table, with the questions that are open (A10, A11)."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    if not policies.may_invite_it(viewer, initiative):
        raise NotPermitted("Those at the table invite IT.", way_out=_who_to_ask(initiative))
    on_duty = on_duty_for(initiative.unit)
    if request.method != "POST":
        kept = kept_forms.take(request)
        form = InviteForm(
            initial={
                "invitee": kept["invitee"][-1] if "invitee" in kept else on_duty,
                "open_questions": kept.get("open_questions", []),
            }
        )
        return _invite_page(request, initiative, form, on_duty=on_duty)
    form = InviteForm(request.POST)
    status = unmet(
        form,
        lambda: invite_it(
            initiative,
            open_questions=form.cleaned_data["open_questions"],
            invitee=form.cleaned_data["invitee"],
            submission_key=form.cleaned_data["submission_key"],
            actor=viewer,
        ),
    )
    if status:
        return _invite_page(request, initiative, form, on_duty=on_duty, status=status)
    messages.success(request, f"{form.cleaned_data['invitee']} is invited and has been told.")
    return redirect(initiative)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, reference: str, pk: uuid.UUID) -> HttpResponse:
    """The questions, and the invitee's answer; for everybody else how it stands."""
    viewer = person(request.user)
    found = find_invitation(str(pk), viewer)
    if found.initiative.reference != reference:
        raise Http404
    answers = policies.may_answer_invitation(viewer, found)
    if request.method != "POST":
        form = StandInForm(invitee=found.invitee, initial=kept_forms.initial(request))
        return _invitation_page(request, found, form, answers=answers)
    if request.POST.get("verb") == "accept":
        accept_invitation(found, actor=viewer)
        messages.success(request, "You are at the table. Your first design input can shape most.")
        return redirect(found.initiative)
    form = StandInForm(request.POST, invitee=found.invitee)
    status = unmet(
        form,
        lambda: decline_invitation(
            found,
            reason=form.cleaned_data["reason"],
            stand_in=form.cleaned_data["stand_in"],
            actor=viewer,
        ),
    )
    if status:
        found.refresh_from_db(fields=["state"])
        return _invitation_page(request, found, form, answers=answers, status=status)
    messages.success(request, f"{form.cleaned_data['stand_in']} is asked in your place.")
    return redirect("initiatives:invitation", reference, pk)


def _who_to_ask(initiative: Initiative) -> str:
    lead = initiative.lead
    return (
        f"Ask {lead.full_name}, who leads it." if lead else "Somebody has to take its lead first."
    )


def _invite_page(
    request: HttpRequest,
    initiative: Initiative,
    form: InviteForm,
    *,
    on_duty: object,
    status: int = 200,
) -> HttpResponse:
    context = {
        "initiative": initiative,
        "form": form,
        "on_duty": on_duty,
        "decisions": grouped_decisions(decisions_of(initiative)),
    }
    return render(request, "initiatives/invite.html", context, status=status)


def _invitation_page(
    request: HttpRequest,
    found: Invitation,
    form: StandInForm,
    *,
    answers: bool,
    status: int = 200,
) -> HttpResponse:
    context = {
        "initiative": found.initiative,
        "invitation": found,
        "decisions": grouped_decisions(decisions_of(found.initiative)),
        "form": form,
        "answers": answers and found.state == InvitationState.SENT,
    }
    return render(request, "initiatives/invitation.html", context, status=status)
