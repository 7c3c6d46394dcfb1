"""Leaving design with two items missing, and seeing them wherever people look."""

import datetime as dt
import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.looking import look_at, watch
from tests.browser.test_session import Api

pytestmark = [pytest.mark.services, pytest.mark.browser]

TITLE = "See late orders two days before they slip"
MISSING = ("RB-6", "RB-7")


def put(api: Api, path: str, body: dict[str, Any]) -> None:
    """Put a value by API, as the person of the token."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {api.token}"}
    data = json.dumps(body).encode()
    asked = urllib.request.Request(api.base + path, data=data, headers=headers, method="PUT")  # noqa: S310
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        assert answer.status in {200, 201}


def nearly_ready(site: Site) -> str:
    """The reference of a demo initiative that lacks two fields to leave design."""
    lead = Api(site, "business.lead")
    found = lead("initiatives/?search=late+orders")["results"]
    reference: str = next(each["reference"] for each in found if each["title"] == TITLE)
    ends_on = (dt.date.today() + dt.timedelta(days=150)).isoformat()  # noqa: DTZ011
    put(lead, f"initiatives/{reference}/clarity/SU-8/", {"rows": [{"ends_on": ends_on}]})
    screening = {"rows": [{"screening": "clear", "risk_class": "undetermined"}]}
    put(lead, f"initiatives/{reference}/clarity/RB-7/", screening)
    return reference


def answer_the_six_questions(page: Page, field: str) -> None:
    def input_of(name: str) -> Any:
        return page.locator(f'[name="field-{field}-{name}"]')

    input_of("reason").select_option("learning_needed")
    input_of("reason_text").fill("Only the first weeks with the planners will tell.")
    input_of("borne_by").fill("The night shift in Kassel")
    input_of("safeguard").fill("Planners keep the list on paper beside it.")
    input_of("owner").select_option(index=1)
    input_of("due_on").fill((dt.date.today() + dt.timedelta(days=9)).isoformat())  # noqa: DTZ011
    input_of("pause_when").fill("Two wrong calls in one week.")


@pytest.mark.behaviour("B91")
@pytest.mark.parametrize("scheme", ["light"])
def test_design_is_left_with_two_items_carried_forward(
    site: Site, new_person: Callable[..., Page], scheme: str
) -> None:
    reference = nearly_ready(site)
    page = new_person("business.lead", width=1440, scheme=scheme)
    complaints = watch(page)
    base = f"{site.url}/initiatives/{reference}"

    page.goto(f"{base}/clarity/")
    look_at(page, f"clarity-1440-{scheme}")
    page.goto(f"{base}/go-aheads/new/")
    expect(page.get_by_text("2 things are missing")).to_be_visible()
    for field in MISSING:
        answer_the_six_questions(page, field)
    look_at(page, f"go-ahead-form-1440-{scheme}")
    page.get_by_role("button", name="Record go-ahead").click()
    page.wait_for_url(re.compile(r"/go-aheads/\d+/"))
    look_at(page, f"go-ahead-1440-{scheme}")

    page.goto(f"{base}/")
    expect(page.get_by_text("2 items carried forward").first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Practices in place"))).to_be_visible()
    look_at(page, f"workspace-carried-1440-{scheme}")

    page.goto(f"{base}/sessions/")
    page.get_by_role("link", name="Prepare the agenda").click()
    expect(
        page.get_by_text("Planners keep the list").or_(page.get_by_text("Risks")).first
    ).to_be_visible()

    page.goto(f"{site.url}/portfolio/")
    expect(page.get_by_text("carried forward").first).to_be_visible()
    paper = page.request.get(f"{base}/clarity/profile.pdf")
    assert paper.ok
    assert paper.body().startswith(b"%PDF-")
    assert not complaints


@pytest.mark.parametrize("scheme", ["dark"])
def test_it_reads_well_on_a_phone(site: Site, new_person: Callable[..., Page], scheme: str) -> None:
    page = new_person("it.architect", width=390, scheme=scheme)
    lead = Api(site, "it.architect")
    found = lead("initiatives/?search=inspection+reports")["results"]
    reference = found[0]["reference"]
    base = f"{site.url}/initiatives/{reference}"
    pages = {"clarity": "clarity/", "go-aheads": "go-aheads/", "signals": "signals/"}
    for name, path in {**pages, "escalations": "escalations/"}.items():
        page.goto(f"{base}/{path}")
        look_at(page, f"{name}-390-{scheme}")
