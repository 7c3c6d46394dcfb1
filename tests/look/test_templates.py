"""What the content security policy would refuse, and words Joinery does not say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path
    for folder in (ROOT / "templates", *ROOT.glob("*/templates"))
    for path in folder.rglob("*.html")
    if "node_modules" not in path.parts and ".venv" not in path.parts
)
SAID = sorted(set(TEMPLATES) | set((ROOT / "templates").rglob("*.txt")))
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "a script with text": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "an htmx expression": re.compile(r"hx-[a-z]+\s*=\s*['\"]js:", re.IGNORECASE),
    "another host": re.compile(r"(?:src|href)\s*=\s*['\"](?:https?:)?//", re.IGNORECASE),
}
UNSAID = re.compile(
    r"\b(?:approv\w+|reject\w*|gates?|sign-?offs?|sign(?:ed)? off|blockers?|violations?"
    r"|non-compliant)\b",
    re.IGNORECASE,
)


def plain(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_nothing_is_inline(path: Path) -> None:
    text = plain(path)
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", SAID, ids=names)
def test_words_we_do_not_say(path: Path) -> None:
    assert UNSAID.findall(plain(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_at_most_one_primary_action_stands_alone(path: Path) -> None:
    """Branches of a template may each have one; this catches two in one straight run."""
    for run in re.split(r"\{%\s*(?:if|elif|else|endif|for|endfor|block|endblock)\b", plain(path)):
        assert len(re.findall(r'class="btn"', run)) <= 1


# By machines, by the clock, of months, and whole moments. Days otherwise go by `day` or `when`.
DATE_FORMATS = {
    "c", "Y-m-d", "H:i", "F Y", "j F Y, H:i", "l j F Y", "l j F, H:i", "l j F Y, H:i:s",
}  # fmt: skip


@pytest.mark.parametrize("path", TEMPLATES, ids=names)
def test_days_are_written_in_one_style(path: Path) -> None:
    formats = re.findall(r"""\|date\b(?::["']([^"']*)["'])?""", path.read_text())
    assert set(formats) <= DATE_FORMATS


def test_the_page_that_tells_of_a_failure_needs_nothing_else() -> None:
    for name in ("500.html", "offline.html"):
        text = (ROOT / "templates" / name).read_text()
        assert "{% extends" not in text
        assert "request." not in text
