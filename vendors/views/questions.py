"""Questions to vendors, two-sided: what they owe us, and what we owe them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.errors import NotPermitted
from people.forms import unmet
from people.models import User, person
from vendors import policies
from vendors.actions.asking import Asked, ask_vendors, reply_to_vendor, withdraw_question
from vendors.models import Criterion
from vendors.question_forms import AskForm, ReplyForm, WithdrawForm, criterion_text
from vendors.question_queries import (
    CandidateQuestions,
    QuestionRow,
    find_question,
    questions_of,
)
from vendors.vocabulary import CandidateStage

ONLY_COMPARING = "Questions to vendors are asked by the business leads at the table and by IT."


@require_safe
def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """Every vendor's side and ours."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    groups = questions_of(initiative)
    context = {
        "initiative": initiative,
        "groups": groups,
        "asked_any": any(group.rows for group in groups),
        "may_ask": policies.may_compare(viewer, initiative) and not initiative.is_ended,
    }
    return render(request, "vendors/questions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask several vendors the same questions, from criteria and of one's own."""
    viewer = person(request.user)
    initiative = _for_comparing(reference, viewer)
    groups = questions_of(initiative)
    form = _ask_form(request, initiative, groups)
    status: int | None = None
    if request.method == "POST":
        status = unmet(form, lambda: _ask(form, initiative, viewer))
        if status is None:
            messages.success(request, "Asked. Everybody invited has been told by e-mail.")
            return redirect("vendor_questions:questions", reference)
    context = {
        "initiative": initiative,
        "form": form,
        "groups": groups,
        "without_contacts": [group.candidate for group in groups if not group.contacts],
    }
    return render(request, "vendors/questions/ask.html", context, status=status or 200)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One question with its answer, its evidence, and what was said about it."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    row = find_question(pk, initiative)
    if request.method != "POST":
        form = ReplyForm(initial=kept_forms.initial(request))
        return _question_page(request, initiative, row, form, viewer)
    form = ReplyForm(request.POST)
    status = unmet(
        form,
        lambda: reply_to_vendor(
            row.question,
            text=form.cleaned_data["text"],
            asks_again=form.cleaned_data["asks_again"],
            submission_key=form.cleaned_data["submission_key"],
            actor=viewer,
        ),
    )
    if status:
        return _question_page(request, initiative, row, form, viewer, status=status)
    messages.success(request, f"{row.question.candidate.vendor} has been told.")
    return redirect("vendor_questions:question", reference, pk)


@require_POST
def withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a question back."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    row = find_question(pk, initiative)
    form = WithdrawForm(request.POST)
    status = unmet(
        form,
        lambda: withdraw_question(
            row.question,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            actor=viewer,
        ),
    )
    if status:
        reply = ReplyForm()
        return _question_page(
            request, initiative, row, reply, viewer, withdrawing=form, status=status
        )
    messages.success(request, "Withdrawn. The vendor sees that no answer is needed.")
    return redirect("vendor_questions:questions", reference)


def _for_comparing(reference: str, viewer: User) -> Initiative:
    initiative = find_initiative(reference, viewer)
    if not policies.may_compare(viewer, initiative):
        raise NotPermitted(ONLY_COMPARING, way_out="Ask one of them, or take a seat at the table.")
    return initiative


def _ask_form(
    request: HttpRequest, initiative: Initiative, groups: list[CandidateQuestions]
) -> AskForm:
    considered = [
        group.candidate.pk
        for group in groups
        if group.candidate.stage != CandidateStage.NOT_TAKEN_FURTHER
    ]
    asked = request.GET.getlist("criterion")
    return AskForm(
        request.POST if request.method == "POST" else None,
        criteria=Criterion.objects.filter(
            initiative=initiative, ended_in=None, introduced_in__state="published"
        ),
        candidates=initiative.candidates.filter(pk__in=considered).select_related("vendor"),
        own=kept_forms.take(request).get("own", ()) if request.method != "POST" else (),
        initial={"criteria": asked, "candidates": request.GET.getlist("candidate") or considered},
    )


def _ask(form: AskForm, initiative: Initiative, viewer: User) -> None:
    given = form.cleaned_data
    asked = [Asked(criterion_text(each), each) for each in given["criteria"]]
    asked += [Asked(text) for text in form.own]
    ask_vendors(
        initiative,
        asked,
        list(given["candidates"]),
        due_on=given["due_on"],
        submission_key=given["submission_key"],
        actor=viewer,
    )


def _question_page(
    request: HttpRequest,
    initiative: Initiative,
    row: QuestionRow,
    form: ReplyForm,
    viewer: User,
    *,
    withdrawing: WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "initiative": initiative,
        "row": row,
        "form": form,
        "withdrawing": withdrawing or WithdrawForm(initial={"version": row.question.version}),
        "may_ask": policies.may_compare(viewer, initiative) and not initiative.is_ended,
    }
    return render(request, "vendors/questions/question.html", context, status=status)
