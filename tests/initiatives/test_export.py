"""The list as files: what is shown, on all its pages, and nothing that runs."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from initiatives.actions import restrict_visibility
from initiatives.exports import COLUMNS
from initiatives.models import Initiative
from people.models import Unit, User
from tests.factories import registered

CSV = "/initiatives/export.csv"
XLSX = "/initiatives/export.xlsx"
HARMFUL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://example.org","x")',
    "＝1+1",  # noqa: RUF001 - a full-width equals sign counts as one in some locales
]


def body(answer: Any) -> bytes:
    return b"".join(answer)


def csv_rows(answer: Any) -> list[dict[str, str]]:
    text = body(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet_rows(answer: Any) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(body(answer))).active
    assert sheet is not None
    return list(sheet.iter_rows())


def test_csv_has_a_byte_order_mark_readable_heads_and_iso_times(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User
) -> None:
    answer = signed_in(lead).get(CSV)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert answer.streaming
    [row] = csv_rows(answer)
    assert row["Reference"] == initiative.reference
    assert row["Unit"] == "Plant North"
    assert row["Stage"] == "Design"
    assert dt.datetime.fromisoformat(row["Registered (UTC)"]) == (
        initiative.registered_at.replace(microsecond=0)
    )
    assert row["IT invited (UTC)"] == ""
    assert body(signed_in(lead).get(CSV)).startswith(b"\xef\xbb\xbfReference,Title")


@pytest.mark.parametrize("harmful", HARMFUL)
def test_csv_cells_are_never_formulas(
    signed_in: Callable[[User], Client], lead: User, unit: Unit, harmful: str
) -> None:
    registered(lead, unit=unit, title=harmful, problem=f"{harmful}\nsecond line")
    unit.name = harmful
    unit.save()

    [row] = csv_rows(signed_in(lead).get(CSV))

    assert row["Title"] == f"'{harmful}"
    assert row["Unit"] == f"'{harmful}"
    assert row["Problem"] == f"'{harmful}\nsecond line"


@pytest.mark.parametrize("lead_in", ["\t", "\r", "\n"])
def test_csv_cells_never_begin_with_what_is_skipped_before_a_formula(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User, lead_in: str
) -> None:
    # Only an import could leave such a text behind; the forms trim it.
    Initiative.objects.update(problem=f"{lead_in}=1+1")

    [row] = csv_rows(signed_in(lead).get(CSV))

    assert row["Problem"].startswith("'")


@pytest.mark.parametrize("harmful", HARMFUL)
def test_spreadsheet_cells_are_text(
    signed_in: Callable[[User], Client], lead: User, unit: Unit, harmful: str
) -> None:
    registered(lead, unit=unit, title=harmful)

    head, row = sheet_rows(signed_in(lead).get(XLSX))

    assert [cell.value for cell in head] == list(COLUMNS)
    assert row[1].value == harmful
    assert {cell.data_type for cell in row if cell.value is not None} == {"s"}


def test_spreadsheets_do_without_control_characters(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User
) -> None:
    Initiative.objects.update(problem="One\x07 bell\x1b\nand a second line", title="🦊 توقع")

    _, row = sheet_rows(signed_in(lead).get(XLSX))

    assert row[7].value == "One bell\nand a second line"
    assert row[1].value == "🦊 توقع"


@pytest.mark.parametrize("address", [CSV, XLSX])
def test_files_hold_what_the_list_shows_on_all_pages(
    signed_in: Callable[[User], Client],
    lead: User,
    unit: Unit,
    address: str,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    Initiative.objects.bulk_create(
        Initiative(
            reference=f"AI-2020-{number:04d}",
            title=f"Idea {number:04d}",
            problem="Something",
            unit=unit,
            how_far="nothing_yet",
            stage="design" if number % 2 else "selection",
        )
        for number in range(130)
    )
    client = signed_in(lead)
    client.get("/initiatives/")

    with at_most_queries(8):
        answer = client.get(address, {"stage": "design", "sort": "title", "after": "x"})
        if address == CSV:
            titles = [row["Title"] for row in csv_rows(answer)]
        else:
            titles = [str(row[1].value) for row in sheet_rows(answer)[1:]]

    assert titles == [f"Idea {number:04d}" for number in range(1, 130, 2)]


@pytest.mark.behaviour("A28")
def test_files_leave_out_what_somebody_may_not_see(
    signed_in: Callable[[User], Client],
    initiative: Initiative,
    lead: User,
    other_lead: User,
    architect: User,
) -> None:
    restrict_visibility(
        initiative,
        reason="Talks with the works council",
        until=timezone.localdate() + dt.timedelta(days=9),
        it_member=architect,
        actor=lead,
    )

    assert len(csv_rows(signed_in(lead).get(CSV))) == 1
    assert csv_rows(signed_in(other_lead).get(CSV)) == []
    assert len(sheet_rows(signed_in(other_lead).get(XLSX))) == 1
