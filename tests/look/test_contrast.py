"""Every pair of colours that meet on a page is told apart, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
PAIR = re.compile(r"--([a-z-]+):\s*light-dark\(\s*(#[0-9A-Fa-f]{6})\s*,\s*(#[0-9A-Fa-f]{6})\s*\)")
THEMES = ("light", "dark")
TEXT_AT_LEAST = 5.5
LINES_AT_LEAST = 3.0

GROUNDS = ("paper", "surface", "sunk")
TEXT = [
    *[(ink, ground) for ground in GROUNDS for ink in ("ink", "muted", "link")],
    *[(ink, ground) for ground in ("paper", "surface") for ink in ("business", "it")],
    *[(ink, ground) for ground in ("paper", "surface") for ink in ("attention", "error")],
    ("business", "business-tint"),
    ("it", "it-tint"),
    ("attention", "attention-tint"),
    ("ink", "business-tint"),
    ("ink", "it-tint"),
    ("ink", "attention-tint"),
    ("link", "attention-tint"),
    ("muted", "attention-tint"),
    ("paper", "ink"),
    ("paper", "ink-soft"),
]
LINES = [
    *[("line-strong", ground) for ground in GROUNDS],
    *[
        (line, ground)
        for ground in ("paper", "surface")
        for line in ("ink", "link", "business", "it", "attention", "error")
    ],
]


def tokens() -> dict[str, tuple[str, str]]:
    found = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS.read_text())}
    assert len(found) >= 15, "the tokens could not be read"
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str, theme: str) -> None:
    side = THEMES.index(theme)
    colours = tokens()
    assert contrast(colours[ink][side], colours[ground][side]) >= TEXT_AT_LEAST


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("line", "ground"), LINES)
def test_lines_of_controls_can_be_seen(line: str, ground: str, theme: str) -> None:
    side = THEMES.index(theme)
    colours = tokens()
    assert contrast(colours[line][side], colours[ground][side]) >= LINES_AT_LEAST


def test_colours_are_named_only_in_the_tokens() -> None:
    strays = [
        f"{sheet.name}: {line.strip()}"
        for sheet in sorted(TOKENS.parent.glob("*.css"))
        if sheet.name not in {"tokens.css", "print.css"}
        for line in sheet.read_text().splitlines()
        if re.search(r"#[0-9A-Fa-f]{3,8}\b(?![^{]*\{)|\b(?:rgb|hsl|oklch)a?\(", line)
    ]
    assert strays == []
