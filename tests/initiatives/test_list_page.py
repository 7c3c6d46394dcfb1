"""The list: search, filters, order, pages by place, and as many queries for 5 rows as for 120."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEvent
from governance.models import DesignInput
from initiatives.actions import invite_it, pause_initiative, restrict_visibility
from initiatives.filters import SORTS, ListFilter, filtered_initiatives
from initiatives.models import Initiative
from initiatives.pagination import page_of
from initiatives.vocabulary import Stage
from people.models import Unit, User
from tests.factories import UnitFactory, raised, registered

ADDRESS = "/initiatives/"


def many(lead: User, unit: Unit, count: int) -> None:
    """Rows that tie in every order but the last key."""
    moment = timezone.now()
    Initiative.objects.bulk_create(
        Initiative(
            reference=f"AI-2020-{number:04d}",
            title=f"Idea {number % 7}",
            problem="Something",
            unit=unit,
            lead=lead,
            how_far="nothing_yet",
            stage=list(Stage)[number % 5],
            registered_at=moment - dt.timedelta(days=number % 3),
            updated_at=moment,
        )
        for number in range(count)
    )


def rows(answer: Any) -> list[str]:
    return [row.reference for row in answer.context["page"].rows]


def titles(client: Client, **params: str) -> list[str]:
    return [row.title for row in client.get(ADDRESS, params).context["page"].rows]


def test_a_row_says_where_it_is_and_whether_it_is_at_the_table(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User
) -> None:
    page = signed_in(lead).get(ADDRESS).content.decode()

    assert initiative.get_absolute_url() in page
    assert "Plant North" in page
    assert '<span class="attention">not invited yet</span>' in page
    assert "1 in all, newest first." in page


def test_an_invitation_and_a_joining_show_their_time(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User, architect: User
) -> None:
    invite_it(initiative, open_questions=["Where?"], actor=lead)
    Initiative.objects.update(it_invited_at=timezone.now() - dt.timedelta(days=3))
    client = signed_in(lead)
    assert "invited 3 days ago" in client.get(ADDRESS).content.decode()

    Initiative.objects.update(it_joined_at=dt.datetime(2021, 5, 12, 9, tzinfo=dt.UTC))
    assert "since 12 May 2021" in client.get(ADDRESS).content.decode()


# --- narrowing ------------------------------------------------------------------------------------


def test_every_word_has_to_occur_somewhere(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    registered(lead, unit=unit, title="Late orders", problem="Customers call")
    registered(lead, unit=unit, title="Late trains", problem="Nobody calls")

    assert titles(signed_in(lead), q="late customers") == ["Late orders"]
    assert titles(signed_in(lead), q="late") == ["Late trains", "Late orders"]
    assert titles(signed_in(lead), q="100%_") == []


def test_filters_narrow_and_add_up(
    signed_in: Callable[[User], Client], lead: User, unit: Unit, architect: User
) -> None:
    other = UnitFactory.create(name="Plant South")
    north = registered(lead, unit=unit, title="North", how_far="pilot_running")
    registered(lead, unit=other, title="South", how_far="pilot_running")
    registered(lead, unit=unit, title="Idea", how_far="nothing_yet")
    pause_initiative(north, reason="Waits", resume_condition="Budget", actor=lead)
    raised(north, architect)
    client = signed_in(lead)

    assert set(titles(client, unit=str(unit.pk))) == {"North", "Idea"}
    assert set(titles(client, operational_status="pilot")) == {"North", "South"}
    assert titles(client, unit=str(unit.pk), operational_status="pilot") == ["North"]
    assert titles(client, status="paused") == ["North"]
    assert titles(client, stage="operation") == []
    assert titles(client, concern="SEC") == ["North"]
    assert titles(client, concern="OWN") == []
    DesignInput.objects.update(state="incorporated")
    assert titles(client, concern="SEC") == []


def test_filters_in_use_are_named_and_can_be_taken_away(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User
) -> None:
    answer = signed_in(lead).get(
        ADDRESS, {"q": "late", "stage": "design", "sort": "title", "after": "x"}
    )

    chips = {chip.label: chip.remove_url for chip in answer.context["chips"]}
    assert chips == {
        "“late”": "?stage=design&sort=title",
        "Stage: Design": "?q=late&sort=title",
    }
    assert "1 of 1, by title." in answer.content.decode()


@pytest.mark.parametrize("name", ["unit", "stage", "status", "operational_status", "concern"])
def test_a_value_that_is_not_known_is_left_aside_and_said_so(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User, name: str
) -> None:
    answer = signed_in(lead).get(ADDRESS, {name: "0 or 1=1"})

    assert rows(answer) == [initiative.reference]
    assert "“0 or 1=1” is not known. It was left aside." in answer.content.decode()


@pytest.mark.parametrize("odd", ["pk", "lead__password", "--title", "?", "-"])
def test_an_order_that_is_not_known_is_left_aside(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User, odd: str
) -> None:
    answer = signed_in(lead).get(ADDRESS, {"sort": odd})

    assert rows(answer) == [initiative.reference]
    assert "The order" in answer.content.decode()


@pytest.mark.parametrize("odd", ["\x00", "🦊" * 300, "%", "_", "'\"<script>", "توقع"])
def test_odd_searches_find_nothing_and_do_no_harm(
    signed_in: Callable[[User], Client], lead: User, unit: Unit, odd: str
) -> None:
    registered(lead, unit=unit)

    answer = signed_in(lead).get(ADDRESS, {"q": odd})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_each_filter_has_its_own_name(lead: User, unit: Unit) -> None:
    found = filtered_initiatives(lead, {})
    names = [each.name for each in found.filters]

    assert len(set(names)) == len(names)
    assert not {"q", "sort", "after", "before"} & set(names)
    assert all(isinstance(each, ListFilter) and each.label for each in found.filters)


# --- who sees what --------------------------------------------------------------------------------


@pytest.mark.behaviour("A28")
def test_a_restricted_initiative_is_listed_for_its_table_only(
    signed_in: Callable[[User], Client],
    initiative: Initiative,
    lead: User,
    other_lead: User,
    architect: User,
    other_architect: User,
    executive: User,
    auditor: User,
) -> None:
    restrict_visibility(
        initiative,
        reason="Talks with the works council",
        until=timezone.localdate() + dt.timedelta(days=9),
        it_member=architect,
        actor=lead,
    )

    for viewer in (lead, architect, auditor):
        assert rows(signed_in(viewer).get(ADDRESS)) == [initiative.reference]
    for viewer in (other_lead, other_architect, executive):
        answer = signed_in(viewer).get(ADDRESS, {"q": initiative.reference})
        assert rows(answer) == []
        assert answer.context["total"] == 0


@pytest.mark.behaviour("B61")
def test_without_a_role_there_is_no_list(
    signed_in: Callable[[User], Client], initiative: Initiative, outsider: User
) -> None:
    for address in (ADDRESS, f"{ADDRESS}export.csv", f"{ADDRESS}export.xlsx"):
        answer = signed_in(outsider).get(address)
        assert answer.status_code == 403
        assert initiative.title.encode() not in b"".join(answer)


def test_only_leads_are_offered_to_register(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User, executive: User
) -> None:
    assert "Register an initiative" in signed_in(lead).get(ADDRESS).content.decode()
    assert "Register an initiative" not in signed_in(executive).get(ADDRESS).content.decode()


def test_the_two_kinds_of_empty(signed_in: Callable[[User], Client], lead: User) -> None:
    client = signed_in(lead)
    assert "No initiatives yet" in client.get(ADDRESS).content.decode()

    registered(lead)
    page = client.get(ADDRESS, {"q": "nowhere to be found"}).content.decode()
    assert "Nothing matches" in page
    assert "0 of 1" in page


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
def test_pages_show_each_row_once_forwards_and_back(
    signed_in: Callable[[User], Client], lead: User, unit: Unit, sort: str
) -> None:
    many(lead, unit, 120)
    client = signed_in(lead)

    answers = [client.get(ADDRESS, {"sort": sort})]
    while next_url := answers[-1].context["next_url"]:
        answers.append(client.get(ADDRESS + next_url))
    forwards = [rows(answer) for answer in answers]
    back = [rows(answers[-1])]
    answer = answers[-1]
    while previous_url := answer.context["previous_url"]:
        answer = client.get(ADDRESS + previous_url)
        back.insert(0, rows(answer))

    assert [len(page) for page in forwards] == [50, 50, 20]
    assert len({reference for page in forwards for reference in page}) == 120
    assert back == forwards


def test_turning_the_order_round_turns_the_rows_round(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    many(lead, unit, 30)
    client = signed_in(lead)

    for sort in SORTS:
        there, round_about = (
            rows(client.get(ADDRESS, {"sort": each})) for each in (sort, f"-{sort}")
        )
        assert there == round_about[::-1]


def test_stages_are_in_their_own_order_and_titles_regardless_of_capitals(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    for title, stage in (("beta", "operation"), ("Alpha", "selection"), ("Gamma", "design")):
        Initiative.objects.filter(pk=registered(lead, unit=unit, title=title).pk).update(
            stage=stage
        )

    assert titles(signed_in(lead), sort="title") == ["Alpha", "beta", "Gamma"]
    assert titles(signed_in(lead), sort="stage") == ["Gamma", "Alpha", "beta"]


def test_a_row_that_arrives_meanwhile_shifts_nothing(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    many(lead, unit, 60)
    client = signed_in(lead)
    first = client.get(ADDRESS)

    registered(lead, unit=unit)
    second = client.get(ADDRESS + first.context["next_url"])

    assert len(rows(second)) == 10
    assert not set(rows(first)) & set(rows(second))


@pytest.mark.parametrize("place", ["x", "", "W10:1abc:def", "🦊"])
def test_a_place_made_up_shows_the_beginning(
    signed_in: Callable[[User], Client], lead: User, unit: Unit, place: str
) -> None:
    many(lead, unit, 60)
    client = signed_in(lead)

    answer = client.get(ADDRESS, {"after": place})

    assert rows(answer) == rows(client.get(ADDRESS))
    assert ("could not be read" in answer.content.decode()) == bool(place)


def test_a_place_of_another_order_is_not_taken(lead: User, unit: Unit) -> None:
    many(lead, unit, 5)
    listed = Initiative.objects.all()
    place = page_of(listed, ("-pk",), size=2).after

    assert page_of(listed, ("-registered_at", "-pk"), after=place, size=2).lost
    assert not page_of(listed, ("-pk",), after=place, size=2).lost
    assert page_of(AuditEvent.objects.all(), ("-pk",), after=place, size=2).lost


def test_the_page_before_fewer_rows_than_a_page_is_the_first(lead: User, unit: Unit) -> None:
    many(lead, unit, 5)
    listed = Initiative.objects.all()
    second = page_of(listed, ("pk",), size=2)
    later = page_of(listed, ("pk",), after=second.after, size=2)
    Initiative.objects.filter(pk=second.rows[0].pk).delete()

    first = page_of(listed, ("pk",), before=later.before, size=2)

    assert len(first.rows) == 2
    assert first.before == ""


def test_ordering_by_a_heading_turns_and_says_so(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User
) -> None:
    client = signed_in(lead)

    page = client.get(ADDRESS, {"sort": "title", "q": "late"}).content.decode()

    assert '<th scope="col" aria-sort="ascending"><a href="?q=late&amp;sort=-title">' in page
    assert client.get(ADDRESS).context["columns"]["newest"].direction == "descending"
    assert client.get(ADDRESS).context["columns"]["newest"].url == "?sort=-newest"


# --- queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("params", [{}, {"q": "idea", "stage": "design", "concern": "SEC"}])
def test_the_list_asks_as_much_for_five_rows_as_for_a_hundred(
    signed_in: Callable[[User], Client],
    lead: User,
    unit: Unit,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
    params: dict[str, str],
) -> None:
    client = signed_in(lead)
    many(lead, unit, 5)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS, params)
    Initiative.objects.all().delete()
    many(lead, unit, 120)

    with at_most_queries(10), CaptureQueriesContext(connection) as much:
        client.get(ADDRESS, params)

    assert len(much) == len(few)
