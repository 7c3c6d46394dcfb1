"""The US federal inventory of 2024, as published: every row of every agency."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from initiatives.inventory.report import ImportReport
from initiatives.inventory.shipped import shipped_paths
from initiatives.models import Initiative
from tests.initiatives.inventory.sample import take

pytestmark = pytest.mark.django_db
MAPPING = shipped_paths()["us-federal-2024"].read_text(encoding="utf-8")


def take_omb(content: bytes) -> ImportReport:
    return take(content, MAPPING)


@pytest.mark.behaviour("B60")
def test_all_2133_rows_are_taken_and_no_agency_loses_one(omb_file: Path) -> None:
    with omb_file.open(encoding="cp1252", newline="") as file:
        told = Counter(" ".join(row["Agency"].split()) for row in csv.DictReader(file))

    report = take_omb(omb_file.read_bytes())

    taken = Counter(Initiative.objects.values_list("unit__name", flat=True))
    assert (report.created, report.bad) == (2133, 0)
    assert taken == told
    assert len(taken) == 41


def test_a_repeat_import_finds_every_row_again(omb_file: Path) -> None:
    content = omb_file.read_bytes()
    take_omb(content)

    report = take_omb(content)

    assert (report.created, report.changed, report.unchanged, report.missing) == (0, 0, 2133, ())
    assert Initiative.objects.count() == 2133


def test_one_changed_cell_changes_one_initiative(omb_file: Path) -> None:
    content = omb_file.read_bytes()
    take_omb(content)
    purpose = b"provide a novel narcotics detection capability"
    assert content.count(purpose) == 1

    report = take_omb(content.replace(purpose, b"provide another narcotics detection capability"))

    assert (report.created, report.changed, report.unchanged) == (0, 1, 2132)


def test_what_is_dirty_is_reported_by_row_column_and_value(omb_file: Path) -> None:
    report = take_omb(omb_file.read_bytes())

    found = {(finding.column, finding.value) for finding in report.findings}
    assert ("Date Initiated", "22-Nov") in found
    assert ("Date Implemented", "TBD") in found
    assert sum(column == "Stage of Development" for column, _ in found) == 1
    counts = Counter(finding.column for finding in report.findings)
    assert counts["Stage of Development"] == 4
    assert counts["What is the intended purpose and expected benefits of the AI?"] == 11
    # 49 repeat name, agency and bureau; one more differs in capitals only.
    assert counts["Use Case Name, Agency, Bureau"] == 50
