"""Each cell becomes what it says, or a finding by row, column and value."""

import csv
import datetime as dt
import io

import pytest

from initiatives.inventory.findings import Finding, Severity
from initiatives.inventory.findings import as_csv as findings_csv
from initiatives.vocabulary import HowFar, MilestoneKind, OperationalStatus, Stage
from tests.initiatives.inventory.sample import MAPPING, ROWS, as_csv, changed, read


def one_finding(content: bytes, mapping: str = MAPPING) -> Finding:
    findings = read(content, mapping).read.findings
    assert len(findings) == 1, findings
    return findings[0]


@pytest.mark.behaviour("B60")
def test_a_row_says_what_runs_already_and_since_when() -> None:
    rows = read(as_csv(ROWS)).read.rows

    assert rows[0].stage is Stage.OPERATION
    assert rows[0].how_far is HowFar.IN_USE
    assert rows[0].operational_status is OperationalStatus.OPERATIONAL
    assert rows[0].started_on == dt.date(2021, 5, 3)
    assert rows[2].milestones == {MilestoneKind.LIVE: dt.date(2026, 9, 1)}
    assert rows[1].started_on is None
    assert rows[1].source_note == "Nr.: 2\nAnmerkung: offen"


def test_cells_are_tidied() -> None:
    rows = changed(ROWS, 0, "Vorhaben", "  Spa\u0308te\u0007\n  Auftra\u0308ge ")

    assert read(as_csv(rows)).read.rows[0].title == "Späte Aufträge"


@pytest.mark.parametrize("value", ["läuft", "  LÄUFT ", "La\u0308uft"])
def test_values_are_compared_without_capitals_and_blanks(value: str) -> None:
    rows = changed(ROWS, 0, "Stand", value)

    assert read(as_csv(rows)).read.rows[0].stage is Stage.OPERATION


def test_an_unknown_value_is_reported_by_row_column_and_value() -> None:
    finding = one_finding(as_csv(changed(ROWS, 1, "Stand", "Idea")))

    assert (finding.row, finding.column, finding.value) == (3, "Stand", "Idea")
    assert finding.severity is Severity.BAD_ROW
    assert "Did you mean “idee”?" in finding.message
    assert "[values.stage]" in finding.message


@pytest.mark.parametrize("column", ["Vorhaben", "Werk", "Problem", "Stand"])
def test_a_required_cell_without_a_value_keeps_the_row_out(column: str) -> None:
    read_rows = read(as_csv(changed(ROWS, 1, column, "k. A."))).read

    assert [row.number for row in read_rows.rows] == [2, 4]
    assert [(f.row, f.column) for f in read_rows.findings] == [(3, column)]


def test_a_default_stands_in_and_is_reported() -> None:
    content = as_csv(changed(ROWS, 1, "Stand", ""))
    finding = one_finding(content, f'{MAPPING}\n[defaults]\nstage = "design"')

    assert not finding.keeps_row_out
    assert (finding.row, finding.column) == (3, "Stand")


def test_a_default_for_every_row_is_not_reported() -> None:
    mapping = f'{MAPPING}\n[defaults]\noperational_status = "pilot"'
    read_rows = read(as_csv(ROWS), mapping).read

    assert not read_rows.findings
    assert {row.operational_status for row in read_rows.rows} == {OperationalStatus.PILOT}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("22-Nov", "no day"),
        ("TBD", "no day"),
        ("Pre-2019", "no day"),
        ("31.2.2024", "no day"),
        ("16.7.1905", "The year 1905 is outside 1950 to 2046. A spreadsheet writes the bare "),
        ("1.1.2999", "outside 1950 to 2046"),
    ],
)
def test_an_unreadable_day_is_noted_and_kept(value: str, says: str) -> None:
    content = as_csv(changed(ROWS, 1, "Beginn", value))
    finding = one_finding(content)

    assert says in finding.message
    assert (finding.row, finding.column, finding.value) == (3, "Beginn", value)
    row = read(content).read.rows[1]
    assert row.started_on is None
    assert f"Beginn, not read as a day: {value}" in row.source_note


def test_a_long_title_is_shortened_and_kept_whole() -> None:
    title = "Vorhersage " * 30
    content = as_csv(changed(ROWS, 0, "Vorhaben", title))
    row = read(content).read.rows[0]

    assert len(row.title) <= 200
    assert row.title.endswith("Vorhersage…")
    assert row.source_note.startswith(f"Title in full: {title.strip()}")
    assert not one_finding(content).keeps_row_out


def test_a_unit_with_too_long_a_name_keeps_the_row_out() -> None:
    assert one_finding(as_csv(changed(ROWS, 0, "Werk", "W" * 201))).keeps_row_out


def test_a_row_of_another_width_is_named() -> None:
    surplus = one_finding(as_csv([*ROWS, [*ROWS[0], "zu viel"]]))
    short = one_finding(as_csv([*ROWS, ["4", "zu kurz"]]))

    assert (surplus.row, surplus.value) == (5, "zu viel")
    assert "2 cells and the heading 8" in short.message
    assert not read(as_csv([[*row, "", ""] for row in ROWS])).read.findings


def test_a_row_that_nothing_identifies_is_named() -> None:
    finding = one_finding(as_csv(changed(ROWS, 0, "Nr.", "k. A.")))

    assert (finding.row, finding.column) == (2, "Nr.")
    assert finding.keeps_row_out


def test_the_same_row_twice_is_refused_or_numbered() -> None:
    content = as_csv([*ROWS, ROWS[0]])

    refused = one_finding(content)
    numbered = one_finding(content, MAPPING.replace('"refuse"', '"number"'))

    assert (refused.row, refused.keeps_row_out) == (5, True)
    assert "row 2" in refused.message
    assert (numbered.row, numbered.keeps_row_out) == (5, False)


def test_several_columns_join() -> None:
    mapping = MAPPING.replace('unit = "Werk"', 'unit = ["Werk", "Anmerkung"]')

    assert read(as_csv(ROWS), mapping).read.rows[1].unit == "Werk Süd, offen"


def test_findings_as_a_table_run_no_formula() -> None:
    told = [
        Finding(3, "=A", "@SUM(1)", "-1", Severity.NOTE),
        Finding(4, "＝A", "\n=1", "＋1", Severity.NOTE),  # noqa: RUF001
    ]

    _, first, second = csv.reader(io.StringIO(findings_csv(told), newline=""))

    assert first == ["3", "'=A", "'@SUM(1)", "'-1", "yes"]
    assert second == ["4", "'＝A", "'\n=1", "'＋1", "yes"]  # noqa: RUF001


@pytest.mark.parametrize("day", ["2021-05-03", "3.5.2021"])
def test_a_day_in_iso_form_is_always_read(day: str) -> None:
    rows = read(as_csv(changed(ROWS, 1, "Beginn", day))).read.rows

    assert rows[1].started_on == dt.date(2021, 5, 3)
