"""The portfolio page: what it counts, for whom, and with how many queries."""

import datetime as dt
import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.demo.clock import clock_at
from governance.actions import dispose_design_input
from governance.models import Norm
from initiatives.actions import (
    invite_it,
    pause_initiative,
    restrict_visibility,
    take_milestone,
    withdraw_initiative,
)
from initiatives.models import Initiative
from people.models import Unit, User
from people.queries import it_architects
from portfolio import queries
from portfolio.bars import Segment, segments
from portfolio.panels import (
    ConcernsPanel,
    InvolvementPanel,
    StagesPanel,
    UnitsPanel,
    WaitingPanel,
)
from tests.factories import UnitFactory, raised, registered

SignIn = Callable[[User], Client]
URL = "/portfolio/"


def _ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def _measured(lead: User, unit: Unit, *, invited: int | None, shortlist: int) -> Initiative:
    """An initiative whose times were noted as they happened, in days ago."""
    with clock_at(_ago(max(shortlist, invited or 0) + 1)):
        initiative = registered(lead, unit=unit)
    if invited is not None:
        with clock_at(_ago(invited)):
            invite_it(
                initiative,
                open_questions=["Where may it run?"],
                invitee=it_architects().get(),
                actor=lead,
            )
    with clock_at(_ago(shortlist)):
        take_milestone(initiative, "shortlist", actor=lead)
    return initiative


def _context(panel: Any, viewer: User) -> dict[str, Any]:
    context: dict[str, Any] = panel.context(viewer)
    return context


