"""Taking answers from a spreadsheet: brought, looked through, taken as far as they are good."""

import hashlib
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from initiatives.inventory.findings import refuse_bad_rows
from people.errors import InvalidInput, NotPermitted, NotPossibleNow, NotVisible
from people.models import User
from vendors import question_events
from vendors.actions.answering import put_sent, write_draft
from vendors.actions.contacts import lock_for_comparing
from vendors.answer_sheets.columns import BY_NAME, USUAL, read_sheet_mapping, suggest_columns
from vendors.answer_sheets.planning import (
    PlannedAnswer,
    SheetPlan,
    columns_that_answer,
    plan_answers,
)
from vendors.answer_sheets.reading import Row, read_sheet
from vendors.models import AnswerSheet, Candidate, VendorContact, VendorQuestion
from vendors.policies import side_of
from vendors.question_queries import known_questions
from vendors.uploads.kinds import clean_name
from vendors.vocabulary import QuestionState

Bringer = User | VendorContact
KEPT_SHEETS = 5


def bring_answer_sheet(
    candidate: Candidate,
    content: bytes,
    *,
    file_name: str,
    actor: Bringer,
    mapping_text: str = "",
) -> AnswerSheet:
    """Keep what a sheet says, with a suggestion of which column is what; nothing is taken yet.

    It is read before the database is asked: reading takes its time. Of the sheets that a side has
    brought for the candidate and not taken, the newest five are kept.

    Raises:
        InvalidInput: the file or the mapping cannot be read.
        NotVisible, NotPermitted, NotPossibleNow: as for answering or asking.
    """
    mapping = read_sheet_mapping(mapping_text) if mapping_text.strip() else USUAL
    read = read_sheet(content, mapping)
    sheet = AnswerSheet(
        file_name=clean_name(file_name)[:150],
        sha256=hashlib.sha256(content).hexdigest(),
        sheet=read.name[:200],
        header=read.header,
        records=[[row.number, row.cells] for row in read.records],
        values={name: dict(words) for name, words in mapping.values.items()},
        columns=suggest_columns(read.header, mapping),
    )
    return _keep(sheet, candidate, actor=actor)


@transaction.atomic
def choose_sheet_columns(
    sheet: AnswerSheet, columns: Mapping[str, int], *, actor: Bringer
) -> AnswerSheet:
    """Say which column is what.

    Raises:
        InvalidInput: no column is the question, none answers, or one column is two things.
        NotPossibleNow: it is taken already.
    """
    sheet = _lock(sheet, actor=actor)
    chosen = {name: place for name, place in columns.items() if name in BY_NAME}
    if any(not 0 <= place < len(sheet.header) for place in chosen.values()):
        raise InvalidInput("The sheet has no such column.", way_out="Choose from the list.")
    if len(set(chosen.values())) < len(chosen):
        raise InvalidInput(
            "One column is chosen for two things.",
            way_out="Choose each column once, and leave what is not there.",
        )
    _refuse_useless(chosen)
    sheet.columns = chosen
    sheet.save(update_fields=["columns"])
    record(
        question_events.SHEET_COLUMNS_CHOSEN,
        sheet,
        actor=actor,
        data={"file_name": sheet.file_name, "columns": ", ".join(sorted(chosen))},
    )
    return sheet


@transaction.atomic
def take_answer_sheet(sheet: AnswerSheet, *, only_good_rows: bool, actor: Bringer) -> AnswerSheet:
    """Take the answers: as the vendor's drafts, or, brought by one of us, as sent.

    What is known is read again, so that what was answered meanwhile is seen. Questions that were
    never asked are added when one of us brings the sheet; a row whose question the vendor is
    answering just then cannot be taken, and the others can.

    Raises:
        InvalidInput: rows are bad and not only the good ones are wanted, or nothing answers.
        NotPossibleNow: it is taken already.
    """
    sheet = _lock(sheet, actor=actor)
    _refuse_useless(sheet.columns)
    plan = plan_of(sheet, locked=True)
    bad = len(plan.bad_rows)
    refuse_bad_rows(bad, only_good_rows=only_good_rows)
    for planned in plan.answers:
        _take(sheet, planned, actor=actor)
    sheet.state = AnswerSheet.State.TAKEN
    sheet.taken, sheet.left_out = len(plan.answers), bad
    sheet.taken_at = timezone.now()
    sheet.save(update_fields=["state", "taken", "left_out", "taken_at"])
    record(
        question_events.SHEET_TAKEN,
        sheet,
        actor=actor,
        data={
            "file_name": sheet.file_name,
            "candidate": sheet.candidate.name,
            "taken": sheet.taken,
            "left_out": bad,
            "sha256": sheet.sha256,
        },
    )
    return sheet


