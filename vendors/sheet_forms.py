"""Forms and answers of pages about sheets, the same for us and for a vendor."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse

from initiatives.exports import CSV, XLSX
from initiatives.import_forms import TakeForm
from initiatives.inventory.findings import as_csv as findings_as_csv
from people.errors import InvalidInput
from vendors.answer_sheets import writing
from vendors.answer_sheets.columns import TARGETS, shipped_mappings
from vendors.answer_sheets.reading import MOST_BYTES
from vendors.models import AnswerSheet, Candidate
from vendors.question_queries import sheet_rows
from vendors.uploads.kinds import refuse_upload_size

SHOWN_FINDINGS = 200
SHOWN_ANSWERS = 50
__all__ = ["TakeForm"]


class ColumnsForm(forms.Form):
    """Which column of a sheet is what."""

    def __init__(self, data: Any = None, *, sheet: AnswerSheet) -> None:
        super().__init__(data)
        places = [
            (str(place), f"{heading or 'without a heading'} (column {place + 1})")
            for place, heading in enumerate(sheet.header)
        ]
        for target in TARGETS:
            suggested = sheet.columns.get(target.name)
            self.fields[target.name] = forms.ChoiceField(
                label=target.label,
                required=False,
                choices=[("", "Not in this sheet"), *places],
                initial="" if suggested is None else str(suggested),
            )

    @property
    def columns(self) -> dict[str, int]:
        """Target -> position, as chosen."""
        return {name: int(place) for name, place in self.cleaned_data.items() if place != ""}


def read_upload(uploaded: Any) -> tuple[bytes, str]:
    """Content and name of an uploaded sheet; asked for its size before it is read.

    Raises:
        InvalidInput: it is empty or larger than a sheet is.
    """
    refuse_upload_size(uploaded.size or 0, min(MOST_BYTES, settings.UPLOAD_MAX_BYTES))
    return uploaded.read(), uploaded.name or "answers"


def shipped_mapping(name: str) -> str:
    """The text of a mapping that comes with Joinery; empty for none."""
    if not name:
        return ""
    path = shipped_mappings().get(name)
    if path is None:
        raise InvalidInput(
            "There is no such mapping.", way_out="Choose one of the list.", field="mapping"
        )
    return path.read_text(encoding="utf-8")


def export(candidate: Candidate, ending: str, *, with_drafts: bool) -> HttpResponse:
    """The candidate's questions and answers as a file."""
    rows = sheet_rows(candidate, with_drafts=with_drafts)
    as_workbook = ending == "xlsx"
    content = writing.as_workbook(rows) if as_workbook else writing.as_csv(rows)
    name = f"questions-{candidate.initiative.reference}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX if as_workbook else CSV, headers=headers)


def findings_file(plan: Any) -> HttpResponse:
    """Every finding as a CSV file."""
    headers = {"Content-Disposition": 'attachment; filename="findings.csv"'}
    content = findings_as_csv(plan.findings).encode("utf-8-sig")
    return HttpResponse(content, content_type=CSV, headers=headers)


def sheet_context(
    sheet: AnswerSheet, plan: Any, columns: ColumnsForm, take: TakeForm
) -> Mapping[str, Any]:
    """What the page of a sheet shows."""
    return {
        "sheet": sheet,
        "plan": plan,
        "columns": columns,
        "take": take,
        "answers": plan.answers[:SHOWN_ANSWERS] if plan else [],
        "more_answers": max(0, len(plan.answers) - SHOWN_ANSWERS) if plan else 0,
        "findings": plan.findings[:SHOWN_FINDINGS] if plan else [],
        "more_findings": max(0, len(plan.findings) - SHOWN_FINDINGS) if plan else 0,
        "is_taken": sheet.state == AnswerSheet.State.TAKEN,
    }
