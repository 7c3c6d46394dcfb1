"""A sheet is found, its heading too, and merged cells count for all that they cover."""

import openpyxl
import pytest

from people.errors import InvalidInput
from tests.vendors.answer_sheets import sheets
from tests.vendors.uploads import files
from vendors.answer_sheets import reading
from vendors.answer_sheets.columns import (
    USUAL,
    read_sheet_mapping,
    shipped_mappings,
    suggest_columns,
)
from vendors.answer_sheets.merged import MergedRange, fill_merged
from vendors.answer_sheets.planning import Answer, KnownQuestion, SheetPlan, plan_answers
from vendors.answer_sheets.reading import MOST_BYTES, read_sheet

pytestmark = pytest.mark.behaviour("A18", "B22")


def planned(content: bytes, *known: KnownQuestion, adds: bool = True) -> SheetPlan:
    sheet = read_sheet(content, USUAL)
    columns = suggest_columns(sheet.header)
    return plan_answers(
        sheet.records, sheet.header, columns, values={}, known=known, adds_questions=adds
    )


def known(pk: int, number: str, text: str, **fields: object) -> KnownQuestion:
    given = {"is_open_to_answers": True, "answer": Answer(), **fields}
    return KnownQuestion(pk=pk, number=number, text=text, **given)  # type: ignore[arg-type]


def test_a_caiq_is_read_with_its_titles_merged_cells_and_moved_columns() -> None:
    sheet = read_sheet(sheets.caiq(), USUAL)

    assert sheet.name == "CAIQv4"
    assert sheet.header[1:4] == ["Question ID", "Question", "CSP CAIQ Answer"]
    plan = planned(sheets.caiq())
    taken = {each.number: each.answer for each in plan.answers}
    assert taken == {
        "A&A-01.1": Answer("Yearly.", "yes", "vendor"),
        "A&A-01.2": Answer("Yearly.", "not_applicable", "shared"),
    }
    assert [(each.row, each.message.split(".")[0]) for each in plan.findings] == [
        (7, "“Maybe” is not known here"),
        (9, "Row 5 answers the same question"),
    ]
    assert plan.blank == 1
    assert plan.new_questions == 2


def test_columns_may_stand_in_any_order_and_be_called_otherwise() -> None:
    content = sheets.workbook(
        [
            ["Comments", "Response", "Questions:", "QID"],
            ["In Frankfurt", "yes", "Where is our data kept?", "Q-7"],
        ]
    )
    plan = planned(content, known(7, "Q-7", "Where is our data kept?"), adds=False)
    (answer,) = plan.answers
    assert (answer.question, answer.answer) == (7, Answer("In Frankfurt", "yes"))


def test_a_heading_that_spans_two_columns_counts_once() -> None:
    content = sheets.workbook(
        [["Question", "Answer in words", None], ["Where?", "Here", "There"]], merged=("B1:C1",)
    )
    (answer,) = planned(content).answers
    assert answer.answer.text == "Here"


def test_a_small_file_cannot_hold_any_number_of_characters() -> None:
    long = "x" * 19_000
    merged = sheets.workbook(
        [
            ["Question", "Answer in words", "Comments"],
            ["Where?", "Here", long],
            *[[f"Who {n}?", "We"] for n in range(300)],
        ],
        merged=("C1:GQ1", "C2:GQ302"),
    )
    assert len(merged) < 10_000
    rows = "".join(f"Where {n}?,{long}\n" for n in range(300))
    for content in (merged, f"Question,Answer in words\n{rows}".encode()):
        with pytest.raises(InvalidInput, match="more than 5,000,000 characters") as refusal:
            read_sheet(content, USUAL)
        assert refusal.value.way_out


def test_cells_beyond_the_heading_are_not_kept() -> None:
    content = sheets.workbook(
        [["Question", "Answer in words"], ["Where?", "Here", "x" * 19_000]], merged=("C2:GQ302",)
    )
    (only,) = read_sheet(content, USUAL).records
    assert only.cells == ["Where?", "Here"]


def test_merged_cells_that_lie_over_each_other_are_refused_before_they_are_filled() -> None:
    rows = [["Question", "Answer in words"], *[["Where?", "Here"] for _ in range(299)]]
    ranges = [MergedRange(0, 0, 299, 199)] * 20_000
    with pytest.raises(InvalidInput, match="lie over each other") as refusal:
        fill_merged(rows, ranges)
    assert refusal.value.way_out


