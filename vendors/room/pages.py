"""The pages of a contact: what is asked, answering it, showing evidence."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import kept_forms
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow, Refusal
from people.forms import show_refusal, shown_status, unmet
from vendors.actions.answering import (
    ask_back,
    save_answer,
    send_answer,
    send_drafted_answers,
)
from vendors.actions.evidence_files import add_evidence
from vendors.actions.evidence_taken_back import remove_evidence, withdraw_evidence
from vendors.evidence_responses import file_response
from vendors.models import EvidenceFile, VendorContact
from vendors.question_queries import (
    QuestionRow,
    find_own_candidate,
    find_own_file,
    find_own_question,
    questions_for,
)
from vendors.room.forms import AnswerForm, AskBackForm
from vendors.room.frame import room_page, shown, slowed_down
from vendors.room.limits import SENDING, UPLOADING

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@room_page
@require_safe
def home(request: HttpRequest, contact: VendorContact) -> HttpResponse:
    """What the contact's company is asked, and what it waits for."""
    groups = questions_for(contact)
    owed = sorted(
        (row for group in groups for row in group.vendor_owes),
        key=lambda row: (row.question.due_on is None, row.question.due_on, row.question.pk),
    )
    context = {
        "groups": groups,
        "owed": owed,
        "next": owed[0] if owed else None,
        "replies": [row for group in groups for row in group.we_owe],
    }
    return shown(request, "home.html", context)


@room_page
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, contact: VendorContact, pk: int) -> HttpResponse:
    """One question: save half an answer, send it, show evidence, ask back."""
    row = find_own_question(pk, contact)
    if request.method != "POST":
        form = AnswerForm.of(row.answer, row.draft)
        form.initial = {**form.initial, **kept_forms.initial(request)}
        return _question_page(request, row, form)
    if SENDING.is_passed(request, str(contact.pk)):
        return slowed_down(request)
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _question_page(request, row, form)
    sends = request.POST.get("verb") == "send"
    status = _kept(request, form, row, contact, sends=sends)
    if status:
        return _question_page(request, find_own_question(pk, contact), form, status=status)
    messages.success(request, "Sent. Thank you." if sends else "Saved as a draft; not sent yet.")
    return redirect("vendor_room:home") if sends else redirect("vendor_room:question", pk)


@room_page
@require_POST
def asked_back(request: HttpRequest, contact: VendorContact, pk: int) -> HttpResponse:
    """Ask what a question means."""
    row = find_own_question(pk, contact)
    if SENDING.is_passed(request, str(contact.pk)):
        return slowed_down(request)
    form = AskBackForm(request.POST)
    status = unmet(
        form,
        lambda: ask_back(
            row.question,
            text=form.cleaned_data["remark"],
            submission_key=form.cleaned_data["submission_key"],
            actor=contact,
        ),
    )
    if status:
        answer = AnswerForm.of(row.answer, row.draft)
        return _question_page(request, row, answer, back=form, status=status)
    messages.success(request, "Asked. You are told by e-mail when there is a reply.")
    return redirect("vendor_room:question", pk)


@room_page
@require_POST
def send_drafts(request: HttpRequest, contact: VendorContact, pk: int) -> HttpResponse:
    """Send every draft that says something, for one initiative."""
    count = send_drafted_answers(find_own_candidate(pk, contact), actor=contact)
    messages.success(request, f"{count} answer{'' if count == 1 else 's'} sent. Thank you.")
    return redirect("vendor_room:home")


@room_page
@require_safe
def file(request: HttpRequest, contact: VendorContact, pk: uuid.UUID) -> HttpResponseBase:
    """A file of one's own company, as it was uploaded."""
    return file_response(find_own_file(pk, contact))


@room_page
@require_POST
def remove_file(request: HttpRequest, contact: VendorContact, pk: uuid.UUID) -> HttpResponse:
    """Take back a file before it is sent."""
    found = find_own_file(pk, contact)
    remove_evidence(found, actor=contact)
    messages.success(request, f"{found.original_name} is removed.")
    return _to_question_of(found)


@room_page
@require_POST
def withdraw_file(request: HttpRequest, contact: VendorContact, pk: uuid.UUID) -> HttpResponse:
    """Say that a file which was sent counts no more."""
    found = find_own_file(pk, contact)
    withdraw_evidence(found, actor=contact)
    messages.success(
        request, f"{found.original_name} is withdrawn. Whoever asked the question has been told."
    )
    return _to_question_of(found)


def _to_question_of(file: EvidenceFile) -> HttpResponse:
    if file.question is None:
        return redirect("vendor_room:home")
    return redirect("vendor_room:question", file.question.pk)


def _kept(
    request: HttpRequest,
    form: AnswerForm,
    row: QuestionRow,
    contact: VendorContact,
    *,
    sends: bool,
) -> int | None:
    """Keep what was typed before a file may be refused, so that no half-done work is lost."""
    version = form.cleaned_data["version"]
    try:
        draft = save_answer(row.question, form.answer, actor=contact, version=version)
    except (InvalidInput, ChangedMeanwhile, NotPossibleNow) as refusal:
        show_refusal(form, refusal)
        return shown_status(refusal)
    refused = _take_files(request, form, row, contact)
    if not refused and sends:
        try:
            send_answer(row.question, form.answer, actor=contact, version=draft.version)
        except (InvalidInput, ChangedMeanwhile, NotPossibleNow) as refusal:
            show_refusal(form, refusal)
            refused = refusal
    if refused is None:
        return None
    # The draft has moved on, and what is sent next is based on it.
    form.data = {**request.POST.dict(), "version": str(draft.version)}
    messages.info(request, "What you wrote is saved as a draft; it is not sent yet.")
    return shown_status(refused)


def _take_files(
    request: HttpRequest, form: AnswerForm, row: QuestionRow, contact: VendorContact
) -> Refusal | None:
    """Keep each file; the first that is refused is told, the others are kept all the same."""
    refused: Refusal | None = None
    chosen: list[UploadedFile[bytes]] = form.cleaned_data["evidence"]
    for each in chosen:
        try:
            if UPLOADING.is_passed(request, str(contact.pk)):
                raise NotPossibleNow(
                    "These are many files at once.",
                    way_out="Go on in ten minutes.",
                    field="evidence",
                )
            add_evidence(row.question, each, name=each.name or "", actor=contact)
        except (InvalidInput, NotPossibleNow) as refusal:
            form.add_error("evidence", f"{each.name}: {refusal}")
            refused = refused or refusal
    return refused


def _question_page(
    request: HttpRequest,
    row: QuestionRow,
    form: AnswerForm,
    *,
    back: AskBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"row": row, "form": form, "back": back or AskBackForm()}
    return shown(request, "question.html", context, status=status)
