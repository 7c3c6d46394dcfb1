"""From a raised input to a baselined integration and its trail, with the keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.looking import look_at, watch
from tests.browser.test_session import Api

pytestmark = [pytest.mark.services, pytest.mark.browser]

TITLE = "See late orders two days before they slip"
NAME = "Order lines to the late-order model"


def reference_of(site: Site, words: str) -> str:
    found = Api(site, "it.architect")(f"initiatives/?search={words}")["results"]
    reference: str = found[0]["reference"]
    return reference


def press(page: Page, control: Locator, key: str = "Enter") -> None:
    """Use a control as somebody without a mouse does; it must take the focus."""
    control.focus()
    expect(control).to_be_focused()
    page.keyboard.press(key)


def type_into(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=False).first
    field.focus()
    page.keyboard.type(text)


def choose(field: Locator, words: str) -> None:
    """Choose by typing the beginning of the words, as in any native list."""
    field.focus()
    field.press_sequentially(words)


@pytest.mark.behaviour("A08", "A13", "A19", "A21", "A25", "B30")
def test_an_input_becomes_a_baselined_integration_with_its_trail(
    site: Site, new_person: Callable[..., Page]
) -> None:
    reference = reference_of(site, "late+orders")
    base = f"{site.url}/initiatives/{reference}"
    architect = new_person("it.architect")
    complaints = watch(architect)

    # What is there already comes first.
    architect.goto(f"{base}/architecture/")
    look_at(architect, "architecture-empty-1440-light")
    press(architect, architect.get_by_role("link", name="Propose integration"))
    architect.wait_for_url(f"{base}/architecture/new/")
    look_at(architect, "propose-search-1440-light")
    type_into(architect, "What is it for?", NAME)
    choose(architect.locator("[name=source]"), "Measuring")
    type_into(architect, "Which data?", "order lines")
    press(architect, architect.get_by_role("button", name="Look for what is there"))
    expect(architect.get_by_label("What is it called?")).to_have_value(NAME)
    look_at(architect, "propose-1440-light")
    press(architect, architect.locator("[name=reuse_result][value=new_with_reason]"), "Space")
    architect.locator("[name=reuse_reason]").fill("Nothing carries order lines.")
    choose(architect.locator("[name=style]"), "Subscribes")
    press(architect, architect.get_by_role("button", name="Propose integration"))
    architect.wait_for_url(re.compile(r"/architecture/INT-\d+/$"))
    integration = architect.url

    # Business raises an input on it.
    lead = new_person("business.lead")
    lead.goto(integration)
    press(lead, lead.get_by_role("link", name="Add design input on it").first)
    type_into(lead, "What should the design take in?", "Lines arrive within the hour")
    press(lead, lead.locator("[name=kind][value=requirement]"), "Space")
    choose(lead.locator("[name=concern_group]"), "Performance")
    press(lead, lead.get_by_role("button", name="Add design input"))
    lead.wait_for_url(re.compile(r"/inputs/IN-\d+/$"))
    expect(lead.get_by_role("link", name=NAME)).to_be_visible()

    # IT takes the design, answers, and names what it took in.
    architect.goto(f"{integration}authority/")
    press(architect, architect.get_by_role("button", name="Take it: I own the design"))
    architect.wait_for_url(integration)
    architect.goto(lead.url)
    press(architect, architect.locator("[name=state][value=incorporated]"), "Space")
    with architect.expect_navigation():
        press(architect, architect.get_by_role("button", name="Record the answer"))
    architect.goto(f"{integration}inputs/")
    press(architect, architect.get_by_label("Lines arrive within the hour"), "Space")
    press(architect, architect.get_by_role("button", name="Save"))
    architect.wait_for_url(integration)
    expect(architect.get_by_text("With thanks to business")).to_be_visible()

    # The lead cannot set it; the holder baselines it.
    assert lead.request.get(f"{integration}state/").status == 403
    press(architect, architect.get_by_role("link", name="Set the design"))
    press(architect, architect.locator("[name=state][value=baselined]"), "Space")
    look_at(architect, "design-state-1440-light")
    press(architect, architect.get_by_role("button", name="Set it"))
    architect.wait_for_url(integration)
    expect(architect.get_by_role("heading", name="The design is baselined")).to_be_visible()
    look_at(architect, "integration-1440-light")

    lead.goto(f"{integration}why/")
    steps: Any = lead.locator(".trail-steps > li")
    expect(steps).to_have_count(3)
    expect(steps.nth(0)).to_contain_text("Lines arrive within the hour")
    expect(steps.nth(2)).to_contain_text("Design set to baselined")
    look_at(lead, "why-1440-light")
    assert not complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_full_pages_read_well(
    site: Site, new_person: Callable[..., Page], width: int, scheme: str
) -> None:
    reference = reference_of(site, "inspection+reports")
    base = f"{site.url}/initiatives/{reference}/architecture"
    page = new_person("jonas.weber", width=width, scheme=scheme)
    page.goto(f"{base}/")
    look_at(page, f"architecture-{width}-{scheme}")
    link = page.get_by_role("link", name="Measurements to the report drafter").first
    press(page, link)
    page.wait_for_url(re.compile(r"/INT-\d+/$"))
    look_at(page, f"integration-full-{width}-{scheme}")
    integration = page.url
    for name, path in {
        "why-full": "why/",
        "authority": "authority/",
        "data": "parts/data/",
        "dependencies": "parts/dependencies/",
        "debt": "parts/debt/",
        "incident": "incidents/new/",
    }.items():
        page.goto(f"{integration}{path}")
        look_at(page, f"{name}-{width}-{scheme}")
    for name, path in {
        "decisions": "decisions/",
        "write-decision": "decisions/new/",
        "take-decisions": "decisions/files/",
    }.items():
        page.goto(f"{base}/{path}")
        look_at(page, f"{name}-{width}-{scheme}")
    page.goto(f"{base}/decisions/")
    press(page, page.get_by_role("link", name="Read the export, not the machine"))
    page.wait_for_url(re.compile(r"/decisions/ADR-\d+/$"))
    look_at(page, f"decision-{width}-{scheme}")
