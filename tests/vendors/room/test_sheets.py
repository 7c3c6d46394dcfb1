"""Answers out of a spreadsheet: looked through first, taken as far as they are good."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPossibleNow, NotVisible
from people.models import User
from tests.vendors.answer_sheets import sheets
from tests.vendors.factories import asked
from tests.vendors.room.test_answering import upload
from vendors.actions.answer_sheets import bring_answer_sheet, plan_of, take_answer_sheet
from vendors.actions.answering import save_answer, send_answer
from vendors.answer_sheets.planning import Answer
from vendors.models import AnswerSheet, Candidate, VendorAnswer, VendorContact, VendorQuestion

pytestmark = pytest.mark.behaviour("A18", "B22")


def test_a_contact_fills_our_sheet_and_brings_it_back(
    vendor_client: Client, candidate: Candidate, question: VendorQuestion, architect: User
) -> None:
    other = asked(candidate, by=architect, text='=HYPERLINK("https://evil.example")')
    path = reverse("vendor_room:questions-file", args=[candidate.pk, "xlsx"])
    book = openpyxl.load_workbook(io.BytesIO(vendor_client.get(path).content))
    sheet = book.active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[3]][1] == "s"
    sheet["E2"], sheet["C2"], sheet["E3"] = "In Frankfurt", "Yes", "No link"
    bring = reverse("vendor_room:bring", args=[candidate.pk])

    brought = vendor_client.post(bring, {"file": upload("filled.xlsx", sheets.saved(book))})

    shown = vendor_client.get(brought["Location"])
    assert "Take 2 answers<" in shown.content.decode()
    assert not VendorAnswer.objects.exists()
    assert vendor_client.post(brought["Location"], {"verb": "take"}).status_code == 302
    drafts = VendorAnswer.objects.filter(sent_at=None).order_by("question")
    assert [(each.question, each.plain_answer, each.text) for each in drafts] == [
        (question, "yes", "In Frankfurt"),
        (other, "", "No link"),
    ]
    assert vendor_client.post(brought["Location"], {"verb": "take"}).status_code in {200, 409}


def test_a_csv_cell_is_never_a_formula(
    candidate: Candidate, architect: User, lead: User, initiative: Initiative, signed_in: Any
) -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\uff1dcmd"):
        asked(candidate, by=architect, text=text)
    path = reverse("vendor_questions:export", args=[initiative.reference, candidate.pk, "csv"])
    content = signed_in(lead).get(path).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert all(row[1].startswith("'") for row in rows[1:])
    assert len(rows) == 6


@pytest.mark.parametrize("text", ["=1+1", "\uff1dcmd"])
def test_what_was_made_inert_in_our_csv_is_known_again(
    vendor_client: Client, candidate: Candidate, architect: User, text: str
) -> None:
    question = asked(candidate, by=architect, text=text)
    path = reverse("vendor_room:questions-file", args=[candidate.pk, "csv"])
    rows = list(csv.reader(io.StringIO(vendor_client.get(path).content.decode("utf-8-sig"))))
    rows[1][0], rows[1][4] = "", "In Frankfurt"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    bring = reverse("vendor_room:bring", args=[candidate.pk])
    brought = vendor_client.post(bring, {"file": upload("filled.csv", out.getvalue().encode())})

    assert vendor_client.post(brought["Location"], {"verb": "take"}).status_code == 302
    assert VendorAnswer.objects.get(question=question).text == "In Frankfurt"


def test_a_caiq_that_a_vendor_mailed_becomes_questions_with_answers(
    initiative: Initiative, candidate: Candidate, architect: User, signed_in: Any
) -> None:
    ours = signed_in(architect)
    bring = reverse("vendor_questions:bring", args=[initiative.reference, candidate.pk])
    given = {"file": upload("caiq.xlsx", sheets.caiq()), "mapping": "caiq-v4"}
    page = ours.post(bring, given)["Location"]
    shown = ours.get(page).content.decode()
    assert "Take 2 answers, leave out 2 rows" in shown
    assert "Maybe" in shown
    assert not VendorQuestion.objects.exists()

    refused = ours.post(page, {"verb": "take"})
    assert "2 rows cannot be taken, so none was." in refused.content.decode()
    assert not VendorQuestion.objects.exists()

    assert ours.post(page, {"verb": "take", "rows": "good"}).status_code == 302
    taken = VendorQuestion.objects.order_by("source_key")
    assert [(each.source_key, each.state) for each in taken] == [
        ("A&A-01.1", "answered"),
        ("A&A-01.2", "answered"),
    ]
    answer = VendorAnswer.objects.get(question=taken[0])
    assert (answer.taken_by, answer.contact, answer.text) == (architect, None, "Yearly.")
    sheet = AnswerSheet.objects.get()
    assert (sheet.taken, sheet.left_out) == (2, 2)


def test_columns_can_be_chosen_where_headings_are_strange(
    initiative: Initiative,
    candidate: Candidate,
    question: VendorQuestion,
    lead: User,
    signed_in: Any,
) -> None:
    content = "Question,Response,What we say\nWhere is our data kept?,yes,In Frankfurt\n"
    ours = signed_in(lead)
    bring = reverse("vendor_questions:bring", args=[initiative.reference, candidate.pk])
    page = ours.post(bring, {"file": upload("a.csv", content.encode())})["Location"]

    twice = ours.post(page, {"verb": "columns", "question": "0", "text": "0"})
    assert "One column is chosen for two things" in twice.content.decode()
    chosen = {"verb": "columns", "question": "0", "plain_answer": "1", "text": "2"}
    assert ours.post(page, chosen).status_code == 302
    ours.post(page, {"verb": "take"})
    assert VendorAnswer.objects.get().text == "In Frankfurt"
    findings = reverse(
        "vendor_questions:findings",
        args=[initiative.reference, candidate.pk, AnswerSheet.objects.get().pk],
    )
    assert ours.get(findings).status_code == 404


def test_what_is_refused_changes_nothing(
    candidate: Candidate,
    question: VendorQuestion,
    contact: VendorContact,
    rival_contact: VendorContact,
    lead: User,
) -> None:
    content = b"Question,Answer in words\nWhere is our data kept?,Here\nNever asked?,Yes\n"
    with pytest.raises(NotVisible):
        bring_answer_sheet(candidate, content, file_name="a.csv", actor=rival_contact)
    sheet = bring_answer_sheet(candidate, content, file_name="../a.csv", actor=contact)
    assert sheet.file_name == "a.csv"
    with pytest.raises(NotVisible):
        take_answer_sheet(sheet, only_good_rows=True, actor=lead)
    with pytest.raises(InvalidInput):
        take_answer_sheet(sheet, only_good_rows=False, actor=contact)
    assert not VendorAnswer.objects.exists()

    take_answer_sheet(sheet, only_good_rows=True, actor=contact)

    assert VendorAnswer.objects.get().is_draft
    with pytest.raises(NotPossibleNow):
        take_answer_sheet(sheet, only_good_rows=True, actor=contact)


TWO = b"Question,Answer in words\nWhere is our data kept?,In Frankfurt\nWho holds the keys?,We do\n"


def test_a_row_the_vendor_is_answering_is_told_and_the_others_can_be_taken(
    initiative: Initiative,
    candidate: Candidate,
    question: VendorQuestion,
    contact: VendorContact,
    architect: User,
    signed_in: Any,
) -> None:
    other = asked(candidate, by=architect, text="Who holds the keys?")
    draft = save_answer(question, Answer("In Fra"), actor=contact)
    ours = signed_in(architect)
    bring = reverse("vendor_questions:bring", args=[initiative.reference, candidate.pk])
    page = ours.post(bring, {"file": upload("a.csv", TWO)})["Location"]
    shown = ours.get(page).content.decode()
    assert "Take 1 answer, leave out 1 row<" in shown
    assert "The vendor is writing an answer to this just now" in shown
    assert draft.text not in shown.replace("In Frankfurt", "")

    refused = ours.post(page, {"verb": "take"})
    assert "1 row cannot be taken, so none was." in refused.content.decode()
    assert not VendorAnswer.objects.exclude(pk=draft.pk).exists()

    assert ours.post(page, {"verb": "take", "rows": "good"}).status_code == 302
    assert VendorAnswer.objects.get(question=other).text == "We do"
    kept = VendorAnswer.objects.get(question=question)
    assert (kept.pk, kept.text, kept.is_draft) == (draft.pk, "In Fra", True)
    sheet = AnswerSheet.objects.get()
    assert (sheet.taken, sheet.left_out) == (1, 1)


def test_a_draft_begun_after_looking_is_seen_when_the_sheet_is_taken(
    candidate: Candidate, question: VendorQuestion, contact: VendorContact, architect: User
) -> None:
    asked(candidate, by=architect, text="Who holds the keys?")
    sheet = bring_answer_sheet(candidate, TWO, file_name="a.csv", actor=architect)
    assert not plan_of(sheet).bad_rows
    save_answer(question, Answer("In Fra"), actor=contact)
    with pytest.raises(InvalidInput, match="1 row cannot be taken"):
        take_answer_sheet(sheet, only_good_rows=False, actor=architect)
    taken = take_answer_sheet(sheet, only_good_rows=True, actor=architect)
    assert (taken.taken, taken.left_out) == (1, 1)


def test_a_row_that_says_what_was_sent_is_no_matter_while_the_vendor_rewrites_it(
    candidate: Candidate, question: VendorQuestion, contact: VendorContact, architect: User
) -> None:
    send_answer(question, Answer("In Frankfurt"), actor=contact)
    save_answer(question, Answer("In Frankfurt and Paris"), actor=contact)
    plan = plan_of(bring_answer_sheet(candidate, TWO, file_name="a.csv", actor=architect))
    assert (plan.unchanged, plan.bad_rows, len(plan.answers)) == (1, [], 1)


def test_the_newest_five_sheets_that_nobody_took_are_kept_for_each_side(
    candidate: Candidate, question: VendorQuestion, contact: VendorContact, architect: User
) -> None:
    ours = bring_answer_sheet(candidate, TWO, file_name="ours.csv", actor=architect)
    content = b"Question,Answer in words\nWhere is our data kept?,Here\n"
    for number in range(7):
        bring_answer_sheet(candidate, content, file_name=f"{number}.csv", actor=contact)
        if number == 0:
            take_answer_sheet(
                AnswerSheet.objects.latest("brought_at"), only_good_rows=False, actor=contact
            )
    kept = AnswerSheet.objects.exclude(pk=ours.pk).order_by("file_name")
    assert [each.file_name for each in kept] == [f"{n}.csv" for n in (0, 2, 3, 4, 5, 6)]
    (let_go,) = AuditEvent.objects.filter(kind="answer_sheet.let_go")
    assert let_go.object_label == "1.csv"


def test_a_sheet_is_read_before_the_database_is_asked(
    candidate: Candidate,
    question: VendorQuestion,
    contact: VendorContact,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    monkeypatch.setattr("vendors.answer_sheets.reading.MOST_CHARACTERS", 10)
    with django_assert_num_queries(0), pytest.raises(InvalidInput, match="more than 10 characters"):
        bring_answer_sheet(candidate, TWO, file_name="a.csv", actor=contact)


def test_questions_that_share_a_number_are_taken_and_found_again(
    candidate: Candidate, architect: User
) -> None:
    content = (
        b"Number,Question,Answer in words\nAIS-01,Is it planned?,Yearly\n"
        b"AIS-01,Is it tested?,Monthly\n"
    )
    sheet = bring_answer_sheet(candidate, content, file_name="a.csv", actor=architect)
    take_answer_sheet(sheet, only_good_rows=False, actor=architect)
    taken = VendorQuestion.objects.order_by("pk").values_list("source_key", "text")
    assert list(taken) == [("AIS-01", "Is it planned?"), ("", "Is it tested?")]
    again = bring_answer_sheet(candidate, content, file_name="b.csv", actor=architect)
    assert (plan_of(again).unchanged, plan_of(again).findings) == (2, [])
