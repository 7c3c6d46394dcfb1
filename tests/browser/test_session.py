"""A session run by two people in two windows, one of them on a phone."""

import datetime as dt
import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PASSWORD, Site
from tests.browser.looking import look_at, watch

pytestmark = [pytest.mark.services, pytest.mark.browser]

WHO_PAYS = "Who pays for the edge boxes after the first twelve months"
SPECTRA = "Recordings are reduced to spectra at the machine"
# A page asks every five seconds what changed.
SOON = 12_000


class Api:
    """What a test prepares, through the API as one of the demo people."""

    def __init__(self, site: Site, who: str) -> None:
        self.base = f"{site.url}/api/v1/"
        self.token = ""
        given = {"email": f"{who}@example.org", "password": PASSWORD, "name": "session test"}
        self.token = self("auth/token/", given)["token"]

    def __call__(self, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.base + path, data=data, headers=headers)  # noqa: S310
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return json.load(answer)


def session_about_to_begin(site: Site, title: str) -> str:
    """The address of a session of both sides that begins in two minutes."""
    lead, architect = Api(site, "business.lead"), Api(site, "it.architect")
    units = {each["name"]: each["id"] for each in lead("units/")["results"]}
    idea = {
        "title": title,
        "problem": "Gearboxes fail without warning.",
        "business_goal": "Planned repairs instead of stops.",
        "operability_goal": "Runs on the sensors we have.",
        "unit": units["Plant Kassel"],
        "how_far": "nothing_yet",
    }
    reference = lead("initiatives/", idea)["reference"]
    asked = {"open_questions": ["May sound recordings leave the plant?"]}
    invitation = lead(f"initiatives/{reference}/invitations/", asked)["id"]
    architect(f"invitations/{invitation}/acceptance/", {})
    for about, kind in ((SPECTRA, "constraint"), (WHO_PAYS, "question")):
        concern = {
            "title": about,
            "kind": kind,
            "concern_group": "SEC",
            "stewardship_area": "security_access",
        }
        architect(f"initiatives/{reference}/design-inputs/", concern)
    series = lead(f"initiatives/{reference}/working-sessions/")["results"][0]
    begins = dt.datetime.now(ZoneInfo(series["rhythm"]["time_zone"])) + dt.timedelta(minutes=2)
    extra = {
        "day": begins.date().isoformat(),
        "starts_at": f"{begins:%H:%M}",
        "reason": "Both are here today",
    }
    lead(f"working-sessions/{series['reference']}/occurrences/", extra)
    day = begins.date().isoformat()
    return f"{site.url}/initiatives/{reference}/sessions/{series['reference']}/{day}/"


def look_at_all_of(page: Page, name: str) -> None:
    """Look at the page from its end, where the bar stands below everything."""
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    look_at(page, name)


def discuss(page: Page, title: str) -> Locator:
    """Turn to an item; on a phone its heading opens it, on a laptop the agenda does."""
    item = page.locator(".room-item", has=page.locator("h2", has_text=title))
    expect(item).to_have_count(1)
    if "current" not in (item.get_attribute("class") or ""):
        page.get_by_role("link", name=title, exact=True).and_(page.locator(":visible")).click()
    expect(item).to_have_class(re.compile("current"))
    return item


def note(item: Locator) -> Locator:
    return item.get_by_role("textbox", name="Your note")


def write_on(item: Locator, text: str) -> None:
    note(item).press("Control+End")
    note(item).press_sequentially(text, delay=10)


def choose(item: Locator, result: str) -> None:
    item.get_by_role("radio", name=result).check(force=True)


def in_one_sentence(item: Locator) -> Locator:
    return item.get_by_role("textbox", name="In one sentence")


