"""docs/record.md names tests that exist."""

import ast
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PAGE = (FOLDER.parents[1] / "docs/record.md").read_text()
NAMED = re.findall(r"`(test_\w+\.py)::(\w+)`", PAGE)


def _tests_of(name: str) -> set[str]:
    module = ast.parse((FOLDER / name).read_text())
    return {each.name for each in module.body if isinstance(each, ast.FunctionDef)}


def test_every_test_that_the_page_names_exists() -> None:
    assert len(NAMED) > 25
    missing = [f"{file}::{name}" for file, name in NAMED if name not in _tests_of(file)]
    assert missing == []


def test_every_attack_of_the_table_names_a_test() -> None:
    rows = [line for line in PAGE.split("## Attacks")[1].splitlines() if line.startswith("| ")]
    without = [row for row in rows if "::" not in row and not row.endswith(" test |")]
    assert without == []
