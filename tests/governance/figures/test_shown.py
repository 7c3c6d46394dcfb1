"""Where figures are shown, each opening its list, with fixed numbers of queries."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from config.demo.clock import clock_at
from governance.actions import Question, escalate
from governance.figures.panels import PortfolioPanel, PracticesPanel
from governance.figures.practices import PRACTICES, practices_of
from governance.figures.queries import facts_for_practices, figures_of
from governance.figures.telling import METRICS
from governance.models import Signal
from initiatives.actions import take_milestone
from initiatives.models import Initiative
from initiatives.queries import find_workspace
from people.models import Site, Unit, User
from tests.factories import raised, registered
from tests.governance.signals.test_answering import a_signal

SignIn = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[None]]


def _told(panel: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {each.id: (each.words, url) for each, url in panel["figures"]}


@pytest.mark.behaviour("A05", "M5", "M14")
def test_each_figure_of_the_portfolio_opens_its_list(
    initiative: Initiative, architect: User, executive: User, signed_in: SignIn
) -> None:
    raised(initiative, architect)
    context = PortfolioPanel().context(executive)
    assert context is not None
    words, url = _told(context)["M5"]
    client = signed_in(executive)

    assert words == "1 open; taken up none"
    assert initiative.title in client.get(url).content.decode()
    page = client.get("/portfolio/figures/").content.decode()
    assert "How both sides work together" in page
    for choice in [*PRACTICES, *(each.id for each in METRICS)]:
        assert client.get(f"/initiatives/?involvement={choice}").status_code == 200
        assert client.get(f"/initiatives/?involvement={choice}_not_yet").status_code == 200


def test_the_list_narrows_to_where_a_pattern_stands(
    initiative: Initiative, other_lead: User, lead: User, signed_in: SignIn
) -> None:
    registered(other_lead, title="Another idea")
    a_signal(initiative)

    page = signed_in(lead).get("/initiatives/?signal=D01").content.decode()

    assert initiative.title in page
    assert "Another idea" not in page


def test_what_nobody_leads_is_left_out(initiative: Initiative, executive: User) -> None:
    Initiative.objects.update(lead=None)
    context = PortfolioPanel().context(executive)

    assert context is not None
    assert context["total"] == 0


@pytest.mark.parametrize("count", [1, 12])
def test_the_portfolio_costs_the_same_whatever_their_number(
    count: int, lead: User, unit: Unit, architect: User, executive: User, at_most_queries: Queries
) -> None:
    for _ in range(count):
        each = registered(lead, unit=unit)
        raised(each, architect)
        take_milestone(each, "selection", actor=lead)

    with at_most_queries(43):
        PortfolioPanel().context(executive)


@pytest.mark.parametrize("count", [1, 12])
def test_the_workspace_costs_the_same_whatever_there_is(
    count: int, initiative: Initiative, architect: User, lead: User, at_most_queries: Queries
) -> None:
    for number in range(count):
        raised(initiative, architect)
        a_signal(initiative, subject=str(number))
    found = find_workspace(initiative.reference, lead)

    with at_most_queries(30):
        context = PracticesPanel().context(lead, found)

    assert context is not None
    assert context["of"] == 6


@pytest.mark.behaviour("M11")
def test_workspace_and_page_of_figures_know_the_same_holidays(
    initiative: Initiative, lead: User, architect: User, executive: User
) -> None:
    initiative.unit.sites.add(Site.objects.create(name="Works", country="DE"))
    with clock_at(dt.datetime(2026, 12, 24, 9, tzinfo=dt.UTC)):
        about = raised(initiative, architect)
    with clock_at(dt.datetime(2026, 12, 28, 9, tzinfo=dt.UTC)):
        question = Question("decision_needed", "Who pays", "Choose.", "We gain.", executive,
                            design_input=about)  # fmt: skip
        escalate(initiative, question, actor=lead)
        found = find_workspace(initiative.reference, lead)
        shown = {each.name: each.in_place for each in practices_of(facts_for_practices(found))}
        counted = {each.name: each.in_place for each in figures_of(initiative)[0]}

    assert shown["discussed"] is False
    assert shown == counted


def test_the_page_of_figures_says_what_each_is_of(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    page = signed_in(lead).get(f"/initiatives/{initiative.reference}/signals/figures/")

    content = page.content.decode()
    assert "Practices in place, 1 of 6" in content
    assert "M18" in content


def test_signals_stand_on_workspace_and_desk_and_portfolio(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    for number in range(5):
        a_signal(initiative, subject=str(number))
    client = signed_in(lead)

    workspace = client.get(initiative.get_absolute_url()).content.decode()
    assert "All 5 signals" in workspace
    later = reverse("initiatives:workspace-later", args=[initiative.reference])
    assert f'hx-get="{later}"' in workspace
    assert "Practices in place" in client.get(later).content.decode()
    assert "Dated before IT was asked" in client.get("/").content.decode()
    assert "?signal=D01" in client.get("/portfolio/figures/").content.decode()
    Signal.objects.all().delete()
    assert "All signals" not in client.get("/").content.decode()
