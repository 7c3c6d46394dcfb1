"""The map of systems at 30 and at 300: by keyboard alone, in both themes, without complaints."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.looking import look_at, watch

pytestmark = [pytest.mark.services, pytest.mark.browser]

FILL = """
from benchmarks.landscape import make_initiatives, make_links, make_systems
from people.models import User
owner = User.objects.create(email="landscape@example.org", full_name="Land Scape", is_active=False)
make_links({links}, make_systems({systems}), make_initiatives({initiatives}, owner), owner)
"""
EMPTY = """
from architecture.models import Integration, System
from initiatives.models import Initiative
from people.models import User
owner = User.objects.get(email="landscape@example.org")
Integration.objects.filter(registered_by=owner).delete()
System.objects.filter(slug__startswith="landscape-").delete()
Initiative.objects.filter(lead=owner).delete()
owner.delete()
"""


@contextmanager
def landscape(site: Site, systems: int, links: int, initiatives: int) -> Iterator[None]:
    """So many systems, for the time of a test."""
    code = FILL.format(systems=systems, links=links, initiatives=initiatives)
    site.manage("shell", "-c", code)
    try:
        yield
    finally:
        site.manage("shell", "-c", EMPTY)


def opened(site: Site, page: Page, asked: str = "") -> None:
    """The map, once the script has drawn it."""
    page.goto(f"{site.url}/systems/map/{asked}")
    page.wait_for_selector("[data-controller=system-map][data-ready]", timeout=60_000)


def reach_the_map(page: Page) -> None:
    """Tab to the map as somebody without a mouse does."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('map-canvas')"):
            return
    pytest.fail("The map cannot be reached by keyboard.")


@pytest.mark.behaviour("B32", "B86", "B121")
@pytest.mark.parametrize(
    ("systems", "links", "initiatives"), [(30, 60, 9), (300, 2000, 48)], ids=["30", "300"]
)
def test_the_map_by_keyboard_alone_in_both_themes(
    site: Site, new_person: Callable[..., Page], systems: int, links: int, initiatives: int
) -> None:
    with landscape(site, systems, links, initiatives):
        for scheme in ("light", "dark"):
            page = new_person("it.architect", scheme=scheme)
            complaints = watch(page)
            opened(site, page)
            look_at(page, f"map-{systems}-1440-{scheme}")
            reach_the_map(page)
            said = page.locator(".map-said")
            page.keyboard.press("ArrowDown")
            first = said.locator("p").inner_text()
            page.keyboard.press("ArrowDown")
            expect(said.locator("p")).not_to_have_text(first)
            page.keyboard.press("ArrowUp")
            expect(said.locator("p")).to_have_text(first)
            look_at(page, f"map-{systems}-chosen-1440-{scheme}")
            page.keyboard.press("Escape")
            expect(said).to_be_empty()
            page.keyboard.press("End")
            page.keyboard.press("+")
            page.keyboard.press("0")
            name = re.sub(r": \d+ links?$", "", said.locator("p").inner_text())
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/(systems|initiatives)/[^m]"))
            expect(page.get_by_role("heading", level=1)).to_contain_text(name)
            assert not complaints


@pytest.mark.behaviour("B32")
def test_a_lens_a_phone_and_no_script(
    site: Site, browser: Browser, new_person: Callable[..., Page]
) -> None:
    with landscape(site, 30, 60, 9):
        page = new_person("it.architect")
        complaints = watch(page)
        opened(site, page)
        page.get_by_label("Look at").select_option("twins")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url(re.compile(r"lens=twins"))
        expect(page.get_by_text("twins: the same link twice.")).to_be_visible()
        rows = page.locator("section:has(#links) tbody tr")
        drawn = page.locator(".map-drawing .map-lines a")
        assert rows.count() == drawn.count() > 0
        page.get_by_role("link", name=re.compile("^Around it")).first.click()
        expect(page.locator(".map-said a").first).to_be_visible()
        assert not complaints

        phone = new_person("it.architect", width=390)
        opened(site, phone)
        look_at(phone, "map-30-390-light")

        plain = browser.new_context(java_script_enabled=False)
        try:
            still = plain.new_page()
            site.sign_in(still, "it.architect")
            still.goto(f"{site.url}/systems/map/?by=site")
            expect(still.locator(".map-drawing")).to_be_visible()
            expect(still.get_by_role("heading", name="Links", exact=True)).to_be_visible()
        finally:
            plain.close()
