"""Three candidates compared by two sides and a vendor's contact, up to a choice on paper."""

import datetime as dt
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.looking import look_at, watch
from tests.browser.test_moving_on import put
from tests.browser.test_session import Api

pytestmark = [pytest.mark.services, pytest.mark.browser]

TITLE = "Find cracks in castings from pictures"
VENDORS = ("Risswerk", "Castlight", "Formblick")
LINK = re.compile(r"/vendor-room/enter/[A-Za-z0-9_-]+/?")


def link_mailed(site: Site) -> str:
    """The sign-in link in the mail that the worker wrote to the log."""
    for _ in range(120):
        mailed = site.log.read_text(errors="replace").replace("=\n", "")
        if found := LINK.findall(mailed):
            return f"{site.url}{found[-1]}"
        time.sleep(0.5)
    pytest.fail("No link was mailed.")


def score(page: Page, value: int, strength: str, note: str) -> None:
    page.locator(f'[name$="value"][value="{value}"]').check()
    page.locator('[name$="strength"]').first.select_option(strength)
    page.locator('[name$="evidence_note"]').fill(note)


@pytest.mark.behaviour("A17", "A18", "B22", "B44", "B47")
def test_three_candidates_from_criteria_to_a_choice(
    site: Site, new_person: Callable[..., Page]
) -> None:
    business, it = Api(site, "rafael.castillo"), Api(site, "it.architect")
    found = business("initiatives/?search=castings")["results"]
    reference = next(each["reference"] for each in found if each["title"] == TITLE)
    base = f"{site.url}/initiatives/{reference}"
    lead, architect = new_person("rafael.castillo"), new_person("it.architect", scheme="dark")
    complaints = [watch(lead), watch(architect)]

    lead.goto(f"{base}/vendors/")
    look_at(lead, "comparison-empty-1440-light")
    lead.get_by_role("button", name="Request IT criteria").click()
    architect.goto(f"{base}/vendors/criteria/it/")
    look_at(architect, "criteria-1440-dark")
    architect.get_by_role("button", name="Publish", exact=True).click()
    expect(architect.get_by_role("button", name="Publish", exact=True)).to_have_count(0)

    candidates = [
        business(f"initiatives/{reference}/vendor-candidates/", {"vendor_name": name})["id"]
        for name in VENDORS
    ]
    _vendor_answers(site, new_person, lead, base, candidates[0], business, reference)
    _both_score(business, architect, base, candidates)
    lead.goto(f"{base}/vendors/")
    look_at(lead, "comparison-1440-light")
    series = it(f"initiatives/{reference}/working-sessions/")["results"][0]["reference"]
    dates = it(f"working-sessions/{series}/occurrences/")["results"]
    ahead = min(each["slot_on"] for each in dates if each["state"] == "planned")
    agenda = it(f"working-sessions/{series}/occurrences/{ahead}/agenda/")["items"]
    assert any("business and IT are apart" in item["title"] for item in agenda)
    lead.goto(f"{base}/vendors/selection/new/?candidate={candidates[0]}")
    look_at(lead, "choice-form-1440-light")
    _choose(lead)
    lead.wait_for_url(re.compile(r"/vendors/selection/$"))
    look_at(lead, "choice-1440-light")
    architect.goto(f"{base}/vendors/selection/")
    architect.get_by_label("How your side sees it").fill("The way out is thin; we look again.")
    architect.get_by_role("button", name="Keep the view").click()
    expect(architect.get_by_text("The way out is thin; we look again.").first).to_be_visible()
    look_at(architect, "choice-both-views-1440-dark")
    paper = architect.request.get(f"{base}/vendors/comparison.pdf")
    assert paper.ok
    assert paper.body().startswith(b"%PDF-")
    assert not any(complaints), complaints

    phone = new_person("rafael.castillo", width=390)
    for name, path in (("comparison", ""), ("choice", "selection/"), ("change", "changes/new/")):
        phone.goto(f"{base}/vendors/{path}")
        look_at(phone, f"{name}-390-light")


def _vendor_answers(
    site: Site,
    new_person: Callable[..., Page],
    lead: Page,
    base: str,
    candidate: int,
    business: Api,
    reference: str,
) -> None:
    """A contact is invited, comes in by the mailed link in a browser of their own, answers."""
    asked = {"questions": ["Where are our pictures kept?"], "candidates": [candidate]}
    business(f"initiatives/{reference}/vendor-questions/", asked)
    lead.goto(f"{base}/vendors/questions/candidates/{candidate}/contacts/")
    lead.get_by_label("Name").fill("Rita Riss")
    lead.get_by_label("E-mail address").fill("rita@risswerk.example")
    lead.get_by_role("button", name="Invite").click()
    contact = new_person("")
    contact.goto(link_mailed(site))
    look_at(contact, "vendor-door-1440-light")
    contact.get_by_role("button", name="Go to the questions").click()
    contact.get_by_role("link", name="Where are our pictures kept?").first.click()
    contact.locator('textarea[name="text"]').fill("In your own plant; nothing leaves it.")
    contact.get_by_role("button", name="Send the answer").click()
    expect(contact.get_by_text("sent").first).to_be_visible()
    contact.goto(f"{base}/vendors/")
    expect(contact).to_have_url(re.compile("login"))


def _both_score(business: Api, architect: Page, base: str, candidates: list[int]) -> None:
    """Business scores by API, IT on the page; what business gave shows only afterwards."""
    given = {"value": 4, "strength": "tested_by_us", "evidence_note": "Two shifts tried it."}
    put(business, f"vendor-candidates/{candidates[0]}/scores/SEC-02/", given)
    architect.goto(f"{base}/vendors/cells/SEC-02/{candidates[0]}/")
    expect(architect.get_by_text("Two shifts tried it.")).to_have_count(0)
    score(architect, 1, "documented", "It asks for every picture.")
    with architect.expect_navigation():
        architect.locator('main form button[type="submit"]').first.click()
    architect.goto(f"{base}/vendors/cells/SEC-02/{candidates[0]}/")
    expect(architect.get_by_text("Two shifts tried it.").first).to_be_visible()
    look_at(architect, "cell-1440-dark")


def _choose(lead: Page) -> None:
    """Everything about the choice, with what is not assessed carried forward."""
    lead.get_by_label("Why this one?").fill("It keeps the pictures in the plant.")
    day = (dt.date.today() + dt.timedelta(days=30)).isoformat()  # noqa: DTZ011
    for side in ("business", "it"):
        if lead.locator(f'[name="{side}_owner"]').count():
            lead.locator(f'[name="{side}_owner"]').select_option(index=1)
            lead.locator(f'[name="{side}_due_on"]').fill(day)
    lead.get_by_role("button", name="Record the choice").click()
