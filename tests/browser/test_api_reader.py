"""The API's reader works under the strict content policy."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Site
from tests.browser.looking import watch

pytestmark = [pytest.mark.services, pytest.mark.browser]


def test_a_call_can_be_tried_in_the_reader(site: Site, new_person: Callable[..., Page]) -> None:
    page = new_person("")
    complaints = watch(page)

    page.goto(f"{site.url}/api/v1/docs/")
    operation = page.locator("#operations-auth-auth_token_create")
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    credentials = {"email": "business.lead@example.org", "password": PASSWORD, "name": "reader"}
    operation.get_by_role("textbox").fill(json.dumps(credentials))
    operation.get_by_role("button", name="Execute").click()

    expect(operation.locator(".live-responses-table tbody .response-col_status")).to_contain_text(
        "201"
    )
    assert complaints == []
