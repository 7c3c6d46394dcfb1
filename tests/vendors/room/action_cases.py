"""Each action about questions, contacts, evidence and sheets: done once, and refused once."""

import io
from collections.abc import Callable
from typing import Any

from audit.actors import SystemActor
from people.actions import retry_letter, write_letter
from people.models import Letter
from tests.vendors.factories import VendorFactory, asked, candidate_of
from tests.vendors.room.scenes import invited
from tests.vendors.uploads import files
from vendors.actions import answer_sheets, answering, asking, contacts, evidence_files
from vendors.actions import evidence_taken_back as taken_back
from vendors.answer_sheets.planning import Answer
from vendors.models import AnswerSheet, Candidate, EvidenceFile, VendorContact, VendorQuestion
from vendors.uploads.scanning import Scan, Verdict

SHEET = b"Question,Answer in words\nWhere is our data kept?,Here\n"
Case = Callable[[Any], Callable[[], Any]]


def _candidate(s: Any) -> Candidate:
    return candidate_of(s.initiative, by=s.lead)


def _question(s: Any) -> tuple[VendorQuestion, VendorContact]:
    candidate = _candidate(s)
    return asked(candidate, by=s.architect), invited(candidate, by=s.lead)


def _rival(s: Any) -> VendorContact:
    rival = candidate_of(s.initiative, by=s.lead, vendor=VendorFactory.create())
    asked(rival, by=s.architect)
    return invited(rival, by=s.lead, email="rival@zeta.example")


def _drafted(s: Any) -> tuple[VendorQuestion, VendorContact]:
    question, contact = _question(s)
    answering.save_answer(question, Answer("Here"), actor=contact)
    return question, contact


def _file(s: Any) -> tuple[EvidenceFile, VendorContact]:
    question, contact = _question(s)
    return _uploaded(question, contact), contact


def _sent_file(s: Any) -> tuple[EvidenceFile, VendorContact]:
    question, contact = _question(s)
    file = _uploaded(question, contact)
    answering.send_answer(question, Answer("See the file"), actor=contact)
    return file, contact


def _uploaded(question: VendorQuestion, actor: VendorContact) -> EvidenceFile:
    content = io.BytesIO(files.PDF)
    return evidence_files.add_evidence(question, content, name="a.pdf", actor=actor)


def _failed(s: Any) -> EvidenceFile:
    file, _ = _file(s)
    scan = Scan(Verdict.FAULT, "Away")
    return evidence_files.note_scan(file.pk, scan, actor=SystemActor("tests"))


def _sheet(s: Any) -> tuple[AnswerSheet, VendorContact]:
    question, contact = _question(s)
    return _brought(question.candidate, contact), contact


def _brought(candidate: Candidate, actor: Any) -> AnswerSheet:
    return answer_sheets.bring_answer_sheet(candidate, SHEET, file_name="a.csv", actor=actor)


def _letter(s: Any) -> Letter:
    write_letter("a@b.example", key="one", about="A letter", subject="S", text="T")
    Letter.objects.update(state=Letter.State.GIVEN_UP)
    return Letter.objects.get()


def _case(prepare: Callable[[Any], Any], act: Callable[[Any, Any], Any]) -> Case:
    def prepared(s: Any) -> Callable[[], Any]:
        made = prepare(s)
        return lambda: act(s, made)

    return prepared