def plan_of(sheet: AnswerSheet, *, locked: bool = False) -> SheetPlan:
    """What taking the sheet would do now."""
    by_vendor = sheet.brought_by_contact_id is not None
    return plan_answers(
        (Row(number, cells) for number, cells in sheet.records),
        sheet.header,
        sheet.columns,
        values=sheet.values,
        known=known_questions(sheet.candidate, with_drafts=by_vendor, locked=locked),
        adds_questions=not by_vendor,
    )


@transaction.atomic
def _keep(sheet: AnswerSheet, candidate: Candidate, *, actor: Bringer) -> AnswerSheet:
    sheet.candidate = _permitted(candidate, actor)
    if isinstance(actor, VendorContact):
        sheet.brought_by_contact = actor
    else:
        sheet.brought_by = actor
    sheet.save()
    record(
        question_events.SHEET_BROUGHT,
        sheet,
        actor=actor,
        data={
            "file_name": sheet.file_name,
            "candidate": sheet.candidate.name,
            "sha256": sheet.sha256,
        },
    )
    _let_older_go(sheet, actor=actor)
    return sheet


def _let_older_go(sheet: AnswerSheet, *, actor: Bringer) -> None:
    # What somebody else takes or lets go in this moment is theirs: it is locked, and skipped.
    unheld = AnswerSheet.objects.select_for_update(of=("self",), skip_locked=True)
    waiting = unheld.filter(
        candidate=sheet.candidate,
        brought_by_contact__isnull=sheet.brought_by_contact_id is None,
        state=AnswerSheet.State.READY,
    ).select_related("candidate__initiative", "candidate__vendor")
    for older in waiting.defer("records").order_by("-brought_at", "pk")[KEPT_SHEETS:]:
        record(
            question_events.SHEET_LET_GO,
            older,
            actor=actor,
            data={"file_name": older.file_name, "candidate": older.candidate.name},
        )
        older.delete()


def _take(sheet: AnswerSheet, planned: PlannedAnswer, *, actor: Bringer) -> None:
    if isinstance(actor, VendorContact):
        question = VendorQuestion.objects.select_related("candidate__initiative").get(
            pk=planned.question or 0
        )
        write_draft(question, planned.answer, contact=actor)
        return
    # The plan left out what the vendor is writing: with the questions locked, no draft is theirs.
    question = _question_for(sheet, planned, actor)
    put_sent(write_draft(question, planned.answer, taken_by=actor), actor=actor)


def _question_for(sheet: AnswerSheet, planned: PlannedAnswer, actor: User) -> VendorQuestion:
    if planned.question is not None:
        return VendorQuestion.objects.select_related("candidate__initiative", "asked_by").get(
            pk=planned.question or 0
        )
    return VendorQuestion.objects.create(
        candidate=sheet.candidate,
        text=planned.question_text,
        source_key=planned.number,
        asked_by=actor,
        asked_party=side_of(actor, sheet.candidate.initiative) or "",
        asked_together=uuid.uuid5(sheet.pk, "taken"),
        state=QuestionState.OPEN,
    )


def _permitted(candidate: Candidate, actor: Bringer) -> Candidate:
    if isinstance(actor, User):
        return lock_for_comparing(candidate, actor=actor)
    if not VendorContact.objects.filter(pk=actor.pk, is_active=True).exists():
        raise NotPermitted(
            "Your access has ended.", way_out="Ask the people who invited you for a new link."
        )
    own = Candidate.objects.select_related("initiative", "vendor").filter(
        pk=candidate.pk, vendor_id=actor.vendor_id, questions__isnull=False
    )
    found = own.first()
    if found is None:
        raise NotVisible("There are no such questions.", way_out="Look at the list of questions.")
    return found


def _lock(sheet: AnswerSheet, *, actor: Bringer) -> AnswerSheet:
    """The sheet, for who brought it: a contact's for the contact's company, ours for us."""
    _permitted(sheet.candidate, actor)
    by_vendor = isinstance(actor, VendorContact)
    found = AnswerSheet.objects.select_for_update(of=("self",)).filter(
        pk=sheet.pk, brought_by_contact__isnull=not by_vendor
    )
    locked = found.select_related("candidate__initiative", "candidate__vendor").first()
    if locked is None:
        raise NotVisible("There is no such sheet.", way_out="Bring the file again.")
    if locked.state == AnswerSheet.State.TAKEN:
        raise NotPossibleNow("This sheet is taken already.", way_out="Bring a newer one.")
    return locked


def _refuse_useless(columns: Mapping[str, int]) -> None:
    if not columns_that_answer(columns):
        raise InvalidInput(
            "It is not clear which column is the question and which is the answer.",
            way_out="Choose a column for the question or its number, and one for an answer.",
            field="question",
        )
