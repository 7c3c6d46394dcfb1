"""The assets build from a lock without addresses and stay light."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "static" / "build"
CSS_AT_MOST = 16_000
FIRST_VISIT_AT_MOST = 150_000
PAGE_ALLOWANCE = 8_000
# Bundles that only their own page loads, each with what it may add to a first visit there.
OWN_SHEETS = {"app.css", "room.css", "map.css", "vendors.css"}
ROOM_AT_MOST = 8_000
MAP_AT_MOST = 160_000
PERMISSIVE = {"MIT", "OFL-1.1", "0BSD", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"}


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def test_the_lock_names_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert re.findall(r"https?://(?![^\"]*(?:fund|sponsor))[^\"]+\.tgz", lock) == []


def test_what_is_shipped_has_a_permissive_licence() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    licences = {name: entry.get("license") for name, entry in packages.items() if name}
    assert {name: licence for name, licence in licences.items() if licence not in PERMISSIVE} == {}


def test_every_source_style_is_in_the_bundle() -> None:
    bundle = (ROOT / "static" / "css" / "app.css").read_text()
    sheets = {path.name for path in (ROOT / "static" / "css").glob("*.css")} - OWN_SHEETS
    assert {name for name in sheets if f'"./{name}"' not in bundle} == set()


def test_every_controller_named_in_a_template_exists() -> None:
    bundles = (ROOT / "static" / "js").glob("*.js")
    registered = {
        name for path in bundles for name in re.findall(r'register\("([a-z-]+)"', path.read_text())
    }
    used = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for names in re.findall(r'data-controller="([^"{]+)"', path.read_text())
        for name in names.split()
    }
    assert used <= registered


@pytest.mark.skipif(not (BUILT / "app.css").exists(), reason="the assets are not built here")
def test_a_first_visit_stays_within_its_budget() -> None:
    style = packed(BUILT / "app.css")
    fonts = sum(path.stat().st_size for path in (BUILT / "fonts").glob("*.woff2"))
    mark = packed(ROOT / "static" / "img" / "favicon.svg")
    assert style <= CSS_AT_MOST
    total = style + fonts + mark + packed(BUILT / "app.js") + PAGE_ALLOWANCE
    assert total <= FIRST_VISIT_AT_MOST


@pytest.mark.skipif(not (BUILT / "room.js").exists(), reason="the assets are not built here")
def test_the_room_adds_little() -> None:
    assert packed(BUILT / "room.js") + packed(BUILT / "room.css") <= ROOM_AT_MOST


@pytest.mark.skipif(not (BUILT / "map.js").exists(), reason="the assets are not built here")
def test_the_map_stays_within_its_budget() -> None:
    assert packed(BUILT / "map.js") + packed(BUILT / "map.css") <= MAP_AT_MOST


@pytest.mark.skipif(not (BUILT / "app.css").exists(), reason="the assets are not built here")
def test_the_built_style_asks_nobody_else() -> None:
    text = (BUILT / "app.css").read_text()
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//", text) == []
    for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
        assert (BUILT / address).resolve().is_file()
