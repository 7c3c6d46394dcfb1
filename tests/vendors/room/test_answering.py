"""Half-done work is kept, sent work counts, and asking back is owed a reply."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, NotPermitted, NotPossibleNow, NotVisible
from people.models import Notice, User
from tests.vendors.factories import asked
from tests.vendors.room.scenes import invited
from tests.vendors.uploads import files
from vendors.actions.answering import ask_back, save_answer, send_answer
from vendors.actions.asking import Asked, ask_vendors, reply_to_vendor, withdraw_question
from vendors.actions.contacts import end_contact_access
from vendors.actions.evidence_files import add_evidence
from vendors.actions.evidence_taken_back import withdraw_evidence
from vendors.answer_sheets.planning import Answer
from vendors.models import (
    Candidate,
    EvidenceFile,
    QuestionRemark,
    VendorAnswer,
    VendorContact,
    VendorQuestion,
)
from vendors.question_queries import find_question, questions_of

pytestmark = pytest.mark.behaviour("A18", "B22")


def page_of(question: VendorQuestion) -> str:
    return reverse("vendor_room:question", args=[question.pk])


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_draft_is_kept_for_the_company_and_for_nobody_else(
    vendor_client: Client,
    question: VendorQuestion,
    candidate: Candidate,
    initiative: Initiative,
    lead: User,
    signed_in: Any,
) -> None:
    saved = vendor_client.post(
        page_of(question), {"text": "In Frankfurt, half done", "version": "0", "verb": "save"}
    )
    assert saved.status_code == 302

    colleague = invited(candidate, by=lead, name="Carl", email="carl@acme.example")
    assert "half done" in vendor_client.get(page_of(question)).content.decode()
    assert VendorAnswer.objects.get().contact != colleague
    ours = signed_in(lead)
    for name, args in (("questions", []), ("question", [question.pk])):
        path = reverse(f"vendor_questions:{name}", args=[initiative.reference, *args])
        assert "half done" not in ours.get(path).content.decode()
    export = reverse("vendor_questions:export", args=[initiative.reference, candidate.pk, "csv"])
    assert "half done" not in ours.get(export).content.decode()
    question.refresh_from_db()
    assert question.state == "open"


def test_sending_answers_tells_the_asker_once_a_day(
    vendor_client: Client, question: VendorQuestion, candidate: Candidate, architect: User
) -> None:
    other = asked(candidate, by=architect, text="Who are your sub-processors?")
    for each in (question, other):
        answer = {"text": "See the list", "plain_answer": "yes", "verb": "send", "version": "0"}
        assert vendor_client.post(page_of(each), answer).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.answered_at is not None) == ("answered", True)
    told = Notice.objects.filter(recipient=architect, kind="vendor-answered")
    assert told.count() == 1
    assert candidate.name in told.get().subject


@pytest.mark.behaviour("A28")
def test_who_asked_and_sees_it_no_more_is_told_nothing(
    initiative: Initiative, candidate: Candidate, contact: VendorContact, lead: User,
    architect: User, other_architect: User, tomorrow: dt.date,
) -> None:  # fmt: skip
    question = asked(candidate, by=other_architect)
    restrict_visibility(initiative, reason="Wages", until=tomorrow, it_member=architect, actor=lead)
    file = add_evidence(question, io.BytesIO(files.PDF), name="soc2.pdf", actor=contact)
    ask_back(question, text="Which region?", actor=contact)
    send_answer(question, Answer("Frankfurt"), actor=contact)
    withdraw_evidence(file, actor=contact)
    assert not Notice.objects.filter(recipient=other_architect)


def test_a_second_answer_supersedes_the_first_which_is_kept(
    question: VendorQuestion, contact: VendorContact
) -> None:
    first = send_answer(question, Answer("Region one"), actor=contact)
    second = send_answer(question, Answer("Region two"), actor=contact)
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert second.superseded_at is None
    row = find_question(question.pk, question.candidate.initiative)
    assert row.answer == second


def test_two_colleagues_do_not_write_over_each_other(
    question: VendorQuestion, contact: VendorContact, candidate: Candidate, lead: User
) -> None:
    colleague = invited(candidate, by=lead, name="Carl", email="carl@acme.example")
    save_answer(question, Answer("Mine"), actor=contact, version=0)
    with pytest.raises(ChangedMeanwhile):
        save_answer(question, Answer("Also mine"), actor=colleague, version=0)
    assert VendorAnswer.objects.get().text == "Mine"


def test_evidence_is_sent_with_the_answer_and_seen_only_then(
    vendor_client: Client,
    question: VendorQuestion,
    initiative: Initiative,
    lead: User,
    signed_in: Any,
) -> None:
    vendor_client.post(
        page_of(question),
        {"text": "See", "version": "0", "verb": "save", "evidence": upload("soc2.pdf", files.PDF)},
    )
    file = EvidenceFile.objects.get()
    assert (file.detected_type, file.size, file.original_name) == (
        "pdf",
        len(files.PDF),
        "soc2.pdf",
    )
    assert file.original_name not in file.storage_name
    ours = signed_in(lead)
    address = reverse("vendor_questions:evidence", args=[initiative.reference, file.pk])
    assert ours.get(address).status_code == 404

    vendor_client.post(page_of(question), {"text": "See", "verb": "send", "version": "1"})

    answer = ours.get(address)
    assert answer.status_code == 200
    assert answer.getvalue() == files.PDF
    assert answer["Content-Disposition"] == 'attachment; filename="soc2.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/pdf"
    own = vendor_client.get(reverse("vendor_room:file", args=[file.pk]))
    assert own.getvalue() == files.PDF
    # What was sent stays; what was not may be taken back.
    assert vendor_client.post(reverse("vendor_room:remove-file", args=[file.pk])).status_code == 409


def test_a_file_that_is_refused_loses_no_words(
    vendor_client: Client, question: VendorQuestion
) -> None:
    page = vendor_client.post(
        page_of(question),
        {
            "text": "A long answer",
            "version": "0",
            "verb": "send",
            "evidence": [upload("a.xlsm", files.xlsx()), upload("b.pdf", files.PDF)],
        },
    )
    told = page.content.decode()
    assert page.status_code == 200
    assert "a.xlsm: Files ending in .xlsm" in told
    assert "leaves macros out" in told
    assert VendorAnswer.objects.get().text == "A long answer"
    assert VendorAnswer.objects.get().sent_at is None
    assert [file.original_name for file in EvidenceFile.objects.all()] == ["b.pdf"]
    # The page that comes back can be sent as it is.
    again = vendor_client.post(
        page_of(question), {"text": "A long answer", "version": "1", "verb": "send"}
    )
    assert again.status_code == 302


def test_a_file_larger_than_the_limit_is_refused_and_nothing_of_it_stays(
    vendor_client: Client, question: VendorQuestion, settings: Any, tmp_path: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    large = upload("large.txt", b"x" * 1000)
    page = vendor_client.post(page_of(question), {"text": "A", "verb": "save", "evidence": large})
    assert "at most 100 bytes" in page.content.decode()
    assert not EvidenceFile.objects.exists()
    assert not list(tmp_path.glob("uploads/**/*"))


def test_the_same_file_twice_is_kept_once(
    vendor_client: Client, question: VendorQuestion, settings: Any
) -> None:
    for version in ("0", "1"):
        vendor_client.post(
            page_of(question),
            {
                "text": "A",
                "version": version,
                "verb": "save",
                "evidence": upload("a.pdf", files.PDF),
            },
        )
    assert EvidenceFile.objects.count() == 1
    from pathlib import Path

    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(kept) == 1


def test_asking_back_is_owed_a_reply_and_the_reply_settles_it(
    vendor_client: Client,
    question: VendorQuestion,
    contact: VendorContact,
    initiative: Initiative,
    architect: User,
    signed_in: Any,
) -> None:
    vendor_client.post(
        reverse("vendor_room:ask-back", args=[question.pk]), {"remark": "Which data do you mean?"}
    )
    (group,) = questions_of(initiative)
    assert [row.question for row in group.we_owe] == [question]
    assert [row.question for row in group.vendor_owes] == [question]
    notice = Notice.objects.get(recipient=architect, kind="vendor-asked-back")
    assert "Which data" in notice.text

    ours = signed_in(architect)
    page = reverse("vendor_questions:question", args=[initiative.reference, question.pk])
    assert "Which data do you mean?" in ours.get(page).content.decode()
    assert ours.post(page, {"text": "Order data only."}).status_code == 302

    (group,) = questions_of(initiative)
    assert group.we_owe == []
    shown = vendor_client.get(page_of(question)).content.decode()
    assert "Order data only." in shown
    assert architect.full_name not in shown


def test_a_question_asked_again_waits_again_and_keeps_the_answer(
    question: VendorQuestion, contact: VendorContact, architect: User, initiative: Initiative
) -> None:
    send_answer(question, Answer("Somewhere in Europe"), actor=contact)
    reply_to_vendor(question, text="Which city?", asks_again=True, actor=architect)
    question.refresh_from_db()
    assert question.state == "open"
    row = find_question(question.pk, initiative)
    assert row.answer is not None
    assert row.reply_owed_since is None


def test_a_withdrawn_question_needs_no_answer_and_tells_no_reason(
    vendor_client: Client, question: VendorQuestion, contact: VendorContact, architect: User
) -> None:
    withdraw_question(question, reason="They lost on price", actor=architect)
    shown = vendor_client.get(page_of(question)).content.decode()
    assert "No answer is needed" in shown
    assert "price" not in shown
    with pytest.raises(NotPossibleNow):
        send_answer(question, Answer("Still"), actor=contact)


def test_drafts_are_sent_together(
    vendor_client: Client, question: VendorQuestion, candidate: Candidate, architect: User
) -> None:
    other = asked(candidate, by=architect, text="And backups?")
    for each in (question, other):
        vendor_client.post(page_of(each), {"text": "Yes", "version": "0", "verb": "save"})
    assert "Send 2 drafts" in vendor_client.get("/vendor-room/").content.decode()
    send = reverse("vendor_room:send-drafts", args=[candidate.pk])
    assert vendor_client.post(send).status_code == 302
    assert VendorQuestion.objects.filter(state="answered").count() == 2
    assert vendor_client.post(send).status_code == 409


def test_what_is_open_is_not_asked_twice(
    initiative: Initiative, candidate: Candidate, rival: Candidate, architect: User
) -> None:
    asked_now = ask_vendors(
        initiative, [Asked("Where?")], [candidate], due_on=timezone.localdate(), actor=architect
    )
    assert len(asked_now) == 1
    more = ask_vendors(
        initiative,
        [Asked("where?"), Asked("Who?")],
        [candidate, rival],
        due_on=None,
        actor=architect,
    )
    assert sorted((each.candidate.name, each.text) for each in more) == [
        ("Acme", "Who?"),
        ("Zeta Rival", "Who?"),
        ("Zeta Rival", "where?"),
    ]
    with pytest.raises(NotPossibleNow):
        ask_vendors(initiative, [Asked("Who?")], [candidate], due_on=None, actor=architect)


def test_access_that_ended_while_a_page_was_open_refuses_and_keeps_the_words(
    vendor_client: Client,
    question: VendorQuestion,
    contact: VendorContact,
    candidate: Candidate,
    lead: User,
) -> None:
    end_contact_access(candidate, contact, reason="Left", actor=lead)
    with pytest.raises(NotPermitted):
        save_answer(question, Answer("Late"), actor=contact)
    answer = vendor_client.post(page_of(question), {"text": "Late", "verb": "send"})
    assert answer.status_code == 302
    assert not VendorAnswer.objects.exists()


def test_acts_of_a_contact_are_recorded_as_the_vendors(
    question: VendorQuestion, contact: VendorContact
) -> None:
    send_answer(question, Answer("Frankfurt"), actor=contact)
    event = AuditEvent.objects.get(kind="vendor_answer.sent")
    assert (event.actor_id, event.actor_party) == (f"vendor-contact:{contact.pk}", "vendor")
    assert event.actor_label == contact.name
    assert b"Vera" not in bytes(event.body)


def test_what_is_refused_changes_nothing(
    question: VendorQuestion, rival_contact: VendorContact
) -> None:
    before = AuditEvent.objects.count()
    for act in (
        lambda: save_answer(question, Answer("Not mine"), actor=rival_contact),
        lambda: send_answer(question, Answer("Not mine"), actor=rival_contact),
        lambda: ask_back(question, text="Who else?", actor=rival_contact),
    ):
        with pytest.raises(NotVisible):
            act()
    assert AuditEvent.objects.count() == before
    assert not VendorAnswer.objects.exists()
    assert not QuestionRemark.objects.exists()
