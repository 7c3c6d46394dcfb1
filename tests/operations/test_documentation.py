"""docs/operations.md tells of every variable that is read, and of no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "config",
    "portfolio",
    "governance",
    "vendors",
    "architecture",
    "initiatives",
    "people",
    "audit",
    "scripts",
)
READERS = re.compile(r"^(env|env\.\w+|required_in_production|os\.getenv|os\.environ\.get)$")
PAGE = (ROOT / "docs/operations.md").read_text()
OTHERS = {"DJANGO_SETTINGS_MODULE"}


def variables_read() -> Iterator[str]:
    """Names given to whatever reads the environment, and keys of os.environ."""
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            module = ast.parse(path.read_text())
            constants = dict(constants_of(module))
            for node in ast.walk(module):
                if (key := key_read(node)) is not None:
                    yield from name_of(key, constants)


def constants_of(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Names given to values at the top of the module."""
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id, statement.value


def key_read(node: ast.AST) -> ast.expr | None:
    """What this piece of code asks the environment for, if it asks."""
    if isinstance(node, ast.Call) and node.args and READERS.match(ast.unparse(node.func)):
        return node.args[0]
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        return node.slice
    return None


def name_of(key: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    """The variable's name, written there or at the top of the module."""
    if isinstance(key, ast.Name):
        key = constants.get(key.id, key)
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
