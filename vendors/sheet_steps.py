"""The steps of a sheet on a page: bring it, look, choose columns, take it.

The pages of our own people and those of a vendor differ in who acts and in their frame only.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from people.errors import InvalidInput, NotPossibleNow
from people.forms import show_refusal, shown_status
from vendors.actions.answer_sheets import (
    Bringer,
    bring_answer_sheet,
    choose_sheet_columns,
    plan_of,
    take_answer_sheet,
)
from vendors.answer_sheets.planning import columns_that_answer
from vendors.models import AnswerSheet, Candidate
from vendors.sheet_forms import (
    ColumnsForm,
    TakeForm,
    read_upload,
    sheet_context,
    shipped_mapping,
)

Shown = tuple[dict[str, Any], int]


def brought(
    request: HttpRequest, candidate: Candidate, form: forms.Form, *, actor: Bringer
) -> tuple[AnswerSheet | None, int]:
    """The sheet that was brought, or None with the status of the form shown again."""
    if not form.is_valid():
        return None, 200
    try:
        content, name = read_upload(form.cleaned_data["file"])
        mapping = shipped_mapping(form.cleaned_data.get("mapping", ""))
        sheet = bring_answer_sheet(
            candidate, content, file_name=name, mapping_text=mapping, actor=actor
        )
    except InvalidInput as refusal:
        show_refusal(form, refusal)
        return None, shown_status(refusal)
    return sheet, 200


def looked_at(sheet: AnswerSheet) -> Shown:
    """What the page of a sheet shows before anything was pressed."""
    return _context(sheet, ColumnsForm(sheet=sheet), TakeForm()), 200


def pressed(
    request: HttpRequest, sheet: AnswerSheet, *, actor: Bringer
) -> tuple[AnswerSheet | None, Shown | None]:
    """What a press on the page did: the sheet when it is done, else what to show again."""
    if request.POST.get("verb") == "columns":
        columns = ColumnsForm(request.POST, sheet=sheet)
        return _done_or_shown(
            sheet,
            columns,
            TakeForm(),
            lambda: choose_sheet_columns(sheet, columns.columns, actor=actor),
            columns,
        )
    take = TakeForm(request.POST)
    return _done_or_shown(
        sheet,
        ColumnsForm(sheet=sheet),
        take,
        lambda: take_answer_sheet(sheet, only_good_rows=take.only_good_rows, actor=actor),
        take,
    )


def _done_or_shown(
    sheet: AnswerSheet,
    columns: ColumnsForm,
    take: TakeForm,
    act: Callable[[], AnswerSheet],
    form: forms.Form,
) -> tuple[AnswerSheet | None, Shown | None]:
    if form.is_valid():
        try:
            return act(), None
        except (InvalidInput, NotPossibleNow) as refusal:
            show_refusal(form, refusal)
            return None, (_context(sheet, columns, take), shown_status(refusal))
    return None, (_context(sheet, columns, take), 200)


def _context(sheet: AnswerSheet, columns: ColumnsForm, take: TakeForm) -> dict[str, Any]:
    ready = sheet.state == AnswerSheet.State.READY and columns_that_answer(sheet.columns)
    plan = plan_of(sheet) if ready else None
    return dict(sheet_context(sheet, plan, columns, take))
