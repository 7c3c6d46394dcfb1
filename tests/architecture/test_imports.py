"""Rules know no web framework; import-linter cannot see inside Django, so the imports are read."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ("django.http", "django.shortcuts", "django.views", "django.template", "rest_framework")
RULES = sorted(
    path.relative_to(ROOT)
    for app in ("audit", "people", "initiatives", "governance", "vendors", "architecture")
    for name in ("actions", "policies", "transitions", "involvement", "similarity", "recording")
    for path in [*ROOT.glob(f"{app}/{name}.py"), *ROOT.glob(f"{app}/**/{name}/*.py")]
)


def imported(path: Path) -> set[str]:
    """Dotted names that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", RULES, ids=str)
def test_rules_know_no_web_framework(path: Path) -> None:
    assert not [name for name in imported(path) if name.startswith(WEB)]


def test_rules_were_found() -> None:
    assert len(RULES) > 10
