"""Pages of the catalogue."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from architecture.models import CatalogueImport, System
from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from people.models import Site, User
from tests.architecture_app.catalogue_files import BACKSTAGE, CMDB, MAPPING
from tests.architecture_app.factories import SystemFactory, linked

pytestmark = [pytest.mark.django_db, pytest.mark.behaviour("A20", "B121")]
LIST = reverse("architecture:systems")
SignedIn = Callable[[User], Client]


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{LIST}{query}").context["page"]
    return [each.name for each in page.rows]


def test_the_list_costs_the_same_however_long(
    signed_in: SignedIn,
    lead: User,
    initiative: Initiative,
    at_most_queries: Callable[[int], object],
) -> None:
    systems = SystemFactory.create_batch(60, site=Site.objects.create(name="North"), owner=lead)
    linked(initiative, lead, source=systems[0])
    client = signed_in(lead)
    with at_most_queries(10):
        assert len(names(client)) == 50
    rest = names(client, client.get(LIST).context["next_url"])
    assert len(rest) == 10


def test_filters_and_search_narrow_the_list(signed_in: SignedIn, architect: User) -> None:
    north = Site.objects.create(name="North")
    SystemFactory.create(name="Line control", is_ot=True, site=north, criticality="highest")
    SystemFactory.create(name="Sign-on", kind="identity_provider", owner_team="Team People")
    client = signed_in(architect)

    assert names(client, "?q=team+sign") == ["Sign-on"]
    assert names(client, "?kind=identity_provider") == ["Sign-on"]
    assert names(client, "?ot=yes") == ["Line control"]
    assert names(client, f"?site={north.pk}") == ["Line control"]
    assert names(client, "?site=none&criticality=none") == ["Sign-on"]
    assert "Nothing matches" in client.get(f"{LIST}?q=xyz").content.decode()
    odd = client.get(f"{LIST}?kind=toaster&after=zzz").content.decode()
    assert "is not known. It was left aside." in odd
    assert "could not be read" in odd


def test_an_empty_catalogue_says_what_to_do(
    signed_in: SignedIn, architect: User, lead: User
) -> None:
    assert "Bring what you have" in signed_in(architect).get(LIST).content.decode()
    said = signed_in(lead).get(LIST).content.decode()
    assert "IT architects keep them" in said
    assert 'class="btn"' not in said


def test_a_system_is_added_and_changed_by_page(signed_in: SignedIn, architect: User) -> None:
    client = signed_in(architect)
    typed = {
        "name": "Order book",
        "kind": "application",
        "lifecycle": "production",
        "data_classes": "orders; customers",
        "owner": architect.pk,
    }
    empty = client.post(reverse("architecture:add-system"), {**typed, "name": ""})
    assert "Write the name people use for it." in empty.content.decode()
    client.post(reverse("architecture:add-system"), typed)
    system = System.objects.get()
    assert system.data_classes == ["orders", "customers"]
    change = reverse("architecture:change-system", args=[system.slug])
    assert 'value="orders, customers"' in client.get(change).content.decode()

    stale = client.post(change, {**typed, "name": "Ledger", "version": 0})
    assert stale.status_code == 409
    assert "What it says now" in stale.content.decode()
    again = client.post(change, {**typed, "name": "Ledger", "version": system.version})
    assert again.status_code == 302
    assert System.objects.get().name == "Ledger"


def test_a_system_shows_what_the_viewer_may_know(
    signed_in: SignedIn,
    initiative: Initiative,
    lead: User,
    architect: User,
    other_lead: User,
    tomorrow: Any,
) -> None:
    system = SystemFactory.create(name="Order book")
    linked(initiative, lead, source=system, name="Orders to the model")
    address = system.get_absolute_url()
    assert "Orders to the model" in signed_in(other_lead).get(address).content.decode()
    restrict_visibility(
        initiative,
        reason="Takeover",
        until=tomorrow,
        it_member=architect,
        actor=lead,
    )

    hidden = signed_in(other_lead).get(address).content.decode()

    assert "Orders to the model" not in hidden
    assert initiative.title not in hidden
    assert "1 more belongs to initiatives that only their members see" in hidden
    assert "Orders to the model" in signed_in(lead).get(address).content.decode()


def test_merging_shows_what_follows_and_leads_on(
    signed_in: SignedIn, architect: User, lead: User, initiative: Initiative
) -> None:
    one, other = SystemFactory.create(name="SAP"), SystemFactory.create(name="ERP")
    linked(initiative, lead, source=one, name="Orders to the model")
    client = signed_in(architect)
    page = reverse("architecture:merge-system", args=[one.slug])
    assert "Orders to the model" in client.get(page).content.decode()
    assert client.post(page, {"into": other.slug, "reason": "", "version": 1}).status_code == 200

    client.post(page, {"into": other.slug, "reason": "The same", "version": 1})

    followed = client.get(one.get_absolute_url(), follow=True).content.decode()
    assert "SAP was merged into ERP." in followed
    assert "Orders to the model" in followed
    assert "The same" in followed
    assert names(client) == ["ERP"]


def test_a_backstage_file_is_looked_at_and_then_taken(signed_in: SignedIn, architect: User) -> None:
    client = signed_in(architect)
    bring = reverse("architecture:catalogue-import")
    file = SimpleUploadedFile("catalog-info.yaml", BACKSTAGE.encode())
    looked = client.post(bring, {"file": file, "way": "backstage"}, follow=True).content.decode()
    assert "Take 4 systems" in looked
    assert "this is passed over" in looked
    assert not System.objects.exists()
    brought = CatalogueImport.objects.get()
    take = reverse("architecture:catalogue-import-take", args=[brought.pk])

    client.post(take)
    done = client.post(take, follow=True).content.decode()

    assert System.objects.count() == 4
    assert "catalog-info.yaml is taken" in done
    brought.refresh_from_db()
    assert not brought.file
    findings = reverse("architecture:catalogue-import-findings", args=[brought.pk])
    assert client.get(findings).content.decode().count("passed over") == 2
    yaml = client.get(reverse("architecture:systems-backstage")).content.decode()
    assert yaml.count("apiVersion:") == 4
    csv = client.get(reverse("architecture:systems-csv") + "?q=order-lookup")
    assert csv.content.decode("utf-8-sig").count("\n") == 2


def test_a_list_that_would_leave_links_hanging_asks_first(
    signed_in: SignedIn, architect: User, lead: User, initiative: Initiative
) -> None:
    client = signed_in(architect)
    bring = reverse("architecture:catalogue-import")

    def brought(text: str) -> str:
        client.post(
            bring,
            {
                "file": SimpleUploadedFile("cmdb.csv", text.encode()),
                "way": "mapping",
                "mapping": SimpleUploadedFile("cmdb.toml", MAPPING.encode()),
            },
        )
        latest = CatalogueImport.objects.all()[0]
        return reverse("architecture:catalogue-import-take", args=[latest.pk])

    client.post(brought(CMDB))
    linked(initiative, lead, source=System.objects.get(name="Order book"))
    take = brought("CI,Class,Owner,Where\nLine data,Historian,,\n")

    refused = client.post(take)
    assert refused.status_code == 422
    assert "would hang in the air" in refused.content.decode()
    client.post(take, {"missing": "retire"})
    assert System.objects.get(name="Order book").lifecycle == "retired"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose a file."),
        ({"way": "backstage", "file": ("x.yaml", b"")}, "The file is empty."),
        ({"way": "backstage", "file": ("x.yaml", b"\xff\xfe")}, "is not UTF-8"),
        ({"way": "own", "file": ("x.yaml", b"a: b")}, "This file is YAML"),
        ({"way": "own", "file": ("x.csv", b"A,B\n1,2\n")}, "has none of the"),
        ({"way": "mapping", "file": ("x.csv", b"A,B\n1,2\n")}, "No mapping was given"),
        ({"way": "own", "file": ("x.csv", b"\x89PNG....")}, "is a PNG picture"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    signed_in: SignedIn, architect: User, given: dict[str, object], said: str
) -> None:
    if "file" in given:
        name, content = given["file"]  # type: ignore[misc]
        given = {**given, "file": SimpleUploadedFile(name, content)}
    answer = signed_in(architect).post(reverse("architecture:catalogue-import"), given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not CatalogueImport.objects.exists()
