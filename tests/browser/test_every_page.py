"""Every page reads well: on a desk and a phone, in light and dark."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.looking import look_at, watch
from tests.browser.test_session import Api

pytestmark = [pytest.mark.services, pytest.mark.browser]

MOVED = "Draft inspection reports from measurements"
MOVING = "See late orders two days before they slip"
EMPTY = "Warn the shift when a dryer drifts"


def addresses(site: Site) -> Iterator[tuple[str, str]]:
    """What to visit, by a short name: full, half filled, and with nothing in it yet."""
    api = Api(site, "it.architect")
    found = {each["title"]: each["reference"] for each in api("initiatives/")["results"]}
    moved, moving, empty = (f"/initiatives/{found[each]}" for each in (MOVED, MOVING, EMPTY))
    for title, base in (("moved", moved), ("empty", empty)):
        yield f"{title}-workspace", f"{base}/"
        yield f"{title}-clarity", f"{base}/clarity/"
        yield f"{title}-move", f"{base}/go-aheads/new/"
        yield f"{title}-escalations", f"{base}/escalations/"
    yield "standing-signals", f"{moving}/signals/"
    yield "figures", f"{moved}/signals/figures/"
    for name, field in (
        ("one", "DO-6"),
        ("list", "RB-6"),
        ("each-type", "DO-3"),
        ("each-integration", "AR-2"),
        ("derived", "DO-5"),
        ("read-elsewhere", "GV-7"),
    ):
        yield f"field-{name}", f"{moving}/clarity/{field}/"
    yield "field-empty", f"{empty}/clarity/RB-7/"
    item = api(f"initiatives/{found[MOVED]}/carried-items/")[0]
    yield "go-ahead", f"{moved}/go-aheads/{item['go_ahead']}/"
    yield "carried", f"{moved}/carried/{item['id']}/"
    yield "back", f"{moved}/go-aheads/back/"
    yield "escalate", f"{moved}/escalations/new/"
    asked = api("escalations/")["results"][0]
    yield "escalation", asked["page"]
    yield "signals", "/signals/"
    yield "pattern", "/signals/D20/"
    yield "portfolio", "/portfolio/"
    yield "desk", "/"


def compared(site: Site) -> Iterator[tuple[str, str]]:
    """What is compared and asked of vendors, where there is everything to show."""
    api = Api(site, "jonas.weber")
    reference = api("initiatives/?search=inspection+reports")["results"][0]["reference"]
    base = f"/initiatives/{reference}/vendors"
    candidates = api(f"initiatives/{reference}/vendor-candidates/")["results"]
    bought = next(each for each in candidates if each["vendor"])
    key = api(f"initiatives/{reference}/criteria-sets/")["results"][0]["criteria"][0]["key"]
    yield "matrix", f"{base}/"
    yield "weights", f"{base}/weights/"
    yield "cell", f"{base}/cells/{key}/{bought['id']}/"
    yield "score-criterion", f"{base}/score/{key}/"
    yield "score-candidate", f"{base}/candidates/{bought['id']}/score/{key[:3]}/"
    for side in ("business", "it"):
        yield f"criteria-{side}", f"{base}/criteria/{side}/"
    yield "add-criterion", f"{base}/criteria/it/add/"
    for part in ("candidates", "longlist", "shortlist", "selection", "selection/new"):
        yield part.replace("/", "-"), f"{base}/{part}/"
    yield "vendor-change", f"{base}/changes/new/"
    yield "candidate", bought["page"]
    yield "leave-candidate", f"{bought['page']}leave/"
    asked = f"{base}/questions"
    yield "questions", f"{asked}/"
    yield "ask", f"{asked}/ask/"
    for question in api(f"initiatives/{reference}/vendor-questions/")["results"][:1]:
        yield "question", f"{asked}/{question['id']}/"
    for part in ("contacts", "sheets"):
        yield part, f"{asked}/candidates/{bought['id']}/{part}/"
    yield "library", "/criteria/"
    yield "library-new", "/criteria/new/"
    yield "vendors", "/vendors/"
    yield "vendor", f"/vendors/{bought['vendor']}/"


def designed(site: Site) -> Iterator[tuple[str, str]]:
    """Systems, and the pages of integrations that test_integration does not open."""
    api = Api(site, "jonas.weber")
    reference = api("initiatives/?search=inspection+reports")["results"][0]["reference"]
    base = f"/initiatives/{reference}/architecture"
    system = api("systems/")["results"][0]["slug"]
    yield "context", f"{base}/context/"
    integration = api(f"initiatives/{reference}/integrations/")["results"][0]["reference"]
    for part in ("state", "inputs"):
        yield f"integration-{part}", f"{base}/{integration}/{part}/"
    decision = api(f"initiatives/{reference}/decision-records/")["results"][0]["reference"]
    for part in ("change", "standing", "replace", "inputs"):
        yield f"decision-{part}", f"{base}/decisions/{decision}/{part}/"
    yield "systems", "/systems/"
    for part in ("new", "import", "map", "sprawl"):
        yield f"systems-{part}", f"/systems/{part}/"
    yield "system", f"/systems/{system}/"
    for part in ("change", "merge"):
        yield f"system-{part}", f"/systems/{system}/{part}/"


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
@pytest.mark.parametrize(
    ("who", "pages"),
    [("it.architect", addresses), ("jonas.weber", compared), ("jonas.weber", designed)],
    ids=["owed", "compared", "designed"],
)
def test_every_page_reads_well(
    site: Site,
    new_person: Callable[..., Page],
    who: str,
    pages: Callable[[Site], Iterator[tuple[str, str]]],
    width: int,
    scheme: str,
) -> None:
    page = new_person(who, width=width, scheme=scheme)
    complaints = watch(page)
    for name, address in pages(site):
        answer = page.goto(f"{site.url}{address}")
        assert answer, name
        assert answer.ok, f"{name}: {answer.status}"
        primary = page.locator("main .btn:not(.quiet, .plain):visible")
        assert primary.count() <= 1, f"{name} has {primary.count()} primary actions"
        look_at(page, f"{name}-{width}-{scheme}")
    assert not complaints


@pytest.mark.parametrize("who", ["executive", "administrator", "auditor"])
def test_what_others_read_first_reads_well(
    site: Site, new_person: Callable[..., Page], who: str
) -> None:
    page = new_person(who, width=390, scheme="dark")
    pages = {"desk": "/"}
    if who == "administrator":
        pages |= {"norms": "/settings/norms/", "norm": "/settings/norms/response_days/"}
    elif who == "executive":
        asked = Api(site, "executive")("escalations/")["results"][0]
        pages |= {"answer": asked["page"]}
    for name, address in pages.items():
        answer = page.goto(f"{site.url}{address}")
        assert answer, name
        assert answer.ok, f"{name}: {answer.status}"
        look_at(page, f"{who}-{name}-390-dark")


def test_paper_shows_the_page_and_nothing_of_the_screen(
    site: Site, new_person: Callable[..., Page]
) -> None:
    page = new_person("it.architect", scheme="dark")
    api = Api(site, "it.architect")
    found = {each["title"]: each["reference"] for each in api("initiatives/")["results"]}
    move = api(f"initiatives/{found[MOVED]}/go-aheads/")["results"][0]["id"]
    for part in ("", "clarity/", f"go-aheads/{move}/"):
        page.goto(f"{site.url}/initiatives/{found[MOVED]}/{part}")
        page.emulate_media(media="print")
        for aside in (".top", ".foot", ".tabs", "main .btn", "form"):
            assert page.locator(f"{aside}:visible").count() == 0, f"{aside} on paper of {part}"
        assert page.get_by_text(MOVED).locator("visible=true").first.is_visible()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground in {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}
        page.emulate_media(media="screen")
