"""Questions against a field: asked, answered, and replied to on the field's page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from governance.actions import (
    answer_clarity_question,
    ask_about_field,
    reply_to_clarity_answer,
)
from governance.clarity.catalogue import catalogue
from governance.clarity_forms import AskerReplyForm, AskForm, QuestionAnswerForm
from governance.clarity_told import sides_owe
from governance.models import ClarityQuestion
from governance.views.clarity import page
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.errors import ChangedMeanwhile, Refusal
from people.forms import show_refusal, shown_status
from people.models import person


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, ref: str, field_id: str) -> HttpResponse:
    """Say what is unclear; the other side owes the answer (B58)."""
    initiative = find_initiative(ref, person(request.user))
    if catalogue().get(field_id) is None:
        raise Http404
    if request.method != "POST":
        typed = kept_forms.initial(request)
        form = AskForm(initial=typed) if typed else AskForm()
        return page(request, initiative, field_id, ask_form=form, opened="ask")
    form = AskForm(request.POST)
    if not form.is_valid():
        return page(request, initiative, field_id, ask_form=form, opened="ask")
    try:
        question = ask_about_field(
            initiative, field_id, actor=person(request.user), **form.cleaned_data
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        status = shown_status(refusal)
        return page(request, initiative, field_id, ask_form=form, opened="ask", status=status)
    messages.success(request, f"Asked. {sides_owe(question.answering_parties)} the answer.")
    return redirect("governance:clarity-field", initiative.reference, field_id)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, ref: str, field_id: str, pk: str) -> HttpResponse:
    """Answer a question; the field counts again."""
    initiative, question = _found(request, ref, field_id, pk)
    if request.method != "POST":
        return redirect(_address(initiative, question))
    form = QuestionAnswerForm(request.POST, auto_id=f"q{question.pk}_%s")
    return _done(request, initiative, question, form)


@require_POST
def reply(request: HttpRequest, ref: str, field_id: str, pk: str) -> HttpResponse:
    """The asker's word on the answer; it changes nothing and stays."""
    initiative, question = _found(request, ref, field_id, pk)
    form = AskerReplyForm(request.POST, auto_id=f"q{question.pk}_%s")
    return _done(request, initiative, question, form)


def _done(
    request: HttpRequest,
    initiative: Initiative,
    question: ClarityQuestion,
    form: QuestionAnswerForm | AskerReplyForm,
) -> HttpResponse:
    shown: dict[str, Any] = {"sent_question": question.pk, "sent_form": form}
    if not form.is_valid():
        return page(request, initiative, question.field, **shown)
    act = (
        answer_clarity_question if isinstance(form, QuestionAnswerForm) else reply_to_clarity_answer
    )
    try:
        act(question, actor=person(request.user), **form.cleaned_data)
    except ChangedMeanwhile as refusal:
        return page(request, initiative, question.field, refusal=refusal, status=409, **shown)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return page(request, initiative, question.field, status=shown_status(refusal), **shown)
    messages.success(request, "Kept beside the question.")
    return redirect(_address(initiative, question))


def _found(
    request: HttpRequest, ref: str, field_id: str, pk: str
) -> tuple[Initiative, ClarityQuestion]:
    initiative = find_initiative(ref, person(request.user))
    asked = ClarityQuestion.objects.filter(initiative=initiative, field=field_id)
    question = get_object_or_404(asked, pk=pk)
    question.initiative = initiative
    return initiative, question


def _address(initiative: Initiative, question: ClarityQuestion) -> str:
    address = reverse("governance:clarity-field", args=[initiative.reference, question.field])
    return f"{address}#question-{question.pk}"
