"""The pages of designs and decision records."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from architecture.models import DecisionRecord, Integration
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Role
from tests.architecture_app.factories import SystemFactory
from tests.architecture_app.scenes import decided, held, proposed
from tests.factories import person_with, raised

Queries = Callable[[int], AbstractContextManager[None]]
SignIn = Callable[[User], Client]


def at(name: str, *args: object) -> str:
    return reverse(f"architecture:{name}", args=args)


@pytest.mark.behaviour("B28", "B30", "B14")
def test_proposing_begins_with_what_is_there(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    there = proposed(initiative, lead, purpose="Planners see order lines")
    page = signed_in(lead)
    address = at("propose", initiative.reference)
    assert "Look for what is there" in page.get(address).content.decode()
    nothing = page.get(address, {"purpose": "Orders"}).content.decode()
    assert "Choose where the data comes from" in nothing
    assert "(optional)" not in nothing.partition("Which two")[2].partition("Which data?")[0]
    same = {"source": there.source_id, "target": there.source_id}
    assert "Choose two different ends" in page.get(address, same).content.decode()
    search = {"source": there.source_id, "purpose": "Order lines", "data_classes": "orders"}
    found = page.get(address, search).content.decode()
    assert there.reference in found
    again = page.get(address, {**search, "again": 1}).content.decode()
    assert 'value="Order lines"' in again
    assert "Look for what is there" in again
    typed = {**search, "name": "Order lines", "style": "event_subscribe", "direction": "read"}
    refused = page.post(address, {**typed, "reuse_result": "new_with_reason"}).content.decode()
    assert "Something new needs its reason" in refused
    assert 'value="Order lines"' in refused
    made = page.post(address, {**typed, "reuse_result": "reused", "reuses": there.pk})
    assert made.status_code == 302
    assert Integration.objects.latest("pk").reuses == there


@pytest.mark.behaviour("A19", "A21")
def test_who_does_not_hold_the_design_cannot_set_it_by_page_api_or_administration(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn, api: SignIn
) -> None:
    integration = proposed(initiative, lead)
    held(integration, architect, lead)
    where = (initiative.reference, integration.reference)
    refused = signed_in(lead).post(at("state", *where), {"state": "live"})
    assert refused.status_code == 403
    body = {"state": "live"}
    path = f"/api/v1/integrations/{integration.reference}/design-state/"
    assert api(lead).post(path, body, "application/json").status_code == 403
    administrator = person_with(Role.BUSINESS_LEAD, is_staff=True, is_superuser=True)
    client = signed_in(administrator)
    for address in ("add/", f"{integration.pk}/change/", f"{integration.pk}/delete/"):
        answer = client.post(f"/admin/architecture/integration/{address}", {"design_state": "live"})
        assert answer.status_code in {403, 404}
    page = client.get(at("state", *where)).content.decode()
    assert "override" in page
    assert Integration.objects.get().design_state == "sketched"
    overridden = client.post(
        at("state", *where),
        {"state": "designed", "effective_on": "2026-01-01", "reason": "Holder away"},
    )
    assert overridden.status_code == 302
    assert "as administrator" in client.get(integration.get_absolute_url()).content.decode()


@pytest.mark.behaviour("A21")
def test_an_offer_is_answered_on_its_page(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    integration = proposed(initiative, lead)
    address = at("authority", initiative.reference, integration.reference)
    page, mine = signed_in(lead), signed_in(architect)
    assert page.post(address, {"verb": "offer", "to": architect.pk}).status_code == 302
    assert "Accept: I own the design" in mine.get(address).content.decode()
    declined = mine.post(address, {"verb": "decline", "reason": ""}).content.decode()
    assert "Say it in a sentence or two" in declined
    assert mine.post(address, {"verb": "accept"}).status_code == 302
    assert page.post(address, {"verb": "accept"}).status_code == 403
    assert page.post(address, {"verb": "burn"}).status_code == 404


@pytest.mark.behaviour("A20", "B49")
def test_a_part_keeps_what_was_typed_when_somebody_was_faster(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    integration = proposed(initiative, lead)
    page = signed_in(lead)
    address = at("part", initiative.reference, integration.reference, "dependencies")
    rows = {
        "rows-system": ["", str(integration.source_id)],
        "rows-name": ["Weather", ""],
        "rows-fallback": ["Yesterday's", ""],
    }
    assert page.post(address, {**rows, "version": 1}).status_code == 302
    assert integration.dependencies.count() == 2
    late = page.post(address, {**rows, "version": 1})
    assert late.status_code == 409
    assert "Weather" in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()
    for part in ("basics", "data", "fragility", "artefacts", "debt", "scale", "conformance"):
        there = at("part", initiative.reference, integration.reference, part)
        assert page.get(there).status_code == 200
    debt = at("part", initiative.reference, integration.reference, "debt")
    bad = {"rows-item": "Script", "rows-due_on": "soon", "version": 2}
    assert "is no day" in page.post(debt, bad).content.decode()


@pytest.mark.behaviour("B49")
def test_the_name_of_a_system_is_text_where_its_patterns_are_told(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    name = '<b hx-post="/somewhere/" hx-trigger="load">Orders</b>'
    source = SystemFactory.create(name=name, patterns=["per_user_delegated"])
    there = proposed(initiative, lead, source=source)
    page = signed_in(lead).get(at("part", initiative.reference, there.reference, "data"))
    assert "offers per_user_delegated" in page.content.decode()
    assert "<b hx-post" not in page.content.decode()


@pytest.mark.behaviour("A04", "A08", "B64")
def test_the_pages_ask_a_fixed_number_of_queries(
    initiative: Initiative,
    lead: User,
    architect: User,
    signed_in: SignIn,
    at_most_queries: Queries,
) -> None:
    for number in range(6):
        one = proposed(initiative, lead, name=f"Link {number}", source=SystemFactory.create())
        held(one, architect, lead)
        decided(initiative, architect, integration=one)
        raised(initiative, lead, subject=f"integration:{one.pk}")
    page = signed_in(lead)
    page.get("/")
    with at_most_queries(24):
        assert page.get(at("integrations", initiative.reference)).status_code == 200
    with at_most_queries(28):
        assert page.get(one.get_absolute_url()).status_code == 200
    with at_most_queries(20):
        trail = page.get(at("why", initiative.reference, one.reference)).content.decode()
    assert trail.count('<text class="number"') == trail.count('<li><div><a href="/initiatives')
    with at_most_queries(14):
        assert page.get(at("decisions", initiative.reference)).status_code == 200


@pytest.mark.behaviour("A25")
def test_a_decision_is_written_settled_and_brought_from_a_file(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    page = signed_in(lead)
    typed = {
        "title": "Use the queue",
        "options-title": ["Queue", "File"],
        "options-good": ["fast\nwatched", ""],
        "chosen_option": "Queue",
        "deciders": [lead.pk],
    }
    made = page.post(at("write-decision", initiative.reference), typed)
    record = DecisionRecord.objects.get()
    assert made.status_code == 302
    assert record.options[0]["good"] == ["fast", "watched"]
    standing = at("settle-decision", initiative.reference, record.reference)
    assert page.post(standing, {"status": "decided"}).status_code == 302
    assert "Queue" in page.get(record.get_absolute_url()).content.decode()
    taking = at("take-decisions", initiative.reference)
    file = SimpleUploadedFile("0007-x.md", b"# Use files\n\nWhy not.")
    looked = page.post(taking, {"file": file, "lacking": "far"})
    assert "considered options" in looked.content.decode()
    assert DecisionRecord.objects.count() == 1
    kept = looked.context["form"].initial["kept"]
    left = page.post(taking, {"kept": kept, "lacking": "whole", "take": "yes"})
    assert DecisionRecord.objects.count() == 1
    assert "Nothing new" in left.content.decode()
    page.post(taking, {"kept": kept, "lacking": "far", "take": "yes"})
    assert DecisionRecord.objects.get(source_key="0007-x.md").title == "Use files"
    assert "No file is chosen" in page.post(taking, {"lacking": "far"}).content.decode()