def test_a_number_that_spans_two_questions_is_the_first_ones() -> None:
    content = sheets.workbook(
        [
            ["Question ID", "Question", "Answer in words"],
            ["AIS-01", "Is it planned?", "Yearly"],
            [None, "Is it tested?", "Monthly"],
        ],
        merged=("A2:A3",),
    )
    plan = planned(content)
    assert [(each.number, each.answer.text) for each in plan.answers] == [
        ("AIS-01", "Yearly"),
        ("", "Monthly"),
    ]
    assert plan.bad_rows == []
    assert "Row 2 has this number" in plan.findings[0].message
    asked = known(1, "AIS-01", "Is it planned?"), known(2, "Q-2", "Is it tested?")
    assert [each.question for each in planned(content, *asked).answers] == [1, 2]


def test_what_was_not_asked_a_vendor_cannot_bring() -> None:
    content = b"Number;Question;Answer in words\nQ-1;Where?;Here\nQ-9;Who?;We\n;;lost\n"
    plan = planned(content, known(1, "Q-1", "Where?"), adds=False)
    assert [each.question for each in plan.answers] == [1]
    assert plan.bad_rows == [3]
    assert "This was not asked" in plan.findings[0].message


def test_what_stands_already_is_unchanged_and_what_differs_replaces() -> None:
    content = b"Question,Answer in words\nWhere?,Here\nWho?,We\nWhen?,Now\n"
    plan = planned(
        content,
        known(1, "Q-1", "Where?", answer=Answer("Here")),
        known(2, "Q-2", "Who?", answer=Answer("They")),
        known(3, "Q-3", "When?", is_open_to_answers=False),
        adds=False,
    )
    assert plan.unchanged == 1
    assert [(each.question, each.replaces) for each in plan.answers] == [(2, True)]
    assert "withdrawn" in plan.findings[0].message


def test_a_number_counts_more_than_the_wording_and_says_so() -> None:
    content = b"Number,Question,Answer in words\nQ-1,Where exactly?,Here\n"
    plan = planned(content, known(1, "Q-1", "Where?"), adds=False)
    assert plan.answers[0].question == 1
    assert plan.bad_rows == []
    assert "found by its number" in plan.findings[0].message


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no table"),
        (b"a,b\n1,2\n", "looks like a heading"),
        (b"Question,Answer in words\n", "no rows"),
        (b'Question,Answer in words\n"open,x\n', "cannot be read"),
        (b"Question\0,Answer\n", "no table"),
        (b"PK\x03\x04broken", "damaged"),
        (files.damaged(sheets.caiq(), "[Content_Types].xml"), "damaged"),
        (files.misnamed(sheets.caiq()), "damaged"),
        (sheets.cut_off(), "damaged"),
        (files.docx(), "no workbook"),
        (b"x" * (MOST_BYTES + 1), "at most 10 MB"),
        (files.with_parts(sheets.caiq(), {"xl/vbaProject.bin": b"m"}), "macros"),
        (files.with_parts(sheets.caiq(), {"xl/big.xml": b"0" * 30_000_000}), "unpacks to"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(content: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refusal:
        read_sheet(content, USUAL)
    assert refusal.value.way_out


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml"])
def test_what_would_unpack_to_too_much_is_refused_before_it_is_read(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    read: list[object] = []
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *given, **_: read.append(given))

    with pytest.raises(InvalidInput, match="no spreadsheet writes"):
        read_sheet(files.with_parts(sheets.caiq(), {part: bomb}), USUAL)
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000)
    with pytest.raises(InvalidInput, match="unpacks to"):
        read_sheet(sheets.caiq(), USUAL)
    assert read == []


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    content = files.with_parts(sheets.caiq(), {"xl/sharedStrings.xml": bomb})
    with pytest.raises(InvalidInput):
        read_sheet(content, USUAL)


def test_the_shipped_mappings_are_good_and_a_bad_one_names_its_key() -> None:
    for path in shipped_mappings().values():
        mapping = read_sheet_mapping(path.read_text())
        assert read_sheet(sheets.caiq(), mapping).name == "CAIQv4"
    with pytest.raises(InvalidInput, match=r"values\.plain_answer\.Sure"):
        read_sheet_mapping('[values.plain_answer]\n"Sure" = "surely"\n')
    with pytest.raises(InvalidInput, match="means nothing here"):
        read_sheet_mapping("[columns]\ncolour = 'red'\n")
