"""The map: what it shows, to whom, by which choices; as picture, tables, data and file."""

import datetime as dt
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from architecture.map.asking import Asked, Grouping, Lens, asked
from architecture.map.picture import MOST_IN_CENTRE, MOST_SINGLE, picture
from architecture.map.reading import landscape
from architecture.models import Fragility, Integration, System
from benchmarks.landscape import make_initiatives, make_links, make_systems
from initiatives.actions import restrict_visibility, stop_initiative
from initiatives.models import Initiative
from people.models import Site, User
from people.vocabulary import Role
from tests.architecture_app.factories import SystemFactory, linked
from tests.factories import person_with, registered

Queries = Callable[[int], AbstractContextManager[None]]
SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def other(other_lead: User) -> Initiative:
    """An initiative of somebody else."""
    return registered(other_lead, title="Plan the night shift")


@pytest.fixture
def links(initiative: Initiative, other: Initiative, lead: User) -> dict[str, Integration]:
    """One link of each sort."""
    brno, graz = Site.objects.create(name="Brno"), Site.objects.create(name="Graz")
    erp = SystemFactory.create(slug="erp", name="ERP", site=brno)
    line = SystemFactory.create(slug="line", name="Line control", kind="control_system", is_ot=True)
    plan = SystemFactory.create(slug="plan", name="Planning", site=graz)
    SystemFactory.create(slug="alone", name="Alone", site=graz)
    fragile = linked(initiative, lead, name="fragile", source=plan, data_classes=["x"])
    Fragility.objects.create(integration=fragile, flag="single_person")
    twin = {"source": erp, "target": plan, "style": "direct_db"}
    return {
        "twin": linked(initiative, lead, name="twin", **twin),
        "other twin": linked(other, lead, name="other twin", **twin),
        "floor": linked(initiative, lead, name="floor", source=line, direction="write"),
        "fragile": fragile,
    }


def names(viewer: User, **chosen: Any) -> set[str]:
    """What links are looked at."""
    return {link.name for link in landscape(viewer, Asked(**chosen)).links}


@pytest.mark.behaviour("B32", "B33", "B111", "B121")
@pytest.mark.parametrize(
    ("lens", "seen"),
    [
        (Lens.ALL, {"twin", "other twin", "floor", "fragile"}),
        (Lens.TWINS, {"twin", "other twin"}),
        (Lens.POINT_TO_POINT, {"twin", "other twin"}),
        (Lens.WRITES, {"floor"}),
        (Lens.FRAGILE, {"fragile"}),
        (Lens.SITES, {"twin", "other twin"}),
        (Lens.SHOP_FLOOR, {"floor"}),
    ],
)
def test_each_lens_shows_its_links(
    lens: Lens, seen: set[str], links: dict[str, Integration], lead: User, initiative: Initiative
) -> None:
    assert names(lead, lens=lens) == seen
    assert names(lead, lens=lens, initiative=initiative.reference) == seen - {"other twin"}


def test_what_is_left_out(links: dict[str, Integration], lead: User, other: Initiative) -> None:
    brno = str(Site.objects.get(name="Brno").pk)

    assert names(lead, site=brno) == {"twin", "other twin"}
    assert names(lead, system="line") == {"floor"}
    assert names(lead, words="control") == {"floor"}
    assert names(lead, style="direct_db") == {"twin", "other twin"}
    assert names(lead, stage="operation") == set()
    assert names(lead, system="nothing") == set()
    near = landscape(lead, Asked(site=brno))
    assert [each.name for each in near.systems] == ["ERP", "Planning"]
    whole = landscape(lead, Asked(lens=Lens.WRITES))
    assert [each.name for each in whole.systems] == ["Alone", "ERP", "Line control", "Planning"]


