"""docs/operations.md tells of every variable that is read, and of no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "portfolio", "governance", "initiatives", "people", "audit", "scripts")
READERS = re.compile(r"^(env|env\.\w+|required_in_production|os\.getenv|os\.environ\.get)$")
PAGE = (ROOT / "docs/operations.md").read_text()
OTHERS = {"DJANGO_SETTINGS_MODULE"}


def variables_read() -> Iterator[str]:
    """Names given to whatever reads the environment, and keys of os.environ."""
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                yield from name_read(node)


def name_read(node: ast.AST) -> Iterator[str]:
    """The variable that this piece of code reads, if it reads one by name."""
    if isinstance(node, ast.Call) and node.args and READERS.match(ast.unparse(node.func)):
        key = node.args[0]
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        key = node.slice
    else:
        return
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield key.value


def test_every_variable_that_is_read_is_described() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE))
    assert described == set(variables_read()) - OTHERS


def test_every_variable_of_the_example_is_described() -> None:
    example = (ROOT / ".env.example").read_text()
    for name in re.findall(r"^([A-Z_]+)=", example, re.MULTILINE):
        assert f"`{name}`" in PAGE


def test_every_make_target_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", PAGE)) <= targets
