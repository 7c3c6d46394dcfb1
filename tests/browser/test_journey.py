"""The main job, by two people in two browsers: register, invite IT, see it, shape the design."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.looking import look_at, watch

pytestmark = [pytest.mark.services, pytest.mark.browser]

WINDOWS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


def lane(page: Page, state: str) -> Locator:
    """The board's column of a state."""
    heading = page.get_by_role("heading", name=re.compile(f"^{state}"))
    return page.locator(".lane").filter(has=heading)


@pytest.mark.behaviour("A01", "A10", "A11", "A24", "A25", "A27", "B61")
@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_business_registers_and_it_shapes_the_design(
    site: Site, new_person: Callable[..., Page], width: int, scheme: str
) -> None:
    window = f"{width}-{scheme}"
    lead = new_person("business.lead", width=width, scheme=scheme)
    complaints = watch(lead)
    look_at(lead, f"desk-business-{window}")

    # 1. Register; alike initiatives show while typing.
    lead.goto(f"{site.url}/initiatives/new/")
    title = f"Hear a failing gearbox before it stops the line, {window}"
    lead.get_by_role("textbox", name="Title").press_sequentially(title, delay=5)
    lead.get_by_role("textbox", name="The problem").fill(
        "Gearboxes on the casting line fail without warning; a stop costs us half a shift."
    )
    lead.get_by_role("textbox", name="What business wants").fill(
        "Planned repairs instead of stops on the casting line."
    )
    lead.get_by_role("textbox", name="What keeps it operable").fill(
        "Runs on the sensors and the data platform we have."
    )
    lead.get_by_label("Unit", exact=True).select_option(label="Plant Kassel")
    lead.get_by_role("radio", name="Nothing yet").check()
    look_at(lead, f"register-{window}")
    lead.get_by_role("button", name="Register", exact=True).click()

    # 2. Invite IT: the first offered action; without a question it is refused, text kept.
    expect(lead.get_by_role("heading", level=1)).to_have_text(title)
    look_at(lead, f"workspace-new-{window}")
    workspace = lead.url
    reference = workspace.rstrip("/").rsplit("/", 1)[-1]
    lead.locator("a.btn, button.btn").filter(has_text="Invite IT").first.click()
    lead.get_by_role("button", name="Invite IT").click()
    expect(
        lead.get_by_text("An invitation needs at least one open design question.").first
    ).to_be_visible()
    look_at(lead, f"invite-refused-{window}")
    lead.get_by_role("textbox", name=re.compile("question", re.IGNORECASE)).first.fill(
        "May sound recordings from the hall leave the plant?"
    )
    lead.get_by_role("button", name="Invite IT").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text(title)

    # 3. IT sees it on the desk, with what is open, and joins.
    architect = new_person("it.architect", width=width, scheme=scheme)
    it_complaints = watch(architect)
    look_at(architect, f"desk-it-{window}")
    architect.get_by_role("link", name=re.compile(re.escape(title))).first.click()
    expect(
        architect.get_by_text("May sound recordings from the hall leave the plant?")
    ).to_be_visible()
    if "/invitations/" not in architect.url:
        architect.get_by_role("link", name=re.compile("answer", re.IGNORECASE)).first.click()
    look_at(architect, f"invitation-{window}")
    architect.get_by_role("button", name="Accept and join").click()
    architect.goto(workspace)
    expect(architect.get_by_text("Use case settled").first).to_be_visible()
    look_at(architect, f"workspace-it-{window}")

    # 4. IT raises a design input; business declines it with a reason; IT replies.
    architect.goto(f"{site.url}/initiatives/{reference}/inputs/new/")
    architect.get_by_role("textbox", name="What should the design take in?").fill(
        "Recordings are reduced to spectra at the machine"
    )
    architect.get_by_role("radio", name="Constraint").check()
    architect.get_by_role("textbox", name=re.compile("propos", re.IGNORECASE)).fill(
        "An edge box computes spectra; voices never leave the hall."
    )
    architect.get_by_label("Concern", exact=True).select_option(label="Security and data")
    architect.get_by_label(re.compile("Area of care")).select_option(label="Security and access")
    look_at(architect, f"raise-{window}")
    architect.get_by_role("button", name="Add design input").click()
    expect(architect.get_by_text("Recordings are reduced to spectra").first).to_be_visible()

    lead.goto(f"{site.url}/initiatives/{reference}/inputs/")
    look_at(lead, f"board-{window}")
    slip = lead.locator(".slip", has_text="Recordings are reduced to spectra")
    slip.locator("summary").focus()
    lead.keyboard.press("Enter")
    slip.get_by_role("button", name="Discussed").click()
    expect(lane(lead, "Discussed").locator(".slip")).to_have_count(1)
    slip = lead.locator(".slip", has_text="Recordings are reduced to spectra")
    slip.locator("summary").click()
    slip.get_by_role("link", name=re.compile("Adapted")).click()
    look_at(lead, f"disposition-{window}")
    lead.get_by_role("textbox", name=re.compile("reason|why", re.IGNORECASE)).first.fill(
        "Two machines first; the third has no room for an edge box."
    )
    lead.locator("button.btn").first.click()
    expect(lane(lead, "Adapted").locator(".slip")).to_have_count(1)

    architect.goto(f"{site.url}/initiatives/{reference}/inputs/")
    architect.get_by_role(
        "link", name="Recordings are reduced to spectra at the machine"
    ).first.click()
    architect.get_by_role("radio", name="See it differently").check()
    architect.get_by_role("textbox", name="In your words").fill("The third machine is the loudest.")
    expect(architect.get_by_text("Two machines first").first).to_be_visible()
    look_at(architect, f"input-{window}")
    architect.get_by_role("button", name=re.compile("reply|keep", re.IGNORECASE)).first.click()
    expect(architect.get_by_text("The third machine is the loudest.").first).to_be_visible()

    architect.goto(f"{workspace}history/")
    expect(architect.get_by_text(re.compile("adapted IN-")).first).to_be_visible()
    look_at(architect, f"history-{window}")
    assert complaints == []
    assert it_complaints == []