def test_what_is_over_is_not_on_the_map(
    links: dict[str, Integration], lead: User, other: Initiative, other_lead: User
) -> None:
    stop_initiative(other, reason="Over", resume_condition="Never", actor=other_lead)
    Integration.objects.filter(name="fragile").update(design_state="retired")
    SystemFactory.create(name="Gone", lifecycle="retired")

    assert names(lead) == {"twin", "floor"}
    assert "Gone" not in {each.name for each in landscape(lead, Asked()).systems}
    assert names(lead, lens=Lens.TWINS) == set()


def test_a_retired_system_stays_while_links_in_force_touch_it(
    links: dict[str, Integration], lead: User, signed_in: SignIn
) -> None:
    System.objects.filter(slug__in=["erp", "alone"]).update(lifecycle="retired")

    assert names(lead) == {"twin", "other twin", "floor", "fragile"}
    found = [each.name for each in landscape(lead, Asked()).systems]
    assert found == ["ERP (retired)", "Line control", "Planning"]
    assert "ERP (retired)" in signed_in(lead).get("/systems/map/").content.decode()
    Integration.objects.filter(name__endswith="twin").update(design_state="retired")
    found = [each.name for each in landscape(lead, Asked()).systems]
    assert found == ["Line control", "Planning"]


@pytest.mark.behaviour("A28")
def test_a_restricted_initiative_leaves_no_trace(
    links: dict[str, Integration],
    lead: User,
    other: Initiative,
    other_lead: User,
    architect: User,
    tomorrow: dt.date,
    signed_in: SignIn,
) -> None:
    restrict_visibility(
        other, reason="Not yet", until=tomorrow, it_member=architect, actor=other_lead
    )

    assert names(lead) == {"twin", "floor", "fragile"}
    assert names(lead, lens=Lens.TWINS) == set()
    assert names(architect, lens=Lens.TWINS) == {"twin", "other twin"}
    client = signed_in(lead)
    for address in ("/systems/map/", "/systems/map/data/", "/systems/map.svg"):
        for asked_for in ("", f"?initiative={other.reference}", "?lens=twins"):
            said = client.get(address + asked_for).content.decode()
            assert other.title not in said
            assert links["other twin"].reference not in said
    page = client.get("/systems/map/").content.decode()
    assert "3 links of 1 initiative." in page
    assert other.reference not in page


def test_addresses_are_read_with_care() -> None:
    wild = asked({"lens": "x", "by": "y", "site": "1; drop", "style": "z", "q": " a\x00b "})

    assert wild == Asked(words="ab")
    chosen = Asked(lens=Lens.TWINS, by=Grouping.SITE, site="3", words="a b")
    assert asked(dict(pair.split("=") for pair in chosen.address().split("&"))) == Asked(
        lens=Lens.TWINS, by=Grouping.SITE, site="3", words="a+b"
    )
    assert chosen.address(site="") == "lens=twins&by=site&q=a+b"


@pytest.mark.behaviour("B86")
def test_many_links_are_drawn_as_few_and_cost_four_queries(
    lead: User, at_most_queries: Queries
) -> None:
    make_links(MOST_SINGLE + 60, make_systems(90), make_initiatives(12, lead), lead)
    assert lead.roles
    with at_most_queries(4):
        found = landscape(lead, Asked())
    drawn = picture(found, Asked())

    assert not drawn.is_single
    assert len(drawn.bundles) < 50
    inside = sum(each.inside for each in drawn.groups)
    assert sum(each.count for each in drawn.bundles) + inside == len(found.links)
    few = picture(landscape(lead, Asked(lens=Lens.TWINS)), Asked(lens=Lens.TWINS))
    assert few.is_single
    assert not few.bundles
    assert {each.key: each.box for each in few.cells} == {
        each.key: each.box for each in drawn.cells
    }
    assert any(each.is_quiet for each in few.cells)


def test_too_many_initiatives_stand_by_their_unit(lead: User) -> None:
    make_links(300, make_systems(20), make_initiatives(MOST_IN_CENTRE + 20, lead), lead)
    drawn = picture(landscape(lead, Asked()), Asked(by=Grouping.SITE))
    together = [each for each in drawn.cells if each.is_ai]

    assert {each.label for each in together} == {
        f"Plant {site}" for site in ("Brno", "Graz", "Kassel", "Lyon", "Porto", "Turku")
    }
    assert all("initiatives" in each.name and not each.url for each in together)


