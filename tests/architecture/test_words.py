"""Nothing is approved or rejected: the words do not occur where people or programs meet them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from audit.kinds import all_event_kinds
from people.permissions import Permission

ROOT = Path(__file__).resolve().parents[2]
OWN_APPS = (
    "audit",
    "people",
    "initiatives",
    "vendors",
    "architecture",
    "oversight",
    "governance",
    "portfolio",
    "config",
)
FORBIDDEN = re.compile(
    r"\b(?:un|dis|pre)?(?:approv\w*|reject\w*|sign[- ]?offs?|signs? off|signed[- ]off|"
    r"gate(?:s|d|keeper\w*)?|gating|blocker\w*|non-compliant|violat\w*|veto\w*|objection\w*)\b",
    re.IGNORECASE,
)
# Names that Django, Celery and kombu gave; nobody meets them but programmers.
FOREIGN_NAMES = re.compile(
    r"violation_error_message|CELERY_TASK_REJECT_ON_WORKER_LOST|def reject\(|super\(\)\.reject\("
)


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            if each.app_name != "admin":
                yield from _routes(each, route)
        elif isinstance(each, URLPattern):
            yield f"{route} {each.name}"


def _sources() -> Iterator[Path]:
    for folder in (*OWN_APPS, "templates", "static/js", "static/css"):
        for ending in ("py", "html", "txt", "js", "css", "toml", "svg"):
            yield from (ROOT / folder).rglob(f"*.{ending}")


@pytest.mark.behaviour("A02", "A24")
def test_no_model_field_or_choice_speaks_of_approving() -> None:
    words = [
        f"{model.__name__} {field.name} {getattr(field, 'choices', '')} "
        f"{getattr(field, 'help_text', '')}"
        for app in OWN_APPS
        if apps.is_installed(app)
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
    ]
    assert len(words) > 50
    assert not [each for each in words if FORBIDDEN.search(each.replace("_", " "))]


@pytest.mark.behaviour("A02")
def test_no_route_permission_or_event_speaks_of_approving() -> None:
    routes = list(_routes(get_resolver()))
    named = [
        *routes,
        *Permission,
        *(f"{kind.code} {kind.label} {kind.sentence}" for kind in all_event_kinds()),
    ]
    assert len(routes) > 20
    assert not [each for each in named if FORBIDDEN.search(re.sub(r"[_.:/-]", " ", each))]


@pytest.mark.behaviour("A02")
def test_no_source_or_template_speaks_of_approving() -> None:
    found = []
    for path in _sources():
        if "static/build" in path.as_posix() or "migrations" in path.parts:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if FORBIDDEN.search(FOREIGN_NAMES.sub("", line).replace("_", " ")):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "word",
    [
        "approve",
        "Approved by",
        "rejection",
        "sign-off",
        "gatekeeper",
        "blockers",
        "violates",
        "signed off",
    ],
)
def test_the_search_knows_the_words(word: str) -> None:
    assert FORBIDDEN.search(word)


@pytest.mark.parametrize("word", ["aggregate", "investigate", "navigate", "design", "delegate"])
def test_the_search_leaves_other_words_alone(word: str) -> None:
    assert not FORBIDDEN.search(word)
