"""Adding to an agenda, ordering it, dropping points, from its two pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import (
    Outcome,
    add_agenda_item,
    cancel_occurrence,
    open_session,
    record_result,
)
from governance.models import AgendaItem, SessionOccurrence
from initiatives.models import Initiative
from people.models import User

SignIn = Callable[[User], Client]
PARTIAL = {"HX-Request": "true"}


@pytest.fixture
def planned(initiative: Initiative) -> SessionOccurrence:
    """The first session, with three items on its agenda."""
    series = initiative.session_series.get()
    found = series.occurrences.select_related("series__initiative", "rhythm").earliest("starts_at")
    for title in ("First", "Second", "Third"):
        add_agenda_item(found, title=title, actor=series.business_facilitator)
    return found


@pytest.fixture
def running(planned: SessionOccurrence, lead: User) -> SessionOccurrence:
    """The same while it runs."""
    with clock_at(planned.starts_at):
        open_session(planned, actor=lead)
    planned.refresh_from_db()
    return planned


def page(name: str, occurrence: SessionOccurrence) -> str:
    return reverse(f"governance:{name}", args=occurrence.address)


def titles(occurrence: SessionOccurrence) -> list[str]:
    kept = occurrence.agenda.filter(dropped_at=None, key="").order_by("position", "pk")
    return [each.title for each in kept]


def item(occurrence: SessionOccurrence, title: str) -> AgendaItem:
    return occurrence.agenda.get(title=title)


def told(response: Any) -> list[str]:
    return [str(each) for each in get_messages(response.wsgi_request)]


def test_an_item_is_added_in_one_line(
    planned: SessionOccurrence, architect: User, signed_in: SignIn
) -> None:
    response = signed_in(architect).post(page("add-agenda-item", planned), {"title": " Fourth "})

    assert response["Location"] == f"{planned.get_absolute_url()}#agenda"
    assert titles(planned) == ["First", "Second", "Third", "Fourth"]
    assert item(planned, "Fourth").added_party == "it"
    assert told(response) == ["“Fourth” is on the agenda."]


def test_while_it_runs_one_comes_back_to_the_room(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    for name, typed in (
        ("add-agenda-item", {"title": "Fourth"}),
        ("order-agenda", {"item": item(running, "Third").name, "to": "0"}),
        ("drop-agenda-item", {"item": item(running, "Second").name}),
    ):
        assert client.post(page(name, running), typed)["Location"] == page("room", running)


@pytest.mark.parametrize(("typed", "why"), [("", "Say in one line"), ("x" * 301, "300")])
def test_what_cannot_be_added_is_kept_in_its_form(
    planned: SessionOccurrence, lead: User, signed_in: SignIn, typed: str, why: str
) -> None:
    events = AuditEvent.objects.count()

    response = signed_in(lead).post(page("add-agenda-item", planned), {"title": typed})

    assert response.status_code == 200
    assert why in response.content.decode()
    assert f'value="{typed}"' in response.content.decode() or not typed
    assert titles(planned) == ["First", "Second", "Third"]
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "partial"])
def test_in_the_room_it_is_kept_in_the_room(
    running: SessionOccurrence, lead: User, signed_in: SignIn, headers: dict[str, str]
) -> None:
    response = signed_in(lead).post(
        page("add-agenda-item", running), {"title": "x" * 301}, headers=headers
    )

    assert "x" * 301 in response.content.decode()
    assert 'id="room-add"' in response.content.decode()
    assert titles(running) == ["First", "Second", "Third"]


def test_a_partial_adding_brings_the_item_and_an_empty_form(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    response = signed_in(lead).post(
        page("add-agenda-item", running), {"title": "Fourth"}, headers=PARTIAL
    )

    sent = response.content.decode()
    assert 'hx-swap-oob="beforeend:#room-items"' in sent
    assert 'value="Fourth"' not in sent.split('id="room-add"')[1].split("</form>")[0]


def test_a_cancelled_session_takes_nothing_and_says_so(
    planned: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    cancel_occurrence(planned, reason="Nobody is there", actor=lead)
    client = signed_in(lead)
    # What people put on it waits for the next date.
    following = planned.series.occurrences.order_by("slot_on")[1]
    assert titles(following) == ["First", "Second", "Third"]

    added = client.post(page("add-agenda-item", planned), {"title": "Fourth"})
    dropped = client.post(page("drop-agenda-item", planned), {"item": "item:1"})

    assert added.status_code == 409
    assert "This session is cancelled." in added.content.decode()
    assert 'value="Fourth"' in added.content.decode()
    assert told(dropped) == ["This session is cancelled. Use the next one."]
    assert titles(planned) == []


def test_items_change_places(planned: SessionOccurrence, lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)

    client.post(page("order-agenda", planned), {"item": item(planned, "Third").name, "to": "0"})

    assert titles(planned) == ["Third", "First", "Second"]


@pytest.mark.parametrize("to", ["", "up", "1" * 40])
def test_a_place_that_is_none_changes_nothing_but_the_end(
    planned: SessionOccurrence, lead: User, signed_in: SignIn, to: str
) -> None:
    client = signed_in(lead)

    response = client.post(
        page("order-agenda", planned), {"item": item(planned, "First").name, "to": to}
    )

    assert response.status_code == 302
    moved = ["Second", "Third", "First"]
    assert titles(planned) == (moved if to.isdigit() else ["First", "Second", "Third"])


def test_the_room_moves_an_item_past_its_neighbour(
    running: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    sent = client.get(page("room", running)).content.decode()
    name = item(running, "Third").name
    up = re.search(rf'value="{name}">\s*<input[^>]*name="to" value="(\d+)"', sent)
    assert up is not None
    to = up[1]

    client.post(page("order-agenda", running), {"item": item(running, "Third").name, "to": to})

    assert titles(running) == ["First", "Third", "Second"]


def test_what_is_dropped_leaves_the_agenda(
    planned: SessionOccurrence, architect: User, signed_in: SignIn
) -> None:
    signed_in(architect).post(
        page("drop-agenda-item", planned), {"item": item(planned, "Second").name}
    )

    assert titles(planned) == ["First", "Third"]


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "partial"])
def test_what_has_a_result_is_not_dropped(
    running: SessionOccurrence, lead: User, signed_in: SignIn, headers: dict[str, str]
) -> None:
    name = item(running, "First").name
    record_result(running, name, Outcome("decision", "Planners decide"), actor=lead)

    response = signed_in(lead).post(
        page("drop-agenda-item", running), {"item": name}, headers=headers
    )

    said = response.content.decode() if headers else " ".join(told(response))
    assert "This item has a result. Record another result instead." in said
    assert "First" in titles(running)


def test_an_item_that_is_not_there_is_refused_in_words(
    planned: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    response = signed_in(lead).post(page("drop-agenda-item", planned), {"item": "item:99999"})

    assert told(response) == ["This agenda has no such item. Reload the page and choose again."]


def test_who_does_not_sit_there_changes_nothing(
    planned: SessionOccurrence, executive: User, outsider: User, signed_in: SignIn
) -> None:
    seen = signed_in(executive).post(page("add-agenda-item", planned), {"title": "Fourth"})
    unseen = signed_in(outsider).post(page("add-agenda-item", planned), {"title": "Fourth"})

    assert seen.status_code == 403
    assert "Only those at the table work in its sessions." in seen.content.decode()
    assert unseen.status_code == 404
    assert titles(planned) == ["First", "Second", "Third"]


def test_a_title_typed_while_signed_out_is_in_its_form_after_signing_in(
    planned: SessionOccurrence, lead: User, client: Client
) -> None:
    client.post(page("add-agenda-item", planned), {"title": "Typed too late"})
    client.force_login(lead)

    response = client.get(page("add-agenda-item", planned))

    assert 'value="Typed too late"' in response.content.decode()


def test_looking_at_an_address_that_changes_something_leads_to_the_agenda(
    planned: SessionOccurrence, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    for name in ("order-agenda", "drop-agenda-item"):
        assert client.get(page(name, planned)).status_code == 302
