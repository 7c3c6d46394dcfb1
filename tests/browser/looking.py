"""Looking at a page as a test: accessibility, console, overflow, and a picture on request."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
PICTURES = os.environ.get("JOINERY_SCREENSHOTS", "")
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def watch(page: Page) -> list[str]:
    """What the browser complains of from now on: errors, and refusals of the security policy."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    return complaints


def look_at(page: Page, name: str) -> None:
    """Fail on an accessibility fault or sideways scrolling; with JOINERY_SCREENSHOTS, take a
    picture into that folder.
    """
    found = Axe().run(page, options=RULES)
    faults = [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]
    assert not faults, f"{name} at {page.url}:\n" + "\n".join(faults)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0, f"{name} is {wider} px wider than the window"
    if PICTURES:
        folder = ROOT / PICTURES
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