def _with_rival(prepare: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda s: (prepare(s)[0], _rival(s))


def _invite(s: Any, candidate: Candidate, by: Any) -> VendorContact:
    return invited(candidate, by=by)


def _end(s: Any, made: Any, reason: str) -> Any:
    question, contact = made
    return contacts.end_contact_access(question.candidate, contact, reason=reason, actor=s.lead)


def _ask(s: Any, candidate: Candidate, by: Any) -> Any:
    return asking.ask_vendors(
        s.initiative, [asking.Asked("Where?")], [candidate], due_on=None, actor=by
    )


def _columns(made: Any, columns: dict[str, int]) -> Any:
    return answer_sheets.choose_sheet_columns(made[0], columns, actor=made[1])


ROOM_CASES: dict[str, tuple[Case, Case | None]] = {
    "retry_letter": (_case(_letter, lambda s, x: retry_letter(x, actor=s.lead)), None),
    "invite_contact": (
        _case(_candidate, lambda s, c: _invite(s, c, s.lead)),
        _case(_candidate, lambda s, c: _invite(s, c, s.other_lead)),
    ),
    "send_contact_link": (
        _case(
            _question,
            lambda s, m: contacts.send_contact_link(m[0].candidate, m[1], actor=s.architect),
        ),
        _case(
            _question,
            lambda s, m: contacts.send_contact_link(m[0].candidate, m[1], actor=s.auditor),
        ),
    ),
    "end_contact_access": (
        _case(_question, lambda s, m: _end(s, m, "Left")),
        _case(_question, lambda s, m: _end(s, m, " ")),
    ),
    "ask_vendors": (
        _case(_candidate, lambda s, c: _ask(s, c, s.architect)),
        _case(_candidate, lambda s, c: _ask(s, c, s.auditor)),
    ),
    "withdraw_question": (
        _case(_question, lambda s, m: asking.withdraw_question(m[0], reason="Known", actor=s.lead)),
        _case(_question, lambda s, m: asking.withdraw_question(m[0], reason="", actor=s.lead)),
    ),
    "reply_to_vendor": (
        _case(
            _question,
            lambda s, m: asking.reply_to_vendor(m[0], text="All", asks_again=False, actor=s.lead),
        ),
        _case(
            _question,
            lambda s, m: asking.reply_to_vendor(m[0], text="", asks_again=True, actor=s.lead),
        ),
    ),
    "save_answer": (
        _case(_question, lambda s, m: answering.save_answer(m[0], Answer("H"), actor=m[1])),
        _case(
            _with_rival(_question),
            lambda s, m: answering.save_answer(m[0], Answer("H"), actor=m[1]),
        ),
    ),
    "send_answer": (
        _case(_question, lambda s, m: answering.send_answer(m[0], Answer("H"), actor=m[1])),
        _case(_question, lambda s, m: answering.send_answer(m[0], Answer(), actor=m[1])),
    ),
    "send_drafted_answers": (
        _case(_drafted, lambda s, m: answering.send_drafted_answers(m[0].candidate, actor=m[1])),
        _case(_question, lambda s, m: answering.send_drafted_answers(m[0].candidate, actor=m[1])),
    ),
    "ask_back": (
        _case(_question, lambda s, m: answering.ask_back(m[0], text="What?", actor=m[1])),
        _case(_question, lambda s, m: answering.ask_back(m[0], text="", actor=m[1])),
    ),
    "add_evidence": (
        _case(_question, lambda s, m: _uploaded(*m)),
        _case(_with_rival(_question), lambda s, m: _uploaded(*m)),
    ),
    "remove_evidence": (
        _case(_file, lambda s, m: taken_back.remove_evidence(m[0], actor=m[1])),
        _case(_with_rival(_file), lambda s, m: taken_back.remove_evidence(m[0], actor=m[1])),
    ),
    "withdraw_evidence": (
        _case(_sent_file, lambda s, m: taken_back.withdraw_evidence(m[0], actor=m[1])),
        _case(_with_rival(_sent_file), lambda s, m: taken_back.withdraw_evidence(m[0], actor=m[1])),
    ),
    "note_scan": (
        _case(
            _file,
            lambda s, m: evidence_files.note_scan(
                m[0].pk, Scan(Verdict.CLEAN), actor=SystemActor("tests")
            ),
        ),
        None,
    ),
    "scan_again": (_case(_failed, lambda s, f: evidence_files.scan_again(f, actor=s.lead)), None),
    "bring_answer_sheet": (
        _case(_question, lambda s, m: _brought(m[0].candidate, m[1])),
        _case(_with_rival(_question), lambda s, m: _brought(m[0].candidate, m[1])),
    ),
    "choose_sheet_columns": (
        _case(_sheet, lambda s, m: _columns(m, {"question": 1, "text": 0})),
        _case(_sheet, lambda s, m: _columns(m, {"question": 0})),
    ),
    "take_answer_sheet": (
        _case(
            _sheet,
            lambda s, m: answer_sheets.take_answer_sheet(m[0], only_good_rows=True, actor=m[1]),
        ),
        _case(
            _with_rival(_sheet),
            lambda s, m: answer_sheets.take_answer_sheet(m[0], only_good_rows=True, actor=m[1]),
        ),
    ),
}