@pytest.mark.behaviour("A22", "A23", "M10")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_people_run_a_whole_session(
    site: Site, new_person: Callable[..., Page], scheme: str
) -> None:
    title = f"Hear a failing gearbox, {scheme}"
    address = session_about_to_begin(site, title)
    lead = new_person("business.lead", width=1440, scheme=scheme)
    architect = new_person("it.architect", width=390, scheme=scheme)
    complaints, it_complaints = watch(lead), watch(architect)

    # 1. Begin; the second one joins. Sides are there, not people.
    lead.goto(f"{address}room/")
    look_at(lead, f"session-start-1440-{scheme}")
    lead.get_by_role("button", name="Open the session").click()
    expect(lead.get_by_role("button", name="Business", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    architect.goto(f"{address}room/")
    architect.get_by_role("button", name="IT", exact=True).click()
    expect(architect.get_by_role("button", name="IT", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(lead.get_by_role("button", name="IT", exact=True)).to_have_attribute(
        "aria-pressed", "true", timeout=SOON
    )

    # 2. Both write about the same item at once; each keeps the own words and sees the other's.
    ours, theirs = discuss(lead, SPECTRA), discuss(architect, SPECTRA)
    note(ours).press_sequentially("Two machines first.", delay=10)
    note(theirs).press_sequentially("Spectra are enough for us.", delay=10)
    expect(ours.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    expect(theirs.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    expect(ours.get_by_text("Spectra are enough for us.")).to_be_visible(timeout=SOON)
    expect(theirs.get_by_text("Two machines first.")).to_be_visible(timeout=SOON)
    expect(note(ours)).to_have_value("Two machines first.")
    expect(note(theirs)).to_have_value("Spectra are enough for us.")
    look_at_all_of(lead, f"session-room-1440-{scheme}")
    look_at_all_of(architect, f"session-room-390-{scheme}")

    # 3. One records while the other has the form open: what was typed stays, both are seen.
    choose(theirs, "Again next time")
    in_one_sentence(theirs).fill("The third machine has no room for a box.")
    choose(ours, "Decision")
    in_one_sentence(ours).fill("Spectra at the machine, two machines first.")
    ours.get_by_role("radio", name="Incorporated").check(force=True)
    ours.get_by_role("button", name="Record", exact=True).click()
    expect(ours.locator(".recorded")).to_contain_text("Spectra at the machine")
    expect(theirs.locator(".room-head .tag")).to_have_text("Decision", timeout=SOON)
    expect(in_one_sentence(theirs)).to_have_value("The third machine has no room for a box.")
    theirs.get_by_role("button", name="Record", exact=True).click()
    expect(theirs.get_by_text("Somebody was faster.")).to_be_visible()
    expect(theirs.locator(".recorded")).to_contain_text("Spectra at the machine")
    expect(in_one_sentence(theirs)).to_have_value("The third machine has no room for a box.")
    look_at_all_of(architect, f"session-faster-390-{scheme}")

    # 4. An action with an owner and a day.
    paying = discuss(architect, WHO_PAYS)
    choose(paying, "Owner and date")
    in_one_sentence(paying).fill("Ask the plant for two boxes a year")
    paying.get_by_role("combobox", name="Owner").select_option(label="Hanna Vogel, business")
    look_at_all_of(architect, f"session-action-390-{scheme}")
    paying.get_by_role("button", name="Record", exact=True).click()
    expect(paying.locator(".recorded")).to_contain_text("Hanna Vogel, business")

    # 5. A new item comes to both, is moved and gets its result.
    lead.get_by_role("textbox", name="Add an item").fill("When does the edge box arrive")
    lead.get_by_role("button", name="Add", exact=True).click()
    arrives = discuss(lead, "When does the edge box arrive")
    expect(lead.get_by_role("textbox", name="Add an item")).to_have_value("")
    expect(architect.get_by_role("heading", name="When does the edge box arrive")).to_be_visible(
        timeout=SOON
    )
    before = [each.strip() for each in lead.locator(".room-agenda a").all_inner_texts()]
    arrives.get_by_role("button", name=re.compile("^Up")).click()
    moved = [*before[:-2], before[-1], before[-2]]
    expect(lead.locator(".room-agenda a")).to_have_text(moved)
    expect(architect.locator(".room-head h2")).to_have_text(moved, timeout=SOON)
    choose(arrives, "Design input")
    in_one_sentence(arrives).fill("The edge box arrives before the maintenance window")
    look_at_all_of(lead, f"session-result-1440-{scheme}")
    arrives.get_by_role("button", name="Record", exact=True).click()
    expect(arrives.get_by_text(re.compile(r"Raised as IN-\d+"))).to_be_visible()

    # 6. Close; the other page says so; what came out is there for both, and in both inboxes.
    lead.get_by_role("link", name=re.compile("Close")).click()
    expect(lead.get_by_role("heading", name="Comes again next time")).to_be_visible()
    look_at(lead, f"session-close-1440-{scheme}")
    lead.get_by_role("button", name="Close and send to all").click()
    expect(lead.get_by_role("heading", name="What came out")).to_be_visible()
    expect(architect.get_by_text("The session is closed.")).to_be_visible(timeout=SOON)
    look_at(lead, f"session-out-1440-{scheme}")
    architect.once("dialog", lambda dialog: dialog.accept())
    architect.get_by_role("link", name="See what came out").click()
    for page in (lead, architect):
        expect(page.get_by_text("Spectra at the machine, two machines first.")).to_be_visible()
        expect(page.get_by_text("Ask the plant for two boxes a year").first).to_be_visible()
    look_at(architect, f"session-out-390-{scheme}")
    for page in (lead, architect):
        page.goto(f"{site.url}/notices/")
        expect(page.get_by_role("link", name=f"What came out: {title}", exact=True)).to_have_count(
            1
        )
    assert complaints == []
    assert it_complaints == []


def test_a_note_outlives_a_dropped_connection(site: Site, new_person: Callable[..., Page]) -> None:
    address = session_about_to_begin(site, "Hear a failing gearbox, offline")
    lead = new_person("business.lead", width=390)
    lead.goto(f"{address}room/")
    lead.get_by_role("button", name="Open the session").click()
    item = discuss(lead, WHO_PAYS)

    lead.context.set_offline(True)
    note(item).press_sequentially("The plant pays", delay=10)
    expect(item.get_by_text("Not saved: no connection")).to_be_visible()
    expect(item.get_by_text("it stays in this page and is tried again")).to_be_visible()
    expect(lead.get_by_text("No connection.", exact=False).first).to_be_visible(timeout=SOON)
    lead.context.set_offline(False)

    expect(item.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=SOON)
    lead.reload()
    expect(note(discuss(lead, WHO_PAYS))).to_have_value("The plant pays")
    expect(lead.get_by_text("kept in this tab")).to_have_count(0)


def test_what_was_not_saved_is_offered_after_a_reload(
    site: Site, new_person: Callable[..., Page]
) -> None:
    address = session_about_to_begin(site, "Hear a failing gearbox, reloaded")
    lead = new_person("business.lead", width=390)
    lead.goto(f"{address}room/")
    lead.get_by_role("button", name="Open the session").click()
    item = discuss(lead, WHO_PAYS)
    lead.route("**/room/note/", lambda route: route.abort())
    note(item).press_sequentially("The plant pays", delay=10)
    expect(item.get_by_text("Not saved: no connection")).to_be_visible()

    asked: list[str] = []

    def leave(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    lead.once("dialog", leave)
    lead.reload()
    lead.unroute("**/room/note/")
    item = discuss(lead, WHO_PAYS)
    item.get_by_role("button", name="Put it back").click()

    assert asked == ["beforeunload"]
    expect(note(item)).to_have_value("The plant pays")
    expect(item.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=SOON)


def test_who_was_signed_out_goes_on_after_signing_in_again(
    site: Site, new_person: Callable[..., Page]
) -> None:
    address = session_about_to_begin(site, "Hear a failing gearbox, signed out")
    lead = new_person("business.lead", width=390)
    lead.goto(f"{address}room/")
    lead.get_by_role("button", name="Open the session").click()
    item = discuss(lead, WHO_PAYS)
    lead.context.clear_cookies(name="sessionid")

    note(item).press_sequentially("The plant pays", delay=10)
    expect(item.get_by_text("Not saved: you are signed out")).to_be_visible()
    expect(note(item)).to_have_value("The plant pays")
    other_tab = lead.context.new_page()
    site.sign_in(other_tab, "business.lead")

    expect(item.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=SOON)
    choose(item, "Decision")
    in_one_sentence(item).fill("The plant")
    item.get_by_role("button", name="Record", exact=True).click()
    expect(item.locator(".recorded")).to_contain_text("The plant")


def test_one_person_in_two_windows_keeps_both_texts(
    site: Site, new_person: Callable[..., Page]
) -> None:
    address = session_about_to_begin(site, "Hear a failing gearbox, twice")
    phone = new_person("business.lead", width=390)
    phone.goto(f"{address}room/")
    phone.get_by_role("button", name="Open the session").click()
    laptop = phone.context.new_page()
    laptop.goto(f"{address}room/")
    here, there = discuss(phone, WHO_PAYS), discuss(laptop, WHO_PAYS)

    # Nothing is typed here: what was written there simply arrives.
    note(there).press_sequentially("The plant pays", delay=10)
    expect(note(here)).to_have_value("The plant pays", timeout=SOON)

    # Both write: neither text is lost, and the person says what counts.
    write_on(here, ", from May on")
    expect(here.get_by_text(re.compile("^Saved"))).to_be_visible()
    write_on(there, ", for a year")
    expect(there.get_by_text("You wrote on in another window.")).to_be_visible(timeout=SOON)
    expect(there.locator("blockquote")).to_have_text("The plant pays, from May on")
    expect(note(there)).to_have_value("The plant pays, for a year")
    look_at_all_of(laptop, "session-two-windows-390-light")
    there.get_by_role("button", name="Put it below mine").click()
    expect(there.get_by_text(re.compile("^Saved"))).to_be_visible()
    expect(note(there)).to_have_value("The plant pays, for a year\n\nThe plant pays, from May on")


def test_the_room_works_without_scripts(site: Site, new_person: Callable[..., Page]) -> None:
    address = session_about_to_begin(site, "Hear a failing gearbox, plain")
    signed_in = new_person("business.lead")
    browser = signed_in.context.browser
    assert browser is not None
    context = browser.new_context(
        java_script_enabled=False,
        storage_state=signed_in.context.storage_state(),
        viewport={"width": 390, "height": 844},
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{address}room/")
    page.get_by_role("button", name="Open the session").click()
    page.get_by_role("button", name="IT", exact=True).click()
    item = page.locator(".room-item", has=page.get_by_role("heading", name=WHO_PAYS))

    note(item).fill("The plant pays")
    item.get_by_role("button", name="Save note").click()
    expect(item.get_by_text(re.compile("^Saved"))).to_be_visible()
    choose(item, "Owner and date")
    in_one_sentence(item).fill("Ask the plant")
    item.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("An action needs an owner at this table.").first).to_be_visible()
    expect(in_one_sentence(item)).to_have_value("Ask the plant")
    item.get_by_role("combobox", name="Owner").select_option(label="Tomás Ortega, IT")
    item.get_by_role("button", name="Record", exact=True).click()
    expect(item.locator(".recorded")).to_contain_text("Tomás Ortega, IT")
    page.get_by_role("link", name=re.compile("Close")).click()
    page.get_by_role("button", name="Close and send to all").click()
    expect(page.get_by_text("Ask the plant").first).to_be_visible()
    context.close()
