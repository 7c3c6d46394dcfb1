"""The table in the documentation names every metric and detector, and says truly what is done."""

import csv
import re
from pathlib import Path

import pytest
from django.conf import settings

from governance.figures.telling import METRICS
from governance.signals.findings import detectors

ROOT = Path(__file__).resolve().parents[3]
_ROW = re.compile(r"^\| ([MD][0-9]{1,2}) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TABLE = {
    row[1]: row[2].strip() for row in _ROW.finditer((ROOT / "docs" / "signals.md").read_text())
}


def _declared() -> list[str]:
    with (ROOT / "docs" / "behaviours.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["id"] for row in rows if row["kind"] in {"metric", "detector"}]


def test_the_table_has_every_id_once() -> None:
    assert list(TABLE) == _declared()
    assert len(TABLE) == 41


@pytest.mark.parametrize("behaviour", _declared())
def test_what_is_done_exists_and_what_exists_is_done(behaviour: str) -> None:
    built = {each.id for each in METRICS} | {each.id for each in detectors()}

    assert TABLE[behaviour].startswith("done") == (behaviour in built)
    assert TABLE[behaviour].startswith(("done", "waits for "))


def test_every_detector_of_the_settings_is_declared() -> None:
    assert len(settings.SIGNAL_DETECTORS) == len(detectors())