@pytest.mark.parametrize("who", ["lead", "architect", "executive", "auditor"])
def test_every_role_sees_it(
    who: str, initiative: Initiative, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    response = signed_in(request.getfixturevalue(who)).get(URL)

    assert response.status_code == 200
    assert "How early IT came" in response.content.decode()


def test_without_a_role_nothing_is_counted(
    initiative: Initiative, outsider: User, signed_in: SignIn
) -> None:
    response = signed_in(outsider).get(URL)

    assert response.status_code == 403
    assert "Ask an administrator" in response.content.decode()


def test_without_sign_in_there_is_the_way_to_it(client: Client) -> None:
    response = client.get(URL)

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_it_is_read_only(executive: User, signed_in: SignIn) -> None:
    assert signed_in(executive).post(URL).status_code == 405


def test_an_empty_one_says_what_comes_first(executive: User, signed_in: SignIn) -> None:
    page = signed_in(executive).get(URL).content.decode()

    assert "No initiatives yet" in page
    assert "<table" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_depend_on_the_number_of_initiatives(
    count: int,
    lead: User,
    unit: Unit,
    architect: User,
    executive: User,
    signed_in: SignIn,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(count):
        initiative = _measured(lead, unit, invited=20, shortlist=10)
        raised(initiative, architect)
    client = signed_in(executive)

    with at_most_queries(15):
        assert client.get(URL).status_code == 200


def test_initiatives_are_counted_by_stage_and_status(
    lead: User, unit: Unit, executive: User
) -> None:
    registered(lead, unit=unit)
    pause_initiative(
        registered(lead, unit=unit), reason="Waiting", resume_condition="Money", actor=lead
    )
    withdraw_initiative(registered(lead, unit=unit), reason="Not needed", actor=lead)
    Initiative.objects.filter(pk=registered(lead, unit=unit).pk).update(stage="operation")

    context = _context(StagesPanel(), executive)

    assert [status.value for status in context["statuses"]] == ["active", "paused", "withdrawn"]
    counted = {row.label: [figure.value for figure in row.figures] for row in context["rows"]}
    assert counted["Design"] == [1, 1, 1]
    assert counted["Operation"] == [1, 0, 0]
    assert counted["Retired"] == [0, 0, 0]
    assert context["total"] == 4


@pytest.mark.behaviour("A28")
def test_a_restricted_initiative_is_counted_for_its_table_only(
    initiative: Initiative, lead: User, architect: User, other_lead: User, auditor: User
) -> None:
    restrict_visibility(
        initiative,
        reason="Not told yet",
        until=timezone.localdate() + dt.timedelta(days=9),
        it_member=architect,
        actor=lead,
    )
    raised(initiative, architect)

    for viewer, n in ((lead, 1), (architect, 1), (auditor, 1), (other_lead, 0)):
        assert _context(StagesPanel(), viewer)["total"] == n
        assert _context(InvolvementPanel(), viewer)["total"] == n
        assert _context(ConcernsPanel(), viewer)["total"] == n
        assert len(_context(UnitsPanel(), viewer)["rows"]) == n


def test_units_with_few_initiatives_are_folded(lead: User, executive: User) -> None:
    for number in range(41):
        unit = UnitFactory.create(name=f"Works {number:02}")
        for _ in range(2 if number == 40 else 1):
            registered(lead, unit=unit)

    context = _context(UnitsPanel(), executive)

    assert context["total"] == 41
    assert context["rows"][0].label == "Works 40"
    assert len(context["rows"]) + len(context["folded"]) == 41
    assert len(context["folded"]) == 33


@pytest.mark.behaviour("M1", "A05")
def test_the_share_invited_before_the_shortlist_names_what_it_is_of(
    lead: User, unit: Unit, executive: User, signed_in: SignIn
) -> None:
    for _ in range(3):
        _measured(lead, unit, invited=30, shortlist=10)
    _measured(lead, unit, invited=5, shortlist=10)
    _measured(lead, unit, invited=None, shortlist=10)
    registered(lead, unit=unit, how_far="tool_in_mind")
    registered(lead, unit=unit)

    context = _context(InvolvementPanel(), executive)

    assert (context["invited_first"], context["decided"], context["total"]) == (3, 5, 7)
    assert context["lead"].median is None
    assert context["lead"].n == 4
    assert [row.figures[0].value for row in context["rows"]] == [3, 2, 1, 1]
    page = signed_in(executive).get(URL).content.decode()
    assert "too few for a median" in page
    assert "5 of 7 for the shortlist" in page
    assert "declared times are left out" in page


@pytest.mark.behaviour("M1", "M2")
def test_from_five_on_there_are_medians(
    lead: User, unit: Unit, architect: User, executive: User, signed_in: SignIn
) -> None:
    for invited in (12, 14, 20, 30, 40):
        raised(_measured(lead, unit, invited=invited, shortlist=10), architect)

    context = _context(InvolvementPanel(), executive)

    assert (context["lead"].median, context["lead"].n) == (10.0, 5)
    assert context["earliness"].median == pytest.approx(5 / 6)
    page = signed_in(executive).get(URL).content.decode()
    assert "<b>10</b> days, 5 initiatives" in page
    assert "<b>83%</b>, 5 initiatives" in page


@pytest.mark.behaviour("M7")
def test_waiting_inputs_are_counted_by_concern_age_and_side(
    initiative: Initiative, lead: User, architect: User, executive: User
) -> None:
    for days, actor, concern in (
        (0, architect, "SEC"),
        (7, lead, "SEC"),
        (8, architect, "ARC"),
        (31, architect, "ARC"),
        (91, lead, "REL"),
    ):
        with clock_at(_ago(days)):
            raised(initiative, actor, concern_group=concern)

    context = _context(ConcernsPanel(), executive)

    def counted(rows: list[Any]) -> dict[str, list[int]]:
        return {row.label: [figure.value for figure in row.figures] for row in rows}

    assert counted(context["concerns"]) == {
        "Security and data": [1, 1],
        "Ownership": [0, 0],
        "Architecture": [2, 0],
        "Governance": [0, 0],
        "Lock-in": [0, 0],
        "Performance and reliability": [0, 1],
    }
    assert counted(context["ages"]) == {
        "Up to 7 days": [1, 1],
        "8 to 30 days": [1, 0],
        "31 to 90 days": [1, 0],
        "Over 90 days": [0, 1],
    }
    assert (context["age"].median, context["age"].ninth_tenth) == (8, 91)
    Norm.objects.create(name="smallest_sample", value=6)
    assert _context(ConcernsPanel(), executive)["age"] is None


@pytest.mark.behaviour("M7")
def test_too_few_inputs_have_no_median_and_none_says_so(
    initiative: Initiative, architect: User, executive: User, signed_in: SignIn
) -> None:
    assert "None waits." in signed_in(executive).get(URL).content.decode()

    for _ in range(4):
        raised(initiative, architect)

    assert _context(ConcernsPanel(), executive)["age"] is None


def test_what_is_deferred_to_a_day_ahead_waits_when_the_day_has_passed(
    initiative: Initiative, lead: User, architect: User, executive: User
) -> None:
    design_input = raised(initiative, architect)
    dispose_design_input(
        design_input,
        state="deferred",
        until=timezone.localdate() + dt.timedelta(days=3),
        actor=lead,
    )
    assert _context(ConcernsPanel(), executive)["total"] == 0

    with clock_at(timezone.now() + dt.timedelta(days=4)):
        assert _context(ConcernsPanel(), executive)["total"] == 1


def test_nothing_waits_in_an_initiative_that_has_ended(
    initiative: Initiative, lead: User, architect: User, executive: User
) -> None:
    raised(initiative, architect)
    withdraw_initiative(initiative, reason="Not needed", actor=lead)

    assert _context(ConcernsPanel(), executive)["total"] == 0
    assert [column.total for column in _context(WaitingPanel(), executive)["columns"]] == [0, 0]


@pytest.mark.behaviour("A04", "B01")
def test_what_waits_stands_in_two_columns_with_its_age(
    lead: User, unit: Unit, architect: User, executive: User
) -> None:
    with clock_at(_ago(9)):
        alone = registered(lead, unit=unit)
        raised(alone, lead)
    invited = registered(lead, unit=unit)
    invite_it(invited, open_questions=["Where may it run?"], actor=lead)
    raised(invited, architect)

    business, it = _context(WaitingPanel(), executive)["columns"]

    assert [line.words for line in business.lines] == [
        "1 answer to IT",
        "1 initiative where IT is not invited yet",
    ]
    assert [line.words for line in it.lines] == ["1 answer to business", "1 invitation to answer"]
    assert (timezone.now() - business.since).days == 9
    assert (business.total, it.total) == (2, 2)


def test_answers_owed_to_vendors_and_to_business_add_up(
    initiative: Initiative, lead: User, executive: User
) -> None:
    raised(initiative, lead)
    raised(initiative, lead)
    latest = initiative.design_inputs.latest("pk")
    type(latest).objects.filter(pk=latest.pk).update(raised_party="vendor")

    assert queries.waiting_answers(executive)["it"].count == 2  # type: ignore[index]


def test_each_figure_opens_the_list_it_counts(
    lead: User, unit: Unit, architect: User, executive: User, signed_in: SignIn
) -> None:
    raised(_measured(lead, unit, invited=30, shortlist=10), architect)
    raised(_measured(lead, unit, invited=5, shortlist=10), lead)
    invite_it(registered(lead, unit=unit), open_questions=["Where?"], actor=lead)
    registered(lead, unit=unit, how_far="in_use")
    client = signed_in(executive)
    page = client.get(URL).content.decode()
    links = {
        html.unescape(found): words
        for found, words in re.findall(r'<a href="(/initiatives/\?[^"]+)">([^<]+)</a>', page)
    }

    assert len(links) > 12
    for address, words in links.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "is not known" not in answer.content.decode(), address
        if words.isdigit():
            assert len(answer.context["page"].rows) == int(words), address


def test_executives_see_it_at_a_glance_on_their_desk(
    initiative: Initiative, executive: User, lead: User, signed_in: SignIn
) -> None:
    desk = signed_in(executive).get("/").content.decode()

    assert "At a glance" in desk
    assert "Waits for business" in desk
    assert "Waits for IT" in desk
    assert "At a glance" not in signed_in(lead).get("/").content.decode()


@pytest.mark.parametrize(
    ("parts", "most", "drawn"),
    [
        ([("", 0)], 0, []),
        ([("", 1)], 400, [Segment("", 0, 1)]),
        ([("business", 1), ("it", 3)], 4, [Segment("business", 0, 25), Segment("it", 25, 75)]),
        ([("", 995), ("rest", 5)], 1000, [Segment("", 0, 100), Segment("rest", 100, 0)]),
    ],
)
def test_bars_stay_in_their_drawing(
    parts: list[tuple[str, int]], most: int, drawn: list[Segment]
) -> None:
    assert segments(parts, most) == drawn