PAGES = {
    "desk-executive": ("executive", "/"),
    "portfolio": ("executive", "/portfolio/"),
    "desk-auditor": ("auditor", "/"),
    "record": ("auditor", "/audit/"),
    "record-question": ("auditor", "/audit/?kind=answers&party=business"),
    "record-none": ("auditor", "/audit/?q=nothing+of+the+kind"),
    "record-checkpoints": ("auditor", "/audit/checkpoints/"),
    "list": ("it.architect", "/initiatives/"),
    "list-none": ("it.architect", "/initiatives/?search=nothing+of+the+kind"),
    "import": ("it.architect", "/initiatives/import/"),
    "profile": ("business.lead", "/profile/"),
    "workspace": ("business.lead", "/initiatives/AI-2026-0001/"),
    "decisions": ("business.lead", "/initiatives/AI-2026-0001/decisions/"),
    "status": ("business.lead", "/initiatives/AI-2026-0001/status/"),
    "visibility": ("business.lead", "/initiatives/AI-2026-0001/visibility/"),
    "use-case": ("business.lead", "/initiatives/AI-2026-0001/use-case/"),
    "inputs-list": ("business.lead", "/initiatives/AI-2026-0001/inputs/?view=list"),
    "missing": ("business.lead", "/initiatives/AI-1999-0001/"),
    "offline": ("", "/offline/"),
    "sign-in": ("", "/accounts/login/"),
    "password-reset": ("", "/accounts/password/reset/"),
}


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_every_page_can_be_read_by_everybody(
    site: Site, new_person: Callable[..., Page], width: int, scheme: str
) -> None:
    people: dict[str, Page] = {}
    for name, (who, path) in PAGES.items():
        if who not in people:
            people[who] = new_person(who, width=width, scheme=scheme)
        people[who].goto(f"{site.url}{path}")
        look_at(people[who], f"{name}-{width}-{scheme}")
