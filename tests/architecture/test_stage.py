"""A stage changes by a go-ahead and in no other way (DOMAIN 4): nothing else assigns it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN_APPS = (
    "audit",
    "people",
    "initiatives",
    "vendors",
    "architecture",
    "governance",
    "portfolio",
    "config",
)
THE_ONE_WAY = "governance/actions/go_ahead.py"
# An inventory says in which stage something already runs; a row is created so, never changed.
CREATES = {"initiatives/inventory/taking.py"}
# A candidate has a stage of its own; what moves it knows nothing of the stages of initiatives.
OF_CANDIDATES = "vendors/actions/candidates.py"


def writes_stage(source: str) -> list[int]:
    """Lines that assign `.stage`, update the column, or set it by name."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if _writes(node)]


def _writes(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for each in targets for part in ast.walk(each)]
        return any(_is_stage(part) for part in parts)
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name in {"update", "update_or_create", "Initiative"}:
        return any(keyword.arg == "stage" for keyword in node.keywords)
    named = [each for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return name in {"setattr", "bulk_update"} and any(each.value == "stage" for each in named)


def _is_stage(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute) and node.attr == "stage" and isinstance(node.ctx, ast.Store)
    )


def _sources() -> Iterator[Path]:
    for app in OWN_APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def test_nothing_but_the_go_ahead_writes_the_stage() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in _sources()
        if (lines := writes_stage(path.read_text()))
    }
    assert len(found.pop(THE_ONE_WAY)) == 1
    assert found.pop(OF_CANDIDATES)
    assert "initiatives.vocabulary import Stage" not in (ROOT / OF_CANDIDATES).read_text()
    assert set(found) == CREATES


@pytest.mark.parametrize(
    "line",
    [
        "initiative.stage = 'operation'",
        "rows.update(stage='operation')",
        "setattr(initiative, 'stage', x)",
        "Initiative.objects.bulk_update(rows, ['stage'])",
        "a, initiative.stage = 1, 2",
    ],
)
def test_the_search_knows_the_ways(line: str) -> None:
    assert writes_stage(line)


def test_the_search_leaves_reading_alone() -> None:
    assert not writes_stage("x = initiative.stage\nrows.filter(stage='design')")