@pytest.mark.behaviour("B86")
def test_the_page_says_in_tables_what_the_picture_shows(
    links: dict[str, Integration], lead: User, signed_in: SignIn, at_most_queries: Queries
) -> None:
    client = signed_in(lead)
    with at_most_queries(14):
        page = client.get("/systems/map/?lens=twins").content.decode()

    assert "ERP to Planning" in page
    assert "Straight into a database" in page
    assert page.count('class="attention">twin') == 2
    assert '<a class="map-cell" href="/systems/erp/"' in page
    assert 'data-system-map-url-value="/systems/map/data/?lens=twins"' in page
    assert page.index(">ERP</a>") < page.index(">Planning</a>")
    around = client.get("/systems/map/?system=line").content.decode()
    assert "Around Line control" in around
    assert "ERP" not in around
    assert "Nothing matches" in client.get("/systems/map/?q=zzz").content.decode()


def test_pages_of_links(lead: User, signed_in: SignIn) -> None:
    make_links(130, make_systems(20), make_initiatives(4, lead), lead)
    client = signed_in(lead)

    assert "1 to 100 of 130" in client.get("/systems/map/").content.decode()
    assert "101 to 130 of 130" in client.get("/systems/map/?page=2").content.decode()
    assert "101 to 130 of 130" in client.get("/systems/map/?page=99").content.decode()
    assert "1 to 100 of 130" in client.get("/systems/map/?page=²").content.decode()


def test_data_and_file_say_the_same(
    links: dict[str, Integration], lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    data = json.loads(client.get("/systems/map/data/").content)

    assert {each["id"] for each in data["links"]} == {each.reference for each in links.values()}
    assert {each["url"] for each in data["links"]} == {
        each.get_absolute_url() for each in links.values()
    }
    assert {each["id"] for each in data["cells"]} >= {"erp", "line", "plan", "alone"}
    assert all(len(each["curve"]) == 8 for each in data["links"])
    answer = client.get("/systems/map.svg?by=site")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    drawing = ET.fromstring(answer.content)  # noqa: S314 - our own
    texts = {each.text for each in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert {"ERP", "Brno", "Graz", "No site", "AI initiatives"} <= texts
    assert b"href" not in answer.content
    assert b"style=" not in answer.content


def test_an_empty_catalogue_says_where_the_map_begins(lead: User, signed_in: SignIn) -> None:
    assert "No systems yet" in signed_in(lead).get("/systems/map/").content.decode()


def test_the_map_is_for_people_across_initiatives(signed_in: SignIn) -> None:
    client = signed_in(person_with(Role.SESSION_PARTICIPANT))

    for address in ("/systems/map/", "/systems/map/data/", "/systems/map.svg"):
        assert client.get(address).status_code == 403


@pytest.mark.behaviour("AR-1", "B82", "B111")
def test_the_ai_system_in_its_surroundings(
    links: dict[str, Integration],
    initiative: Initiative,
    lead: User,
    signed_in: SignIn,
    at_most_queries: Queries,
) -> None:
    client = signed_in(lead)
    address = f"/initiatives/{initiative.reference}/architecture/context/"
    with at_most_queries(10):
        page = client.get(address).content.decode()

    assert "3 links with 3 systems, 1 of them writing." in page
    assert "<title>Line control</title>" in page
    assert page.count('class="card"') == 3
    assert 'marker-end="url(#context-arrow-wide)"' in page
    assert 'marker-end="url(#context-arrow-upright)"' in page
    empty = registered(lead, title="Empty")
    nothing = client.get(f"/initiatives/{empty.reference}/architecture/context/")
    assert "nothing surrounds the AI system" in nothing.content.decode()
