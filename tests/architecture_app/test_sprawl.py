"""How links, twins, artefacts and debt grew, from the dates of rows."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from architecture.map.asking import Asked
from architecture.map.reading import landscape
from architecture.models import CustomArtefact, DesignStateChange, Integration, PilotDebt
from architecture.sprawl import MONTHS, sprawl, visible_artefacts
from config.demo.clock import clock_at
from initiatives.actions import restrict_visibility, stop_initiative
from initiatives.models import Initiative
from people.models import User
from tests.factories import registered
from tests.governance.signals.twins import a_link

Queries = Callable[[int], AbstractContextManager[None]]
SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def day(month: int, date: int) -> dt.datetime:
    """A day of this year."""
    return dt.datetime(2026, month, date, 9, tzinfo=dt.UTC)


@pytest.fixture
def scene(initiative: Initiative, lead: User, other_lead: User) -> Initiative:
    """Twins since May, one of which retired in August; debt of September; an artefact."""
    other = registered(other_lead, title="Plan the night shift")
    first = a_link(initiative, lead, registered_at=day(3, 5), direction="write")
    second = a_link(other, lead, registered_at=day(5, 5), style="direct_db")
    Integration.objects.filter(pk=second.pk).update(design_state="retired")
    DesignStateChange.objects.create(integration=second, to_state="retired", by=lead, at=day(8, 10))
    for name, noted, ended in (
        ("A script", day(4, 20), None),
        ("An older script", day(3, 6), day(9, 30)),
        ("Of the other", day(6, 1), None),
    ):
        CustomArtefact.ever.create(
            integration=second if name == "Of the other" else first,
            name=name,
            repository="git/scripts",
            noted_at=noted,
            ended_at=ended,
        )
    for item, closed, due in (
        ("Old file drop", None, dt.date(2026, 10, 1)),
        ("Test account", day(10, 3), dt.date(2026, 12, 1)),
        ("Second copy", None, dt.date(2027, 1, 1)),
    ):
        PilotDebt.objects.create(
            integration=first, item=item, noted_at=day(9, 1), closed_at=closed, due_on=due
        )
    return other


@pytest.mark.behaviour("B34", "B83", "B86", "B111")
def test_months_from_dates(scene: Initiative, lead: User, at_most_queries: Queries) -> None:
    with clock_at(NOW), at_most_queries(5):
        found = sprawl(lead)
    by_month = {
        each.day.month: (each.links, each.twins, each.artefacts, each.debt, each.overdue)
        for each in found.months
    }

    assert len(found.months) == MONTHS
    assert [found.since.day, found.now.day] == [dt.date(2025, 12, 31), NOW.date()]
    assert by_month[2] == (0, 0, 0, 0, 0)
    assert by_month[3] == (1, 0, 1, 0, 0)
    assert by_month[5] == (2, 2, 2, 0, 0)
    assert by_month[6] == (2, 2, 3, 0, 0)
    assert by_month[8] == (1, 0, 2, 0, 0)
    assert by_month[9] == (1, 0, 1, 3, 0)
    assert by_month[10] == (1, 0, 1, 2, 1)
    assert by_month[11] == (1, 0, 1, 2, 1)
    assert (found.writing, found.direct_db) == (1, 0)
    assert [piece.look for piece in found.months[5].segments] == ["attention"]


@pytest.mark.behaviour("B86")
@pytest.mark.parametrize("how", ["stopped", "retired"])
def test_work_that_is_over_leaves_links_until_the_day_it_ended(
    how: str, initiative: Initiative, lead: User, other_lead: User
) -> None:
    other = registered(other_lead, title="Plan the night shift")
    a_link(initiative, lead, registered_at=day(3, 5))
    gone = a_link(other, lead, registered_at=day(3, 5), direction="write", style="direct_db")
    CustomArtefact.objects.create(integration=gone, name="A script", noted_at=day(3, 5))
    with clock_at(day(8, 10)):
        if how == "stopped":
            stop_initiative(other, reason="Over", resume_condition="Never", actor=other_lead)
    if how == "retired":
        Initiative.objects.filter(pk=other.pk).update(stage="retired", updated_at=day(8, 10))
    with clock_at(NOW):
        found = sprawl(lead)
        map_links = landscape(lead, Asked()).links
        listed = visible_artefacts(lead).count()

    by_month = {each.day.month: (each.links, each.twins, each.artefacts) for each in found.months}
    assert by_month[7] == (2, 2, 1)
    assert by_month[8] == by_month[11] == (1, 0, 0)
    assert (found.writing, found.direct_db) == (0, 0)
    assert (len(map_links), listed) == (found.now.links, found.now.artefacts)


@pytest.mark.behaviour("A28")
def test_what_is_restricted_counts_for_nobody_else(
    scene: Initiative, lead: User, other_lead: User, architect: User
) -> None:
    with clock_at(NOW):
        restrict_visibility(
            scene,
            reason="Not yet",
            until=dt.date(2026, 11, 25),
            it_member=architect,
            actor=other_lead,
        )
        assert max(each.twins for each in sprawl(lead).months) == 0
        assert max(each.twins for each in sprawl(architect).months) == 2


@pytest.fixture
def in_november() -> Iterator[None]:
    """The day is the scene's, so that what is due later stays so."""
    with clock_at(NOW):
        yield


@pytest.mark.behaviour("B34", "B83", "B86")
@pytest.mark.usefixtures("in_november")
def test_each_figure_opens_its_list(scene: Initiative, lead: User, signed_in: SignIn) -> None:
    client = signed_in(lead)
    later = client.get("/portfolio/figures/").content.decode()
    debt = client.get("/systems/sprawl/debt/").content.decode()
    overdue = client.get("/systems/sprawl/overdue/").content.decode()

    assert "Links between systems" in later
    assert "Links between systems" in client.get("/systems/sprawl/").content.decode()
    for address in (
        "/systems/map/?lens=twins",
        "/systems/sprawl/debt/",
        "/systems/map/?lens=writes",
    ):
        assert address in later
    assert "A script" in client.get("/systems/sprawl/artefacts/").content.decode()
    assert "Second copy" in debt
    assert "Test account" not in debt
    assert "Old file drop" in overdue
    assert "Second copy" not in overdue
    assert lead.full_name not in debt.split("<main")[1]
    assert client.get("/systems/sprawl/people/").status_code == 404


def test_nothing_is_said_where_nothing_is(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    assert (
        "Links between systems" not in signed_in(lead).get("/portfolio/figures/").content.decode()
    )
